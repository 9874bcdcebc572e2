//! What recurs: `every Tuesday`, `Mondays`, `every two weeks`, `each morning`, `twice a week`.

use tidings_model::TimexType;

use super::length::count_at;
use super::lexicon::Link;
use super::reader::{Found, Reader};
use super::value::{Meaning, length_value};

/// The codes of seasons in TIMEX3 values.
const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

fn set(first: usize, end: usize, value: String) -> Found {
    Found::new(first, end, Meaning::Fixed(TimexType::Set, value))
}

/// `every Tuesday`, `every two weeks`, `each morning`, `every June`.
pub(super) fn each(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let at = i + 1;
    if !reader.is(i, Link::Each) || !reader.atoms.continues(at) {
        return None;
    }
    let word = reader.word(at);
    if let Some(day) = word.weekday {
        let part = reader.lexicon.day_parts.longest(reader.atoms, at + 1);
        let part = part.filter(|_| reader.atoms.continues(at + 1));
        let (clock, end) = part.map_or(("", at + 1), |(clock, end)| (clock.as_str(), end));
        return Some(set(i, end, format!("XXXX-WXX-{day}{clock}")));
    }
    if let Some(month) = word.month.filter(|_| reader.atoms.at(at).is_name()) {
        return Some(set(i, at + 1, format!("XXXX-{month:02}")));
    }
    if let Some(season) = word.season {
        return Some(set(i, at + 1, format!("XXXX-{}", SEASONS[usize::from(season) % 4])));
    }
    if let Some((clock, end)) = reader.lexicon.day_parts.longest(reader.atoms, at) {
        return Some(set(i, end, format!("XXXX-XX-XX{clock}")));
    }
    let (count, unit, end) = count_at(reader, at)?;
    Some(set(i, end, length_value(count, unit)))
}

/// `Mondays`, but not `Monday's`.
pub(super) fn weekdays(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let day = reader.word(i).weekday?;
    let plural = reader.atoms.text(i).to_ascii_lowercase().ends_with("days");
    plural.then(|| set(i, i + 1, format!("XXXX-WXX-{day}")))
}

/// `twice a week`, `three times a year`.
pub(super) fn times(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let at = match reader.is(i, Link::Once) {
        true => i + 1,
        // One word or one run of digits: `three times`, `12 times`.
        false if reader.is(i + 1, Link::Times) => {
            let count = reader.lexicon.numbers.cardinal(reader.atoms, i).ok()?;
            (count.end == i + 1).then_some(i + 2)?
        }
        false => return None,
    };
    let unit_at = at + 1;
    let per = reader.is(at, Link::A) || reader.is(at, Link::Each);
    let unit = reader.word(unit_at).unit.filter(|_| per && reader.atoms.continues(unit_at))?;
    let single = !reader.atoms.text(unit_at).ends_with('s');
    single.then(|| set(i, unit_at + 1, length_value(Some(1.0), unit)))
}
