//! The names of the shared pages, as a reader lists them, where those pages are at hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{rows, run, said};

const LISTED: &str = include_str!("seed_names.txt");

/// The least share of names that must be found with the right label and kind.
const LEAST: f64 = 0.95;

/// A mention: text, label, kind.
type Mention = (String, String, String);

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or("-").to_owned()
}

/// Whether a name is found: every mention of it bears the label, and one of them a right kind.
fn is_found(mentions: &[Mention], line: &str) -> bool {
    let label = ["PER", "ORG", "LOC", "MISC"];
    let (name, rest) = label
        .iter()
        .find_map(|label| Some((line.split_once(&format!(" {label} "))?, *label)))
        .map(|((name, kinds), label)| (name, (label, kinds)))
        .unwrap_or_else(|| panic!("no label in `{line}`"));
    let (label, kinds) = rest;
    let mut named = mentions.iter().filter(|(text, ..)| name.split('|').any(|it| it == text));
    let right = named.clone().any(|(_, _, kind)| kinds.split(' ').any(|it| it == kind));
    right && named.all(|(_, it, _)| it == label)
}

#[test]
fn the_names_of_the_shared_pages_have_the_right_label_and_kind() {
    let Some(seeds) = testkit::shared("seeds") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = run("news.toml", &seeds, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let pages: BTreeMap<String, String> = rows(&out, "articles")
        .iter()
        .map(|row| {
            let uri = text(&row["uri"]);
            let file = uri.rsplit('/').next().unwrap_or_default();
            (text(&row["id"]), file.chars().take(3).collect())
        })
        .collect();
    let mut mentions = BTreeMap::<&str, Vec<Mention>>::new();
    let found = rows(&out, "mentions");
    for row in &found {
        let mention = (text(&row["text"]), text(&row["label"]), text(&row["kind"]));
        mentions.entry(&pages[row["article"].as_str().unwrap()]).or_default().push(mention);
    }
    let (mut page, mut right, mut all, mut missed) = ("", 0u32, 0u32, String::new());
    for line in LISTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            page = name;
            continue;
        }
        all += 1;
        match is_found(&mentions[page], line) {
            true => right += 1,
            false => writeln!(missed, "{page}: {line}").unwrap(),
        }
    }
    let share = f64::from(right) / f64::from(all);
    assert!(share >= LEAST, "{right} of {all} names are right; not these:\n{missed}");
}
