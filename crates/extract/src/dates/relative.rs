//! Dates that point from the anchor: `last month`, `the past 19 days`, `yesterday`, `the third
//! quarter of this year`, `the end of the year`, `that day`.

use jiff::civil::{Date, Weekday};
use tidings_model::{Direction, Reference, TimexType};

use super::calendar::{month, steps, weekday_with_date};
use super::length::{count_at, length, period};
use super::lexicon::{Cue, Fixed, Link, Side, Unit};
use super::named_days::holiday_near;
use super::reader::{Found, Reader};
use super::value::{Amount, Known, Meaning, length_value, week_of_month};
use super::year::year_at;
use crate::atoms::Shape;

/// `last week`, `this past Tuesday`, `the next six months`, `next Easter`, `this morning`.
pub(super) fn side(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let the = reader.beyond(i, Link::The);
    let the = if the == i { reader.beyond(i, Link::Possessive) } else { the };
    let side = reader.word(the).side.filter(|_| the == i || reader.atoms.continues(the))?;
    let (side, at) = match reader.word(the + 1).side {
        // `this past Tuesday`, `this coming week`.
        Some(second) if side == Side::This => (second, the + 2),
        _ => (side, the + 1),
    };
    let at = reader.past(at, Link::Financial);
    if !reader.atoms.continues(at) {
        return None;
    }
    let word = reader.word(at);
    let found = |end, meaning| Some(Found::new(i, end, meaning));
    if let Some(found) = period(reader, i, at, side) {
        return Some(found);
    }
    if let Some(unit) = word.unit {
        return side_unit(reader, i, at, side, unit);
    }
    if let Some(day) = word.weekday {
        if let Some(found) = weekday_with_date(reader, i, at + 1, day) {
            return Some(found);
        }
        return found(at + 1, Meaning::Hangs(side_weekday(reader, side, day)));
    }
    if let Some(month) = word.month.filter(|_| !word.weak || reader.atoms.at(at).is_name()) {
        let direction = side_direction(side);
        let meaning = match side {
            Side::This => Reference::MonthOf { month, day: None, years: 0 },
            _ => Reference::MonthDay { month, day: None, direction },
        };
        return found(at + 1, Meaning::Hangs(meaning));
    }
    if let Some(season) = word.season {
        let direction = side_direction(side);
        let meaning = match side {
            Side::This => Reference::SeasonOf { season, years: 0 },
            _ => Reference::Season { season, direction },
        };
        return found(at + 1, Meaning::Hangs(meaning));
    }
    if let Some((&holiday, end)) = reader.lexicon.holidays.longest(reader.atoms, at) {
        return found(end, holiday_near(reader, holiday, side_direction(side)));
    }
    let (clock, end) = reader.lexicon.day_parts.longest(reader.atoms, at)?;
    let day = match side {
        Side::This => Meaning::Hangs(Reference::Day(0)),
        // `the previous evening`, `the next morning`
        Side::Last | Side::Next => Meaning::Follows(Reference::Day(steps(side))),
        Side::Past | Side::Coming => return None,
    };
    Some(Found { clock: clock.clone(), ..Found::new(i, end, day) })
}

fn side_direction(side: Side) -> Direction {
    match side {
        Side::Last | Side::Past => Direction::Past,
        Side::This => Direction::Nearest,
        Side::Next | Side::Coming => Direction::Future,
    }
}

/// `last Tuesday` is the one before today, `next Tuesday` that of next week, `this Tuesday` that of
/// this week, `the coming Tuesday` the first one ahead.
fn side_weekday(reader: &Reader<'_>, side: Side, day: i8) -> Reference {
    // The day before is called `yesterday`; whoever says `last Tuesday` on a Wednesday means the
    // Tuesday of last week.
    let yesterday = reader.published.and_then(|today| today.yesterday().ok());
    let yesterday = yesterday.filter(|yesterday| yesterday.weekday().to_monday_one_offset() == day);
    match side {
        Side::Last if yesterday.is_some() => {
            Reference::WeekdayOf { day, weeks: if day == 7 { -2 } else { -1 } }
        }
        Side::This => Reference::WeekdayOf { day, weeks: 0 },
        Side::Next => Reference::WeekdayOf { day, weeks: 1 },
        Side::Last | Side::Past | Side::Coming => {
            Reference::Weekday { day, direction: side_direction(side), strict: true }
        }
    }
}

