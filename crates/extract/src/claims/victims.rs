//! Counts of one or two that no number gives: `a man was killed`, `killing a girl`, `Marsh died`, `he died`.

use std::collections::BTreeSet;
use std::ops::Range;

use tidings_model::{Claim, ClaimKind, Label, Modifier};

use super::events;
use super::flags::Flags;
use super::page::{Mark, Page, Tag};
use super::phrases::Phrase;
use super::predicates::Predicate;

/// A phrase names so many people one by one at most.
const MOST: usize = 6;
/// What a single person counts.
const ONE: f64 = 1.0;
/// What a couple counts, and both of some people.
const TWO: f64 = 2.0;

/// The count claims of the people whom the events of a sentence happen to.
pub(super) fn claims(
    page: &Page<'_>,
    sentence: usize,
    predicates: &[Predicate<'_>],
    out: &mut Vec<Claim>,
) {
    let mut told = BTreeSet::new();
    for predicate in predicates.iter().filter(|predicate| predicate.word.personal) {
        let Some(object) = &predicate.object else { continue };
        let itself = page.has(object.start, Flags::REFLEXIVE);
        let Some(object) = (if itself { predicate.actor.as_ref() } else { Some(object) }) else {
            continue;
        };
        for (words, person, count) in people(page, object) {
            let span = page.span(&words);
            // `was shot and later died` tells of one death.
            if !told.insert((span, predicate.class)) {
                continue;
            }
            let mut claim = events::of_predicate(page, sentence, predicate, ClaimKind::Count, span);
            claim.object = Some(page.phrase(&words));
            (claim.value, claim.low, claim.high) = (Some(count), Some(count), Some(count));
            claim.modifier = Some(Modifier::Exact);
            claim.unit = Some(person);
            out.push(claim);
        }
    }
}

/// The single people of a phrase, each with what they are: `a man and his son`.
fn people(page: &Page<'_>, words: &Range<usize>) -> Vec<(Range<usize>, String, f64)> {
    let ends = words.clone().filter(|&at| {
        let word = &page.words[at];
        word.mark == Mark::Comma || word.has(Flags::CONJUNCTION) && word.mention().is_none()
    });
    let mut found = Vec::new();
    let mut start = words.start;
    for end in ends.chain([words.end]).take(MOST) {
        let phrase = Phrase::of(start..end);
        if end > start
            && let Some((person, count)) = counted(page, &phrase)
        {
            let head = phrase.head(page) + 1;
            let acts = head < end && page.words[head].tag != Tag::Plain;
            found.push((start..if acts { head } else { end }, person, count));
        }
        start = end + 1;
    }
    found
}

/// What a phrase calls a person, or two who belong together, and how many they are.
fn counted(page: &Page<'_>, phrase: &Phrase) -> Option<(String, f64)> {
    let head = phrase.head(page);
    // `both` may stand before the phrase, as an adverb does.
    let start = phrase.words.start;
    let both = page.has(start, Flags::PAIR) || page.has(start.wrapping_sub(1), Flags::PAIR);
    let both = both && page.has(head, Flags::PLURAL);
    if both && page.has(head, Flags::PEOPLE) {
        return Some(("person".to_owned(), TWO));
    }
    let person = single(page, phrase)?;
    Some(if page.has(head, Flags::PAIR) { ("person".to_owned(), TWO) } else { (person, ONE) })
}

/// What a phrase calls a single person; none for several and for things.
fn single(page: &Page<'_>, phrase: &Phrase) -> Option<String> {
    let head = phrase.head(page);
    let word = &page.words[head];
    let counted = phrase.words.clone().any(|at| {
        let word = &page.words[at];
        let several = Flags::DETERMINER.or(Flags::DEFINITE);
        page.quantity(at).is_some_and(|quantity| quantity.head.is_some())
            && !word.has(several)
            && page.mark_at(at + 1) != Mark::Hyphen
            && phrase.words.start == at
    });
    if counted || word.tag != Tag::Plain {
        return None;
    }
    let named = phrase.person(page).is_some()
        || page.mention(head).is_some_and(|mention| mention.label == Label::Per);
    let kind = page.text(head).to_lowercase();
    let someone = word.has(Flags::PEOPLE) && !word.has(Flags::PLURAL) && !many(page, phrase);
    let pronoun = word.has(Flags::PERSON_PRONOUN) && head == phrase.words.start;
    match (named || pronoun, someone) {
        (_, true) => Some(kind),
        (true, false) => Some("person".to_owned()),
        _ => None,
    }
}

/// Whether a determiner tells of several: `many a man` is rare enough.
fn many(page: &Page<'_>, phrase: &Phrase) -> bool {
    let first = &page.words[phrase.words.start];
    let single = Flags::INDEFINITE.or(Flags::DEFINITE).or(Flags::POSSESSIVE);
    first.has(Flags::DETERMINER) && !first.has(single)
}
