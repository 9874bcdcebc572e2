//! What a run tells: its summary on standard output, its log on standard error.

use serde_json::Value;

use crate::common::{run, said};

/// Input of which some does not come out, and a place for the output.
fn job() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    std::fs::create_dir(&input).unwrap();
    let write = |name: &str, text: &str| std::fs::write(input.join(name), text).unwrap();
    write("good.txt", "Storm closes the harbour\n\nThe harbour of Vigo was closed on Tuesday.\n");
    write("empty.txt", "");
    write("records.jsonl", "{\"id\": \"1\", \"text\": \"Two boats sank.\"}\nno record\n");
    folder
}

#[test]
fn the_summary_has_the_ledger() {
    let folder = job();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let output = run("news.toml", &input, &out, &[]);
    let told = String::from_utf8(output.stdout).unwrap();
    let record = std::fs::read(out.join("run.json")).unwrap();
    let record: Value = serde_json::from_slice(&record).unwrap();
    let mut even = 0;
    for stage in record["stages"].as_array().unwrap() {
        let (label, came, went) = (&stage["label"], &stage["in"], &stage["out"]);
        let row = format!("  {}: {came} in = {went} out", label.as_str().unwrap());
        let line = told.lines().find(|line| line.starts_with(&row));
        match came == went {
            true => even += 1,
            false => {
                let line = line.unwrap_or_else(|| panic!("no {row:?} in\n{told}"));
                let left_out = line.split(" + ").skip(1).map(|part| {
                    let count: u64 = part.split(' ').next().unwrap().parse().unwrap();
                    assert!(part.contains(" dropped (") || part.contains(" failed ("), "{part}");
                    count
                });
                let out = went.as_u64().unwrap() + left_out.sum::<u64>();
                assert_eq!(came.as_u64(), Some(out), "{line}");
            }
        }
    }
    assert!(told.contains(" + 2 failed (broken_json 1, empty 1)\n"), "{told}");
    assert!(told.contains(&format!("  {even} other stages: in = out\n")), "{told}");
}

#[test]
fn the_log_is_json_where_that_is_asked_for() {
    let folder = job();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let lines = |output: &std::process::Output| -> Vec<Value> {
        let line = |line: &str| {
            let line: Value =
                serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
            assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
            line
        };
        said(output).lines().map(line).collect()
    };
    let output = run("news.toml", &input, &out, &["--log", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = lines(&output);
    let pass = |line: &&Value| line["fields"]["message"] == "pass";
    let passes: Vec<_> = told.iter().filter(pass).map(|line| &line["fields"]["pass"]).collect();
    assert!(passes.contains(&&"read".into()) && passes.contains(&&"write".into()), "{passes:?}");
    // What stops a run is a line like the others.
    let output = run("news.toml", &input, &out, &["--log", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = lines(&output);
    let [line] = &told[..] else { panic!("expected one line, found {told:?}") };
    assert_eq!(line["level"], "ERROR");
    let message = line["fields"]["message"].as_str().unwrap();
    assert!(message.contains("--overwrite"), "{message}");
}
