//! Makes mentions of what the tagger found: the page decides between labels, the lexicons and rules
//! say what is known of each name.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Label, Mention};

use super::found::Found;
use super::memory;
use super::page::Page;
use super::proposals::{self, Proposal, Proposals};
use super::tagger::Tagged;

/// The mentions of a page: names that the tagger found, and peoples, machines and events that only
/// lists and rules know.
pub(super) fn merge<'a>(
    page: &Page<'a>,
    proposals: &Proposals<'a>,
    tagged: &[Tagged],
) -> Vec<Mention> {
    let tagged = &without_settled(proposals, tagged);
    let majority = Majority::of(page, tagged);
    let named = named(proposals, tagged);
    let mut proposed = proposals.all.iter().peekable();
    let mut mentions = Vec::with_capacity(tagged.len());
    for name in tagged {
        while let Some(before) = proposed.next_if(|it| it.words.end <= name.words.start) {
            mentions.extend(of_list(before, &named));
        }
        let mut same = None;
        while let Some(here) = proposed.next_if(|it| it.words.start < name.words.end) {
            same = same.or((here.words == name.words).then_some(here));
        }
        let label = majority.label(page, name);
        let agreed = same.filter(|same| same.mention.label == label || is_country(same));
        let mention = match agreed {
            Some(agreed) => agreed.mention.clone(),
            None => of_tagger(page, proposals, name, label),
        };
        mentions.push(Mention { confidence: name.confidence, ..mention });
    }
    mentions.extend(proposed.filter_map(|proposal| of_list(proposal, &named)));
    mentions
}

/// What a lexicon lists with this confidence can mean nothing else.
const CERTAIN: f64 = 0.95;

/// Whether a name is that of a country, whatever a sentence makes it do: `Norway has warned …`.
fn is_country(proposal: &Proposal) -> bool {
    let country = proposal.mention.kind.as_deref() == Some("country");
    country && proposal.listed && proposal.mention.confidence >= CERTAIN
}

/// What the lexicons list of all that the tagger found, under the first name of each.
fn named<'p>(proposals: &'p Proposals<'_>, tagged: &[Tagged]) -> BTreeSet<&'p str> {
    let listed = |name: &Tagged| {
        let at = proposals.all.partition_point(|it| it.words.start < name.words.start);
        let same = proposals.all.get(at).filter(|it| it.words == name.words && it.listed)?;
        same.mention.canonical.as_deref()
    };
    tagged.iter().filter_map(listed).collect()
}

/// The names of the tagger that meet nothing settled.
fn without_settled(proposals: &Proposals<'_>, tagged: &[Tagged]) -> Vec<Tagged> {
    let settled: Vec<&Proposal> = proposals.all.iter().filter(|it| it.settled).collect();
    let meets = |name: &&Tagged| {
        let next = settled.partition_point(|it| it.words.end <= name.words.start);
        settled.get(next).is_some_and(|it| it.words.start < name.words.end)
    };
    tagged.iter().filter(|name| !meets(name)).cloned().collect()
}

/// A proposal that the tagger does not share, if only lists and rules can know better: a name that
/// they list beside one that the tagger found on the page is one, too, such as `IS`.
fn of_list(proposal: &Proposal, named: &BTreeSet<&str>) -> Option<Mention> {
    let again = proposal.mention.canonical.as_deref().is_some_and(|name| named.contains(name));
    let alias = again && proposal.listed && proposal.mention.confidence >= CERTAIN;
    let kept = proposal.settled || proposal.mention.label == Label::Misc || alias;
    kept.then(|| proposal.mention.clone())
}

/// A name that the rules see otherwise, or not at all.
fn of_tagger<'a>(
    page: &Page<'a>,
    proposals: &Proposals<'a>,
    name: &Tagged,
    label: Label,
) -> Mention {
    let known = page.longest(name.words.start, name.words.end);
    let whole = known.name_len == name.words.len();
    let names = known.names.iter().filter(|_| whole);
    let found = Found {
        words: name.words.clone(),
        label,
        kind: None,
        entries: names.copied().filter(|id| page.lexicon.entry(*id).label == label).collect(),
        confidence: name.confidence,
    };
    proposals::mention(page, proposals, &found)
}

/// The label that most of the occurrences of a name have on the page.
#[derive(Debug)]
struct Majority(BTreeMap<String, Label>);

/// What a label gains by a name in full whose last word is a name of its own.
const SURNAME: i32 = 40;

/// What a label gains by an occurrence, however doubtful.
const OCCURRENCE: i32 = 10;

impl Majority {
    fn of(page: &Page<'_>, tagged: &[Tagged]) -> Self {
        let mut votes = BTreeMap::<String, [i32; Label::ALL.len()]>::new();
        for name in tagged {
            let votes = votes.entry(memory::key(page, &name.words)).or_default();
            votes[slot(name.label)] += OCCURRENCE + name.margin.max(0);
        }
        for name in tagged.iter().filter(|it| it.label == Label::Per && it.words.len() > 1) {
            let surname = memory::key(page, &(name.words.end - 1..name.words.end));
            if let Some(votes) = votes.get_mut(&surname) {
                votes[slot(Label::Per)] += SURNAME;
            }
        }
        let best = |votes: [i32; Label::ALL.len()]| {
            let labels = Label::ALL.iter().copied();
            labels.rev().max_by_key(|label| votes[slot(*label)]).unwrap_or(Label::Misc)
        };
        Self(votes.into_iter().map(|(name, votes)| (name, best(votes))).collect())
    }

    fn label(&self, page: &Page<'_>, name: &Tagged) -> Label {
        self.0.get(&memory::key(page, &name.words)).copied().unwrap_or(name.label)
    }
}

fn slot(label: Label) -> usize {
    Label::ALL.iter().position(|other| *other == label).unwrap_or_default()
}
