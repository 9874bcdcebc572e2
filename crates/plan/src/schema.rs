//! The JSON Schema of a pipeline file, from the same declarations as the checks.

use serde_json::{Map, Value as Json, json};
use tidings_model::table::{self, Column};
use tidings_stage::{Default, Family, Kind, Registry, Setting, Spec};

use crate::assemble::NEEDED;
use crate::case::TEST;
use crate::file::{FILE, RUN};
use crate::stages::{FROM_ABOUT, USE_ABOUT};

/// Texts that hold a variable may become anything.
const VARIABLE: &str = r"\$\{";

/// The JSON Schema (draft 2020-12) of a pipeline file that uses these stages.
///
/// What cannot be said in a schema is left to the checks: whether files are there, and whether
/// fields that are read are written.
#[must_use]
pub fn schema(registry: &Registry) -> Json {
    let mut properties = settings(FILE);
    properties.insert("run".into(), object(settings(RUN), RUN, &[]));
    properties.insert("test".into(), json!({ "type": "array", "items": test() }));
    for &family in Family::ALL {
        properties.insert(family.as_str().into(), family_schema(registry, family));
    }
    let needed: Vec<&str> = NEEDED.iter().map(|family| family.as_str()).collect();
    let mut schema = object(properties, FILE, &needed);
    if let Json::Object(schema) = &mut schema {
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".into(), "A Tidings pipeline".into());
    }
    schema
}

fn family_schema(registry: &Registry, family: Family) -> Json {
    let known: Vec<Json> = registry.family(family).map(|entry| stage(&entry.spec)).collect();
    let items: Vec<Json> = known.into_iter().chain([from_library()]).collect();
    json!({
        "type": "array",
        "minItems": usize::from(NEEDED.contains(&family)),
        "items": { "anyOf": items },
    })
}

fn stage(spec: &Spec) -> Json {
    let mut properties = settings(spec.settings);
    properties.insert("use".into(), json!({ "const": spec.name, "description": spec.about }));
    object(properties, spec.settings, &["use"])
}

/// A stage out of a library: its settings are known only to the library.
fn from_library() -> Json {
    json!({
        "type": "object",
        "properties": {
            "use": { "type": "string", "description": USE_ABOUT },
            "from": { "type": "string", "description": FROM_ABOUT },
        },
        "required": ["use", "from"],
    })
}

fn test() -> Json {
    let mut properties = settings(TEST);
    let tables: Map<String, Json> = table::ALL
        .iter()
        .map(|table| {
            (table.name.to_owned(), json!({ "type": "array", "items": row(table.columns) }))
        })
        .collect();
    let expect = json!({ "type": "object", "properties": tables, "additionalProperties": false });
    properties.insert("expect".into(), expect);
    let mut test = object(properties, TEST, &[]);
    if let Json::Object(test) = &mut test {
        let one_of =
            |a: &str, b: &str| json!({ "oneOf": [{ "required": [a] }, { "required": [b] }] });
        test.insert("allOf".into(), json!([one_of("input", "file"), one_of("expect", "rejected")]));
    }
    test
}

fn row(columns: &[Column]) -> Json {
    let properties: Map<String, Json> =
        columns.iter().map(|column| (column.name.to_owned(), cell(column.kind))).collect();
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

fn object(properties: Map<String, Json>, declared: &[Setting], also: &[&str]) -> Json {
    let required = declared.iter().filter(|s| s.default == Default::Required).map(|s| s.name);
    let required: Vec<&str> = also.iter().copied().chain(required).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn settings(declared: &[Setting]) -> Map<String, Json> {
    declared.iter().map(|setting| (setting.name.to_owned(), setting_schema(setting))).collect()
}

fn setting_schema(setting: &Setting) -> Json {
    let mut schema = kind(setting.kind);
    schema.insert("description".into(), setting.about.into());
    match setting.default {
        Default::Required | Default::Absent => None,
        Default::Bool(value) => Some(value.into()),
        Default::Int(value) => Some(value.into()),
        Default::Float(value) => Some(value.into()),
        Default::Text(value) => Some(value.into()),
        Default::Texts(values) => Some(values.into()),
    }
    .and_then(|default: Json| schema.insert("default".into(), default));
    schema.into()
}

fn kind(kind: Kind) -> Map<String, Json> {
    let schema = match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Int { min, max: i64::MAX } => json!({ "type": "integer", "minimum": min }),
        Kind::Int { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Float { min, max } => float(min, max),
        Kind::Text | Kind::File => json!({ "type": "string" }),
        Kind::Choice(words) => {
            json!({ "type": "string", "anyOf": [{ "enum": words }, { "pattern": VARIABLE }] })
        }
        Kind::Texts | Kind::Files => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Patterns => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "string" } })
        }
        Kind::TextTable => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// Bounds that are infinite are none.
fn float(min: f64, max: f64) -> Json {
    let mut schema = json!({ "type": "number" });
    for (key, bound) in [("minimum", min), ("maximum", max)] {
        if bound.is_finite() {
            schema[key] = bound.into();
        }
    }
    schema
}
