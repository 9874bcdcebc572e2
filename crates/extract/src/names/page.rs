//! An article as the rules see it: words with shape and traits, sentences with their style.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use tidings_model::{AnnotatedArticle, Span, TokenKind};

use super::datelines;
use super::gazetteer::Gazetteer;
use super::phrases::{EntryId, Longest};
use super::traits::Traits;
use super::vocabulary::{Mixer, WordId};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// Begins with a capital, perhaps behind a particle: `Obama`, `iPhone` not, `al-Abadi`.
    Capital,
    /// Two capitals or more and nothing in lower case: `NATO`, `U.N.`, `G20`.
    Upper,
    /// One capital letter, perhaps with a full stop.
    Initial,
    Number,
    Mark,
}

impl Shape {
    fn of(text: &str, kind: TokenKind) -> Self {
        let mut chars = text.chars();
        let first = chars.next().unwrap_or(' ');
        if kind != TokenKind::Word {
            return if kind == TokenKind::Number { Shape::Number } else { Shape::Mark };
        }
        if !first.is_uppercase() {
            return if behind_particle(text) { Shape::Capital } else { Shape::Lower };
        }
        let rest = chars.as_str();
        if rest.is_empty() || rest == "." {
            Shape::Initial
        } else if rest.chars().any(char::is_lowercase) {
            Shape::Capital
        } else {
            Shape::Upper
        }
    }
}

/// Whether a word in lower case carries a capital behind its first hyphen, as `al-Abadi` does.
fn behind_particle(text: &str) -> bool {
    text.split_once('-').is_some_and(|(_, name)| name.starts_with(char::is_uppercase))
}

/// A token with what the lexicons know of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) shape: Shape,
    pub(super) traits: Traits,
    id: Option<WordId>,
    /// Whether it stands right behind the token before it.
    pub(super) glued: bool,
}

impl Word<'_> {
    /// Whether it may be part of a name.
    pub(super) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Initial)
    }

    /// Whether it has any of these traits.
    pub(super) fn is(&self, traits: Traits) -> bool {
        self.traits.any(traits)
    }
}

/// How a sentence uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As running text does.
    Plain,
    /// As a headline does: nearly every word has one.
    Title,
    /// All capitals.
    Capitals,
}

/// A sentence: its words, by index into those of the page, and its style.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) words: Range<usize>,
    pub(super) style: Style,
    /// Whether it speaks of machines.
    pub(super) machines: bool,
}

/// An article as the rules see it.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) lexicon: &'a Gazetteer,
    pub(super) words: Vec<Word<'a>>,
    pub(super) sentences: Vec<Sentence>,
    /// The places at the heads of lines, in order.
    pub(super) datelines: Vec<Range<usize>>,
    lower: HashSet<&'a str, BuildHasherDefault<Mixer>>,
}

impl<'a> Page<'a> {
    /// Looks up every word of an article once.
    pub(super) fn new(doc: &'a AnnotatedArticle, lexicon: &'a Gazetteer) -> Self {
        let mut page = Self {
            lexicon,
            words: Vec::with_capacity(doc.tokens.len()),
            sentences: Vec::with_capacity(doc.sentences.len()),
            datelines: Vec::new(),
            lower: HashSet::default(),
        };
        for sentence in &doc.sentences {
            page.add_sentence(doc, *sentence);
        }
        datelines::mark(&mut page, doc);
        page
    }

    fn add_sentence(&mut self, doc: &'a AnnotatedArticle, sentence: Span) {
        let first = self.words.len();
        for token in doc.tokens_in(sentence) {
            let (text, span) = without_hash(doc.slice(token.span), token.span);
            let glued = self.words.last().is_some_and(|last| last.span.end == token.span.start);
            let shape = Shape::of(text, token.kind);
            let id = self.lexicon.words.id(text);
            let traits = id.map(|id| self.lexicon.words.traits(id)).unwrap_or_default();
            if text.starts_with(['$', '£', '€', '¥']) {
                self.note_currency(first);
            }
            self.words.push(Word { text, span, shape, traits, id, glued });
        }
        let words = first..self.words.len();
        let style = style(&self.words[words.clone()]);
        match style {
            Style::Capitals => self.fold(words.clone()),
            _ => self.note_lower(words.clone()),
        }
        let machines =
            self.words[words.clone()].iter().any(|word| word.is(Traits::MACHINE_CONTEXT));
        self.sentences.push(Sentence { words, style, machines });
    }