/// `last week`, `the past decade`, `the following day`, `next week Wednesday`.
fn side_unit(reader: &Reader<'_>, i: usize, at: usize, side: Side, unit: Unit) -> Option<Found> {
    let away = steps(side);
    let end = at + 1;
    let plural = reader.atoms.text(at).ends_with('s') && unit != Unit::Century;
    if side == Side::Past && !plural {
        let back = Amount::of(1.0, unit);
        let value = length_value(Some(1.0), unit);
        return Some(Found::new(i, end, Meaning::Length { value, back, ahead: None }));
    }
    if plural {
        return None;
    }
    if unit == Unit::Week {
        let dash = reader.past_mark(end, '-');
        if let Some(day) = reader.word(dash).weekday.filter(|_| reader.atoms.continues(dash)) {
            let meaning = Meaning::Hangs(Reference::WeekdayOf { day, weeks: away });
            return Some(Found::new(i, dash + 1, meaning));
        }
    }
    let the = i < at - 1;
    let reference = unit_reference(unit, away)?;
    let meaning = match (unit, side) {
        (Unit::Day, Side::Next | Side::Last) if the => Meaning::Follows(reference),
        _ => Meaning::Hangs(reference),
    };
    Some(Found::new(i, end, meaning))
}

/// So many of a unit from the anchor.
pub(super) fn unit_reference(unit: Unit, away: i32) -> Option<Reference> {
    Some(match unit {
        Unit::Day => Reference::Day(away),
        Unit::Week => Reference::Week(away),
        Unit::Fortnight => Reference::Week(away.checked_mul(2)?),
        Unit::Weekend => Reference::Weekend(away),
        Unit::Month => Reference::Month(away),
        Unit::Quarter => Reference::Quarter(away),
        Unit::Year => Reference::Year(away),
        Unit::Decade => Reference::Decade(away),
        Unit::Century | Unit::Second | Unit::Minute | Unit::Hour => return None,
    })
}

/// `today`, `yesterday`, `last night`.
pub(super) fn fixed_day(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (fixed, end) = reader.lexicon.fixed.longest(reader.atoms, i)?;
    let Fixed::Deictic(days, clock) = fixed else { return None };
    let meaning = Meaning::Hangs(Reference::Day(*days));
    Some(Found { clock: clock.clone(), ..Found::new(i, end, meaning) })
}

/// `recently`, `now`, `annual`.
pub(super) fn fixed(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (fixed, end) = reader.lexicon.fixed.longest(reader.atoms, i)?;
    let meaning = match fixed {
        Fixed::Deictic(..) => return None,
        Fixed::Vague(value) => Meaning::Fixed(TimexType::Date, value.clone()),
        Fixed::Set(value) => Meaning::Fixed(TimexType::Set, value.clone()),
    };
    Some(Found::new(i, end, meaning))
}

/// `early 2009`, `mid-June`, `the end of the year`, `late Friday`, `earlier this year`.
pub(super) fn edge(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (_, end) = reader.lexicon.edges.longest(reader.atoms, i)?;
    let at = end + usize::from(reader.atoms.is_glued_mark(end, '-'));
    if !reader.atoms.continues(at) {
        return None;
    }
    let inner =
        reader.plain(at).or_else(|| that_day(reader, at)).or_else(|| this_unit(reader, at))?;
    Some(Found { first: i, ..inner })
}

/// `the year`, `the month`: the one the page is of.
fn this_unit(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let at = reader.beyond(i, Link::The);
    let at = reader.past(reader.past(at, Link::Entire), Link::Financial);
    let unit = reader.word(at).unit.filter(|_| at > i)?;
    let single = matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Quarter);
    let plural = reader.atoms.text(at).ends_with('s');
    let meaning = Meaning::Follows(unit_reference(unit, 0)?);
    (single && !plural).then(|| Found::new(i, at + 1, meaning))
}

/// `that day`, `the same month`, `the entire year`, `the day before`.
pub(super) fn that_day(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let the = reader.beyond(i, Link::The);
    let that = reader.is(i, Link::That);
    let same = reader.past(the, Link::Same);
    let at = reader.past(if that { i + 1 } else { same }, Link::Entire);
    if !reader.atoms.continues(at) || at == i {
        return None;
    }
    if that && reader.is(at, Link::Period) {
        return Some(Found::new(i, at + 1, Meaning::Follows(Reference::Day(0))));
    }
    if let Some((clock, end)) = reader.lexicon.day_parts.longest(reader.atoms, at) {
        // `that night`, `the same evening`
        let pointed = that || at > the;
        let day = Meaning::Follows(Reference::Day(0));
        return pointed.then(|| Found { clock: clock.clone(), ..Found::new(i, end, day) });
    }
    let unit = reader.word(at).unit?;
    if reader.atoms.text(at).ends_with('s') {
        return None;
    }
    let shifted = |away| Some(Meaning::Follows(unit_reference(unit, away)?));
    let next = at + 1;
    let pointed = that || at > the;
    let meaning = match () {
        () if pointed => shifted(0)?,
        // `sold for the day`
        () if unit == Unit::Day && reader.follows(i, Link::For) && closes(reader, next) => {
            shifted(0)?
        }
        () if reader.is(next, Link::Before) && closes(reader, next + 1) => {
            return Some(Found::new(i, next + 1, shifted(-1)?));
        }
        () if reader.is(next, Link::After) && closes(reader, next + 1) => {
            return Some(Found::new(i, next + 1, shifted(1)?));
        }
        () => return None,
    };
    Some(Found::new(i, next, meaning))
}

