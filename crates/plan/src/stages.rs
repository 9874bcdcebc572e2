//! The stage tables of a pipeline file.

use std::collections::BTreeMap;
use std::path::Path;

use tidings_stage::{Entry, Family, Kind};

use crate::diagnostics::Problems;
use crate::origin::Place;
use crate::problem::{Problem, Scope, Valid};
use crate::request::Request;
use crate::settings::{Checked, Declared};
use crate::tree::{Item, Table, Text, Value};

/// Keys that every stage table may have, beside the settings of its stage.
pub(crate) const BESIDES: &[&str] = &["use", "from"];

/// What `use` is for.
pub(crate) const USE_ABOUT: &str = "The name of the stage.";

/// What `from` is for.
pub(crate) const FROM_ABOUT: &str = "The library that the stage comes out of.";

/// A stage of a pipeline, found and checked but not built.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) label: String,
    pub(crate) entry: Entry,
    /// The value of `use`.
    pub(crate) at: Place,
    pub(crate) checked: Checked,
    /// The library it comes out of.
    pub(crate) library: Option<Library>,
}

/// The library that a stage comes out of.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// Its path as it is written.
    pub(crate) written: String,
    /// A hash of what it holds.
    pub(crate) hash: String,
}

impl Draft {
    pub(crate) fn family(&self) -> Family {
        self.entry.spec.family
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::Stage { family: self.family(), name: self.label.clone() }
    }
}

/// The stages of a pipeline file.
pub(crate) struct Stages {
    /// Those that could be found, family by family, in file order.
    pub(crate) drafts: Vec<Draft>,
    /// Whether these are all.
    pub(crate) whole: bool,
}

/// Checks every stage table of a file.
pub(crate) fn check(
    root: &Table,
    base: &Path,
    request: &Request<'_>,
    problems: &mut Problems,
) -> Stages {
    let mut labels = Labels::default();
    let mut stages = Stages { drafts: Vec::new(), whole: true };
    let mut checker = StageChecker { base, request, problems };
    for &family in Family::ALL {
        let Some(entry) = root.get(family.as_str()) else { continue };
        let Some(items) = checker.array(family, &entry.key_at, &entry.item) else {
            stages.whole = false;
            continue;
        };
        for item in items {
            let label = labels.next(item);
            let draft = label.and_then(|label| checker.stage(family, item, label));
            stages.whole &= draft.is_some() && !holds_a_family(item);
            stages.drafts.extend(draft);
        }
    }
    stages
}

/// Whether a stage table holds what was meant to be a stage of its own.
fn holds_a_family(item: &Item) -> bool {
    let family = |key: &str| Family::ALL.iter().any(|family| family.as_str() == key);
    item.table().is_some_and(|table| table.0.iter().any(|entry| family(&entry.key)))
}

/// Gives every stage table its name within the pipeline.
#[derive(Default)]
pub(crate) struct Labels(BTreeMap<String, usize>);

impl Labels {
    /// The label of the next table; an empty one if it names no stage.
    pub(crate) fn next(&mut self, item: &Item) -> Option<String> {
        let table = item.table()?;
        let Some(name) = table.item("use").and_then(Item::text) else {
            return Some(String::new());
        };
        let count = self.0.entry(name.value.clone()).or_default();
        *count += 1;
        Some(if *count == 1 { name.value } else { format!("{}#{count}", name.value) })
    }
}

struct StageChecker<'a> {
    base: &'a Path,
    request: &'a Request<'a>,
    problems: &'a mut Problems,
}

impl StageChecker<'_> {
    fn array<'t>(&mut self, family: Family, key_at: &Place, item: &'t Item) -> Option<&'t [Item]> {
        match &item.value {
            Value::List(items) if items.iter().all(|item| item.table().is_some()) => Some(items),
            Value::List(_) => self.not_an_array(family, key_at, "a list of something else"),
            Value::Broken(..) => None,
            _ => self.not_an_array(family, key_at, &item.found()),
        }
    }

    fn not_an_array<T>(&mut self, family: Family, key_at: &Place, found: &str) -> Option<T> {
        let (family, found) = (family.to_string(), found.to_owned());
        self.problems.add(key_at, Problem::NotAnArray { family, found });
        None
    }

    fn stage(&mut self, family: Family, item: &Item, label: String) -> Option<Draft> {
        let table = item.table()?;
        let name = self.name(family, table, &item.at)?;
        let at = table.item("use")?.at.clone();
        let (entry, library) = match table.item("from") {
            Some(from) => {
                let (entry, library) = self.load(family, &name.value, from)?;
                (entry, Some(library))
            }
            None => (self.find(family, &name, &at)?, None),
        };
        let scope = Scope::Stage { family, name: name.written };
        let declared =
            Declared { scope, settings: entry.spec.settings, besides: BESIDES, base: self.base };
        let checked = declared.check(table, &item.at, self.problems);
        Some(Draft { label, entry, at, checked, library })
    }

    fn name(&mut self, family: Family, table: &Table, at: &Place) -> Option<Text> {
        let Some(item) = table.item("use") else {
            let (key, scope) = ("use".to_owned(), Scope::Family(family));
            let (expected, about) = (Kind::Text.expectation(), USE_ABOUT.to_owned());
            self.problems.add(at, Problem::MissingKey { key, scope, expected, about });
            return None;
        };
        item.text().or_else(|| self.no_text("use", item))
    }

    fn no_text<T>(&mut self, key: &str, item: &Item) -> Option<T> {
        if !item.is_broken() {
            let expected = Kind::Text.expectation();
            let example = if key == "use" { "NAME" } else { "path/to/library" };
            let valid = Valid::Example(format!("{key} = \"{example}\""));
            let (key, found, instead) = (key.to_owned(), item.found(), None);
            let problem = Problem::WrongType { key, expected, found, instead, valid };
            self.problems.add(&item.at, problem);
        }
        None
    }

    fn find(&mut self, family: Family, name: &Text, at: &Place) -> Option<Entry> {
        let registry = self.request.registry;
        if let Some(entry) = registry.get(family, &name.value) {
            return Some(entry.clone());
        }
        let written = name.written.clone();
        let elsewhere = registry.iter().find(|entry| entry.spec.name == name.value);
        let problem = match elsewhere.map(|entry| entry.spec.family) {
            Some(right) => Problem::Misplaced { name: written, family, right },
            None => {
                let known = registry.family(family).map(|entry| entry.spec.name.to_owned());
                Problem::UnknownStage { family, name: written, known: known.collect() }
            }
        };
        self.problems.add(at, problem);
        None
    }

    fn load(&mut self, family: Family, name: &str, from: &Item) -> Option<(Entry, Library)> {
        let Some(text) = from.text() else {
            return self.no_text("from", from);
        };
        let loaded = match self.request.loader {
            None => Err("stages out of libraries cannot be used here".to_owned()),
            Some(loader) => loader.load(&from.at.resolve(&text.value), family, name),
        };
        match loaded {
            Ok(loaded) if loaded.entry.spec.family == family => {
                let library = Library { written: text.written, hash: loaded.hash };
                Some((loaded.entry, library))
            }
            Ok(loaded) => {
                let right = loaded.entry.spec.family;
                self.problems
                    .add(&from.at, Problem::Misplaced { name: name.into(), family, right });
                None
            }
            Err(cause) => {
                let cause = self.problems.without_secrets(&cause);
                self.problems.add(&from.at, Problem::Library { name: name.into(), cause });
                None
            }
        }
    }
}
