//! Schemas of single values: settings, and cells of expected rows.

use serde_json::{Map, Value as Json, json};
use tidings_model::table::{self, Column};
use tidings_stage::{Default, Kind, Setting};

/// A text that holds a variable of the environment may become anything. Where no text is accepted,
/// variables are not either.
pub(super) const VARIABLE: &str = r"\$\{";

/// A setting with its meaning and its default.
pub(super) fn setting(setting: &Setting) -> Json {
    let mut schema = kind(setting.kind);
    schema["description"] = setting.about.into();
    let default: Option<Json> = match setting.default {
        Default::Required | Default::Absent => None,
        Default::Bool(value) => Some(value.into()),
        Default::Int(value) => Some(value.into()),
        Default::Float(value) => Some(value.into()),
        Default::Text(value) => Some(value.into()),
        Default::Texts(values) => Some(values.into()),
    };
    if let Some(default) = default {
        schema["default"] = default;
    }
    schema
}

fn kind(kind: Kind) -> Json {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Int { min, max: i64::MAX } => json!({ "type": "integer", "minimum": min }),
        Kind::Int { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Float { min, max } => float(min, max),
        Kind::Text | Kind::File => json!({ "type": "string" }),
        Kind::Choice(words) => one_of(words),
        Kind::Texts | Kind::Files => texts,
        Kind::Patterns => with(texts, "minItems", 1.into()),
        Kind::TextTable => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
    }
}

/// Bounds that are infinite are none.
fn float(min: f64, max: f64) -> Json {
    let bounds = [("minimum", min), ("maximum", max)];
    let bounds = bounds.into_iter().filter(|(_, bound)| bound.is_finite());
    bounds.fold(json!({ "type": "number" }), |schema, (key, bound)| with(schema, key, bound.into()))
}

fn with(mut schema: Json, key: &str, value: Json) -> Json {
    schema[key] = value;
    schema
}

/// One of these words, or a text with a variable in it.
pub(super) fn one_of(words: &[&str]) -> Json {
    json!({
        "type": "string",
        "if": { "pattern": VARIABLE },
        "else": { "enum": words },
        "anyOf": offered([json!({ "enum": words })]),
    })
}

/// Alternatives for an editor to offer. They refuse nothing.
pub(super) fn offered(alternatives: impl IntoIterator<Item = Json>) -> Json {
    alternatives.into_iter().chain([true.into()]).collect()
}

/// A row of an output table, or a group within one: some of its columns.
pub(super) fn row(columns: &[Column]) -> Json {
    let column = |column: &Column| {
        (column.name.to_owned(), with(cell(column.kind), "description", column.about.into()))
    };
    let properties: Map<String, Json> = columns.iter().map(column).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn cell(kind: table::Kind) -> Json {
    match kind {
        table::Kind::Text => json!({ "type": "string" }),
        table::Kind::Int => json!({ "type": "integer" }),
        table::Kind::Float => json!({ "type": "number" }),
        table::Kind::Bool => json!({ "type": "boolean" }),
        table::Kind::List(kind) => json!({ "type": "array", "items": cell(*kind) }),
        table::Kind::Struct(columns) => row(columns),
    }
}
