//! Days that share a month, months and seasons that share a year: `18 and 19 June`, `May 3-5, 2015`,
//! `May and June 2015`, `the spring and summer of 2016`.

use tidings_model::Reference;

use super::calendar::{Day, dated, day_number, day_of_month, month_at, year_after};
use super::lexicon::Link;
use super::numeric::in_year;
use super::reader::{Found, Reader};
use super::value::Meaning;
use super::year::counts_next;
use crate::atoms::Shape;

/// Past what joins two days: a dash, `and`, `to`, `or`.
pub(super) fn joined(reader: &Reader<'_>, i: usize) -> Option<usize> {
    let dash = reader.atoms.is_one_of(i, &['-', '–']);
    let word = [Link::And, Link::To, Link::Or].iter().any(|&link| reader.is(i, link));
    (dash || word && reader.atoms.continues(i)).then_some(i + 1)
}

/// The first of two days before their month: the `18` of `18 and 19 June`.
pub(super) fn before_month(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let the = reader.beyond(i, Link::The);
    let digits = reader.atoms.at(the).shape == Shape::Digits;
    let ordinal = || reader.lexicon.numbers.ordinal(reader.atoms, the).is_some();
    if !(digits || ordinal()) || !reader.stands_alone(the) {
        return None;
    }
    let (first, end) = day_number(reader, the)?;
    let next = joined(reader, end)?;
    let other = day_of_month(reader, next)?;
    let meaning = match other.meaning {
        Meaning::Known(known) if known.from == known.to => {
            let day = Day { month: known.from.month(), day: first };
            return Some(in_year(i, end, day, known.from.year()));
        }
        Meaning::Hangs(Reference::MonthDay { month, day: Some(_), direction }) => {
            Reference::MonthDay { month, day: Some(first), direction }
        }
        Meaning::Hangs(Reference::MonthOf { month, day: Some(_), years }) => {
            Reference::MonthOf { month, day: Some(first), years }
        }
        Meaning::Hangs(Reference::DayOf { months, .. }) => Reference::DayOf { day: first, months },
        _ => return None,
    };
    Some(Found::new(i, end, Meaning::Hangs(meaning)))
}

/// The month whose day stands before what joins it to an atom: May for the `5` of `May 3-5`.
pub(super) fn month_before(reader: &Reader<'_>, i: usize) -> Option<i8> {
    let join = i.checked_sub(1).filter(|&join| joined(reader, join).is_some())?;
    let starts = (2..=3).filter_map(|back| join.checked_sub(back));
    starts.into_iter().find_map(|start| {
        let month = reader.word(start).month?;
        let (_, end) = day_number(reader, start + 1)?;
        (end == join && reader.atoms.at(start).is_name()).then_some(month)
    })
}

/// The second of two days after their month: the `5` of `May 3-5`.
pub(super) fn after_month(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let month = month_before(reader, i)?;
    let (day, end) = day_number(reader, i)?;
    let dash = reader.atoms.is_one_of(i - 1, &['-', '–']);
    if !dash && counts_next(reader, end - 1) {
        return None;
    }
    let day = Day { month, day };
    Some(match year_after(reader, end) {
        Some((year, end)) => in_year(i, end, day, year),
        None => dated(reader, i, end, day),
    })
}

/// The year after the second of two days, which the first one shares: `May 3-5, 2015`.
pub(super) fn shared_year(reader: &Reader<'_>, end: usize) -> Option<i16> {
    let next = joined(reader, end)?;
    let (_, end) = day_number(reader, next)?;
    Some(year_after(reader, end)?.0)
}

/// A list of months or seasons that share a year has so many at most.
const LONGEST: usize = 4;

/// The year that a month shares with later ones, past its `end`: of `November to February 2015` the
/// first month is of the year before.
pub(super) fn shared_by_months(reader: &Reader<'_>, end: usize, month: i8) -> Option<i16> {
    let (last, year, wraps) = shared(reader, end, |at| month_at(reader, at))?;
    year.checked_sub(i16::from(wraps && last < month))
}

/// The year that the season at an atom shares with later ones.
pub(super) fn shared_by_seasons(reader: &Reader<'_>, i: usize) -> Option<i16> {
    let season = |at: usize| Some((reader.word(at).season?, at + 1));
    Some(shared(reader, i + 1, season)?.1)
}

/// The last of a list that goes on at an atom, its year, and whether the list is a stretch.
fn shared<T>(
    reader: &Reader<'_>,
    end: usize,
    member: impl Fn(usize) -> Option<(T, usize)>,
) -> Option<(T, i16, bool)> {
    let (mut end, mut stretch) = (end, false);
    for _ in 0..LONGEST {
        let comma = || reader.atoms.is_mark(end, ',').then_some(end + 1);
        let next = joined(reader, end).or_else(comma)?;
        let listed = reader.is(end, Link::And) || reader.is(end, Link::Or);
        stretch |= !listed && !reader.atoms.is_mark(end, ',');
        let (last, after) = member(next).filter(|_| reader.atoms.continues(next))?;
        if let Some((year, _)) = year_after(reader, after) {
            return Some((last, year, stretch));
        }
        end = after;
    }
    None
}

/// Whether another month is joined to a month that may be something else: `from May to July`.
pub(super) fn beside_month(reader: &Reader<'_>, first: usize, end: usize) -> bool {
    let month = |at: usize| reader.word(at).month.is_some() && reader.atoms.at(at).is_name();
    let after = joined(reader, end).is_some_and(month);
    let before = first.checked_sub(2).is_some_and(|at| {
        month(at) && joined(reader, first - 1).is_some() && reader.atoms.continues(first)
    });
    after || before
}
