//! Holds a table of a pipeline file against declared settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tidings_stage::{Default, Kind, Setting, Settings, Value};

use crate::diagnostics::Problems;
use crate::origin::{Place, join};
use crate::paths;
use crate::problem::{Problem, Scope};
use crate::tree::{self, Item, Table};

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
        self.places.insert(setting.name, item.at.clone());
        if let tree::Value::List(items) = &item.value {
            let places = items.iter().map(|item| item.at.clone()).collect();
            self.elements.insert(setting.name, places);
        }
        let base = self.settings.base().to_owned();
        let mut checker = Checker { key: setting.name, base: &base, problems };
        if let Some((value, written)) = checker.value(setting.kind, item) {
            self.settings.set(setting.name, value);
            self.written.insert(setting.name, written);
        }
    }

    fn take_default(&mut self, setting: &Setting) {
        if let Some(value) = setting.default_value() {
            self.written.insert(setting.name, json(&value));
        }
    }
}

/// A value that holds no path, as JSON.
fn json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Texts(texts) => texts.as_slice().into(),
        Value::Path(path) => path.to_string_lossy().into(),
        Value::Paths(paths) => {
            paths.iter().map(|path| Json::from(path.to_string_lossy())).collect()
        }
        Value::TextTable(texts) => {
            texts.iter().map(|(key, text)| (key.clone(), Json::from(text.as_str()))).collect()
        }
    }
}

/// Checks the value of one setting. Answers are values with the way they are written.
struct Checker<'a> {
    key: &'a str,
    base: &'a Path,
    problems: &'a mut Problems,
}

