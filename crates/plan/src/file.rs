//! The top level of a pipeline file.

use tidings_stage::{Default, Family, Kind, OnReject, RunSettings, Setting};

use crate::case::{self, Case};
use crate::diagnostics::Problems;
use crate::origin::Place;
use crate::problem::{Problem, Scope, Valid};
use crate::request::Request;
use crate::settings::{Checked, Declared};
use crate::stages::{self, Draft};
use crate::tree::{Item, Table, Value};

/// Keys of the file itself; the tables beside them are [`RUN`], [`case::TEST`] and the families.
pub(crate) const FILE: &[Setting] = &[
    Setting::new("name", Kind::Text, "The name of the pipeline, and of its output folder.")
        .required(),
    Setting::new("about", Kind::Text, "What the pipeline is for, in one sentence.")
        .or(Default::Text("")),
];

/// What to do when a document fails.
const ON_REJECT: &[&str] = &["continue", "stop"];

/// Keys of `[run]`.
pub(crate) const RUN: &[Setting] = &[
    Setting::new("threads", Kind::Int { min: 0, max: 1024 }, "Worker threads; 0 is one per core.")
        .or(Default::Int(0)),
    Setting::new("on_reject", Kind::Choice(ON_REJECT), "What to do when a document fails.")
        .or(Default::Text("continue")),
    Setting::new(
        "batch_documents",
        Kind::Int { min: 1, max: 1 << 20 },
        "Most documents in a batch.",
    )
    .or(Default::Int(64)),
    Setting::new(
        "batch_bytes",
        Kind::Int { min: 1, max: 1 << 30 },
        "Most bytes in a batch, unless one document is larger.",
    )
    .or(Default::Int(256 * 1024)),
    Setting::new(
        "credits",
        Kind::Int { min: 0, max: 1 << 16 },
        "Batches in flight; 0 is four per thread.",
    )
    .or(Default::Int(0)),
    Setting::new(
        "limit",
        Kind::Int { min: 1, max: i64::MAX },
        "Stop after so many documents; left out, all are read.",
    ),
];

/// A pipeline file, its tables checked one by one.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) run: RunSettings,
    /// Every stage that could be found, family by family, in file order.
    pub(crate) stages: Vec<Draft>,
    pub(crate) cases: Vec<Case>,
    /// Where the file as a whole is meant.
    pub(crate) at: Place,
    /// Whether every stage is in `stages`, so that they can be held against each other.
    pub(crate) whole: bool,
}

/// Checks the tables of a file one by one; `start` is its first character.
pub(crate) fn check(
    root: &Table,
    start: &Place,
    request: &Request<'_>,
    problems: &mut Problems,
) -> File {
    let base = &start.origin.base;
    let mut besides: Vec<&str> = vec!["run", "test"];
    besides.extend(Family::ALL.iter().map(|family| family.as_str()));
    let declared = Declared { scope: Scope::File, settings: FILE, besides: &besides, base };
    let at = root.get("name").map_or(start, |entry| &entry.item.at);
    let checked = declared.check(root, at, problems);
    if let Some(name) = checked.settings.text("name") {
        check_name(name, at, problems);
    }
    let run = run(root, start, problems);
    let stages = stages::check(root, base, request, problems);
    let tested = stages.drafts.iter().filter(|draft| draft.family() != Family::Source);
    let labels: Vec<&str> = tested.map(|draft| draft.label.as_str()).collect();
    File {
        name: checked.settings.text("name").unwrap_or_default().to_owned(),
        about: checked.settings.text("about").unwrap_or_default().to_owned(),
        run: resolve(&run, request),
        cases: case::check(root, base, &labels, problems),
        // A key that is not known may be a family misspelt.
        whole: stages.whole && root.0.iter().all(|entry| declared.knows(&entry.key)),
        stages: stages.drafts,
        at: at.clone(),
    }
}

/// What the schema can say of a name: the checks know letters from other characters, patterns of
/// schemas do not in every program that reads them.
pub(crate) const NAME_PATTERN: &str = r"^[^\s./\\][^\s/\\]*$";

/// The name becomes that of a folder, so it must not lead elsewhere.
fn check_name(name: &str, at: &Place, problems: &mut Problems) {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        let expected =
            "letters, digits, `_`, `-` and inner `.`, as it names a folder too".to_owned();
        let found = at.written().to_owned();
        let instead = crate::instead::name(name, plain);
        let (key, valid) = ("name".to_owned(), Valid::Example("name = \"news\"".to_owned()));
        problems.add(at, Problem::OutOfRange { key, expected, found, instead, valid });
    }
}

fn run(root: &Table, start: &Place, problems: &mut Problems) -> Checked {
    let empty = Table::default();
    let declared =
        Declared { scope: Scope::Run, settings: RUN, besides: &[], base: &start.origin.base };
    let table = match root.item("run") {
        None => &empty,
        Some(Item { value: Value::Table(table), .. }) => table,
        Some(item) => {
            let expected = "a table, [run]".to_owned();
            let (key, found, instead) = ("run".to_owned(), item.found(), None);
            let valid = Valid::Example("run = { threads = 2 }".to_owned());
            let problem = Problem::WrongType { key, expected, found, instead, valid };
            problems.add(&item.at, problem);
            &empty
        }
    };
    declared.check(table, start, problems)
}

fn resolve(run: &Checked, request: &Request<'_>) -> RunSettings {
    let number = |key| run.int(key).and_then(|number| usize::try_from(number).ok());
    let default = RunSettings::default();
    let limit = run.int("limit").and_then(|limit| u64::try_from(limit).ok());
    RunSettings {
        threads: request.overrides.threads.or(number("threads")).unwrap_or(default.threads),
        on_reject: match run.settings.text("on_reject") {
            Some("stop") => OnReject::Stop,
            _ => OnReject::Continue,
        },
        batch_documents: number("batch_documents").unwrap_or(default.batch_documents),
        batch_bytes: number("batch_bytes").unwrap_or(default.batch_bytes),
        credits: number("credits").unwrap_or(default.credits),
        limit: request.overrides.limit.or(limit),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use tidings_stage::{Registry, Settings};

    use super::*;

    #[test]
    fn the_defaults_of_run_are_those_of_the_runner() {
        let checked = Checked {
            settings: Settings::defaults(RUN, "."),
            written: BTreeMap::new(),
            places: BTreeMap::new(),
            elements: BTreeMap::new(),
            sound: true,
        };
        let registry = Registry::new();
        let request = Request::new(Path::new("a.toml"), &registry);
        assert_eq!(resolve(&checked, &request), RunSettings::default());
    }
}
