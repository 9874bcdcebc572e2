//! Numbers in digits or words with their unit: `$3.2 million`, `35 miles per hour`, `15 to 22 km`.

use super::lexicon::{Role, Unit};
use super::money;
use super::reader::{Reader, Size};
use crate::atoms::{Gap, Shape};
use crate::numerals::{NoNumber, Numeral};

/// A number with the money sign before it and the unit after it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    /// The first atom, sign included.
    pub(super) first: usize,
    /// The first and the end atom of the number alone.
    pub(super) number: (usize, usize),
    /// One past the last atom, unit included.
    pub(super) end: usize,
    pub(super) numeral: Numeral,
    pub(super) unit: Option<Unit>,
}

impl Measured {
    /// Where reading goes on: past the name of money, for a sign after it belongs to another sum.
    pub(super) fn rest(&self) -> usize {
        let money = self.unit.as_ref().is_some_and(|unit| unit.dimension == "money");
        if money { self.end } else { self.number.1 }
    }
}

/// Two numbers that bound a range, with their common unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub(super) size: Size,
    pub(super) number: (usize, usize),
    pub(super) end: usize,
    pub(super) unit: Option<Unit>,
}

/// Sign, number and unit at an atom.
pub(super) fn measured(reader: &Reader<'_>, i: usize) -> Result<Measured, NoNumber> {
    let atoms = reader.atoms;
    let sign = reader.lexicon.signs.longest(atoms, i);
    let mut at = sign.map_or(i, |(_, end)| end);
    let minus = atoms.is_one_of(at, &['-', '−']) && atoms.at(at + 1).gap == Gap::None;
    at += usize::from(minus);
    let point = atoms.is_mark(at, '.') && atoms.at(at + 1).gap == Gap::None;
    let digits = point || atoms.at(at).shape == Shape::Digits;
    if (sign.is_some() || minus) && !(digits && atoms.at(at).gap <= Gap::Space) {
        return Err(NoNumber::Shape);
    }
    let mut numeral = match point {
        true => decimal_point(reader, at)?,
        false => reader.lexicon.numbers.cardinal(atoms, at)?,
    };
    numeral = powered(reader, numeral);
    if minus || minus_before(reader, i) {
        numeral.value = -numeral.value;
    }
    let (unit, end) = match sign {
        Some((unit, _)) => (Some(unit.clone()), money_end(reader, numeral.end, unit)),
        None => unit_after(reader, &mut numeral),
    };
    let whole = numeral.end;
    let (unit, end) = match unit {
        Some(unit) => money::of(reader, &mut numeral, unit, end),
        None => (None, end),
    };
    let (unit, end) = rate(reader, unit, end);
    let number = (at, whole.max(numeral.end));
    Ok(Measured { first: i, number, end, numeral, unit })
}

/// `.500`
fn decimal_point(reader: &Reader<'_>, i: usize) -> Result<Numeral, NoNumber> {
    let digits = reader.atoms.number(i + 1).ok_or(NoNumber::Shape)?;
    let places = reader.atoms.width(i + 1) as i32;
    let step = 10f64.powi(-places);
    let value = f64::from(digits) / 10f64.powi(places);
    Ok(Numeral { value, end: i + 2, step, scale: 1.0, in_digits: true })
}

/// `1.99×10−30`, `3×10^8`
fn powered(reader: &Reader<'_>, numeral: Numeral) -> Numeral {
    let atoms = reader.atoms;
    let times = numeral.end;
    if let Some(found) = exponent(reader, numeral) {
        return found;
    }
    let by = atoms.at(times).gap == Gap::None && ["×", "x"].contains(&atoms.text(times));
    let ten = by && atoms.number(times + 1) == Some(10);
    let times = times + usize::from(atoms.is_mark(times + 2, '^') && signed(reader, times + 3));
    let negative = atoms.is_one_of(times + 2, &['-', '−']);
    let power = atoms.number(times + 3).filter(|power| *power <= 300 && ten);
    let Some(power) = power.filter(|_| negative || atoms.is_mark(times + 2, '^')) else {
        return numeral;
    };
    let factor = 10f64.powi(if negative { -power } else { power });
    let (value, step) = (numeral.value * factor, numeral.step * factor);
    Numeral { value, step, end: times + 4, ..numeral }
}

fn signed(reader: &Reader<'_>, i: usize) -> bool {
    reader.atoms.is_one_of(i, &['-', '−'])
}

/// `1.3e6`, `12e-1`
fn exponent(reader: &Reader<'_>, numeral: Numeral) -> Option<Numeral> {
    let (atoms, e) = (reader.atoms, numeral.end);
    let glued = |i: usize| i < atoms.len() && atoms.at(i).gap == Gap::None;
    let sign = usize::from(atoms.is_one_of(e + 1, &['-', '−', '+']) && glued(e + 1));
    let at = e + 1 + sign;
    let power = atoms.number(at).filter(|power| *power <= 300 && numeral.in_digits)?;
    let free = !glued(at + 1) || atoms.at(at + 1).shape == Shape::Mark;
    let written = glued(e) && glued(at) && atoms.text(e).eq_ignore_ascii_case("e") && free;
    let negative = sign == 1 && signed(reader, e + 1);
    let factor = 10f64.powi(if negative { -power } else { power });
    let (value, step) = (numeral.value * factor, numeral.step * factor);
    written.then_some(Numeral { value, step, end: at + 1, ..numeral })
}

