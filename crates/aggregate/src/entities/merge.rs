//! Names of several pages that are one name.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::Label;

use super::context;
use super::judgements::Judgements;
use super::{Key, Node};
use crate::names::{same_spelling, skeleton};
use crate::union::Union;

/// Names within a blocking key that another is compared with: the most frequent.
pub(super) const COMPARED: usize = 32;

/// For every key the one that leads its set, which may be itself, both by place.
///
/// `nodes` are in order of key, each key once; `pages` holds the places of the names of each page.
pub(super) fn merged(
    nodes: &[(Key, Node)],
    pages: &[Vec<u32>],
    judgements: &Judgements,
) -> Vec<usize> {
    let keys: Vec<(&Key, &Node)> = nodes.iter().map(|(key, node)| (key, node)).collect();
    let mut sets = Sets::new(&keys, judgements);
    let mut pairs = Vec::new();
    for block in blocks(&keys) {
        for (place, &a) in block.iter().enumerate() {
            let others = block.get(..place.min(COMPARED)).unwrap_or_default();
            pairs.extend(others.iter().filter(|&&b| alike(keys[a], keys[b])).map(|&b| (a, b)));
        }
    }
    for (a, b) in context::not_together(pairs, pages) {
        sets.join(a, b);
    }
    for (a, b) in surnames(&keys, &mut sets.union) {
        sets.join(a, b);
    }
    leads(&keys, &mut sets.union)
}

/// Names that are one so far.
struct Sets {
    union: Union,
    /// By the root of a set, what a list knows in it: it leads the set, and two never share one.
    known: Vec<Option<usize>>,
    /// By the root of a set, the roots of those that a user keeps apart from it.
    foes: BTreeMap<usize, BTreeSet<usize>>,
}

impl Sets {
    fn new(keys: &[(&Key, &Node)], judgements: &Judgements) -> Self {
        let known = keys.iter().enumerate().map(|(at, (_, node))| node.known.then_some(at));
        let place = |key: &Key| keys.binary_search_by(|(other, _)| (*other).cmp(key)).ok();
        let mut foes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in judgements.apart() {
            if let Some((a, b)) = place(a).zip(place(b)) {
                foes.entry(a).or_default().insert(b);
            }
        }
        Self { union: Union::new(keys.len()), known: known.collect(), foes }
    }

    /// Makes one set of two, unless both are known or a user keeps them apart.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.union.find(a), self.union.find(b));
        let foes = self.foes.get(&a).is_some_and(|foes| foes.contains(&b));
        if a == b || foes || self.known[a].is_some() && self.known[b].is_some() {
            return;
        }
        let lead = self.known[a].or(self.known[b]);
        self.union.join(a, b);
        let root = self.union.find(a);
        self.known[root] = lead;
        let gone = if root == a { b } else { a };
        for foe in self.foes.remove(&gone).unwrap_or_default() {
            self.foes.entry(root).or_default().insert(foe);
            let back = self.foes.entry(foe).or_default();
            back.remove(&gone);
            back.insert(root);
        }
    }
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
fn leads(keys: &[(&Key, &Node)], union: &mut Union) -> Vec<usize> {
    let mut leads: Vec<usize> = (0..keys.len()).collect();
    for set in union.sets().into_iter().filter(|set| set.len() > 1) {
        let rank = |&at: &usize| {
            let (key, node) = keys[at];
            (node.known, key.1.split(' ').count().min(2), node.mentions, std::cmp::Reverse(at))
        };
        let Some(lead) = set.iter().copied().max_by_key(rank) else { continue };
        for at in set {
            leads[at] = lead;
        }
    }
    leads
}
