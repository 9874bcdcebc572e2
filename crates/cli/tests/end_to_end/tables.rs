//! Tables in every format: the same rows in each, the same bytes for any threads and order of input,
//! and commands that read them whatever the format.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{results, root, rows, run, tidings};

/// The folder of the pages.
fn samples() -> PathBuf {
    root().join("pipelines/samples/harbour-storm")
}

/// Runs over these inputs with tables in that format.
fn ran(format: &str, inputs: &[PathBuf], out: &Path, more: &[&str]) {
    let format = format!("sink.tables.format={format}");
    let mut command = tidings(&["run", "pipelines/news.toml", "--quiet", "--out"]);
    command.arg(out).args(["--set", &format]).args(more);
    inputs.iter().for_each(|input| {
        command.arg("--input").arg(input);
    });
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_format_explains_and_reports_alike() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("jsonl");
    run("news.toml", &samples(), &json, &[]);
    let fact = rows(&json, "facts").into_iter().find(|fact| fact["key"] == "killed").unwrap();
    let explained = |out: &Path| {
        let id = fact["id"].as_str().unwrap();
        let output = tidings(&["explain", out.to_str().unwrap(), id, "--json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let reported = |out: &Path| {
        let output = tidings(&["report", out.to_str().unwrap()]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read(out.join("report.html")).unwrap()
    };
    let (expected, report) = (explained(&json), reported(&json));
    assert_eq!(expected["record"], fact);
    for format in ["parquet", "csv", "sqlite"] {
        let out = folder.path().join(format);
        ran(format, &[samples()], &out, &[]);
        assert!(!out.join("facts.jsonl").exists());
        assert_eq!(explained(&out), expected, "{format}");
        assert!(reported(&out) == report, "the report out of {format} is another one");
    }
}

#[test]
fn flat_formats_have_the_same_bytes_for_any_threads_and_order() {
    let pages = std::fs::read_dir(samples()).unwrap().map(|page| page.unwrap().path());
    let mut pages: Vec<PathBuf> = pages.collect();
    pages.sort();
    pages.reverse();
    for (format, file) in [("csv", "claims.csv"), ("sqlite", "tables.sqlite")] {
        let folder = tempfile::tempdir().unwrap();
        let (one, many) = (folder.path().join("one"), folder.path().join("many"));
        ran(format, &[samples()], &one, &["--threads", "1"]);
        ran(format, &pages, &many, &["--threads", "4", "--set", "run.batch_documents=1"]);
        let (mut one, mut many) = (results(&one), results(&many));
        assert!(one[file].len() > 10_000);
        // It says what was asked for.
        assert!(one.remove("run.json").is_some() && many.remove("run.json").is_some());
        for (name, bytes) in &one {
            assert!(many[name] == *bytes, "{name} differs as {format}");
        }
    }
}
