//! Organisations, places and events that are built of known words: `Defence Ministry`, `Bank of X`.

use std::ops::Range;

use tidings_model::Label;

use super::page::{Page, Sentence, Shape};
use super::phrases::Longest;
use super::traits::Traits;

/// No such name has more words.
const LONGEST: usize = 12;

/// A name that begins at the word asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    /// How many words it has.
    pub(super) len: usize,
    pub(super) label: Label,
    pub(super) kind: Option<&'static str>,
}

/// The longest name of this sort at a word.
pub(super) fn at(
    page: &Page<'_>,
    sentence: &Sentence,
    at: usize,
    known: &Longest<'_>,
) -> Option<Pattern> {
    let limit = sentence.words.end.min(at + LONGEST);
    let first = &page.words[at];
    if first.text == "The"
        || is_function_word(page, at)
        || (at == sentence.words.start && first.is(Traits::COMPASS))
    {
        return None;
    }
    let by_end = by_last_word(page, at, limit);
    let by_head = by_first_word(page, at, limit);
    let best = [by_end, by_head].into_iter().flatten().max_by_key(|pattern| pattern.len)?;
    let longer = best.len > known.name_len;
    longer.then_some(best)
}

/// Words such as `The` and `Meanwhile` begin a sentence, not a name.
fn is_function_word(page: &Page<'_>, at: usize) -> bool {
    let word = &page.words[at];
    let start = at.checked_sub(1).is_none_or(|before| page.words[before].shape == Shape::Mark);
    start && page.is_common(word) && !word.is(Traits::ORGANISATION_HEAD.and(Traits::PLACE_HEAD))
}

/// `Labour Party`, `Food and Agriculture Organization`, `Barents Sea`, `Nobel Prize`.
fn by_last_word(page: &Page<'_>, at: usize, limit: usize) -> Option<Pattern> {
    let mut found = None;
    let mut next = at;
    while next < limit {
        let word = &page.words[next];
        if !word.is_capital() && !inner(page, at, next, limit) {
            break;
        }
        if next > at && page.longest(next, limit).title_len > 0 && !ends_name(word.traits) {
            break;
        }
        if next > at && ends_name(word.traits) {
            found = class_of_end(word.traits).map(|(label, kind)| {
                let len = next + 1 - at;
                Pattern { len, label, kind }
            });
        }
        next += 1;
    }
    let pattern = found?;
    if pattern.label != Label::Org {
        return Some(pattern);
    }
    let last = &page.words[at + pattern.len - 1];
    let len = if last.is(Traits::ORGANISATION_HEAD) {
        of_part(page, at + pattern.len, limit).map_or(pattern.len, |end| end - at)
    } else {
        pattern.len
    };
    Some(Pattern { len, ..pattern })
}

fn ends_name(traits: Traits) -> bool {
    traits.any(Traits::ORGANISATION_END.and(Traits::PLACE_END).and(Traits::EVENT_END))
}

fn class_of_end(traits: Traits) -> Option<(Label, Option<&'static str>)> {
    if traits.any(Traits::ORGANISATION_END) {
        Some((Label::Org, None))
    } else if traits.any(Traits::PLACE_END) {
        Some((Label::Loc, None))
    } else if traits.any(Traits::EVENT_END) {
        Some((Label::Misc, Some("event")))
    } else {
        None
    }
}

/// `and`, `&` or a hyphen between words none of which is a name by itself.
fn inner(page: &Page<'_>, at: usize, mark: usize, limit: usize) -> bool {
    let word = &page.words[mark];
    let next = page.get(mark + 1).filter(|next| mark + 1 < limit && next.is_capital());
    let Some(next) = next else { return false };
    match word.text {
        "-" => mark > at && word.glued && next.glued,
        "&" => mark > at,
        "'" | "’" if !word.glued || next.glued => false,
        "'s" | "’s" | "'" | "’" => mark > at && page.is_common(&page.words[mark - 1]),
        "and" => {
            mark > at
                && (at..mark + 2).all(|i| {
                    i == mark || page.is_common(&page.words[i]) || page.words[i].text == ","
                })
        }
        _ => false,
    }
}

/// `Ministry of Foreign Affairs`, `Mount Hermon`, `Operation Sunrise`.
fn by_first_word(page: &Page<'_>, at: usize, limit: usize) -> Option<Pattern> {
    let word = &page.words[at];
    let next = page.get(at + 1).filter(|_| at + 1 < limit)?;
    if word.is(Traits::ORGANISATION_HEAD)
        && let Some(end) = of_part(page, at + 1, limit)
    {
        return Some(Pattern { len: end - at, label: Label::Org, kind: None });
    }
    let named = next.is_capital() && !next.is(Traits::NEVER) && next.shape != Shape::Initial;
    if word.is(Traits::PLACE_HEAD) {
        let end = if named { Some(at + 2) } else { of_part(page, at + 1, limit) };
        return end.map(|end| Pattern { len: end - at, label: Label::Loc, kind: None });
    }
    let event = word.is(Traits::EVENT_HEAD) && named;
    event.then(|| {
        let end = capitals(page, at + 1, limit);
        Pattern { len: end - at, label: Label::Misc, kind: Some("event") }
    })
}

/// Where `of the X and Y` ends, if it begins here.
fn of_part(page: &Page<'_>, at: usize, limit: usize) -> Option<usize> {
    let of = page.get(at).filter(|_| at < limit)?;
    if !matches!(of.text, "of" | "for" | "on" | "against") {
        return None;
    }
    let the = page.get(at + 1).is_some_and(|word| word.text == "the");
    let first = at + 1 + usize::from(the);
    let end = capitals(page, first, limit);
    if end == first {
        return None;
    }
    Some(and_part(page, first..end, limit).unwrap_or(end))
}

/// Where `and Y` ends behind `of X`, if neither is a name by itself.
fn and_part(page: &Page<'_>, part: Range<usize>, limit: usize) -> Option<usize> {
    page.get(part.end).filter(|word| matches!(word.text, "and" | "&"))?;
    let end = capitals(page, part.end + 1, limit);
    let named = |at: usize| {
        let word = &page.words[at];
        word.is(Traits::GIVEN.and(Traits::SURNAME)) || page.longest(at, limit).name_len > 0
    };
    let plain = end > part.end + 1 && !named(part.end - 1) && !(part.end + 1..end).any(named);
    plain.then_some(end)
}

/// Where a run of capitalised words ends.
fn capitals(page: &Page<'_>, start: usize, limit: usize) -> usize {
    let mut at = start;
    while at < limit && page.words[at].is_capital() {
        let title = at > start && page.longest(at, limit).title_len > 0;
        if title {
            break;
        }
        at += 1;
    }
    at
}
