//! An article as the claims stage reads it: words with what is known of each.

use std::ops::Range;

use tidings_model::{AnnotatedArticle, BlockKind, Mention, Quantity, Span, Timex, TokenKind};

use super::flags::Flags;
use super::lexicon::{Lexeme, Lexicon};
use super::quotes::{self, Quote};
use super::tags;

/// A sentence without end is read in pieces of so many words.
const LONGEST_SENTENCE: usize = 400;

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It is no mark.
    Word,
    Comma,
    /// `.`, `!`, `?`, `…`
    Stop,
    Colon,
    Semicolon,
    Dash,
    /// It binds two words.
    Hyphen,
    /// `“`, `”`, `"` or a single one.
    Quote,
    Open,
    Close,
    Other,
}

/// What a word does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Anything else: a noun, a name, an adjective, a little word.
    Plain,
    /// A finite verb, a participle in a verb group, an infinitive.
    Verb,
    /// A form in `-ing` that acts as a verb.
    Gerund,
    /// A participle behind the noun it belongs to, or a finite verb: the form does not tell.
    Past,
}

/// A word, a number or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) span: Span,
    lexeme: u32,
    pub(super) flags: Flags,
    pub(super) mark: Mark,
    pub(super) tag: Tag,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    pub(super) number: bool,
    mention: u32,
    timex: u32,
    quantity: u32,
    quote: u32,
}

const NONE: u32 = u32::MAX;

fn some(index: u32) -> Option<usize> {
    (index != NONE).then_some(index as usize)
}

impl Word {
    pub(super) fn has(&self, flags: Flags) -> bool {
        self.flags.any(flags)
    }

    pub(super) fn is_word(&self) -> bool {
        self.mark == Mark::Word
    }

    /// The index of the mention it is part of.
    pub(super) fn mention(&self) -> Option<usize> {
        some(self.mention)
    }

    /// The index of the timex it is part of.
    pub(super) fn timex(&self) -> Option<usize> {
        some(self.timex)
    }

    /// The index of the quantity it is part of.
    pub(super) fn quantity(&self) -> Option<usize> {
        some(self.quantity)
    }

    /// The index of the quotation it is part of, its marks included.
    pub(super) fn quote(&self) -> Option<usize> {
        some(self.quote)
    }

    pub(super) fn set_quote(&mut self, quote: usize) {
        self.quote = quote as u32;
    }
}

/// A sentence: its words, and where it stands on the page.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) words: Range<usize>,
    /// The number of its paragraph.
    pub(super) paragraph: u32,
    /// Whether it is part of a headline or heading.
    pub(super) title: bool,
    /// Whether it has a timex or a mention.
    pub(super) circumstances: bool,
}

/// A page of words.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) doc: &'a AnnotatedArticle,
    pub(super) lexicon: &'a Lexicon,
    pub(super) words: Vec<Word>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) quotes: Vec<Quote>,
}

impl<'a> Page<'a> {
    /// Reads the layers of an article.
    pub(super) fn read(doc: &'a AnnotatedArticle, lexicon: &'a Lexicon) -> Self {
        let mut page =
            Page { doc, lexicon, words: Vec::new(), sentences: Vec::new(), quotes: Vec::new() };
        page.words.reserve(doc.tokens.len());
        page.split();
        page.part_acronyms();
        page.mark_layers();
        page.mark_phrases();
        quotes::mark(&mut page);
        tags::tag(&mut page);
        page
    }

    fn split(&mut self) {
        let mut paragraphs = Paragraphs::new(self.doc);
        for &sentence in &self.doc.sentences {
            let (paragraph, title) = paragraphs.of(sentence);
            let first = self.words.len();
            for token in self.doc.tokens_in(sentence) {
                let word = self.word(token.span, token.kind);
                self.words.push(word);
            }
            for start in (first..self.words.len()).step_by(LONGEST_SENTENCE) {
                let words = start..self.words.len().min(start + LONGEST_SENTENCE);
                let circumstances = false;
                self.sentences.push(Sentence { words, paragraph, title, circumstances });
            }
        }
    }

