//! Readers, aggregators and sinks out of a library: the same here and in processes of their own.

use crate::common::{Setup, faults};
use tidings_model::table::{ARTICLES, Cell};
use tidings_model::{AnnotatedArticle, Article, Span, View};
use tidings_stage::{
    Builder, DynAggregator, Family, Reader, Row, Sink, SinkContext, SinkError, Written,
};

fn reader(setup: &Setup<'_>) -> Box<dyn Reader> {
    match setup.built(faults(), Family::Read) {
        (Builder::Read(build), settings) => build(&settings).unwrap(),
        _ => panic!("not a reader"),
    }
}

fn aggregator(setup: &Setup<'_>) -> Box<dyn DynAggregator> {
    match setup.built(faults(), Family::Aggregate) {
        (Builder::Aggregate(build), settings) => build(&settings).unwrap(),
        _ => panic!("not an aggregator"),
    }
}

fn sink(setup: &Setup<'_>) -> Box<dyn Sink> {
    match setup.built(faults(), Family::Sink) {
        (Builder::Sink(build), settings) => build(&settings).unwrap(),
        _ => panic!("not a sink"),
    }
}

const HERE: Setup<'static> = Setup { environment: &[], numbers: &[], trusted: true };
const THERE: Setup<'static> = Setup { environment: &[], numbers: &[], trusted: false };

fn with_fault<'a>(environment: &'a [(&'a str, &'a str)]) -> Setup<'a> {
    Setup { environment, numbers: &[("time_limit_ms", 2000)], trusted: false }
}

fn read(stage: &dyn Reader, text: &str) -> Result<Vec<Article>, String> {
    let mut articles = Vec::new();
    let read = stage.read(&testkit::raw("a/b.txt", text), &mut articles);
    read.map(|()| articles).map_err(|reject| reject.to_string())
}

#[test]
fn a_reader_makes_articles_traced_to_their_bytes() {
    let (here, there) = (reader(&HERE), reader(&THERE));
    let text = "one: Fog came in\nnothing\ntwo: Été again\n";
    let articles = read(&*here, text).unwrap();
    assert_eq!(read(&*there, text).unwrap(), articles);
    let told: Vec<_> = articles.iter().map(|it| (it.uri.as_str(), it.text.as_str())).collect();
    assert_eq!(told, [("a/b.txt#one", "Fog CAME IN"), ("a/b.txt#two", "Été AGAIN")]);
    assert_eq!(articles[0].title.as_deref(), Some("Fog"));
    assert_eq!(articles[0].metadata["line"], "0");
    // Bytes that are the same trace one by one, others as a whole.
    assert_eq!(articles[0].text.trace(Span::new(1, 2)), [Span::new(6, 7)]);
    assert_eq!(articles[0].text.trace(Span::new(5, 6)), [Span::new(8, 16)]);
    assert_eq!(articles[1].blocks[0].span, Span::new(0, 5));
}

#[test]
fn a_reader_that_breaks_costs_the_document() {
    for (fault, expected) in [
        ("PANIC", "failed (panic): a fault"),
        ("ABORT", "failed (plugin_died)"),
        ("HANG", "failed (plugin_silent)"),
        ("BEYOND", "failed (bad_record): text: the document has no bytes 0..11"),
        ("INSIDE", "failed (bad_record): paragraph block 0..1 is outside the text"),
        ("MILLION", "failed (too_many_records)"),
    ] {
        let variable = format!("TIDINGS_FAULT_{fault}");
        let environment = [(variable.as_str(), "fog")];
        let stage = reader(&with_fault(&environment));
        let said = read(&*stage, "one: fog\n\n").unwrap_err();
        assert!(said.starts_with(expected), "{fault}: {said}");
        assert_eq!(read(&*stage, "one: sun\n").unwrap().len(), 1);
    }
    let said = read(&*reader(&THERE), "a: x\na: y\n").unwrap_err();
    assert_eq!(said, "failed (bad_record): article: two articles of one document are both `a`");
}

