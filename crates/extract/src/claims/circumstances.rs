//! When and where an event is said to happen: the nearest date and place of its clause, else of
//! its sentence.

use std::ops::Range;

use tidings_model::{Bound, Label, TimexType};

use super::flags::Flags;
use super::page::{Mark, Page};

/// Dates and places further away, in words, belong to something else.
const FAR: usize = 40;

/// Indices into the article's timexes and mentions, and which end of its period a claim has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Circumstances {
    pub(super) time: Option<u32>,
    pub(super) period: Option<u32>,
    pub(super) bound: Option<Bound>,
    pub(super) place: Option<u32>,
}

/// The circumstances of an event whose word stands at `head` of a clause.
pub(super) fn of(
    page: &Page<'_>,
    clause: &Range<usize>,
    head: usize,
    sentence: usize,
) -> Circumstances {
    let here = &page.sentences[sentence];
    if !here.circumstances {
        return Circumstances::default();
    }
    let sentence = here.words.clone();
    let nearest = |fits: &dyn Fn(usize) -> Option<u32>| {
        let within = |words: &Range<usize>| {
            let from = words.start.max(head.saturating_sub(FAR));
            let to = words.end.min(head + FAR);
            let places = (from..to).filter_map(|at| Some((at.abs_diff(head), fits(at)?, at)));
            places.min().map(|(_, index, at)| (index, at))
        };
        within(clause).or_else(|| within(&sentence))
    };
    let index = |found: Option<(u32, usize)>| found.map(|(index, _)| index);
    let period = nearest(&|at| period(page, at));
    Circumstances {
        time: index(nearest(&|at| time(page, at))),
        period: index(period),
        bound: period.and_then(|(_, at)| end_of_period(page, at)),
        place: index(nearest(&|at| place(page, at))).map(|place| seat(page, place)),
    }
}

/// The timex at a word, if it says when.
pub(super) fn time(page: &Page<'_>, at: usize) -> Option<u32> {
    let dated = matches!(page.timex(at)?.kind, TimexType::Date | TimexType::Time);
    let says = dated && !is_bound(page, at);
    page.words[at].timex().filter(|_| says).map(|index| index as u32)
}

/// The timex at a word, if it is a stretch of time with an end or a beginning.
fn period(page: &Page<'_>, at: usize) -> Option<u32> {
    let stretch = page.timex(at)?.kind == TimexType::Duration || is_bound(page, at);
    page.words[at].timex().filter(|_| stretch).map(|index| index as u32)
}

/// Whether a time only ends the count: `confirmed dead by noon on Thursday` tells no day of death.
fn is_bound(page: &Page<'_>, at: usize) -> bool {
    before_timex(page, at).is_some_and(|before| page.has(before, Flags::BOUND))
}

/// Which end of its period a timex is; none where it is the whole.
fn end_of_period(page: &Page<'_>, at: usize) -> Option<Bound> {
    let before = before_timex(page, at).filter(|&before| page.has(before, Flags::BOUND))?;
    let whole = page.timex(at)?.kind == TimexType::Duration;
    let end = if page.has(before, Flags::BEGINNING) { Bound::From } else { Bound::To };
    (!whole).then_some(end)
}

/// The word before the timex at a word.
fn before_timex(page: &Page<'_>, at: usize) -> Option<usize> {
    let timex = page.words[at].timex();
    let same = page.words[..at].iter().rev().take_while(|word| word.timex() == timex).count();
    at.checked_sub(same + 1)
}

/// The city that a wider place is named behind: `Port Vale` of `in Port Vale, Norland`.
fn seat(page: &Page<'_>, wider: u32) -> u32 {
    let words = page.words_in(page.doc.mentions[wider as usize].span);
    let comma = words.start.checked_sub(1).filter(|&at| page.mark_at(at) == Mark::Comma);
    let before = comma.and_then(|at| at.checked_sub(1));
    let city = before.filter(|&at| {
        let kind = |at| page.mention(at).and_then(|mention| mention.kind.as_deref());
        kind(at) == Some("city") && kind(words.start) != Some("city")
    });
    city.and_then(|at| place(page, at)).unwrap_or(wider)
}

/// The mention at a word, if it is a place.
pub(super) fn place(page: &Page<'_>, at: usize) -> Option<u32> {
    let mention = page.mention(at)?;
    let place = mention.label == Label::Loc && mention.kind.as_deref() != Some("nationality");
    page.words[at].mention().filter(|_| place).map(|index| index as u32)
}
