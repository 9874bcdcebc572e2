//! Which claims of a story speak of one thing.
//!
//! Claims are dealt into blocks by topic and class. Within a block the pairs that share most are joined
//! first, and with them their groups, unless two of their members are set apart.
//!
//! What bounds the cost: within a block a claim is held against the [`REACH`] claims before it, and of two
//! groups to be joined the [`MEMBERS`] first members of each are held against each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tidings_model::ArticleId;

use super::items::{Item, Topic};
use super::scope;
use crate::lexicon::Lexicon;
use crate::words::{folded, stem};

/// Claims of a block that a claim is compared with.
pub(super) const REACH: usize = 64;
/// Members of a group that are compared with those of another.
const MEMBERS: usize = 12;

/// A block: claims outside of it are never compared.
type Block = (Topic, String);

/// Groups of items, as indices, with the block of each, and whether that holds more than [`REACH`].
pub(super) fn groups(items: &[Item<'_>], lexicon: &Lexicon) -> Vec<(String, Vec<usize>, bool)> {
    let mut blocks: BTreeMap<Block, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some(name) = block(item, lexicon) {
            blocks.entry((item.topic, name)).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for ((_, name), mut members) in blocks {
        members.sort_by_key(|&at| (std::cmp::Reverse(detail(&items[at])), at));
        let crowded = members.len() > REACH;
        let dealt = dealt(items, &members, lexicon).into_iter();
        found.extend(dealt.map(|group| (name.clone(), group, crowded)));
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

/// How two claims of a block stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// They never speak of one thing.
    Apart,
    /// They may, if others say so.
    Loose,
    /// They do, and share so much.
    Bound(i32),
    /// The same, though their values contradict each other.
    Against(i32),
}

fn tie(a: &Item<'_>, b: &Item<'_>, lexicon: &Lexicon) -> Tie {
    let Some(weight) = scope::weight(a, b, &lexicon.facts) else { return Tie::Apart };
    let contradict = scope::contradict(a, b);
    match weight >= scope::needed(a, b) {
        _ if contradict && !scope::may_contradict(a, b, &lexicon.facts) => Tie::Apart,
        true if contradict => Tie::Against(weight),
        true => Tie::Bound(weight),
        false if contradict => Tie::Apart,
        false => Tie::Loose,
    }
}

/// How the claims of a block stand to the [`REACH`] before each of them.
struct Ties<'i, 'a> {
    items: &'i [Item<'a>],
    members: &'i [usize],
    lexicon: &'i Lexicon,
    /// Of each claim, to those before it, the nearest first.
    back: Vec<Vec<Tie>>,
}

impl<'i, 'a> Ties<'i, 'a> {
    fn of(items: &'i [Item<'a>], members: &'i [usize], lexicon: &'i Lexicon) -> Self {
        let mut ties = Self { items, members, lexicon, back: Vec::with_capacity(members.len()) };
        for b in 0..members.len() {
            let before = (b.saturating_sub(REACH)..b).rev();
            ties.back.push(before.map(|a| ties.weigh(a, b)).collect());
        }
        ties
    }

    fn weigh(&self, a: usize, b: usize) -> Tie {
        tie(&self.items[self.members[a]], &self.items[self.members[b]], self.lexicon)
    }

    fn between(&self, a: usize, b: usize) -> Tie {
        let (a, b) = (a.min(b), a.max(b));
        self.back[b].get(b - a - 1).copied().unwrap_or_else(|| self.weigh(a, b))
    }

    /// The pairs that share enough: those of different pages first, for no page repeats itself with every
    /// word, then those that share most.
    fn bound(&self) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(bool, Reverse<i32>, usize, usize)> = Vec::new();
        for (b, ties) in self.back.iter().enumerate() {
            for (a, tie) in (0..b).rev().zip(ties) {
                if let Tie::Bound(weight) | Tie::Against(weight) = tie {
                    pairs.push((self.page(a) == self.page(b), Reverse(*weight), a, b));
                }
            }
        }
        pairs.sort_unstable();
        pairs.into_iter().map(|(_, _, a, b)| (a, b)).collect()
    }

    /// Whether two groups speak of one thing, as a pair of them does: none of them are set apart, and where the
    /// pair contradict each other, half of all pairs share enough.
    fn join(&self, one: &[usize], other: &[usize], pair: Tie) -> bool {
        let (mut all, mut close) = (0, 0);
        for &a in one.iter().take(MEMBERS) {
            for &b in other.iter().take(MEMBERS) {
                match self.between(a, b) {
                    Tie::Apart => return false,
                    Tie::Loose => {}
                    Tie::Bound(_) | Tie::Against(_) => close += 1,
                }
                all += 1;
            }
        }
        matches!(pair, Tie::Bound(_)) || 2 * close >= all
    }

    fn page(&self, at: usize) -> ArticleId {
        self.items[self.members[at]].article
    }
}

/// The groups of a block, each in order, as indices of items.
fn dealt(items: &[Item<'_>], members: &[usize], lexicon: &Lexicon) -> Vec<Vec<usize>> {
    let ties = Ties::of(items, members, lexicon);
    let mut groups: Vec<Vec<usize>> = (0..members.len()).map(|at| vec![at]).collect();
    let mut home: Vec<usize> = (0..members.len()).collect();
    let mut refused: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (a, b) in ties.bound() {
        let (into, from) = (home[a].min(home[b]), home[a].max(home[b]));
        if into == from || refused.contains(&(into, from)) {
            continue;
        }
        if !ties.join(&groups[into], &groups[from], ties.between(a, b)) {
            refused.insert((into, from));
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        moved.iter().for_each(|&at| home[at] = into);
        groups[into].extend(moved);
    }
    groups.retain(|group| !group.is_empty());
    let placed = |group: Vec<usize>| {
        let mut group: Vec<usize> = group.into_iter().map(|at| members[at]).collect();
        group.sort_unstable();
        group
    };
    groups.into_iter().map(placed).collect()
}
