//! Tests of pipelines whose every stage leaves its mark.

use std::collections::BTreeMap;

use serde_json::json;
use tidings_model::{
    AnnotatedArticle, Article, Findings, Form, MediaType, Note, RawDocument, Reject, Span, Story,
    StoryId, TracedText, View,
};
use tidings_plan::{Case, Outcome};
use tidings_stage::{
    Aggregator, Cleaner, Extractor, Family, Gate, Pipeline, Reader, RunSettings, Spec, Staged,
};

use super::answer::answer;
use super::compare::{Difference, differences};
use super::shown;

/// Reads an article out of every line, or refuses.
struct Lines(MediaType);

impl Reader for Lines {
    fn media(&self) -> &[MediaType] {
        std::slice::from_ref(&self.0)
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        if self.0 == MediaType::JsonLine {
            return Err(Reject::failed("refused", "expected nothing"));
        }
        let text = std::str::from_utf8(&raw.bytes).unwrap();
        out.extend(
            text.lines().zip("abc".split("").skip(1)).map(|(line, part)| {
                Article::new(raw, part, Form::Page, TracedText::verbatim(line))
            }),
        );
        Ok(())
    }
}

/// Marks every article with its name; at some texts it fails.
struct Mark(&'static str);

impl Mark {
    fn on(&self, article: &mut Article) {
        let note = Note { stage: self.0.to_owned(), span: None, text: self.0.to_owned() };
        article.notes.push(note);
    }
}

impl Cleaner for Mark {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        match article.text.as_str() {
            "drop" if self.0 == "two" => Err(Reject::dropped("unwanted", "found drop")),
            "panic" if self.0 == "two" => panic!("found panic"),
            _ => {
                self.on(&mut article);
                Ok(article)
            }
        }
    }
}

impl Gate for Mark {
    type Seen = usize;
    type Frozen = usize;

    fn start(&self) -> usize {
        0
    }

    fn observe(&self, seen: &mut usize, _: &Article) {
        *seen += 1;
    }

    fn merge(&self, into: &mut usize, other: usize) {
        *into += other;
    }

    fn freeze(&self, seen: usize, _: &mut View) -> usize {
        seen
    }

    fn apply(&self, seen: &usize, mut article: Article) -> Result<Article, Reject> {
        self.on(&mut article);
        article.title = Some(format!("one of {seen}"));
        Ok(article)
    }
}

impl Extractor for Mark {
    fn extract(&self, _: &AnnotatedArticle, out: &mut Findings) {
        out.note(Span::new(0, 0), self.0);
    }
}

impl Aggregator for Mark {
    type Partial = bool;

    fn start(&self) -> bool {
        false
    }

    fn add(&self, partial: &mut bool, doc: &AnnotatedArticle) {
        *partial |= doc.text() == "stop";
    }

    fn merge(&self, into: &mut bool, other: bool) {
        *into |= other;
    }

    fn finish(&self, stop: bool, view: &mut View) {
        assert!(!stop, "asked to stop");
        view.stories.push(Story {
            id: StoryId::of(&[self.0.as_bytes()]),
            title: Some(self.0.to_owned()),
            articles: Vec::new(),
            from: None,
            to: None,
            places: Vec::new(),
            entities: Vec::new(),
            sources: Vec::new(),
        });
    }
}

fn staged<T: ?Sized>(family: Family, label: &str, stage: Box<T>) -> Staged<T> {
    let spec = Spec {
        name: "mark",
        family,
        about: "",
        reads: &[],
        writes: &[],
        settings: &[],
        example: "",
    };
    Staged { spec, label: label.to_owned(), stage }
}

