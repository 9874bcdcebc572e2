//! Writes the text of an article, every character with the bytes behind it.

use memchr::memchr;
use tidings_model::{Block, BlockKind, Span, TracedBuilder, TracedText};

use super::document::Document;
use super::metadata::{Headline, Place, escape};
use super::references;
use super::tag::Tag;
use super::units::{Part, Unit, Units};
use crate::charset::Markup;

/// Text and blocks in the making.
pub(super) struct Writer<'m> {
    markup: &'m Markup<'m>,
    made: TracedBuilder,
    blocks: Vec<Block>,
    /// A blank seen and not written: what it is written as, and where it stands.
    blank: Option<(&'static str, Span)>,
    /// Where the current block begins.
    start: u32,
}

impl<'m> Writer<'m> {
    pub(super) fn new(markup: &'m Markup<'m>) -> Self {
        let made = TracedText::builder();
        Self { markup, made, blocks: Vec::new(), blank: None, start: 0 }
    }

    /// Adds the headline as a block.
    pub(super) fn title(&mut self, document: &Document<'_>, headline: &Headline) {
        self.begin();
        match headline.place {
            Place::Node(at) => {
                for node in document.node(at).descendants() {
                    match node.tag() {
                        None => self.words(node.span(), node.has_references(), false),
                        Some(tag) if tag.is_block() || tag == Tag::BR => {
                            self.space(" ", Span::new(0, 0));
                        }
                        Some(_) => {}
                    }
                }
            }
            Place::Source(span) => self.words(span, true, false),
            Place::Record(span) => {
                self.write_blank();
                self.markup.rewrite(span, &headline.text, &mut self.made);
            }
        }
        self.end(BlockKind::Title);
    }

    /// Adds a unit as a block; rows of one table become one block.
    pub(super) fn unit(
        &mut self,
        document: &Document<'_>,
        units: &Units,
        unit: &Unit,
        joins: bool,
    ) {
        let open = joins.then(|| self.blocks.pop()).flatten();
        match open {
            Some(block) => {
                self.start = block.span.start;
                self.blank = Some(("\n", Span::new(0, 0)));
            }
            None => self.begin(),
        }
        for part in units.parts_of(unit) {
            match part {
                Part::Text(at) => {
                    let node = document.node(*at as usize);
                    self.words(node.span(), node.has_references(), unit.pre);
                }
                Part::Break(span) => self.space("\n", *span),
                Part::Cell => self.space("\t", Span::new(0, 0)),
            }
        }
        self.end(unit.kind);
    }

    /// Adds the text of a string of JSON, a block for each of its lines.
    pub(super) fn record(&mut self, string: Span) {
        let source = self.markup.as_str().get(string.range()).unwrap_or_default();
        let base = string.start as usize;
        self.begin();
        let mut at = 0;
        while at < source.len() {
            let rest = source.get(at..).unwrap_or_default();
            let run = memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            self.words(Span::at(base + at..base + at + run), true, false);
            at += run;
            if let Some(behind) = rest.get(run + 1..) {
                at += self.escape(base + at, behind);
            }
        }
        self.end(BlockKind::Paragraph);
    }

    /// Adds what an escape of JSON stands for; returns its length.
    fn escape(&mut self, at: usize, behind: &str) -> usize {
        let (letter, len) = escape(behind);
        let span = Span::at(at..at + 1 + len);
        if behind.starts_with('n') {
            self.end(BlockKind::Paragraph);
            self.begin();
        } else if letter.is_whitespace() {
            self.space(" ", span);
        } else {
            self.write_blank();
            self.markup.rewrite(span, letter.encode_utf8(&mut [0; 4]), &mut self.made);
        }
        1 + len
    }

    fn begin(&mut self) {
        self.start = self.made.len();
        self.blank = None;
        if !self.made.is_empty() {
            self.blank = Some(("\n\n", Span::new(0, 0)));
        }
    }

    fn end(&mut self, kind: BlockKind) {
        // What stands between two blocks belongs to none.
        let between =
            if self.start > 0 && self.blocks.last().is_some_and(|b| b.span.end == self.start) {
                2
            } else {
                0
            };
        let span = Span::new((self.start + between).min(self.made.len()), self.made.len());
        if !span.is_empty() {
            self.blocks.push(Block { kind, span });
        }
        self.blank = None;
    }

