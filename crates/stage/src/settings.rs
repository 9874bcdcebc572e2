//! Typed settings: declared once, and used for checks, defaults, the catalog and the JSON Schema.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a setting accepts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number within bounds, both included.
    Float {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A file that must be there, relative to the pipeline file.
    File,
    /// Files that must be there, relative to the pipeline file.
    Files,
    /// Paths and glob patterns, relative to the pipeline file.
    Patterns,
    /// A table of texts by name.
    TextTable,
}

impl Kind {
    /// What it accepts, for messages: `true or false`, `a whole number from 1 to 64`.
    #[must_use]
    pub fn expectation(&self) -> String {
        match self {
            Kind::Bool => "true or false".into(),
            Kind::Int { min, max: i64::MAX } => format!("a whole number from {min} up"),
            Kind::Int { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Float { min, max } if max.is_infinite() => format!("a number from {min} up"),
            Kind::Float { min, max } => format!("a number from {min} to {max}"),
            Kind::Text => "a text in quotes".into(),
            Kind::Choice(words) => format!("one of {}", quoted(words)),
            Kind::Texts => "a list of texts, such as [\"a\", \"b\"]".into(),
            Kind::File => "the path of a file, in quotes".into(),
            Kind::Files => "a list of files, such as [\"a.toml\"]".into(),
            Kind::Patterns => "a list of paths or patterns, such as [\"pages/**/*\"]".into(),
            Kind::TextTable => "a table of texts, such as { A = \"b\" }".into(),
        }
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// The value of a setting, checked against its kind; paths are resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// For [`Kind::Bool`].
    Bool(bool),
    /// For [`Kind::Int`].
    Int(i64),
    /// For [`Kind::Float`].
    Float(f64),
    /// For [`Kind::Text`] and [`Kind::Choice`].
    Text(String),
    /// For [`Kind::Texts`] and [`Kind::Patterns`].
    Texts(Vec<String>),
    /// For [`Kind::File`].
    Path(PathBuf),
    /// For [`Kind::Files`].
    Paths(Vec<PathBuf>),
    /// For [`Kind::TextTable`].
    TextTable(BTreeMap<String, String>),
}

/// A setting's value while it is written down in code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// A pipeline file must give it.
    Required,
    /// Left out, it has no value.
    Absent,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

/// A setting of a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Its key.
    pub name: &'static str,
    /// What it accepts.
    pub kind: Kind,
    /// Its value when it is left out.
    pub default: Default,
    /// What it does, in one sentence, with its unit.
    pub about: &'static str,
    /// Whether what it holds is for nobody's eyes: it is named by a variable of the environment and
    /// never written out.
    pub secret: bool,
}

impl Setting {
    /// A setting that may be left out and then has no value.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, default: Default::Absent, about, secret: false }
    }

    /// The same, for a password or a key: pipelines name the variable that holds it.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same, required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { default: Default::Required, ..self }
    }

    /// The same, with a default.
    #[must_use]
    pub const fn or(self, default: Default) -> Self {
        Self { default, ..self }
    }

    /// The value it has when it is left out.
    #[must_use]
    pub fn default_value(&self) -> Option<Value> {
        match self.default {
            Default::Required | Default::Absent => None,
            Default::Bool(value) => Some(Value::Bool(value)),
            Default::Int(value) => Some(Value::Int(value)),
            Default::Float(value) => Some(Value::Float(value)),
            Default::Text(value) => Some(Value::Text(value.to_owned())),
            Default::Texts(values) => {
                Some(Value::Texts(values.iter().map(|&value| value.to_owned()).collect()))
            }
        }
    }
}

/// The settings of one stage in one pipeline, defaults filled in.
///
/// Values were checked against the stage's [`Setting`]s, so the getters panic on a name or type
/// that the stage did not declare: that is a mistake in the stage, found by its first test.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    base: PathBuf,
    values: BTreeMap<&'static str, Value>,
}

impl Settings {
    /// The defaults of these settings, for a pipeline file in the folder `base`.
    #[must_use]
    pub fn defaults(declared: &[Setting], base: impl Into<PathBuf>) -> Self {
        let values = declared.iter().filter_map(|s| Some((s.name, s.default_value()?))).collect();
        Self { base: base.into(), values }
    }

    /// Sets a declared setting.
    pub fn set(&mut self, name: &'static str, value: Value) {
        self.values.insert(name, value);
    }

    /// The folder that relative paths and patterns start from.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Every value, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// A [`Kind::Bool`].
    ///
    /// # Panics
    /// If the stage declared no such setting with a default.
    #[must_use]
    pub fn bool(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Bool(value)) => *value,
            other => undeclared(name, "bool", other),
        }
    }

    /// A [`Kind::Int`].
    ///
    /// # Panics
    /// If the stage declared no such setting with a default.
    #[must_use]
    pub fn int(&self, name: &str) -> i64 {
        match self.values.get(name) {
            Some(Value::Int(value)) => *value,
            other => undeclared(name, "int", other),
        }
    }

    /// A [`Kind::Float`].
    ///
    /// # Panics
    /// If the stage declared no such setting with a default.
    #[must_use]
    pub fn float(&self, name: &str) -> f64 {
        match self.values.get(name) {
            Some(Value::Float(value)) => *value,
            other => undeclared(name, "float", other),
        }
    }

    /// A [`Kind::Text`] or [`Kind::Choice`], if it has a value.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name)? {
            Value::Text(value) => Some(value),
            other => undeclared(name, "text", Some(other)),
        }
    }

    /// A [`Kind::Texts`] or [`Kind::Patterns`]; empty if it was left out.
    #[must_use]
    pub fn texts(&self, name: &str) -> &[String] {
        match self.values.get(name) {
            None => &[],
            Some(Value::Texts(values)) => values,
            other => undeclared(name, "texts", other),
        }
    }

    /// A [`Kind::File`], if it has a value.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&Path> {
        match self.values.get(name)? {
            Value::Path(value) => Some(value),
            other => undeclared(name, "path", Some(other)),
        }
    }

    /// A [`Kind::Files`]; empty if it was left out.
    #[must_use]
    pub fn paths(&self, name: &str) -> &[PathBuf] {
        match self.values.get(name) {
            None => &[],
            Some(Value::Paths(values)) => values,
            other => undeclared(name, "paths", other),
        }
    }

    /// A [`Kind::TextTable`]; empty if it was left out.
    #[must_use]
    pub fn table(&self, name: &str) -> BTreeMap<String, String> {
        match self.values.get(name) {
            None => BTreeMap::new(),
            Some(Value::TextTable(values)) => values.clone(),
            other => undeclared(name, "table", other),
        }
    }
}

fn undeclared(name: &str, kind: &str, found: Option<&Value>) -> ! {
    panic!("the stage reads setting `{name}` as {kind}, but declared it otherwise: {found:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &[Setting] = &[
        Setting::new("deep", Kind::Bool, "Looks deeper.").or(Default::Bool(true)),
        Setting::new("paths", Kind::Patterns, "Where to look.").required(),
    ];

    #[test]
    fn fills_in_defaults() {
        let settings = Settings::defaults(DECLARED, ".");
        assert!(settings.bool("deep"));
        assert_eq!(settings.texts("paths"), [""; 0]);
    }

    #[test]
    #[should_panic(expected = "reads setting `deep` as int")]
    fn a_getter_of_the_wrong_type_is_found_at_once() {
        let _ = Settings::defaults(DECLARED, ".").int("deep");
    }
}
