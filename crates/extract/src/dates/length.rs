//! Lengths of time, and dates counted by them: `19 days`, `five-year`, `two weeks ago`, `three days
//! after January 12`, `decades`.

use tidings_model::Reference;

use super::lexicon::{Cue, Link, Side, Unit};
use super::reader::{Found, Reader};
use super::relative::{side_period, unit_reference};
use super::value::{Amount, Meaning, length_value};
use crate::atoms::{Gap, Shape};
use crate::numerals::Numeral;

/// A number of units at an atom: `19 days`, `a week`, `half an hour`, `several months`, `a few
/// days`; the count, where there is one, the unit and the end.
pub(super) fn count_at(reader: &Reader<'_>, i: usize) -> Option<(Option<f64>, Unit, usize)> {
    let number = reader.lexicon.numbers.cardinal(reader.atoms, i).ok();
    units_of(reader, i, number)
}

/// The same where the number that may stand there has been read.
fn units_of(
    reader: &Reader<'_>,
    i: usize,
    number: Option<Numeral>,
) -> Option<(Option<f64>, Unit, usize)> {
    if let Some(number) = number {
        let (unit, end) = unit_at(reader, number.end)?;
        let (half, end) = half_more(reader, end);
        return Some((Some(number.value + half), unit, end));
    }
    let few = reader.beyond(i, Link::A);
    if reader.is(few, Link::Few) {
        let of = reader.past(few + 1, Link::Of);
        let (unit, end) = unit_at(reader, of)?;
        return Some((None, unit, end));
    }
    if few > i {
        let (unit, end) = unit_at(reader, few)?;
        // `a quarter` is a part of something more often than three months.
        let single = !reader.atoms.text(end - 1).ends_with('s') && unit != Unit::Quarter;
        let (half, end) = half_more(reader, end);
        return single.then_some((Some(1.0 + half), unit, end));
    }
    let half = reader.lexicon.numbers.fraction(reader.atoms, i);
    let half = half.filter(|part| part.value == 0.5)?;
    let (unit, end) = unit_at(reader, reader.past(half.end, Link::A))?;
    Some((Some(half.value), unit, end))
}

/// `and a half` after a unit: `a year and a half`.
fn half_more(reader: &Reader<'_>, end: usize) -> (f64, usize) {
    let said = reader.is(end, Link::And) && reader.is(end + 1, Link::A);
    let half = reader.is(end + 2, Link::Half) && reader.atoms.continues(end + 2);
    if said && half { (0.5, end + 3) } else { (0.0, end) }
}

/// A unit, perhaps after a hyphen: `day`, `-day`; a number of abbreviations is glued (`24hrs`).
fn unit_at(reader: &Reader<'_>, i: usize) -> Option<(Unit, usize)> {
    let at = i + usize::from(reader.atoms.is_glued_mark(i, '-'));
    let unit = reader.word(at).unit.filter(|_| reader.atoms.continues(at))?;
    Some((unit, at + 1))
}

/// `the past 19 days`, `the next few weeks`.
pub(super) fn period(reader: &Reader<'_>, first: usize, at: usize, side: Side) -> Option<Found> {
    side_period(reader, first, at, side).or_else(|| {
        let unit = reader.word(at).unit?;
        let plural = reader.atoms.text(at).ends_with('s') && unit != Unit::Century;
        let meaning = Meaning::length(length_value(None, unit));
        (plural && side != Side::This).then(|| Found::new(first, at + 1, meaning))
    })
}

/// A length of time that begins with its number, and what is counted with it.
pub(super) fn length(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let digits = reader.atoms.at(i).shape == Shape::Digits;
    if digits && !reader.stands_alone(i) {
        return None;
    }
    let number = reader.lexicon.numbers.cardinal(reader.atoms, i).ok();
    let shared = || shared_unit(reader, i, number?);
    let (count, unit, end) = units_of(reader, i, number).or_else(shared)?;
    if is_age(reader, end) {
        return None;
    }
    let (amount, all) = compound(reader, count, unit, end);
    let counted = Counted { first: i, end: all, count, unit, amount, several: all > end };
    if let Some(found) = counted_date(reader, counted) {
        return Some(found);
    }
    let article = reader.is(i, Link::A) && !reader.is(i + 1, Link::Few);
    if article && !placed(reader, i, end) {
        return None;
    }
    let value = match count {
        Some(count) => length_value(Some(count), unit),
        None => length_value(None, unit),
    };
    let end = end + 2 * usize::from(long_follows(reader, end));
    Some(Found::new(i, end, Meaning::length(value)))
}

