//! A name found once is found wherever the page writes it the same way.

use std::collections::BTreeMap;
use std::ops::Range;

use super::page::{Page, Sentence};
use super::tagger::Tagged;

/// So many names that begin with one word are tried; more are taken for a list of something else.
const ALIKE: usize = 16;

/// Names by their first word, the longest first.
type Known<'a> = BTreeMap<&'a str, Vec<&'a Tagged>>;

/// Adds the places of a page where a name stands that was tagged elsewhere only.
pub(super) fn add(page: &Page<'_>, tagged: &mut Vec<Tagged>) {
    let known = known(page, tagged);
    let mut more = Vec::new();
    for sentence in &page.sentences {
        let mut at = sentence.words.start;
        while at < sentence.words.end {
            at = step(page, sentence, &known, tagged, &mut more, at);
        }
    }
    tagged.extend(more);
    tagged.sort_by_key(|name| name.words.start);
}

/// Every name that is more than a common word with a capital.
fn known<'a>(page: &Page<'a>, tagged: &'a [Tagged]) -> Known<'a> {
    let mut known = Known::new();
    for name in tagged {
        let first = &page.words[name.words.start];
        let alone = name.words.len() == 1;
        if alone && (first.text.len() < 3 || page.is_common(first)) {
            continue;
        }
        let alike = known.entry(first.text).or_default();
        if alike.len() < ALIKE && !alike.iter().any(|it| is_same(page, &it.words, &name.words)) {
            alike.push(name);
        }
    }
    known.values_mut().for_each(|alike| alike.sort_by_key(|it| std::cmp::Reverse(it.words.len())));
    known
}

fn is_same(page: &Page<'_>, one: &Range<usize>, other: &Range<usize>) -> bool {
    let text = |words: &Range<usize>| page.words[words.clone()].iter().map(|word| word.text);
    text(one).eq(text(other))
}

/// Looks at one word that stands in no name, and says where to go on.
fn step(
    page: &Page<'_>,
    sentence: &Sentence,
    known: &Known<'_>,
    tagged: &[Tagged],
    more: &mut Vec<Tagged>,
    at: usize,
) -> usize {
    let next = tagged.partition_point(|name| name.words.end <= at);
    let next = tagged.get(next);
    if let Some(here) = next.filter(|name| name.words.start <= at) {
        return here.words.end;
    }
    let limit = next.map_or(sentence.words.end, |name| name.words.start.min(sentence.words.end));
    let word = &page.words[at];
    let alike = known.get(word.text).filter(|_| word.is_capital());
    let found = alike.into_iter().flatten().find(|name| {
        let end = at + name.words.len();
        end <= limit && is_same(page, &name.words, &(at..end))
    });
    match found {
        Some(name) => {
            let words = at..at + name.words.len();
            let end = words.end;
            more.push(Tagged { words, ..Tagged::clone(name) });
            end
        }
        None => at + 1,
    }
}