    fn word(&self, span: Span, kind: TokenKind) -> Word {
        let text = self.doc.slice(span);
        let mark = if kind == TokenKind::Mark { self.mark(span, text) } else { Mark::Word };
        let listed = kind != TokenKind::Number && (mark != Mark::Quote || text.is_ascii());
        let lexeme = if listed || text == "’" { self.lexicon.word(text) } else { 0 };
        Word {
            span,
            lexeme,
            flags: self.lexicon.lexeme(lexeme).flags,
            mark,
            tag: Tag::Plain,
            capital: text.starts_with(char::is_uppercase),
            number: kind == TokenKind::Number,
            mention: NONE,
            timex: NONE,
            quantity: NONE,
            quote: NONE,
        }
    }

    /// `IS` among words in lower case is no form of `be`.
    fn part_acronyms(&mut self) {
        let capitals = |word: Option<&Word>| {
            word.filter(|word| word.is_word() && word.capital && word.span.len() > 1)
                .is_some_and(|word| !self.doc.slice(word.span).contains(char::is_lowercase))
        };
        let words = &self.words;
        let alone = (0..words.len()).filter(|&at| {
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            capitals(words.get(at)) && !capitals(before) && !capitals(words.get(at + 1))
        });
        for at in alone.collect::<Vec<_>>() {
            self.words[at].lexeme = 0;
            self.words[at].flags = Flags::NONE;
        }
    }

    fn mark(&self, span: Span, text: &str) -> Mark {
        match text {
            "," => Mark::Comma,
            "." | "!" | "?" | "…" | "..." | "!!" | "??" => Mark::Stop,
            ":" => Mark::Colon,
            ";" => Mark::Semicolon,
            "“" | "”" | "\"" | "„" | "‘" | "’" | "'" | "«" | "»" | "``" | "''" => {
                Mark::Quote
            }
            "(" | "[" => Mark::Open,
            ")" | "]" => Mark::Close,
            "-" | "‐" | "‑" if self.binds(span) => Mark::Hyphen,
            "-" | "--" | "–" | "—" => Mark::Dash,
            _ => Mark::Other,
        }
    }

    /// Whether a mark stands between two words without space.
    fn binds(&self, span: Span) -> bool {
        let text = self.doc.text().as_bytes();
        let solid = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
        solid((span.start as usize).checked_sub(1).and_then(|at| text.get(at)))
            && solid(text.get(span.end as usize))
    }

    fn mark_layers(&mut self) {
        let doc = self.doc;
        lay(&mut self.words, doc.mentions.iter().map(|x| x.span), |word, at| word.mention = at);
        lay(&mut self.words, doc.timexes.iter().map(|x| x.span), |word, at| word.timex = at);
        lay(&mut self.words, doc.quantities.iter().map(|x| x.span), |word, at| word.quantity = at);
        for sentence in &mut self.sentences {
            let mut words = self.words[sentence.words.clone()].iter();
            sentence.circumstances =
                words.any(|word| word.timex().is_some() || word.mention().is_some());
        }
    }

    /// Gives words the facts of the phrases they begin.
    fn mark_phrases(&mut self) {
        for at in 0..self.words.len() {
            let found = self.lexeme(at).phrases.iter().filter(|(rest, _)| self.follows(at, rest));
            let flags = found.fold(Flags::NONE, |all, (_, flags)| all.or(*flags));
            self.words[at].flags = self.words[at].flags.or(flags);
        }
    }

    /// Whether these words, in lower case, come right after a word.
    pub(super) fn follows(&self, at: usize, rest: &[String]) -> bool {
        rest.iter().enumerate().all(|(n, word)| self.is(at + 1 + n, word))
    }

