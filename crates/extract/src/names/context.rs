//! What the words around a name say of it.

use std::ops::Range;

use tidings_model::Label;

use super::found::{Found, Votes};
use super::gazetteer::Entry;
use super::page::{Page, Sentence, Shape, Style, Word};
use super::traits::Traits;

/// Whether the neighbours speak for an ambiguous entry.
pub(super) fn allows(
    page: &Page<'_>,
    sentence: &Sentence,
    words: &Range<usize>,
    entry: &Entry,
) -> bool {
    if sentence.style != Style::Plain {
        return false;
    }
    let around = Around::new(page, sentence, words);
    match entry.label {
        Label::Loc => {
            around.before(Traits::PLACE_PREPOSITION)
                || around.after(Traits::PLACE_NOUN)
                || around.of_place()
        }
        Label::Misc => sentence.machines,
        _ => {
            let alone = around.next().is_none_or(|next| !next.is_capital())
                && around.last().is_none_or(|last| !last.is_capital());
            words.start > sentence.words.start && alone
        }
    }
}

/// What speaks for each class of unknown capitalised words.
///
/// `before` is the name found last.
pub(super) fn votes(
    page: &Page<'_>,
    sentence: &Sentence,
    words: &Range<usize>,
    before: Option<&Found>,
) -> Votes {
    let around = Around::new(page, sentence, words);
    around.by_neighbours().plus(around.by_company(before)).plus(by_words(page, words))
}

/// By the words themselves.
fn by_words(page: &Page<'_>, words: &Range<usize>) -> Votes {
    let inside = &page.words[words.clone()];
    let mut votes = Votes::default();
    let has = |traits| inside.iter().any(|word| word.is(traits));
    if has(Traits::SURNAME) {
        votes.person += if inside.len() < 4 { 2.0 } else { 0.5 };
    }
    if has(Traits::GIVEN) {
        votes.person += 1.5;
    }
    if inside.iter().rev().nth(1).is_some_and(|word| word.text == "-")
        && inside.last().is_some_and(|word| !word.is_capital())
    {
        votes.person += 3.0;
    }
    if has(Traits::ORGANISATION_END) {
        votes.organisation += 1.0;
    }
    if has(Traits::PLACE_END.and(Traits::PLACE_HEAD)) {
        votes.place += 1.0;
    }
    if has(Traits::EVENT_END) {
        votes.other += 1.0;
    }
    match inside {
        [one] if one.shape == Shape::Upper => votes.organisation += 2.0,
        [one] if one.text.contains(|c: char| c.is_ascii_digit()) => votes.other += 1.0,
        [_] => {}
        _ if inside.iter().any(|word| page.is_common(word)) => votes.organisation += 1.0,
        [_, _] | [_, _, _] => votes.person += 1.0,
        _ => votes.organisation += 0.5,
    }
    votes
}

/// The words around a name.
struct Around<'a, 'p> {
    page: &'a Page<'p>,
    sentence: &'a Sentence,
    words: &'a Range<usize>,
}

impl<'a, 'p> Around<'a, 'p> {
    fn new(page: &'a Page<'p>, sentence: &'a Sentence, words: &'a Range<usize>) -> Self {
        Self { page, sentence, words }
    }

    fn back(&self, steps: usize) -> Option<&'a Word<'p>> {
        let at = self.words.start.checked_sub(steps)?;
        self.page.get(at).filter(|_| at >= self.sentence.words.start)
    }

    fn ahead(&self, steps: usize) -> Option<&'a Word<'p>> {
        let at = self.words.end + steps - 1;
        self.page.get(at).filter(|_| at < self.sentence.words.end)
    }

    fn last(&self) -> Option<&'a Word<'p>> {
        self.back(1)
    }

    fn next(&self) -> Option<&'a Word<'p>> {
        self.ahead(1)
    }

    fn before(&self, traits: Traits) -> bool {
        self.last().is_some_and(|word| word.is(traits))
    }

    fn after(&self, traits: Traits) -> bool {
        self.next().is_some_and(|word| word.shape == Shape::Lower && word.is(traits))
    }

    /// `the city of X`.
    fn of_place(&self) -> bool {
        self.last().is_some_and(|word| word.text == "of")
            && self.back(2).is_some_and(|word| word.is(Traits::PLACE_NOUN))
    }

    fn by_neighbours(&self) -> Votes {
        let mut votes = Votes::default();
        if self.of_place() || self.after(Traits::PLACE_NOUN) {
            votes.place += 3.0;
        }
        if self.before(Traits::PLACE_PREPOSITION) {
            votes.place += self.preposition();
        }
        if self.speaks() {
            votes.person += 2.0;
        }
        if self.after(Traits::ORGANISATION_NOUN) {
            votes.organisation += 2.0;
        }
        if self.before(Traits::ORGANISATION_BEFORE) {
            votes.organisation += 2.0;
        }
        if self.last().is_some_and(|word| word.shape == Shape::Lower && word.is(Traits::PLACE_NOUN))
        {
            votes.place += 1.0;
        }
        if self.has_apposition() {
            votes.person += 1.5;
        }
        if self.last().is_some_and(|word| word.text == "the") {
            votes.organisation += 1.5;
        }
        if self.owns() {
            votes.person += 0.25;
            votes.organisation += 0.25;
        }
        votes
    }

    /// What names stand beside it in a list: one of its kind, most likely.
    fn by_company(&self, before: Option<&Found>) -> Votes {
        let joins = |word: &Word<'_>| matches!(word.text, "," | "and" | "or" | "/");
        let last = before.filter(|found| {
            found.words.end + 1 == self.words.start && self.last().is_some_and(joins)
        });
        let known = self.page.longest(self.words.end + 1, self.sentence.words.end);
        let next = known.names.first().filter(|_| self.next().is_some_and(joins));
        let next = next.map(|id| self.page.lexicon.entry(*id).label);
        let votes = |label| Votes::default().with(label, 1.0);
        let last = last.map(|found| votes(found.label)).unwrap_or_default();
        last.plus(next.map(votes).unwrap_or_default())
    }

    /// How strongly the preposition before the name speaks for a place.
    fn preposition(&self) -> f64 {
        match self.last().map(|word| word.text) {
            Some("in" | "In" | "near" | "Near" | "across" | "outside" | "throughout") => 2.0,
            Some("from" | "at" | "to" | "into" | "over" | "via" | "between" | "At" | "From") => {
                0.75
            }
            _ => 1.0,
        }
    }

    /// Whether a verb of persons stands right before or behind.
    fn speaks(&self) -> bool {
        self.before(Traits::PERSON_VERB) || self.after(Traits::PERSON_VERB)
    }

    /// `X, 34,` or `X, who`, or `X, a`.
    fn has_apposition(&self) -> bool {
        self.next().is_some_and(|word| word.text == ",")
            && self.ahead(2).is_some_and(|word| {
                word.shape == Shape::Number && word.text.len() == 2
                    || matches!(word.text, "who" | "whose")
            })
    }

    fn owns(&self) -> bool {
        self.next().is_some_and(|word| matches!(word.text, "'s" | "’s"))
    }
}