    /// The letters before the sign of a currency are no name, but part of it: `US $3bn`.
    fn note_currency(&mut self, first: usize) {
        let last = self.words.get_mut(first..).and_then(<[Word<'_>]>::last_mut);
        if let Some(last) = last.filter(|it| it.text.len() <= 3 && it.is_capital()) {
            last.shape = Shape::Mark;
        }
    }

    /// Reads words in capitals as if they were capitalised.
    fn fold(&mut self, words: Range<usize>) {
        for word in &mut self.words[words] {
            if word.shape == Shape::Upper && word.id.is_none() {
                word.id = self.lexicon.words.id_titled(word.text);
            }
        }
    }

    /// Reads the place of a dateline as it is written elsewhere: `RIO DE JANEIRO`, `ST. LOUIS`.
    pub(super) fn fold_place(&mut self, words: Range<usize>) {
        for at in words.clone() {
            let text = self.words[at].text;
            let titled = self.lexicon.words.id(&titled(text));
            self.words[at].id = titled.or_else(|| self.lexicon.words.id_titled(text));
        }
        if self.longest(words.start, words.end).name_len < words.len() {
            for word in self.words[words].iter_mut().skip(1).filter(|word| word.text.len() <= 3) {
                word.id = self.lexicon.words.id(&word.text.to_lowercase()).or(word.id);
            }
        }
    }

    fn note_lower(&mut self, words: Range<usize>) {
        let lower = self.words[words].iter().filter(|word| word.shape == Shape::Lower);
        self.lower.extend(lower.map(|word| word.text));
    }

    /// Whether the page writes a capitalised word in lower case elsewhere.
    pub(super) fn writes_lower(&self, word: &str) -> bool {
        word.len() <= 32 && self.lower.contains(word.to_lowercase().as_str())
    }

    /// Whether a capitalised word is a common one.
    pub(super) fn is_common(&self, word: &Word<'_>) -> bool {
        if word.is(Traits::NEVER) {
            return true;
        }
        let id = self.lexicon.words.id(&word.text.to_lowercase());
        id.is_some_and(|id| self.lexicon.words.traits(id).any(Traits::COMMON))
    }

    /// The longest names and titles at a word, within a sentence that ends at `end`.
    pub(super) fn longest(&self, at: usize, end: usize) -> Longest<'a> {
        let words = self.words.get(at..end).unwrap_or_default();
        self.lexicon.phrases.longest(words.iter().map(|word| word.id))
    }

    /// The part of a country whose code stands at a word.
    pub(super) fn coded(&self, at: usize) -> Option<EntryId> {
        self.lexicon.codes.get(&self.words.get(at)?.id?).copied()
    }

    /// The word at an index, if there is one.
    pub(super) fn get(&self, at: usize) -> Option<&Word<'a>> {
        self.words.get(at)
    }

    /// The kind of thing that the last or else the first of some words speaks of.
    pub(super) fn kind(&self, words: &Range<usize>) -> Option<&'a str> {
        let kind = |at: usize| self.words[at].id.and_then(|id| self.lexicon.kinds.get(&id));
        kind(words.end - 1).or_else(|| kind(words.start)).map(String::as_str)
    }

    /// The span of some words.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        self.words[words.start].span.hull(self.words[words.end - 1].span)
    }
}

/// A word in capitals with those alone that stand behind no letter: `St.`, `D.C.`, `O'Fallon`.
pub(super) fn titled(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    for c in text.chars() {
        match titled.ends_with(char::is_alphabetic) {
            true => titled.extend(c.to_lowercase()),
            false => titled.push(c),
        }
    }
    titled
}

/// The name within a hashtag.
fn without_hash(text: &str, span: Span) -> (&str, Span) {
    match text.strip_prefix('#') {
        Some(name) if !name.is_empty() => (name, Span::new(span.start + 1, span.end)),
        _ => (text, span),
    }
}

/// A sentence of three words or more is in capitals if most are; one of four or more is in title
/// case if hardly a word is not capitalised but small ones, and no full stop ends it.
fn style(words: &[Word<'_>]) -> Style {
    let (mut upper, mut capital, mut lower) = (0, 0, 0);
    let stopped = words.last().is_some_and(|word| word.text == ".");
    for word in words {
        match word.shape {
            Shape::Upper => upper += 1,
            Shape::Capital => capital += 1,
            Shape::Lower if !is_small(word) => lower += 1,
            _ => {}
        }
    }
    if upper >= 3 && upper > 2 * (capital + lower) {
        Style::Capitals
    } else if capital + upper >= 4 && capital + upper > 5 * lower && !stopped {
        Style::Title
    } else {
        Style::Plain
    }
}

/// Whether headlines leave a word in lower case: `of`, `in`, `the`.
fn is_small(word: &Word<'_>) -> bool {
    word.text.len() < 3 || word.is(Traits::JOINER.and(Traits::PLACE_PREPOSITION))
}