/// Two stages of every family between reader and sink; the first reader refuses.
fn pipeline() -> Pipeline {
    let reader = |label, media| staged(Family::Read, label, Box::new(Lines(media)) as Box<_>);
    let mark = |label| Box::new(Mark(label));
    Pipeline {
        name: "marks".to_owned(),
        about: String::new(),
        hash: String::new(),
        resolved: "{}".to_owned(),
        run: RunSettings { threads: 2, ..RunSettings::default() },
        sources: Vec::new(),
        readers: vec![reader("json", MediaType::JsonLine), reader("text", MediaType::Text)],
        cleaners: ["one", "two"].map(|x| staged(Family::Clean, x, mark(x) as Box<_>)).into(),
        gates: ["three", "four"].map(|x| staged(Family::Gate, x, mark(x) as Box<_>)).into(),
        extractors: ["five", "six"].map(|x| staged(Family::Extract, x, mark(x) as Box<_>)).into(),
        aggregators: ["seven", "eight"]
            .map(|x| staged(Family::Aggregate, x, mark(x) as Box<_>))
            .into(),
        sinks: Vec::new(),
    }
}

fn case(stage: &str, input: &str, outcome: Outcome) -> Case {
    Case {
        about: "a mark".to_owned(),
        input: input.as_bytes().to_vec(),
        media: MediaType::Text,
        stage: stage.to_owned(),
        outcome,
        line: 7,
    }
}

fn rejected(reason: &str) -> Outcome {
    Outcome::Rejected(reason.to_owned())
}

fn rows(table: &'static str, column: &'static str, values: &[&str]) -> Outcome {
    let row = |value: &&str| BTreeMap::from([(column, json!(value))]);
    Outcome::Rows([(table, values.iter().map(row).collect())].into())
}

/// The message of a test; empty if it passes.
fn message(pipeline: &mut Pipeline, case: &Case) -> String {
    let differences: Vec<Difference> = differences(case, &answer(pipeline, case));
    let message = if differences.is_empty() {
        String::new()
    } else {
        shown::failure("marks.toml", case, &differences)
    };
    message.replace("marks.toml:7: ", "")
}

#[test]
fn a_pipeline_ends_behind_the_named_stage_and_is_whole_again_afterwards() {
    let mut pipeline = pipeline();
    let mut check = |stage: &str, marks: &[&str], stories: &[&str]| {
        let mut all = |outcome| message(&mut pipeline, &case(stage, "A page", outcome));
        assert_eq!(all(rows("notes", "text", marks)), "", "{stage}");
        assert_eq!(all(rows("stories", "title", stories)), "", "{stage}");
    };
    let marks = ["one", "two", "three", "four", "five", "six"];
    check("text", &[], &[]);
    check("one", &marks[..1], &[]);
    check("two", &marks[..2], &[]);
    check("three", &marks[..3], &[]);
    check("four", &marks[..4], &[]);
    check("five", &marks[..5], &[]);
    check("six", &marks, &[]);
    check("seven", &marks, &["seven"]);
    // Stories come in order of identifier: the view is the aggregators' own.
    check("eight", &marks, &["seven", "eight"]);
    // No stage of the pipeline that runs is called so, as for a sink: it is run to its end.
    check("tables", &marks, &["seven", "eight"]);
    check("one", &marks[..1], &[]);
}

#[test]
fn gates_learn_from_every_article_of_the_document() {
    let expected = rows("articles", "title", &["one of 3"; 3]);
    assert_eq!(message(&mut pipeline(), &case("three", "A page\nB page\nC page", expected)), "");
}

