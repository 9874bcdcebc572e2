//! Files that are right give the pipeline they describe.

use serde_json::json;
use tidings_model::MediaType;
use tidings_plan::Outcome;
use tidings_stage::{OnReject, Pipeline, RunSettings};

use crate::{WHOLE, load, loaded, loaded_text};

fn labels(pipeline: &Pipeline) -> Vec<&str> {
    pipeline.stages().map(|(label, _)| label).collect()
}

#[test]
fn stages_come_in_the_order_of_families_and_of_the_file() {
    let pipeline = loaded(WHOLE, |_| {});
    assert_eq!(
        labels(&pipeline),
        [
            "files",
            "text",
            "json_line",
            "blank_lines",
            "blank_lines#2",
            "copies",
            "tokens",
            "names",
            "numbers",
            "claims",
            "entities",
            "stories",
            "facts",
            "tables",
            "report",
        ]
    );
    assert_eq!((pipeline.name.as_str(), pipeline.aggregators.len()), ("whole", 3));
    assert_eq!(pipeline.about, "A stage of every family.");
}

/// The labels of a pipeline that has these stages besides source, reader and sink.
fn labels_with(stages: &[(&str, &str)]) -> Vec<String> {
    let mut text = std::fs::read_to_string("tests/good/least.toml").unwrap();
    for (family, stage) in stages {
        text.push_str(&format!("[[{family}]]\nuse = \"{stage}\"\n"));
    }
    let pipeline = loaded_text(&text, |_| {});
    let labels = pipeline.stages().map(|(label, _)| label.to_owned());
    labels.filter(|label| !["files", "text", "tables"].contains(&label.as_str())).collect()
}

#[test]
fn aggregators_that_refine_one_field_do_so_in_file_order() {
    let aggregates = ["crease", "fold", "stories", "fold", "entities"];
    let mut stages = vec![("extract", "process")];
    stages.extend(aggregates.map(|stage| ("aggregate", stage)));
    let expected = ["process", "entities", "stories", "crease", "fold", "fold#2"];
    assert_eq!(labels_with(&stages), expected);
}

#[test]
fn a_stage_that_makes_claims_itself_may_come_after_claims() {
    let stages = [("extract", "process"), ("extract", "process")];
    assert_eq!(labels_with(&stages), ["process", "process#2"]);
}

#[test]
fn run_is_read() {
    let expected = RunSettings {
        threads: 2,
        on_reject: OnReject::Stop,
        batch_documents: 7,
        limit: Some(1000),
        ..RunSettings::default()
    };
    assert_eq!(loaded(WHOLE, |_| {}).run, expected);
    assert_eq!(loaded("tests/good/least.toml", |_| {}).run, RunSettings::default());
}

#[test]
fn the_order_of_tables_in_the_file_does_not_matter() {
    let least = std::fs::read_to_string("tests/good/least.toml").unwrap();
    let tables: Vec<&str> = least.split("\n\n").collect();
    let turned = format!("{}\n\n{}\n\n{}\n\n{}\n", tables[0], tables[3], tables[2], tables[1]);
    let (least, turned) = (loaded_text(&least, |_| {}), loaded_text(&turned, |_| {}));
    assert_eq!(labels(&least), labels(&turned));
    assert_eq!((least.hash, least.resolved), (turned.hash, turned.resolved));
}

#[test]
fn tests_are_kept_for_those_who_run_them() {
    let cases = load(WHOLE, |_| {}).unwrap_or_else(|d| panic!("{d}")).cases;
    let [number, empty] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(number.about, "a number is a quantity");
    assert_eq!(
        (number.input.as_slice(), number.media),
        (&b"Twelve boats left."[..], MediaType::Text)
    );
    assert_eq!((number.stage.as_str(), number.line), ("numbers", 62));
    let row = [("modifier", json!("exact")), ("text", json!("Twelve boats")), ("value", json!(12))];
    let rows = [("quantities", vec![row.into()])];
    assert_eq!(number.outcome, Outcome::Rows(rows.into()));
    assert_eq!((empty.input.as_slice(), empty.media), (&b"A page.\n"[..], MediaType::JsonLine));
    assert_eq!(empty.stage, "blank_lines#2");
    assert_eq!(empty.outcome, Outcome::Rejected("empty".into()));
}

#[test]
fn variables_are_filled_in() {
    let text = r#"
name = "${NAME}"
[[source]]
use = "files"
paths = ["${FOLDER:-pages}/*.txt"]
key = "${KEY}"
[[read]]
use = "text"
[[sink]]
use = "tables"
format = "${FORMAT:-jsonl}"
"#;
    let environment = |name: &str| match name {
        "NAME" => Some("harbour".to_owned()),
        "KEY" => Some("k-hunter2hunter2".to_owned()),
        _ => None,
    };
    let pipeline = loaded_text(text, |request| request.environment = &environment);
    assert_eq!(pipeline.name, "harbour");
    assert_eq!(pipeline.sinks[0].stage.files()[0].to_str(), Some("articles.jsonl"));
    assert!(!pipeline.resolved.contains("hunter2"), "{}", pipeline.resolved);
    assert!(pipeline.resolved.contains("${KEY}"), "{}", pipeline.resolved);
}

#[test]
fn a_file_that_is_absent_is_told() {
    let Err(diagnostics) = load("tests/good/none.toml", |_| {}) else { panic!("loaded") };
    let first = diagnostics.iter().next().unwrap();
    assert_eq!(first.file(), "tests/good/none.toml");
    assert_eq!(first.problem().to_string(), "cannot read the pipeline file");
}