/// Whether a phrase ends here: a mark, or the end of the sentence.
fn closes(reader: &Reader<'_>, i: usize) -> bool {
    !reader.atoms.continues(i) || reader.atoms.at(i).shape == Shape::Mark
}

/// `the third quarter of 2009`, `the last week of March`, `the 21st century`.
pub(super) fn nth(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let the = reader.beyond(i, Link::The);
    let (nth, end) = match reader.lexicon.numbers.ordinal(reader.atoms, the) {
        Some(found) => found,
        None if reader.is(the, Link::Final) => (-1, the + 1),
        None => return None,
    };
    let at = end + usize::from(reader.atoms.is_glued_mark(end, '-'));
    let at = reader.past(at, Link::Financial);
    if !reader.atoms.continues(at) {
        return None;
    }
    if let Some(day) = reader.word(at).weekday {
        return nth_weekday(reader, i, at + 1, (nth, day));
    }
    match reader.word(at).unit? {
        Unit::Day => end_of_month(reader, i, at + 1, nth),
        Unit::Quarter => quarter(reader, i, at + 1, nth),
        Unit::Week => week(reader, i, at + 1, nth),
        Unit::Century => century(i, at + 1, nth),
        _ => None,
    }
}

fn quarter(reader: &Reader<'_>, i: usize, end: usize, nth: i32) -> Option<Found> {
    let quarter = match nth {
        -1 => 4,
        _ => i8::try_from(nth).ok().filter(|nth| (1..=4).contains(nth))?,
    };
    let of = reader.past(reader.past(reader.past(end, Link::Of), Link::In), Link::The);
    let of = reader.past(of, Link::Financial);
    if let Some((year, end)) = year_at(reader, of).filter(|_| reader.atoms.continues(of)) {
        let reference = Reference::QuarterOf { quarter, years: 0 };
        return Some(Found::new(i, end, Meaning::Known(Known::in_year(reference, year)?)));
    }
    if let (Some(side), Some(Unit::Year)) = (reader.word(of).side, reader.word(of + 1).unit) {
        let meaning = Meaning::Hangs(Reference::QuarterOf { quarter, years: steps(side) });
        return Some(Found::new(i, of + 2, meaning));
    }
    // `the last quarter` is the one before this; `the final quarter` without a year is none.
    if nth == -1 {
        return None;
    }
    let meaning = Reference::NthQuarter { quarter, direction: Direction::Nearest };
    Some(Found::new(i, end, Meaning::Hangs(meaning)))
}

fn week(reader: &Reader<'_>, i: usize, end: usize, nth: i32) -> Option<Found> {
    let (month, end) = month_after(reader, end)?;
    let monday = week_of_month(month.from, nth)?;
    Some(Found::new(i, end, within(&month, Reference::Week(0), monday)?))
}

/// A part of a month, anchored as the month is.
fn within(month: &Known, reference: Reference, day: Date) -> Option<Meaning> {
    let known = Known::of(reference, day)?;
    Some(Meaning::Known(Known { by_page: month.by_page, ..known }))
}

/// The month that `of` or `in` names after an expression, and the end.
fn month_after(reader: &Reader<'_>, end: usize) -> Option<(Known, usize)> {
    let of = reader.past(reader.past(end, Link::Of), Link::In);
    if of == end || !reader.atoms.continues(of) {
        return None;
    }
    let named = reader.word(of).month.filter(|_| reader.atoms.at(of).is_name());
    let weak = || {
        let direction = reader.direction(of, of + 1);
        let reference = Reference::MonthDay { month: named?, day: None, direction };
        Some(Found::new(of, of + 1, Meaning::Hangs(reference)))
    };
    let found = month(reader, of).or_else(|| side(reader, of)).or_else(weak)?;
    let month = match found.meaning {
        Meaning::Known(known) => known,
        Meaning::Hangs(reference) => Known::of(reference, reader.published?)?.by_page(),
        _ => return None,
    };
    let whole = month.from.day() == 1 && month.from.last_of_month() == month.to;
    whole.then_some((month, found.end))
}

/// `the third Thursday in November`, `the last Monday of May`.
fn nth_weekday(
    reader: &Reader<'_>,
    i: usize,
    end: usize,
    (nth, weekday): (i32, i8),
) -> Option<Found> {
    let (month, end) = month_after(reader, end)?;
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    let nth = i8::try_from(nth).ok().filter(|nth| *nth != 0)?;
    let day = month.from.nth_weekday_of_month(nth, weekday).ok()?;
    Some(Found::new(i, end, within(&month, Reference::Day(0), day)?))
}

