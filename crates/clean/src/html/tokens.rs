//! Markup to tokens: text, tags, comments.
//!
//! Follows the tokenizer of the HTML standard, but jumps from mark to mark with vector instructions
//! and keeps attributes as a range of bytes until someone asks for them. Nothing is copied.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use super::tag::Tag;

/// A piece of markup; ranges count bytes of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// Text between tags, character references as written.
    Text(Range<usize>),
    /// The text of a CDATA section: no character references in it.
    Verbatim(Range<usize>),
    /// A start tag.
    Start(StartTag),
    /// An end tag.
    End { tag: Tag, name: Range<usize> },
    /// A comment, a document type, a processing instruction: nothing of it is read.
    Comment,
}

/// A start tag as it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StartTag {
    pub(crate) tag: Tag,
    pub(crate) name: Range<usize>,
    /// Between the name and the end of the tag.
    pub(crate) attributes: Range<usize>,
    /// Whether it ends in `/>`.
    pub(crate) closes_itself: bool,
}

/// Reads tokens from front to back.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self { bytes: source.as_bytes(), at: 0 }
    }

    /// Where the next token begins.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next token. `foreign` says whether it stands in a drawing or formula, where CDATA counts.
    pub(crate) fn next(&mut self, foreign: bool) -> Option<Token> {
        if self.at >= self.bytes.len() {
            return None;
        }
        if self.bytes[self.at] != b'<' {
            return Some(Token::Text(self.text()));
        }
        match self.bytes.get(self.at + 1) {
            Some(c) if c.is_ascii_alphabetic() => self.start_tag(),
            Some(b'/') => self.end_tag(),
            Some(b'!') => Some(self.declaration(foreign)),
            Some(b'?') => Some(self.bogus(2)),
            _ => Some(Token::Text(self.text())),
        }
    }

    /// Everything up to the next `<` that begins markup.
    fn text(&mut self) -> Range<usize> {
        let start = self.at;
        let mut from = start + usize::from(self.bytes[start] == b'<');
        self.at = loop {
            let Some(found) = memchr(b'<', &self.bytes[from..]) else { break self.bytes.len() };
            let next = self.bytes.get(from + found + 1);
            if next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'/' | b'!' | b'?')) {
                break from + found;
            }
            from += found + 1;
        };
        start..self.at
    }

    fn start_tag(&mut self) -> Option<Token> {
        let name = self.name(self.at + 1);
        let Some((end, closes_itself)) = self.tag_end(name.end) else { return self.unfinished() };
        let tag = Tag::of(&self.bytes[name.clone()]);
        let attributes = name.end..end - usize::from(closes_itself);
        self.at = end + 1;
        Some(Token::Start(StartTag { tag, name, attributes, closes_itself }))
    }

    fn end_tag(&mut self) -> Option<Token> {
        match self.bytes.get(self.at + 2) {
            Some(c) if c.is_ascii_alphabetic() => {}
            Some(b'>') => return Some(self.bogus(2)),
            Some(_) => return Some(self.bogus(2)),
            None => return Some(Token::Text(self.rest())),
        }
        let name = self.name(self.at + 2);
        let Some((end, _)) = self.tag_end(name.end) else { return self.unfinished() };
        self.at = end + 1;
        Some(Token::End { tag: Tag::of(&self.bytes[name.clone()]), name })
    }

    fn name(&self, from: usize) -> Range<usize> {
        let ends = |c: &u8| matches!(c, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>');
        let len = self.bytes[from..].iter().position(ends);
        from..len.map_or(self.bytes.len(), |len| from + len)
    }

    /// Where the `>` of a tag stands, and whether a solidus stands right before it.
    ///
    /// A quotation mark opens a quoted value only behind an equals sign; elsewhere it is a letter.
    fn tag_end(&self, from: usize) -> Option<(usize, bool)> {
        let mut at = from;
        // A value that was quoted has ended here: an equals sign before this begins no value.
        let mut closed = from;
        loop {
            at += memchr3(b'>', b'"', b'\'', &self.bytes[at..])?;
            let c = self.bytes[at];
            if c == b'>' {
                if self.value_begins(closed, at) || self.bytes[at - 1] != b'/' || at == from {
                    return Some((at, false));
                }
                return Some((at, self.slash_closes(closed, at - 1)));
            }
            if self.value_begins(closed, at) {
                at += 1 + memchr(c, &self.bytes[at + 1..])?;
                closed = at + 1;
            }
            at += 1;
        }
    }

    /// Whether only blanks stand between this place and an equals sign behind a name.
    fn value_begins(&self, from: usize, at: usize) -> bool {
        let before = self.bytes[from..at].trim_ascii_end();
        let Some((b'=', name)) = before.split_last() else { return false };
        name.trim_ascii_end().last().is_some_and(|c| !matches!(c, b'/' | b'='))
    }

    /// Whether a solidus before `>` stands outside of an unquoted value.
    fn slash_closes(&self, from: usize, slash: usize) -> bool {
        let word = self.bytes[from..slash].rsplit(u8::is_ascii_whitespace).next();
        !word.unwrap_or_default().contains(&b'=')
    }

    /// A tag without an end: the standard drops it and all behind it.
    fn unfinished(&mut self) -> Option<Token> {
        self.at = self.bytes.len();
        None
    }

    fn rest(&mut self) -> Range<usize> {
        let start = std::mem::replace(&mut self.at, self.bytes.len());
        start..self.at
    }

    fn declaration(&mut self, foreign: bool) -> Token {
        let rest = &self.bytes[self.at + 2..];
        if rest.starts_with(b"--") {
            return self.comment();
        }
        if foreign && rest.starts_with(b"[CDATA[") {
            let start = self.at + 9;
            let len = memmem::find(&self.bytes[start..], b"]]>");
            let end = len.map_or(self.bytes.len(), |len| start + len);
            self.at = (end + 3).min(self.bytes.len());
            return Token::Verbatim(start..end);
        }
        self.bogus(2)
    }

    fn comment(&mut self) -> Token {
        let start = self.at + 4;
        self.at = match self.bytes.get(start..).unwrap_or_default() {
            [b'>', ..] => start + 1,
            [b'-', b'>', ..] => start + 2,
            body => comment_end(body).map_or(self.bytes.len(), |end| start + end),
        };
        Token::Comment
    }

    /// What looks like markup and is none: skipped up to the next `>`.
    fn bogus(&mut self, skip: usize) -> Token {
        let from = self.at + skip;
        let len = memchr(b'>', &self.bytes[from..]);
        self.at = len.map_or(self.bytes.len(), |len| from + len + 1);
        Token::Comment
    }

    /// The content of an element that ends only with its own end tag; the end tag is read too.
    pub(crate) fn raw_text(&mut self, tag: Tag) -> Range<usize> {
        let start = self.at;
        let end = match tag {
            Tag::PLAINTEXT => None,
            Tag::SCRIPT => self.script_end(start),
            _ => self.closing(start, tag).map(|(end, _)| end),
        };
        let end = end.unwrap_or(self.bytes.len());
        self.at = match self.closing(end, tag) {
            Some((at, name_end)) if at == end => {
                self.tag_end(name_end).map_or(self.bytes.len(), |(end, _)| end + 1)
            }
            _ => self.bytes.len(),
        };
        start..end
    }

    /// The next end tag of an element: where it begins, and where its name ends.
    fn closing(&self, from: usize, tag: Tag) -> Option<(usize, usize)> {
        let name = tag.name().as_bytes();
        let mut at = from;
        loop {
            at += memchr(b'<', &self.bytes[at..])?;
            if let Some([b'/', rest @ ..]) = self.bytes.get(at + 1..)
                && let Some((found, after)) = rest.split_at_checked(name.len())
                && found.eq_ignore_ascii_case(name)
                && after
                    .first()
                    .is_some_and(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'))
            {
                return Some((at, at + 2 + name.len()));
            }
            at += 1;
        }
    }

    /// Where a script ends: `<script>` within a comment within a script hides one end tag.
    fn script_end(&self, from: usize) -> Option<usize> {
        let (end, name_end) = self.closing(from, Tag::SCRIPT)?;
        let body = &self.bytes[from..end];
        let open = memmem::rfind(body, b"<!--");
        let hidden = open.filter(|&open| memmem::find(&body[open..], b"-->").is_none());
        let nested = hidden.is_some_and(|open| opens_script(&body[open..]));
        // Without a second end tag the first one is the end, as a browser finds on its second try.
        match nested {
            true => self.closing(name_end, Tag::SCRIPT).map(|(end, _)| end).or(Some(end)),
            false => Some(end),
        }
    }
}

/// Whether a start tag of a script stands in a script's text.
fn opens_script(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = memchr(b'<', rest) {
        rest = &rest[at + 1..];
        let name = rest.get(..6).is_some_and(|name| name.eq_ignore_ascii_case(b"script"));
        let ends = rest.get(6).is_some_and(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'));
        if name && ends {
            return true;
        }
    }
    false
}

/// Where the text behind a comment begins: after `-->`, or `--!>` as browsers forgive.
fn comment_end(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memmem::find(&body[at..], b"--")?;
        match &body[at + 2..] {
            [b'>', ..] => return Some(at + 3),
            [b'!', b'>', ..] => return Some(at + 4),
            _ => at += 1,
        }
    }
}

/// The attributes of a start tag, values as written.
#[derive(Debug, Clone)]
pub(crate) struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

/// Name and value of an attribute, as ranges of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

impl<'a> Attributes<'a> {
    pub(crate) fn new(source: &'a str, range: Range<usize>) -> Self {
        Self { bytes: source.as_bytes(), at: range.start, end: range.end }
    }

    fn skip(&mut self, skips: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..self.end];
        self.at += rest.iter().position(|&c| !skips(c)).unwrap_or(rest.len());
    }

    fn value(&mut self) -> Range<usize> {
        self.skip(|c| c.is_ascii_whitespace());
        let rest = &self.bytes[self.at..self.end];
        let start = self.at;
        match rest.first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let len = memchr(quote, &rest[1..]).unwrap_or(rest.len() - 1);
                self.at = (start + len + 2).min(self.end);
                start + 1..start + 1 + len
            }
            _ => {
                let len = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
                self.at += len;
                start..self.at
            }
        }
    }
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        self.skip(|c| c.is_ascii_whitespace() || c == b'/');
        let start = self.at;
        if start >= self.end {
            return None;
        }
        // An equals sign at the front is part of the name.
        let rest = &self.bytes[start + 1..self.end];
        let ends = |&c: &u8| c.is_ascii_whitespace() || matches!(c, b'/' | b'=');
        self.at = start + 1 + rest.iter().position(ends).unwrap_or(rest.len());
        let name = start..self.at;
        self.skip(|c| c.is_ascii_whitespace());
        let value = match self.bytes[self.at..self.end].first() {
            Some(b'=') => {
                self.at += 1;
                self.value()
            }
            _ => name.end..name.end,
        };
        Some(Attribute { name, value })
    }
}
