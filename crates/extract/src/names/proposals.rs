//! What the lexicons and rules propose as the names of a page.

use std::ops::Range;

use tidings_model::{Label, Mention, Place, Precision};

use super::found::{Findings, Found, Unknown};
use super::gazetteer::Entry;
use super::geocoding::Surroundings;
use super::memory::{self, Memory};
use super::page::{Page, titled};
use super::traits::Traits;
use super::{compounds, datelines, provinces, sentence};

/// A name as the rules see it.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// Its words.
    pub(super) words: Range<usize>,
    /// What is said of it.
    pub(super) mention: Mention,
    /// Whether a lexicon lists it.
    pub(super) listed: bool,
    /// Whether nothing overrules it: a user's lexicon lists it, or it is the place of a dateline.
    pub(super) settled: bool,
}

/// All proposals, and what they rest on.
#[derive(Debug)]
pub(super) struct Proposals<'a> {
    /// In order of place.
    pub(super) all: Vec<Proposal>,
    memory: Memory,
    surroundings: Surroundings<'a>,
}

/// What the rules propose on a page.
pub(super) fn of<'a>(page: &Page<'a>) -> Proposals<'a> {
    let mut findings = Findings::default();
    for sentence in &page.sentences {
        sentence::read(page, sentence, &mut findings);
    }
    provinces::mark(page, &mut findings.sure);
    let memory = Memory::of(page, &findings);
    let surroundings = Surroundings::of(page, &findings);
    let sure = findings.sure.iter().map(|found| Proposal {
        words: found.words.clone(),
        mention: of_found(page, &memory, &surroundings, found),
        listed: !found.entries.is_empty(),
        settled: found.entries.iter().any(|id| page.lexicon.entry(*id).of_user)
            || datelines::holds(page, &found.words),
    });
    let unknown = findings.unknown.iter().filter_map(|unknown| {
        let mention = of_unknown(page, &memory, unknown)?;
        Some(Proposal { words: unknown.words.clone(), mention, listed: false, settled: false })
    });
    let mut all: Vec<Proposal> = sure.chain(unknown).collect();
    all.sort_by_key(|proposal| proposal.words.start);
    Proposals { all, memory, surroundings }
}

/// What is known of a name.
pub(super) fn mention<'a>(page: &Page<'a>, proposals: &Proposals<'a>, found: &Found) -> Mention {
    of_found(page, &proposals.memory, &proposals.surroundings, found)
}

fn of_found<'a>(
    page: &Page<'a>,
    memory: &Memory,
    surroundings: &Surroundings<'a>,
    found: &Found,
) -> Mention {
    let span = page.span(&found.words);
    let text = memory::key(page, &found.words);
    let lone_place = found.label == Label::Loc && found.words.len() == 1;
    let dateline = datelines::holds(page, &found.words);
    let lone_place = lone_place && !dateline && !is_place_here(page, found);
    let person = memory.person(&text).filter(|_| lone_place);
    if let Some(full) = person {
        return Mention { canonical: Some(full.to_owned()), ..bare(span, Label::Per, 0.7) };
    }
    let Some(known) = surroundings.geocode(page, found) else {
        let text = if dateline { titled(&text) } else { text };
        let canonical = memory.person(&text).map(str::to_owned).unwrap_or(text);
        let built = || page.kind(&found.words).filter(|_| found.label != Label::Per);
        let kind = found.kind.or_else(built).map(str::to_owned);
        return Mention {
            kind,
            canonical: Some(canonical),
            ..bare(span, found.label, found.confidence)
        };
    };
    let (entry, place) = (known.entry, known.place);
    let widened = |place| Place { precision: Precision::Region, ..place };
    Mention {
        kind: Some(found.kind.unwrap_or(&entry.kind).to_owned()),
        canonical: Some(listed_name(page, found, entry)),
        place: if found.kind.is_some() { place.map(widened) } else { place },
        ..bare(span, entry.label, found.confidence)
    }
}

/// The name of an entry; of a body that every nation has, with the nation where the text tells it.
fn listed_name(page: &Page<'_>, found: &Found, entry: &Entry) -> String {
    let nation = entry.national.then(|| compounds::nation_of(page, found.words.start)).flatten();
    match nation {
        Some(nation) => format!("{} ({nation})", entry.name),
        None => entry.name.clone(),
    }
}

/// Whether the words before a name speak for a place.
fn is_place_here(page: &Page<'_>, found: &Found) -> bool {
    let before = found.words.start.checked_sub(1).and_then(|at| page.get(at));
    before.is_some_and(|word| word.is(Traits::PLACE_PREPOSITION))
        || found.entries.iter().any(|id| page.lexicon.entry(*id).kind == "country")
}

fn of_unknown(page: &Page<'_>, memory: &Memory, unknown: &Unknown) -> Option<Mention> {
    let found = memory.resolve(page, unknown)?;
    let canonical = found.full.unwrap_or_else(|| memory::key(page, &unknown.words));
    let span = page.span(&unknown.words);
    Some(Mention { canonical: Some(canonical), ..bare(span, found.label, found.confidence) })
}

fn bare(span: tidings_model::Span, label: Label, confidence: f64) -> Mention {
    Mention { span, label, kind: None, canonical: None, confidence, place: None }
}
