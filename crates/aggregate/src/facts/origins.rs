//! Which values come from one origin and so have one vote.

use std::collections::BTreeMap;

use tidings_model::ArticleId;

use super::items::Item;
use super::scope;
use crate::union::Union;
use crate::words::hash;

/// Values before each that it is held against when copies are looked for.
const COMPARED: usize = 200;

/// Where each value of a fact comes from.
#[derive(Debug)]
pub(super) struct Origins {
    /// The origin of each value, numbered from 0 in order of the values.
    pub(super) of: Vec<u32>,
    /// Whether an earlier value stands in the same words.
    pub(super) copy: Vec<bool>,
}

/// Values of one page and speaker, of copies, of one speaker who says the same on several pages, and
/// of one named agency are of one origin.
pub(super) fn origins(items: &[&Item<'_>], roots: &BTreeMap<ArticleId, ArticleId>) -> Origins {
    let mut union = Union::new(items.len());
    let mut copy = vec![false; items.len()];
    let mut first: BTreeMap<(u8, u64, u64), usize> = BTreeMap::new();
    let values: Vec<u64> = items.iter().map(|item| value_key(item)).collect();
    for (at, item) in items.iter().enumerate() {
        for key in keys(item, values[at], roots) {
            let other = *first.entry(key).or_insert(at);
            union.join(at, other);
            let repeats = matches!(key.0, SENTENCE | PAGE) && items[other].article != item.article;
            copy[at] |= other != at && repeats && values[at] == values[other];
        }
        for (before, other) in items.iter().enumerate().take(at).skip(at.saturating_sub(COMPARED)) {
            if other.article != item.article && scope::copied(item, other) {
                union.join(at, before);
                copy[at] = true;
            }
        }
    }
    number(&mut union, copy)
}

const PAGE: u8 = 0;
const SENTENCE: u8 = 1;
const SPEAKER: u8 = 2;
const AGENCY: u8 = 3;

/// Two values with a key in common are of one origin.
fn keys(
    item: &Item<'_>,
    value: u64,
    roots: &BTreeMap<ArticleId, ArticleId>,
) -> Vec<(u8, u64, u64)> {
    let root = roots.get(&item.article).unwrap_or(&item.article);
    let page = hash(&root.to_string());
    let mut keys = vec![(PAGE, page, item.speaker.unwrap_or(0))];
    if item.sentence.stems.len() >= 4 {
        keys.push((SENTENCE, item.sentence.hash, 0));
    }
    if let Some(speaker) = item.speaker.filter(|_| !item.said.anonymous) {
        keys.push((SPEAKER, speaker, value));
    }
    for agency in [&item.page.agency, &item.said.via].into_iter().flatten() {
        keys.push((AGENCY, hash(&crate::lexicon::name_key(agency)), value));
    }
    keys
}

fn value_key(item: &Item<'_>) -> u64 {
    let interval = item.interval();
    let place = item.place.as_ref().map(|place| place.key);
    hash(&format!("{:?}{:?}{:?}{:?}{place:?}", item.topic, interval.low, interval.high, item.time))
}

fn number(union: &mut Union, copy: Vec<bool>) -> Origins {
    let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
    let mut of = Vec::with_capacity(copy.len());
    for at in 0..copy.len() {
        let next = numbers.len() as u32;
        of.push(*numbers.entry(union.find(at)).or_insert(next));
    }
    Origins { of, copy }
}
