//! Noun phrases beside a verb: who speaks, who acts, to whom it happens.

use std::ops::Range;

use tidings_model::Label;

use super::flags::Flags;
use super::groups::is_manner;
use super::page::{Mark, Page, Tag};
use super::tags::is_possessive;

/// No noun phrase is longer, in words.
const LONGEST: usize = 30;

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Its words, without what stands before it in its clause.
    pub(super) words: Range<usize>,
    /// Where the clause begins that it is the subject of, adverbials included.
    pub(super) edge: usize,
}

impl Phrase {
    /// The phrase made of just these words.
    pub(super) fn of(words: Range<usize>) -> Self {
        Self { edge: words.start, words }
    }

    /// The phrase that ends before `end`, or before what is put in between there: an adverb, a
    /// date, a relative clause, an apposition.
    pub(super) fn before(page: &Page<'_>, floor: usize, end: usize) -> Option<Self> {
        let end = skip_back(page, floor, end)?;
        let edge = reach_back(page, floor, end);
        let start = strip(page, edge, end)?;
        Some(Self { words: start..end, edge })
    }

    /// The phrase that begins at `start`.
    pub(super) fn after(page: &Page<'_>, start: usize, ceiling: usize) -> Option<Self> {
        let end = reach_on(page, start, ceiling.min(start + LONGEST));
        (end > start).then(|| Self::of(start..end))
    }

    /// Its last word before whatever hangs on it from behind: `officials` of `officials in Moscow`.
    pub(super) fn head(&self, page: &Page<'_>) -> usize {
        let inner = self.words.start + 1..self.words.end;
        let stop = inner.into_iter().find(|&at| {
            let word = &page.words[at];
            let joined = word.mention().is_some() && word.mention() == page.words[at - 1].mention();
            let hangs = word.has(Flags::PREPOSITION.or(Flags::RELATIVE)) || word.tag != Tag::Plain;
            let mark = !matches!(word.mark, Mark::Word | Mark::Hyphen | Mark::Quote);
            !joined && (hangs || mark)
        });
        let end = stop.unwrap_or(self.words.end);
        // `a source close to the ministry` is a source.
        let noun = |at: usize| {
            let word = &page.words[at];
            word.is_word() && !(at > self.words.start && word.has(Flags::KNOWING))
        };
        let bare = (self.words.start..end).rev().find(|&at| noun(at));
        bare.unwrap_or(self.words.start)
    }

    /// The words of the person it names, if that person is its head.
    pub(super) fn person(&self, page: &Page<'_>) -> Option<Range<usize>> {
        let mut at = self.words.start;
        while at < self.words.end {
            let here = mention_range(page, at, self.words.end);
            match page.mention(at).filter(|mention| mention.label == Label::Per) {
                Some(_) if self.is_head(page, &here) => return Some(here),
                _ => at = here.end,
            }
        }
        None
    }

    /// Whether a name in it is not just part of a description: `spokesman for Mr X`, `X's aide`.
    fn is_head(&self, page: &Page<'_>, name: &Range<usize>) -> bool {
        if page.words.get(name.end).is_some() && is_possessive(page, name.end) {
            return false;
        }
        let qualifies = |at: usize| {
            let word = &page.words[at];
            let nation = page
                .mention(at)
                .is_some_and(|mention| matches!(mention.label, Label::Misc | Label::Loc));
            word.has(Flags::TITLE.or(Flags::OFFICE).or(Flags::PERSON_ROLE)) || nation
        };
        let behind = (self.words.start..name.start).rev().find(|&at| !qualifies(at));
        !behind.is_some_and(|at| page.has(at, Flags::PREPOSITION))
    }
}

/// The words of the mention that a word is part of, cut at `end`; the word alone if it is in none.
pub(super) fn mention_range(page: &Page<'_>, at: usize, end: usize) -> Range<usize> {
    let mention = page.words[at].mention();
    let more = page.words[at..end.max(at + 1)]
        .iter()
        .take_while(|word| mention.is_some() && word.mention() == mention)
        .count();
    at..at + more.max(1)
}

/// Where a phrase ends that something may be put behind, before the verb.
fn skip_back(page: &Page<'_>, floor: usize, end: usize) -> Option<usize> {
    let mut end = end;
    for _ in 0..LONGEST {
        let last = end.checked_sub(1).filter(|&last| last >= floor)?;
        let word = &page.words[last];
        if word.timex().is_some() {
            end = before_timex(page, floor, last);
        } else if word.has(Flags::ADVERB) && word.mention().is_none() || is_manner(page, last) {
            end = last;
        } else if word.mark == Mark::Comma {
            end = before_insertion(page, floor, last)?;
        } else if word.mark == Mark::Close {
            end = before_bracket(page, floor, last)?;
        } else {
            return Some(end);
        }
    }
    None
}

