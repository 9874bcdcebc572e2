//! Years and decades: `2009`, `the 1990s`, `nineteen eighty six`.
//!
//! A number of four digits is a year only where it looks like one: after `in` or `since`, between a
//! determiner and a noun, after a name. Counts, prices and model numbers are left alone.

use tidings_model::{Reference, TimexType};

use super::lexicon::Link;
use super::reader::{Found, Reader};
use super::value::{Known, Meaning};
use crate::atoms::{Gap, Shape};

/// A year in four digits, whatever stands around it; its end.
pub(super) fn year_at(reader: &Reader<'_>, i: usize) -> Option<(i16, usize)> {
    let atoms = reader.atoms;
    let year = atoms.number(i).filter(|_| atoms.width(i) == 4)?;
    let year = i16::try_from(year).ok().filter(|year| (1000..=2199).contains(year))?;
    let (next, after) = (atoms.at(i + 1), atoms.at(i + 2));
    let glued = next.gap == Gap::None && i + 1 < atoms.len();
    let bound = match next.shape {
        Shape::Digits => glued,
        Shape::Mark => {
            let decimal = atoms.is_one_of(i + 1, &['.', ',', ':', '/']);
            let digits = after.shape == Shape::Digits && after.gap == Gap::None;
            glued && (atoms.is_one_of(i + 1, &['%', '°', '$', '€', '£']) || decimal && digits)
        }
        _ => glued,
    };
    (!bound).then_some((year, i + 1))
}

/// A year in words, after a month or a day: `nineteen eighty six`, `two thousand and thirty two`.
pub(super) fn year_in_words(reader: &Reader<'_>, i: usize) -> Option<(i16, usize)> {
    let numbers = &reader.lexicon.numbers;
    let words = |i: usize| {
        let read = numbers.cardinal(reader.atoms, i).ok().filter(|n| !n.in_digits);
        read.filter(|_| reader.atoms.continues(i))
    };
    let first = words(i)?;
    let year = |value: f64| {
        let fits = (1000.0..2200.0).contains(&value) && value.fract() == 0.0;
        fits.then_some(value as i16)
    };
    if let Some(year) = year(first.value) {
        return Some((year, first.end));
    }
    let second = words(first.end).filter(|second| (10.0..100.0).contains(&second.value))?;
    Some((year(first.value * 100.0 + second.value)?, second.end))
}

/// A year that stands by itself where a year can stand.
pub(super) fn bare_year(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let short = || Some((first_in_short(reader, i)?, i + 1));
    let (year, end) = year_at(reader, i).or_else(short)?;
    if !reader.stands_alone(i) || is_code(reader, i) || !has_place(reader, i, year) {
        return None;
    }
    if reader.is(end, Link::BeforeChrist) && reader.atoms.at(end).is_name() {
        let meaning = Meaning::Fixed(TimexType::Date, format!("BC{year:04}"));
        return Some(Found::new(i, end + 1, meaning));
    }
    Some(Found::new(i, end, Meaning::Known(Known::in_year(Reference::Year(0), year)?)))
}

/// The longest stretch whose last year is written in two digits.
const SHORT_STRETCH: i16 = 60;

/// The second of two years, in two digits: the `15` of `2014-15` and `2014/15`.
pub(super) fn short_year(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let first = i.checked_sub(2)?;
    let year = last_in_short(reader, first)?;
    bare_year(reader, first)?;
    Some(Found::new(i, i + 1, Meaning::Known(Known::in_year(Reference::Year(0), year)?)))
}

/// The first of such two years.
fn first_in_short(reader: &Reader<'_>, i: usize) -> Option<i16> {
    last_in_short(reader, i)?;
    reader.atoms.number(i).and_then(|year| i16::try_from(year).ok())
}

/// The year that two digits name behind a year of four and a mark; behind a slash only the next
/// year, which may have all its digits.
pub(super) fn last_in_short(reader: &Reader<'_>, i: usize) -> Option<i16> {
    let atoms = reader.atoms;
    let (slash, dash) = (atoms.is_mark(i + 1, '/'), atoms.is_one_of(i + 1, &['-', '–']));
    let short = atoms.width(i + 2) == 2;
    let long = slash && atoms.width(i + 2) == 4;
    if atoms.width(i) != 4 || !(short || long) {
        return None;
    }
    let glued = |at: usize| at < atoms.len() && atoms.at(at).gap == Gap::None;
    let open = glued(i + 3) && (atoms.at(i + 3).shape != Shape::Mark || glued(i + 4));
    if !(slash || dash) || !glued(i + 1) || !glued(i + 2) || open {
        return None;
    }
    let first = atoms.number(i).and_then(|year| i16::try_from(year).ok())?;
    let next = atoms.number(i + 2).and_then(|digits| i16::try_from(digits).ok())?;
    let last = if short { first / 100 * 100 + next } else { next };
    let last = if short && last <= first { last + 100 } else { last };
    let reach = if slash { 1 } else { SHORT_STRETCH };
    ((1800..2200).contains(&first) && (1..=reach).contains(&(last - first))).then_some(last)
}

