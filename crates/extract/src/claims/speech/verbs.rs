//! Finite verbs of speech: `X said that C`, `C, said X`, `the blast was claimed by X`.

use std::ops::Range;

use tidings_model::{Certainty, Label};

use super::Finder;
use crate::claims::attribution::{Side, Voice};
use crate::claims::complements::Complement;
use crate::claims::flags::{Flags, Forms};
use crate::claims::groups::Group;
use crate::claims::lexicon::{Cue, Sense, Takes};
use crate::claims::page::{Mark, Tag};
use crate::claims::phrases::Phrase;

/// An infinitive may stand so many words behind the one who is to do it.
const FAR: usize = 14;

impl<'a> Finder<'_, 'a> {
    /// A finite verb or a participle.
    pub(super) fn finite(&mut self, cue: &'a Cue, at: usize, sense: &Sense) -> bool {
        let group = Group::of(self.page, self.words.start, at);
        let undenied = group.negated && cue.certainty() == Certainty::Denied;
        if (group.negated || group.modal) && !undenied || group.infinitive {
            return false;
        }
        let first = self.found.len();
        let found = self.told_by(cue, at, sense, &group);
        self.found[first..].iter_mut().for_each(|said| said.undenied = undenied);
        found
    }

    /// What a verb group that tells something tells.
    fn told_by(&mut self, cue: &'a Cue, at: usize, sense: &Sense, group: &Group) -> bool {
        let last = at + 1 + cue.rest.len();
        if group.passive || !group.auxiliary && self.agent_follows(cue, last) {
            return self.passive(cue, group);
        }
        if cue.takes(Takes::Agent) || !group.auxiliary && Self::only_participle(sense) {
            return false;
        }
        let cue_words = at..last;
        let complement = Complement::of(self.page, cue, last, self.words.end);
        if self.inverted(cue, group, &cue_words, complement) {
            return true;
        }
        let floor = self.subject_floor(group.start);
        match Phrase::before(self.page, floor, group.start) {
            Some(subject) => self.with_subject(cue, cue_words, subject, complement),
            None => self.coordinated(cue, cue_words, group, complement),
        }
    }

    /// A speaker does not begin before the clause that an earlier cue of the sentence opened.
    pub(super) fn subject_floor(&self, end: usize) -> usize {
        let starts = self.found[self.first..].iter().map(|found| match found.side {
            Side::After => found.content.start,
            Side::Before => found.cue_words.end,
        });
        starts.filter(|&start| start < end).max().unwrap_or(self.words.start)
    }

    fn with_subject(
        &mut self,
        cue: &'a Cue,
        cue_words: Range<usize>,
        subject: Phrase,
        complement: Complement,
    ) -> bool {
        let said = self.said_after(cue, &cue_words, complement);
        let manner =
            subject.edge > self.words.start && self.page.has(subject.edge - 1, Flags::MANNER);
        let before = self.content_before(subject.edge);
        let passed = manner || before.is_some() || self.trails(&subject);
        if said.is_none() && passed && self.passes_on(cue, &subject, manner) {
            return true;
        }
        let quoted = self.page.mark_at(subject.edge.wrapping_sub(1)) == Mark::Quote;
        let clause = matches!(complement, Complement::Clause(_) | Complement::Object(_));
        match (before, said) {
            (Some(before), None) if speaks_last(cue) => {
                self.push(cue, cue_words, Voice::Phrase(subject), before, Side::Before)
            }
            (Some(before), Some(_)) if quoted && clause && speaks_last(cue) => {
                self.push(cue, cue_words, Voice::Phrase(subject), before, Side::Before)
            }
            (Some(before), Some(start)) if quoted => {
                let voice = Voice::Phrase(subject);
                let side = Side::Before;
                self.push(cue, cue_words.clone(), voice.clone(), before, side);
                let content = self.content_after(start, cue.kind);
                self.push(cue, cue_words, voice, content, Side::After)
            }
            (_, Some(start)) => {
                let content = self.content_after(start, cue.kind);
                self.push(cue, cue_words, Voice::Phrase(subject), content, Side::After)
            }
            _ => false,
        }
    }

    /// Where what is said begins behind a cue, if the cue can go with what is there.
    pub(super) fn said_after(
        &self,
        cue: &Cue,
        cue_words: &Range<usize>,
        complement: Complement,
    ) -> Option<usize> {
        if !cue.rest.is_empty() && cue.takes(Takes::Object) && owns_object(cue) {
            return Some(cue_words.start + 1);
        }
        let asks = cue.takes(Takes::To)
            && !cue.takes(Takes::Object)
            && matches!(complement, Complement::Clause(_) | Complement::Object(_));
        match complement {
            Complement::Clause(at) | Complement::Object(at)
                if asks && !cue.takes(Takes::Clause) =>
            {
                self.infinitive_ahead(at).then_some(at)
            }
            _ => complement.content(cue),
        }
    }

    /// `told residents to leave`: an infinitive follows the one addressed.
    fn infinitive_ahead(&self, from: usize) -> bool {
        let words = &self.page.words;
        (from..self.words.end.min(from + FAR))
            .take_while(|&at| words[at].tag != Tag::Verb || words[at].has(Flags::BE))
            .any(|at| {
                let base = self.page.words.get(at + 1);
                words[at].has(Flags::INFINITIVE) && base.is_some_and(|next| next.tag == Tag::Verb)
            })
    }

    /// `C, said X`: the speaker stands behind the verb.
    fn inverted(
        &mut self,
        cue: &'a Cue,
        group: &Group,
        cue_words: &Range<usize>,
        complement: Complement,
    ) -> bool {
        let set_off = matches!(
            self.page.mark_at(group.start.wrapping_sub(1)),
            Mark::Comma | Mark::Quote | Mark::Dash
        );
        let open = matches!(complement, Complement::Clause(_) | Complement::Object(_));
        if !set_off || !open || group.start == self.words.start || !speaks_last(cue) {
            return false;
        }
        if self.follows_cited(group.start) {
            return false;
        }
        let Some(content) = self.content_before(group.start) else { return false };
        let Some(speaker) = Phrase::after(self.page, cue_words.end, self.words.end) else {
            return false;
        };
        let verb_follows = self
            .page
            .words
            .get(speaker.words.end)
            .is_some_and(|word| word.tag == Tag::Verb && speaker.words.end < self.words.end);
        if verb_follows {
            return false;
        }
        self.push(cue, cue_words.clone(), Voice::Phrase(speaker), content, Side::Before)
    }

    /// Whether a subject follows a speaker who closes what was said, behind a comma: `said the
    /// official, Xinhua reported`.
    fn trails(&self, subject: &Phrase) -> bool {
        let comma = self.page.mark_at(subject.edge.wrapping_sub(1)) == Mark::Comma;
        let last = self.last().map(|last| &self.found[last]);
        comma
            && last
                .is_some_and(|last| last.side == Side::Before && last.cue_words.end < subject.edge)
    }

    /// `…, Xinhua reported`, `as X reported`: who passed on what a speaker said.
    fn passes_on(&mut self, cue: &Cue, subject: &Phrase, manner: bool) -> bool {
        let Some(last) = self.last() else { return false };
        let head = subject.head(self.page);
        let relays = cue.relay || manner || self.page.has(head, Flags::DOCUMENT);
        let inside = self.found[last].side == Side::After || manner || self.trails(subject);
        if !relays || !inside {
            return false;
        }
        let content = &mut self.found[last].content;
        if content.contains(&(subject.edge.saturating_sub(1))) {
            content.end = subject.edge - 1;
        }
        self.found[last].via = Some(subject.words.clone());
        true
    }

    /// `X did this and said C`: the subject stands with an earlier verb.
    fn coordinated(
        &mut self,
        cue: &'a Cue,
        cue_words: Range<usize>,
        group: &Group,
        complement: Complement,
    ) -> bool {
        let joined =
            group.start > self.words.start && self.page.has(group.start - 1, Flags::CONJUNCTION);
        let Some(start) = self.said_after(cue, &cue_words, complement).filter(|_| joined) else {
            return false;
        };
        let voice = match self.last() {
            Some(last) if cue.more || self.found[last].side == Side::Before => Voice::Same(last),
            last => match (self.clause_subject(group.start), last) {
                (Some(subject), Some(last)) if !self.may_speak(&subject) => {
                    let said = &mut self.found[last].content;
                    said.end = said.end.min(group.start - 1).max(said.start + 1);
                    Voice::Same(last)
                }
                (Some(subject), _) => Voice::Phrase(subject),
                (None, _) => return false,
            },
        };
        let content = self.content_after(start, cue.kind);
        self.push(cue, cue_words, voice, content, Side::After)
    }

    /// Whether a phrase can be one who speaks: `the bridge was safe but denied` has another subject.
    pub(super) fn may_speak(&self, phrase: &Phrase) -> bool {
        let page = self.page;
        let head = phrase.head(page);
        let speaks =
            Flags::ROLE.or(Flags::PEOPLE).or(Flags::PERSON_PRONOUN).or(Flags::GROUP_PRONOUN);
        let named = page.mention(head).is_some_and(|mention| mention.label != Label::Misc);
        page.has(head, speaks) || named || phrase.person(page).is_some()
    }

    /// The subject of the clause's first verb.
    pub(super) fn clause_subject(&self, end: usize) -> Option<Phrase> {
        let floor = self.subject_floor(end);
        let verb =
            (floor..end).find(|&at| matches!(self.page.words[at].tag, Tag::Verb | Tag::Past))?;
        let group = Group::of(self.page, floor, verb);
        Phrase::before(self.page, floor, group.start)
    }

    fn agent_follows(&self, cue: &Cue, at: usize) -> bool {
        cue.takes(Takes::Agent) && self.page.has(at, Flags::AGENT)
    }

    /// `was claimed by X`, `has been confirmed by X`: what is said is the subject.
    fn passive(&mut self, cue: &'a Cue, group: &Group) -> bool {
        let last = group.verb + 1 + cue.rest.len();
        let agent =
            (last..self.words.end.min(last + 3)).find(|&at| self.page.has(at, Flags::AGENT));
        let Some(agent) = agent else { return self.told(cue, group, last) };
        let Some(speaker) = Phrase::after(self.page, agent + 1, self.words.end) else {
            return false;
        };
        let owned = cue.takes(Takes::Agent) || cue.takes(Takes::Object) || cue.relay;
        if !owned || self.page.words[speaker.words.start].tag == Tag::Gerund {
            return false;
        }
        let Some(content) = self.passive_content(group.start) else { return false };
        self.push(cue, group.verb..last, Voice::Phrase(speaker), content, Side::Before)
    }

    /// The subject of a passive; of `the information that C`, the clause.
    fn passive_content(&self, end: usize) -> Option<Range<usize>> {
        let floor = self.subject_floor(end);
        let that = (floor + 1..end).find(|&at| {
            self.page.has(at, Flags::COMPLEMENTIZER) && self.page.words[at - 1].is_word()
        });
        match that {
            Some(that) if that - floor <= 4 => Some(that + 1..end),
            _ => Phrase::before(self.page, floor, end).map(|subject| subject.words),
        }
    }

    /// `X met Y and was told that C`: the one met speaks.
    fn told(&mut self, cue: &'a Cue, group: &Group, last: usize) -> bool {
        let joined =
            group.start > self.words.start && self.page.has(group.start - 1, Flags::CONJUNCTION);
        if !cue.hearer || !joined {
            return false;
        }
        let Complement::That(start) = Complement::of(self.page, cue, last, self.words.end) else {
            return false;
        };
        let floor = self.subject_floor(group.start);
        let met = (floor..group.start).rev().find(|&at| {
            let verb = self.page.words[at].tag != Tag::Plain;
            verb && self.page.lexeme(at).forms.any(Forms::VERB)
        });
        let Some(other) = met.and_then(|met| Phrase::after(self.page, met + 1, group.start)) else {
            return false;
        };
        let content = self.content_after(start, cue.kind);
        self.push(cue, group.verb..last, Voice::Phrase(other), content, Side::After)
    }
}

/// Whether a cue may follow what is said: `C, X said`.
fn speaks_last(cue: &Cue) -> bool {
    cue.takes(Takes::Clause) || cue.takes(Takes::Quote)
}

/// Whether the particle is itself the object: `claim responsibility`.
fn owns_object(cue: &Cue) -> bool {
    cue.rest.last().is_some_and(|word| word.len() > 4)
}