#[test]
fn a_reject_is_told_by_stage_and_reason() {
    let mut pipeline = pipeline();
    let mut check = |stage, input, outcome, expected: &str| {
        assert_eq!(message(&mut pipeline, &case(stage, input, outcome)), expected);
    };
    check("two", "drop", rejected("unwanted"), "");
    check("two", "drop\ndrop", rejected("unwanted"), "");
    check("two", "panic", rejected("panic"), "");
    check(
        "json",
        "A page",
        rejected("no_reader"),
        "test of `json` failed: a mark
  expected  rejected by `json`: no_reader
  found     rejected by `dispatch`: no_reader (no reader of the pipeline takes text/plain)
",
    );
    check(
        "one",
        "A page",
        rejected("unwanted"),
        "test of `one` failed: a mark
  expected  rejected by `one`: unwanted
  found     comes out of `one`
",
    );
    check(
        "two",
        "drop",
        rejected("wanted"),
        "test of `two` failed: a mark
  expected  rejected by `two`: wanted
  found     rejected by `two`: unwanted (found drop)
",
    );
    check(
        "three",
        "drop",
        rejected("unwanted"),
        "test of `three` failed: a mark
  expected  rejected by `three`: unwanted
  found     rejected by `two`: unwanted (found drop)
",
    );
    check(
        "two",
        "drop\nA page",
        rejected("unwanted"),
        "test of `two` failed: a mark
  expected  rejected by `two`: unwanted
  found     rejected by `two`: unwanted (found drop); comes out of `two`
",
    );
    check(
        "six",
        "panic",
        rows("notes", "text", &[]),
        "test of `six` failed: a mark
  expected  comes out of `six`
  found     rejected by `two`: panic (found panic)
",
    );
}

#[test]
fn a_run_that_stops_is_told() {
    let outcome = rows("stories", "title", &["seven"]);
    let message = message(&mut pipeline(), &case("seven", "stop", outcome));
    let expected = "test of `seven` failed: a mark
  expected  comes out of `seven`
  found     the run stopped: stage `seven` panicked: asked to stop
";
    assert_eq!(message, expected);
}

#[test]
fn rows_are_held_against_each_other_side_by_side() {
    let mut pipeline = pipeline();
    let mut check = |outcome, expected: &str| {
        assert_eq!(message(&mut pipeline, &case("three", "A page", outcome)), expected);
    };
    // One row is missing in the middle, one is too many at the end, one is another.
    check(
        rows("notes", "text", &["one", "other", "two", "three"]),
        "test of `three` failed: a mark
  notes, row 2  expected  found
≠ text          \"other\"   no row
",
    );
    check(
        rows("notes", "text", &["one", "two"]),
        "test of `three` failed: a mark
  notes, row 3  expected  found
≠ text          no row    \"three\"
",
    );
    check(
        rows("notes", "text", &["one", "other", "three"]),
        "test of `three` failed: a mark
  notes, row 2  expected  found
≠ text          \"other\"   \"two\"
",
    );
    check(
        rows("mentions", "text", &["A"]),
        "test of `three` failed: a mark
  mentions, row 1  expected  found
≠ text             \"A\"       no row
",
    );
    // Of a table that should be empty, all that a row holds but for what is null.
    let message = message(&mut pipeline, &case("one", "A page", rows("notes", "text", &[])));
    let columns: Vec<&str> = message.lines().map(|line| line.get(..14).unwrap_or(line)).collect();
    assert_eq!(
        columns,
        ["test of `one` ", "  notes, row 1", "≠ article   ", "≠ stage     ", "≠ text      ",]
    );
}

#[test]
fn every_column_that_is_expected_is_shown() {
    let mut pipeline = pipeline();
    let notes = json!({ "start": 0.0, "end": 0, "text": "five" });
    let row = |value: &serde_json::Value| -> tidings_plan::Row {
        ["start", "end", "text"].map(|name| (name, value[name].clone())).into()
    };
    let mut check = |value: serde_json::Value| {
        let mark = |text| BTreeMap::from([("text", json!(text))]);
        let rows = ["one", "two", "three", "four"].map(mark).into_iter().chain([row(&value)]);
        let outcome = Outcome::Rows([("notes", rows.collect())].into());
        message(&mut pipeline, &case("five", "A page", outcome))
    };
    assert_eq!(check(notes), "");
    assert_eq!(
        check(json!({ "start": 0, "end": 1, "text": "five" })),
        "test of `five` failed: a mark
  notes, row 5  expected  found
  start         0         0
≠ end           1         0
  text          \"five\"    \"five\"
"
    );
}
