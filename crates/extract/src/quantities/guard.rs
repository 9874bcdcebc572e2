//! Numbers that are no quantities: codes, model names, labels, scores, years, addresses.

use std::ops::Range;

use super::lexicon::Role;
use super::reader::Reader;
use crate::atoms::{Atoms, Gap, Shape};

/// Whether no number can begin at an atom, for what stands before it.
pub(super) fn is_bound(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let Some(last) = i.checked_sub(1) else { return false };
    if atoms.at(i).gap == Gap::None {
        return is_glued(reader, last);
    }
    if !atoms.continues(i) {
        return false;
    }
    if reader.is(last, Role::Label) {
        return match atoms.at(i).shape {
            Shape::Digits => is_plain(reader, i),
            _ => atoms.at(last).is_name() || reader.is_one(i),
        };
    }
    if reader.is(last, Role::Of) && last > 1 && atoms.at(last - 1).shape == Shape::Digits {
        // `page 3 of 5`
        return reader.is(last - 2, Role::Label);
    }
    atoms.is_one_of(last, &['#', '№', '@']) || is_in_name(reader, i)
}

/// `The 1600 block of First Street`, `the 1600-block`: a number of houses on a street, which nothing counts.
pub(super) fn is_of_houses(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let digits = atoms.at(i).shape == Shape::Digits && !matches!(atoms.number(i), Some(1) | None);
    let hyphen =
        usize::from(atoms.is_one_of(i + 1, &['-', '–']) && atoms.at(i + 1).gap == Gap::None);
    let noun = i + 1 + hyphen;
    digits && atoms.continues(noun) && reader.is(noun, Role::Houses)
}

/// Whether a glued atom before a number makes a code of it: `An-72`, `B12`, `1.5`, `a/3`.
fn is_glued(reader: &Reader<'_>, last: usize) -> bool {
    let atoms = reader.atoms;
    let glued = atoms.at(last).gap == Gap::None;
    match atoms.at(last).shape {
        Shape::Mark if atoms.is_one_of(last, &['-', '–', '—']) => {
            // `sub-500` and `minus-130` begin with a small word; `-5` with nothing.
            let small = matches!(atoms.before(last).shape, Shape::Lower | Shape::Mark);
            // `COVID -19` is a name as much as `COVID-19`.
            let name = atoms.before(last).is_name() && atoms.continues(last);
            glued && !small || !glued && name
        }
        Shape::Mark => {
            glued && atoms.is_one_of(last, &['/', '.', ',', ':', '_', '@', '=', '\\', '#'])
        }
        _ => true,
    }
}

/// `Boeing 787`, `Mirage 2000`, `Kick Six`: a number in a name.
fn is_in_name(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let (before, this) = (atoms.before(i), atoms.at(i));
    if !atoms.continues(i) || this.gap != Gap::Space || !before.is_name() {
        return false;
    }
    if before.opens {
        return opens_with_name(reader, i);
    }
    let free = reader.in_timex(i - 1)
        || reader.is(i - 1, Role::Stop)
        || reader.lexicon.before.longest(atoms, i - 1).is_some()
        || reader.in_title_case(i);
    if free {
        return false;
    }
    match this.shape {
        Shape::Digits => is_plain(reader, i),
        _ => this.is_name(),
    }
}

/// `Mirage 2000 jets` at the start of a sentence, where every word has a capital: a word that no list
/// knows and that has not the ending of a verb or a plural, before three digits or more.
fn opens_with_name(reader: &Reader<'_>, i: usize) -> bool {
    let (atoms, before) = (reader.atoms, reader.atoms.text(i - 1));
    let inflected = ["ed", "ing", "ly", "s"].iter().any(|ending| before.ends_with(ending));
    let model = atoms.at(i).shape == Shape::Digits && (3..=4).contains(&atoms.width(i));
    model && atoms.at(i - 1).word == 0 && !inflected && is_plain(reader, i)
}

/// Whether digits can be a label: decimals, groups and measures cannot.
fn is_plain(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let parted = atoms.is_one_of(i + 1, &[',', '.', '%']) && atoms.at(i + 2).gap == Gap::None;
    !parted && !atoms.is_mark(i + 1, '%') && reader.unit_at(i + 1).is_none()
}

/// The addresses of a text, as ranges of atoms: runs without a blank that hold `://`, `www.` or `@`.
pub(super) fn addresses(atoms: &Atoms<'_>) -> Vec<Range<usize>> {
    let glued = |i: usize| i < atoms.len() && atoms.at(i).gap == Gap::None;
    let mut found = Vec::new();
    let (mut first, mut marked) = (0, false);
    for i in 0..atoms.len() {
        if !glued(i) {
            (first, marked) = (i, false);
        }
        let scheme = atoms.is_mark(i, ':') && atoms.is_glued_mark(i + 1, '/');
        let mail = i > first && atoms.is_mark(i, '@');
        let www = || atoms.text(i).eq_ignore_ascii_case("www") && atoms.is_glued_mark(i + 1, '.');
        marked |= scheme || mail || atoms.width(i) == 3 && www();
        if marked && !glued(i + 1) {
            found.push(first..i + 1);
        }
    }
    found
}

/// A score, a ratio or another code of two numbers: `2-1`, `3:2`, `9-2 lead`, `555-1234`; its end.
pub(super) fn score(reader: &Reader<'_>, i: usize) -> Option<usize> {
    let atoms = reader.atoms;
    let glued = |i: usize| i < atoms.len() && atoms.at(i).gap == Gap::None;
    let mark = atoms.is_one_of(i + 1, &['-', '–', ':', '/']) && glued(i + 1) && glued(i + 2);
    let (a, b) = (atoms.number(i)?, atoms.number(i + 2).filter(|_| mark)?);
    let dash = !atoms.is_one_of(i + 1, &[':', '/']);
    let letters = glued(i + 3) && atoms.at(i + 3).shape != Shape::Mark;
    let decimal = atoms.is_glued_mark(i + 3, '.') && atoms.number(i + 4).is_some() && glued(i + 4);
    // `555-123-4567` is a telephone number or another code.
    if dash && atoms.is_one_of(i + 3, &['-', '–']) && glued(i + 3) && atoms.number(i + 4).is_some()
    {
        return Some(reader.run_end(i));
    }
    let open = letters || decimal || atoms.is_one_of(i + 3, &['-', '%']) && glued(i + 3);
    let range = dash && (open || a < b && reader.measures_at(i + 3));
    let fraction = atoms.is_mark(i + 1, '/') && a < b && b <= 16 && !open;
    (!range && !fraction).then_some(i + 3)
}

/// Whether digits look like a year: four of them, from 1900 to 2100.
pub(super) fn is_year(reader: &Reader<'_>, i: usize, value: f64) -> bool {
    reader.atoms.width(i) == 4 && (1900.0..=2100.0).contains(&value)
}

/// Whether `one` counts nothing: `one of the largest`, `no one`, `one another`, `One Direction`.
pub(super) fn is_pronoun(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let pronoun = i > 0 && atoms.continues(i) && reader.is(i - 1, Role::Pronoun);
    let next = atoms.at(i + 1);
    let counts = atoms.continues(i + 1) && next.is_word() && next.gap != Gap::None;
    let name = atoms.at(i).is_name() && next.is_name();
    pronoun || name || !counts || reader.is(i + 1, Role::Stop)
}
