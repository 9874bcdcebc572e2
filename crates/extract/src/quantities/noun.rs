//! The noun that a number counts: `9 Yak-130 two-seat jets`, `six Heron and Condor gliders`.
//!
//! Without parts of speech, the head is the last of the first run of plurals; where there is no
//! plural, the last word before one that no noun phrase goes past.

use super::lexicon::Role;
use super::reader::Reader;
use crate::atoms::{Gap, Shape};

/// A counted noun with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    /// Its first atom.
    pub(super) first: usize,
    /// The atom of its head.
    pub(super) head: usize,
    /// One past its last atom.
    pub(super) end: usize,
}

/// How many words of a noun phrase are looked at.
const REACH: usize = 10;

/// The noun phrase that begins at an atom; `one` counts singulars.
pub(super) fn counted(reader: &Reader<'_>, i: usize, one: bool) -> Option<Noun> {
    let (mut last, mut plural, mut at) = (None, None, i);
    for _ in 0..REACH {
        let Some(next) = word_at(reader, at, i, plural.is_some()) else { break };
        let state = reader.is(next, Role::State);
        let many = !state && is_plural(reader, next) && !hyphen_follows(reader, next);
        let verb = last.is_some_and(|last| one && is_verb(reader, last, next));
        if verb || plural.is_some() && !many {
            break;
        }
        if many {
            plural = Some(next);
        }
        last = Some(next);
        at = next + 1;
        if one && many {
            break;
        }
    }
    let head = if one { last? } else { plural.or(last.filter(|&last| is_noun(reader, i, last)))? };
    let named = reader.atoms.at(head).shape == Shape::Digits;
    (!named).then_some(Noun { first: i, head, end: head + 1 })
}

/// Whether a word that is no plural can be the head: not a lone verb form, as in `73 raising`.
fn is_noun(reader: &Reader<'_>, first: usize, last: usize) -> bool {
    let text = reader.atoms.text(last);
    let verb = first == last && (text.ends_with("ing") || text.ends_with("ed"));
    !verb || reader.is(last, Role::State)
}

/// The next word of a noun phrase, past hyphens, model numbers and the `and` between modifiers.
fn word_at(reader: &Reader<'_>, at: usize, first: usize, headed: bool) -> Option<usize> {
    let atoms = reader.atoms;
    let atom = atoms.at(at);
    let inside = at > first;
    let glued = atom.gap == Gap::None && inside;
    if !atoms.continues(at) || atom.gap > Gap::Space && !inside {
        return None;
    }
    if glued && atoms.is_one_of(at, &['\'', '’']) {
        // `two of Johnson's deputies`
        let s = atoms.at(at + 1).gap == Gap::None && atoms.width(at + 1) == 1;
        return s.then(|| word_at(reader, at + 2, first, headed))?;
    }
    if atoms.is_mark(at, '-') && glued && atoms.at(at + 1).gap == Gap::None {
        return atoms.at(at + 1).is_word().then_some(at + 1).or_else(|| model(reader, at + 1));
    }
    match atom.shape {
        Shape::Mark => None,
        Shape::Digits if inside && !headed && (glued || atoms.before(at).is_name()) => Some(at),
        Shape::Digits => None,
        _ if reader.is(at, Role::And) || reader.is(at, Role::Or) => {
            (inside && !headed).then(|| joined(reader, at))?
        }
        _ => {
            let number = reader.lexicon.numbers.cardinal(atoms, at).is_ok() && !atom.is_name();
            // `us` is no noun, the `US` is.
            let stop = reader.is(at, Role::Stop) && atom.shape != Shape::Upper;
            (!stop && (!number || hyphen_follows(reader, at))).then_some(at)
        }
    }
}

/// The digits of a model number after a hyphen: the `72` of `An-72P`.
fn model(reader: &Reader<'_>, i: usize) -> Option<usize> {
    (reader.atoms.at(i).shape == Shape::Digits).then_some(i)
}

/// What an `and` joins to the words before it: two names, or two modifiers.
fn joined(reader: &Reader<'_>, and: usize) -> Option<usize> {
    let (atoms, next) = (reader.atoms, and + 1);
    let (before, after) = (atoms.before(and), atoms.at(next));
    let number = reader.lexicon.numbers.cardinal(atoms, next).is_ok();
    let stop = reader.is(next, Role::Stop) || number;
    let named = before.is_name() || before.shape == Shape::Digits;
    let alike = after.is_word() && named == after.is_name();
    (alike && !stop && atoms.continues(next)).then_some(next)
}

fn hyphen_follows(reader: &Reader<'_>, i: usize) -> bool {
    reader.atoms.is_glued_mark(i + 1, '-') && reader.atoms.at(i + 2).gap == Gap::None
}

/// Whether a word is a noun in the plural, as far as its ending and the lists tell.
pub(super) fn is_plural(reader: &Reader<'_>, i: usize) -> bool {
    let atoms = reader.atoms;
    let text = atoms.text(i);
    let singular = ["ss", "us", "is"].iter().any(|ending| text.ends_with(ending));
    let possessive = atoms.is_one_of(i + 1, &['\'', '’']) && atoms.at(i + 1).gap == Gap::None;
    let listed = reader.is(i, Role::Plural) || reader.is(i, Role::State);
    let ends = text.len() > 3 && text.ends_with(['s', 'S']) && !singular;
    !reader.is(i, Role::NotPlural) && !possessive && (listed || ends)
}

/// After `one man`: a word that looks like a verb.
fn is_verb(reader: &Reader<'_>, last: usize, next: usize) -> bool {
    let (text, atom) = (reader.atoms.text(next), reader.atoms.at(next));
    let apart = atom.gap != Gap::None && last + 1 == next;
    atom.shape == Shape::Lower && apart && (text.ends_with("ed") || text.ends_with("ing"))
}
