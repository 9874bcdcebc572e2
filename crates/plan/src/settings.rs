//! Holds a table of a pipeline file against declared settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tidings_stage::{Default, Kind, Setting, Settings, Value};

use crate::diagnostics::Problems;
use crate::origin::Place;
use crate::problem::{Problem, Scope};
use crate::tree::{self, Item, Table};
use crate::value::{Checker, json};

/// Settings of a table, held against what is declared.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The values, defaults filled in.
    pub(crate) settings: Settings,
    /// The same as they are written: variables by name, paths unresolved.
    pub(crate) written: BTreeMap<&'static str, Json>,
    /// Where the values stand that are not defaults.
    pub(crate) places: BTreeMap<&'static str, Place>,
    /// Where the elements of lists stand.
    pub(crate) elements: BTreeMap<&'static str, Vec<Place>>,
    /// Whether nothing was wrong.
    pub(crate) sound: bool,
}

/// What a table may hold.
pub(crate) struct Declared<'a> {
    /// The table, for messages.
    pub(crate) scope: Scope,
    /// Its settings.
    pub(crate) settings: &'static [Setting],
    /// Keys that are read elsewhere.
    pub(crate) besides: &'a [&'a str],
    /// The folder of the pipeline file.
    pub(crate) base: &'a Path,
}

impl Declared<'_> {
    /// Checks a table; `at` is where a missing key is missed.
    pub(crate) fn check(&self, table: &Table, at: &Place, problems: &mut Problems) -> Checked {
        let before = problems.count();
        self.report_unknown(table, problems);
        let base = base_of(self.settings, table, self.base);
        let mut checked = Checked {
            settings: Settings::defaults(self.settings, base),
            written: BTreeMap::new(),
            places: BTreeMap::new(),
            elements: BTreeMap::new(),
            sound: true,
        };
        for setting in self.settings {
            match table.item(setting.name) {
                Some(item) => checked.take(setting, item, problems),
                None if setting.default == Default::Required => {
                    problems.add(at, self.missing(setting.name, &setting.kind, setting.about));
                }
                None => checked.take_default(setting),
            }
        }
        checked.sound = problems.count() == before;
        checked
    }

    /// The problem of a key left out.
    pub(crate) fn missing(&self, key: &str, kind: &Kind, about: &str) -> Problem {
        Problem::MissingKey {
            key: key.to_owned(),
            scope: self.scope.clone(),
            expected: kind.expectation(),
            about: about.to_owned(),
        }
    }

    /// Whether the table may have that key.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.known().any(|name| name == key)
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.settings.iter().map(|setting| setting.name).chain(self.besides.iter().copied())
    }

    fn report_unknown(&self, table: &Table, problems: &mut Problems) {
        for entry in table.0.iter().filter(|entry| !self.knows(&entry.key)) {
            problems.add(
                &entry.key_at,
                Problem::UnknownKey {
                    key: entry.key.clone(),
                    scope: self.scope.clone(),
                    known: self.known().map(str::to_owned).collect(),
                },
            );
        }
    }
}

/// The folder that patterns start from: that of the command line if they stand there.
fn base_of(settings: &[Setting], table: &Table, file: &Path) -> PathBuf {
    let mut patterns = settings.iter().filter(|setting| setting.kind == Kind::Patterns);
    let option = patterns
        .find_map(|setting| table.item(setting.name).filter(|item| item.at.origin.is_option()));
    option.map_or(file, |item| &item.at.origin.base).to_owned()
}

/// Whether a text has a variable in it, `${NAME}`, without a default that would show. What is broken
/// has been reported.
fn names_a_variable(item: &Item) -> bool {
    let is_named = |text: tree::Text| {
        let name = text.written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        name.is_some_and(|name| !name.contains(['$', '{', '}', ':']))
    };
    matches!(item.value, tree::Value::Broken(..)) || item.text().is_some_and(is_named)
}

impl Checked {
    /// The value of a whole-number setting, if it has one.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.settings.iter().find_map(|(key, value)| match value {
            Value::Int(number) if key == name => Some(*number),
            _ => None,
        })
    }

    /// Where a setting names a file, or else where the setting stands.
    pub(crate) fn place_of(&self, setting: &str, path: &Path) -> Option<&Place> {
        let named = |value: &Value| match value {
            Value::Paths(paths) => paths.iter().position(|named| named == path),
            _ => None,
        };
        let value = self.settings.iter().find(|(key, _)| *key == setting).map(|(_, value)| value);
        let element = value.and_then(named).zip(self.elements.get(setting));
        element
            .and_then(|(index, elements)| elements.get(index))
            .or_else(|| self.places.get(setting))
    }

    fn take(&mut self, setting: &Setting, item: &Item, problems: &mut Problems) {
        if setting.secret && !names_a_variable(item) {
            // It is shown nowhere, not even where it is refused.
            problems.add(&item.at.masked(), Problem::Secret { key: setting.name.to_owned() });
            return;
        }
        self.places.insert(setting.name, item.at.clone());
        if let tree::Value::List(items) = &item.value {
            let places = items.iter().map(|item| item.at.clone()).collect();
            self.elements.insert(setting.name, places);
        }
        let base = self.settings.base().to_owned();
        let mut checker = Checker { setting, base: &base, problems };
        if let Some(given) = checker.check(item) {
            self.settings.set(setting.name, given.value);
            self.written.insert(setting.name, given.written);
        }
    }

    fn take_default(&mut self, setting: &Setting) {
        if let Some(value) = setting.default_value() {
            self.written.insert(setting.name, json(&value));
        }
    }
}
