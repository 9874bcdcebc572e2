//! What holds for every run, whatever the documents do and however it is run.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tidings_model::Fate;
use tidings_runner::{Exit, Options};
use tidings_stage::{Brought, Pipeline, RunSettings};

use crate::harness::{folder, rejects, results, watched};
use crate::toys::{FAULTS, lost, pipeline, raw, ungated};

/// A document of some words, with faults among them and perhaps several articles.
fn document() -> impl Strategy<Value = Brought> {
    let faults: Vec<&'static str> = FAULTS.iter().map(|fault| fault.0).collect();
    let word = prop_oneof![
        8 => prop::sample::select(vec!["Storm", "Aldport", "over", "once", "doubt", "é"]),
        1 => prop::sample::select(faults),
    ];
    let words = prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "));
    let text = prop::collection::vec(words, 1..4).prop_map(|parts| parts.join("\n---\n"));
    (0..60u32, text, 0..9u8).prop_map(|(n, text, kind)| match kind {
        0 => lost(&format!("p{n}")),
        _ => raw(&format!("p{n}"), &text),
    })
}

/// Threads, documents in a batch, bytes in a batch, credits.
fn settings() -> impl Strategy<Value = RunSettings> {
    (1..5usize, 1..20usize, 0..500usize, 1..7usize).prop_map(
        |(threads, documents, bytes, credits)| RunSettings {
            threads,
            batch_documents: documents,
            batch_bytes: bytes,
            credits,
            ..RunSettings::default()
        },
    )
}

#[derive(Debug, Clone)]
struct Case {
    items: Vec<Brought>,
    settings: RunSettings,
    gated: bool,
    part_bytes: u64,
}

fn case() -> impl Strategy<Value = Case> {
    (prop::collection::vec(document(), 0..80), settings(), any::<bool>(), 0..20_000u64).prop_map(
        |(items, settings, gated, part_bytes)| Case { items, settings, gated, part_bytes },
    )
}

fn toys(case: &Case, settings: RunSettings) -> Pipeline {
    let make = if case.gated { pipeline } else { ungated };
    Pipeline { run: settings, ..make(case.items.clone()) }
}

/// Everything that came in went out, or is a reject; and one thread gives the same.
fn holds(case: &Case) -> Result<(), TestCaseError> {
    let out = folder();
    let options = Options { part_bytes: case.part_bytes, ..Options::new(out.path()) };
    let summary = tidings_runner::run(&toys(case, case.settings.clone()), &options);
    let summary = summary.map_err(|why| TestCaseError::fail(why.to_string()))?;
    let (found, rejects) = (results(out.path()), rejects(out.path()));
    let rows = &found["rows.txt"];

    let failed = rejects.iter().any(|line| line.fate == Fate::Failed);
    prop_assert_eq!(summary.exit, if failed { Exit::SomeFailed } else { Exit::Clean });
    let counted: u64 = summary.record.rejects.values().sum();
    prop_assert_eq!(counted, rejects.len() as u64);

    // An article is in the table or among the rejects, and only there.
    let articles: BTreeSet<&str> =
        rows.lines().filter_map(|row| row.strip_prefix("articles [Text(\"")?.get(..33)).collect();
    prop_assert_eq!(articles.len() as u64, summary.record.tables["articles"]);
    let gone = rejects.iter().filter(|line| line.reason != "duplicate");
    for id in gone.filter_map(|line| line.article) {
        prop_assert!(!articles.contains(id.to_string().as_str()));
    }
    let read: u64 = summary.record.stages.iter().filter_map(|stage| stage.yielded).sum();
    let ended = rejects.iter().filter(|line| line.article.is_some()).count();
    prop_assert_eq!(read, articles.len() as u64 + ended as u64);

    let alone = folder();
    let settings =
        RunSettings { threads: 1, credits: 1, batch_documents: 1, ..RunSettings::default() };
    let plain = tidings_runner::run(&toys(case, settings), &Options::new(alone.path()));
    prop_assert!(plain.is_ok());
    prop_assert_eq!(found, results(alone.path()));
    Ok(())
}

#[test]
fn nothing_is_lost() {
    watched(|| {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
        let result = TestRunner::new_with_rng(config, rng).run(&case(), |case| holds(&case));
        result.unwrap_or_else(|why| panic!("{why}"));
    });
}