    /// Whether the word at a place is this one, whatever its case.
    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.words
            .get(at)
            .is_some_and(|found| self.doc.slice(found.span).eq_ignore_ascii_case(word))
    }

    /// What the lists know of a word.
    pub(super) fn lexeme(&self, at: usize) -> &'a Lexeme {
        self.lexicon.lexeme(self.words[at].lexeme)
    }

    /// A word as written.
    pub(super) fn text(&self, at: usize) -> &'a str {
        self.doc.slice(self.words[at].span)
    }

    /// The bytes of some words; empty for none.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        match self.words.get(words.clone()) {
            Some([first, .., last]) => first.span.hull(last.span),
            Some([only]) => only.span,
            _ => Span::new(0, 0),
        }
    }

    /// Some words as written, in one line.
    pub(super) fn phrase(&self, words: &Range<usize>) -> String {
        let text = self.doc.slice(self.span(words));
        let plain = text.is_ascii() && !text.contains("  ");
        match plain && !text.bytes().any(|byte| byte.is_ascii_control()) {
            true => text.to_owned(),
            false => text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    pub(super) fn mention(&self, at: usize) -> Option<&'a Mention> {
        Some(&self.doc.mentions[self.words.get(at)?.mention()?])
    }

    pub(super) fn timex(&self, at: usize) -> Option<&'a Timex> {
        Some(&self.doc.timexes[self.words.get(at)?.timex()?])
    }

    pub(super) fn quantity(&self, at: usize) -> Option<&'a Quantity> {
        Some(&self.doc.quantities[self.words.get(at)?.quantity()?])
    }

    /// Whether the word at a place says one of these; no for a place outside.
    pub(super) fn has(&self, at: usize, flags: Flags) -> bool {
        self.words.get(at).is_some_and(|word| word.has(flags))
    }

    /// The mark at a place; [`Mark::Stop`] outside the page.
    pub(super) fn mark_at(&self, at: usize) -> Mark {
        self.words.get(at).map_or(Mark::Stop, |word| word.mark)
    }

    /// The words of the sentence that lie within a span of bytes.
    pub(super) fn words_in(&self, span: Span) -> Range<usize> {
        let from = self.words.partition_point(|word| word.span.start < span.start);
        let to = self.words.partition_point(|word| word.span.end <= span.end);
        from..to.max(from)
    }
}

/// Gives the words within spans, in order of place, the index of their span; the first of two
/// overlapping spans wins.
fn lay(words: &mut [Word], spans: impl Iterator<Item = Span>, set: impl Fn(&mut Word, u32)) {
    let mut at = 0;
    for (index, span) in spans.enumerate() {
        while words.get(at).is_some_and(|word| word.span.end <= span.start) {
            at += 1;
        }
        while let Some(word) = words.get_mut(at).filter(|word| word.span.start < span.end) {
            set(word, index as u32);
            at += 1;
        }
    }
}

/// Tells which paragraph a sentence is in; asked in order of place.
struct Paragraphs<'a> {
    doc: &'a AnnotatedArticle,
    block: usize,
    count: u32,
    end: u32,
}

impl<'a> Paragraphs<'a> {
    fn new(doc: &'a AnnotatedArticle) -> Self {
        Self { doc, block: 0, count: 0, end: 0 }
    }

    fn of(&mut self, sentence: Span) -> (u32, bool) {
        let blocks = &self.doc.article.blocks;
        while blocks.get(self.block).is_some_and(|block| block.span.end <= sentence.start) {
            self.block += 1;
            self.count += 1;
        }
        let gap = Span { start: self.end.min(sentence.start), end: sentence.start };
        if self.doc.slice(gap).bytes().filter(|&byte| byte == b'\n').count() >= 2 {
            self.count += 1;
        }
        self.end = sentence.end;
        let block = blocks.get(self.block).filter(|block| block.span.contains(sentence));
        let kind = block.map(|block| block.kind);
        (self.count, matches!(kind, Some(BlockKind::Title | BlockKind::Heading)))
    }
}
