//! Years of account and parts of a year by letter: `fiscal 2015`, `FY2015`, `Q3 2015`, `the first
//! half of last year`.
//!
//! When a fiscal year begins is for its company to say, so its value (`FY2015`) has no days.

use jiff::civil::Date;
use tidings_model::{Direction, Reference, TimexType};

use super::calendar::side_year;
use super::lexicon::{Link, Unit};
use super::reader::{Found, Reader};
use super::value::{Known, Meaning, full_year};
use super::year::year_at;
use crate::atoms::Gap;

/// `fiscal 2015`, `financial year 2014`, `FY2015`, `FY15`.
pub(super) fn fiscal_year(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let named = reader.is(i, Link::Financial);
    let letters = reader.is(i, Link::FiscalYear) && reader.atoms.at(i).is_name();
    if !named && !letters {
        return None;
    }
    let year_word = named && reader.word(i + 1).unit == Some(Unit::Year);
    let at = i + 1 + usize::from(year_word);
    let short = || {
        let digits = reader.atoms.number(at).filter(|_| reader.atoms.width(at) == 2 && !named)?;
        let whole = reader.atoms.at(at + 1).gap != Gap::None;
        full_year(digits, reader.published?).filter(|_| whole).map(|year| (year, at + 1))
    };
    let (year, end) = year_at(reader, at).or_else(short)?;
    let meaning = Meaning::Fixed(TimexType::Date, format!("FY{year}"));
    reader.atoms.continues(at).then(|| Found::new(i, end, meaning))
}

/// `Q3`, `Q3 2015`, `H1 2015`.
pub(super) fn lettered(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let quarter = reader.is(i, Link::QuarterLetter);
    if !quarter && !reader.is(i, Link::HalfLetter) || !reader.atoms.at(i).is_name() {
        return None;
    }
    let nth = reader.atoms.number(i + 1).and_then(|n| i8::try_from(n).ok())?;
    let glued = reader.atoms.at(i + 1).gap == Gap::None && reader.atoms.at(i).gap != Gap::None;
    let next = reader.atoms.at(i + 2);
    let whole = next.gap != Gap::None || !next.is_word();
    if !(1..=if quarter { 4 } else { 2 }).contains(&nth) || !glued || !whole {
        return None;
    }
    let of = reader.past(reader.past(i + 2, Link::Of), Link::Financial);
    let year = year_at(reader, of).filter(|_| reader.atoms.continues(of));
    match year {
        Some((year, end)) => Some(Found::new(i, end, Meaning::Known(part(year, nth, quarter)?))),
        // A car may be called `Q3`, too.
        None if quarter && !reader.atoms.before(i).is_name() => {
            let nearest = Direction::Nearest;
            let reference = Reference::NthQuarter { quarter: nth, direction: nearest };
            Some(Found::new(i, i + 2, Meaning::Hangs(reference)))
        }
        None => None,
    }
}

/// `the first half of 2015`, `the second half of last year`.
pub(super) fn half_year(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let the = reader.beyond(i, Link::The);
    let (nth, end) = reader.lexicon.numbers.ordinal(reader.atoms, the)?;
    let nth = i8::try_from(nth).ok().filter(|nth| (1..=2).contains(nth))?;
    let of = end + 1;
    if !reader.is(end, Link::Half) || !reader.is(of, Link::Of) && !reader.is(of, Link::In) {
        return None;
    }
    let the = reader.past(of + 1, Link::The);
    if let Some((year, end)) = year_at(reader, the).filter(|_| reader.atoms.continues(the)) {
        return Some(Found::new(i, end, Meaning::Known(part(year, nth, false)?)));
    }
    let this = || (reader.word(the).unit == Some(Unit::Year)).then_some((0, the + 1));
    let (away, end) = side_year(reader, of).or_else(this)?;
    let meaning = match reader.published {
        Some(day) => {
            let year = day.year().checked_add(i16::try_from(away).ok()?)?;
            Meaning::Known(part(year, nth, false)?.by_page())
        }
        None => Meaning::Fixed(TimexType::Date, format!("XXXX-H{nth}")),
    };
    Some(Found::new(i, end, meaning))
}

/// The nth quarter or half of a year.
fn part(year: i16, nth: i8, quarter: bool) -> Option<Known> {
    if quarter {
        return Known::in_year(Reference::QuarterOf { quarter: nth, years: 0 }, year);
    }
    let from = Date::new(year, 6 * nth - 5, 1).ok()?;
    let to = Date::new(year, 6 * nth, 1).ok()?.last_of_month();
    Some(Known { value: format!("{year:04}-H{nth}"), from, to, by_page: false })
}
