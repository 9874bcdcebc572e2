//! Settings across the border, as JSON: what a stage declares, and what a pipeline file gives.
//!
//! Declared, a list: `[{"name": "min", "about": "…", "kind": "int", "min": 1, "max": 9, "default":
//! 3}]`. Kinds are those of [`Kind`]: `bool`, `int` and `float` (with `min` and `max`, either of
//! which may be left out), `text`, `choice` (with `words`), `texts`, `file`, `files`, `patterns` and
//! `text_table`. A setting that must be given has `"required": true`.
//!
//! Given: `{"base": "FOLDER", "values": {"min": 4}}`, with defaults filled in, values checked, and
//! the paths of files resolved. Patterns start from `base`, the folder of the pipeline file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tidings_stage::{Default, Kind, Setting, Settings, Value};

/// A setting as a library declares it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// Its key.
    pub name: String,
    /// What it does, in one sentence, with its unit.
    pub about: String,
    /// What it accepts.
    #[serde(flatten)]
    pub kind: DeclaredKind,
    /// Whether a pipeline file must give it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Its value when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
}

/// What a declared setting accepts; see [`Kind`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeclaredKind {
    /// See [`Kind::Bool`].
    Bool,
    /// See [`Kind::Int`].
    Int {
        /// The least; none is no bound.
        min: Option<i64>,
        /// The greatest; none is no bound.
        max: Option<i64>,
    },
    /// See [`Kind::Float`].
    Float {
        /// The least; none is no bound.
        min: Option<f64>,
        /// The greatest; none is no bound.
        max: Option<f64>,
    },
    /// See [`Kind::Text`].
    Text,
    /// See [`Kind::Choice`].
    Choice {
        /// What can be chosen.
        words: Vec<String>,
    },
    /// See [`Kind::Texts`].
    Texts,
    /// See [`Kind::File`].
    File,
    /// See [`Kind::Files`].
    Files,
    /// See [`Kind::Patterns`].
    Patterns,
    /// See [`Kind::TextTable`].
    TextTable,
}

/// What a pipeline file gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Given {
    base: String,
    values: BTreeMap<String, Json>,
}

/// The JSON list that declares these settings.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "texts and numbers are always JSON")]
pub fn declare(settings: &[Setting]) -> String {
    let declared: Vec<Declared> = settings.iter().map(declared).collect();
    serde_json::to_string(&declared).expect("texts and numbers are JSON")
}

fn declared(setting: &Setting) -> Declared {
    Declared {
        name: setting.name.to_owned(),
        about: setting.about.to_owned(),
        kind: declared_kind(setting.kind),
        required: setting.default == Default::Required,
        default: setting.default_value().and_then(|value| to_json(&value)),
    }
}

fn declared_kind(kind: Kind) -> DeclaredKind {
    match kind {
        Kind::Bool => DeclaredKind::Bool,
        Kind::Int { min, max } => DeclaredKind::Int { min: Some(min), max: Some(max) },
        Kind::Float { min, max } => DeclaredKind::Float {
            min: min.is_finite().then_some(min),
            max: max.is_finite().then_some(max),
        },
        Kind::Text => DeclaredKind::Text,
        Kind::Choice(words) => {
            DeclaredKind::Choice { words: words.iter().map(|&word| word.to_owned()).collect() }
        }
        Kind::Texts => DeclaredKind::Texts,
        Kind::File => DeclaredKind::File,
        Kind::Files => DeclaredKind::Files,
        Kind::Patterns => DeclaredKind::Patterns,
        Kind::TextTable => DeclaredKind::TextTable,
    }
}

/// The JSON object of these settings; nothing if a path is not UTF-8.
#[must_use]
pub fn write(settings: &Settings) -> Option<String> {
    let value = |(name, value): (&str, &Value)| Some((name.to_owned(), to_json(value)?));
    let values = settings.iter().map(value).collect::<Option<_>>()?;
    let given = Given { base: settings.base().to_str()?.to_owned(), values };
    serde_json::to_string(&given).ok()
}

