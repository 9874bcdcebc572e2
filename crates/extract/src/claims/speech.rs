//! Finds who is said to have said what: verbs and nouns of speech, headlines, quotations.

mod cited;
mod contents;
mod gerunds;
mod headlines;
mod nouns;
mod quotations;
mod sources;
mod verbs;

use std::ops::Range;

use super::attribution::{Attribution, Side, Voice};
use super::flags::{Flags, Forms};
use super::lexicon::{Cue, Sense};
use super::page::{Page, Tag};

/// Every attribution of a page, in order of sentence.
pub(super) fn find<'a>(page: &Page<'a>) -> Vec<Attribution<'a>> {
    let mut finder = Finder { page, found: Vec::new(), sentence: 0, words: 0..0, first: 0 };
    for (sentence, place) in page.sentences.iter().enumerate() {
        finder.sentence = sentence;
        finder.words = place.words.clone();
        finder.first = finder.found.len();
        if place.title {
            finder.headline();
        }
        place.words.clone().for_each(|at| finder.word(at));
        finder.trim_contents();
        finder.cite();
    }
    finder.quotations();
    finder.found
}

/// The words that mark speech, in order.
pub(super) fn cues(found: &[Attribution<'_>]) -> Vec<usize> {
    let marked = found.iter().filter(|found| !found.cue_words.is_empty());
    let mut cues: Vec<usize> = marked.map(|found| found.cue_words.start).collect();
    cues.sort_unstable();
    cues
}

/// What was found so far, and the sentence being read.
struct Finder<'p, 'a> {
    page: &'p Page<'a>,
    found: Vec<Attribution<'a>>,
    sentence: usize,
    words: Range<usize>,
    /// The index of the sentence's first attribution.
    first: usize,
}

impl<'a> Finder<'_, 'a> {
    /// Looks for an attribution at a word.
    fn word(&mut self, at: usize) {
        let word = &self.page.words[at];
        let lexeme = self.page.lexeme(at);
        if word.quote().is_some_and(|quote| self.page.quotes[quote].speech) {
            return;
        }
        if word.has(Flags::SOURCE) {
            self.source(at);
        } else if word.tag == Tag::Plain {
            self.speech_noun(at, &lexeme.speech_nouns);
        } else {
            self.relayed(at);
            self.verb(at, &lexeme.cues);
        }
    }

    /// Tries the senses of a verb, those with the longest particle first.
    fn verb(&mut self, at: usize, senses: &[Sense]) {
        let gerund = self.page.words[at].tag == Tag::Gerund;
        let longest = senses.iter().map(|sense| self.cue_of(sense).rest.len()).max().unwrap_or(0);
        for size in (0..=longest).rev() {
            for sense in senses {
                let cue = self.cue_of(sense);
                if cue.rest.len() != size || !self.page.follows(at, &cue.rest) {
                    continue;
                }
                let found = if gerund { self.gerund(cue, at) } else { self.finite(cue, at, sense) };
                if found {
                    return;
                }
            }
        }
    }

    fn cue_of(&self, sense: &Sense) -> &'a Cue {
        self.page.lexicon.cue(sense.id)
    }

    /// Takes an attribution in, if something is said.
    fn push(
        &mut self,
        cue: &'a Cue,
        cue_words: Range<usize>,
        voice: Voice,
        content: Range<usize>,
        side: Side,
    ) -> bool {
        if content.is_empty() {
            return false;
        }
        self.found.push(Attribution {
            cue: Some(cue),
            cue_words,
            voice,
            content,
            side,
            via: None,
            undenied: false,
            sentence: self.sentence,
        });
        true
    }

    /// The last attribution of the sentence so far, by index.
    fn last(&self) -> Option<usize> {
        (self.found.len() > self.first).then(|| self.found.len() - 1)
    }

    /// Whether a form can only be a participle where no auxiliary stands before it.
    fn only_participle(sense: &Sense) -> bool {
        sense.forms.any(Forms::PARTICIPLE) && !sense.forms.any(Forms::PAST.or(Forms::BASE))
    }
}
