//! Headlines that name a speaker without a verb: `X: C`, `C - reports`.

use std::ops::Range;

use tidings_model::Label;

use super::Finder;
use crate::claims::attribution::{Attribution, Side, Voice};
use crate::claims::flags::Flags;
use crate::claims::page::{Mark, Tag};
use crate::claims::phrases::Phrase;

/// A speaker in a headline has so many words at most.
const LONGEST: usize = 7;

impl Finder<'_, '_> {
    /// Reads the sentence as a headline.
    pub(super) fn headline(&mut self) {
        let words = self.words.clone();
        let mark = |at: usize| self.page.words[at].mark;
        let colon = words.clone().take(LONGEST + 1).find(|&at| mark(at) == Mark::Colon);
        if let Some(colon) = colon
            && self.speaks(&(words.start..colon), true)
        {
            return self.named(words.start..colon, colon..colon + 1, colon + 1..words.end);
        }
        let dash = words.clone().rev().take(LONGEST + 1).find(|&at| mark(at) == Mark::Dash);
        if let Some(dash) = dash
            && self.speaks(&(dash + 1..words.end), false)
        {
            self.named(dash + 1..words.end, dash..dash + 1, words.start..dash);
        }
    }

    /// Whether words name someone who may speak; an organisation at the end may be the site.
    fn speaks(&self, words: &Range<usize>, front: bool) -> bool {
        let Some(last) = words.clone().next_back() else { return false };
        let verbless = self.page.words[words.clone()].iter().all(|word| word.tag == Tag::Plain);
        let label = self.page.mention(last).map(|mention| mention.label);
        let role = self.page.has(last, Flags::ROLE.or(Flags::UNNAMED));
        let named = label == Some(Label::Per) || front && label == Some(Label::Org);
        verbless && (named || role && label.is_none_or(|label| label != Label::Loc))
    }

    fn named(&mut self, speaker: Range<usize>, mark: Range<usize>, content: Range<usize>) {
        if content.len() < 3 {
            return;
        }
        let side = if content.start < speaker.start { Side::Before } else { Side::After };
        self.found.push(Attribution {
            cue: None,
            cue_words: mark,
            voice: Voice::Phrase(Phrase::of(speaker)),
            content,
            side,
            via: None,
            undenied: false,
            sentence: self.sentence,
        });
    }
}
