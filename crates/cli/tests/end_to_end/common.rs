//! Runs of the program for the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The folder of this repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A pipeline that ships with the project.
pub(crate) fn pipeline(name: &str) -> PathBuf {
    root().join("pipelines").join(name)
}

/// The program, run in the root of the repository.
pub(crate) fn tidings(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("tidings").unwrap();
    command.current_dir(root()).args(arguments);
    command
}

/// Runs a pipeline over an input into a folder, tables as JSON Lines; what it printed.
pub(crate) fn run(
    pipeline_file: &str,
    input: &Path,
    out: &Path,
    more: &[&str],
) -> std::process::Output {
    let pipeline = pipeline(pipeline_file);
    let paths = [
        pipeline.to_str().unwrap(),
        "--input",
        input.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let mut command = tidings(&["run"]);
    command.args(paths).args(["--tables", "jsonl"]).args(more);
    command.output().unwrap()
}

/// Runs `news.toml` over its own samples into a folder, tables of one format.
pub(crate) fn samples(out: &Path, tables: &str) {
    let news = pipeline("news.toml");
    let paths = [news.to_str().unwrap(), "--out", out.to_str().unwrap(), "--tables", tables];
    tidings(&["run", "--overwrite"]).args(paths).assert().success();
}

/// Every file of a finished run that must be the same for every run, by name.
pub(crate) fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut results: BTreeMap<String, Vec<u8>> = files
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    let mut run: serde_json::Value = serde_json::from_slice(&results["run.json"]).unwrap();
    run.as_object_mut().unwrap().remove("timing").unwrap();
    results.insert("run.json".into(), run.to_string().into_bytes());
    results
}

/// The rows of a table.
pub(crate) fn rows(out: &Path, table: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(out.join(format!("{table}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The reasons in `rejects.jsonl`, in order.
pub(crate) fn reasons(out: &Path) -> Vec<String> {
    rows(out, "rejects").iter().map(|row| row["reason"].as_str().unwrap().to_owned()).collect()
}

/// What a run printed on standard error.
pub(crate) fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
