//! When and where an event is said to happen: the nearest date and place of its clause, else of
//! its sentence.

use std::ops::Range;

use tidings_model::{Label, TimexType};

use super::flags::Flags;
use super::page::Page;

/// Dates and places further away, in words, belong to something else.
const FAR: usize = 40;

/// Indices into the article's timexes and mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Circumstances {
    pub(super) time: Option<u32>,
    pub(super) period: Option<u32>,
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
            let places = (from..to).filter_map(|at| Some((at.abs_diff(head), fits(at)?)));
            places.min().map(|(_, index)| index)
        };
        within(clause).or_else(|| within(&sentence))
    };
    Circumstances {
        time: nearest(&|at| time(page, at)),
        period: nearest(&|at| period(page, at)),
        place: nearest(&|at| place(page, at)),
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
    let timex = page.words[at].timex();
    let before = page.words[..at].iter().rev().take_while(|word| word.timex() == timex).count();
    at.checked_sub(before + 1).is_some_and(|before| page.has(before, Flags::BOUND))
}

/// The mention at a word, if it is a place.
pub(super) fn place(page: &Page<'_>, at: usize) -> Option<u32> {
    let mention = page.mention(at)?;
    let place = mention.label == Label::Loc && mention.kind.as_deref() != Some("nationality");
    page.words[at].mention().filter(|_| place).map(|index| index as u32)
}
