//! Dates by name: `Sunday 23rd August`, `May 28`, `March 2009`, `April this year`,
//! `Tuesday`, `last spring`.

use jiff::civil::{Date, Weekday};
use tidings_model::{Direction, Reference};

use super::lexicon::{Cue, Link, Side, Unit};
use super::numeric::{NO_SUCH_DAY, day_by_weekday, doubtful, in_year, named_parts, numeric_date};
use super::reader::{Found, Reader};
use super::spans::{self, shared_year};
use super::value::{Known, Meaning, full_year};
use super::year::{year_at, year_in_words};
use crate::atoms::{Gap, Shape};

/// A day of the year, whatever the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Day {
    /// Whether some year has it.
    fn exists(self) -> bool {
        Date::new(2000, self.month, self.day).is_ok()
    }
}

/// Days from the anchor within which the nearer reading of a day beats the past one.
const NEAR: i32 = 60;

/// A day of a month without a year: its direction comes from the tense, or from what is near.
pub(super) fn dated(reader: &Reader<'_>, first: usize, end: usize, day: Day) -> Found {
    if !day.exists() {
        return doubtful(first, end, format!("XXXX-{:02}-XX", day.month), NO_SUCH_DAY);
    }
    let month_day =
        |direction| Reference::MonthDay { month: day.month, day: Some(day.day), direction };
    let direction = match reader.tense(first, end) {
        Some(Cue::Future) => Direction::Future,
        Some(Cue::Past) if !is_near(reader, month_day(Direction::Nearest)) => Direction::Past,
        _ => Direction::Nearest,
    };
    Found::new(first, end, Meaning::Hangs(month_day(direction)))
}

fn is_near(reader: &Reader<'_>, reference: Reference) -> bool {
    reader.published.is_none_or(|today| {
        let day = reference.resolve(today).map(|(_, day, _)| day);
        let gap = day.and_then(|day| today.until(day).ok());
        gap.is_some_and(|gap| gap.get_days().abs() <= NEAR)
    })
}

/// A day number at an atom: `30`, `30th`, `twenty-first`, `twenty nine`; its end.
pub(super) fn day_number(reader: &Reader<'_>, i: usize) -> Option<(i8, usize)> {
    let numbers = &reader.lexicon.numbers;
    if !reader.atoms.continues(i) && reader.atoms.before(i).is_word() {
        return None;
    }
    if let Some((day, end)) = numbers.ordinal(reader.atoms, i) {
        return in_month(day).map(|day| (day, end));
    }
    if reader.atoms.at(i).shape == Shape::Digits {
        return plain_digits(reader, i);
    }
    let read = numbers.cardinal(reader.atoms, i).ok().filter(|n| n.value.fract() == 0.0)?;
    // `twenty twenty-first` is no day; nor is `two thousand`.
    in_month(read.value as i32).filter(|_| read.scale == 1.0).map(|day| (day, read.end))
}

/// One or two digits that no mark makes part of another number.
fn plain_digits(reader: &Reader<'_>, i: usize) -> Option<(i8, usize)> {
    let atoms = reader.atoms;
    let day = in_month(atoms.number(i)?).filter(|_| atoms.width(i) <= 2)?;
    let glued = |i: usize| i < atoms.len() && atoms.at(i).gap == Gap::None;
    let open = glued(i + 1)
        && match atoms.at(i + 1).shape {
            Shape::Mark => {
                atoms.is_one_of(i + 1, &['%', '$', '°'])
                    || atoms.is_one_of(i + 1, &['.', ',', ':'])
                        && glued(i + 2)
                        && atoms.at(i + 2).shape == Shape::Digits
            }
            _ => true,
        };
    (!open).then_some((day, i + 1))
}

fn in_month(day: i32) -> Option<i8> {
    i8::try_from(day).ok().filter(|day| (1..=31).contains(day))
}

/// The month named at an atom, and its end past the full stop of an abbreviation.
pub(super) fn month_at(reader: &Reader<'_>, i: usize) -> Option<(i8, usize)> {
    let month = reader.word(i).month?;
    let short = reader.atoms.width(i) <= 4 && reader.atoms.is_glued_mark(i + 1, '.');
    let goes_on = short && !reader.atoms.at(i + 2).opens;
    Some((month, i + 1 + usize::from(goes_on)))
}

