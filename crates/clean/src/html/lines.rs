//! The lines a reader of a page sees.

use std::ops::Range;

use super::{Document, Tag};

/// No line is longer, in bytes.
const LONGEST: usize = 16_384;

/// Nor is a text, as written in the page, that would fit; most references have some eight bytes for one.
const LONGEST_WRITTEN: usize = 8 * LONGEST;

/// A line that is shown on its own.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Its words as a browser runs them together.
    pub(super) text: String,
    /// Its pieces of text, with bars between them.
    pub(super) pieces: String,
    /// The first node in it.
    pub(super) node: usize,
    /// The first node behind it.
    pub(super) end: usize,
}

/// The lines in some nodes.
pub(super) fn within(document: &Document<'_>, nodes: Range<usize>) -> Vec<Line> {
    read(document, nodes, |_| true, usize::MAX)
}

/// The first lines of the whole page that are wanted.
pub(super) fn wanted(
    document: &Document<'_>,
    wanted: impl Fn(&Line) -> bool,
    most: usize,
) -> Vec<Line> {
    read(document, 0..document.len(), wanted, most)
}

fn read(
    document: &Document<'_>,
    nodes: Range<usize>,
    wanted: impl Fn(&Line) -> bool,
    most: usize,
) -> Vec<Line> {
    let mut lines = Lines { done: Vec::new(), line: Line::default(), wanted };
    let mut blocks: Vec<usize> = Vec::new();
    let mut at = nodes.start;
    while at < nodes.end.min(document.len()) && lines.done.len() < most {
        while blocks.last().is_some_and(|end| *end <= at) {
            blocks.pop();
            lines.end();
        }
        let node = document.node(at);
        at += 1;
        match node.tag() {
            Some(tag) if tag.is_unseen() => at = node.end().max(at),
            Some(tag) if tag.is_block() => {
                lines.end();
                blocks.push(node.end());
            }
            Some(Tag::BR) => lines.end(),
            Some(_) => {}
            // Longer texts are not even decoded: no line has room for them.
            None if node.raw_text().len() > LONGEST_WRITTEN => {}
            None => lines.line.add(&node.text(), node.index()),
        }
    }
    if lines.done.len() < most {
        lines.end();
    }
    lines.done
}

/// Lines read so far, and the one in hand; a page may have millions that nobody wants.
struct Lines<F> {
    done: Vec<Line>,
    line: Line,
    wanted: F,
}

impl<F: Fn(&Line) -> bool> Lines<F> {
    /// Ends the line in hand; one without a text is none.
    fn end(&mut self) {
        if self.line.text.is_empty() {
            return;
        }
        match (self.wanted)(&self.line) {
            true => self.done.push(std::mem::take(&mut self.line)),
            false => self.line.clear(),
        }
    }
}

impl Line {
    fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        (self.node, self.end) = (0, 0);
    }

    fn add(&mut self, text: &str, node: usize) {
        if self.text.len() + text.len() > LONGEST {
            return;
        }
        if text.trim().is_empty() {
            self.text.push_str(if self.text.is_empty() { "" } else { " " });
            return;
        }
        if self.text.is_empty() {
            self.node = node;
        } else {
            self.pieces.push_str(" | ");
            // Names and dates in elements beside each other are shown with room between them.
            if self.text.ends_with(char::is_alphanumeric) && text.starts_with(char::is_uppercase) {
                self.text.push(' ');
            }
        }
        self.text.push_str(text);
        self.pieces.push_str(text.trim());
        self.end = node + 1;
    }
}
