//! Claims that say opposite things of one object: it closes, it stays open.

use std::collections::{BTreeMap, BTreeSet};

use super::items::{Item, Topic};
use super::scope;
use crate::lexicon::Lexicon;
use crate::words::{folded, shared, stem};

/// Stems that two sentences must share beside a name, so that they speak of one object.
const SHARED: usize = 4;
/// Claims of each side that are compared for one name.
const COMPARED: usize = 32;
/// Bytes of a claim within which the opposed word is its own.
const LONGEST: usize = 200;

/// Pairs of items, as indices, that contradict each other, with the name of the words' pair; each sentence is in at most one pair.
pub(super) fn opposed(items: &[Item<'_>], lexicon: &Lexicon) -> Vec<(usize, usize, String)> {
    let mut blocks: BTreeMap<(usize, u64), [Vec<usize>; 2]> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        if !matches!(item.topic, Topic::Event | Topic::Statement) || item.text.len() > LONGEST {
            continue;
        }
        for (pair, side) in sides(item, lexicon) {
            for &name in &item.names {
                let block = &mut blocks.entry((pair, name)).or_default()[usize::from(side)];
                if block.len() < COMPARED {
                    block.push(at);
                }
            }
        }
    }
    // An event and a statement may be the same words: a pair of pages is opposed once a sentence.
    let mut taken = BTreeSet::new();
    let place = |at: usize| (items[at].article, items[at].sentence.number);
    let mut found = Vec::new();
    for ((pair, _), [one, other]) in &blocks {
        for (&a, &b) in one.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
            let free = !taken.contains(&place(a)) && !taken.contains(&place(b));
            if free && contradict(&items[a], &items[b]) {
                taken.extend([place(a), place(b)]);
                found.push((a.min(b), a.max(b), lexicon.opposites.name(*pair)));
            }
        }
    }
    found.sort();
    found
}

/// The sides of pairs that the words of a claim are on; a claim on both sides of a pair is on none.
fn sides(item: &Item<'_>, lexicon: &Lexicon) -> Vec<(usize, bool)> {
    let text = folded(item.text);
    let words = text
        .iter()
        .map(String::as_str)
        .chain([item.said.class.as_str(), item.said.predicate.as_str()]);
    let sides: BTreeSet<(usize, bool)> =
        words.flat_map(|word| lexicon.opposites.sides(stem(word))).collect();
    sides.iter().copied().filter(|(pair, side)| !sides.contains(&(*pair, !side))).collect()
}

/// Opposite words contradict each other only of one object, for one time and in one mood.
fn contradict(a: &Item<'_>, b: &Item<'_>) -> bool {
    let times = match (a.time, b.time) {
        (Some(x), Some(y)) => scope::overlap(x, y),
        _ => a.planned() && b.planned(),
    };
    a.article != b.article
        && a.said.status == b.said.status
        && times
        && !scope::copied(a, b)
        && shared(&a.sentence.stems, &b.sentence.stems) >= SHARED
}
