//! Dates in digits: `16/06/2021`, `2021-06-16`, `20210616`, `05-Aug-2016`, `5/12`.
//!
//! Which of two numbers is the month is never guessed: one of them is greater than 12, or the
//! pipeline says so, or another date of the same text has shown it; else the day stays unknown, and
//! a note says why.

use tidings_model::{Direction, Reference, TimexType};

use super::calendar::{Day, dated};
use super::lexicon::Link;
use super::reader::{Found, Order, Reader};
use super::value::{Known, Meaning, full_year};
use crate::atoms::{Gap, Shape};

/// Why a day stays unknown.
const AMBIGUOUS: &str = "day and month can be read either way";
/// The same, where the calendar lacks it.
pub(super) const NO_SUCH_DAY: &str = "no such day";

/// Digits joined by one kind of mark.
struct Groups {
    /// The value and the width of each.
    parts: Vec<(i32, usize)>,
    mark: char,
    end: usize,
}

fn groups(reader: &Reader<'_>, i: usize) -> Option<Groups> {
    let atoms = reader.atoms;
    let mark = atoms.text(i + 1).chars().next().filter(|mark| "/-.".contains(*mark))?;
    let mut parts = vec![(atoms.number(i)?, atoms.width(i))];
    let mut at = i + 1;
    let glued = |at: usize| atoms.at(at).gap == Gap::None;
    while parts.len() < 4 && atoms.is_glued_mark(at, mark) && glued(at + 1) {
        let Some(number) = atoms.number(at + 1) else { break };
        parts.push((number, atoms.width(at + 1)));
        at += 2;
    }
    let open = glued(at) && atoms.is_one_of(at, &['%', '°', '$', '€', '£']);
    (!open).then_some(Groups { parts, mark, end: at })
}

/// A date in digits alone.
pub(super) fn numeric_date(reader: &Reader<'_>, i: usize) -> Option<Found> {
    if reader.atoms.at(i).shape != Shape::Digits || !reader.stands_alone(i) {
        return None;
    }
    if let Some(found) = compact(reader, i).or_else(|| spaced(reader, i)) {
        return Some(found);
    }
    let Groups { parts, mark, end } = groups(reader, i)?;
    let glued_letter = reader.atoms.at(end).is_word() && reader.atoms.at(end).gap == Gap::None;
    if glued_letter && !reader.atoms.text(end).starts_with(['T', 't']) {
        return None;
    }
    match *parts {
        [(year, 4), (month, _), (day, _)] => Some(ymd(i, end, year, month, day)),
        [(a, 1..=2), (b, 1..=2), (year, 4)] => {
            Some(either(reader, i, end, (a, b), Year::Four(year)))
        }
        [(a, 1..=2), (b, 1..=2), (year, 2)] => {
            let plausible = a.max(b) <= 31 && a.min(b) <= 12 && a.min(b) >= 1 && mark != '.';
            plausible.then(|| either(reader, i, end, (a, b), Year::Two(year)))
        }
        [(a, 1..=2), (b, 1..=2)] => short(reader, i, end, (a, b), mark),
        _ => None,
    }
}

/// `20210616`, where it can be nothing but a day.
fn compact(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let number = reader.atoms.number(i).filter(|_| reader.atoms.width(i) == 8)?;
    let next = reader.atoms.at(i + 1);
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let plausible = (1900..2100).contains(&year) && !(next.is_word() && next.gap == Gap::None);
    let known = known(year, month, day).filter(|_| plausible)?;
    Some(Found::new(i, i + 1, Meaning::Known(known)))
}

/// `2021 06 16`.
fn spaced(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let atoms = reader.atoms;
    let blank = |i: usize| atoms.at(i).gap == Gap::Space && atoms.width(i) == 2;
    if atoms.width(i) != 4 || !blank(i + 1) || !blank(i + 2) {
        return None;
    }
    let (year, month, day) = (atoms.number(i)?, atoms.number(i + 1)?, atoms.number(i + 2)?);
    let known = known(year, month, day).filter(|_| (1900..2100).contains(&year))?;
    Some(Found::new(i, i + 3, Meaning::Known(known)))
}

fn known(year: i32, month: i32, day: i32) -> Option<Known> {
    let small = |n: i32| i8::try_from(n).ok();
    let year = i16::try_from(year).ok().filter(|&year| year > 0)?;
    Known::day(year, small(month)?, small(day)?)
}

fn ymd(first: usize, end: usize, year: i32, month: i32, day: i32) -> Found {
    match known(year, month, day) {
        Some(known) => Found::new(first, end, Meaning::Known(known)),
        None => doubtful(first, end, format!("{year:04}-XX-XX"), NO_SUCH_DAY),
    }
}

/// A day that is not known, with the reason.
pub(super) fn doubtful(first: usize, end: usize, value: String, why: &'static str) -> Found {
    let meaning = Meaning::Fixed(TimexType::Date, value);
    Found { note: Some(why), ..Found::new(first, end, meaning) }
}

#[derive(Clone, Copy)]
enum Year {
    Four(i32),
    Two(i32),
}

/// Two numbers and a year, in the order that is possible, known or shown by a weekday.
fn either(reader: &Reader<'_>, i: usize, end: usize, (a, b): (i32, i32), year: Year) -> Found {
    let (full, shown) = match year {
        Year::Four(year) => (Some(year), format!("{year:04}")),
        Year::Two(year) => {
            let full = reader.published.and_then(|day| full_year(year, day)).map(i32::from);
            (full, full.map_or(format!("XX{year:02}"), |year| format!("{year:04}")))
        }
    };
    let readings = readings(reader, (a, b));
    let found = |(month, day): (i32, i32)| match full {
        Some(year) => ymd(i, end, year, month, day),
        None => Found::new(
            i,
            end,
            Meaning::Fixed(TimexType::Date, format!("{shown}-{month:02}-{day:02}")),
        ),
    };
    match *readings {
        [only] => found(only),
        [] => doubtful(i, end, format!("{shown}-XX-XX"), NO_SUCH_DAY),
        _ => doubtful(i, end, format!("{shown}-XX-XX"), AMBIGUOUS),
    }
}

