//! Reads a sentence from left to right, and says where its names stand.

use std::ops::Range;

use tidings_model::Label;

use super::context;
use super::found::{Findings, Found, Unknown, Votes};
use super::machines;
use super::page::{Page, Sentence, Shape, Style};
use super::patterns;
use super::persons;
use super::phrases::Longest;
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
        if let Some((len, kind)) = machines::at(self.page, self.sentence, at) {
            return self.sure(at..at + len, Label::Misc, Some(kind), 0.9);
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
        let pattern = self.pattern(at, &known);
        if let Some(pattern) = pattern.filter(|pattern| pattern.len > known.name_len) {
            return self.sure(at..at + pattern.len, pattern.label, pattern.kind, 0.75);
        }
        if let Some(next) = self.known(at, &known) {
            return next;
        }
        if word.is_capital() { self.unknown(at) } else { at + 1 }
    }

    /// The longest phrases here. `The` at the head of a sentence is no part of a name.
    fn lookup(&self, at: usize) -> Longest<'p> {
        if self.page.words[at].text == "The" && self.is_head(at) {
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
        let named = known.name_len > 0 && !self.is_ambiguous(known);
        if titled {
            let fits = !named || (word.is(Traits::GIVEN) && len > known.name_len);
            return (len > 0 && fits && !self.page.is_common(word)).then_some(len);
        }
        let given = word.is(Traits::GIVEN) && len > known.name_len.max(1);
        let family = word.is(Traits::SURNAME) && !named && len > 1 && len < 4;
        (given || family).then_some(len)
    }

    fn is_ambiguous(&self, known: &Longest<'_>) -> bool {
        known.names.iter().all(|id| self.page.lexicon.entry(*id).ambiguous)
    }

    fn pattern(&self, at: usize, known: &Longest<'_>) -> Option<patterns::Pattern> {
        let capital = self.page.words[at].is_capital();
        let plain = self.sentence.style == Style::Plain;
        (capital && plain).then(|| patterns::at(self.page, self.sentence, at, known)).flatten()
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
        let words = self.run(at);
        let head = self.is_head(at);
        let first = &self.page.words[at];
        if head && words.len() > 1 && self.page.is_common(first) {
            return at + 1;
        }
        let common = self.page.words[words.clone()].iter().all(|word| self.page.is_common(word));
        let alone = words.len() == 1;
        if (common && (alone || head)) || self.counts(&words) {
            return words.end;
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

    fn is_head(&self, at: usize) -> bool {
        at == self.sentence.words.start || self.opens(at)
    }

    /// Whether only marks stand between the start of the sentence and a word, or a colon or an
    /// opening quote right before it.
    fn opens(&self, at: usize) -> bool {
        let before = &self.page.words[self.sentence.words.start..at];
        before.iter().all(|word| word.shape == Shape::Mark)
            || before
                .last()
                .is_some_and(|word| matches!(word.text, ":" | "“" | "\"" | "‘" | "•" | "|"))
    }

    /// The capitalised words from here to the next that is known, or is a title.
    fn run(&self, at: usize) -> Range<usize> {
        let mut end = at + 1;
        while end < self.end() && end - at < 8 {
            let word = &self.page.words[end];
            let hyphen = word.text == "-" && self.bound(end);
            let amp =
                word.text == "&" && self.page.get(end + 1).is_some_and(|next| next.is_capital());
            if !(word.is_capital() || hyphen || amp) || (word.is_capital() && self.breaks(end)) {
                break;
            }
            end += 1;
        }
        while end > at + 1 && matches!(self.page.words[end - 1].text, "-" | "&") {
            end -= 1;
        }
        at..end + persons::tail_len(self.page, end, self.end())
    }

    /// Whether letters stand before a number, as a currency or a measure does: `RM 177`.
    fn counts(&self, words: &Range<usize>) -> bool {
        let next = self.page.get(words.end).filter(|_| words.end < self.end());
        words.len() == 1
            && self.page.words[words.start].shape == Shape::Upper
            && next.is_some_and(|next| next.shape == Shape::Number)
    }

    /// Whether a hyphen stands between two capitalised words, without space.
    fn bound(&self, at: usize) -> bool {
        let next = self.page.get(at + 1).filter(|_| at + 1 < self.end());
        self.page.words[at].glued && next.is_some_and(|next| next.glued && next.is_capital())
    }

    /// Whether something known begins here.
    fn breaks(&self, at: usize) -> bool {
        let known = self.page.longest(at, self.end());
        let title = known.title_len > 0 && self.page.words[at].text.len() > 2;
        (known.name_len > 0 && !self.is_ambiguous(&known)) || title
    }
}
