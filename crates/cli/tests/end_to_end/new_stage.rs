//! A stage of one's own, from nothing to a run, for every family that a library can provide.

use std::path::Path;
use std::process::Command;

use crate::common::{root, rows, said, tidings};

/// Runs cargo in a new crate, without a network, next to what is built already.
fn cargo(folder: &Path, arguments: &[&str]) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-stage");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
}

/// Makes a stage, tests and builds it, and runs a pipeline that has it in place of `stage`; the
/// folder of its output.
fn made_and_run(family: &str, in_place_of: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("my_{family}");
    let made = folder.path().join(&name);
    let crates = root().join("crates");
    let arguments = ["new-stage", family, &name, "--dir", made.to_str().unwrap(), "--crates"];
    let output = tidings(&arguments).arg(&crates).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    cargo(&made, &["test"]);
    cargo(&made, &["build"]);
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-stage/debug").join(&name);
    let two_lines = format!("use = \"{name}\"\nfrom = {library:?}\n");
    let pipeline = [
        ("source", "use = \"files\"\npaths = [\"pages/*\"]\n".to_owned()),
        ("read", "use = \"text\"\n".to_owned()),
        ("clean", "use = \"blocks\"\n".to_owned()),
        ("extract", "use = \"tokens\"\n".to_owned()),
        ("aggregate", String::new()),
        ("sink", "use = \"tables\"\nformat = \"jsonl\"\n".to_owned()),
    ];
    let mut text = "name = \"mine\"\n".to_owned();
    for (table, lines) in pipeline {
        let lines = if table == in_place_of { &two_lines } else { &lines };
        if !lines.is_empty() {
            text.push_str(&format!("[[{table}]]\n{lines}"));
        }
    }
    std::fs::write(folder.path().join("mine.toml"), text).unwrap();
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    let page = "Fog\n\nAn example came in.\nAdvertisement: soap\nAnother example went.\n";
    std::fs::write(folder.path().join("pages/a.txt"), page).unwrap();
    let mut run = tidings(&["run", "mine.toml", "--quiet", "--out", "out"]);
    let output = run.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    folder
}

#[test]
fn a_new_stage_of_every_family_builds_and_runs() {
    let out = made_and_run("read", "read");
    let article = &rows(&out.path().join("out"), "articles")[0];
    assert_eq!(article["title"], "Fog");

    let out = made_and_run("clean", "clean");
    let article = &rows(&out.path().join("out"), "articles")[0];
    assert!(!article["text"].as_str().unwrap().contains("soap"), "{article}");

    let out = made_and_run("extract", "extract");
    assert_eq!(rows(&out.path().join("out"), "notes").len(), 2);

    let out = made_and_run("aggregate", "aggregate");
    let entity = &rows(&out.path().join("out"), "entities")[0];
    assert_eq!((&entity["name"], &entity["mentions"]), (&"example".into(), &2.into()));

    let out = made_and_run("sink", "sink");
    assert_eq!(rows(&out.path().join("out"), "my_sink").len(), 1);
}

#[test]
fn what_cannot_be_made_is_refused() {
    let check = |arguments: &[&str], expected: &str| {
        let output = tidings(&["new-stage"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
    };
    check(&["extract", "Rail-Fares"], "`Rail-Fares` cannot be the name of a stage");
    check(&["extract", "fares", "--dir", "crates"], "crates is there already");
    check(&["extract", "fares", "--crates", "docs"], "there is no plugin-api in docs");
    check(&["gate", "fares"], "invalid value 'gate'");
}
