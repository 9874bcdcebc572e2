//! Where what is said begins and ends.

use std::ops::Range;

use super::Finder;
use crate::claims::attribution::Side;
use crate::claims::flags::Flags;
use crate::claims::lexicon::CueKind;
use crate::claims::page::{Mark, Tag};

/// A dateline has so many words at most.
const DATELINE: usize = 12;
/// Less than so many words before a speaker are an adverbial, not something said.
const FEWEST: usize = 2;

impl Finder<'_, '_> {
    /// What stands before a speaker whose clause begins at `edge`, set off by a comma, a dash or
    /// a closing quotation mark.
    pub(super) fn content_before(&self, edge: usize) -> Option<Range<usize>> {
        let start = self.left_floor();
        let last = edge.checked_sub(1).filter(|&last| last >= start)?;
        let end = match self.page.words[last].mark {
            Mark::Comma | Mark::Dash => last,
            Mark::Quote => edge,
            _ => return None,
        };
        let quoted = self.quote_ending(end).or_else(|| self.quote_ending(edge));
        if let Some(quote) = quoted.clone().filter(|quote| quote.start <= start + 1) {
            return Some(quote);
        }
        let content = start..end;
        let said = self.page.words.get(content.clone())?;
        let verb = said.iter().any(|word| word.tag != Tag::Plain);
        let enough = content.len() >= FEWEST && (verb || quoted.is_some() || content.len() > 8);
        (enough && !self.is_adverbial(&content)).then_some(content)
    }

    /// Where a clause before the speaker may begin: behind an earlier speaker of the sentence.
    fn left_floor(&self) -> usize {
        let start = self.behind_dateline();
        let Some(last) = self.last().map(|last| &self.found[last]) else { return start };
        if last.side == Side::After || last.cue_words.is_empty() {
            return start;
        }
        let from = last.cue_words.end;
        let comma = self.page.words[from..self.words.end]
            .iter()
            .position(|word| matches!(word.mark, Mark::Comma | Mark::Semicolon));
        comma.map_or(from, |comma| from + comma + 1)
    }

    /// Where the sentence begins behind a dateline: `PORT VALE, Norland (Coastwire) — Tugs left`.
    fn behind_dateline(&self) -> usize {
        let words = &self.page.words;
        let head = self.words.clone().take(DATELINE);
        let dash = head.into_iter().find(|&at| words[at].mark == Mark::Dash);
        let Some(dash) = dash.filter(|&dash| dash + 1 < self.words.end) else {
            return self.words.start;
        };
        let placed = (self.words.start..dash).all(|at| {
            let word = &words[at];
            !word.is_word()
                || word.capital
                || word.number
                || word.timex().is_some()
                || word.has(Flags::PREPOSITION)
        });
        let loud = !self.page.text(self.words.start).contains(char::is_lowercase);
        if placed && loud { dash + 1 } else { self.words.start }
    }

    /// The quotation whose closing mark is the last word before `end`.
    fn quote_ending(&self, end: usize) -> Option<Range<usize>> {
        let word = end.checked_sub(1).and_then(|at| self.page.words.get(at))?;
        let quote = &self.page.quotes[word.quote()?];
        (quote.words.end == end && quote.speech).then(|| quote.words.clone())
    }

    /// Whether words say only when, where or in what way: `in a letter sent on Monday`.
    fn is_adverbial(&self, words: &Range<usize>) -> bool {
        let first = &self.page.words[words.start];
        let opens = first.has(Flags::PREPOSITION.or(Flags::SUBORDINATOR))
            && first.mention().is_none()
            || first.tag == Tag::Gerund;
        let inside = &self.page.words[words.clone()];
        // `At least 12 people died`, `In Port Vale 12 people were killed`
        let hedged = first.has(Flags::HEDGE);
        let clause = !first.has(Flags::SUBORDINATOR)
            && first.tag != Tag::Gerund
            && inside.iter().any(|word| word.has(Flags::BE) && word.tag == Tag::Verb);
        opens && !hedged && !clause && !inside.iter().any(|word| word.mark == Mark::Comma)
    }

    /// What follows a cue, from `start`: to the end of its quotation or its clause.
    pub(super) fn content_after(&self, start: usize, kind: CueKind) -> Range<usize> {
        let words = &self.page.words;
        let quote = words[start].quote().map(|index| &self.page.quotes[index]);
        if let Some(quote) = quote.filter(|quote| quote.words.start == start && quote.speech) {
            return quote.words.clone();
        }
        let mut end = match kind {
            CueKind::Statement => self.before_afterthought(start),
            _ => self.clause_end(start),
        };
        while end > start && matches!(words[end - 1].mark, Mark::Stop | Mark::Comma | Mark::Dash) {
            end -= 1;
        }
        start..end
    }

    /// Where a relative clause begins that closes the sentence: `…, which began in May`. The page
    /// adds it, as often as not.
    fn before_afterthought(&self, start: usize) -> usize {
        let words = &self.page.words;
        let mut commas = (start + 1..self.words.end).filter(|&at| words[at].mark == Mark::Comma);
        let opens = |&at: &usize| {
            let next = words.get(at + 1).filter(|_| at + 1 < self.words.end);
            next.is_some_and(|next| {
                next.has(Flags::RELATIVE)
                    && !next.has(Flags::DETERMINER)
                    && !next.has(Flags::SUBORDINATOR)
            })
        };
        let last = commas.rfind(opens);
        let resumes = |at: usize| {
            let verb = words.get(at + 1).is_some_and(|next| next.tag != Tag::Plain);
            words[at].mark == Mark::Comma && verb
        };
        let closes = |at: usize| !(at + 1..self.words.end).any(resumes);
        last.filter(|&at| closes(at)).unwrap_or(self.words.end)
    }

    /// Where a clause ends that a comma and another clause may follow.
    fn clause_end(&self, start: usize) -> usize {
        let words = &self.page.words;
        let turns = Flags::CONJUNCTION.or(Flags::RELATIVE).or(Flags::SUBORDINATOR);
        let breaks = turns.or(Flags::PREPOSITION);
        let end = (start + 1..self.words.end).find(|&at| match words[at].mark {
            Mark::Semicolon | Mark::Dash => true,
            Mark::Comma => words.get(at + 1).is_some_and(|next| next.has(breaks)),
            _ => false,
        });
        end.unwrap_or(self.words.end)
    }

    /// Cuts what was said where the sentence's next attribution begins.
    pub(super) fn trim_contents(&mut self) {
        for index in self.first..self.found.len() {
            let Some(next) = self.found.get(index + 1) else { continue };
            let start = next.content.start.min(next.cue_words.start);
            let comma = self.comma_before(start, &self.found[index].content);
            let aside = next.side == Side::After && self.found[index].side == Side::After;
            if let Some(comma) = comma.filter(|_| aside) {
                self.found[index].content.end = comma;
            }
        }
    }

    /// The comma behind which the next speaker begins, within what the last one said:
    /// `…, adding …`, `…, and Y said …`.
    fn comma_before(&self, cue: usize, content: &Range<usize>) -> Option<usize> {
        let words = &self.page.words;
        let from = content.start.max(cue.saturating_sub(12));
        let comma = (from..cue).rev().find(|&at| words[at].mark == Mark::Comma)?;
        let next = &words[comma + 1];
        let fresh = next.has(Flags::CONJUNCTION) || next.tag == Tag::Gerund;
        (fresh && comma > content.start && cue < content.end).then_some(comma)
    }
}
