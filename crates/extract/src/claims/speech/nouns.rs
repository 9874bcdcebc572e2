//! Nouns of speech: `at the request of X`, `X made a plea for C`.

use std::ops::Range;

use super::Finder;
use crate::claims::attribution::{Side, Voice};
use crate::claims::flags::Flags;
use crate::claims::groups::Group;
use crate::claims::lexicon::{Cue, Sense};
use crate::claims::page::{Mark, Tag};
use crate::claims::phrases::Phrase;

/// A verb that leads the noun stands so many words before it at most.
const FAR: usize = 8;

impl<'a> Finder<'_, 'a> {
    /// A noun of speech at a word.
    pub(super) fn speech_noun(&mut self, at: usize, senses: &[Sense]) {
        let Some(sense) = senses.first().filter(|_| self.page.words[at].mention().is_none()) else {
            return;
        };
        let cue = self.page.lexicon.cue(sense.id);
        let _ = self.raised(cue, at) || self.by_someone(cue, at);
    }

    /// `X made the first request for C`.
    fn raised(&mut self, cue: &'a Cue, at: usize) -> bool {
        let page = self.page;
        let from = self.words.start.max(at.saturating_sub(FAR));
        let Some(verb) = (from..at).rev().find(|&at| page.words[at].tag != Tag::Plain) else {
            return false;
        };
        if !page.has(verb, Flags::RAISING) {
            return false;
        }
        let group = Group::of(page, self.words.start, verb);
        if group.passive || group.negated || group.modal || group.infinitive {
            return false;
        }
        let floor = self.subject_floor(group.start);
        let Some(subject) = Phrase::before(page, floor, group.start) else { return false };
        let opens = Flags::ATTACHING.or(Flags::INFINITIVE).or(Flags::COMPLEMENTIZER);
        if !page.has(at + 1, opens) || at + 2 >= self.words.end {
            return false;
        }
        let content = self.content_after(at + 2, cue.kind);
        self.push(cue, at..at + 1, Voice::Phrase(subject), content, Side::After)
    }

    /// `C at the request of X`, `at the request of X, C`.
    fn by_someone(&mut self, cue: &'a Cue, at: usize) -> bool {
        let page = self.page;
        if !page.has(at + 1, Flags::POSSESSOR) || at + 2 >= self.words.end {
            return false;
        }
        let Some(speaker) = Phrase::after(page, at + 2, self.words.end) else { return false };
        let known = page.words[speaker.words.clone()]
            .iter()
            .any(|word| word.mention().is_some() || word.has(Flags::ROLE) || word.capital);
        let Some(opening) = self.opening(at).filter(|_| known) else { return false };
        let content = match self.clause_before(opening) {
            Some(content) => content,
            None if page.mark_at(speaker.words.end) == Mark::Comma
                && speaker.words.end + 1 < self.words.end =>
            {
                self.content_after(speaker.words.end + 1, cue.kind)
            }
            None => return false,
        };
        let side = if content.start < at { Side::Before } else { Side::After };
        self.push(cue, at..at + 1, Voice::Phrase(speaker), content, side)
    }

    /// The preposition that leads the noun's phrase: `at` of `at the request`.
    fn opening(&self, at: usize) -> Option<usize> {
        let from = self.words.start.max(at.saturating_sub(4));
        let preposition = (from..at).rev().find(|&at| {
            self.page.has(at, Flags::PREPOSITION) || self.page.words[at].tag != Tag::Plain
        })?;
        self.page.has(preposition, Flags::PREPOSITION).then_some(preposition)
    }

    /// The clause that ends before a preposition.
    fn clause_before(&self, preposition: usize) -> Option<Range<usize>> {
        let mut start = self.subject_floor(preposition);
        // `On Monday, X began …`: an adverbial in front is no part of it.
        let comma = (start..preposition).find(|&at| self.page.words[at].mark == Mark::Comma);
        let comma =
            comma.filter(|&comma| comma - start <= 5 && self.page.has(start, Flags::PREPOSITION));
        start = comma.map_or(start, |comma| comma + 1);
        let verb = self.page.words[start..preposition].iter().any(|word| word.tag != Tag::Plain);
        (verb && preposition - start >= 3).then_some(start..preposition)
    }
}
