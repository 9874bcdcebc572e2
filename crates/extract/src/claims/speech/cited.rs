//! Sources that an agency names beside its own verb: `Coastwire, citing an official, said C`.

use super::Finder;
use crate::claims::attribution::Voice;
use crate::claims::complements::is_citing;
use crate::claims::flags::Flags;
use crate::claims::page::Mark;
use crate::claims::phrases::Phrase;

/// A source's name ends within so many words.
const FAR: usize = 20;

impl Finder<'_, '_> {
    /// Gives what the sentence's speakers pass on to the sources they cite.
    pub(super) fn cite(&mut self) {
        for index in self.first..self.found.len() {
            let found = &self.found[index];
            let Voice::Phrase(subject) = &found.voice else { continue };
            if found.via.is_some() || found.cue_words.is_empty() {
                continue;
            }
            let behind = [subject.words.end, found.cue_words.end];
            let source = behind.into_iter().find_map(|at| self.cited_at(at));
            let Some(source) = source else { continue };
            let relay = subject.words.clone();
            let found = &mut self.found[index];
            found.voice = Voice::Phrase(source);
            found.via = Some(relay);
        }
    }

    /// Whether the comma before a word closes the naming of a source.
    pub(super) fn follows_cited(&self, end: usize) -> bool {
        let from = self.words.start.max(end.saturating_sub(FAR));
        let commas = (from..end.saturating_sub(1)).rev();
        let open = commas.into_iter().find(|&at| self.page.mark_at(at) == Mark::Comma);
        open.is_some_and(|open| is_citing(self.page, open + 1))
    }

    /// Who is cited behind a comma; `citing health reasons` cites nobody.
    fn cited_at(&self, comma: usize) -> Option<Phrase> {
        let page = self.page;
        let inside = comma + 2 < self.words.end && page.mark_at(comma) == Mark::Comma;
        if !inside || !is_citing(page, comma + 1) {
            return None;
        }
        let source = Phrase::after(page, comma + 2, self.words.end)?;
        let unnamed = source.words.clone().any(|at| page.has(at, Flags::UNNAMED));
        (unnamed || self.may_speak(&source)).then_some(source)
    }
}
