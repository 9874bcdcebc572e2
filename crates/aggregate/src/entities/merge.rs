//! Names of several pages that are one name.

use std::collections::BTreeMap;

use tidings_model::Label;

use super::{Key, Node};
use crate::names::{same_spelling, skeleton};
use crate::union::Union;

/// Names within a blocking key that another is compared with: the most frequent.
pub(super) const COMPARED: usize = 32;

/// For every key that goes with another one, the key that leads.
pub(super) fn merged(nodes: &BTreeMap<Key, Node>) -> BTreeMap<Key, Key> {
    let keys: Vec<(&Key, &Node)> = nodes.iter().collect();
    let mut union = Union::new(keys.len());
    // What a list knows leads its set; two such never share one.
    let mut known: Vec<Option<usize>> =
        keys.iter().enumerate().map(|(at, (_, node))| node.known.then_some(at)).collect();
    for block in blocks(&keys) {
        for (place, &a) in block.iter().enumerate() {
            let others = block.get(..place.min(COMPARED)).unwrap_or_default();
            for &b in others {
                if alike(keys[a], keys[b]) {
                    join(&mut union, &mut known, a, b);
                }
            }
        }
    }
    for (a, b) in surnames(&keys, &mut union) {
        join(&mut union, &mut known, a, b);
    }
    leads(&keys, &mut union)
}

fn join(union: &mut Union, known: &mut [Option<usize>], a: usize, b: usize) {
    let (a, b) = (union.find(a), union.find(b));
    if a == b || known[a].is_some() && known[b].is_some() {
        return;
    }
    let lead = known[a].or(known[b]);
    union.join(a, b);
    known[union.find(a)] = lead;
}

/// Sets of names that may be alike, the most frequent first.
fn blocks(keys: &[(&Key, &Node)]) -> Vec<Vec<usize>> {
    let mut blocks: BTreeMap<(Label, u8, String), Vec<usize>> = BTreeMap::new();
    for (at, (key, _)) in keys.iter().enumerate() {
        let words: Vec<&str> = key.1.split(' ').collect();
        blocks.entry((key.0, 0, skeleton(&key.1))).or_default().push(at);
        if let [first, .., last] = words.as_slice() {
            blocks.entry((key.0, 1, format!("{first} {}", words.len()))).or_default().push(at);
            blocks.entry((key.0, 2, format!("{last} {}", words.len()))).or_default().push(at);
        }
    }
    let mut blocks: Vec<Vec<usize>> =
        blocks.into_values().filter(|block| block.len() > 1).collect();
    for block in &mut blocks {
        block.sort_by_key(|&at| (std::cmp::Reverse(keys[at].1.mentions), at));
    }
    blocks
}

/// Whether two names of one label spell one thing. Countries take no spelling but listed ones.
fn alike(a: (&Key, &Node), b: (&Key, &Node)) -> bool {
    let country = |node: &Node| node.kinds.contains_key("country");
    let apart = a.1.known && b.1.known || country(a.1) || country(b.1);
    !apart && same_spelling(&a.0.1, &b.0.1)
}

/// Surnames that stand alone on their pages, with the only full name of the run that bears them.
fn surnames(keys: &[(&Key, &Node)], union: &mut Union) -> Vec<(usize, usize)> {
    let people = || keys.iter().enumerate().filter(|(_, (key, _))| key.0 == Label::Per);
    let mut full: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (key, _)) in people() {
        if let Some((_, last)) = key.1.rsplit_once(' ') {
            full.entry(last).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for (at, (key, _)) in people() {
        let Some((&first, rest)) =
            full.get(key.1.as_str()).and_then(|bearers| bearers.split_first())
        else {
            continue;
        };
        if rest.iter().all(|&other| union.same(first, other)) {
            pairs.push((first, at));
        }
    }
    pairs
}

/// The name that leads each set: a known one, else the most frequent of the longest.
fn leads(keys: &[(&Key, &Node)], union: &mut Union) -> BTreeMap<Key, Key> {
    let mut leads = BTreeMap::new();
    for set in union.sets().into_iter().filter(|set| set.len() > 1) {
        let rank = |&at: &usize| {
            let (key, node) = keys[at];
            (node.known, key.1.split(' ').count().min(2), node.mentions, std::cmp::Reverse(at))
        };
        let Some(lead) = set.iter().copied().max_by_key(rank) else { continue };
        for at in set {
            leads.insert(keys[at].0.clone(), keys[lead].0.clone());
        }
    }
    leads
}