/// The year after a date: `2021`, `, 2021`, `of 1995`, `in 2020`, `nineteen eighty six`, or two
/// digits after `of`.
pub(super) fn year_after(reader: &Reader<'_>, i: usize) -> Option<(i16, usize)> {
    let comma = reader.past_mark(i, ',');
    let linked = match reader.is(comma, Link::Of) || reader.is(comma, Link::In) {
        true => comma + 1,
        false => comma,
    };
    if !reader.atoms.continues(linked) {
        return None;
    }
    let short = || {
        let digits = reader.atoms.number(linked).filter(|_| reader.atoms.width(linked) == 2)?;
        let year =
            full_year(digits, reader.published?).filter(|_| linked > comma && digits > 31)?;
        Some((year, linked + 1))
    };
    let found = year_at(reader, linked).or_else(|| year_in_words(reader, linked)).or_else(short)?;
    // `March 4, 2000 people`: a counted noun takes a round number after a comma.
    let taken = reader.atoms.at(found.1).shape == Shape::Lower && found.0 % 100 == 0;
    let people = reader.atoms.text(found.1).ends_with('s') || reader.is(found.1, Link::People);
    (!(taken && people && comma > i)).then_some(found)
}

/// `this year`, `of last year`: years from the anchor's, and the end.
pub(super) fn side_year(reader: &Reader<'_>, i: usize) -> Option<(i32, usize)> {
    let at = reader.past(reader.past(i, Link::Of), Link::The);
    let side = reader.word(at).side.filter(|_| reader.atoms.continues(at))?;
    let year = reader.word(at + 1).unit == Some(Unit::Year);
    year.then_some((steps(side), at + 2))
}

/// How many units from the anchor a side points.
pub(super) fn steps(side: Side) -> i32 {
    match side {
        Side::Last | Side::Past => -1,
        Side::This => 0,
        Side::Next | Side::Coming => 1,
    }
}

/// A month, with a day and a year after it where they stand there.
pub(super) fn month(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (month, end) = month_at(reader, i)?;
    let comma = reader.past_mark(end, ',');
    let the = reader.past(end, Link::The);
    let glued =
        reader.atoms.at(end).gap == Gap::None && reader.atoms.at(end).shape == Shape::Digits;
    let day = [end, the, comma].into_iter().find_map(|at| {
        let (day, end) = day_number(reader, at)?;
        let by_comma = at == comma && comma > end.min(comma - 1);
        let ordinal = end > at + 1;
        (at != comma || comma == the || !by_comma || ordinal).then_some((day, end))
    });
    if let Some((day, end)) = day {
        let named = reader.atoms.at(i).is_name() || !reader.word(i).weak;
        return named.then(|| with_year(reader, i, end, Day { month, day }));
    }
    if glued {
        return None;
    }
    month_alone(reader, i, end, month)
}

/// A day, with its year if one follows.
fn with_year(reader: &Reader<'_>, first: usize, end: usize, day: Day) -> Found {
    if let Some((year, end)) = year_after(reader, end) {
        return in_year(first, end, day, year);
    }
    let comma = reader.past_mark(end, ',');
    if reader.atoms.number(comma) == Some(0) && reader.atoms.width(comma) == 4 {
        let value = format!("0000-{:02}-XX", day.month);
        return doubtful(first, comma + 1, value, NO_SUCH_DAY);
    }
    if let Some(year) = shared_year(reader, end) {
        return in_year(first, end, day, year);
    }
    if let Some((years, end)) = side_year(reader, end).filter(|_| day.exists()) {
        let reference = Reference::MonthOf { month: day.month, day: Some(day.day), years };
        return Found::new(first, end, Meaning::Hangs(reference));
    }
    dated(reader, first, end, day)
}

fn month_alone(reader: &Reader<'_>, first: usize, end: usize, month: i8) -> Option<Found> {
    if let Some((year, end)) = year_after(reader, end) {
        let reference = Reference::MonthOf { month, day: None, years: 0 };
        let known = Known::in_year(reference, year)?;
        return Some(Found::new(first, end, Meaning::Known(known)));
    }
    let named = reader.atoms.at(first).is_name();
    if let Some(year) = spans::shared_by_months(reader, end, month).filter(|_| named) {
        let reference = Reference::MonthOf { month, day: None, years: 0 };
        return Some(Found::new(first, end, Meaning::Known(Known::in_year(reference, year)?)));
    }
    let supported = reader.follows(first, Link::Support)
        || reader.follows(first, Link::By)
        || spans::beside_month(reader, first, end);
    if reader.word(first).weak && !(named && supported) || is_surname(reader, first, end) {
        return None;
    }
    let meaning = match side_year(reader, end) {
        Some((years, end)) => {
            let reference = Reference::MonthOf { month, day: None, years };
            return Some(Found::new(first, end, Meaning::Hangs(reference)));
        }
        None => {
            let direction = reader.direction(first, end);
            Meaning::Hangs(Reference::MonthDay { month, day: None, direction })
        }
    };
    let end = if reader.atoms.is_mark(end - 1, '.') { end } else { first + 1 };
    Some(Found::new(first, end, meaning))
}