/// `60 and 90 days`, `40 to 50 hours`: the first number shares the unit of the second.
fn shared_unit(
    reader: &Reader<'_>,
    i: usize,
    first: Numeral,
) -> Option<(Option<f64>, Unit, usize)> {
    let joined = reader.is(first.end, Link::And)
        || reader.is(first.end, Link::To)
        || reader.is(first.end, Link::Or)
        || reader.atoms.is_one_of(first.end, &['-', '–']);
    if !joined {
        return None;
    }
    let second = reader.lexicon.numbers.cardinal(reader.atoms, first.end + 1).ok()?;
    let (unit, _) = unit_at(reader, second.end)?;
    let between = !reader.is(first.end, Link::And) || reader.follows(i, Link::Between);
    between.then_some((Some(first.value), unit, first.end))
}

/// `20-year-old`, `30 years old`, `aged 30 years`.
fn is_age(reader: &Reader<'_>, end: usize) -> bool {
    let at = end + usize::from(reader.atoms.is_glued_mark(end, '-'));
    reader.is(at, Link::Old) || reader.is(end, Link::Of) && reader.is(end + 1, Link::Age)
}

/// `2 years 1 month 21 days`: the amounts together.
fn compound(
    reader: &Reader<'_>,
    count: Option<f64>,
    unit: Unit,
    end: usize,
) -> (Option<Amount>, usize) {
    let mut amount = count.and_then(|count| Amount::of(count, unit));
    let (mut last, mut end) = (unit, end);
    for _ in 0..6 {
        let at = reader.past(reader.past_mark(end, ','), Link::And);
        let next = reader.lexicon.numbers.cardinal(reader.atoms, at).ok();
        let Some(next) = next.filter(|_| reader.atoms.continues(at)) else { break };
        let Some((unit, after)) = unit_at(reader, next.end).filter(|(unit, _)| *unit < last) else {
            break;
        };
        let more = Amount::of(next.value, unit);
        amount = amount.zip(more).and_then(|(amount, more)| amount.plus(more));
        // Only dates are counted by several units: lengths stay apart, each with its own value.
        (last, end) = (unit, after);
    }
    (amount, end)
}

/// A length of time in one unit or several.
#[derive(Debug, Clone, Copy)]
struct Counted {
    first: usize,
    end: usize,
    /// The number of the first unit.
    count: Option<f64>,
    unit: Unit,
    /// All units together.
    amount: Option<Amount>,
    several: bool,
}

/// What follows a length and makes a date of it.
fn counted_date(reader: &Reader<'_>, counted: Counted) -> Option<Found> {
    let Counted { first: i, end, count, unit, amount, several } = counted;
    let whole = count.filter(|count| count.fract() == 0.0 && *count < 1e5);
    let away = whole.map(|count| count as i32);
    let reference = |way: i32| match away {
        Some(away) => unit_reference(unit, away.checked_mul(way)?),
        None => amount?.away(way),
    };
    if !reader.atoms.continues(end) {
        return in_future(reader, i, end, amount);
    }
    if reader.is(end, Link::Ago) {
        return Some(Found::new(i, end + 1, Meaning::Hangs(reference(-1)?)));
    }
    if let Some(found) = after_date(reader, i, end, amount) {
        return Some(found);
    }
    if let Some(way) = way_after(reader, end) {
        let exact = matches!(unit, Unit::Week | Unit::Fortnight) || several;
        let meaning = match exact {
            true => {
                let by = if way < 0 { amount?.reversed() } else { amount? };
                Meaning::Moved(Box::new(Meaning::Follows(Reference::Day(0))), by)
            }
            false => Meaning::Follows(reference(way)?),
        };
        return Some(Found::new(i, end + 1, meaning));
    }
    if reader.atoms.is_one_of(end, &['\'', '’']) {
        let time = end + 1 + usize::from(reader.is(end + 1, Link::ApostropheS));
        let later = reader.is(time, Link::Period) && reader.follows(i, Link::In);
        let today = Box::new(Meaning::Hangs(Reference::Day(0)));
        let by = amount.filter(|_| later)?;
        return Some(Found::new(i, end, Meaning::Moved(today, by)));
    }
    in_future(reader, i, end, amount)
}

