//! Sources named beside a clause: `according to X, C`.

use super::Finder;
use crate::claims::attribution::{Attribution, Side, Voice};
use crate::claims::flags::Flags;
use crate::claims::lexicon::CueKind;
use crate::claims::page::Mark;
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
        let (content, side) = match opens && self.page.mark_at(after) == Mark::Comma {
            true if after + 1 < self.words.end => {
                (self.content_after(after + 1, CueKind::Statement), Side::After)
            }
            _ => (self.before_source(at), Side::Before),
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
            via: None,
            sentence: self.sentence,
        });
    }

    fn before_source(&self, at: usize) -> std::ops::Range<usize> {
        let comma = self.page.mark_at(at.wrapping_sub(1)) == Mark::Comma && at > self.words.start;
        let end = if comma { at - 1 } else { at };
        self.content_before(at).unwrap_or(self.words.start..end.max(self.words.start))
    }
}