/// `April Jones`, `General August`: a name beside the month, without a preposition before it.
fn is_surname(reader: &Reader<'_>, first: usize, end: usize) -> bool {
    let before = first.checked_sub(1).map(|last| reader.atoms.at(last));
    let beside = reader.atoms.continues(end) && reader.atoms.at(end).shape == Shape::Capital
        || before.is_some_and(|before| before.shape == Shape::Capital && !before.opens);
    reader.is(first, Link::Forename) && beside && !reader.follows(first, Link::Support)
}

/// A day before its month: `16 June 2021`, `the 4th of July`, `the 15th day of next month`,
/// `the 21st of this month`, `the 18th`.
pub(super) fn day_of_month(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let at = reader.beyond(i, Link::The);
    if !reader.stands_alone(at) {
        return None;
    }
    let (day, end) = day_number(reader, at)?;
    let unit = end + usize::from(reader.word(end).unit == Some(Unit::Day));
    let of = reader.past(unit, Link::Of);
    if !reader.atoms.continues(of) {
        return None;
    }
    if let Some((month, end)) = month_at(reader, of) {
        let weak = reader.word(of).weak && !reader.atoms.at(of).is_name();
        return (!weak).then(|| with_year(reader, i, end, Day { month, day }));
    }
    let ordinal = reader.lexicon.numbers.ordinal(reader.atoms, at).is_some();
    let side = reader.past(of, Link::The);
    if let (Some(side), Some(Unit::Month)) = (reader.word(side).side, reader.word(side + 1).unit) {
        let meaning = Meaning::Hangs(Reference::DayOf { day, months: steps(side) });
        let end = reader.past(of, Link::The) + 2;
        return ordinal.then(|| Found::new(i, end, meaning));
    }
    let digits = reader.atoms.at(at).shape == Shape::Digits;
    let bare = ordinal && digits && at > i && reader.follows(i, Link::On) && ends_here(reader, end);
    let direction = reader.direction(i, end);
    let meaning = Meaning::Hangs(Reference::DayOfMonth { day, direction });
    bare.then(|| Found::new(i, end, meaning))
}

/// Whether no word follows in the phrase.
fn ends_here(reader: &Reader<'_>, i: usize) -> bool {
    let next = reader.atoms.at(i);
    !reader.atoms.continues(i)
        || next.shape == Shape::Mark && !reader.atoms.is_one_of(i, &['-', '%', '/'])
        || [Link::And, Link::At, Link::In, Link::Of, Link::For]
            .iter()
            .any(|&link| reader.is(i, link))
}

/// A day of the week, with the date that it belongs to where that stands beside it.
pub(super) fn weekday(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let day = reader.word(i).weekday?;
    let stop = usize::from(
        reader.atoms.width(i) <= 5
            && reader.atoms.is_glued_mark(i + 1, '.')
            && !reader.atoms.at(i + 2).opens,
    );
    let end = i + 1 + stop;
    if let Some(found) = weekday_with_date(reader, i, end, day) {
        return Some(found);
    }
    let supported = reader.follows(i, Link::On) || reader.word_before(i).side.is_some();
    if reader.word(i).weak && !(reader.atoms.at(i).is_name() && supported) {
        return None;
    }
    if let Some((weeks, end)) = side_week(reader, end) {
        return Some(Found::new(i, end, Meaning::Hangs(Reference::WeekdayOf { day, weeks })));
    }
    let direction = reader.direction(i, end);
    let meaning = Meaning::Hangs(Reference::Weekday { day, direction, strict: false });
    Some(Found::new(i, i + 1, meaning))
}

/// `of next week`, `last week`: weeks from the anchor's, and the end.
fn side_week(reader: &Reader<'_>, i: usize) -> Option<(i32, usize)> {
    let at = reader.past(reader.past(i, Link::Of), Link::The);
    let side = reader.word(at).side.filter(|_| reader.atoms.continues(at))?;
    let week = reader.word(at + 1).unit == Some(Unit::Week);
    week.then_some((steps(side), at + 2))
}

