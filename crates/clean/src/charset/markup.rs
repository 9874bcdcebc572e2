//! The source of a page with markup, decoded only where its bytes are not UTF-8 already.
//!
//! Evidence, best first: a byte order mark; bytes that are UTF-8; what the server says; what the
//! page says in its first 1024 bytes; a guess. What is declared counts only if the bytes bear it out.

use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use tidings_model::{Note, Span, TracedBuilder};

use super::{Decoded, declared, legacy, utf8, utf16};
use crate::offset;

/// In a page that declares another charset, so many wide characters of UTF-8 must stand against one
/// broken stretch for it to be UTF-8 after all.
const WIDE_PER_BROKEN: usize = 10;

/// A declared charset is wrong if more than one byte in so many means nothing in it.
const BYTES_PER_BROKEN: usize = 50;

/// The source of a page, each character with the bytes behind it.
#[derive(Debug)]
pub(crate) enum Markup<'a> {
    /// The bytes are UTF-8; the text begins at an offset into them.
    Verbatim(&'a str, usize),
    /// Anything else.
    Decoded(Decoded),
}

impl<'a> Markup<'a> {
    /// Decodes a page; `content_type` is the header it was sent with.
    pub(crate) fn of(bytes: &'a [u8], content_type: Option<&str>) -> Self {
        let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
        let (body, from) = marked.map_or((bytes, 0), |body| (body, 3));
        let hidden = || stateful(bytes, content_type);
        match (bytes, simdutf8::basic::from_utf8(body)) {
            ([0xFF, 0xFE, ..], _) => Self::Decoded(utf16::little(bytes, 2)),
            ([0xFE, 0xFF, ..], _) => Self::Decoded(utf16::big(bytes, 2)),
            ([b'<', 0, _, 0, ..], _) => Self::Decoded(utf16::little(bytes, 0)),
            ([0, b'<', 0, _, ..], _) => Self::Decoded(utf16::big(bytes, 0)),
            (_, Ok(text)) => match hidden() {
                true => Self::Decoded(in_charset(bytes, ISO_2022_JP)),
                false => Self::Verbatim(text, from),
            },
            _ if from > 0 => Self::Decoded(utf8(bytes, from)),
            _ => Self::Decoded(decode(bytes, content_type)),
        }
    }

    /// The source.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Verbatim(text, _) => text,
            Self::Decoded(decoded) => decoded.text.as_str(),
        }
    }

    /// Appends a part of the source to a text, with the bytes behind it.
    pub(crate) fn copy(&self, part: Span, made: &mut TracedBuilder) {
        match self {
            Self::Verbatim(text, from) => {
                let words = text.get(part.range()).unwrap_or_default();
                made.exact(part.start + offset(*from), words);
            }
            Self::Decoded(decoded) => made.traced(&decoded.text, part),
        }
    }

    /// Appends other characters in place of a part of the source.
    pub(crate) fn rewrite(&self, part: Span, with: &str, made: &mut TracedBuilder) {
        match self {
            Self::Verbatim(..) => made.rewritten(self.raw(part), with),
            Self::Decoded(decoded) => made.rewritten_from(&decoded.text.trace(part), with),
        }
    }

    /// The bytes behind a part of the source.
    pub(crate) fn raw(&self, part: Span) -> Span {
        match self {
            Self::Verbatim(_, from) => {
                Span::new(part.start + offset(*from), part.end + offset(*from))
            }
            Self::Decoded(decoded) => decoded.text.hull(part).unwrap_or(Span::new(0, 0)),
        }
    }

    /// What there is to doubt about the charset, as notes of a stage.
    pub(crate) fn doubts(&self, stage: &str) -> Vec<Note> {
        match self {
            Self::Verbatim(..) => Vec::new(),
            // The places of these notes are in the source, which no article has.
            Self::Decoded(decoded) => {
                decoded.doubts(stage).into_iter().map(|note| Note { span: None, ..note }).collect()
            }
        }
    }
}

/// Whether the bytes, ASCII though they are, say that they are ISO-2022-JP.
fn stateful(bytes: &[u8], content_type: Option<&str>) -> bool {
    memchr::memchr(b'\x1b', bytes).is_some() && named(bytes, content_type) == Some(ISO_2022_JP)
}

