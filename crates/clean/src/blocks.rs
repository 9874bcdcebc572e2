//! The parts of a page's text: title, headings, list items, paragraphs.
//!
//! Afterwards the text is its parts with one blank line between them, each part on one line: blanks
//! are evened out and wrapped lines joined where the page wraps its lines.

use tidings_model::{Article, Block, BlockKind, Form, Reject, Span, TextEdit};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::page;

/// A heading has no more words, and no more bytes, than this.
const MOST_WORDS: usize = 14;
const LONGEST: u32 = 110;

/// Parts a page's text.
#[derive(Debug)]
pub struct Blocks;

impl Stage for Blocks {
    const SPEC: Spec = Spec {
        name: "blocks",
        family: Family::Clean,
        about: "Parts the text into title, headings, list items and paragraphs, one blank line between.",
        reads: &[Field::Text],
        writes: &[Field::Text, Field::Blocks],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Blocks {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form != Form::Page {
            return Ok(article);
        }
        let title = article.title_block().map(|block| block.span);
        let text = article.text.as_str();
        article.blocks = blocks(text, title);
        let edits = even(text, &article.blocks);
        if article.blocks.is_empty() {
            return Err(Reject::dropped("empty", "nothing was left of the page"));
        }
        page::edit(&mut article, edits)?;
        Ok(article)
    }
}

/// The parts of a text behind its title; what stands before a title is part of nothing.
fn blocks(text: &str, title: Option<Span>) -> Vec<Block> {
    let from = title.map_or(0, |title| title.end);
    let rest = text.get(from as usize..).unwrap_or_default();
    let spans = page::paragraphs(rest);
    let spans: Vec<Span> = spans.iter().map(|s| Span::new(s.start + from, s.end + from)).collect();
    let kind = |at: usize| {
        let own = spans.get(at).and_then(|span| text.get(span.range())).unwrap_or_default();
        match page::is_bullet(own) {
            true => BlockKind::ListItem,
            false if at + 1 < spans.len() && is_heading(own) => BlockKind::Heading,
            false => BlockKind::Paragraph,
        }
    };
    let title = title.map(|span| Block { kind: BlockKind::Title, span });
    title
        .into_iter()
        .chain(spans.iter().enumerate().map(|(at, span)| Block { kind: kind(at), span: *span }))
        .collect()
}

fn is_heading(text: &str) -> bool {
    let asks = text.ends_with('?') && !text.contains(['.', '!', '“', '"']);
    let short = text.len() <= LONGEST as usize && page::word_count(text) <= MOST_WORDS;
    short && (asks || !page::ends_sentence(text)) && page::letters(text) > 1
}

/// The repairs that leave one blank line between parts and one blank between words.
fn even(text: &str, blocks: &[Block]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut done = 0;
    for block in blocks {
        let between = if done == 0 { "" } else { "\n\n" };
        write(text, Span::new(done, block.span.start), between, &mut edits);
        words(text, block.span, &mut edits);
        done = block.span.end;
    }
    let end = crate::offset(text.len());
    write(text, Span::new(done, end), "", &mut edits);
    edits
}

/// Puts something in place of what stands between two parts.
///
/// Only blanks stand there, except before a title, where a page may have what no rule knew.
fn write(text: &str, span: Span, with: &str, edits: &mut Vec<TextEdit>) {
    let now = text.get(span.range()).unwrap_or_default();
    if !now.trim().is_empty() {
        edits.push(TextEdit::cut(span, "before_title"));
    } else if now != with {
        edits.push(TextEdit::repair(span, with));
    }
}

/// Evens out the blanks between the words of a part.
fn words(text: &str, span: Span, edits: &mut Vec<TextEdit>) {
    let own = text.get(span.range()).unwrap_or_default();
    let mut run: Option<usize> = None;
    for (at, c) in own.char_indices() {
        match (c.is_whitespace(), run) {
            (true, None) => run = Some(at),
            (false, Some(from)) => {
                if own.get(from..at) != Some(" ") {
                    let blanks = Span::at(span.start as usize + from..span.start as usize + at);
                    edits.push(TextEdit::repair(blanks, " "));
                }
                run = None;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str, title: usize) -> Article {
        let title = Block { kind: BlockKind::Title, span: Span::at(0..title) };
        let blocks = if title.span.is_empty() { Vec::new() } else { vec![title] };
        Blocks.clean(Article { blocks, ..testkit::page(text) }).unwrap()
    }

    #[test]
    fn parts_pages() {
        let check = |text: &str, title: usize, expected: &str| {
            let article = clean(text, title);
            let shown =
                article.blocks.iter().map(|b| format!("{} {}", b.kind, article.text.slice(b.span)));
            assert_eq!(shown.collect::<Vec<_>>().join("\n"), expected);
            let joined: Vec<&str> =
                article.blocks.iter().map(|b| article.text.slice(b.span)).collect();
            assert_eq!(article.text.as_str(), joined.join("\n\n"));
            assert_eq!(Blocks.clean(article.clone()).unwrap(), article);
        };
        check(
            "Fog\n \n\nFog came  at\tnight.\n\nHow thick?\n\nVery thick.\n* Pier 4\n",
            3,
            "title Fog\nparagraph Fog came at night.\nheading How thick?\nparagraph Very thick.\nlist_item * Pier 4",
        );
        check("\n\nFog came.", 0, "paragraph Fog came.");
        check(
            "Fog\nThe fog that came on Sunday evening lay over the\nport until noon, when a wind from the north rose\nand drove it out.\n",
            3,
            "title Fog\nparagraph The fog that came on Sunday evening lay over the port until noon, when a wind from the north rose and drove it out.",
        );
    }

    #[test]
    fn refuses_a_page_of_nothing() {
        let reject = Blocks.clean(testkit::page("\n \n")).unwrap_err();
        assert_eq!(reject.to_string(), "dropped (empty): nothing was left of the page");
    }
}
