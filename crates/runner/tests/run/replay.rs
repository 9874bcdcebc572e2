//! Rejected documents, run alone after a fix, give what a run gives in which nothing had failed.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tidings_model::{Article, Reject};
use tidings_runner::{FolderError, Options, Progress, RunError, Summary};
use tidings_stage::{Brought, Cleaner, Family, Pipeline, RunSettings};

use crate::harness::{folder, results, run, watched};
use crate::toys::{lost, pipeline, raw, staged, ungated};

/// Fails articles that hold a word, and counts all it sees.
#[derive(Clone, Default)]
struct Picky {
    refuses: Option<&'static str>,
    seen: Arc<AtomicU64>,
}

impl Cleaner for Picky {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        self.seen.fetch_add(1, Ordering::Relaxed);
        match self.refuses {
            Some(word) if article.text.as_str().contains(word) => {
                Err(Reject::failed("refused", word))
            }
            _ => Ok(article),
        }
    }
}

const DOCUMENTS: usize = 300;

/// Every tenth document says `Gull`; every third one that does has two articles, of which one does.
/// One file in fifty is lost, and holds two documents where it is not.
fn documents(losing: bool) -> Vec<Brought> {
    let document = |n: usize| {
        let uri = format!("pages/{n}.txt");
        match (n % 10, n % 30, n % 50) {
            (4, 4, _) => vec![raw(&uri, &format!("Gull at sea {n}\n---\nStorm at Aldport {n}"))],
            (4, ..) => vec![raw(&uri, &format!("Mayor saw a Gull {n}"))],
            (_, _, 7) if losing => vec![lost(&uri)],
            (_, _, 7) => vec![raw(&uri, "Back again"), raw(&format!("{uri}#2"), "Also back")],
            (9, ..) => vec![raw("pages/one-address.txt", &format!("Ruiz {n}"))],
            _ => vec![raw(&uri, &format!("Storm at Aldport, {n} boats"))],
        }
    };
    (0..DOCUMENTS).flat_map(document).collect()
}

/// The toys, with a cleaner that refuses some articles, or does not.
fn toys(make: fn(Vec<Brought>) -> Pipeline, broken: bool) -> (Pipeline, Arc<AtomicU64>) {
    let picky = Picky { refuses: broken.then_some("Gull"), ..Picky::default() };
    let seen = Arc::clone(&picky.seen);
    let mut toys = make(documents(broken));
    toys.cleaners.push(staged(Family::Clean, "picky", Box::new(picky)));
    toys.run = RunSettings { batch_documents: 8, ..toys.run };
    (toys, seen)
}

fn options(out: &Path) -> Options<'static> {
    Options { replay: true, part_bytes: 3000, ..Options::new(out) }
}

fn broken_run(make: fn(Vec<Brought>) -> Pipeline, out: &Path) -> Summary {
    let options = Options { replay: false, ..options(out) };
    tidings_runner::run(&toys(make, true).0, &options).unwrap()
}

#[test]
fn after_a_fix_the_results_are_as_if_nothing_had_failed() {
    watched(|| {
        for make in [pipeline, ungated] {
            let (out, whole) = (folder(), folder());
            let summary = broken_run(make, out.path());
            assert_eq!(summary.record.rejects["refused"], 30);
            run(&toys(make, false).0, whole.path()).unwrap();
            let (fixed, seen) = toys(make, false);
            tidings_runner::run(&fixed, &options(out.path())).unwrap();
            // Thirty documents refused, ten of them with two articles; six files, of two documents.
            assert_eq!(seen.load(Ordering::Relaxed), 40 + 12);
            let found = without_work(out.path());
            assert_eq!(found, without_work(whole.path()));
        }
    });
}

/// The results of a run. Two documents with one address still fail after any fix, and so both kinds
/// of run keep their spool.
fn without_work(out: &Path) -> std::collections::BTreeMap<String, String> {
    assert!(out.join(".tidings/manifest.jsonl").exists());
    assert_eq!(fs::read_dir(out.join(".tidings/spool")).unwrap().count(), 1);
    let copy = folder();
    for entry in fs::read_dir(out).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    results(copy.path())
}

