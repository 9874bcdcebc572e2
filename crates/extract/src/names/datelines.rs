//! Places in capitals at the head of a line, which the gazetteer lists as they are written elsewhere:
//! `MEMPHIS, Tenn. --`, `LONDON (AP)`.

use std::ops::Range;

use tidings_model::{AnnotatedArticle, Label, Span};

use super::found::Found;
use super::page::{Page, Style};
use super::phrases::EntryId;
use super::traits::Traits;
use crate::dateline::{self, Dateline, Form, Part};

/// How sure a place is that the gazetteer knows.
const KNOWN: f64 = 0.95;

/// How sure one is that it does not know.
const UNKNOWN: f64 = 0.85;

/// A place that no list knows has a word of so many letters; a shorter one may be an acronym.
const LETTERS: usize = 5;

/// Notes the places of the datelines of a page.
pub(super) fn mark(page: &mut Page<'_>, doc: &AnnotatedArticle) {
    for at in 0..page.sentences.len() {
        let words = page.sentences[at].words.clone();
        if words.is_empty() || !opens_line(page, doc, words.start) {
            continue;
        }
        let part = |at: usize| {
            let word = &page.words[words.start + at];
            Part { text: word.text, glued: word.glued }
        };
        let Some(line) = Dateline::read(words.len(), part) else { continue };
        for place in &line.places {
            let place = words.start + place.start..words.start + place.end;
            page.fold_place(place.clone());
            if is_place(page, &place, line.form, page.sentences[at].style) {
                page.datelines.push(place);
            }
        }
    }
}

fn opens_line(page: &Page<'_>, doc: &AnnotatedArticle, first: usize) -> bool {
    let start = page.words[first].span.start;
    dateline::opens_line(doc, Span::new(start, start))
}

/// Whether a run of capitals in such a place is that of a place.
fn is_place(page: &Page<'_>, words: &Range<usize>, form: Form, style: Style) -> bool {
    let known = page.longest(words.start, words.end);
    let whole = known.name_len == words.len();
    let mut entries = known.names.iter().map(|id| page.lexicon.entry(*id));
    if whole && !known.names.is_empty() {
        let first = &page.words[words.start];
        let person = words.len() == 1 && first.is(Traits::GIVEN.and(Traits::SURNAME));
        let plain = form > Form::Loose || tells_region(page, words.end);
        let place = entries.any(|it| it.label == Label::Loc && (plain || !it.ambiguous));
        return place && (plain || !person);
    }
    let inside = &page.words[words.clone()];
    let long = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS;
    form == Form::Full
        && style == Style::Plain
        && inside.iter().any(|word| long(word.text))
        && !inside.last().is_some_and(|word| page.is_common(word))
}

/// Whether the country or a part of it stands behind a comma: `AUGUSTA, Ga.`
fn tells_region(page: &Page<'_>, at: usize) -> bool {
    let known = page.longest(at + 1, page.words.len().min(at + 4));
    let wide = |id: &EntryId| {
        let entry = page.lexicon.entry(*id);
        entry.label == Label::Loc && entry.kind != "city"
    };
    let comma = page.get(at).is_some_and(|word| word.text == ",");
    comma && (page.coded(at + 1).is_some() || known.names.iter().any(wide))
}

/// The place of a dateline that begins at a word.
pub(super) fn at(page: &Page<'_>, at: usize) -> Option<Found> {
    let index = page.datelines.binary_search_by_key(&at, |place| place.start).ok()?;
    let words = page.datelines[index].clone();
    let known = page.longest(words.start, words.end);
    let whole = known.name_len == words.len();
    let places = known.names.iter().filter(|_| whole).copied();
    let entries: Vec<_> = places.filter(|id| page.lexicon.entry(*id).label == Label::Loc).collect();
    let confidence = if entries.is_empty() { UNKNOWN } else { KNOWN };
    Some(Found { words, label: Label::Loc, kind: None, entries, confidence })
}

/// Whether a name is the place of a dateline.
pub(super) fn holds(page: &Page<'_>, words: &Range<usize>) -> bool {
    page.datelines.binary_search_by_key(&words.start, |place| place.start).is_ok()
}
