//! Collects decoded characters and evens out line ends.

use std::ops::Range;

use tidings_model::{Span, TracedBuilder};

use super::Decoded;
use crate::offset;

const REPLACEMENT: &str = "\u{FFFD}";

/// Text in the making. Carriage returns, alone or before a line feed, come out as `\n`.
#[derive(Debug, Default)]
pub(super) struct Maker {
    made: TracedBuilder,
    /// A carriage return whose line feed may still come.
    open_return: Option<Range<usize>>,
    broken: u32,
    first_broken: Option<Span>,
}

impl Maker {
    /// Adds text whose bytes stand at `at` in the document, one to one.
    pub(super) fn verbatim(&mut self, at: usize, text: &str) {
        let mut done = 0;
        for cr in memchr::memchr_iter(b'\r', text.as_bytes()) {
            if cr > done {
                self.run(at + done, text, done..cr);
            }
            self.character(at + cr..at + cr + 1, '\r');
            done = cr + 1;
        }
        if done < text.len() {
            self.run(at + done, text, done..text.len());
        }
    }

    /// Adds a part of some text that holds no carriage return.
    fn run(&mut self, at: usize, text: &str, part: Range<usize>) {
        let (mut part, mut at) = (part, at);
        if self.open_return.is_some() && text.as_bytes().get(part.start) == Some(&b'\n') {
            self.character(at..at + 1, '\n');
            part.start += 1;
            at += 1;
        }
        self.close_line();
        self.made.exact(offset(at), text.get(part).unwrap_or_default());
    }

    /// Adds a character that some bytes stand for.
    pub(super) fn character(&mut self, raw: Range<usize>, c: char) {
        if let Some(open) = self.open_return.take() {
            let whole = if c == '\n' { open.start..raw.end } else { open };
            self.made.rewritten(Span::at(whole), "\n");
            if c == '\n' {
                return;
            }
        }
        match c {
            '\r' => self.open_return = Some(raw),
            _ => self.made.rewritten(Span::at(raw), c.encode_utf8(&mut [0; 4])),
        }
    }

    /// Adds U+FFFD for bytes that stand for no character; nothing for no bytes.
    pub(super) fn broken(&mut self, raw: Range<usize>) {
        if raw.is_empty() {
            return;
        }
        self.close_line();
        let start = self.made.len();
        self.made.rewritten(Span::at(raw), REPLACEMENT);
        self.first_broken.get_or_insert(Span::new(start, self.made.len()));
        self.broken += 1;
    }

    /// The finished text.
    pub(super) fn decoded(mut self, charset: &'static str, guessed: bool) -> Decoded {
        self.close_line();
        let (broken, first_broken) = (self.broken, self.first_broken);
        Decoded { text: self.made.finish(), charset, guessed, broken, first_broken }
    }

    fn close_line(&mut self) {
        if let Some(open) = self.open_return.take() {
            self.made.rewritten(Span::at(open), "\n");
        }
    }
}