#[test]
fn replayed_again_without_a_fix_nothing_changes() {
    watched(|| {
        let out = folder();
        broken_run(pipeline, out.path());
        let before = without_work(out.path());
        for _ in 0..2 {
            tidings_runner::run(&toys(pipeline, true).0, &options(out.path())).unwrap();
            assert_eq!(without_work(out.path()), before);
        }
    });
}

/// Stops a run after so many calls.
struct After(AtomicU64, AtomicBool);

impl Progress for After {
    fn advanced(&self, _documents: u64, _bytes: u64) {
        if self.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.1.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn a_replay_that_was_stopped_goes_on() {
    watched(|| {
        let whole = folder();
        run(&toys(pipeline, false).0, whole.path()).unwrap();
        for calls in [1, 2, 5, 8, 12, 20] {
            let out = folder();
            broken_run(pipeline, out.path());
            let old = fs::read(out.path().join("rows.txt")).unwrap();
            let after = After(calls.into(), false.into());
            let stopped = Options { progress: &after, interrupt: &after.1, ..options(out.path()) };
            let ended = tidings_runner::run(&toys(pipeline, false).0, &stopped);
            assert!(matches!(ended, Err(RunError::Interrupted)), "{calls}");
            assert_eq!(fs::read(out.path().join("rows.txt")).unwrap(), old, "{calls}");
            tidings_runner::run(&toys(pipeline, false).0, &options(out.path())).unwrap();
            assert_eq!(without_work(out.path()), without_work(whole.path()), "{calls}");
        }
    });
}

#[test]
fn there_must_be_something_to_replay() {
    watched(|| {
        let refused = |out: &Path| match tidings_runner::run(&toys(ungated, false).0, &options(out))
        {
            Err(RunError::Folder(why)) => why,
            other => panic!("{other:?}"),
        };
        let out = folder();
        assert!(matches!(refused(out.path()), FolderError::NoRun(_)));
        run(&pipeline(vec![raw("a", "Storm at sea")]), out.path()).unwrap();
        assert!(!out.path().join(".tidings").exists());
        assert!(matches!(refused(out.path()), FolderError::NotKept { .. }));
        let torn = folder();
        broken_run(ungated, torn.path());
        let part = torn.path().join(".tidings/spool/articles/part-00001.bin");
        fs::write(&part, "").unwrap();
        assert!(matches!(refused(torn.path()), FolderError::NotKept { .. }));
    });
}

#[test]
fn other_stages_are_refused() {
    watched(|| {
        let out = folder();
        broken_run(ungated, out.path());
        let before = without_work(out.path());
        let mut fixed = toys(ungated, false).0;
        fixed.cleaners.remove(1);
        match tidings_runner::run(&fixed, &options(out.path())) {
            Err(RunError::Folder(FolderError::NotKept { problem, .. })) => {
                assert!(problem.starts_with("the pipeline has other stages"), "{problem}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(without_work(out.path()), before);
    });
}

#[test]
fn other_input_is_noticed() {
    watched(|| {
        let out = folder();
        broken_run(ungated, out.path());
        let (mut fixed, _) = toys(ungated, false);
        let fewer = documents(false).into_iter().skip(1).collect();
        fixed.sources = ungated(fewer).sources;
        let changed = tidings_runner::run(&fixed, &options(out.path())).unwrap_err();
        assert!(matches!(changed, RunError::KeptChanged { .. }), "{changed}");
    });
}

#[test]
fn what_is_kept_goes_with_the_run_and_no_sooner() {
    watched(|| {
        let out = folder();
        broken_run(ungated, out.path());
        let plain = Options { replay: false, ..options(out.path()) };
        for resume in [false, true] {
            let options = Options { resume, ..plain.clone() };
            let refused = tidings_runner::run(&toys(ungated, true).0, &options).unwrap_err();
            assert!(matches!(refused, RunError::Folder(FolderError::Finished(_))), "{refused}");
            assert!(out.path().join(".tidings/spool/articles/part-00000.bin").exists());
        }
        let again = Options { overwrite: true, ..plain };
        tidings_runner::run(&pipeline(vec![raw("a", "Storm at sea")]), &again).unwrap();
        assert!(!out.path().join(".tidings").exists());
    });
}
