//! Times of day: `21:35`, `10.45pm`, `12:00 UTC Monday`, `Tuesday evening`, `Sunday midnight`.

use tidings_model::Reference;

use super::lexicon::{Half, Link, Zone};
use super::reader::{Found, Reader};
use super::value::Meaning;
use crate::atoms::{Gap, Shape};

/// A time of day in digits at an atom: its value (`T21:35`, `T12:00Z`) and its end.
fn clock_at(reader: &Reader<'_>, i: usize) -> Option<(String, usize)> {
    let atoms = reader.atoms;
    let hour = atoms.number(i).filter(|_| atoms.width(i) <= 2)?;
    let (minute, second, end) = match minutes(reader, i + 1, ':') {
        Some((minute, end)) => match minutes(reader, end, ':') {
            Some((second, end)) => (Some(minute), Some(second), end),
            None => (Some(minute), None, end),
        },
        None => match minutes(reader, i + 1, '.') {
            Some((minute, end)) if half_at(reader, end).is_some() => (Some(minute), None, end),
            _ => (None, None, i + 1),
        },
    };
    let half = half_at(reader, end);
    let end = half.map_or(end, |(_, end)| end);
    let hour = match half {
        Some((half, _)) => {
            Some(hour).filter(|hour| (1..=12).contains(hour)).map(|h| match half {
                Half::Am => h % 12,
                Half::Pm => h % 12 + 12,
            })?
        }
        None => Some(hour).filter(|hour| *hour <= 24 && minute.is_some())?,
    };
    let broken = atoms.at(end).gap == Gap::None
        && (atoms.at(end).shape == Shape::Digits
            || atoms.is_one_of(end, &[':', '%'])
            || atoms.at(end).is_word() && atoms.text(end) != "Z");
    if broken {
        return None;
    }
    let (zone, end) = zone_at(reader, end);
    let seconds = second.map_or(String::new(), |second| format!(":{second:02}"));
    Some((format!("T{hour:02}:{:02}{seconds}{zone}", minute.unwrap_or(0)), end))
}

fn minutes(reader: &Reader<'_>, i: usize, mark: char) -> Option<(i32, usize)> {
    let atoms = reader.atoms;
    let glued = atoms.is_glued_mark(i, mark) && atoms.at(i + 1).gap == Gap::None;
    let two = atoms.number(i + 1).filter(|n| *n < 60 && atoms.width(i + 1) == 2 && glued)?;
    Some((two, i + 2))
}

fn half_at(reader: &Reader<'_>, i: usize) -> Option<(Half, usize)> {
    let (half, end) = reader.lexicon.halves.longest(reader.atoms, i)?;
    let near = reader.atoms.at(i).gap <= Gap::Space;
    let whole = reader.atoms.at(end).gap != Gap::None || reader.atoms.at(end).shape == Shape::Mark;
    (near && whole).then_some((*half, end))
}

/// The zone after a clock: `Z` for Universal Time, nothing for others; the end.
fn zone_at(reader: &Reader<'_>, i: usize) -> (&'static str, usize) {
    match reader.lexicon.zones.longest(reader.atoms, i) {
        Some((Zone::Utc, end)) if reader.atoms.continues(i) => ("Z", end),
        Some((Zone::Other, end)) if reader.atoms.continues(i) => ("", end),
        _ if reader.atoms.text(i) == "Z" && reader.atoms.at(i).gap == Gap::None => ("Z", i + 1),
        _ => ("", i),
    }
}

/// `0401 GMT`: four digits before the name of Universal Time.
fn military(reader: &Reader<'_>, i: usize) -> Option<(String, usize)> {
    let number = reader.atoms.number(i).filter(|_| reader.atoms.width(i) == 4)?;
    let (hour, minute) = (number / 100, number % 100);
    let (zone, end) = zone_at(reader, i + 1);
    let valid = hour < 24 && minute < 60 && end > i + 1;
    valid.then(|| (format!("T{hour:02}:{minute:02}{zone}"), end))
}

/// A time of day that stands before its day or alone: `12:00 UTC Monday`, `5pm`, `midnight`.
pub(super) fn time_first(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let digits = reader.atoms.at(i).shape == Shape::Digits && reader.stands_alone(i);
    let (clock, end) = match digits {
        true => clock_at(reader, i).or_else(|| military(reader, i))?,
        false => day_part(reader, i)?,
    };
    let at = reader.past(reader.past_mark(end, ','), Link::On);
    let at = if digits { at } else { reader.past(end, Link::On) };
    let day = reader.plain(at).filter(|day| reader.atoms.continues(at) && day.clock.is_empty());
    if let Some(day) = day.filter(is_day) {
        return Some(Found { clock, ..Found::new(i, day.end, day.meaning) });
    }
    let that_day = Meaning::Follows(Reference::Day(0));
    Some(Found { clock, ..Found::new(i, end, that_day) })
}

/// `the morning`, `midnight`, where they name a time of a day spoken of.
fn day_part(reader: &Reader<'_>, i: usize) -> Option<(String, usize)> {
    let (clock, end) = reader.lexicon.day_parts.longest(reader.atoms, i)?;
    let exact = clock.starts_with("T1") || clock.starts_with("T2");
    let single = !reader.atoms.text(i).ends_with('s');
    let placed = exact && reader.atoms.at(i).shape == Shape::Lower
        || reader.follows(i, Link::In)
        || reader.follows(i, Link::At) && reader.plain(reader.past(end, Link::On)).is_some()
        || reader.is(end, Link::Of) && reader.plain(end + 1).is_some();
    let of = reader.past(end, Link::Of);
    (placed && single).then(|| (clock.clone(), if exact { end } else { of.max(end) }))
}

fn is_day(found: &Found) -> bool {
    match &found.meaning {
        Meaning::Known(known) => known.from == known.to,
        Meaning::Hangs(reference) | Meaning::Follows(reference) => matches!(
            reference,
            Reference::Day(_)
                | Reference::Weekday { .. }
                | Reference::WeekdayOf { .. }
                | Reference::MonthDay { day: Some(_), .. }
                | Reference::MonthOf { day: Some(_), .. }
                | Reference::DayOf { .. }
                | Reference::DayOfMonth { .. }
        ),
        _ => false,
    }
}

/// The same expression with the time of day that follows its day: `Friday morning`, `16/06/2021
/// 21:35`, `Tuesday at 5pm`.
pub(super) fn time_after(reader: &Reader<'_>, found: Found) -> Found {
    if !is_day(&found) || !found.clock.is_empty() || !reader.atoms.continues(found.end) {
        return found;
    }
    if let Some((clock, end)) = reader.lexicon.day_parts.longest(reader.atoms, found.end) {
        let clock = clock.clone();
        return Found { clock, end, ..found };
    }
    let comma = reader.past_mark(found.end, ',');
    let at = reader.past(comma, Link::At);
    // ISO 8601 joins day and time by a T, which digits follow.
    let iso = usize::from(reader.atoms.text(at) == "T" && reader.atoms.at(at).gap == Gap::None);
    let near = reader.atoms.at(at).gap <= Gap::Space && reader.atoms.continues(at);
    match clock_at(reader, at + iso).filter(|_| near) {
        Some((clock, end)) => Found { clock, end, ..found },
        None => found,
    }
}
