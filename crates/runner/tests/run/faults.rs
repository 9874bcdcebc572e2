//! Whatever a stage does to a document, that document alone ends, and the run says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tidings_model::{Fate, MediaType, Metadata, RawDocument};
use tidings_runner::{Exit, Options, RunError, RunRecord};
use tidings_stage::{Brought, Family, OnReject, Pipeline, RunSettings};

use crate::harness::{folder, rejects, results, run, watched};
use crate::toys::{FAULTS, Given, Lines, documents, lost, pipeline, raw, staged, ungated};

/// Lines of the toy sink that are rows of a table.
fn rows(out: &std::path::Path, table: &str) -> usize {
    let text = &results(out)["rows.txt"];
    text.lines().filter(|line| line.starts_with(&format!("{table} "))).count()
}

fn stage<'a>(record: &'a RunRecord, label: &str) -> &'a tidings_runner::StageRecord {
    record.stages.iter().find(|stage| stage.label == label).unwrap()
}

#[test]
fn each_fault_ends_one_document() {
    watched(|| {
        for (words, label, fate, reason) in FAULTS {
            let out = folder();
            let items =
                vec![raw("a", "Storm at sea"), raw("bad", words), raw("c", "Aldport is safe")];
            let summary = run(&pipeline(items), out.path()).unwrap();
            let found = rejects(out.path());
            assert_eq!(found.len(), 1, "{words}");
            let line = &found[0];
            assert_eq!(
                (&*line.uri, &*line.stage, line.fate, &*line.reason),
                ("bad", *label, *fate, *reason)
            );
            assert_eq!(line.article.is_some(), *label != "parts", "{words}");
            assert_eq!(rows(out.path(), "articles"), 2, "{words}");
            assert_eq!(summary.record.tables["articles"], 2);
            assert_eq!(summary.record.rejects, [((*reason).to_owned(), 1)].into());
            let failed = *fate == Fate::Failed;
            assert_eq!(summary.exit, if failed { Exit::SomeFailed } else { Exit::Clean });
            let row = stage(&summary.record, label);
            assert_eq!((row.r#in, row.out), (3, 2), "{words}");
            assert_eq!(if failed { &row.failed } else { &row.dropped }[*reason], 1);
        }
    });
}

#[test]
fn a_panic_keeps_its_words() {
    watched(|| {
        let out = folder();
        run(&pipeline(vec![raw("a", "panic-clean")]), out.path()).unwrap();
        assert_eq!(rejects(out.path())[0].detail, "the cleaner broke");
    });
}

#[test]
fn an_article_that_breaks_an_aggregator_leaves_no_trace_in_it() {
    watched(|| {
        let good: Vec<Brought> = (0..600).map(|n| raw(&format!("{n}"), "Storm Aldport")).collect();
        let (with, without) = (folder(), folder());
        let bad = (0..40).map(|n| raw(&format!("bad{n}"), "Ghost panic-add panic-observe"));
        let expected = run(&ungated(good.clone()), without.path()).unwrap();
        let found = run(&ungated(good.iter().cloned().chain(bad).collect()), with.path()).unwrap();
        assert!(found.view.entities == expected.view.entities);
        assert!(found.view.placements == expected.view.placements);
        assert_eq!(rejects(with.path()).len(), 40);
        assert_eq!(rows(with.path(), "mentions"), rows(without.path(), "mentions"));
    });
}

#[test]
fn a_source_goes_on_behind_what_it_cannot_bring() {
    watched(|| {
        let out = folder();
        let items = vec![raw("a", "One"), lost("b"), raw("c", "Three")];
        let summary = run(&pipeline(items), out.path()).unwrap();
        assert_eq!(rows(out.path(), "articles"), 2);
        let input = &summary.record.inputs[0];
        assert_eq!((input.documents, input.rejected, input.bytes), (2, 1, 8));
        assert_eq!(rejects(out.path())[0].stage, "given");
    });
}

#[test]
fn a_document_that_no_reader_takes_fails() {
    watched(|| {
        let out = folder();
        let media = MediaType::Unknown;
        let metadata = Metadata::new();
        let strange = RawDocument { uri: "x".into(), bytes: vec![0; 9], media, metadata };
        let items = vec![Brought::Document(strange), raw("a", "One")];
        run(&pipeline(items), out.path()).unwrap();
        let line = &rejects(out.path())[0];
        assert_eq!((&*line.stage, &*line.reason), ("dispatch", "no_reader"));
    });
}

#[test]
fn of_one_address_with_several_texts_one_stays_whatever_the_order() {
    watched(|| {
        for make in [pipeline, ungated] {
            let items = vec![raw("a", "One"), raw("a", "Two"), raw("a", "One"), raw("b", "Three")];
            let mut kept = Vec::new();
            for turn in 0..items.len() {
                let mut items = items.clone();
                items.rotate_left(turn);
                let out = folder();
                let summary = run(&make(items), out.path()).unwrap();
                assert_eq!(summary.record.tables["articles"], 2);
                assert_eq!(summary.exit, Exit::SomeFailed);
                let unique = stage(&summary.record, "unique");
                assert_eq!((unique.r#in, unique.out), (4, 2));
                kept.push(results(out.path()));
            }
            assert!(kept.iter().all(|results| *results == kept[0]));
        }
    });
}

#[test]
fn the_same_document_twice_is_dropped_once() {
    watched(|| {
        let out = folder();
        let summary = run(&pipeline(vec![raw("a", "One"), raw("a", "One")]), out.path()).unwrap();
        assert_eq!(summary.exit, Exit::Clean);
        let line = &rejects(out.path())[0];
        assert_eq!(
            (line.fate, &*line.reason, &*line.stage),
            (Fate::Dropped, "duplicate", "unique")
        );
    });
}

#[test]
fn stops_at_the_first_failure_when_told_to() {
    watched(|| {
        for (words, label, fate, reason) in FAULTS {
            let out = folder();
            let mut items: Vec<Brought> = (0..200).map(|n| raw(&format!("{n}"), "Fine")).collect();
            items[100] = raw("bad", words);
            let mut pipeline = pipeline(items);
            pipeline.run.on_reject = OnReject::Stop;
            let result = run(&pipeline, out.path());
            match (fate, result) {
                (Fate::Dropped, Ok(summary)) => assert_eq!(summary.exit, Exit::Clean),
                (Fate::Failed, Err(RunError::Rejected { uri, stage, reject })) => {
                    assert_eq!((&*uri, &*stage, &*reject.reason), ("bad", *label, *reason));
                }
                (_, other) => panic!("{words}: {other:?}"),
            }
        }
    });
}

#[test]
fn two_texts_of_one_address_stop_the_run_when_told_to() {
    watched(|| {
        let out = folder();
        let mut pipeline = pipeline(vec![raw("a", "One"), raw("a", "Two")]);
        pipeline.run.on_reject = OnReject::Stop;
        let why = run(&pipeline, out.path()).unwrap_err().to_string();
        assert!(why.starts_with("a: unique: failed (duplicate_uri)"), "{why}");
    });
}

/// The words of the error that ends a run.
fn error(pipeline: &Pipeline) -> String {
    let out = folder();
    let why = run(pipeline, out.path()).unwrap_err();
    assert_eq!(why.exit_code(), 2);
    let names: Vec<_> = std::fs::read_dir(out.path()).unwrap().collect();
    assert!(names.iter().all(|name| name.as_ref().unwrap().file_name() == ".tidings"));
    why.to_string()
}

#[test]
fn what_breaks_outside_of_a_document_ends_the_run() {
    watched(|| {
        let sink = |sink: Lines| {
            let sinks = vec![staged(Family::Sink, "lines", Box::new(sink) as _)];
            error(&Pipeline { sinks, ..pipeline(documents(200)) })
        };
        let full = sink(Lines { fails_at: Some(20), ..Lines::default() });
        assert!(full.starts_with("sink `lines`: cannot write "), "{full}");
        assert!(full.ends_with("rows.txt: no storage space"), "{full}");
        let broken = sink(Lines { panics_at: Some(20), ..Lines::default() });
        assert!(broken.starts_with("stage `lines` panicked: "), "{broken}");
        let lies = sink(Lines { lies: true, ..Lines::default() });
        assert!(lies.contains("other.txt was written, but is not among"), "{lies}");
        let finish = error(&pipeline(vec![raw("a", "Panic-finish")]));
        assert_eq!(finish, "stage `count` panicked: the end broke");
        let given = Given { items: documents(200), panics: true };
        let sources = vec![staged(Family::Source, "given", Box::new(given) as _)];
        let source = error(&Pipeline { sources, ..pipeline(vec![]) });
        assert_eq!(source, "stage `given` panicked: the source broke");
    });
}

#[test]
fn an_absent_source_is_found_before_anything_is_made() {
    watched(|| {
        let parent = folder();
        let out = parent.path().join("out");
        let why = run(&pipeline(vec![lost("absent")]), &out).unwrap_err().to_string();
        assert!(why.starts_with("source `given`: absent: no such file"), "{why}");
        assert!(!out.exists());
    });
}

#[test]
fn sinks_may_not_write_one_file_or_leave_the_folder() {
    watched(|| {
        let named = |name| Box::new(Lines { name: Some(name), ..Lines::default() });
        let check = |names: &[&'static str], expected: &str| {
            let parent = folder();
            let sinks = names.iter().map(|name| staged(Family::Sink, "lines", named(name) as _));
            let toys = Pipeline { sinks: sinks.collect(), ..pipeline(vec![raw("a", "One")]) };
            let out = parent.path().join("out");
            let why = run(&toys, &out).unwrap_err().to_string();
            assert!(why.contains(expected), "{why}");
            assert!(!out.exists());
        };
        check(&["a.txt", "b.txt"], "run.txt is written by another sink");
        check(&["run.json"], "run.json is written by another sink, or by the run itself");
        check(&["../a.txt"], "../a.txt is not a name within the output folder");
        check(&["/a.txt"], "/a.txt is not a name within the output folder");
    });
}

#[test]
fn nothing_in_nothing_out() {
    watched(|| {
        for make in [pipeline, ungated] {
            let out = folder();
            let summary = run(&make(vec![]), out.path()).unwrap();
            assert_eq!(summary.exit, Exit::Clean);
            assert_eq!(results(out.path())["rows.txt"], "");
            assert!(summary.record.tables.values().all(|rows| *rows == 0));
        }
    });
}

#[test]
fn a_pipeline_may_leave_families_out() {
    watched(|| {
        let out = folder();
        let (cleaners, extractors, aggregators) = (vec![], vec![], vec![]);
        let bare = Pipeline { cleaners, extractors, aggregators, ..ungated(documents(100)) };
        let summary = run(&bare, out.path()).unwrap();
        assert_eq!(summary.record.tables["articles"], rows(out.path(), "articles") as u64);
        let sinks = vec![];
        let out = folder();
        let summary = run(&Pipeline { sinks, ..bare }, out.path()).unwrap();
        assert!(summary.record.tables["articles"] > 50);
        assert_eq!(
            results(out.path()).into_keys().collect::<Vec<_>>(),
            ["rejects.jsonl", "run.json"]
        );
    });
}

#[test]
fn a_limit_counts_documents() {
    watched(|| {
        let items: Vec<Brought> = (0..50)
            .flat_map(|n| [raw(&format!("{n:02}"), "Fine"), lost(&format!("no{n}"))])
            .collect();
        let out = folder();
        let mut limited = pipeline(items);
        limited.run = RunSettings { limit: Some(10), ..limited.run };
        let summary = run(&limited, out.path()).unwrap();
        assert_eq!(summary.record.inputs[0].documents, 10);
        assert_eq!(rows(out.path(), "articles"), 10);
        assert_eq!(rejects(out.path()).len(), 9);
    });
}

#[test]
fn an_interrupted_run_leaves_no_results() {
    watched(|| {
        for after in [0, 1, 30, 300] {
            let out = folder();
            let written = Arc::new(AtomicU64::new(0));
            let stop = AtomicBool::new(after == 0);
            let sink = Lines { rows: Arc::clone(&written), ..Lines::default() };
            let sinks = vec![staged(Family::Sink, "lines", Box::new(sink) as _)];
            let mut toys = Pipeline { sinks, ..pipeline(documents(3000)) };
            toys.run = RunSettings { batch_documents: 4, credits: 2, ..toys.run };
            let watch = Watch { left: after.into(), stop: &stop };
            let options =
                Options { progress: &watch, interrupt: &stop, ..Options::new(out.path()) };
            let why = tidings_runner::run(&toys, &options).unwrap_err();
            assert!(matches!(why, RunError::Interrupted), "{why}");
            assert_eq!(why.exit_code(), 130);
            assert!(!out.path().join("run.json").exists());
            assert_eq!(written.load(Ordering::Relaxed), 0);
        }
    });
}

/// Stops a run after so many batches.
struct Watch<'a> {
    left: std::cell::Cell<u64>,
    stop: &'a AtomicBool,
}

impl tidings_runner::Progress for Watch<'_> {
    fn advanced(&self, _documents: u64, _bytes: u64) {
        self.left.set(self.left.get().saturating_sub(1));
        self.stop.fetch_or(self.left.get() == 0, Ordering::Relaxed);
    }
}

#[test]
fn measures_when_asked() {
    watched(|| {
        let out = folder();
        let options = Options { measure: true, ..Options::new(out.path()) };
        let record = tidings_runner::run(&pipeline(documents(500)), &options).unwrap().record;
        let stages = record.timing.unwrap().stages;
        let calls = |label: &str| (stages[label].calls, stages[label].bytes > 0);
        let row = |label: &str| record.stages.iter().find(|x| x.label == label).unwrap().r#in;
        assert_eq!(calls("parts"), (row("parts"), true));
        assert_eq!(calls("names"), (row("names"), true));
        assert!(calls("copies").0 > row("copies"), "a gate observes and is applied");
        assert!(calls("lines").0 > row("lines"), "a sink writes many rows an article");
        assert_eq!(calls("given"), (row("given"), true));
    });
}
