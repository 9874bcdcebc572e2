//! Sources named beside a clause: `according to X, C`.

use std::ops::Range;

use super::Finder;
use crate::claims::attribution::{Attribution, Side, Voice};
use crate::claims::flags::Flags;
use crate::claims::lexicon::CueKind;
use crate::claims::page::{Mark, Tag};
use crate::claims::phrases::Phrase;

impl Finder<'_, '_> {
    /// A phrase such as `according to` at a word.
    pub(super) fn source(&mut self, at: usize) {
        let phrases = &self.page.lexeme(at).phrases;
        let sources = phrases
            .iter()
            .filter(|(rest, flags)| flags.any(Flags::SOURCE) && self.page.follows(at, rest));
        let Some(size) = sources.map(|(rest, _)| rest.len()).max() else { return };
        let end = at + 1 + size;
        let Some(speaker) = Phrase::after(self.page, end, self.words.end) else { return };
        let after = speaker.words.end;
        let opens = at == self.words.start
            || self.page.mark_at(at - 1) == Mark::Comma
                && self.page.mark_at(after) == Mark::Comma
                && at - self.words.start <= 4;
        let leads = opens && self.page.mark_at(after) == Mark::Comma && after + 1 < self.words.end;
        let relay = if leads { self.relay(after + 1) } else { None };
        let (content, side) = match (leads, &relay) {
            (true, Some(relay)) => (self.content_after(relay.1, CueKind::Statement), Side::After),
            (true, None) => (self.content_after(after + 1, CueKind::Statement), Side::After),
            (false, _) => (self.before_source(at), Side::Before),
        };
        if content.len() < 2 {
            return;
        }
        self.found.push(Attribution {
            cue: None,
            cue_words: at..end,
            voice: Voice::Phrase(speaker),
            content,
            side,
            via: relay.map(|(relay, _)| relay),
            undenied: false,
            sentence: self.sentence,
        });
    }

    /// Who passes on what a source says, between commas, and where that begins: `according to X,
    /// Coastwire reported, C`.
    fn relay(&self, start: usize) -> Option<(Range<usize>, usize)> {
        let page = self.page;
        let subject = Phrase::after(page, start, self.words.end)?;
        let verb = subject.words.end;
        let cues = &page.words.get(verb).map(|_| page.lexeme(verb).cues.as_slice())?;
        let relays = cues.iter().any(|sense| page.lexicon.cue(sense.id).relay);
        let finite = page.words[verb].tag != Tag::Plain && relays;
        let closed = page.mark_at(verb + 1) == Mark::Comma && verb + 2 < self.words.end;
        (finite && closed).then_some((subject.words, verb + 2))
    }

    fn before_source(&self, at: usize) -> Range<usize> {
        let comma = self.page.mark_at(at.wrapping_sub(1)) == Mark::Comma && at > self.words.start;
        let end = if comma { at - 1 } else { at };
        self.content_before(at).unwrap_or(self.words.start..end.max(self.words.start))
    }
}
