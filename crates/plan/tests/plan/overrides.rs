//! What the command line changes.

use std::path::Path;

use tidings_plan::Overrides;
use tidings_stage::Pipeline;

use crate::{WHOLE, load_text, loaded, loaded_text};

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

/// Where the source of a pipeline looks: its folder, and its patterns.
fn looks(pipeline: &Pipeline) -> String {
    pipeline.sources[0].stage.check().unwrap_err().to_string()
}

#[test]
fn patterns_of_the_file_start_from_its_folder() {
    let set = vec![("source.files.besides".to_owned(), "['files']".to_owned())];
    assert_eq!(looks(&with(Overrides::default())), "tests/good: pages/*.txt more/one.txt");
    // Where some are from the file and some from the command line, each keeps its folder.
    let pipeline = with(Overrides { set, ..Overrides::default() });
    assert_eq!(
        looks(&pipeline),
        "tests/broken: tests/good/pages/*.txt tests/good/more/one.txt files"
    );
    let inputs = vec!["files".to_owned()];
    let pipeline = with(Overrides { inputs, ..Overrides::default() });
    assert_eq!(looks(&pipeline), "tests/broken: files");
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
fn a_stage_that_stands_once_in_its_family_is_found_by_its_name() {
    let text = r#"
name = "shorter"
[[source]]
use = "files"
paths = ["pages"]
[[read]]
use = "any_text"
[[clean]]
use = "any_text"
length = 3
[[sink]]
use = "tables"
"#;
    let set = |text: &str, stage: &str| {
        let set = vec![(format!("clean.{stage}.length"), "4".to_owned())];
        let overrides = Overrides { set, ..Overrides::default() };
        load_text(text, |request| request.overrides = overrides).map(|plan| plan.pipeline)
    };
    let length = |stage| {
        set(text, stage).map(|pipeline| resolved(&pipeline, "any_text#2", "length")).unwrap()
    };
    assert_eq!(length("any_text"), "4");
    assert_eq!(length("any_text#2"), "4");
    let twice = format!("{text}[[clean]]\nuse = \"any_text\"\nlength = 3\n");
    let Err(diagnostics) = set(&twice, "any_text") else { panic!("loaded") };
    let first = diagnostics.iter().next().unwrap();
    assert_eq!(first.expectation(), "expected one of any_text#2, any_text#3");
}
