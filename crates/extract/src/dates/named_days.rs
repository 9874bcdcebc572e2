//! Days by their names: `Christmas 2021`, `Independence Day of this year`, `Ramadan`, `9/11`.

use jiff::civil::Date;
use tidings_model::{Direction, Reference, TimexType};

use super::calendar::side_year;
use super::holidays::Holiday;
use super::lexicon::{Cue, Link};
use super::reader::{Found, Reader};
use super::value::{Known, Meaning};
use super::year::year_at;
use crate::atoms::{Gap, Shape};

/// A holiday, with its year where it has one: `Christmas`, `Easter 2018`, `Independence Day of this
/// year`, `9/11`.
pub(super) fn holiday(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (&holiday, end) = reader.lexicon.holidays.longest(reader.atoms, i)?;
    if reader.atoms.at(i).shape == Shape::Digits && !is_one_run(reader, i, end)
        || matches!(holiday, Holiday::Foreign { .. }) && is_persons_name(reader, i, end)
    {
        return None;
    }
    let of = reader.past(end, Link::Of);
    if let Some((year, end)) = year_at(reader, of).filter(|_| reader.atoms.continues(of)) {
        return Some(Found::new(i, end, Meaning::Known(known_in(holiday, year)?)));
    }
    if let Some((years, end)) = side_year(reader, end) {
        let year = reader.published.map(|day| day.year() + years as i16)?;
        return Some(Found::new(i, end, Meaning::Known(known_in(holiday, year)?.by_page())));
    }
    let tense = reader.tense(i, end);
    let direction = match tense {
        Some(Cue::Future) => Direction::Future,
        _ => Direction::Nearest,
    };
    Some(Found::new(i, end, holiday_near(reader, holiday, direction)))
}

/// Whether a name in digits stands by itself: `9/11`, not `9/11/2015`.
fn is_one_run(reader: &Reader<'_>, i: usize, end: usize) -> bool {
    let glued = |at: usize| at < reader.atoms.len() && reader.atoms.at(at).gap == Gap::None;
    let more = glued(end) && reader.atoms.is_one_of(end, &['/', '%', '.']) && glued(end + 1);
    (i + 1..end).all(glued) && !more && reader.stands_alone(i)
}

/// Whether a single word beside another name is part of one: `Ramadan Shalah`.
fn is_persons_name(reader: &Reader<'_>, i: usize, end: usize) -> bool {
    let name = |at: usize| reader.atoms.at(at).is_name() && reader.atoms.at(at).word == 0;
    let after = reader.atoms.continues(end) && name(end);
    let before = i > 0 && reader.atoms.continues(i) && name(i - 1) && !reader.atoms.at(i - 1).opens;
    end == i + 1 && (after || before)
}

/// A holiday in a direction from the page's day.
pub(super) fn holiday_near(reader: &Reader<'_>, holiday: Holiday, direction: Direction) -> Meaning {
    match holiday {
        Holiday::Fixed { month, day } => {
            return Meaning::Hangs(Reference::MonthDay { month, day: Some(day), direction });
        }
        Holiday::Once { year, .. } => {
            let known = known_in(holiday, year);
            return known.map_or_else(unknown_day, Meaning::Known);
        }
        _ => {}
    }
    let Some(today) = reader.published else { return unknown_day() };
    let stretches = (-1..=1).flat_map(|away| holiday.in_year(today.year() + away));
    let stretches: Vec<(Date, Date)> = stretches.collect();
    let mut all = stretches.into_iter();
    let found = match direction {
        Direction::Past => all.rfind(|(from, _)| *from < today),
        Direction::Future => all.find(|(from, _)| *from > today),
        Direction::Nearest => all.min_by_key(|(from, to)| {
            let days = |a: Date, b: Date| a.duration_until(b).as_hours() / 24;
            days(today, *from).max(days(*to, today)).max(0)
        }),
    };
    found.map_or_else(unknown_day, |found| Meaning::Known(known_stretch(found).by_page()))
}

fn unknown_day() -> Meaning {
    Meaning::Fixed(TimexType::Date, "XXXX-XX-XX".to_owned())
}

fn known_in(holiday: Holiday, year: i16) -> Option<Known> {
    holiday.in_year(year).first().copied().map(known_stretch)
}

/// A day, or an interval as ISO 8601 writes it.
fn known_stretch((from, to): (Date, Date)) -> Known {
    let value = if from == to { from.to_string() } else { format!("{from}/{to}") };
    Known { value, from, to, by_page: false }
}
