//! What holds for every stage, whatever the text.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tidings_model::AnnotatedArticle;
use tidings_stage::Extractor;

use crate::{annotate, dated};

/// Text as hostile and as news-like as it comes: words, digits, quotes, marks, other scripts.
pub fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[A-Z]?[a-z]{1,9}",
        2 => "[0-9]{1,5}([.,][0-9]{1,3})?",
        2 => prop::sample::select(NEWS).prop_map(str::to_owned),
        1 => "\\PC{1,6}",
    ];
    let gap = prop_oneof![8 => Just(" "), 1 => Just(". "), 1 => Just("\n\n"), 1 => Just("")];
    prop::collection::vec((word, gap), 0..40).prop_map(|parts| {
        parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect()
    })
}

/// Words that the rules of stages look for.
const NEWS: &[&str] = &[
    "“",
    "”",
    "\"",
    "’s",
    "said",
    "told",
    "on Tuesday",
    "at least",
    "around",
    "twelve",
    "hundreds",
    "killed",
    "injured",
    "Gen.",
    "U.S.",
    "12.5%",
    "$3bn",
    "An-72P",
    "16/06/2021",
    "31 February",
    "0/0/0000",
    "last month",
    "the past 19 days",
    "according to",
    "\u{301}",
    "\u{200f}",
    "—",
];

/// Runs a check over many texts, the same ones each time.
///
/// # Panics
/// If the check fails for a text; the smallest such text is named.
pub fn for_many_texts(check: impl Fn(&str) -> Result<(), String>) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: 256, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new_with_rng(config, rng).run(&text(), |text| {
        check(&text).map_err(|why| TestCaseError::fail(format!("{why} in {text:?}")))
    });
    if let Err(why) = result {
        panic!("{why}");
    }
}

/// An extractor, after those it builds on, never panics, gives spans that fit, and repeats itself.
///
/// # Panics
/// If it does not.
pub fn extractor(before: &[&dyn Extractor], stage: &dyn Extractor) {
    let stages: Vec<&dyn Extractor> = before.iter().copied().chain([stage]).collect();
    let run = |text: &str| -> AnnotatedArticle { annotate(&stages, dated(text, "2021-06-16")) };
    for_many_texts(|text| match run(text) == run(text) {
        true => Ok(()),
        false => Err("two runs differ".to_owned()),
    });
}
