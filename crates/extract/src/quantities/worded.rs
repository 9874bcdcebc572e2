//! Numbers that no numeral gives, and those that order or multiply: `hundreds of homes`, `a third of the votes`, `one in five
//! voters`, `doubled`.

use tidings_model::Modifier;

use super::hedge;
use super::lexicon::{Role, Unit};
use super::noun::{self, Noun};
use super::reader::{Found, Reader, Size};
use crate::atoms::{Gap, Shape};
use crate::numerals::Fraction;

/// The worded quantity that begins at an atom.
pub(super) fn read(reader: &Reader<'_>, i: usize) -> Option<Found> {
    if is_bare(reader, i) {
        return None;
    }
    let numbers = &reader.lexicon.numbers;
    if let Some((bounds, end)) = numbers.vague(reader.atoms, i) {
        return Some(vague(reader, i, end, bounds));
    }
    if let Some((value, end)) = numbers.multiple(reader.atoms, i) {
        return multiple(reader, i, end, value);
    }
    let numbered = || ordinal(reader, i).or_else(|| so_many_times(reader, i));
    let part = ratio(reader, i).or_else(|| fraction(reader, i, numbers.fraction(reader.atoms, i)?));
    part.or_else(numbered)
}

/// Whether digits have nothing behind them that could make more of them: most numbers of a table.
fn is_bare(reader: &Reader<'_>, i: usize) -> bool {
    let next = reader.atoms.at(i + 1);
    let joined = next.word != 0 || reader.atoms.is_one_of(i + 1, &['/', '.', ',']);
    reader.atoms.at(i).shape == Shape::Digits && !joined
}