/// The charset that is declared, if it is one that can be.
fn named(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    let named = content_type.and_then(declared::by_header).or_else(|| declared::by_page(bytes))?;
    // A page whose ASCII letters can be read is not in UTF-16, whatever it says.
    let never = [UTF_16LE, UTF_16BE, REPLACEMENT].contains(&named);
    (!never).then_some(named)
}

/// Decodes bytes that are not UTF-8 from end to end.
fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    let declared = named(bytes, content_type);
    let (wide, broken) = super::census(bytes);
    match declared.filter(|&charset| charset != UTF_8) {
        Some(charset) if wide < WIDE_PER_BROKEN * broken => {
            let read = in_charset(bytes, charset);
            if (read.broken as usize) < bytes.len() / BYTES_PER_BROKEN + 1 {
                return read;
            }
            super::decode(bytes)
        }
        _ => super::decode(bytes),
    }
}

fn in_charset(bytes: &[u8], charset: &'static Encoding) -> Decoded {
    legacy::decode(bytes, charset).decoded(charset.name(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(bytes: &[u8], header: Option<&str>) -> String {
        let markup = Markup::of(bytes, header);
        let charset = match &markup {
            Markup::Verbatim(..) => "as it is",
            Markup::Decoded(decoded) => decoded.charset,
        };
        let text = markup.as_str();
        let mut made = TracedBuilder::default();
        markup.copy(Span::at(0..text.len()), &mut made);
        let made = made.finish();
        assert_eq!(made.as_str(), text);
        let (c, last) = text.char_indices().next_back().unwrap();
        let raw = made.hull(Span::at(c..c + last.len_utf8())).unwrap();
        assert_eq!(markup.raw(Span::at(c..text.len())), raw);
        format!("{charset}: {text} {raw}")
    }

    #[test]
    fn evidence_is_weighed() {
        let check = |bytes: &[u8], header: Option<&str>, expected: &str| {
            assert_eq!(show(bytes, header), expected);
        };
        check("<p>é".as_bytes(), Some("text/html; charset=latin1"), "as it is: <p>é 3..5");
        check(b"\xEF\xBB\xBF<p>", None, "as it is: <p> 5..6");
        check(b"\xFF\xFE<\0p\0>\0", None, "UTF-16LE: <p> 6..8");
        check(b"\0<\0p\0>", None, "UTF-16BE: <p> 4..6");
        check(b"<\0p\0>\0", None, "UTF-16LE: <p> 4..6");
        check(b"<p>\xE9", Some("text/html; charset=koi8-r"), "KOI8-R: <p>И 3..4");
        check(b"<meta charset=koi8-r>\xE9", None, "KOI8-R: <meta charset=koi8-r>И 21..22");
        let header = Some("text/html; charset=latin1");
        check(b"<meta charset=koi8-r>\xE9", header, "windows-1252: <meta charset=koi8-r>é 21..22");
        check(
            b"<meta charset=utf-8>caf\xE9",
            None,
            "windows-1252: <meta charset=utf-8>café 23..24",
        );
        check(
            b"<meta charset=utf-16>caf\xE9",
            None,
            "windows-1252: <meta charset=utf-16>café 24..25",
        );
        let mostly = "<meta charset=latin1>éééééééééééé".as_bytes();
        let torn = [mostly, b"\xFF."].concat();
        check(&torn, None, "UTF-8: <meta charset=latin1>éééééééééééé\u{FFFD}. 46..47");
        let japanese = b"<meta charset=iso-2022-jp>\x1b$B$\"$$\x1b(B.";
        check(japanese, None, "ISO-2022-JP: <meta charset=iso-2022-jp>あい. 33..37");
    }

    #[test]
    fn a_charset_the_bytes_do_not_bear_out_is_not_believed() {
        let russian = "Паром вышел из порта в понедельник утром и не вернулся. ".repeat(4);
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&russian);
        let markup = Markup::of(&bytes, Some("text/html; charset=euc-jp"));
        assert_eq!(markup.as_str(), russian);
        assert!(markup.doubts("html")[0].text.contains("by a guess"));
    }
}
