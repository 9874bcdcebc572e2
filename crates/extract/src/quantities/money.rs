//! Sums of money in more than a number and a name: `3 dollars 50 cents`, `75 USD million`,
//! `thirteen dollars forty-five`.

use super::lexicon::{Role, Unit};
use super::reader::Reader;
use crate::atoms::Shape;
use crate::numerals::Numeral;

/// From so many on a pound is money, unless what weighs so much is named.
const SUM: f64 = 1e6;

/// What a number and its unit come to with what follows them, the unit, and the end.
pub(super) fn of(
    reader: &Reader<'_>,
    numeral: &mut Numeral,
    unit: Unit,
    end: usize,
) -> (Option<Unit>, usize) {
    let unit = match reader.lexicon.in_millions.get(&unit.name) {
        Some(money) if numeral.scale >= SUM && !weighs(reader, end) => money.clone(),
        _ => unit,
    };
    if unit.dimension != "money" {
        return (Some(unit), end);
    }
    if let Some((scale, after)) = scale_after(reader, numeral, end) {
        (numeral.value, numeral.step) = (numeral.value * scale, numeral.step * scale);
        numeral.scale = scale;
        return (Some(unit), after);
    }
    match hundredths(reader, numeral, &unit, end) {
        Some((small, after)) => {
            numeral.value += small / 100.0;
            numeral.step = 0.01;
            (Some(unit), after)
        }
        None => (Some(unit), end),
    }
}

/// `million pounds of rubber`, `million pounds per year`
fn weighs(reader: &Reader<'_>, end: usize) -> bool {
    reader.is(end, Role::Of) || reader.is(end, Role::Per)
}

/// `75 USD million`: the scale behind the name of the money.
fn scale_after(reader: &Reader<'_>, numeral: &Numeral, end: usize) -> Option<(f64, usize)> {
    let scale = reader.lexicon.numbers.great_scale(reader.atoms, end)?;
    (numeral.scale == 1.0 && reader.atoms.continues(end)).then_some((scale, end + 1))
}

/// How many hundredths follow a whole sum: `50 cents`, `and forty-five cents`, or two digits that
/// nothing else can mean.
fn hundredths(
    reader: &Reader<'_>,
    numeral: &Numeral,
    unit: &Unit,
    end: usize,
) -> Option<(f64, usize)> {
    let and = reader.is(end, Role::And);
    let at = end + usize::from(and);
    if numeral.value.fract() != 0.0 || numeral.scale > 1.0 || !reader.atoms.continues(at) {
        return None;
    }
    let next = reader.lexicon.numbers.cardinal(reader.atoms, at).ok()?;
    let small = (1.0..100.0).contains(&next.value) && next.value.fract() == 0.0;
    let named = reader.unit_at(next.end).filter(|(cents, _)| reader.lexicon.parts(cents, unit));
    match named {
        Some((_, end)) if small => Some((next.value, end)),
        None if small && !and && next.value >= 10.0 && closes(reader, next.end) => {
            Some((next.value, next.end))
        }
        _ => None,
    }
}

/// Whether a phrase ends here.
fn closes(reader: &Reader<'_>, i: usize) -> bool {
    let mark = reader.atoms.at(i).shape == Shape::Mark;
    !reader.atoms.continues(i) || mark && reader.atoms.is_one_of(i, &['.', ',', ';', '!', '?', ')'])
}