/// The settings in a JSON object, against those that a stage declares.
///
/// # Errors
/// What does not fit.
pub fn read(json: &str, declared: &[Setting]) -> Result<Settings, String> {
    let given: Given = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let mut settings = Settings::defaults(declared, given.base);
    for setting in declared {
        if let Some(json) = given.values.get(setting.name) {
            settings.set(
                setting.name,
                from_json(setting.kind, json).ok_or_else(|| {
                    format!(
                        "setting `{}`: expected {}, found {json}",
                        setting.name,
                        setting.kind.expectation()
                    )
                })?,
            );
        }
    }
    Ok(settings)
}

fn to_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::Texts(values) => values.as_slice().into(),
        Value::Path(path) => path.to_str()?.into(),
        Value::Paths(paths) => {
            paths.iter().map(|path| path.to_str()).collect::<Option<Vec<_>>>()?.into()
        }
        Value::TextTable(values) => values
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    })
}

fn from_json(kind: Kind, json: &Json) -> Option<Value> {
    let texts = || json.as_array()?.iter().map(Json::as_str).collect::<Option<Vec<_>>>();
    Some(match kind {
        Kind::Bool => Value::Bool(json.as_bool()?),
        Kind::Int { .. } => Value::Int(json.as_i64()?),
        Kind::Float { .. } => Value::Float(json.as_f64()?),
        Kind::Text | Kind::Choice(_) => Value::Text(json.as_str()?.to_owned()),
        Kind::Texts | Kind::Patterns => {
            Value::Texts(texts()?.into_iter().map(str::to_owned).collect())
        }
        Kind::File => Value::Path(Path::new(json.as_str()?).to_owned()),
        Kind::Files => {
            Value::Paths(texts()?.into_iter().map(|path| Path::new(path).to_owned()).collect())
        }
        Kind::TextTable => {
            let text =
                |(name, value): (&String, &Json)| Some((name.clone(), value.as_str()?.to_owned()));
            Value::TextTable(json.as_object()?.iter().map(text).collect::<Option<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &[Setting] = &[
        Setting::new("deep", Kind::Bool, "Looks deeper.").or(Default::Bool(true)),
        Setting::new("least", Kind::Int { min: 1, max: 9 }, "The least.").or(Default::Int(3)),
        Setting::new("share", Kind::Float { min: 0.0, max: f64::INFINITY }, "A share.")
            .or(Default::Float(0.5)),
        Setting::new("mode", Kind::Choice(&["a", "b"]), "One of two."),
        Setting::new("words", Kind::Texts, "Words.").or(Default::Texts(&["x"])),
        Setting::new("table", Kind::File, "A table.").required(),
        Setting::new("more", Kind::Files, "More tables."),
        Setting::new("names", Kind::TextTable, "Names."),
    ];

    #[test]
    fn declares_what_a_stage_can_be_given() {
        assert_eq!(
            declare(DECLARED.get(1..3).unwrap()),
            r#"[{"name":"least","about":"The least.","kind":"int","min":1,"max":9,"default":3},"#
                .to_owned()
                + r#"{"name":"share","about":"A share.","kind":"float","min":0.0,"max":null,"default":0.5}]"#
        );
        let back: Vec<Declared> = serde_json::from_str(&declare(DECLARED)).unwrap();
        assert_eq!(back, DECLARED.iter().map(declared).collect::<Vec<_>>());
    }

    #[test]
    fn settings_come_back_as_they_went() {
        let mut settings = Settings::defaults(DECLARED, "pipelines");
        settings.set("mode", Value::Text("b".into()));
        settings.set("table", Value::Path("a/b.toml".into()));
        settings.set("more", Value::Paths(vec!["c.toml".into()]));
        settings.set("names", Value::TextTable([("A".to_owned(), "b".to_owned())].into()));
        assert_eq!(read(&write(&settings).unwrap(), DECLARED), Ok(settings));
    }

    #[test]
    fn says_what_does_not_fit() {
        let check = |json, expected: &str| assert_eq!(read(json, DECLARED).unwrap_err(), expected);
        check(
            r#"{"base": "", "values": {"least": "x"}}"#,
            "setting `least`: expected a whole number from 1 to 9, found \"x\"",
        );
        check("{}", "missing field `base` at line 1 column 2");
    }
}
