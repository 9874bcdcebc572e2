//! The pipeline with stages of one's own: a library in Rust and a process in Python.

use std::path::Path;
use std::process::Command;

use crate::common::{pipeline, root, rows, said, tidings};

/// The pipeline that ships, with the library as the tests build it and without what cannot run here;
/// its other paths are made whole.
fn custom(library: &Path, python: bool) -> String {
    let shipped = std::fs::read_to_string(pipeline("custom.toml")).unwrap();
    let (released, root) = ("../target/release/libpercentages", root());
    assert!(shipped.contains(released), "custom.toml no longer names its library");
    let text = shipped
        .replace(released, library.to_str().unwrap())
        .replace("\"../", &format!("\"{}/", root.to_str().unwrap()))
        .replace("\"samples/", &format!("\"{}/", pipeline("samples").to_str().unwrap()));
    let tables = text.split_inclusive("\n\n");
    tables.filter(|table| python || !table.contains("use = \"exec\"")).collect()
}

/// The library of the example, built where the tests are.
fn percentages() -> std::path::PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "percentages", "--target-dir"]).arg(target);
    assert!(cargo.current_dir(root()).status().unwrap().success());
    target.join("debug/percentages")
}

#[test]
fn a_library_and_a_process_are_stages_like_any_other() {
    let python = Command::new("python3").arg("--version").output().is_ok();
    if !python {
        eprintln!("skipped: python3 is not installed, so the stage that it runs is left out");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("custom.toml"), custom(&percentages(), python)).unwrap();
    let page = "Fares rise\n\nThe union ENDED its strike after 6.5% was offered.\n";
    std::fs::write(path("page.txt"), page).unwrap();
    let mut command = tidings(&["run", "custom.toml", "--input", "page.txt", "--out", "out"]);
    let output = command.args(["--tables", "jsonl"]).current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let quantities = rows(&path("out"), "quantities");
    assert_eq!(quantities.len(), 1);
    assert_eq!((&quantities[0]["value"], &quantities[0]["unit"]), (&6.5.into(), &"percent".into()));
    let notes = rows(&path("out"), "notes");
    assert_eq!(notes.len(), usize::from(python), "{notes:?}");
    assert!(notes.iter().all(|note| note["text"] == "in capitals"), "{notes:?}");
}