    fn space(&mut self, with: &'static str, at: Span) {
        // Of several blanks in a row the strongest is written.
        match &mut self.blank {
            Some((now, span)) => {
                if strength(with) > strength(now) {
                    *now = with;
                }
                if span.is_empty() {
                    *span = at;
                } else if !at.is_empty() {
                    *span = span.hull(at);
                }
            }
            None => self.blank = Some((with, at)),
        }
    }

    fn write_blank(&mut self) {
        if let Some((with, at)) = self.blank.take() {
            let written = self.made.len() > self.start || with == "\n\n";
            match written {
                true if at.is_empty() => self.made.inserted(with),
                true => self.markup.rewrite(at, with, &mut self.made),
                false => {}
            }
        }
    }

    /// Adds a stretch of the source, its blanks evened out and its references decoded.
    fn words(&mut self, part: Span, references: bool, pre: bool) {
        let source = self.markup.as_str();
        let text = source.get(part.range()).unwrap_or_default();
        let base = part.start as usize;
        let mut at = 0;
        while at < text.len() {
            let next = match references {
                true => memchr(b'&', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found),
                false => text.len(),
            };
            self.plain(base + at, text.get(at..next).unwrap_or_default(), pre);
            at = next;
            if at < text.len() {
                at += self.reference(base + at, &text.as_bytes()[at..]);
            }
        }
    }

    /// Adds what a character reference stands for, or else the `&`; returns its length.
    fn reference(&mut self, at: usize, bytes: &[u8]) -> usize {
        let Some(found) = references::reference(bytes, false) else {
            self.plain(at, "&", false);
            return 1;
        };
        let span = Span::at(at..at + found.len);
        let mut buffer = [0; 4];
        let text = found.text.as_str(&mut buffer);
        if text.chars().all(char::is_whitespace) {
            self.space(" ", span);
        } else {
            self.write_blank();
            self.markup.rewrite(span, text, &mut self.made);
        }
        found.len
    }

    /// Adds text without references, run by run.
    fn plain(&mut self, base: usize, text: &str, pre: bool) {
        let mut rest = text;
        let mut at = base;
        while !rest.is_empty() {
            let run = run_len(rest);
            if run > 0 {
                self.write_blank();
                self.markup.copy(Span::at(at..at + run), &mut self.made);
            }
            let (_, tail) = rest.split_at(run);
            if let Some(behind) = tail.strip_prefix('\0') {
                // A NUL is no character of a page.
                at += run + 1;
                rest = behind;
                continue;
            }
            let blanks = tail.len() - tail.trim_start().len();
            if blanks > 0 {
                let lines = pre && tail.get(..blanks).is_some_and(|blank| blank.contains('\n'));
                let with = if lines { "\n" } else { " " };
                self.space(with, Span::at(at + run..at + run + blanks));
            }
            at += run + blanks;
            rest = tail.get(blanks..).unwrap_or_default();
        }
    }

    /// The text and its blocks.
    pub(super) fn finish(self) -> (TracedText, Vec<Block>) {
        (self.made.finish(), self.blocks)
    }
}

/// How much a blank parts: words, cells, lines, blocks.
fn strength(blank: &str) -> u8 {
    match blank {
        " " => 0,
        "\t" => 1,
        "\n" => 2,
        _ => 3,
    }
}

/// The length of text up to the first blank that must not stand as it is: all but a single space
/// between two words.
fn run_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' if at == 0 => return 0,
            b' ' => match bytes.get(at + 1) {
                Some(next) if next.is_ascii() && !next.is_ascii_whitespace() => at += 1,
                _ => return at,
            },
            b'\0' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\x0b' => return at,
            _ if byte.is_ascii() => at += 1,
            _ => {
                let c = text.get(at..).and_then(|rest| rest.chars().next());
                match c {
                    Some(c) if c.is_whitespace() => return at,
                    Some(c) => at += c.len_utf8(),
                    None => return text.len(),
                }
            }
        }
    }
    at
}
