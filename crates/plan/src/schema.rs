//! The JSON Schema of a pipeline file, from the same declarations as the checks.
//!
//! It is made for editors, so a mistake should be one message at the place of the mistake. A list
//! of alternatives (`anyOf`) answers "none of these" for the whole table; here a table is instead
//! held against the one stage that it names, by an `if` for each. But editors look for names to
//! offer in alternatives alone, so they get those too, beside `true`, which everything matches.
//!
//! What can be said is what the checks say of one value or one table: its type, its bounds, its
//! keys. The rest is left to the checks: what is on disk, what is in the environment, and what
//! stages have to do with each other. A schema also takes `2.0` for a whole number.

mod values;

use serde_json::{Map, Value as Json, json};
use tidings_model::table;
use tidings_stage::{Default, Family, Registry, Setting, Spec};

use crate::assemble::NEEDED;
use crate::case::{EXPECT_ABOUT, TEST};
use crate::file::{FILE, NAME_PATTERN, RUN};
use crate::stages::{FROM_ABOUT, USE_ABOUT};
use values::{VARIABLE, offered, one_of, row, setting};

/// The JSON Schema (draft 2020-12) of a pipeline file that uses these stages.
///
/// It accepts whatever [`load`](crate::load) accepts, and refuses what is wrong by its shape.
#[must_use]
pub fn schema(registry: &Registry) -> Json {
    let mut properties = settings(FILE);
    properties["name"]["pattern"] = format!("{VARIABLE}|{NAME_PATTERN}").into();
    properties.insert("run".into(), described("How to run it.", object(settings(RUN), RUN, &[])));
    properties.insert("test".into(), tests());
    for &family in Family::ALL {
        properties.insert(family.as_str().into(), stages(registry, family));
    }
    let needed: Vec<&str> = NEEDED.iter().map(|family| family.as_str()).collect();
    let mut schema = object(properties, FILE, &needed);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "A Tidings pipeline".into();
    schema["$defs"] = registry.iter().map(|entry| (key(&entry.spec), stage(&entry.spec))).collect();
    schema
}

/// The name of a stage's definition.
fn key(spec: &Spec) -> String {
    format!("{}.{}", spec.family, spec.name)
}

/// The tables of a family.
fn stages(registry: &Registry, family: Family) -> Json {
    let specs = || registry.family(family).map(|entry| &entry.spec);
    let reference = |spec: &Spec| json!({ "$ref": format!("#/$defs/{}", key(spec)) });
    let names: Vec<&str> = specs().map(|spec| spec.name).collect();
    let with_its_settings = |spec: &Spec| {
        let named = json!({ "properties": { "use": { "const": spec.name } }, "required": ["use"] });
        json!({ "if": named, "then": reference(spec) })
    };
    let mut table = json!({
        "type": "object",
        "properties": { "use": text(USE_ABOUT), "from": text(FROM_ABOUT) },
        "required": ["use"],
        // Only the library knows the settings of its stages.
        "if": { "required": ["from"] },
        "else": { "properties": { "use": one_of(&names) } },
        "anyOf": offered(specs().map(reference)),
    });
    if !names.is_empty() {
        table["else"]["allOf"] = specs().map(with_its_settings).collect();
    }
    let mut schema = json!({ "type": "array", "items": table });
    if NEEDED.contains(&family) {
        schema["minItems"] = 1.into();
    }
    described(about(family), schema)
}

/// What the stages of a family do.
const fn about(family: Family) -> &'static str {
    match family {
        Family::Source => "Where documents come from.",
        Family::Read => "What makes articles of documents: one stage for each media type.",
        Family::Clean => "What tidies each article, in this order.",
        Family::Gate => "What learns from all articles, then marks, trims or drops each.",
        Family::Extract => "What finds things in each article, in this order.",
        Family::Aggregate => "What folds all articles into one view.",
        Family::Sink => "Where results go.",
    }
}

fn stage(spec: &Spec) -> Json {
    let mut properties = settings(spec.settings);
    properties.insert("use".into(), json!({ "const": spec.name, "description": spec.about }));
    described(spec.about, object(properties, spec.settings, &["use"]))
}

fn tests() -> Json {
    let mut properties = settings(TEST);
    properties.insert("expect".into(), expect());
    let mut test = object(properties, TEST, &[]);
    test["allOf"] = json!([either("input", "file"), either("expect", "rejected")]);
    let about = "Tests: a document, and what must come out of a stage. `check --test` runs them.";
    described(about, json!({ "type": "array", "items": test }))
}

/// The output tables that a test expects rows of.
fn expect() -> Json {
    let rows = |table: &&table::Table| {
        let rows = json!({ "type": "array", "items": row(table.columns) });
        (table.name.to_owned(), described(table.about, rows))
    };
    let tables: Map<String, Json> = table::ALL.iter().map(rows).collect();
    let expect = json!({ "type": "object", "properties": tables, "additionalProperties": false });
    described(EXPECT_ABOUT, expect)
}

/// One of two keys, not both.
fn either(key: &str, other: &str) -> Json {
    json!({
        "if": { "required": [other] },
        "then": { "properties": { key: false } },
        "else": { "required": [key] },
    })
}

fn object(properties: Map<String, Json>, declared: &[Setting], also: &[&str]) -> Json {
    let required = declared.iter().filter(|s| s.default == Default::Required).map(|s| s.name);
    let required: Vec<&str> = also.iter().copied().chain(required).collect();
    let mut schema =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn settings(declared: &[Setting]) -> Map<String, Json> {
    declared.iter().map(|declared| (declared.name.to_owned(), setting(declared))).collect()
}

fn text(about: &str) -> Json {
    described(about, json!({ "type": "string" }))
}

fn described(about: &str, mut schema: Json) -> Json {
    schema["description"] = about.into();
    schema
}