/// Folds these texts in two halves; the labels that come out.
fn folded(stage: &dyn DynAggregator, texts: &[&str]) -> Vec<String> {
    let (mut one, mut other) = (stage.start(), stage.start());
    for (n, text) in texts.iter().enumerate() {
        let doc = AnnotatedArticle::new(testkit::page(text));
        stage.add(if n % 2 == 0 { &mut one } else { &mut other }, &doc);
    }
    stage.merge(&mut one, other);
    let mut view = View::default();
    stage.finish(one, &mut view);
    view.timeline.into_iter().map(|row| row.label).collect()
}

#[test]
fn an_aggregator_makes_rows_of_all_articles() {
    let (here, there) = (aggregator(&HERE), aggregator(&THERE));
    let labels = folded(&*here, &["a", "bc", "def"]);
    assert_eq!(labels.len(), 3);
    assert!(labels.iter().any(|label| label.ends_with(" has 2 bytes")), "{labels:?}");
    assert_eq!(folded(&*here, &["def", "a", "bc"]), labels);
    assert_eq!(folded(&*there, &["bc", "def", "a"]), labels);
    assert_eq!(folded(&*there, &[]), [""; 0]);
}

#[test]
fn an_aggregator_that_breaks_says_so_in_a_panic_that_the_runner_catches() {
    for (fault, expected) in [
        ("PANIC", "failed (panic): a fault"),
        ("EXIT", "failed (plugin_died)"),
        ("BEYOND", "failed (worn): it broke"),
        ("MILLION", "failed (too_many_records)"),
    ] {
        let variable = format!("TIDINGS_FAULT_{fault}");
        let environment = [(variable.as_str(), "fog")];
        let stage = aggregator(&with_fault(&environment));
        let add = || folded(&*stage, &["sun", "fog"]);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(add)).unwrap_err();
        let said = caught.downcast_ref::<String>().unwrap();
        assert!(said.starts_with(expected), "{fault}: {said}");
        assert_eq!(folded(&*stage, &["sun"]).len(), 1, "{fault}");
    }
}

/// Writes an article of this title; the file that comes out.
fn written(stage: &dyn Sink, title: &str) -> Result<(Vec<Written>, String), SinkError> {
    let folder = tempfile::tempdir().unwrap();
    let cells: Vec<Cell<'_>> = ARTICLES
        .columns
        .iter()
        .map(|column| if column.name == "title" { title.into() } else { Cell::Null })
        .collect();
    let mut part = stage.open(SinkContext { folder: folder.path(), run: "{}" })?;
    part.write(Row { table: &ARTICLES, cells: &cells })?;
    let files = part.finish()?;
    let text = std::fs::read_to_string(folder.path().join(&files[0].name)).unwrap();
    Ok((files, text))
}

#[test]
fn a_sink_writes_what_it_is_handed() {
    let (here, there) = (sink(&HERE), sink(&THERE));
    assert_eq!(here.files(), [std::path::Path::new("titles.txt")]);
    let (files, text) = written(&*here, "É \"x\"").unwrap();
    assert_eq!(files, [Written { name: "titles.txt".into(), rows: 1 }]);
    let row: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&row["title"], &row["text"]), (&"É \"x\"".into(), &serde_json::Value::Null));
    assert_eq!(written(&*there, "É \"x\"").unwrap(), (files, text));
}

#[test]
fn a_sink_that_breaks_stops_the_run_in_words() {
    for (fault, expected) in [
        ("PANIC", "failed (panic): a fault"),
        ("ABORT", "failed (plugin_died): it was ended by signal 6"),
        ("HANG", "failed (plugin_silent): no answer within 2000 ms"),
    ] {
        let variable = format!("TIDINGS_FAULT_{fault}");
        let environment = [(variable.as_str(), "fog")];
        let stage = sink(&with_fault(&environment));
        let said = written(&*stage, "fog").unwrap_err().to_string();
        assert!(said.contains(expected), "{fault}: {said}");
        assert!(written(&*stage, "sun").is_ok(), "{fault}");
    }
}
