//! Quotations that no cue goes with: the speaker goes on, or nobody is named.

use super::Finder;
use crate::claims::attribution::{Attribution, Side, Voice};
use crate::claims::page::{Mark, Page};
use crate::claims::quotes::Quote;

impl Finder<'_, '_> {
    /// Adds an attribution for every quotation that stands by itself.
    pub(super) fn quotations(&mut self) {
        let mut more = Vec::new();
        let mut before = 0;
        let mut spoken = None;
        for quote in &self.page.quotes {
            // Attributions come in order of sentence, and so do quotations.
            let place = sentence_of(self.page, quote.words.start);
            while self.found.get(before).is_some_and(|found| found.sentence <= place) {
                spoken = if self.is_quote(before) { Some(before) } else { spoken };
                before += 1;
            }
            if !quote.speech || self.is_told(quote, before) || !self.stands_alone(quote) {
                continue;
            }
            let voice = spoken.filter(|&last| self.goes_on(last, place));
            more.push(Attribution {
                cue: None,
                cue_words: quote.words.start..quote.words.start,
                voice: voice.map_or(Voice::Nobody, Voice::Same),
                content: quote.words.clone(),
                side: Side::After,
                via: None,
                undenied: false,
                sentence: place,
            });
        }
        self.found.extend(more);
    }

    /// Whether an attribution gives words in quotation marks.
    fn is_quote(&self, index: usize) -> bool {
        let content = &self.found[index].content;
        let word = &self.page.words[content.start];
        word.mark == Mark::Quote && self.found[index].voice != Voice::Nobody
    }

    /// Whether a quotation is part of what one of the attributions near by tells.
    fn is_told(&self, quote: &Quote, before: usize) -> bool {
        let last = sentence_of(self.page, quote.words.end - 1);
        let ahead = self.found[before..].iter().take_while(|found| found.sentence <= last + 1);
        let behind = self.found[..before].iter().rev().take(8);
        ahead.chain(behind).any(|found| {
            found.content.start < quote.words.end && quote.words.start < found.content.end
        })
    }

    /// Whether a quotation makes up whole sentences.
    fn stands_alone(&self, quote: &Quote) -> bool {
        let page = self.page;
        let first = &page.sentences[sentence_of(page, quote.words.start)];
        let last = &page.sentences[sentence_of(page, quote.words.end - 1)];
        let tail = quote.words.end..last.words.end;
        let ended = page.words[tail].iter().all(|word| word.mark == Mark::Stop);
        first.words.start == quote.words.start && ended
    }

    /// Whether a quotation goes on where another ended: in its paragraph, or in the next one.
    fn goes_on(&self, last: usize, sentence: usize) -> bool {
        let sentences = &self.page.sentences;
        let spoke = self.found[last].sentence;
        let apart = sentences[sentence].paragraph - sentences[spoke].paragraph;
        let steps = sentence.saturating_sub(spoke);
        apart == 0 || apart == 1 && self.closes_paragraph(spoke, sentence) && steps <= 8
    }

    /// Whether nothing but quotations stands between an attribution's sentence and a later one.
    fn closes_paragraph(&self, spoke: usize, sentence: usize) -> bool {
        let between = &self.page.sentences[spoke + 1..sentence];
        between.iter().all(|place| {
            self.page.words.get(place.words.start).is_some_and(|word| word.quote().is_some())
        })
    }
}

/// The index of the sentence that a word is in.
fn sentence_of(page: &Page<'_>, word: usize) -> usize {
    page.sentences.partition_point(|sentence| sentence.words.end <= word)
}
