//! A page as its blocks of text, to compare trees by what a reader would notice.

use crate::html::document::Document;
use crate::html::tag::Tag;

/// Collects text, a line a block.
#[derive(Debug, Default)]
pub(super) struct Outline {
    blocks: Vec<String>,
    open: String,
}

impl Outline {
    pub(super) fn text(&mut self, text: &str) {
        self.open.push_str(text);
    }

    /// A block begins or ends here.
    pub(super) fn edge(&mut self) {
        let open = std::mem::take(&mut self.open);
        let words: Vec<&str> = open.split_ascii_whitespace().collect();
        if !words.is_empty() {
            self.blocks.push(words.join(" "));
        }
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        self.edge();
        self.blocks
    }
}

/// Whether an element parts blocks, by its name.
pub(super) fn parts(tag: Tag) -> bool {
    tag.is_block() || tag == Tag::BR
}

/// The blocks of a page as our tree has them.
pub(super) fn of(source: &str) -> Vec<String> {
    let document = Document::parse(source);
    let mut outline = Outline::default();
    let mut ends: Vec<usize> = Vec::new();
    for node in document.nodes() {
        while ends.pop_if(|end| *end <= node.index()).is_some() {
            outline.edge();
        }
        match node.tag() {
            None => outline.text(&node.text()),
            Some(tag) if parts(tag) => {
                outline.edge();
                ends.push(node.end());
            }
            Some(_) => {}
        }
    }
    outline.finish()
}
