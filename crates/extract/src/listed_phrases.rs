//! Phrases of a lexicon, found where they stand in a sentence.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tidings_model::Span;

use crate::tokens::Tokens;
use crate::unnamed::Unnamed;

/// Phrases by their first word, the longest first.
#[derive(Debug, Default)]
pub(crate) struct ListedPhrases(BTreeMap<String, Vec<Vec<String>>>);

impl ListedPhrases {
    /// Adds a phrase, cut into words as texts are.
    pub(crate) fn add(&mut self, tokens: &Tokens, phrase: &str) {
        let word = |span: Span| phrase.get(span.range()).map(str::to_owned);
        let words: Vec<String> = tokens.words_of(phrase).into_iter().filter_map(word).collect();
        let Some(first) = words.first() else { return };
        let alike = self.0.entry(first.clone()).or_default();
        alike.push(words);
        alike.sort_by_key(|words| Reverse(words.len()));
    }

    /// How many words the longest phrase has that stands here.
    pub(crate) fn len_at(&self, words: &Unnamed<'_>, at: usize) -> Option<usize> {
        let here = |phrase: &&Vec<String>| {
            phrase.iter().enumerate().all(|(step, word)| words.word(at + step) == word)
        };
        self.0.get(words.word(at))?.iter().find(here).map(Vec::len)
    }

    /// Whether a phrase begins with a word.
    pub(crate) fn begin_with(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }
}
