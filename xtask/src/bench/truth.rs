//! What aggregators found, held against what was planted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use tidings_model::{ClaimId, Fact, FactId, Modifier, Verdict, View};

use crate::generate::stories::{Corpus, Told, disputed};

/// A precision and a recall, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Score {
    pub(super) precision: f64,
    pub(super) recall: f64,
}

/// How near what was found comes to what was planted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Quality {
    /// Articles in stories.
    stories: Score,
    /// Mentions in entities.
    entities: Score,
    /// Counts in facts.
    facts: Score,
    /// Counts of a fact in origins: copies have no vote of their own, and nothing else is a copy.
    origins: Score,
    /// Stories whose sources contradict each other.
    conflicts: Score,
}

type Figure = fn(&Quality) -> Score;

/// The figures by name.
pub(super) const FIGURES: [(&str, Figure); 5] = [
    ("stories", |quality| quality.stories),
    ("entities", |quality| quality.entities),
    ("facts", |quality| quality.facts),
    ("origins", |quality| quality.origins),
    ("conflicts", |quality| quality.conflicts),
];

/// Items that were planted in sets and found in sets.
#[derive(Debug)]
struct Sets<T, F> {
    planted: HashMap<T, u64>,
    found: HashMap<F, u64>,
    both: BTreeMap<(T, F), u64>,
}

impl<T: Ord + std::hash::Hash + Copy, F: Ord + std::hash::Hash + Copy> Sets<T, F> {
    fn new() -> Self {
        Self { planted: HashMap::new(), found: HashMap::new(), both: BTreeMap::new() }
    }

    fn see(&mut self, planted: T, found: F) {
        *self.planted.entry(planted).or_default() += 1;
        *self.found.entry(found).or_default() += 1;
        *self.both.entry((planted, found)).or_default() += 1;
    }

    /// BCubed precision and recall (Bagga and Baldwin, 1998).
    fn score(&self) -> Score {
        let items: u64 = self.both.values().sum();
        let mean = |size: &dyn Fn(&(T, F)) -> u64| {
            let each = self.both.iter().map(|(key, &n)| (n * n) as f64 / size(key) as f64);
            if items == 0 { 1.0 } else { each.sum::<f64>() / items as f64 }
        };
        Score {
            precision: mean(&|(_, found)| self.found[found]),
            recall: mean(&|(planted, _)| self.planted[planted]),
        }
    }
}

/// Holds a view against the corpus that it was made of, which is made anew for this.
pub(super) fn score(corpus: &Corpus, view: &View) -> Quality {
    let facts = by_claim(view);
    let mut stories = Sets::new();
    let mut entities = Sets::new();
    let mut counts = Sets::new();
    let mut origins = Sets::new();
    let mut conflicts = Conflicts::default();
    for n in 0..corpus.len() {
        let told = corpus.article(n);
        let id = told.doc.article.id;
        let Some(placed) = view.placements.get(&id) else { continue };
        stories.see(told.story, placed.story);
        for (at, thing) in (0u32..).zip(&told.named) {
            entities.see(*thing, placed.entities.get(&at));
        }
        for (claim, planted) in told.doc.claims.iter().zip(&told.planted) {
            let Some(planted) = *planted else { continue };
            let claim_id = claim.id(id);
            let found = facts.get(&claim_id).copied();
            // What is in no fact is in a set of its own.
            let alone = found.is_none().then_some(claim_id);
            counts.see((told.story, planted.count), (alone, found.map(|(fact, _)| fact)));
            if let Some((fact, origin)) = found {
                let root = told.copy_of.unwrap_or(n);
                origins.see((fact, root), (fact, origin));
                if disputed(planted) {
                    let exact = claim.modifier == Some(Modifier::Exact);
                    conflicts.see(&told, fact, planted.rival, exact);
                }
            }
        }
    }
    Quality {
        stories: stories.score(),
        entities: entities.score(),
        facts: counts.score(),
        origins: origins.score(),
        conflicts: conflicts.score(view),
    }
}

/// The fact of each claim, and its origin there. A claim may give a date beside its count; only
/// the count is looked for.
fn by_claim(view: &View) -> HashMap<ClaimId, (FactId, u32)> {
    let counts = |fact: &&Fact| fact.kind == "count" && fact.verdict != Verdict::Distinct;
    let values = |fact: &'_ Fact| {
        let id = fact.id;
        fact.values.iter().map(move |value| (value.claim, (id, value.origin))).collect::<Vec<_>>()
    };
    view.facts.iter().filter(counts).flat_map(values).collect()
}

/// Which stories have sources that contradict each other, and which facts hold both sides.
#[derive(Debug, Default)]
struct Conflicts {
    /// Of each story, whether each side is given exactly by an article that is no copy.
    planted: BTreeMap<usize, [bool; 2]>,
    /// Of each fact, whether it holds each side, and its story.
    held: BTreeMap<FactId, ([bool; 2], usize)>,
}

impl Conflicts {
    fn see(&mut self, told: &Told, fact: FactId, rival: bool, exact: bool) {
        let side = usize::from(rival);
        let planted = self.planted.entry(told.story).or_default();
        planted[side] |= exact && told.copy_of.is_none();
        self.held.entry(fact).or_insert(([false; 2], told.story)).0[side] = true;
    }

    fn score(&self, view: &View) -> Score {
        let told = view.facts.iter().filter(|fact| fact.verdict == Verdict::Conflict);
        let told: Vec<FactId> = told.map(|fact| fact.id).collect();
        let real =
            |fact: &&FactId| self.held.get(*fact).is_some_and(|(sides, _)| *sides == [true; 2]);
        let right: Vec<&FactId> = told.iter().filter(real).collect();
        let stories: BTreeSet<usize> = right.iter().map(|fact| self.held[*fact].1).collect();
        let planted = || self.planted.iter().filter(|(_, sides)| **sides == [true; 2]);
        let found = planted().filter(|(story, _)| stories.contains(story)).count();
        let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
        Score { precision: share(right.len(), told.len()), recall: share(found, planted().count()) }
    }
}

#[test]
fn bcubed_is_one_only_where_the_sets_are_the_same() {
    let score = |pairs: &[(u8, u8)]| {
        let mut sets = Sets::new();
        pairs.iter().for_each(|&(planted, found)| sets.see(planted, found));
        sets.score()
    };
    assert_eq!(score(&[(1, 1), (1, 1), (2, 2)]), Score { precision: 1.0, recall: 1.0 });
    assert_eq!(score(&[(1, 1), (2, 1)]), Score { precision: 0.5, recall: 1.0 });
    assert_eq!(score(&[(1, 1), (1, 2)]), Score { precision: 1.0, recall: 0.5 });
    assert_eq!(score(&[]), Score { precision: 1.0, recall: 1.0 });
}
