//! Reads a sentence from left to right, and says where its names stand.

use std::ops::Range;

use tidings_model::Label;

use super::compounds;
use super::context;
use super::datelines;
use super::found::{Findings, Found, Unknown, Votes};
use super::machines;
use super::page::{Page, Sentence, Shape, Style};
use super::patterns;
use super::persons;
use super::phrases::{EntryId, Longest};
use super::runs;
use super::traits::Traits;

/// Reads one sentence.
pub(super) fn read(page: &Page<'_>, sentence: &Sentence, out: &mut Findings) {
    let mut reader = Reader { page, sentence, titled: None, out };
    let mut at = sentence.words.start;
    while at < sentence.words.end {
        at = reader.step(at).max(at + 1);
    }
}

struct Reader<'a, 'p> {
    page: &'a Page<'p>,
    sentence: &'a Sentence,
    /// The word right behind a title.
    titled: Option<usize>,
    out: &'a mut Findings,
}

impl<'p> Reader<'_, 'p> {
    fn end(&self) -> usize {
        self.sentence.words.end
    }

    /// Takes what begins at `at`, and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        let word = &self.page.words[at];
        if word.shape == Shape::Mark {
            return at + 1;
        }
        if let Some(place) = datelines::at(self.page, at) {
            let end = place.words.end;
            self.out.sure.push(place);
            return end;
        }
        if let Some((len, kind)) = machines::at(self.page, self.sentence, at) {
            return self.sure(at..at + len, Label::Misc, Some(kind), 0.9);
        }
        if let Some(state) = self.coded(at) {
            let (words, label, entries) = (at..at + 1, Label::Loc, vec![state]);
            self.out.sure.push(Found { words, label, kind: None, entries, confidence: 0.9 });
            return at + 1;
        }
        let known = self.lookup(at);
        let person = self.person(at, &known);
        if self.is_title(at, &known, person) {
            self.titled = Some(at + known.title_len);
            return at + known.title_len;
        }
        if let Some(len) = person {
            let confidence = if self.titled == Some(at) { 0.9 } else { 0.85 };
            return self.sure(at..at + len, Label::Per, None, confidence);
        }
        let built = self.built(at, &known);
        built.or_else(|| self.known(at, &known)).unwrap_or_else(|| self.unknown(at))
    }

    /// The part of a country that a code behind a city tells: `Camden, NJ`.
    fn coded(&self, at: usize) -> Option<EntryId> {
        let state = self.page.coded(at)?;
        let name = &self.page.lexicon.entry(state).name;
        let lies = |id: &EntryId| self.page.lexicon.entry(*id).region.as_ref() == Some(name);
        let behind = |city: &&Found| city.words.end + 1 == at && city.entries.iter().any(lies);
        let comma = at.checked_sub(1).is_some_and(|at| self.page.words[at].text == ",");
        self.out.sure.last().filter(behind).filter(|_| comma).map(|_| state)
    }

    /// The longest phrases here. `The` at the head of a sentence is no part of a name.
    fn lookup(&self, at: usize) -> Longest<'p> {
        if self.page.words[at].text == "The" && runs::is_head(self.page, self.sentence, at) {
            return Longest::default();
        }
        self.page.longest(at, self.end())
    }

    /// Whether a title begins here: the longest phrase is one, and nothing longer is a name.
    fn is_title(&self, at: usize, known: &Longest<'_>, person: Option<usize>) -> bool {
        let behind = at + known.title_len;
        let given = self.page.words[at].is(Traits::GIVEN) && person.is_some();
        known.title_len > 0
            && known.title_len >= known.name_len
            && !given
            && (self.pattern(at, known).is_none_or(|pattern| pattern.len <= known.title_len)
                || persons::begins(self.page, behind, self.end()))
    }

    /// How many words of a person's name begin here.
    fn person(&self, at: usize, known: &Longest<'_>) -> Option<usize> {
        let word = &self.page.words[at];
        if !word.is_capital() || self.sentence.style == Style::Capitals {
            return None;
        }
        let titled = self.titled == Some(at);
        let len = persons::len(self.page, self.sentence, at, titled);
        let named = runs::is_named(self.page, known);
        if titled {
            let fits = !named || (word.is(Traits::GIVEN) && len > known.name_len);
            return (len > 0 && fits && !self.page.is_common(word)).then_some(len);
        }
        let given = word.is(Traits::GIVEN) && len > known.name_len.max(1);
        let family = word.is(Traits::SURNAME) && !named && len > 1 && len < 4;
        (given || family).then_some(len)
    }

    fn pattern(&self, at: usize, known: &Longest<'_>) -> Option<patterns::Pattern> {
        let capital = self.page.words[at].is_capital();
        let plain = self.sentence.style == Style::Plain;
        (capital && plain).then(|| patterns::at(self.page, self.sentence, at, known)).flatten()
    }

    /// A name that is built of known words and others.
    fn built(&mut self, at: usize, known: &Longest<'_>) -> Option<usize> {
        if let Some(end) = compounds::with_compass(self.page, self.sentence, at, known) {
            return Some(self.sure(at..end, Label::Loc, Some("region"), 0.8));
        }
        let pattern = self.pattern(at, known).filter(|pattern| pattern.len > known.name_len);
        let body = compounds::body_of_nation(self.page, self.sentence, at, known);
        if let Some((end, entries)) =
            body.filter(|(end, _)| pattern.is_none_or(|pattern| at + pattern.len <= *end))
        {
            let (words, label, entries) = (at..end, Label::Org, entries.to_vec());
            self.out.sure.push(Found { words, label, kind: None, entries, confidence: 0.8 });
            return Some(end);
        }
        if let Some(pattern) = pattern {
            let end = compounds::with_suffix(self.page, at + pattern.len, self.end());
            return Some(self.sure(at..end, pattern.label, pattern.kind, 0.75));
        }
        let end = compounds::of_place(self.page, self.sentence, at, known)?;
        Some(self.sure(at..end, Label::Org, None, 0.5))
    }

    /// A name that the gazetteer knows.
    fn known(&mut self, at: usize, known: &Longest<'_>) -> Option<usize> {
        let entry = self.page.lexicon.entry(*known.names.first()?);
        let words = at..at + known.name_len;
        if entry.ambiguous && !context::allows(self.page, self.sentence, &words, entry) {
            return None;
        }
        let confidence = if entry.ambiguous { 0.7 } else { 0.95 };
        let found = Found {
            words: words.clone(),
            label: entry.label,
            kind: None,
            entries: known.names.to_vec(),
            confidence,
        };
        self.out.sure.push(found);
        Some(words.end)
    }

    fn sure(
        &mut self,
        words: Range<usize>,
        label: Label,
        kind: Option<&'static str>,
        confidence: f64,
    ) -> usize {
        let end = words.end;
        self.out.sure.push(Found { words, label, kind, entries: Vec::new(), confidence });
        end
    }

    /// Capitalised words that no lexicon knows.
    fn unknown(&mut self, at: usize) -> usize {
        let first = &self.page.words[at];
        if !first.is_capital() {
            return at + 1;
        }
        let words = runs::at(self.page, self.sentence, at);
        let head = runs::is_head(self.page, self.sentence, at);
        if head && words.len() > 1 && self.page.is_common(first) {
            return at + 1;
        }
        let common = self.page.words[words.clone()].iter().all(|word| self.page.is_common(word));
        let alone = words.len() == 1;
        if common || self.counts(&words) {
            return words.end;
        }
        let end = compounds::with_suffix(self.page, words.end, self.end());
        if end > words.end {
            return self.sure(at..end, Label::Org, Some("company"), 0.9);
        }
        let doubtful = self.sentence.style != Style::Plain || (head && alone);
        let votes = if doubtful && !head {
            Votes::default()
        } else {
            context::votes(self.page, self.sentence, &words, self.out.sure.last())
        };
        self.out.unknown.push(Unknown { words: words.clone(), votes, doubtful });
        words.end
    }

    /// Whether letters stand before a number, as a currency or a measure does: `RM 177`.
    fn counts(&self, words: &Range<usize>) -> bool {
        let next = self.page.get(words.end).filter(|_| words.end < self.end());
        words.len() == 1
            && self.page.words[words.start].shape == Shape::Upper
            && next.is_some_and(|next| next.shape == Shape::Number)
    }
}
