//! The pipeline with stages of one's own: a library in Rust and a process in Python.

use std::process::Command;

use crate::common::{root, rows, run, said};

#[test]
fn a_library_and_a_process_are_stages_like_any_other() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: python3 is not installed");
        return;
    }
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "percentages",
            "--target-dir",
            "target",
        ])
        .current_dir(root())
        .status();
    assert!(built.unwrap().success());
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.txt");
    std::fs::write(&page, "Fares rise\n\nThe union ENDED its strike after 6.5% was offered.\n")
        .unwrap();
    let out = folder.path().join("out");
    let output = run("custom.toml", &page, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let quantities = rows(&out, "quantities");
    assert_eq!(quantities.len(), 1);
    assert_eq!((&quantities[0]["value"], &quantities[0]["unit"]), (&6.5.into(), &"percent".into()));
    let notes = rows(&out, "notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0]["text"], "in capitals");
}