impl Checker<'_> {
    fn value(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let value = match kind {
            Kind::Bool => self.bool(kind, item)?,
            Kind::Int { min, max } => self.int(kind, item, min, max)?,
            Kind::Float { min, max } => self.float(kind, item, min, max)?,
            Kind::Text => {
                return self.text(kind, item).map(|t| (Value::Text(t.value), t.written.into()));
            }
            Kind::Choice(words) => return self.choice(item, words),
            Kind::Texts => return self.texts(kind, item),
            Kind::File => return self.file(kind, item),
            Kind::Files => return self.files(kind, item),
            Kind::Patterns => return self.patterns(kind, item),
            Kind::TextTable => return self.text_table(kind, item),
        };
        let written = json(&value);
        Some((value, written))
    }

    fn bool(&mut self, kind: Kind, item: &Item) -> Option<Value> {
        match item.value {
            tree::Value::Bool(value) => Some(Value::Bool(value)),
            _ => self.wrong_type(kind, item),
        }
    }

    fn int(&mut self, kind: Kind, item: &Item, min: i64, max: i64) -> Option<Value> {
        match item.value {
            tree::Value::Int(number) if (min..=max).contains(&number) => Some(Value::Int(number)),
            tree::Value::Int(_) => self.out_of_range(kind, item),
            _ => self.wrong_type(kind, item),
        }
    }

    fn float(&mut self, kind: Kind, item: &Item, min: f64, max: f64) -> Option<Value> {
        let number = match item.value {
            tree::Value::Float(number) => number,
            #[expect(clippy::cast_precision_loss, reason = "a setting is not that exact")]
            tree::Value::Int(number) => number as f64,
            _ => return self.wrong_type(kind, item),
        };
        if number.is_finite() && (min..=max).contains(&number) {
            Some(Value::Float(number))
        } else {
            self.out_of_range(kind, item)
        }
    }

    fn text(&mut self, kind: Kind, item: &Item) -> Option<tree::Text> {
        item.text().or_else(|| self.wrong_type(kind, item))
    }

    fn choice(&mut self, item: &Item, words: &'static [&'static str]) -> Option<(Value, Json)> {
        let text = self.text(Kind::Choice(words), item)?;
        if words.contains(&text.value.as_str()) {
            return Some((Value::Text(text.value), text.written.into()));
        }
        let problem = Problem::NotAChoice {
            key: self.key.to_owned(),
            known: words.iter().map(|&word| word.to_owned()).collect(),
            found: format!("\"{}\"", text.written),
            value: text.written,
        };
        self.problems.add(&item.at, problem);
        None
    }

    /// A list of what `each` accepts; every element that is wrong is told.
    fn list<T>(
        &mut self,
        kind: Kind,
        item: &Item,
        mut each: impl FnMut(&mut Self, &Item) -> Option<(T, Json)>,
    ) -> Option<(Vec<T>, Json)> {
        let tree::Value::List(items) = &item.value else {
            return self.wrong_type(kind, item);
        };
        let checked: Vec<Option<(T, Json)>> = items.iter().map(|item| each(self, item)).collect();
        let (values, written): (Vec<T>, Vec<Json>) =
            checked.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some((values, written.into()))
    }

    fn texts(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let (texts, written) = self.list(kind, item, |checker, item| {
            checker.text(Kind::Text, item).map(|text| (text.value, text.written.into()))
        })?;
        Some((Value::Texts(texts), written))
    }

    fn file(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let (path, written) = self.existing_file(kind, item)?;
        Some((Value::Path(path), written))
    }

    fn files(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let (paths, written) =
            self.list(kind, item, |checker, item| checker.existing_file(Kind::File, item))?;
        Some((Value::Paths(paths), written))
    }

    fn existing_file(&mut self, kind: Kind, item: &Item) -> Option<(PathBuf, Json)> {
        let text = self.text(kind, item)?;
        let path = item.at.resolve(&text.value);
        match paths::check_file(&path) {
            Ok(()) => Some((path, text.written.into())),
            Err(fault) => {
                let problem = fault.problem(text.written, self.problems);
                self.problems.add(&item.at, problem);
                None
            }
        }
    }

    fn patterns(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let (patterns, written) = self.list(kind, item, Self::pattern)?;
        if patterns.is_empty() {
            let expected = "at least one path or pattern".to_owned();
            let found = "an empty list".to_owned();
            self.problems
                .add(&item.at, Problem::OutOfRange { key: self.key.to_owned(), expected, found });
            return None;
        }
        Some((Value::Texts(patterns), written))
    }

    fn pattern(&mut self, item: &Item) -> Option<(String, Json)> {
        let text = self.text(Kind::Text, item)?;
        let base = &item.at.origin.base;
        if let Err(fault) = paths::check_pattern(base, &text.value) {
            let problem = fault.problem(text.written, self.problems);
            self.problems.add(&item.at, problem);
            return None;
        }
        // Patterns of the file beside patterns of the command line: one of the two has another
        // base than the stage.
        let pattern = if base == self.base {
            text.value
        } else {
            join(base, &text.value).to_string_lossy().into_owned()
        };
        Some((pattern, text.written.into()))
    }

    fn text_table(&mut self, kind: Kind, item: &Item) -> Option<(Value, Json)> {
        let Some(table) = item.table() else {
            return self.wrong_type(kind, item);
        };
        let texts: Vec<Option<(String, tree::Text)>> = table
            .0
            .iter()
            .map(|entry| Some((entry.key.clone(), self.text(Kind::Text, &entry.item)?)))
            .collect();
        let texts = texts.into_iter().collect::<Option<Vec<_>>>()?;
        let written = texts.iter().map(|(k, t)| (k.clone(), Json::from(t.written.as_str())));
        let written: BTreeMap<String, Json> = written.collect();
        let values = texts.into_iter().map(|(key, text)| (key, text.value)).collect();
        Some((Value::TextTable(values), written.into_iter().collect()))
    }

    fn wrong_type<T>(&mut self, kind: Kind, item: &Item) -> Option<T> {
        if !item.is_broken() {
            let expected = kind.expectation();
            let problem =
                Problem::WrongType { key: self.key.to_owned(), expected, found: item.found() };
            self.problems.add(&item.at, problem);
        }
        None
    }

    fn out_of_range<T>(&mut self, kind: Kind, item: &Item) -> Option<T> {
        let expected = kind.expectation();
        let problem =
            Problem::OutOfRange { key: self.key.to_owned(), expected, found: item.found() };
        self.problems.add(&item.at, problem);
        None
    }
}
