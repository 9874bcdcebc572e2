//! Quotations: from an opening mark to its closing one, within a paragraph.

use std::ops::Range;

use super::page::{Mark, Page};

/// Shorter quotations are words held at arm's length, not speech.
const SHORTEST_SPEECH: usize = 4;

/// A quotation, its marks included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) words: Range<usize>,
    /// Whether it is long enough to be what someone said.
    pub(super) speech: bool,
}

/// Finds the quotations of a page, and marks their words.
pub(super) fn mark(page: &mut Page<'_>) {
    let mut quotes = Vec::new();
    let mut first = 0;
    while let Some(sentence) = page.sentences.get(first) {
        let paragraph = sentence.paragraph;
        let after = page.sentences[first..].iter().take_while(|s| s.paragraph == paragraph).count();
        let last = &page.sentences[first + after - 1];
        let words = sentence.words.start..last.words.end;
        in_paragraph(page, words, &mut quotes);
        first += after;
    }
    for (index, quote) in quotes.iter().enumerate() {
        page.words[quote.words.clone()].iter_mut().for_each(|word| word.set_quote(index));
    }
    page.quotes = quotes;
}

/// What opened a quotation, and where.
#[derive(Debug, Clone, Copy)]
struct Opened {
    at: usize,
    mark: char,
}

fn in_paragraph(page: &Page<'_>, words: Range<usize>, quotes: &mut Vec<Quote>) {
    let mut open: Option<Opened> = None;
    for at in words.clone() {
        if page.words[at].mark != Mark::Quote {
            continue;
        }
        let Some(mark) = page.text(at).chars().next() else { continue };
        match open {
            None if opens(page, at, mark) => open = Some(Opened { at, mark }),
            Some(opened) if closes(page, at, mark, opened.mark) => {
                push(page, opened.at..at + 1, quotes);
                open = None;
            }
            _ => {}
        }
    }
    // A quotation that goes on in the next paragraph stays open in this one.
    let goes_on = page.mark_at(words.end) == Mark::Quote;
    if let Some(opened) = open.filter(|opened| goes_on && is_double(opened.mark)) {
        push(page, opened.at..words.end, quotes);
    }
}

fn push(page: &Page<'_>, words: Range<usize>, quotes: &mut Vec<Quote>) {
    let inside = page.words[words.clone()].iter().filter(|word| word.is_word()).count();
    quotes.push(Quote { words, speech: inside >= SHORTEST_SPEECH });
}

fn is_double(mark: char) -> bool {
    matches!(mark, '“' | '”' | '"' | '„' | '«' | '`')
}

fn opens(page: &Page<'_>, at: usize, mark: char) -> bool {
    match mark {
        '“' | '„' | '«' | '`' | '‘' => true,
        '"' => true,
        // An apostrophe that opens stands before a word, behind a space.
        '\'' => {
            let here = page.words[at].span;
            let touches = |other: usize, gap: bool| {
                page.words.get(other).is_some_and(|word| {
                    let (before, after) = if gap { (word.span, here) } else { (here, word.span) };
                    before.end == after.start
                })
            };
            let behind_word = at > 0 && touches(at - 1, true) && page.words[at - 1].is_word();
            !behind_word && touches(at + 1, false)
        }
        _ => false,
    }
}

fn closes(page: &Page<'_>, at: usize, mark: char, opened: char) -> bool {
    match opened {
        '“' | '„' => matches!(mark, '”' | '“' | '"'),
        '"' => matches!(mark, '"' | '”'),
        '«' => mark == '»',
        '`' => matches!(mark, '\'' | '`'),
        // A single mark that closes does not stand right before a word.
        _ => {
            let end = page.words[at].span.end;
            let next = page.words.get(at + 1);
            matches!(mark, '’' | '\'')
                && next.is_none_or(|next| next.span.start > end || !next.is_word())
        }
    }
}
