//! Days that share a month: `18 and 19 June`, `3-5 May`, `May 3-5, 2015`.

use tidings_model::Reference;

use super::calendar::{Day, dated, day_number, day_of_month, year_after};
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