/// Where a date begins that a word is part of, with its preposition.
fn before_timex(page: &Page<'_>, floor: usize, at: usize) -> usize {
    let timex = page.words[at].timex();
    let same = page.words[floor..=at].iter().rev().take_while(|word| word.timex() == timex).count();
    let start = at + 1 - same;
    let preposition = start > floor && page.has(start - 1, Flags::PREPOSITION);
    if preposition { start - 1 } else { start }
}

/// Where something put in between two commas begins, the second comma being at `comma`.
fn before_insertion(page: &Page<'_>, floor: usize, comma: usize) -> Option<usize> {
    let from = floor.max(comma.saturating_sub(LONGEST));
    let open = (from..comma).rev().find(|&at| page.words[at].mark == Mark::Comma)?;
    let inside = open + 1..comma;
    let first = page.words.get(inside.start)?;
    let behind = open.checked_sub(1).filter(|&at| at >= floor).map(|at| &page.words[at])?;
    let relative = first.has(Flags::RELATIVE);
    let verbless = page.words[inside.clone()].iter().all(|word| word.tag != Tag::Verb);
    let starts = Flags::DETERMINER.or(Flags::POSSESSIVE).or(Flags::ROLE).or(Flags::TITLE);
    let counts = first.number || first.quantity().is_some();
    let names = first.has(starts) || first.capital || counts || first.tag == Tag::Gerund;
    let aside = first.has(Flags::PREPOSITION) && inside.len() <= 8;
    let cites = first.tag == Tag::Gerund && first.has(Flags::QUOTER);
    let fits = relative || cites || verbless && (names || aside);
    (behind.is_word() && behind.tag == Tag::Plain && fits).then_some(open)
}

fn before_bracket(page: &Page<'_>, floor: usize, close: usize) -> Option<usize> {
    let from = floor.max(close.saturating_sub(LONGEST));
    (from..close).rev().find(|&at| page.words[at].mark == Mark::Open)
}

/// Where a phrase may begin at the earliest, going back from its end.
fn reach_back(page: &Page<'_>, floor: usize, end: usize) -> usize {
    let floor = floor.max(end.saturating_sub(LONGEST));
    let mut at = end;
    let mut and = None;
    while at > floor {
        let word = &page.words[at - 1];
        let verb = match word.tag {
            Tag::Plain => false,
            Tag::Verb => true,
            Tag::Past => !page.has(at, Flags::PREPOSITION),
            Tag::Gerund => at < 2 || !page.words[at - 2].is_word(),
        };
        if verb {
            // `came home and said`: the conjunction joins verbs, so nothing before it belongs here.
            return and.unwrap_or(at);
        }
        let joins = word.has(Flags::CONJUNCTION) && !word.has(Flags::ADVERB);
        if joins {
            and = and.or(Some(at));
        }
        let breaks = Flags::RELATIVE.or(Flags::SUBORDINATOR).or(Flags::COMPLEMENTIZER);
        let hold = matches!(word.mark, Mark::Word | Mark::Hyphen)
            || word.mark == Mark::Quote && is_held(page, at - 1);
        let dated = word.timex().is_some() && !is_possessive_at(page, at);
        if !hold || dated || word.has(breaks) && word.mention().is_none() {
            break;
        }
        at -= 1;
    }
    at
}

/// Whether a quotation mark belongs to words held at arm's length within a phrase: `the "old" fort`,
/// not to a short utterance before it: `"We sail," | he said`.
fn is_held(page: &Page<'_>, at: usize) -> bool {
    let Some(quote) = page.words[at].quote().map(|index| &page.quotes[index]) else { return false };
    let last = quote.words.end.saturating_sub(2);
    let uttered = matches!(page.mark_at(last), Mark::Comma | Mark::Stop);
    !quote.speech && !uttered
}

fn is_possessive_at(page: &Page<'_>, at: usize) -> bool {
    at < page.words.len() && is_possessive(page, at)
}

/// Takes adverbs, conjunctions, dates and prepositional phrases off the front.
fn strip(page: &Page<'_>, edge: usize, end: usize) -> Option<usize> {
    let mut at = edge;
    // `since the storm the port` hangs on a word that may open a clause, but does not here.
    let doubtful = edge > 0
        && page.has(edge - 1, Flags::PREPOSITION)
        && page.has(edge - 1, Flags::SUBORDINATOR);
    if doubtful && let Some(start) = past_adverbial(page, edge - 1, end) {
        at = start;
    }
    while at < end {
        let word = &page.words[at];
        let light = word.has(Flags::ADVERB.or(Flags::CONJUNCTION)) && word.mention().is_none();
        if light || word.timex().is_some() && !is_possessive_at(page, at + 1) {
            at += 1;
        } else if word.has(Flags::PREPOSITION) && word.mention().is_none() {
            at = past_adverbial(page, at, end)?;
        } else {
            return Some(at);
        }
    }
    None
}

