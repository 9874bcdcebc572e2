//! Files torn, cut and scrambled: never a panic, always a place inside the text.

use std::path::Path;

use tidings_plan::{Request, load_with_cases};

use crate::stages;

/// Loads a text as a file, looks at every message there is, and answers with all of them.
fn try_text(folder: &Path, text: &[u8]) -> Option<String> {
    let path = folder.join("pipeline.toml");
    std::fs::write(&path, text).unwrap();
    let registry = stages::registry();
    let diagnostics = load_with_cases(&Request::new(&path, &registry)).err()?;
    assert!(diagnostics.iter().count() > 0);
    assert!(diagnostics.render(true).contains("\u{1b}["));
    let lines = String::from_utf8_lossy(text).matches('\n').count() + 1;
    for diagnostic in diagnostics.iter().take(50) {
        let (line, column) = diagnostic.line_and_column();
        assert!((1..=lines).contains(&line) && column >= 1, "{line}:{column}");
    }
    Some(diagnostics.to_string())
}

fn whole() -> Vec<u8> {
    std::fs::read(crate::WHOLE).unwrap()
}

#[test]
fn a_file_cut_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let whole = whole();
    for end in 0..whole.len() {
        try_text(folder.path(), &whole[..end]);
    }
}

#[test]
fn a_file_with_any_byte_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let whole = whole();
    for (at, with) in (0..whole.len()).zip([b'"', b'\n', 0xff, b'['].into_iter().cycle()) {
        let mut torn = whole.clone();
        torn[at] = with;
        try_text(folder.path(), &torn);
    }
}

#[test]
fn deep_and_long_things() {
    let folder = tempfile::tempdir().unwrap();
    let name = "name = \"a\"\n";
    for text in [
        format!("{name}source = {}", "[".repeat(100_000)),
        format!("{name}a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{name}{} = 1", vec!["a"; 50_000].join(".")),
        format!("{name}{} = 1", "a".repeat(1_000_000)),
        format!("name = \"{}\"", "${A:-".repeat(100_000)),
        format!("name = \"{}\"", "$${".repeat(100_000)),
        "\u{feff}name = \"\\u0000\u{202e}é\"\r\nabout = 1\r\n".to_owned(),
    ] {
        try_text(folder.path(), text.as_bytes());
    }
}

#[test]
fn thousands_of_mistakes_are_counted_and_some_shown() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..20_000).map(|n| format!("key{n} = {n}\n")).collect();
    let message = try_text(folder.path(), text.as_bytes()).unwrap();
    assert_eq!(message.matches("error").count(), 50);
    let last = message.lines().last().unwrap();
    assert!(last.starts_with("20001 mistakes, of which the first 50 are shown"), "{last}");
}
