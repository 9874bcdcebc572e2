//! Numbers in digits: grouping, decimals, and what is no number.

use crate::atoms::{Atoms, Gap, Shape};

use super::{Numeral, ZERO, step_of};

/// Why digits make no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoNumber {
    /// Not a number at all: a version, an address.
    Shape,
    /// Separators that can be read in more ways than one.
    Ambiguous,
    /// More digits than a 64-bit integer holds.
    TooLong,
}

/// Digits of a longer number do not fit in 64 bits.
const MOST_DIGITS: usize = 18;

/// How many groups of digits a number may have; longer ones do not fit in 64 bits anyway.
const MOST_GROUPS: usize = 8;

/// The number in digits that begins at an atom.
pub(super) fn read(atoms: &Atoms<'_>, i: usize) -> Result<Numeral, NoNumber> {
    let groups = groups(atoms, i, ',');
    let after = i + 2 * groups - 1;
    let decimals = decimals(atoms, after)?;
    let widths: Vec<usize> = (0..groups).map(|n| atoms.width(i + 2 * n)).collect();
    let mut text: String = (0..groups).map(|n| atoms.text(i + 2 * n)).collect();
    let mut places = 0;
    let mut end = after;
    match grouping(&widths) {
        Grouping::Thousands => {}
        Grouping::DecimalComma if decimals.is_none() => {
            places = widths.last().copied().unwrap_or_default();
            text.insert(text.len() - places, '.');
        }
        _ => return Err(NoNumber::Ambiguous),
    }
    if let Some(digits) = decimals {
        places = digits.len();
        text.push('.');
        text.push_str(digits);
        end += 2;
    }
    if text.len() > MOST_DIGITS + 1 {
        return Err(NoNumber::TooLong);
    }
    let value: f64 = text.parse().map_err(|_| NoNumber::Shape)?;
    let step = match places {
        0 => step_of(value),
        _ => 10f64.powi(-i32::try_from(places).unwrap_or(i32::MAX)),
    };
    Ok(Numeral { value, end, step: rounded(step), in_digits: true, ..ZERO })
}

/// Keeps a step printable: `10^-1` is 0.1.
fn rounded(step: f64) -> f64 {
    if step < 1.0 { 1.0 / (1.0 / step).round() } else { step }
}

/// How many groups of digits a mark joins, from an atom on.
fn groups(atoms: &Atoms<'_>, i: usize, mark: char) -> usize {
    let joined = |n: usize| {
        atoms.is_glued_mark(i + 2 * n - 1, mark)
            && atoms.at(i + 2 * n).shape == Shape::Digits
            && atoms.at(i + 2 * n).gap == Gap::None
    };
    1 + (1..MOST_GROUPS).take_while(|&n| joined(n)).count()
}

/// The digits after a decimal point, if there is one; an error for `1.2.3`.
fn decimals<'t>(atoms: &Atoms<'t>, i: usize) -> Result<Option<&'t str>, NoNumber> {
    match groups(atoms, i - 1, '.') {
        1 => Ok(None),
        2 => Ok(Some(atoms.text(i + 1))),
        _ => Err(NoNumber::Shape),
    }
}

enum Grouping {
    Thousands,
    DecimalComma,
    Unclear,
}

fn grouping(widths: &[usize]) -> Grouping {
    let Some((&first, rest)) = widths.split_first() else { return Grouping::Unclear };
    let Some((&last, middle)) = rest.split_last() else { return Grouping::Thousands };
    let thousands = first <= 3 && rest.iter().all(|&width| width == 3);
    let indian = first <= 2 && last == 3 && middle.iter().all(|&width| width == 2);
    match () {
        () if thousands || indian => Grouping::Thousands,
        () if middle.is_empty() && last <= 2 => Grouping::DecimalComma,
        () => Grouping::Unclear,
    }
}