/// `the last day of May`, `the first day of next month`.
fn end_of_month(reader: &Reader<'_>, i: usize, end: usize, nth: i32) -> Option<Found> {
    let (month, end) = month_after(reader, end)?;
    let day = match nth {
        -1 => month.to,
        1 => month.from,
        _ => return None,
    };
    Some(Found::new(i, end, within(&month, Reference::Day(0), day)?))
}

/// `the weekend`, `the weekend of November 14`, `the week of 9 November`.
pub(super) fn the_weekend(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let at = reader.beyond(i, Link::The);
    let unit = reader.word(at).unit.filter(|unit| [Unit::Weekend, Unit::Week].contains(unit))?;
    if at == i || reader.atoms.text(at).ends_with('s') {
        return None;
    }
    let whole = |weeks: i32| match unit {
        Unit::Week => Reference::Week(weeks),
        _ => Reference::Weekend(weeks),
    };
    let of = reader.past(at + 1, Link::Of);
    if let Some(found) = reader.plain(of).filter(|_| of > at + 1 && reader.atoms.continues(of)) {
        let day = match found.meaning {
            Meaning::Known(known) => known,
            Meaning::Hangs(reference) => Known::of(reference, reader.published?)?.by_page(),
            _ => return None,
        };
        return Some(Found::new(i, found.end, within(&day, whole(0), day.from)?));
    }
    let today = reader.published.map(|day| day.weekday().to_monday_one_offset());
    let ahead = reader.tense(i, at + 1) == Some(Cue::Future) || today.is_some_and(|day| day >= 6);
    let meaning = Meaning::Hangs(Reference::Weekend(if ahead { 0 } else { -1 }));
    (unit == Unit::Weekend).then(|| Found::new(i, at + 1, meaning))
}

/// `Monday two weeks from now`, `Friday three weeks ago`.
pub(super) fn weekday_counted(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let day = reader.word(i).weekday?;
    let at = reader.past_mark(i + 1, ',');
    let found = length(reader, at).filter(|_| reader.atoms.continues(at))?;
    let end = found.end;
    Some(Found::new(i, end, in_week_of(found.meaning, day)?))
}

/// `two months from today on Tuesday`, `the first week of May on Friday`.
pub(super) fn on_weekday(reader: &Reader<'_>, found: Found) -> Found {
    let at = found.end + 1;
    let day = reader.word(at).weekday.filter(|_| reader.is(found.end, Link::On));
    let Some(day) = day.filter(|_| reader.atoms.continues(found.end) && found.clock.is_empty())
    else {
        return found;
    };
    // `on Friday, May 3` is a day of its own.
    let dated = reader.plain(at).is_some_and(|other| other.end > at + 1);
    match in_week_of(found.meaning.clone(), day).filter(|_| !dated) {
        Some(meaning) => Found { end: at + 1, meaning, ..found },
        None => found,
    }
}

/// The weekday of the week that something lies in, if it is a week or was counted.
fn in_week_of(meaning: Meaning, day: i8) -> Option<Meaning> {
    let after = matches!(&meaning, Meaning::Moved(_, by) if by.in_months());
    match meaning {
        Meaning::Hangs(Reference::Week(weeks)) => {
            Some(Meaning::Hangs(Reference::WeekdayOf { day, weeks }))
        }
        Meaning::Known(ref known) if known.value.contains("-W") && !known.value.ends_with("WE") => {
            Some(Meaning::Weekday { base: Box::new(meaning), day, after })
        }
        Meaning::Moved(..) => Some(Meaning::Weekday { base: Box::new(meaning), day, after }),
        _ => None,
    }
}

fn century(i: usize, end: usize, nth: i32) -> Option<Found> {
    let nth = i16::try_from(nth).ok().filter(|nth| (1..=30).contains(nth))?;
    let start = (nth - 1) * 100;
    let from = Date::new(start.max(1), 1, 1).ok()?;
    let to = Date::new(start + 99, 12, 31).ok()?;
    let known = Known { value: format!("{:02}", nth - 1), from, to, by_page: false };
    Some(Found::new(i, end, Meaning::Known(known)))
}

/// `N units` after a side word, as a period that ends or begins at the anchor.
pub(super) fn side_period(
    reader: &Reader<'_>,
    first: usize,
    at: usize,
    side: Side,
) -> Option<Found> {
    let (count, unit, end) = count_at(reader, at)?;
    let amount = count.and_then(|count| Amount::of(count, unit));
    let value = length_value(count, unit);
    let (back, ahead) = match side {
        Side::Last | Side::Past => (amount, None),
        Side::Next | Side::Coming => (None, amount),
        Side::This => return None,
    };
    Some(Found::new(first, end, Meaning::Length { value, back, ahead }))
}