/// `Sunday 23rd August`, `Sunday, Aug. 23`, `Tue 5/12`, `Monday 21`.
pub(super) fn weekday_with_date(
    reader: &Reader<'_>,
    i: usize,
    end: usize,
    weekday: i8,
) -> Option<Found> {
    let joined = match reader.atoms.is_one_of(end, &[',', '(', '-']) {
        true => end + 1,
        false => end,
    };
    let at = reader.past(joined, Link::The);
    if !reader.atoms.continues(at) {
        return None;
    }
    if let Some((day, end)) = day_by_weekday(reader, at, weekday) {
        return Some(dated(reader, i, end, day));
    }
    let dates = [named_parts, numeric_date, month, day_of_month];
    let found = dates.iter().filter_map(|rule| rule(reader, at)).max_by_key(|found| found.end);
    if let Some(found) = found.filter(is_day) {
        let close =
            usize::from(reader.atoms.is_mark(end, '(') && reader.atoms.is_mark(found.end, ')'));
        let named = (at..found.end).any(|i| reader.word(i).month.is_some());
        let past = named && reader.tense(i, found.end) != Some(Cue::Future);
        let meaning = match past {
            true => on_weekday(reader, weekday, found.meaning),
            false => found.meaning,
        };
        return Some(Found { first: i, end: found.end + close, meaning, ..found });
    }
    let (day, after) = day_number(reader, at).filter(|(_, end)| ends_here(reader, *end))?;
    let direction = match reader.tense(i, after) {
        Some(Cue::Future) => Direction::Future,
        Some(Cue::Past) => Direction::Past,
        None => Direction::Nearest,
    };
    let known = month_where(reader.published?, weekday, day, direction)?.by_page();
    Some(Found::new(i, after, Meaning::Known(known)))
}

/// A day of the year in the year in which it is such a weekday, if that is not the year it would be taken to
/// be of: `Saturday, Sept. 12` in a page put up again two years later.
fn on_weekday(reader: &Reader<'_>, weekday: i8, meaning: Meaning) -> Meaning {
    const YEARS: [i16; 7] = [0, -1, -2, -3, -4, -5, -6];
    let Meaning::Hangs(reference @ Reference::MonthDay { month, day: Some(day), .. }) = meaning
    else {
        return meaning;
    };
    let falls = |date: &Date| date.weekday().to_monday_one_offset() == weekday;
    let Some(today) = reader.published else { return meaning };
    if reference.resolve(today).is_none_or(|(_, date, _)| falls(&date)) {
        return meaning;
    }
    let years = YEARS.iter().filter_map(|away| today.year().checked_add(*away));
    let other = years.filter_map(|year| Date::new(year, month, day).ok()).find(falls);
    let known = other.and_then(|date| Known::day(date.year(), month, day));
    known.map_or(meaning, |known| Meaning::Known(known.by_page()))
}

fn is_day(found: &Found) -> bool {
    match &found.meaning {
        Meaning::Known(known) => known.from == known.to,
        Meaning::Hangs(Reference::MonthDay { day, .. } | Reference::MonthOf { day, .. }) => {
            day.is_some()
        }
        Meaning::Hangs(Reference::DayOf { .. }) | Meaning::Fixed(..) => true,
        _ => false,
    }
}

/// The nearest month, in a direction, whose day falls on a weekday.
fn month_where(anchor: Date, weekday: i8, day: i8, direction: Direction) -> Option<Known> {
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    let ways: &[i32] = match direction {
        Direction::Future => &[1],
        Direction::Past => &[-1],
        Direction::Nearest => &[-1, 1],
    };
    let months = (0..=24).flat_map(|n| ways.iter().map(move |way| n * way));
    let found = months.filter_map(|months| Known::of(Reference::DayOf { day, months }, anchor));
    found.into_iter().find(|known| {
        let ahead = known.from > anchor && direction == Direction::Past;
        let back = known.from < anchor && direction == Direction::Future;
        known.from.weekday() == weekday && !ahead && !back
    })
}

/// A season with its year, or after a preposition: `summer 2014`, `in spring`.
pub(super) fn season(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let season = reader.word(i).season?;
    let of = reader.past(i + 1, Link::Of);
    if let Some((year, end)) = year_at(reader, of).filter(|_| reader.atoms.continues(of)) {
        let reference = Reference::SeasonOf { season, years: 0 };
        return Some(Found::new(i, end, Meaning::Known(Known::in_year(reference, year)?)));
    }
    if let Some((years, end)) = side_year(reader, i + 1) {
        let reference = Reference::SeasonOf { season, years };
        return Some(Found::new(i, end, Meaning::Hangs(reference)));
    }
    if let Some(year) = spans::shared_by_seasons(reader, i) {
        let reference = Reference::SeasonOf { season, years: 0 };
        return Some(Found::new(i, i + 1, Meaning::Known(Known::in_year(reference, year)?)));
    }
    let before = reader.word_before(i);
    let placed =
        before.is(Link::Support) || before.is(Link::Determiner) || reader.follows(i, Link::By);
    let name = reader.atoms.at(i).is_name() || reader.atoms.at(i + 1).shape == Shape::Capital;
    let direction = reader.direction(i, i + 1);
    let meaning = Meaning::Hangs(Reference::Season { season, direction });
    (placed && !name).then(|| Found::new(i, i + 1, meaning))
}
