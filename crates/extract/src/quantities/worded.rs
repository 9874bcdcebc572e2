//! Numbers that no numeral gives: `hundreds of homes`, `a third of the votes`, `doubled`, `both`.

use tidings_model::Modifier;

use super::hedge;
use super::lexicon::{Role, Unit};
use super::noun::{self, Noun};
use super::reader::{Found, Reader, Size};
use crate::atoms::Gap;

/// The worded quantity that begins at an atom.
pub(super) fn read(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let numbers = &reader.lexicon.numbers;
    if let Some((bounds, end)) = numbers.vague(reader.atoms, i) {
        return Some(vague(reader, i, end, bounds));
    }
    if let Some((value, end)) = numbers.multiple(reader.atoms, i) {
        return multiple(reader, i, end, value);
    }
    let (value, end) = numbers.fraction(reader.atoms, i)?;
    fraction(reader, i, end, value)
}

fn vague(reader: &Reader<'_>, i: usize, end: usize, [low, high]: [f64; 2]) -> Found {
    let (unit, noun, last) = what(reader, past_of(reader, end));
    let last = last.unwrap_or(end);
    let hedge = hedge::around(reader, i, last);
    Found {
        first: hedge.first,
        end: hedge.end,
        number: (i, end),
        size: Size::Two(low, high),
        unit,
        noun,
        modifier: Modifier::Vague,
    }
}

/// The unit or the noun at an atom, and its end.
fn what(reader: &Reader<'_>, i: usize) -> (Option<Unit>, Option<Noun>, Option<usize>) {
    if let Some((unit, end)) = reader.unit_at(i) {
        return (Some(unit.clone()), None, Some(end));
    }
    let noun = noun::counted(reader, i, false);
    (None, noun, noun.map(|noun| noun.end))
}

/// Past `of`, and past the determiner after it: `of the`, `of his`.
pub(super) fn past_of(reader: &Reader<'_>, i: usize) -> usize {
    match reader.is(i, Role::Of) && reader.atoms.continues(i) {
        true => i + 1 + usize::from(reader.is(i + 1, Role::Determiner)),
        false => i,
    }
}

/// Only verbs and `-fold` multiply: `double` is as often a room or a digit.
fn multiple(reader: &Reader<'_>, i: usize, end: usize, value: f64) -> Option<Found> {
    let text = reader.atoms.text(i);
    let verb = ["ed", "ing", "fold"].iter().any(|ending| text.ends_with(ending));
    let glued = reader.atoms.at(end).gap == Gap::None && reader.atoms.is_mark(end, '-');
    let hedge = hedge::around(reader, i, end);
    let found = Found {
        first: hedge.first,
        end,
        number: (i, end),
        size: Size::One(value, 1.0),
        unit: None,
        noun: None,
        modifier: Modifier::Multiplier,
    };
    (verb && !glued).then_some(found)
}

/// `a third man` is no fraction, nor is `half time`: a whole must follow.
fn fraction(reader: &Reader<'_>, i: usize, end: usize, value: f64) -> Option<Found> {
    let atoms = reader.atoms;
    let of = reader.is(end, Role::Of) && atoms.continues(end);
    let half_the = value == 0.5 && reader.is(end, Role::Determiner) && atoms.continues(end);
    let longer = reader.lexicon.numbers.cardinal(atoms, i).is_ok_and(|number| number.end > end);
    if longer || !of && !half_the {
        return None;
    }
    let start = if half_the { end + 1 } else { past_of(reader, end) };
    let noun = noun::counted(reader, start, false);
    let hedge = hedge::around(reader, i, end);
    Some(Found {
        first: hedge.first,
        end: noun.map_or(end, |noun| noun.end),
        number: (i, end),
        size: Size::Part(value),
        unit: None,
        noun,
        modifier: hedge.modifier,
    })
}
