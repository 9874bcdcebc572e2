//! Bytes to characters, each character traced to its bytes.
//!
//! A byte order mark decides; else text that is UTF-8, or mostly so, is UTF-8; else the charset is
//! guessed from the bytes, as browsers do, with windows-1252 where nothing speaks for another.
//! Line ends become `\n`; bytes that stand for no character become U+FFFD and are counted.

mod declared;
mod legacy;
mod maker;
mod markup;
mod utf16;

use tidings_model::{Note, Span, TracedText};

use maker::Maker;
pub(crate) use markup::Markup;

/// What came of the bytes of a document.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The characters.
    pub(crate) text: TracedText,
    /// The charset, by its name in the WHATWG Encoding Standard.
    pub(crate) charset: &'static str,
    /// Whether the charset was guessed.
    pub(crate) guessed: bool,
    /// How many stretches of bytes stood for no character.
    pub(crate) broken: u32,
    /// Where the first U+FFFD put in their place stands in the text.
    pub(crate) first_broken: Option<Span>,
}

impl Decoded {
    /// What there is to doubt about it, as notes of a stage.
    pub(crate) fn doubts(&self, stage: &str) -> Vec<Note> {
        let note = |span, text| Note { stage: stage.to_owned(), span, text };
        let charset = self.charset;
        let guess =
            || note(None, format!("the bytes are not UTF-8; read as {charset}, by a guess"));
        let broken = |n| {
            let text =
                format!("put U+FFFD for {n} stretches of bytes that mean nothing in {charset}");
            note(self.first_broken, text)
        };
        let guess = self.guessed.then(guess);
        guess.into_iter().chain((self.broken > 0).then(|| broken(self.broken))).collect()
    }
}

/// Decodes a document.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => utf8(bytes, 3),
        [0xFF, 0xFE, ..] => utf16::little(bytes, 2),
        [0xFE, 0xFF, ..] => utf16::big(bytes, 2),
        _ if is_utf8(bytes) => utf8(bytes, 0),
        _ => {
            let charset = legacy::guess(bytes);
            legacy::decode(bytes, charset).decoded(charset.name(), true)
        }
    }
}

/// Whether the bytes are UTF-8, or hold at least as many wide characters as broken stretches.
fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok() || {
        let (wide, broken) = census(bytes);
        wide >= broken
    }
}

/// How many wide characters of UTF-8 there are, and how many stretches that are none.
fn census(bytes: &[u8]) -> (usize, usize) {
    let (mut wide, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        // Every wide character has one byte at or above 0xC0, its first.
        wide += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (wide, broken)
}

fn utf8(bytes: &[u8], mark: usize) -> Decoded {
    let mut made = Maker::default();
    let mut at = mark;
    for chunk in bytes.get(mark..).unwrap_or_default().utf8_chunks() {
        made.verbatim(at, chunk.valid());
        at += chunk.valid().len();
        made.broken(at..at + chunk.invalid().len());
        at += chunk.invalid().len();
    }
    made.decoded("UTF-8", false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with every character followed by its raw bytes where they differ from its own.
    fn show(bytes: &[u8]) -> String {
        let decoded = decode(bytes);
        let text = &decoded.text;
        let traced = text.as_str().char_indices().map(|(at, c)| {
            let own = c.to_string();
            let raws = text.trace(Span::at(at..at + own.len()));
            let raw: Vec<u8> = raws.iter().flat_map(|raw| bytes[raw.range()].to_vec()).collect();
            if raw == own.as_bytes() { own } else { format!("{}{raw:02x?}", c.escape_default()) }
        });
        format!("{} {}: {}", decoded.charset, decoded.broken, traced.collect::<String>())
    }

    #[test]
    fn every_character_leads_to_its_bytes() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(show(bytes), expected);
        check("Café “x”".as_bytes(), "UTF-8 0: Café “x”");
        check(b"\xEF\xBB\xBFa\r\nb\rc\n.", "UTF-8 0: a\\n[0d, 0a]b\\n[0d]c\n.");
        check(b"caf\xE9 \x93so\x94", r"windows-1252 0: caf\u{e9}[e9] \u{201c}[93]so\u{201d}[94]");
        check(b"\xC3\xA9t\xC3\xA9 \xFF.", r"UTF-8 1: été \u{fffd}[ff].");
        check(
            b"\xFF\xFEa\0\r\0\n\0\x3D\xD8\x00\xDE",
            r"UTF-16LE 0: a[61, 00]\n[0d, 00, 0a, 00]\u{1f600}[3d, d8, 00, de]",
        );
        check(
            b"\xFE\xFF\0a\xD8\0\0b\0",
            r"UTF-16BE 2: a[00, 61]\u{fffd}[d8, 00]b[00, 62]\u{fffd}[00]",
        );
    }
}