/// Which way `later`, `earlier` point; `after` and `before` do only where no object follows.
fn way_after(reader: &Reader<'_>, i: usize) -> Option<i32> {
    let closed = !reader.atoms.continues(i + 1) || reader.atoms.at(i + 1).shape == Shape::Mark;
    match () {
        () if reader.is(i, Link::Later) || closed && reader.is(i, Link::After) => Some(1),
        () if reader.is(i, Link::Back) || closed && reader.is(i, Link::Before) => Some(-1),
        () => None,
    }
}

/// `in two weeks` in a clause that speaks of the future.
fn in_future(reader: &Reader<'_>, i: usize, end: usize, by: Option<Amount>) -> Option<Found> {
    let future = reader.follows(i, Link::In) && reader.tense(i, end) == Some(Cue::Future);
    let today = Box::new(Meaning::Hangs(Reference::Day(0)));
    by.filter(|_| future).map(|by| Found::new(i, end, Meaning::Moved(today, by)))
}

/// `3 days from now`, `two weeks before Christmas`, `a day after Tuesday`.
fn after_date(reader: &Reader<'_>, i: usize, end: usize, by: Option<Amount>) -> Option<Found> {
    let by = by?;
    let by = match () {
        () if reader.is(end, Link::Before) => by.reversed(),
        () if reader.is(end, Link::After) || reader.is(end, Link::From) => by,
        () => return None,
    };
    let at = end + 1;
    if reader.is(end, Link::From) && reader.is(at, Link::Now) {
        let today = Meaning::Hangs(Reference::Day(0));
        return Some(Found::new(i, at + 1, Meaning::Moved(Box::new(today), by)));
    }
    let the_year = match reader.is(at, Link::The) && reader.word(at + 1).unit == Some(Unit::Year) {
        true => at + 2,
        false => at,
    };
    let base = reader.plain(the_year).filter(|_| reader.atoms.continues(the_year))?;
    Some(Found::new(i, base.end, Meaning::Moved(Box::new(base.meaning), by)))
}

/// Whether `a day` is a length here, not a rate (`$5 a day`) or a mere noun.
fn placed(reader: &Reader<'_>, i: usize, end: usize) -> bool {
    let after = [Link::After, Link::Before, Link::Later, Link::Long];
    reader.follows(i, Link::Measured)
        || after.iter().any(|&link| reader.is(end, link) && reader.atoms.continues(end))
}

fn long_follows(reader: &Reader<'_>, end: usize) -> bool {
    reader.atoms.is_glued_mark(end, '-') && reader.is(end + 1, Link::Long)
}

/// `decades`, `weeks`, `hours later`, `years ago`, `recent years`: no number at all.
pub(super) fn vague_length(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let recent = reader.is(i, Link::Recent);
    let at = i + usize::from(recent);
    let unit = reader.word(at).unit?;
    let plural = reader.atoms.text(at).ends_with('s') || unit == Unit::Century && at > i;
    let end = at + 1;
    if !plural || reader.atoms.at(at).is_name() && !reader.atoms.at(at).opens {
        return None;
    }
    let long = long_follows(reader, end);
    let after = [Link::Later, Link::Ago, Link::Back, Link::After];
    let suffixed = after.iter().any(|&link| reader.is(end, link) && reader.atoms.continues(end));
    let free = reader.atoms.at(at).gap != Gap::None && reader.word_before(i).unit.is_none();
    let placed = recent || long || suffixed || reader.follows(i, Link::Measured);
    let end = match (long, suffixed && !reader.is(end, Link::After)) {
        (true, _) => end + 2,
        (_, true) => end + 1,
        _ => end,
    };
    let meaning = Meaning::length(length_value(None, unit));
    (placed && free).then(|| Found::new(i, end, meaning))
}