/// `minus 5`, `minus-5`
fn minus_before(reader: &Reader<'_>, i: usize) -> bool {
    let hyphen = usize::from(i > 0 && reader.atoms.is_glued_mark(i - 1, '-'));
    let word = i.checked_sub(1 + hyphen);
    word.is_some_and(|word| reader.is(word, Role::Minus) && reader.atoms.continues(i))
}

/// Past a name of money that a sign has said already: `US$12 dollars`.
fn money_end(reader: &Reader<'_>, i: usize, sign: &Unit) -> usize {
    let word = reader.atoms.at(i).is_word();
    let money = reader.unit_at(i).filter(|(unit, _)| word && unit.name == sign.name);
    money.map_or(i, |(_, end)| end)
}

/// The unit after a number, perhaps after a hyphen: `500-megawatt`. A unit may stand for so many of
/// it: `30 MUSD`.
fn unit_after(reader: &Reader<'_>, numeral: &mut Numeral) -> (Option<Unit>, usize) {
    let (atoms, i) = (reader.atoms, numeral.end);
    let hyphen = atoms.is_glued_mark(i, '-') && atoms.at(i + 1).gap == Gap::None;
    let Some((unit, end)) = reader.unit_at(i + usize::from(hyphen)) else { return (None, i) };
    let times = unit.times as f64;
    (numeral.value, numeral.step) = (numeral.value * times, numeral.step * times);
    (Some(unit.clone()), end)
}

/// `dollars a month`, `kV/cm`, `$9 per share`: the first unit per the second.
fn rate(reader: &Reader<'_>, unit: Option<Unit>, end: usize) -> (Option<Unit>, usize) {
    let Some(whole) = unit else { return (None, end) };
    let atoms = reader.atoms;
    let join = end + usize::from(atoms.is_glued_mark(end, '-'));
    let next = join + 1 + usize::from(atoms.is_glued_mark(join + 1, '-'));
    if !reader.is(join, Role::Per) || !atoms.continues(join) || !atoms.continues(next) {
        return (Some(whole), end);
    }
    let time = reader.unit_at(next).filter(|(_, end)| !reader.is(*end, Role::NoRate));
    if let Some((part, end)) = time {
        return (Some(per(&whole, &part.name, &part.dimension)), end);
    }
    let noun = atoms.at(next).shape == Shape::Lower && !reader.is(next, Role::Stop);
    if noun && reader.is(join, Role::PerNoun) {
        let part = reader.lexicon.singular(atoms.text(next));
        return (Some(per(&whole, &part, "count")), next + 1);
    }
    (Some(whole), end)
}

fn per(whole: &Unit, part: &str, by: &str) -> Unit {
    let dimension = match (whole.dimension.as_str(), by) {
        ("length", "time") => "speed",
        ("money", _) => "price",
        _ => "rate",
    };
    Unit::new(format!("{} per {part}", whole.name), dimension)
}

/// The range that a number begins: `15 to 22 miles`, `between $62 and $68 per share`, `3-5`.
pub(super) fn range(reader: &Reader<'_>, from: &Measured) -> Option<Range> {
    let atoms = reader.atoms;
    let spelled = atoms.is_glued_mark(from.end, '-') && atoms.at(from.end + 1).is_word();
    let joint = from.end + usize::from(spelled);
    let hyphen = atoms.is_one_of(joint, &['-', '–', '—']);
    let glued = atoms.at(joint).gap == Gap::None && atoms.at(joint + 1).gap == Gap::None;
    if !reader.is(joint, Role::To) || !atoms.continues(joint) || hyphen && !glued {
        return None;
    }
    let next = joint + 1 + usize::from(atoms.is_glued_mark(joint + 1, '-'));
    let to = measured(reader, next).ok().filter(|_| atoms.continues(next))?;
    let opened = reader.lexicon.range_before(atoms, from.first).is_some();
    let next_to = from.numeral.value + 1.0 == to.numeral.value;
    if reader.is(joint, Role::And) && !opened || reader.is(joint, Role::Or) && !next_to {
        return None;
    }
    let stated = from.unit.is_some() && !opened && changes(reader, from.first);
    if stated || !agree(from.unit.as_ref(), to.unit.as_ref(), hyphen) {
        return None;
    }
    // `10 to 15 million`, `$10 to $15 billion`: the scale belongs to both.
    let shares =
        from.numeral.scale == 1.0 && from.numeral.value <= to.numeral.value / to.numeral.scale;
    let scale = if shares { to.numeral.scale } else { 1.0 };
    let (a, b) = (from.numeral.value * scale, to.numeral.value);
    Some(Range {
        size: Size::Two(a.min(b), a.max(b)),
        number: (from.number.0, to.number.1),
        end: to.end,
        unit: to.unit.or_else(|| from.unit.clone()),
    })
}

/// Whether two numbers can bound one range by their units.
fn agree(from: Option<&Unit>, to: Option<&Unit>, hyphen: bool) -> bool {
    match (from, to) {
        (None, _) => true,
        (Some(a), Some(b)) => b.name.starts_with(a.name.as_str()),
        (Some(a), None) => a.dimension == "money" && hyphen,
    }
}

/// Whether the words before a number speak of a change by it: then `to` says what it came to.
fn changes(reader: &Reader<'_>, first: usize) -> bool {
    let before = (1..=3).filter_map(|back| first.checked_sub(back));
    let mut clause = before.take_while(|&i| reader.atoms.continues(i + 1));
    clause.any(|i| reader.is(i, Role::Change))
}
