//! An article with everything found in it.

use serde::{Deserialize, Serialize};

use crate::{Article, Claim, Mention, Quantity, Span, Tag, Timex, named_enum};

named_enum! {
    /// What a token is made of.
    #[repr(u8)] // Libraries of stages see tokens where they lie: new kinds go to the end.
    TokenKind {
        /// Letters, perhaps with digits, hyphens or apostrophes inside.
        Word = "word",
        /// Digits, with their separators.
        Number = "number",
        /// A punctuation mark or another symbol.
        Mark = "mark",
    }
}

/// A word, number or mark of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(C)] // As above.
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// A doubt of a stage about a span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The stage.
    pub stage: String,
    /// Where in the text; none for a doubt about the whole article.
    pub span: Option<Span>,
    /// What is doubtful.
    pub text: String,
}

/// What an extractor answers: layers to add to an article.
///
/// An extractor pushes what it finds, in any order; [`AnnotatedArticle::accept`] checks and sorts.
/// Indices inside claims count in the article's layers as they were when the stage was called.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Findings {
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Tokens.
    pub tokens: Vec<Token>,
    /// Parts of speech: one for each token of the article, or none.
    pub tags: Vec<Tag>,
    /// Names.
    pub mentions: Vec<Mention>,
    /// Dates, times and durations.
    pub timexes: Vec<Timex>,
    /// Numbers.
    pub quantities: Vec<Quantity>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Doubts: where, and what.
    pub notes: Vec<(Span, String)>,
}

impl Findings {
    /// Notes a doubt about a span.
    pub fn note(&mut self, span: Span, text: impl Into<String>) {
        self.notes.push((span, text.into()));
    }

    /// Every span in it, with the layer it is in.
    pub fn spans(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let layer = |name: &'static str| move |span: Span| (name, span);
        let speakers = self.claims.iter().filter_map(|c| c.speaker.as_ref().and_then(|s| s.span));
        let cues = self.claims.iter().filter_map(|claim| claim.cue);
        self.sentences
            .iter()
            .copied()
            .map(layer("sentences"))
            .chain(self.tokens.iter().map(|x| x.span).map(layer("tokens")))
            .chain(self.mentions.iter().map(|x| x.span).map(layer("mentions")))
            .chain(self.timexes.iter().map(|x| x.span).map(layer("timexes")))
            .chain(self.quantities.iter().map(|x| x.span).map(layer("quantities")))
            .chain(self.quantities.iter().map(|x| x.number).map(layer("quantities")))
            .chain(self.claims.iter().map(|x| x.span).map(layer("claims")))
            .chain(speakers.map(layer("claims")))
            .chain(cues.map(layer("claims")))
            .chain(self.notes.iter().map(|x| x.0).map(layer("notes")))
    }
}

/// A finding that does not fit its article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFinding {
    /// A span reaches past the text or into the middle of a character.
    #[error("{layer}: span {span} is not on character boundaries of a text of {len} bytes")]
    Span {
        /// The layer it is in.
        layer: &'static str,
        /// The span.
        span: Span,
        /// Length of the text.
        len: u32,
    },
    /// An index points past the end of a layer.
    #[error("claims: index {index} points past the {len} {layer} of the article")]
    Index {
        /// The layer it points into.
        layer: &'static str,
        /// The index.
        index: u32,
        /// Length of the layer.
        len: usize,
    },
    /// The parts of speech are not those of the tokens.
    #[error("tags: found {found} for the {tokens} tokens of the article; expected one for each")]
    Tags {
        /// How many there are.
        found: usize,
        /// How many tokens there are.
        tokens: usize,
    },
    /// A layer that claims point into would grow after them.
    #[error("{layer}: claims already point into this layer; run the stage before the claims")]
    Late {
        /// The layer.
        layer: &'static str,
    },
}

/// An article with the layers that extractors have added so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnotatedArticle {
    /// The article.
    pub article: Article,
    /// Sentences, in order.
    pub sentences: Vec<Span>,
    /// Tokens, in order; left out when the article is written to disk between passes.
    #[serde(skip)]
    pub tokens: Vec<Token>,
    /// Parts of speech, one for each token, or none; left out like the tokens.
    #[serde(skip)]
    pub tags: Vec<Tag>,
    /// Names, in order of their place.
    pub mentions: Vec<Mention>,
    /// Dates, times and durations, in order of their place.
    pub timexes: Vec<Timex>,
    /// Numbers, in order of their place.
    pub quantities: Vec<Quantity>,
    /// Claims, in order of their place.
    pub claims: Vec<Claim>,
}

