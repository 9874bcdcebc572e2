//! Names in which a known name is a part.

use super::page::{Page, Sentence, Shape, Style};
use super::persons;
use super::phrases::{EntryId, Longest};
use super::runs;
use super::traits::Traits;

/// Where `Eastern Ukraine` ends.
pub(super) fn with_compass(
    page: &Page<'_>,
    sentence: &Sentence,
    at: usize,
    known: &Longest<'_>,
) -> Option<usize> {
    let word = &page.words[at];
    if !word.is(Traits::COMPASS) || !word.is_capital() || sentence.style == Style::Capitals {
        return None;
    }
    let next = page.longest(at + 1, sentence.words.end);
    let entry = page.lexicon.entry(*next.names.first()?);
    let place = entry.label == tidings_model::Label::Loc && next.name_len >= known.name_len;
    place.then_some(at + 1 + next.name_len)
}

/// Where `Indian Supreme Court` ends, a nation before a body that many nations have, and what that
/// body is.
pub(super) fn body_of_nation<'p>(
    page: &Page<'p>,
    sentence: &Sentence,
    at: usize,
    known: &Longest<'_>,
) -> Option<(usize, &'p [EntryId])> {
    let nation = page.lexicon.entry(*known.names.first()?);
    if sentence.style != Style::Plain || !matches!(nation.kind.as_str(), "nationality" | "country")
    {
        return None;
    }
    let next = page.longest(at + known.name_len, sentence.words.end);
    let body = page.lexicon.entry(*next.names.first()?);
    let bodies = ["agency", "court", "parliament", "force", "ngo"];
    let fits = next.name_len > 1 && bodies.contains(&body.kind.as_str());
    fits.then_some((at + known.name_len + next.name_len, next.names))
}

/// Where `Kyoto Animation` ends: a place before capitalised words that are nothing else.
pub(super) fn of_place(
    page: &Page<'_>,
    sentence: &Sentence,
    at: usize,
    known: &Longest<'_>,
) -> Option<usize> {
    let place = page.lexicon.entry(*known.names.first()?);
    let end = sentence.words.end;
    let behind = at + known.name_len;
    let next = page.get(behind).filter(|next| behind < end && next.is_capital())?;
    let person = next.is(Traits::GIVEN.and(Traits::SURNAME)) || persons::begins(page, behind, end);
    if sentence.style != Style::Plain
        || !matches!(place.kind.as_str(), "country" | "city")
        || person
        || next.is(Traits::NEVER)
        || next.shape == Shape::Initial
        || runs::is_head(page, sentence, at)
        || runs::breaks(page, sentence, behind)
    {
        return None;
    }
    let run = runs::at(page, sentence, behind);
    let last = &page.words[run.end - 1];
    (run.len() < 4 && last.is_capital() && !last.is(Traits::NEVER)).then_some(run.end)
}

/// Where the name of a company ends that ends at `end`, or goes on with `, Inc.`
pub(super) fn with_suffix(page: &Page<'_>, end: usize, limit: usize) -> usize {
    let comma = page.get(end).filter(|word| end + 1 < limit && word.text == ",");
    let suffix = page.get(end + 1).filter(|_| comma.is_some());
    if suffix.is_some_and(|word| word.is(Traits::COMPANY_END)) { end + 2 } else { end }
}

/// The country that a body belongs to: `Spain's Interior Ministry`, `the Spanish parliament`.
pub(super) fn nation_of<'p>(page: &Page<'p>, start: usize) -> Option<&'p str> {
    let country = |at: usize, len: usize| {
        let known = page.longest(at, at + len);
        let entry = page.lexicon.entry(*known.names.first().filter(|_| known.name_len == len)?);
        let nation = matches!(entry.kind.as_str(), "nationality" | "country");
        entry.country.as_deref().filter(|_| nation)
    };
    let within = page.longest(start, start + 3).names.first().map(|id| page.lexicon.entry(*id));
    let within = within.filter(|entry| entry.kind == "nationality" || entry.kind == "country");
    if let Some(name) = within.and_then(|entry| entry.country.as_deref()) {
        return Some(name);
    }
    let owned = start.checked_sub(1).is_some_and(|at| matches!(page.words[at].text, "'s" | "’s"));
    let end = start - usize::from(owned);
    (1..=3).filter(|len| *len <= end).find_map(|len| country(end - len, len))
}
