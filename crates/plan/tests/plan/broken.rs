//! Every wrong file in `tests/broken` has a message that a snapshot beside it keeps.
//!
//! A file may begin with `#: OPTION VALUE` lines, which stand for the command line. To add a case,
//! drop a file in and accept its snapshot.

use std::path::{Path, PathBuf};

use tidings_plan::{Diagnostics, Overrides, Request, load_with_cases};

/// The environment of every case.
fn environment(name: &str) -> Option<String> {
    match name {
        "STORE_KEY" => Some("hunter2hunter2".into()),
        "FORMAT" => Some("parcel".into()),
        _ => None,
    }
}

/// The options that a file is loaded with.
fn overrides(text: &str) -> Overrides {
    let mut overrides = Overrides::default();
    for option in text.lines().filter_map(|line| line.strip_prefix("#: ")) {
        match option.split_once(' ').unwrap() {
            ("--input", input) => overrides.inputs.push(input.into()),
            ("--tables", format) => overrides.tables = Some(format.into()),
            ("--set", pair) => {
                let (key, value) = pair.split_once('=').unwrap();
                overrides.set.push((key.into(), value.into()));
            }
            (other, _) => panic!("a test has no option `{other}`"),
        }
    }
    overrides
}

fn diagnostics(path: &Path) -> Diagnostics {
    let text = std::fs::read(path).unwrap();
    let overrides = overrides(&String::from_utf8_lossy(&text));
    let registry = crate::stages::registry();
    let current = Path::new("tests");
    let request =
        Request { environment: &environment, overrides, current, ..Request::new(path, &registry) };
    match load_with_cases(&request) {
        Err(diagnostics) => diagnostics,
        Ok(_) => panic!("{} was loaded", path.display()),
    }
}

fn cases() -> Vec<PathBuf> {
    let entries = Path::new("tests/broken").read_dir().unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    cases.sort();
    cases
}

#[test]
fn every_wrong_file_has_its_message() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    for path in cases {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../broken");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let message = diagnostics(&path).to_string();
        settings.bind(|| insta::assert_snapshot!(name, message));
    }
}

#[test]
fn every_message_has_a_place_an_expectation_and_a_suggestion() {
    for path in cases() {
        for diagnostic in diagnostics(&path).iter() {
            let (line, column) = diagnostic.line_and_column();
            let (name, words) = (path.display(), diagnostic.problem());
            assert!(line >= 1 && column >= 1, "{name}: {words}");
            assert!(!diagnostic.expectation().is_empty(), "{name}: {words}");
            let suggestion = diagnostic.nearest().map(str::to_owned).or(diagnostic.advice());
            assert!(suggestion.is_some_and(|it| !it.is_empty()), "{name}: {words}");
        }
    }
}