fn vague(reader: &Reader<'_>, i: usize, end: usize, [low, high]: [f64; 2]) -> Found {
    let (unit, noun, last) = what(reader, past_of(reader, end));
    let last = last.unwrap_or(end);
    let hedge = hedge::around(reader, i, last);
    Found {
        first: hedge.first,
        end: hedge.end,
        number: (i, end),
        rest: noun.map_or(end, |noun| noun.end),
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

/// `three times as large`, `twice the number`; `sank three times` counts.
fn so_many_times(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let number = reader.lexicon.numbers.cardinal(reader.atoms, i).ok()?;
    let end = number.end + 1;
    let compared = reader.is(number.end, Role::Times) && reader.is(end, Role::Compared);
    let continues = reader.atoms.continues(number.end) && reader.atoms.continues(end);
    (compared && continues).then(|| multiplied(reader, i, end, number.value))
}

/// From the second on: `first` orders more than it numbers (`at first`, `first aid`). `a second
/// attack`, `the 23rd victim`, not the date of `May 23rd` nor the street `23rd Street`.
fn ordinal(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (nth, end) = reader.lexicon.numbers.ordinal(reader.atoms, i).filter(|(nth, _)| *nth > 1)?;
    let after = i > 0 && reader.atoms.continues(i) && reader.is(i - 1, Role::Numbering);
    let noun = noun::counted(reader, end, true)?;
    let plain = !reader.atoms.at(end).is_name() && !noun::is_plural(reader, noun.head);
    let glued = reader.atoms.at(end).gap == Gap::None;
    let unit = reader.unit_at(end).is_some();
    (after && plain && !glued && !unit).then(|| Found {
        first: i,
        end: noun.end,
        number: (i, end),
        rest: noun.end,
        size: Size::One(f64::from(nth), 1.0),
        unit: None,
        noun: Some(noun),
        modifier: Modifier::Ordinal,
    })
}

/// Only verbs and `-fold` multiply: `double` is as often a room or a digit.
fn multiple(reader: &Reader<'_>, i: usize, end: usize, value: f64) -> Option<Found> {
    let text = reader.atoms.text(i);
    let verb = ["ed", "ing", "fold"].iter().any(|ending| text.ends_with(ending));
    let glued = reader.atoms.at(end).gap == Gap::None && reader.atoms.is_mark(end, '-');
    let compared = reader.is(end, Role::Compared) && reader.atoms.continues(end);
    let known = value > 1.0 && compared && value < 4.0;
    ((verb || known) && !glued).then(|| multiplied(reader, i, end, value))
}

fn multiplied(reader: &Reader<'_>, i: usize, end: usize, value: f64) -> Found {
    Found {
        first: hedge::around(reader, i, end).first,
        end,
        number: (i, end),
        rest: end,
        size: Size::One(value, 1.0),
        unit: None,
        noun: None,
        modifier: Modifier::Multiplier,
    }
}

/// `one in five voters`, `two out of three`; `two in 10 days` and `one in May` are none.
fn ratio(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let (value, end) = reader.lexicon.numbers.ratio(reader.atoms, i)?;
    if reader.unit_at(end).is_some() || (i..end).any(|at| reader.in_timex(at)) {
        return None;
    }
    let noun = noun::counted(reader, past_of(reader, end), false);
    Some(part(reader, i, end, value, noun))
}

/// A part of a whole. `a third man` is no fraction, nor is `half time`: a whole must follow, or the
/// words must mean nothing else (`two-thirds`), or a hedge must stand before them (`nearly half`).
fn fraction(reader: &Reader<'_>, i: usize, part_of: Fraction) -> Option<Found> {
    let Fraction { value, end, plain } = part_of;
    let atoms = reader.atoms;
    let of = reader.is(end, Role::Of) && atoms.continues(end);
    let half_the = value == 0.5 && reader.is(end, Role::Determiner) && atoms.continues(end);
    let longer = reader.lexicon.numbers.cardinal(atoms, i).is_ok_and(|number| number.end > end);
    if longer || reader.unit_at(end).is_some() {
        return None;
    }
    let start = match half_the {
        true => end + 1,
        false => past_of(reader, end),
    };
    let noun = noun::counted(reader, start, false);
    let hedged = || hedge::around(reader, i, end).modifier != Modifier::Exact;
    let whole = || ends_or_counts(reader, end, noun) || acts(reader, i, end);
    let half = value == 0.5 && end == i + 1 && hedged() && whole();
    let alone = plain && (closes(reader, end) || value != 1.0 / 3.0 && value != 0.2);
    (of || half_the || half || alone).then(|| part(reader, i, end, value, noun))
}

/// `More than half voted`: the subject of a verb, not how far something is `half finished`.
fn acts(reader: &Reader<'_>, i: usize, end: usize) -> bool {
    let (first, atoms) = (hedge::around(reader, i, end).first, reader.atoms);
    let mark = atoms.before(first).shape == Shape::Mark;
    let opens = !atoms.continues(first) || mark || first > 0 && reader.is(first - 1, Role::And);
    let verb = atoms.at(end).shape == Shape::Lower && atoms.text(end).ends_with("ed");
    opens && verb && atoms.continues(end) && atoms.at(end).gap == Gap::Space
}

/// Whether nothing follows that a half could belong to but the plural that it counts.
fn ends_or_counts(reader: &Reader<'_>, end: usize, noun: Option<Noun>) -> bool {
    closes(reader, end) || noun.is_some_and(|noun| noun::is_plural(reader, noun.head))
}

/// Whether a phrase ends here: a mark that joins nothing, or the end of the sentence.
fn closes(reader: &Reader<'_>, i: usize) -> bool {
    let mark = reader.atoms.at(i).shape == Shape::Mark && !reader.atoms.is_one_of(i, &['-', '/']);
    !reader.atoms.continues(i) || mark
}

fn part(reader: &Reader<'_>, i: usize, end: usize, value: f64, noun: Option<Noun>) -> Found {
    let hedge = hedge::around(reader, i, end);
    Found {
        first: hedge.first,
        end: noun.map_or(end, |noun| noun.end),
        number: (i, end),
        rest: noun.map_or(end, |noun| noun.end),
        size: Size::Part(value),
        unit: None,
        noun,
        modifier: hedge.modifier,
    }
}
