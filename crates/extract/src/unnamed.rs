//! Capitalised words that no mention covers: where rules look for names that are still missing.

use std::ops::Range;

use tidings_model::{AnnotatedArticle, Label, Mention, Span, Token, TokenKind};

use crate::dateline::Part;

/// No name that a rule finds has more words.
const LONGEST: usize = 4;

/// The words of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unnamed<'a> {
    doc: &'a AnnotatedArticle,
    tokens: &'a [Token],
}

impl<'a> Unnamed<'a> {
    /// Of a sentence.
    pub(crate) fn new(doc: &'a AnnotatedArticle, sentence: Span) -> Self {
        Self { doc, tokens: doc.tokens_in(sentence) }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// A word; nothing beyond the last.
    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map(|token| self.doc.slice(token.span)).unwrap_or_default()
    }

    /// A word and whether it stands right behind the one before it.
    pub(crate) fn part(&self, at: usize) -> Part<'a> {
        let end = |at: usize| self.tokens.get(at).map(|token| token.span.end);
        let start = self.tokens.get(at).map(|token| token.span.start);
        Part { text: self.word(at), glued: at > 0 && end(at - 1) == start }
    }

    /// Whether a word is a number.
    pub(crate) fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// Whether a word has a capital, and no mention covers it.
    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase) && self.is_free(at)
    }

    /// Whether no mention covers a word.
    pub(crate) fn is_free(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let mentions = &self.doc.mentions;
        let next = mentions.partition_point(|mention| mention.span.end <= token.span.start);
        mentions.get(next).is_none_or(|mention| mention.span.start >= token.span.end)
    }

    /// The capitalised words from here on, empty if there are none, or too many for a name.
    pub(crate) fn run_from(&self, at: usize) -> Range<usize> {
        let at = at.min(self.len());
        let end = (at..self.len()).find(|next| !self.is_capital(*next)).unwrap_or(self.len());
        if end - at > LONGEST { at..at } else { at..end }
    }

    /// The capitalised words that end before a word, empty if there are none, or too many.
    pub(crate) fn run_before(&self, end: usize) -> Range<usize> {
        let before = (0..end).rev().take_while(|at| self.is_capital(*at)).count();
        if before > LONGEST { end..end } else { end - before..end }
    }

    /// A mention of some words, which are its name in full.
    pub(crate) fn mention(
        &self,
        words: Range<usize>,
        label: Label,
        kind: Option<&str>,
        confidence: f64,
    ) -> Mention {
        let span = self.tokens[words.start].span.hull(self.tokens[words.end - 1].span);
        Mention {
            span,
            label,
            kind: kind.map(str::to_owned),
            canonical: Some(self.doc.slice(span).to_owned()),
            confidence,
            place: None,
        }
    }
}

/// Holds a stage to the names that it finds by itself: `Quarvik LOC/province`, in order of place.
#[cfg(test)]
#[track_caller]
pub(crate) fn check(stage: &dyn tidings_stage::Extractor, text: &str, expected: &str) {
    let tokens = crate::tokens::Tokens::embedded().expect("the lexicons of tokens are our own");
    let one = |doc: &AnnotatedArticle, it: &Mention| {
        let kind = it.kind.as_deref().map(|kind| format!("/{kind}")).unwrap_or_default();
        format!("{} {}{kind}", doc.slice(it.span), it.label)
    };
    let show = |doc: &AnnotatedArticle| doc.mentions.iter().map(|it| one(doc, it)).collect();
    testkit::check_extractor(&[&tokens, stage], testkit::page(text), show, expected);
}