/// Where the subject begins behind a prepositional phrase: `in a statement | the ministry`.
fn past_adverbial(page: &Page<'_>, preposition: usize, end: usize) -> Option<usize> {
    (preposition + 2..end).find(|&at| {
        let (word, before) = (&page.words[at], &page.words[at - 1]);
        let begins = word.has(Flags::DETERMINER)
            || word.mention().is_some() && word.mention() != before.mention();
        let ended = before.mention().is_some() && word.mention() != before.mention();
        let ties = Flags::PREPOSITION.or(Flags::CONJUNCTION).or(Flags::DETERMINER);
        let tied = before.has(ties) || before.capital && before.mention().is_none();
        let goes_on = word.has(Flags::PREPOSITION.or(Flags::CONJUNCTION))
            || !word.is_word()
            || is_possessive(page, at);
        !tied && !goes_on && (begins || ended || before.timex().is_some())
    })
}

/// Where a phrase ends that begins at `start`.
fn reach_on(page: &Page<'_>, start: usize, ceiling: usize) -> usize {
    let mut at = start;
    let mut named = false;
    while at < ceiling.min(page.words.len()) {
        let word = &page.words[at];
        let inside = at > start
            && word.mention().is_some()
            && word.mention() == page.words[at - 1].mention();
        if !inside && ends_phrase(page, start, at, named) {
            break;
        }
        named |= page.mention(at).is_some_and(|mention| mention.label == Label::Per);
        at += 1;
    }
    trim(page, start, at)
}

fn ends_phrase(page: &Page<'_>, start: usize, at: usize, named: bool) -> bool {
    let word = &page.words[at];
    if !matches!(word.mark, Mark::Word | Mark::Hyphen) || word.tag != Tag::Plain {
        return true;
    }
    let breaks = Flags::RELATIVE.or(Flags::COMPLEMENTIZER);
    let clause = word.has(breaks) && !(at == start && word.has(Flags::DETERMINER));
    let preposition = word.has(Flags::PREPOSITION) && !ties(page, at, named);
    let conjunction = word.has(Flags::CONJUNCTION) && !joins_names(page, at);
    let subordinate = word.has(Flags::SUBORDINATOR) && !word.has(Flags::PREPOSITION);
    if clause || preposition || conjunction || subordinate || word.timex().is_some() {
        return true;
    }
    if word.has(Flags::INFINITIVE) && !ties(page, at, named) {
        return true;
    }
    let behind = at > start && !tied(page, at - 1);
    let anew = Flags::DETERMINER.or(Flags::PRONOUN).or(Flags::FIRST_PERSON).or(Flags::POSSESSIVE);
    let after_pronoun = at > start && page.has(at - 1, Flags::PRONOUN) && at - 1 == start;
    behind && word.has(anew) || after_pronoun && !is_possessive(page, at)
}

/// Whether a word asks for another noun behind it.
fn tied(page: &Page<'_>, at: usize) -> bool {
    page.has(at, Flags::PREPOSITION.or(Flags::CONJUNCTION).or(Flags::DETERMINER))
}

/// Whether a preposition hangs a description on a noun: `a spokesman for the ministry`.
fn ties(page: &Page<'_>, at: usize, named: bool) -> bool {
    let knows = at > 0 && page.has(at - 1, Flags::KNOWING) && page.has(at, Flags::PREPOSITION);
    let close = page.has(at, Flags::ATTACHING) || knows;
    let placed = page.has(at, Flags::PLACING)
        && (page.mention(at + 1).is_some() || page.mention(at + 2).is_some());
    !named && (close || placed)
}

fn joins_names(page: &Page<'_>, at: usize) -> bool {
    let next = page.words.get(at + 1);
    let noun = next.is_some_and(|next| {
        next.capital
            || next.mention().is_some()
            || next.has(Flags::ROLE.or(Flags::PEOPLE)) && next.tag == Tag::Plain
    });
    let verb = (at + 1..at + 7)
        .map_while(|at| page.words.get(at).filter(|word| word.is_word()))
        .any(|word| word.tag == Tag::Verb);
    noun && !verb
}

/// Takes words off the end that ask for more.
fn trim(page: &Page<'_>, start: usize, end: usize) -> usize {
    let open = |at: usize| {
        let word = &page.words[at];
        let stands = word.mention().is_some() || word.has(Flags::PRONOUN.or(Flags::PEOPLE));
        tied(page, at) && !stands || !word.is_word()
    };
    let kept = (start..end).rev().find(|&at| !open(at));
    kept.map_or(start, |at| at + 1)
}
