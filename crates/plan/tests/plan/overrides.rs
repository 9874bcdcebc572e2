//! What the command line changes.

use std::path::Path;

use tidings_plan::Overrides;
use tidings_stage::Pipeline;

use crate::{WHOLE, loaded, loaded_text};

fn with(overrides: Overrides) -> Pipeline {
    loaded(WHOLE, |request| {
        request.overrides = overrides;
        request.current = Path::new("tests/broken");
    })
}

fn set(key: &str, value: &str) -> Pipeline {
    with(Overrides { set: vec![(key.into(), value.into())], ..Overrides::default() })
}

/// A setting of a stage in the resolved pipeline.
fn resolved(pipeline: &Pipeline, label: &str, key: &str) -> String {
    let resolved: serde_json::Value = serde_json::from_str(&pipeline.resolved).unwrap();
    let stages = resolved["stages"].as_array().unwrap();
    let stage = stages.iter().find(|stage| stage["label"] == label).unwrap();
    stage["settings"][key].to_string()
}

#[test]
fn inputs_start_from_the_current_folder() {
    // `files` is a folder of tests/broken, and not of tests/good.
    let inputs = vec!["files/*.toml".to_owned(), "files".to_owned()];
    let pipeline = with(Overrides { inputs, ..Overrides::default() });
    assert_eq!(resolved(&pipeline, "files", "paths"), r#"["files","files/*.toml"]"#);
}

#[test]
fn inputs_are_not_read_for_variables() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("${A}")).unwrap();
    let inputs = vec!["${A}".to_owned()];
    let pipeline = loaded(WHOLE, |request| {
        request.current = folder.path();
        request.overrides = Overrides { inputs, ..Overrides::default() };
    });
    assert_eq!(resolved(&pipeline, "files", "paths"), r#"["${A}"]"#);
}

#[test]
fn a_variable_in_what_is_replaced_need_not_be_set() {
    let text = r#"
name = "${NONE}"
[[source]]
use = "files"
paths = ["${NONE}/*.txt"]
[[read]]
use = "text"
[[sink]]
use = "tables"
format = "${NONE}"
"#;
    let inputs = vec!["tests".to_owned()];
    let set = vec![("name".to_owned(), "named".to_owned())];
    let overrides = Overrides { inputs, set, tables: Some("jsonl".into()), ..Overrides::default() };
    assert_eq!(loaded_text(text, |request| request.overrides = overrides).name, "named");
}

#[test]
fn tables_changes_the_format() {
    let overrides = Overrides { tables: Some("parquet".into()), ..Overrides::default() };
    let pipeline = with(overrides);
    assert_eq!(pipeline.sinks[0].stage.files()[0].to_str(), Some("articles.parquet"));
}

#[test]
fn threads_and_limit_change_the_run() {
    let overrides = Overrides { threads: Some(5), limit: Some(9), ..Overrides::default() };
    let run = with(overrides).run;
    assert_eq!((run.threads, run.limit), (5, Some(9)));
}

#[test]
fn set_changes_any_setting() {
    assert_eq!(set("run.credits", "3").run.credits, 3);
    assert_eq!(set("name", "other").name, "other");
    let names = |key, value| resolved(&set(&format!("extract.names.{key}"), value), "names", key);
    assert_eq!(names("min_confidence", "0.25"), "0.25");
    assert_eq!(names("labels", r#"["LOC"]"#), r#"["LOC"]"#);
    assert_eq!(names("window", "64"), "64");
    // A path starts from the current folder.
    assert_eq!(names("model", "files/torn.toml"), r#""files/torn.toml""#);
    // An entry of a table beside those of the file.
    let pipeline = set("extract.names.titles.Capt", "captain");
    let titles = r#"{"Adm":"admiral","Capt":"captain","Gen.":"general"}"#;
    assert_eq!(resolved(&pipeline, "names", "titles"), titles);
}

#[test]
fn a_text_needs_no_quotes_on_the_command_line() {
    let key = |value| resolved(&set("source.files.key", value), "files", "key");
    assert_eq!(key("k-a b"), r#""k-a b""#);
    assert_eq!(key("'k-quoted'"), r#""k-quoted""#);
    assert_eq!(
        resolved(&set("extract.names.titles.X", "5"), "names", "titles").matches("\"5\"").count(),
        1
    );
}

#[test]
fn a_stage_that_stands_once_is_found_by_its_name() {
    assert_eq!(resolved(&set("sink.tables.format", "parquet"), "tables", "format"), "\"parquet\"");
}
