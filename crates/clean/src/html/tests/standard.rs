//! The public tests of html5lib.

use std::path::PathBuf;

use super::outline::{self, Outline};
use super::{read, reader};
use crate::html::document::decoded;
use crate::html::tag::Tag;

/// A test of tree construction: a source, and the tree as lines.
struct Case {
    source: String,
    tree: String,
}

/// The cases of a file that are whole pages, read without scripts.
fn cases(text: &str) -> Vec<Case> {
    let parts = text.split("#data\n").skip(1);
    let case = |part: &str| {
        let (source, rest) = part.split_once("\n#errors").or_else(|| part.split_once("#errors"))?;
        let (head, tree) = rest.split_once("#document\n")?;
        let other = head.contains("#document-fragment") || head.contains("#script-on");
        (!other).then(|| Case { source: source.to_owned(), tree: tree.to_owned() })
    };
    parts.filter_map(case).collect()
}

/// The blocks of a tree written as lines: `| <p>`, `|   "text"`.
fn blocks(tree: &str) -> Vec<String> {
    let mut outline = Outline::default();
    let mut open: Vec<usize> = Vec::new();
    let mut lines = tree.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("| ") else { continue };
        let node = rest.trim_start();
        let depth = rest.len() - node.len();
        while open.pop_if(|at| *at >= depth).is_some() {
            outline.edge();
        }
        if let Some(name) = node.strip_prefix('<').and_then(|node| node.strip_suffix('>')) {
            if outline::parts(Tag::of(name.as_bytes())) {
                outline.edge();
                open.push(depth);
            }
        } else if let Some(text) = node.strip_prefix('"') {
            let mut text = text.to_owned();
            while !text.ends_with('"')
                && let Some(more) = lines.next_if(|line| !line.starts_with("| "))
            {
                text.push('\n');
                text.push_str(more);
            }
            outline.text(text.trim_end_matches(['\n', '"']));
        }
    }
    outline.finish()
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let Some(folder) = testkit::shared(folder) else { return Vec::new() };
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

/// Most trees of the suite part text as ours does; the rest are about what `tree.rs` leaves out.
#[test]
fn trees_of_the_suite() {
    let files = files("bench/bad/html5lib-tests/tree-construction", "dat");
    let (mut all, mut same) = (0, 0);
    for path in &files {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        for case in cases(&text) {
            all += 1;
            same += usize::from(outline::of(&case.source) == blocks(&case.tree));
        }
    }
    assert!(files.is_empty() || all > 1000, "{all} cases");
    assert!(same * 100 >= all * 90, "{same} of {all} trees part their text alike");
}

/// Every page of the suite is read or refused.
#[test]
fn pages_of_the_suite() {
    let reader = reader();
    for path in files("bench/bad/html5lib-tests/tree-construction", "dat") {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        for case in cases(&text) {
            let found = read(&reader, case.source.as_bytes());
            let expected = if case.source.contains('\0') { "not_text" } else { "empty" };
            let refused = found.as_ref().is_err_and(|reject| reject.reason == expected);
            assert!(found.is_ok() || refused, "{}: {found:?}", case.source);
        }
    }
}

/// Character references of the suite come out as it says.
#[test]
fn references_of_the_suite() {
    let names = ["namedEntities", "entities", "numericEntities"];
    for path in files("bench/bad/html5lib-tests/tokenizer", "test") {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !names.contains(&stem.as_str()) {
            continue;
        }
        let suite: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let mut checked = 0;
        for case in suite["tests"].as_array().unwrap() {
            let (input, output) = (&case["input"], case["output"].as_array().unwrap());
            let [token] = output.as_slice() else { continue };
            if token[0] != "Character" || case.get("doubleEscaped").is_some() {
                continue;
            }
            let found = decoded(input.as_str().unwrap(), false);
            assert_eq!(found, token[1].as_str().unwrap(), "{input}");
            checked += 1;
        }
        assert!(checked > 50, "{stem}: {checked}");
    }
}