impl AnnotatedArticle {
    /// An article in which nothing was looked for yet.
    #[must_use]
    pub fn new(article: Article) -> Self {
        Self {
            article,
            sentences: Vec::new(),
            tokens: Vec::new(),
            tags: Vec::new(),
            mentions: Vec::new(),
            timexes: Vec::new(),
            quantities: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.article.text.as_str()
    }

    /// The words of a span.
    ///
    /// # Panics
    /// If the span is not on character boundaries of the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.article.text.slice(span)
    }

    /// The sentence that holds the start of a span.
    #[must_use]
    pub fn sentence_of(&self, span: Span) -> Option<Span> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= span.start);
        let sentence = *self.sentences.get(after.checked_sub(1)?)?;
        (span.start < sentence.end).then_some(sentence)
    }

    /// The tokens that lie within a span.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> &[Token] {
        let from = self.tokens.partition_point(|token| token.span.start < span.start);
        let to = self.tokens.partition_point(|token| token.span.end <= span.end);
        &self.tokens[from..to.max(from)]
    }

    /// Adds what a stage found, after checking every span and index.
    ///
    /// Layers are kept in order of place, so a layer that claims point into may not grow together
    /// with the claims or after them: such findings are refused.
    ///
    /// # Errors
    /// The first finding that does not fit; the article is left as it was.
    pub fn accept(&mut self, stage: &str, found: Findings) -> Result<(), BadFinding> {
        self.check(&found)?;
        merge(&mut self.sentences, found.sentences, |x| *x);
        merge(&mut self.tokens, found.tokens, |x| x.span);
        if !found.tags.is_empty() {
            self.tags = found.tags;
        }
        merge(&mut self.mentions, found.mentions, |x| x.span);
        merge(&mut self.timexes, found.timexes, |x| x.span);
        merge(&mut self.quantities, found.quantities, |x| x.span);
        merge(&mut self.claims, found.claims, |x| x.span);
        let note = |(span, text)| Note { stage: stage.to_owned(), span: Some(span), text };
        self.article.notes.extend(found.notes.into_iter().map(note));
        Ok(())
    }

    fn check(&self, found: &Findings) -> Result<(), BadFinding> {
        let (text, len) = (&self.article.text, self.article.text.len());
        if let Some((layer, span)) = found.spans().find(|(_, span)| !text.holds(*span)) {
            return Err(BadFinding::Span { layer, span, len });
        }
        let tokens = self.tokens.len() + found.tokens.len();
        let tags = if found.tags.is_empty() { self.tags.len() } else { found.tags.len() };
        if tags > 0 && tags != tokens {
            return Err(BadFinding::Tags { found: tags, tokens });
        }
        for claim in &found.claims {
            check_index("timexes", claim.time, self.timexes.len())?;
            check_index("timexes", claim.period, self.timexes.len())?;
            check_index("mentions", claim.place, self.mentions.len())?;
            check_index("quantities", claim.quantity, self.quantities.len())?;
        }
        let grown = [
            ("mentions", found.mentions.is_empty()),
            ("timexes", found.timexes.is_empty()),
            ("quantities", found.quantities.is_empty()),
        ];
        let pointed = !self.claims.is_empty() || !found.claims.is_empty();
        match grown.into_iter().find(|(_, empty)| pointed && !empty) {
            Some((layer, _)) => Err(BadFinding::Late { layer }),
            None => Ok(()),
        }
    }
}

fn check_index(layer: &'static str, index: Option<u32>, len: usize) -> Result<(), BadFinding> {
    match index {
        Some(index) if index as usize >= len => Err(BadFinding::Index { layer, index, len }),
        _ => Ok(()),
    }
}

fn merge<T>(layer: &mut Vec<T>, more: Vec<T>, place: impl Fn(&T) -> Span) {
    if !more.is_empty() {
        layer.extend(more);
        layer.sort_by_key(|x| place(x));
    }
}