/// `A-2000`, `#2021`, `©2014`, `1.2021`, `10-2000`.
fn is_code(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let Some(last) = i.checked_sub(1) else { return false };
    let rights = atoms.is_one_of(last, &['©', '#', '№'])
        || atoms.is_mark(last, ')') && i >= 3 && atoms.text(i - 2).eq_ignore_ascii_case("c");
    let glued = atoms.at(i).gap == Gap::None && atoms.is_one_of(last, &['-', '/', '_', ':', '>']);
    let before = last.checked_sub(1).map(|before| atoms.at(before));
    let tail = before.is_some_and(|before| {
        let listed = reader.is(last - 1, Link::Support) || reader.word(last - 1).month.is_some();
        atoms.at(last).gap == Gap::None && before.shape != Shape::Mark && !listed
    });
    let range = last >= 1 && year_at(reader, last - 1).is_some();
    rights || glued && tail && !range
}

/// Whether a year can stand here.
fn has_place(reader: &Reader<'_>, i: usize, year: i16) -> bool {
    let atoms = reader.atoms;
    let (before, next) = (reader.word_before(i), atoms.at(i + 1));
    let dash = atoms.is_one_of(i + 1, &['-', '–']) && atoms.at(i + 2).gap == Gap::None;
    let to = year_at(reader, i + 2).filter(|_| dash).map(|(to, _)| to);
    if to.is_some_and(|to| to > year && year >= 1000 && to - year <= 200) {
        // `1955-2011`
        return true;
    }
    if last_in_short(reader, i).is_some() {
        return true;
    }
    let counts = counts_next(reader, i);
    if before.is(Link::Support) || before.month.is_some() || before.weekday.is_some() {
        return !(counts && year % 100 == 0);
    }
    let modern = (1700..=2199).contains(&year);
    if before.is(Link::WeakSupport) {
        return modern && !counts;
    }
    if before.is(Link::Determiner) {
        return modern && next.is_word() && !(counts && year % 100 == 0);
    }
    if !(1900..=2100).contains(&year) {
        return false;
    }
    let last = i.checked_sub(1).map(|last| atoms.at(last));
    let after_name = atoms.continues(i)
        && last.is_some_and(|last| last.is_name() || atoms.is_mark(i - 1, '\''))
        && year != 2000;
    let bracketed = i > 0 && atoms.is_one_of(i - 1, &['(', '[', '-', '–', '/', '\'', '‘']);
    let listed = i > 1
        && (atoms.is_mark(i - 1, ',') || reader.is(i - 1, Link::And) || reader.is(i - 1, Link::Or))
        && year_at(reader, i - 2).is_some();
    let opens = atoms.at(i).opens && year % 100 != 0;
    (after_name || opens) && !counts || bracketed || listed && !counts
}

/// Whether a noun in the plural follows that the number may count.
pub(super) fn counts_next(reader: &Reader<'_>, i: usize) -> bool {
    let next = reader.atoms.at(i + 1);
    let text = reader.atoms.text(i + 1);
    let plural = text.len() > 3 && text.ends_with('s') && !text.ends_with("ss");
    next.shape == Shape::Lower
        && next.gap == Gap::Space
        && !next.opens
        && (plural || reader.is(i + 1, Link::People))
}

/// `the 1990s`, `mid-80s`, `the '60s`.
pub(super) fn decade(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let atoms = reader.atoms;
    let first = i;
    let i = reader.beyond(i, Link::The);
    let i = i + usize::from(i > first && atoms.is_one_of(i, &['\'', '’', '‘']));
    if let Some(found) = worded_decade(reader, first, i) {
        return Some(found);
    }
    let number = atoms.number(i).filter(|number| number % 10 == 0)?;
    let apostrophe = usize::from(atoms.is_one_of(i + 1, &['\'', '’']));
    let s = i + 1 + apostrophe;
    let plural = atoms.text(s) == "s" && (i + 1..=s).all(|i| atoms.at(i).gap == Gap::None);
    if !plural || !reader.stands_alone(i) {
        return None;
    }
    let year = match (atoms.width(i), number) {
        (4, _) => i16::try_from(number).ok()?,
        // `in his 30s` is an age; so is `the 20s` as often as not.
        (2, 30..) if i > first || names_decade(reader, i) => 1900 + i16::try_from(number).ok()?,
        _ => return None,
    };
    Some(Found::new(first, s + 1, Meaning::Known(Known::in_year(Reference::Decade(0), year)?)))
}

/// `the sixties`, `the early sixties`; `in her sixties` is an age.
fn worded_decade(reader: &Reader<'_>, first: usize, i: usize) -> Option<Found> {
    let years = reader.word(i).decade?;
    let the = |back: usize| i.checked_sub(back).is_some_and(|at| reader.is(at, Link::The));
    let placed = i > first || reader.atoms.continues(i) && (the(2) || the(3));
    let decade = Known::in_year(Reference::Decade(0), 1900 + years)?;
    placed.then(|| Found::new(first, i + 1, Meaning::Known(decade)))
}

fn names_decade(reader: &Reader<'_>, i: usize) -> bool {
    let before = reader.word_before(i);
    let hyphen = i > 1 && reader.atoms.is_glued_mark(i - 1, '-');
    let linked = reader.follows(i, Link::And);
    before.is(Link::Support) && !reader.follows(i, Link::In) || hyphen || linked
}
