//! Which claims of a story speak of one thing.
//!
//! Claims are dealt into blocks by topic and class, then one after the other to the group they share
//! most with. A claim set apart from a single member of a group stays out of it.
//!
//! What bounds the cost: within a block a claim is held against the [`GROUPS`] latest groups and the
//! [`MEMBERS`] first members of each.

use std::collections::BTreeMap;

use super::items::{Item, Topic};
use super::scope;
use crate::lexicon::Lexicon;
use crate::words::{folded, stem};

/// Groups of a block that a claim may join.
pub(super) const GROUPS: usize = 64;
/// Members of a group that a claim is compared with.
pub(super) const MEMBERS: usize = 12;

/// A block: claims outside of it are never compared.
type Block = (Topic, String);

/// Groups of items, as indices, with the block of each.
pub(super) fn groups(items: &[Item<'_>], lexicon: &Lexicon) -> Vec<(String, Vec<usize>)> {
    let mut blocks: BTreeMap<Block, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some(name) = block(item, lexicon) {
            blocks.entry((item.topic, name)).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for ((_, name), mut members) in blocks {
        members.sort_by_key(|&at| (std::cmp::Reverse(detail(&items[at])), at));
        found
            .extend(dealt(items, &members, lexicon).into_iter().map(|group| (name.clone(), group)));
    }
    found
}

/// How much an item tells of its scope: those that tell most found the groups.
fn detail(item: &Item<'_>) -> usize {
    usize::from(item.time.is_some())
        + usize::from(item.place.is_some())
        + usize::from(!item.actor.is_empty())
        + usize::from(!item.object.is_empty())
        + usize::from(item.period.is_some())
}

fn block(item: &Item<'_>, lexicon: &Lexicon) -> Option<String> {
    let class = &item.said.class;
    match item.topic {
        Topic::Count if is_pronoun(item, lexicon) => None,
        Topic::Count if lexicon.facts.casualties.contains(class) => Some(class.clone()),
        Topic::Count => Some(counted(item, lexicon)),
        Topic::Date | Topic::Place if lexicon.facts.incidents.contains(class) => {
            Some("incident".to_owned())
        }
        Topic::Date | Topic::Place | Topic::Event => Some(class.clone()),
        // Whoever denies it, and in whichever way.
        Topic::Statement if scope::denies(item) => Some("denied".to_owned()),
        Topic::Statement if lexicon.facts.acts.contains(class) => Some(class.clone()),
        Topic::Statement => {
            let speaker = item.said.speaker.as_ref()?;
            let names = folded(&speaker.text);
            // `US defense officials`, `a U.S. defense official`: a role, whoever holds it.
            let last = crate::words::words(&speaker.text).last();
            let last = last.and_then(|at| speaker.text.get(at)).unwrap_or_default();
            let role = last.starts_with(char::is_lowercase);
            match item.speaker.filter(|_| !item.said.anonymous && !role) {
                Some(key) => Some(format!("{key:016x}")),
                None => names.last().map(|last| stem(last).to_owned()),
            }
        }
    }
}

/// Whether a count is of one whom the page calls `he`: their page tells them apart, none compares them.
fn is_pronoun(item: &Item<'_>, lexicon: &Lexicon) -> bool {
    let words = item.said.object.as_ref().map(|object| folded(&object.text)).unwrap_or_default();
    matches!(words.as_slice(), [word] if lexicon.incidents.people.pronouns.contains(word))
}

/// The noun that is counted; all nouns for people are one where the class says what befell them.
fn counted(item: &Item<'_>, lexicon: &Lexicon) -> String {
    let unit = item.said.unit.as_deref().map(folded).unwrap_or_default();
    let head = unit.last().map(String::as_str).unwrap_or_default();
    if lexicon.facts.people.contains(head) || head.is_empty() {
        return format!("person {}", item.said.class);
    }
    stem(head).to_owned()
}

fn dealt(items: &[Item<'_>], members: &[usize], lexicon: &Lexicon) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &at in members {
        let recent = groups.len().saturating_sub(GROUPS);
        let fits = groups
            .iter()
            .enumerate()
            .skip(recent)
            .filter_map(|(n, group)| Some((fit(items, group, at, lexicon)?, n)));
        match fits.max_by_key(|(weight, n)| (*weight, std::cmp::Reverse(*n))) {
            Some((_, n)) => groups[n].push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// How well an item fits a group: the most it shares with a member, if that is enough and no
/// member sets it apart.
fn fit(items: &[Item<'_>], group: &[usize], at: usize, lexicon: &Lexicon) -> Option<i32> {
    let item = &items[at];
    let mut best = None;
    for &member in group.iter().take(MEMBERS) {
        let other = &items[member];
        let weight = scope::weight(item, other, &lexicon.facts)?;
        let contradict = scope::contradict(item, other);
        if contradict && !scope::may_contradict(item, other, &lexicon.facts) {
            return None;
        }
        if weight >= scope::needed(item, other) {
            best = best.max(Some(weight));
        } else if contradict {
            return None;
        }
    }
    best
}
