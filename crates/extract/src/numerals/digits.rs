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
    if let Some(found) = blanks(atoms, i) {
        return Ok(found);
    }
    if !atoms.is_one_of(i + 1, &[',', '.']) || atoms.at(i + 1).gap != Gap::None {
        let plain = numeral(atoms.text(i), 0, i + 1);
        return plain.ok_or(NoNumber::TooLong);
    }
    if let Some(found) = continental(atoms, i) {
        return Ok(found);
    }
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
    numeral(&text, places, end).ok_or(NoNumber::Shape)
}

/// Thousands parted by blanks: `40 000`, `1 414 021 100`. Every group after the first has three
/// digits, and the blanks are alike; `12 300 1` are three numbers.
fn blanks(atoms: &Atoms<'_>, i: usize) -> Option<Numeral> {
    let wide = |n: usize| atoms.at(n).start - atoms.before(n).end;
    let group = |n: usize| {
        atoms.at(n).shape == Shape::Digits && atoms.at(n).gap == Gap::Space && atoms.continues(n)
    };
    if atoms.width(i + 1) != 3
        || !(1..=3).contains(&atoms.width(i))
        || !group(i + 1)
        || atoms.text(i).starts_with('0')
    {
        return None;
    }
    let alike = |n: &usize| group(*n) && wide(*n) == wide(i + 1);
    let end = (i + 1..).take(MOST_GROUPS).take_while(alike).last()? + 1;
    let thousands = (i + 1..end).all(|n| atoms.width(n) == 3) && !group(end);
    let bound = atoms.at(end).gap == Gap::None && atoms.is_one_of(end, &[':', '/', '_', '@']);
    if !thousands || bound || end - i > MOST_GROUPS - 2 {
        return None;
    }
    let mut text: String = (i..end).map(|n| atoms.text(n)).collect();
    let places = match decimals(atoms, end) {
        Ok(Some(digits)) => {
            text.push('.');
            text.push_str(digits);
            digits.len()
        }
        Ok(None) => 0,
        Err(_) => return None,
    };
    let end = end + 2 * usize::from(places > 0);
    numeral(&text, places, end)
}

/// `1.111,11`: where both marks stand, and the last is a comma, it parts the decimals.
fn continental(atoms: &Atoms<'_>, i: usize) -> Option<Numeral> {
    let groups = groups(atoms, i, '.');
    let comma = i + 2 * groups - 1;
    let wide = |n: usize| atoms.width(i + 2 * n);
    let thousands = groups > 1 && wide(0) <= 3 && (1..groups).all(|n| wide(n) == 3);
    let glued = atoms.is_glued_mark(comma, ',') && atoms.at(comma + 1).gap == Gap::None;
    let places = atoms.width(comma + 1);
    if !thousands || !glued || atoms.number(comma + 1).is_none() || places > 2 {
        return None;
    }
    let mut text: String = (0..groups).map(|n| atoms.text(i + 2 * n)).collect();
    text.push('.');
    text.push_str(atoms.text(comma + 1));
    numeral(&text, places, comma + 2)
}

/// A number of so many decimal places, unless it is too long.
fn numeral(text: &str, places: usize, end: usize) -> Option<Numeral> {
    let value: f64 = text.parse().ok().filter(|_| text.len() <= MOST_DIGITS + 1)?;
    let step = match places {
        0 => step_of(value),
        _ => 10f64.powi(-i32::try_from(places).unwrap_or(i32::MAX)),
    };
    Some(Numeral { value, end, step: rounded(step), in_digits: true, ..ZERO })
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
