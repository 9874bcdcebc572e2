//! Finds where sentences end.

use tidings_model::{Span, Token, TokenKind};

use super::abbreviations::{Abbreviations, Before};

/// No more marks than this close a sentence, so that a row of marks is read in linear time.
const CLOSERS: usize = 8;

/// The sentences of one region of text, given its tokens; added to `out`.
pub(super) fn split(text: &str, tokens: &[Token], words: &Abbreviations, out: &mut Vec<Span>) {
    let splitter = Splitter { text, tokens, words };
    let mut first = 0;
    let mut at = 0;
    while at < tokens.len() {
        let next = splitter.end_at(at).filter(|_| !splitter.numbers_a_point(first, at));
        if let Some(next) = next {
            out.push(tokens[first].span.hull(tokens[next - 1].span));
            first = next;
        }
        at = next.unwrap_or(at + 1);
    }
    if first < tokens.len() {
        out.push(tokens[first].span.hull(tokens[tokens.len() - 1].span));
    }
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    words: &'a Abbreviations,
}

impl Splitter<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.text.get(token.span.range())).unwrap_or_default()
    }

    /// The token that begins the next sentence, if one ends with the token at `at`.
    fn end_at(&self, at: usize) -> Option<usize> {
        let last = self.word(at).chars().next_back()?;
        if !matches!(last, '.' | '!' | '?' | '…' | '。') {
            return None;
        }
        if self.tokens[at].kind == TokenKind::Mark {
            self.after_mark(at)
        } else {
            self.after_abbreviation(at)
        }
    }

    /// Behind `.`, `!`, `?` or `…`, and whatever closes with it.
    fn after_mark(&self, at: usize) -> Option<usize> {
        if !self.word(at).trim_start_matches(['.', '!', '?', '…', '。']).is_empty() {
            return None;
        }
        let next = self.closed(at + 1);
        let begin = self.opened(next);
        let starts = self.word(begin).starts_with(|c: char| !c.is_lowercase());
        let spaced = self.gap(next) || self.word(begin).starts_with(char::is_uppercase);
        (next < self.tokens.len() && starts && spaced && begin < self.tokens.len()).then_some(next)
    }

    /// Behind an abbreviation that may end a sentence too.
    fn after_abbreviation(&self, at: usize) -> Option<usize> {
        let word = self.word(at).strip_suffix('.')?;
        if self.words.kind(word) == Some(Before::Name) {
            return None;
        }
        let next = self.closed(at + 1);
        let begin = self.opened(next);
        let starter = self.words.is_starter(self.word(begin)) || begin > next;
        (self.gap(next) && starter && begin < self.tokens.len()).then_some(next)
    }

    /// Whether the full stop is that of `1.` at the head of a point.
    fn numbers_a_point(&self, first: usize, at: usize) -> bool {
        at == first + 1 && self.word(at) == "." && self.tokens[first].kind == TokenKind::Number
    }

    /// The first token behind the marks and footnotes that close a sentence.
    fn closed(&self, at: usize) -> usize {
        let end = self.tokens.len().min(at + CLOSERS);
        let mut next = (at..end).find(|at| !self.closes(*at)).unwrap_or(end);
        while next < end && self.is_footnote(next) {
            next += 3;
        }
        next
    }

    /// Whether `[16]` stands here.
    fn is_footnote(&self, at: usize) -> bool {
        self.word(at) == "["
            && self.tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Number)
            && self.word(at + 2) == "]"
    }

    /// Whether a mark belongs to the sentence that ends before it: a quote or bracket that stands
    /// right behind it and closes.
    fn closes(&self, at: usize) -> bool {
        let mark = self.word(at);
        let closing = matches!(mark, ")" | "]" | "”" | "’" | "»");
        let straight = matches!(mark, "\"" | "'") && !self.glued(at);
        (closing || straight) && !self.gap(at)
            || matches!(mark, "." | "!" | "?" | "…") && !self.gap(at)
    }

    /// Whether the next token stands right behind this one.
    fn glued(&self, at: usize) -> bool {
        at + 1 < self.tokens.len()
            && !self.gap(at + 1)
            && self.tokens[at + 1].kind != TokenKind::Mark
    }

    /// Whether there is space before a token.
    fn gap(&self, at: usize) -> bool {
        match (at.checked_sub(1).and_then(|before| self.tokens.get(before)), self.tokens.get(at)) {
            (Some(before), Some(token)) => before.span.end < token.span.start,
            _ => true,
        }
    }

    /// The first token behind marks that open a sentence: quotes, brackets, dashes.
    fn opened(&self, at: usize) -> usize {
        let opens = |at: &usize| {
            matches!(
                self.word(*at),
                "\"" | "'" | "“" | "‘" | "(" | "[" | "«" | "-" | "–" | "—" | "•" | "*"
            )
        };
        (at..self.tokens.len())
            .take(4)
            .find(|at| !opens(at))
            .unwrap_or(self.tokens.len().min(at + 4))
    }
}
