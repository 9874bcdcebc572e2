//! How much of a text stands in it more than once.

use std::collections::{BTreeMap, BTreeSet};

/// Of some pieces of text, how many are repetitions of an earlier one, and how many bytes those have.
pub(crate) fn repeated<'a>(pieces: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let mut seen = BTreeSet::new();
    let again = pieces.filter(|piece| !seen.insert(*piece));
    again.fold((0, 0), |(many, bytes), piece| (many + 1, bytes + piece.len()))
}

/// The bytes of the run of so many words that stands in a text most often, at least twice, times how
/// often it does; of runs as frequent the longest.
pub(crate) fn most_frequent_run(words: &[&str], run: usize) -> usize {
    let mut counts: BTreeMap<&[&str], usize> = BTreeMap::new();
    for run in words.windows(run) {
        *counts.entry(run).or_default() += 1;
    }
    let again = counts.into_iter().filter(|(_, many)| *many > 1);
    let most = again.map(|(run, many)| (many, bytes(run))).max();
    most.map_or(0, |(many, bytes)| many * bytes)
}

/// The bytes of all runs of so many words that stood in the text before, none counted twice.
pub(crate) fn duplicate_runs(words: &[&str], run: usize) -> usize {
    let mut seen = BTreeSet::new();
    let (mut at, mut found) = (0, 0);
    while let Some(words) = words.get(at..at + run) {
        if seen.insert(words) {
            at += 1;
        } else {
            found += bytes(words);
            at += run;
        }
    }
    found
}

/// The bytes of some words with a blank between.
fn bytes(words: &[&str]) -> usize {
    words.iter().map(|word| word.len()).sum::<usize>() + words.len().saturating_sub(1)
}

#[test]
fn counts_repetitions() {
    assert_eq!(repeated(["a", "bc", "a", "bc", "bc"].into_iter()), (3, 5));
    let words: Vec<&str> = "no fog no fog at night no fog".split(' ').collect();
    assert_eq!(most_frequent_run(&words, 2), 3 * 6);
    assert_eq!(most_frequent_run(&words, 7), 0);
    assert_eq!(duplicate_runs(&words, 2), 2 * 6);
    assert_eq!(duplicate_runs(&[], 2), 0);
}
