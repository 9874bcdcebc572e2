//! Counts that look alike and are no values of one fact: planned and done, another period.
//!
//! A reader who meets `14 flights` on one page and `nine flights` on the next must see at once that
//! nobody contradicts anybody. Such counts are shown side by side, with what sets them apart.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Fact, FactId, FactValue, Status, Verdict};

use super::items::{Item, Topic};
use super::scope;
use crate::union::Union;

/// Counts shown side by side at most.
const MOST: usize = 6;
/// Counts of a noun that are compared, the first of the story; each is held against each.
const COMPARED: usize = 36;

/// A fact of a count, by index among the facts of its story, with the item that stands for it.
#[derive(Debug, Clone, Copy)]
struct Told<'i, 'a> {
    fact: usize,
    item: &'i Item<'a>,
}

/// For each counted noun with counts set apart: a fact that holds one value of each.
///
/// People of whom nothing is said but their number are left out: those aboard and those evacuated
/// are not even alike.
pub(super) fn distinct(
    items: &[Item<'_>],
    facts: &[(Fact, Vec<usize>)],
    people: &BTreeSet<String>,
) -> Vec<Fact> {
    let mut nouns: BTreeMap<u64, Vec<Told<'_, '_>>> = BTreeMap::new();
    for (n, (fact, members)) in facts.iter().enumerate() {
        let shown = fact.values.iter().position(|value| value.role.as_deref() == Some("preferred"));
        let Some(&at) = members.get(shown.unwrap_or(0)) else { continue };
        let item = &items[at];
        let unit = item.said.unit.as_deref().unwrap_or_default();
        if people.contains(unit) && unit == item.said.class {
            continue;
        }
        if let (Topic::Count, Some(head)) = (item.topic, item.head) {
            nouns.entry(head).or_default().push(Told { fact: n, item });
        }
    }
    let mut found: Vec<Fact> = nouns.into_values().flat_map(|told| of_noun(&told, facts)).collect();
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    for fact in &mut found {
        let again = used.entry(fact.key.clone()).or_default();
        *again += 1;
        if *again > 1 {
            fact.key = format!("{}/{again}", fact.key);
        }
        fact.id = FactId::of(&[&fact.story.bits().to_le_bytes(), fact.key.as_bytes()]);
    }
    found
}

/// The counts of one noun, in sets of which each is set apart from another of it.
fn of_noun(told: &[Told<'_, '_>], facts: &[(Fact, Vec<usize>)]) -> Vec<Fact> {
    let told = told.get(..told.len().min(COMPARED)).unwrap_or(told);
    let mut sets = Union::new(told.len());
    let mut reasons: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (n, a) in told.iter().enumerate() {
        for (m, b) in told.iter().enumerate().skip(n + 1) {
            if let Some(reason) = apart(a.item, b.item) {
                sets.join(n, m);
                reasons.entry(n).or_default().insert(reason);
            }
        }
    }
    let sets = sets.sets().into_iter().filter(|set| set.len() > 1);
    sets.filter_map(|set| {
        let why = set.iter().flat_map(|n| reasons.get(n).into_iter().flatten().copied()).collect();
        let chosen: Vec<Told<'_, '_>> = set.into_iter().take(MOST).map(|n| told[n]).collect();
        side_by_side(&chosen, &why, facts)
    })
    .collect()
}

fn side_by_side(
    chosen: &[Told<'_, '_>],
    reasons: &BTreeSet<&str>,
    facts: &[(Fact, Vec<usize>)],
) -> Option<Fact> {
    let first = &facts[chosen.first()?.fact].0;
    let value = |(n, told): (usize, &Told<'_, '_>)| shown(told, facts, n);
    let values: Vec<FactValue> = chosen.iter().enumerate().filter_map(value).collect();
    let noun = chosen.first()?.item.said.unit.clone().unwrap_or_else(|| "number".to_owned());
    let words: Vec<String> =
        values.iter().map(|value| format!("{} ({})", value.text, value.status)).collect();
    let reasons = reasons.iter().copied().collect::<Vec<_>>().join(" or ");
    Some(Fact {
        key: format!("distinct/{noun}"),
        kind: Topic::Count.as_str().to_owned(),
        label: format!("Not to be mixed up: {noun}"),
        verdict: Verdict::Distinct,
        preferred: None,
        explanation: format!(
            "Alike, but of another {reasons}, so they do not contradict each other: {}.",
            words.join("; ")
        ),
        origins: values.len() as u64,
        values,
        ..first.clone()
    })
}

/// What sets two counts of one noun apart, if their values differ.
fn apart(a: &Item<'_>, b: &Item<'_>) -> Option<&'static str> {
    if !scope::contradict(a, b) || scope::differ(&a.actor, &b.actor) {
        return None;
    }
    let done = |status| matches!(status, Status::Actual | Status::Running);
    let (x, y) = (a.said.status, b.said.status);
    if done(x) != done(y) && (x == Status::Planned || y == Status::Planned) {
        return Some("status");
    }
    let another = match (a.period, b.period) {
        (Some(x), Some(y)) => scope::periods(x, y).is_none(),
        (x, y) => x.is_some() != y.is_some(),
    };
    let same = a.said.class == b.said.class && done(x) && done(y);
    (another && same).then_some("period")
}

fn shown(told: &Told<'_, '_>, facts: &[(Fact, Vec<usize>)], origin: usize) -> Option<FactValue> {
    let values = &facts[told.fact].0.values;
    let value = values.iter().find(|value| value.claim == told.item.said.id)?;
    Some(FactValue { role: None, origin: origin as u32, ..value.clone() })
}