/// Every (month, day) that two numbers can be, given what is known of their order.
fn readings(reader: &Reader<'_>, (a, b): (i32, i32)) -> Vec<(i32, i32)> {
    let possible = |month: i32, day: i32| (1..=12).contains(&month) && (1..=31).contains(&day);
    let mut readings = Vec::new();
    if possible(a, b) {
        readings.push((a, b));
    }
    if possible(b, a) && a != b {
        readings.push((b, a));
    }
    match (readings.len(), reader.order) {
        (2, Some(Order::MonthFirst)) => vec![(a, b)],
        (2, Some(Order::DayFirst)) => vec![(b, a)],
        _ => readings,
    }
}

/// `22/04`, `5/12` after a preposition or a weekday; anything else of that shape is a fraction, a
/// score or a decimal.
fn short(
    reader: &Reader<'_>,
    i: usize,
    end: usize,
    (a, b): (i32, i32),
    mark: char,
) -> Option<Found> {
    let before = reader.word_before(i);
    let placed = reader.follows(i, Link::On)
        || before.weekday.is_some()
        || before.side.is_some()
        || mark == '/' && a.max(b) >= 29 && a.min(b) >= 1 && a.min(b) <= 12;
    if !placed || reader.atoms.at(i).gap == Gap::None {
        return None;
    }
    let fits = |(month, day): &(i32, i32)| *day <= 31 && *month >= 1;
    match readings(reader, (a, b)).into_iter().filter(fits).collect::<Vec<_>>()[..] {
        [(month, day)] => {
            let day = Day { month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? };
            Some(dated(reader, i, end, day))
        }
        [] => None,
        _ => Some(doubtful(i, end, "XXXX-XX-XX".to_owned(), AMBIGUOUS)),
    }
}

/// Day, month by name and year joined by one mark, in any order: `05-Aug-2016`, `2019/aug/01`,
/// `Oct/2`.
pub(super) fn named_parts(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let atoms = reader.atoms;
    let mark = atoms.text(i + 1).chars().next().filter(|mark| "/-".contains(*mark))?;
    let (mut month, mut day, mut year) = (None, None, None);
    let (mut at, mut end) = (i, i);
    loop {
        let slot = match (reader.word(at).month, atoms.number(at), atoms.width(at)) {
            (Some(name), ..) if month.is_none() => {
                month = Some(name);
                true
            }
            (None, Some(number), 1..=2) if day.is_none() => {
                day = i8::try_from(number).ok();
                true
            }
            (None, Some(number), 4) if year.is_none() => {
                year = i16::try_from(number).ok();
                true
            }
            _ => false,
        };
        if !slot {
            break;
        }
        end = at + 1;
        if !atoms.is_glued_mark(end, mark) || atoms.at(end + 1).gap != Gap::None {
            break;
        }
        at = end + 1;
    }
    let day = Day { month: month?, day: day? };
    let plural = atoms.at(end).gap == Gap::None && atoms.at(end).shape != Shape::Mark;
    if end < i + 3 || plural || !reader.stands_alone(i) {
        return None;
    }
    match year {
        None => Some(dated(reader, i, end, day)),
        Some(year) => Some(in_year(i, end, day, year)),
    }
}

/// A day of a month of a year that is named.
pub(super) fn in_year(first: usize, end: usize, day: Day, year: i16) -> Found {
    let month = Reference::MonthOf { month: day.month, day: Some(day.day), years: 0 };
    match Known::in_year(month, year) {
        Some(known) => Found::new(first, end, Meaning::Known(known)),
        None => doubtful(first, end, format!("{year:04}-{:02}-XX", day.month), NO_SUCH_DAY),
    }
}

/// The order that a full date shows, if its numbers can be read in one way only.
pub(super) fn shows_order(reader: &Reader<'_>, i: usize) -> Option<Order> {
    if reader.atoms.width(i) > 2 || !reader.stands_alone(i) {
        return None;
    }
    let Groups { parts, .. } = groups(reader, i)?;
    match *parts {
        [(1..=12, 1..=2), (13..=31, 1..=2), (_, 4)] => Some(Order::MonthFirst),
        [(13..=31, 1..=2), (1..=12, 1..=2), (_, 4)] => Some(Order::DayFirst),
        _ => None,
    }
}

/// `7.6` after a weekday: the one reading that falls on it in the year around the page.
pub(super) fn day_by_weekday(reader: &Reader<'_>, i: usize, weekday: i8) -> Option<(Day, usize)> {
    let Groups { parts, end, .. } = groups(reader, i)?;
    let [(a, 1..=2), (b, 1..=2)] = *parts else { return None };
    let today = reader.published?;
    let falls = |(month, day): (i32, i32)| {
        let day = Day { month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? };
        let direction = Direction::Nearest;
        let reference = Reference::MonthDay { month: day.month, day: Some(day.day), direction };
        let nearest = reference.resolve(today)?.1;
        (nearest.weekday().to_monday_one_offset() == weekday).then_some(day)
    };
    let fits: Vec<Day> = readings(reader, (a, b)).into_iter().filter_map(falls).collect();
    match *fits {
        [day] => Some((day, end)),
        _ => None,
    }
}
