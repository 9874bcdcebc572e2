//! Holds the value of one setting against its kind.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tidings_stage::{Kind, Setting, Value};

use crate::diagnostics::Problems;
use crate::instead::{example, instead};
use crate::origin::join;
use crate::paths;
use crate::problem::{Problem, Valid};
use crate::tree::{self, Item, Text};

/// A value that a pipeline gives to a setting.
pub(crate) struct Given {
    /// The value.
    pub(crate) value: Value,
    /// The same as it is written: variables by name, paths unresolved.
    pub(crate) written: Json,
}

/// A value that is written as it is.
fn plain(value: Value) -> Given {
    Given { written: json(&value), value }
}

/// A value that holds no path, as JSON.
pub(crate) fn json(value: &Value) -> Json {
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

/// A text, as the value that `kind` makes of it.
fn given(kind: fn(String) -> Value, text: Text) -> Given {
    Given { value: kind(text.value), written: text.written.into() }
}

/// Checks the value of one setting.
pub(crate) struct Checker<'a> {
    pub(crate) setting: &'a Setting,
    /// The folder that patterns of its stage start from.
    pub(crate) base: &'a Path,
    pub(crate) problems: &'a mut Problems,
}

impl Checker<'_> {
    /// The value, if the setting accepts it; else a problem is noted.
    pub(crate) fn check(&mut self, item: &Item) -> Option<Given> {
        let kind = self.setting.kind;
        match kind {
            Kind::Bool => self.bool(kind, item).map(plain),
            Kind::Int { min, max } => self.int(kind, item, min, max).map(plain),
            Kind::Float { min, max } => self.float(kind, item, min, max).map(plain),
            Kind::Text => self.text(kind, item).map(|text| given(Value::Text, text)),
            Kind::Choice(words) => self.choice(item, words),
            Kind::Texts => self.texts(kind, item),
            Kind::File => self.file(kind, item),
            Kind::Files => self.files(kind, item),
            Kind::Patterns => self.patterns(kind, item),
            Kind::TextTable => self.text_table(kind, item),
        }
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

    fn text(&mut self, kind: Kind, item: &Item) -> Option<Text> {
        item.text().or_else(|| self.wrong_type(kind, item))
    }

    fn choice(&mut self, item: &Item, words: &'static [&'static str]) -> Option<Given> {
        let text = self.text(Kind::Choice(words), item)?;
        if words.contains(&text.value.as_str()) {
            return Some(given(Value::Text, text));
        }
        let problem = Problem::NotAChoice {
            key: self.setting.name.to_owned(),
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
        let checked: Vec<(T, Json)> = checked.into_iter().collect::<Option<_>>()?;
        let (values, written): (Vec<T>, Vec<Json>) = checked.into_iter().unzip();
        Some((values, written.into()))
    }

    fn texts(&mut self, kind: Kind, item: &Item) -> Option<Given> {
        let (texts, written) = self.list(kind, item, |checker, item| {
            checker.text(Kind::Text, item).map(|text| (text.value, text.written.into()))
        })?;
        Some(Given { value: Value::Texts(texts), written })
    }

    fn file(&mut self, kind: Kind, item: &Item) -> Option<Given> {
        let (path, written) = self.existing_file(kind, item)?;
        Some(Given { value: Value::Path(path), written })
    }

    fn files(&mut self, kind: Kind, item: &Item) -> Option<Given> {
        let (paths, written) =
            self.list(kind, item, |checker, item| checker.existing_file(Kind::File, item))?;
        Some(Given { value: Value::Paths(paths), written })
    }

    fn existing_file(&mut self, kind: Kind, item: &Item) -> Option<(PathBuf, Json)> {
        let text = self.text(kind, item)?;
        let path = item.at.resolve(&text.value);
        self.or_fault(paths::check_file(&path), item, &text)?;
        Some((path, text.written.into()))
    }

    fn patterns(&mut self, kind: Kind, item: &Item) -> Option<Given> {
        let (patterns, written) = self.list(kind, item, Self::pattern)?;
        if patterns.is_empty() {
            let problem = Problem::OutOfRange {
                key: self.setting.name.to_owned(),
                expected: "at least one path or pattern".to_owned(),
                found: "an empty list".to_owned(),
                instead: None,
                valid: self.valid(kind),
            };
            self.problems.add(&item.at, problem);
            return None;
        }
        Some(Given { value: Value::Texts(patterns), written })
    }

    fn pattern(&mut self, item: &Item) -> Option<(String, Json)> {
        let text = self.text(Kind::Text, item)?;
        let base = &item.at.origin.base;
        self.or_fault(paths::check_pattern(base, &text.value), item, &text)?;
        // Patterns of the file beside patterns of the command line: one of the two has another
        // base than the stage.
        let pattern = if base == self.base {
            text.value
        } else {
            join(base, &text.value).to_string_lossy().into_owned()
        };
        Some((pattern, text.written.into()))
    }

    fn text_table(&mut self, kind: Kind, item: &Item) -> Option<Given> {
        let Some(table) = item.table() else {
            return self.wrong_type(kind, item);
        };
        let texts: Vec<Option<(&str, Text)>> = table
            .0
            .iter()
            .map(|entry| Some((entry.key.as_str(), self.text(Kind::Text, &entry.item)?)))
            .collect();
        let texts: Vec<(&str, Text)> = texts.into_iter().collect::<Option<_>>()?;
        let written = texts.iter().map(|(key, text)| (*key, text.written.as_str())).collect();
        let values = texts.iter().map(|(key, text)| ((*key).to_owned(), text.value.clone()));
        Some(Given { value: Value::TextTable(values.collect()), written })
    }

    fn or_fault(
        &mut self,
        there: Result<(), paths::Fault>,
        item: &Item,
        text: &Text,
    ) -> Option<()> {
        let fault = there.err();
        let problem = fault.map(|fault| fault.problem(text.written.clone(), self.problems));
        match problem {
            None => Some(()),
            Some(problem) => {
                self.problems.add(&item.at, problem);
                None
            }
        }
    }

    fn wrong_type<T>(&mut self, kind: Kind, item: &Item) -> Option<T> {
        if !item.is_broken() {
            let (key, expected) = (self.setting.name.to_owned(), kind.expectation());
            let (found, instead, valid) = (item.found(), instead(kind, item), self.valid(kind));
            let problem = Problem::WrongType { key, expected, found, instead, valid };
            self.problems.add(&item.at, problem);
        }
        None
    }

    fn out_of_range<T>(&mut self, kind: Kind, item: &Item) -> Option<T> {
        let (key, expected) = (self.setting.name.to_owned(), kind.expectation());
        let (found, instead, valid) = (item.found(), instead(kind, item), self.valid(kind));
        let problem = Problem::OutOfRange { key, expected, found, instead, valid };
        self.problems.add(&item.at, problem);
        None
    }

    /// What the setting, or an element of it, accepts in any case.
    fn valid(&self, kind: Kind) -> Valid {
        let whole = kind == self.setting.kind;
        match self.setting.default_value().filter(|_| whole) {
            Some(value) => Valid::Default(json(&value).to_string()),
            None if whole => Valid::Example(format!("{} = {}", self.setting.name, example(kind))),
            None => Valid::Example(example(kind)),
        }
    }
}
