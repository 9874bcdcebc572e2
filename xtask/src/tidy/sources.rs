//! What may stand in a source file, and that every stage is registered under its file's name.

use std::error::Error;
use std::path::Path;

use walkdir::WalkDir;

/// Lines after which a file is more than one room.
const MOST_LINES: usize = 800;

/// Crates that may hold `unsafe`.
const MAY_BE_UNSAFE: &[&str] = &["plugin-host", "plugin-api"];

/// Crates of which every stage is a file that bears its name.
const OF_STAGES: &[&str] = &["ingest", "clean", "extract", "aggregate", "sink"];

/// What a crate must never know, by the words with which it would: the table of docs/ARCHITECTURE.md as
/// far as words can hold it. Lexicons are files, so the crates of stages may open some.
const NEVER: &[(&str, &[&str])] = &[
    ("model", &["std::fs", "std::net", "std::process", "std::thread"]),
    ("stage", &["std::fs", "std::net", "std::process", "std::thread"]),
    ("clean", &["std::net", "std::process", "std::thread"]),
    ("extract", &["std::net", "std::process", "std::thread"]),
    ("aggregate", &["std::net", "std::process", "std::thread"]),
    ("sink", &["std::net", "std::process", "std::thread"]),
    ("plan", &["std::net", "std::process", "std::thread"]),
    ("runner", &["std::net", "std::process", "toml::"]),
];

pub(super) fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut broken = Vec::new();
    for folder in ["crates", "xtask", "examples"] {
        for entry in WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry?;
            if entry.path().extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(entry.path())?;
                let path = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                broken.extend(in_file(&path, &text));
                broken.extend(stages_of(root, entry.path(), &path, &text));
            }
        }
    }
    for entry in WalkDir::new(root.join("config/lexicon")).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() && !std::fs::read_to_string(entry.path())?.starts_with('#') {
            let name = entry.file_name().to_string_lossy();
            broken.push(format!(
                "config/lexicon/{name}: begins without a comment on where its facts come from"
            ));
        }
    }
    Ok(broken)
}

/// Rules about the words of one file.
fn in_file(path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        broken.push(format!("{path}: {lines} lines; split it, {MOST_LINES} are one room"));
    }
    if !text.starts_with("//!") {
        broken.push(format!("{path}: begins without a line on what it is for (`//! …`)"));
    }
    let words = [concat!("#[", "ignore"), concat!("todo", "!("), concat!("unimplemented", "!(")];
    broken.extend(
        words
            .into_iter()
            .filter(|word| text.contains(word))
            .map(|word| format!("{path}: holds `{word}`; finish it or take it out")),
    );
    let may = MAY_BE_UNSAFE.iter().any(|name| path.starts_with(&format!("crates/{name}/")));
    if !may && !path.starts_with("examples/") && has_unsafe(text) {
        broken.push(format!("{path}: holds unsafe code; only {} may", MAY_BE_UNSAFE.join(" and ")));
    }
    broken.extend(known(path, text));
    broken
}

/// Words in the code of a crate, its tests apart, for things that it must not know.
fn known(path: &str, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code: Vec<&str> = lines.collect();
    let of = |(name, _): &&(&str, _)| path.starts_with(&format!("crates/{name}/src/"));
    let never = NEVER.iter().find(of).map_or(&[][..], |(_, words)| words);
    never
        .iter()
        .filter(|word| code.iter().any(|line| line.contains(*word)))
        .map(|word| {
            format!("{path}: knows `{word}`, which docs/ARCHITECTURE.md says it never does")
        })
        .collect()
}

fn has_unsafe(text: &str) -> bool {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let keyword = concat!("uns", "afe");
    code.into_iter().any(|line| {
        [" {", " fn", " impl", " extern"]
            .iter()
            .any(|after| line.contains(&format!("{keyword}{after}")))
    })
}

/// Every `impl Stage for X` bears its file's name and stands in the crate's `register`.
fn stages_of(root: &Path, file: &Path, path: &str, text: &str) -> Vec<String> {
    let folder = path.split('/').nth(1).unwrap_or_default();
    if !path.starts_with("crates/") || !OF_STAGES.contains(&folder) {
        return Vec::new();
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let Some(stage) = between(code, "impl Stage for ", " {") else { return Vec::new() };
    let Some(name) = between(code, "name: \"", "\"") else { return Vec::new() };
    let mut broken = Vec::new();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    if stem != name {
        broken
            .push(format!("{path}: holds the stage `{name}`; a stage and its file bear one name"));
    }
    let lib = root.join("crates").join(folder).join("src/lib.rs");
    let listed = std::fs::read_to_string(lib).unwrap_or_default();
    if !listed.contains(&format!("{stage}>()")) {
        broken.push(format!(
            "{path}: `{stage}` is not registered; list it in the crate's `register`"
        ));
    }
    broken
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_what_may_not_stand_in_a_file() {
        let check = |path: &str, text: &str, expected: usize| {
            assert_eq!(in_file(path, text).len(), expected, "{text}");
        };
        check("crates/extract/src/a.rs", "//! A.\nfn a() {}", 0);
        check("crates/extract/src/a.rs", "fn a() {}", 1);
        check("crates/extract/src/a.rs", concat!("//! A.\nfn a() { todo", "!() }"), 1);
        check("crates/extract/src/a.rs", concat!("//! A.\nuns", "afe fn a() {}"), 1);
        check("crates/plugin-host/src/a.rs", concat!("//! A.\nuns", "afe fn a() {}"), 0);
        check("crates/extract/src/a.rs", concat!("//! A.\n// uns", "afe { }"), 0);
        check("crates/extract/src/a.rs", &format!("//! A.\n{}", "\n".repeat(MOST_LINES)), 1);
        check("crates/extract/src/a.rs", "//! A.\nuse std::net::TcpStream;", 1);
        check("crates/extract/src/a.rs", "//! Not std::net.\n#[cfg(test)]\nuse std::thread;", 0);
        check("crates/runner/src/a.rs", "//! A.\nuse std::thread;", 0);
    }

    #[test]
    fn finds_a_stage_under_another_name() {
        let text = "impl Stage for Dates { const SPEC: Spec = Spec { name: \"dates\" } }";
        let check = |file: &str, expected: usize| {
            let found = stages_of(Path::new("/nowhere"), Path::new(file), file, text);
            assert_eq!(found.len(), expected, "{file}: {found:?}");
        };
        check("examples/times.rs", 0);
        check("crates/plugin-host/src/times.rs", 0);
        check("crates/extract/src/dates.rs", 1);
        check("crates/extract/src/times.rs", 2);
    }
}
