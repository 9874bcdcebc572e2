//! Event, date and place claims: what happened, when, and where.

use std::ops::Range;

use tidings_model::{Claim, ClaimKind, Status};

use super::circumstances;
use super::flags::Flags;
use super::page::{Mark, Page, Tag, Word};
use super::predicates::{How, Predicate};
use super::status;

/// A date or place further from its event than this, in words and hurdles, belongs to none.
const FAR: u32 = 38;
/// What a comma, and a word that opens another clause, weigh between a date and its event.
const COMMA: u32 = 8;
const LIST: u32 = 4;
const TURN: u32 = 10;
const AND: u32 = 3;
/// An event is more often left of its date than right of it.
const RIGHT: u32 = 6;
/// A preposition stands so many words before its place at most.
const REACH: usize = 4;
/// What somebody is charged with stands within so many words.
const CHARGE: usize = 10;
/// A phrase kept as actor or object has so many words at most.
const LONGEST: usize = 24;

/// The claims that the events of a sentence make, between its verbs of speech.
pub(super) fn claims(
    page: &Page<'_>,
    sentence: usize,
    predicates: &[Predicate<'_>],
    cues: &[usize],
    out: &mut Vec<Claim>,
) {
    let words = page.sentences[sentence].words.clone();
    for predicate in predicates.iter().filter(|predicate| predicate.how == How::Verb) {
        let span = page.span(&predicate.clause);
        out.push(of_predicate(page, sentence, predicate, ClaimKind::Event, span));
    }
    if predicates.is_empty() {
        return;
    }
    let finder = Nearest::new(page, &words, predicates, cues);
    for (kind, index, span) in stops(page, &words) {
        let Some(predicate) = finder.of(index.clone()) else { continue };
        let mut claim = of_predicate(page, sentence, predicate, kind, span);
        let at = index.start;
        if kind == ClaimKind::Date {
            claim.time = circumstances::time(page, at).or(claim.time);
        } else {
            claim.place = circumstances::place(page, at).or(claim.place);
        }
        out.push(claim);
    }
}

/// A claim of an event with its actor, object, time and place.
pub(super) fn of_predicate(
    page: &Page<'_>,
    sentence: usize,
    predicate: &Predicate<'_>,
    kind: ClaimKind,
    span: tidings_model::Span,
) -> Claim {
    let text = |words: &Option<Range<usize>>| {
        let words = words.clone()?;
        Some(page.phrase(&(words.start..words.end.min(words.start + LONGEST))))
    };
    let mut claim = Claim::new(kind, span, predicate.word.lemma.clone());
    claim.class = Some(predicate.class.to_owned());
    claim.actor = text(&predicate.actor);
    claim.object = text(&predicate.object);
    let standing = status::of_clause(page, &predicate.clause, predicate.at);
    claim.status = match standing.status {
        Status::Actual | Status::Planned
            if status::hypothetical(page, sentence, &predicate.clause) =>
        {
            Status::Conditional
        }
        status => status,
    };
    claim.certainty = standing.certainty;
    let around = circumstances::of(page, &predicate.clause, predicate.at, sentence);
    (claim.time, claim.place) = (around.time, around.place);
    (claim.period, claim.bound) = (around.period, around.bound);
    claim
}

/// The dates and places of a sentence, each with its words.
fn stops(
    page: &Page<'_>,
    sentence: &Range<usize>,
) -> Vec<(ClaimKind, Range<usize>, tidings_model::Span)> {
    let mut found = Vec::new();
    let mut last = None;
    let mut at = sentence.start;
    while at < sentence.end {
        let word = &page.words[at];
        let run = |same: &dyn Fn(&Word) -> bool| {
            at..at + page.words[at..sentence.end].iter().take_while(|w| same(w)).count().max(1)
        };
        if circumstances::time(page, at).is_some() {
            let words = run(&|other| other.timex() == word.timex());
            at = words.end;
            let Some(timex) = page.timex(words.start) else { continue };
            found.push((ClaimKind::Date, words, timex.span));
        } else if circumstances::place(page, at).is_some() {
            let words = run(&|other| other.mention() == word.mention());
            at = words.end;
            let Some(mention) = page.mention(words.start) else { continue };
            let listed = last.is_some_and(|before| is_listed(page, before, words.start));
            if listed || is_where(page, &words) {
                last = Some(words.end);
                found.push((ClaimKind::Place, words, mention.span));
            }
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a place says where, and does not act: `in Norland`, `Norland’s coast`.
fn is_where(page: &Page<'_>, words: &Range<usize>) -> bool {
    let from = words.start.saturating_sub(REACH);
    let before = (from..words.start).rev().find(|&at| {
        let word = &page.words[at];
        let beside = word.has(Flags::DETERMINER) || word.capital || word.mark == Mark::Hyphen;
        !beside || word.has(Flags::PREPOSITION)
    });
    let little = Flags::AGENT.or(Flags::SUBORDINATOR);
    before.is_some_and(|at| page.has(at, Flags::PREPOSITION) && !page.has(at, little))
}

/// Words that link the places of a list, or a place to the larger one: `Norland’s Port Vale`.
const LINKS: Flags = Flags::CONJUNCTION.or(Flags::DETERMINER).or(Flags::GENITIVE);

/// Whether nothing but commas, conjunctions and articles stands between two places of a list.
fn is_listed(page: &Page<'_>, before: usize, start: usize) -> bool {
    let between = &page.words[before..start];
    between.len() <= REACH && between.iter().all(|word| word.mark == Mark::Comma || word.has(LINKS))
}

/// Finds the event that a date or place belongs to.
struct Nearest<'p, 'a> {
    page: &'p Page<'a>,
    sentence: Range<usize>,
    predicates: &'p [Predicate<'a>],
    /// The verbs of speech.
    cues: &'p [usize],
    /// The hurdles up to each word of the sentence.
    hurdles: Vec<u32>,
}

impl<'p, 'a> Nearest<'p, 'a> {
    fn new(
        page: &'p Page<'a>,
        sentence: &Range<usize>,
        predicates: &'p [Predicate<'a>],
        cues: &'p [usize],
    ) -> Self {
        let mut sum = 0;
        let hurdles = sentence.clone().map(|at| {
            sum += hurdle(&page.words[at], page.words.get(at + 1));
            sum
        });
        Self { page, sentence: sentence.clone(), predicates, cues, hurdles: hurdles.collect() }
    }

    fn of(&self, words: Range<usize>) -> Option<&'p Predicate<'a>> {
        let near = FAR as usize;
        let first = self.predicates.partition_point(|p| p.at + near < words.start);
        let candidates = self.predicates[first..].iter().take_while(|p| p.at < words.end + near);
        let best = candidates
            .filter(|predicate| !words.contains(&predicate.at) && !self.is_charge(predicate))
            .map(|predicate| (self.cost(&words, predicate), predicate));
        let best = best.min_by_key(|(cost, predicate)| (*cost, predicate.at));
        let (cost, predicate) = best?;
        let speech = self.speech_between(&words, predicate);
        (cost <= FAR && !speech).then_some(predicate)
    }

    fn cost(&self, words: &Range<usize>, predicate: &Predicate<'_>) -> u32 {
        let at = predicate.at;
        let (from, to) = if at < words.start { (at, words.start) } else { (words.end - 1, at) };
        let distance = (to - from) as u32;
        let over = self.hurdles_between(from, to);
        let noun = if predicate.how == How::Noun { 4 } else { 0 };
        if at < words.start {
            return distance + over + noun;
        }
        // `On June 3, a tug sank`: an adverbial in front waits for its verb.
        let lead = words.start <= self.sentence.start + 2 && self.opens(words);
        // `the June 3 raid`: right before its noun.
        let plain =
            !self.page.words[words.end.min(at)..at].iter().any(|w| w.has(Flags::PREPOSITION));
        let tied = predicate.how == How::Noun && distance <= 4 && over == 0 && plain;
        match (lead, tied) {
            (true, _) => distance / 2 + over.saturating_sub(COMMA) + noun,
            (_, true) => distance,
            // `Reyes on Monday opened`: right before its verb.
            _ if distance <= 2 && over == 0 => distance + 2 + noun,
            _ => distance + over + 2 * noun + RIGHT,
        }
    }

    /// Whether an event is one that somebody is charged with.
    fn is_charge(&self, predicate: &Predicate<'_>) -> bool {
        let before = self.predicates.partition_point(|other| other.at < predicate.at);
        let behind = self.predicates[..before].iter().rev().take(REACH);
        let mut near = behind.take_while(|other| other.at + CHARGE > predicate.at);
        predicate.how == How::Noun && near.any(|other| other.word.legal)
    }

    fn opens(&self, words: &Range<usize>) -> bool {
        let before = self.sentence.start..words.start;
        self.page.words[before].iter().all(|word| word.has(Flags::PREPOSITION.or(Flags::ADVERB)))
    }

    fn hurdles_between(&self, from: usize, to: usize) -> u32 {
        let at = |index: usize| self.hurdles[index - self.sentence.start];
        at(to).saturating_sub(at(from))
    }

    /// Whether the date is that of the speech: `said on Monday that …`, `yesterday X said …`.
    fn speech_between(&self, words: &Range<usize>, predicate: &Predicate<'_>) -> bool {
        let next = self.cues.partition_point(|&cue| cue < words.end);
        let ahead = self.cues.get(next).is_some_and(|&cue| cue < predicate.at);
        let behind = next.checked_sub(1).is_some_and(|last| {
            let between = self.cues[last] + 1..words.start;
            between.len() <= REACH
                && !between.contains(&predicate.at)
                && between
                    .into_iter()
                    .all(|at| self.page.has(at, Flags::PREPOSITION.or(Flags::ADVERB)))
        });
        ahead || behind
    }
}

/// What a word, and the one behind it, put between a date and its event.
fn hurdle(word: &Word, next: Option<&Word>) -> u32 {
    let turns = Flags::RELATIVE.or(Flags::COMPLEMENTIZER).or(Flags::SUBORDINATOR);
    let opens = turns.or(Flags::CONJUNCTION).or(Flags::PREPOSITION);
    match word.mark {
        Mark::Comma if next.is_some_and(|next| next.has(opens) || next.tag != Tag::Plain) => COMMA,
        Mark::Comma => LIST,
        Mark::Colon | Mark::Semicolon | Mark::Dash | Mark::Quote | Mark::Stop => TURN,
        Mark::Word if word.timex().is_some() || word.mention().is_some() => 0,
        Mark::Word if word.has(turns) && !word.has(Flags::DETERMINER) => TURN,
        Mark::Word if word.has(Flags::CONJUNCTION) => AND,
        _ => 0,
    }
}
