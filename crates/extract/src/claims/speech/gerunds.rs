//! Verbs of speech in `-ing`: `…, adding that C`, `quoted X as saying C`, `with X praising C`.

use std::ops::Range;

use super::Finder;
use crate::claims::attribution::{Side, Voice};
use crate::claims::complements::Complement;
use crate::claims::flags::{Flags, Forms};
use crate::claims::groups::Group;
use crate::claims::lexicon::Cue;
use crate::claims::page::Mark;
use crate::claims::phrases::Phrase;

/// `quoted` may stand so many words before `as saying`.
const FAR: usize = 25;

impl<'a> Finder<'_, 'a> {
    /// A form in `-ing` that acts as a verb.
    pub(super) fn gerund(&mut self, cue: &'a Cue, at: usize) -> bool {
        let cue_words = at..at + 1 + cue.rest.len();
        let Some(before) = at.checked_sub(1).filter(|&before| before >= self.words.start) else {
            return false;
        };
        if self.page.has(before, Flags::MANNER) {
            return self.quoted_as(cue, cue_words, before);
        }
        let complement = Complement::of(self.page, cue, cue_words.end, self.words.end);
        let Some(start) = self.said_after(cue, &cue_words, complement) else { return false };
        let Some(voice) = self.gerund_voice(at, before) else { return false };
        let content = self.content_after(start, cue.kind);
        self.push(cue, cue_words, voice, content, Side::After)
    }

    fn gerund_voice(&self, at: usize, before: usize) -> Option<Voice> {
        let free = matches!(self.page.mark_at(before), Mark::Comma | Mark::Dash | Mark::Quote)
            || self.page.has(before, Flags::CONJUNCTION.or(Flags::SUBORDINATOR).or(Flags::AGENT));
        if free {
            let subject = || self.clause_subject(at).map(Voice::Phrase);
            return self.last().map(Voice::Same).or_else(subject);
        }
        let own = self.own_subject(at)?;
        let document = self.page.has(own.head(self.page), Flags::DOCUMENT);
        match document {
            true => self.clause_subject(at).map(Voice::Phrase).or(Some(Voice::Phrase(own))),
            false => Some(Voice::Phrase(own)),
        }
    }

    /// `with the mayor saying`: the subject stands between the preposition and the verb.
    fn own_subject(&self, at: usize) -> Option<Phrase> {
        let from = self.words.start.max(at.saturating_sub(FAR));
        let with = (from..at).rev().find(|&at| {
            self.page.has(at, Flags::PREPOSITION) && !self.page.has(at, Flags::ATTACHING)
        })?;
        let phrase = Phrase::after(self.page, with + 1, at)?;
        (phrase.words.end == at).then_some(phrase)
    }

    /// `Z quoted X as saying C`, `X was quoted as saying C`.
    fn quoted_as(&mut self, cue: &'a Cue, cue_words: Range<usize>, manner: usize) -> bool {
        let page = self.page;
        let from = self.words.start.max(manner.saturating_sub(FAR));
        let quoter = (from..manner)
            .rev()
            .find(|&at| page.has(at, Flags::QUOTER) && page.lexeme(at).forms.any(Forms::VERB));
        let Some(quoter) = quoter else { return false };
        let group = Group::of(page, self.words.start, quoter);
        let floor = self.subject_floor(group.start);
        let Some(subject) = Phrase::before(page, floor, group.start) else { return false };
        let edge = subject.edge;
        let (speaker, via) = if group.passive {
            (Some(subject), None)
        } else {
            (Phrase::after(page, quoter + 1, manner), Some(subject.words))
        };
        let Some(speaker) = speaker else { return false };
        let complement = Complement::of(page, cue, cue_words.end, self.words.end);
        let said = self.said_after(cue, &cue_words, complement);
        let (content, side) = match (said, self.content_before(edge)) {
            (Some(start), _) => (self.content_after(start, cue.kind), Side::After),
            (None, Some(before)) => (before, Side::Before),
            (None, None) => return false,
        };
        let done = self.push(cue, cue_words, Voice::Phrase(speaker), content, side);
        if let Some(found) = self.found.last_mut().filter(|_| done) {
            found.via = via;
        }
        done
    }

    /// `…, cited by Coastwire`, `…, quoted by the agency`: who passed on what was said.
    pub(super) fn relayed(&mut self, at: usize) {
        let quoted = self.page.has(at, Flags::QUOTER) && self.page.has(at + 1, Flags::AGENT);
        let Some(last) = self.last().filter(|_| quoted) else { return };
        if let Some(relay) = Phrase::after(self.page, at + 2, self.words.end) {
            self.found[last].via.get_or_insert(relay.words);
        }
    }
}
