//! The lines a reader of a page sees.

use std::ops::Range;

use super::{Document, Tag};

/// No line is longer, in bytes.
const LONGEST: usize = 16_384;

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
    read(document, nodes.start, nodes.end)
}

/// The lines of the whole page.
pub(super) fn all(document: &Document<'_>) -> Vec<Line> {
    read(document, 0, document.len())
}

fn read(document: &Document<'_>, from: usize, to: usize) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut blocks: Vec<usize> = Vec::new();
    let mut at = from;
    while at < to.min(document.len()) {
        while blocks.last().is_some_and(|end| *end <= at) {
            blocks.pop();
            lines.push(Line::default());
        }
        let node = document.node(at);
        at += 1;
        match node.tag() {
            Some(tag) if tag.is_unseen() => at = node.end().max(at),
            Some(tag) if tag.is_block() => {
                lines.push(Line::default());
                blocks.push(node.end());
            }
            Some(Tag::BR) => lines.push(Line::default()),
            Some(_) => {}
            None => add(&mut lines, &node.text(), node.index()),
        }
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Adds a text to the last line.
fn add(lines: &mut [Line], text: &str, node: usize) {
    let Some(line) = lines.last_mut().filter(|line| line.text.len() + text.len() <= LONGEST) else {
        return;
    };
    if text.trim().is_empty() {
        line.text.push_str(if line.text.is_empty() { "" } else { " " });
        return;
    }
    if line.text.is_empty() {
        line.node = node;
    } else {
        line.pieces.push_str(" | ");
        // Names and dates in elements beside each other are shown with room between them.
        if line.text.ends_with(char::is_alphanumeric) && text.starts_with(char::is_uppercase) {
            line.text.push(' ');
        }
    }
    line.text.push_str(text);
    line.pieces.push_str(text.trim());
    line.end = node + 1;
}
