//! The JSON Schema of the pipeline file.

use serde_json::Value;
use tidings_plan::schema;

use crate::stages;

#[test]
fn the_schema_is_kept() {
    let schema = schema(&stages::registry());
    // Rows of tests follow the output tables, which have tests of their own.
    let mut short = schema.clone();
    short["properties"]["test"]["items"]["properties"]["expect"]["properties"] = Value::Null;
    insta::assert_snapshot!(format!("{short:#}"));
}

/// The families and stages of a schema, as `family.stage.setting`.
fn settings(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (family, array) in schema["properties"].as_object().unwrap() {
        for stage in array["items"]["anyOf"].as_array().into_iter().flatten() {
            let name = stage["properties"]["use"]["const"].as_str().unwrap_or("?");
            let keys = stage["properties"].as_object().unwrap().keys();
            found.extend(keys.map(|key| format!("{family}.{name}.{key}")));
        }
    }
    found
}

#[test]
fn every_setting_of_every_stage_is_in_it() {
    let registry = stages::registry();
    let found = settings(&schema(&registry));
    for entry in registry.iter() {
        for setting in entry.spec.settings {
            let key = format!("{}.{}.{}", entry.spec.family, entry.spec.name, setting.name);
            assert!(found.contains(&key), "{key}");
        }
    }
}
