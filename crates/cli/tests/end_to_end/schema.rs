//! `schema`: the pipelines that ship are held against what it prints.

use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

use crate::common::{pipeline, tidings};

fn printed() -> (Schemas, SchemaIndex) {
    let output = tidings(&["schema"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    compiler.add_resource("urn:pipeline", schema).unwrap();
    let index = compiler.compile("urn:pipeline", &mut schemas).unwrap();
    (schemas, index)
}

#[test]
fn the_pipelines_match_the_schema() {
    let (schemas, index) = printed();
    let paths = std::fs::read_dir(pipeline("")).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    assert!(paths.contains(&pipeline("news.toml")), "{paths:?}");
    for path in paths {
        let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let value = serde_json::to_value(table).unwrap();
        if let Err(mistakes) = schemas.validate(&value, index) {
            panic!("{}: {mistakes:#}", path.display());
        }
    }
}

#[test]
fn a_pipeline_with_a_misspelt_setting_does_not() {
    let (schemas, index) = printed();
    let text = std::fs::read_to_string(pipeline("clean.toml")).unwrap();
    let table: toml::Table = text.replace("format = ", "formt = ").parse().unwrap();
    let value = serde_json::to_value(table).unwrap();
    let mistakes = schemas.validate(&value, index).unwrap_err().to_string();
    assert!(mistakes.contains("'/sink/0'") && mistakes.contains("'formt'"), "{mistakes}");
}
