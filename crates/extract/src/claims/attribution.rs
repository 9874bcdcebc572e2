//! An attribution: words of a page, and who is said to have said them.

use std::ops::Range;

use super::lexicon::Cue;
use super::phrases::Phrase;

/// Who speaks, as far as the sentence tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Voice {
    /// The one a phrase names.
    Phrase(Phrase),
    /// The speaker of an earlier attribution, by its index.
    Same(usize),
    /// Nobody on the page.
    Nobody,
}

/// On which side of its cue something said stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// Words that someone is said to have said.
#[derive(Debug, Clone)]
pub(super) struct Attribution<'a> {
    /// The verb or noun of speech; none where a quotation or a colon does without.
    pub(super) cue: Option<&'a Cue>,
    /// Its words; empty without one.
    pub(super) cue_words: Range<usize>,
    pub(super) voice: Voice,
    /// What is said.
    pub(super) content: Range<usize>,
    pub(super) side: Side,
    /// Who passed it on.
    pub(super) via: Option<Range<usize>>,
    /// Whether it is a denial that itself is denied: `did not rule out C`.
    pub(super) undenied: bool,
    /// The index of its sentence.
    pub(super) sentence: usize,
}
