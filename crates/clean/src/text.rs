//! Plain-text pages: bytes to an article whose every character is traced.
//!
//! Finds the charset, evens out line ends, and repairs bytes that stand for no character. What the
//! page says, and what of it is furniture, is left to the cleaners.

use tidings_model::{Article, Form, MediaType, RawDocument, Reject};
use tidings_stage::{BuildError, Family, Field, Reader, Settings, Spec, Stage};

use crate::charset::{self, Decoded};
use crate::{host, max_lines};

/// Reads a plain-text page.
#[derive(Debug)]
pub struct Text {
    max_lines: usize,
}

impl Stage for Text {
    const SPEC: Spec = Spec {
        name: "text",
        family: Family::Read,
        about: "Reads plain-text pages in any charset; every character leads back to its bytes.",
        reads: &[Field::Raw],
        writes: &[Field::Text, Field::Page],
        settings: &[max_lines::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { max_lines: max_lines::of(settings) })
    }
}

impl Reader for Text {
    fn media(&self) -> &[MediaType] {
        &[MediaType::Text]
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        let decoded = charset::decode(&raw.bytes);
        refuse_other_than_text(&decoded)?;
        max_lines::check(decoded.text.as_str(), self.max_lines)?;
        let notes = decoded.doubts(Self::SPEC.name);
        let article = Article::new(raw, "", Form::Page, decoded.text);
        out.push(Article { source: host::stem(&raw.uri), notes, ..article });
        Ok(())
    }
}

/// Refuses what no person wrote: nothing, a NUL, too many control or broken characters.
fn refuse_other_than_text(decoded: &Decoded) -> Result<(), Reject> {
    let text = decoded.text.as_str();
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Err(Reject::failed("not_text", format!("found a NUL after {at} bytes of text")));
    }
    if text.trim().is_empty() {
        return Err(Reject::failed("empty", "found no character that is not blank"));
    }
    let controls = text.chars().filter(|&c| is_odd_control(c)).count();
    if controls * 50 > text.len() {
        let found = format!("found {controls} control characters in {} bytes of text", text.len());
        return Err(Reject::failed("not_text", found));
    }
    if decoded.broken as usize * 10 > text.len() {
        let (broken, charset) = (decoded.broken, decoded.charset);
        let found = format!("found {broken} stretches of bytes that mean nothing in {charset}");
        return Err(Reject::failed("not_text", found));
    }
    Ok(())
}

/// A control character that has no place in text; tabs, line ends and page ends have.
fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\u{85}')
}

#[cfg(test)]
mod tests {
    use tidings_model::Metadata;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Article, Reject> {
        let raw = RawDocument {
            uri: "pages/night%20boat.txt.gz".to_owned(),
            bytes: bytes.to_vec(),
            media: MediaType::Text,
            metadata: Metadata::new(),
        };
        let mut out = Vec::new();
        Text { max_lines: 9 }.read(&raw, &mut out)?;
        Ok(out.remove(0))
    }

    #[test]
    fn reads_pages() {
        let check = |bytes: &[u8], text: &str, notes: &[&str]| {
            let article = read(bytes).unwrap();
            let found: Vec<&str> = article.notes.iter().map(|note| note.text.as_str()).collect();
            assert_eq!((article.text.as_str(), found.as_slice()), (text, notes));
            assert_eq!(article.source.as_deref(), Some("night boat"));
        };
        check("Fog\r\nin the bay".as_bytes(), "Fog\nin the bay", &[]);
        check(b"\xEF\xBB\xBFFog", "Fog", &[]);
        let guess = "the bytes are not UTF-8; read as windows-1252, by a guess";
        check(b"the caf\xE9 by the quay", "the café by the quay", &[guess]);
        let repair = "put U+FFFD for 1 stretches of bytes that mean nothing in UTF-8";
        check(b"\xC3\xA9t\xC3\xA9 \xFF and so on", "été \u{FFFD} and so on", &[repair]);
    }

    #[test]
    fn refuses_what_is_not_text() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(read(bytes).unwrap_err().to_string(), expected);
        };
        check(b"", "failed (empty): found no character that is not blank");
        check(b"\xEF\xBB\xBF \n\t\n", "failed (empty): found no character that is not blank");
        check(b"Fog\0bank", "failed (not_text): found a NUL after 3 bytes of text");
        let found = "found 10 lines of text, `max_lines` is 9";
        check(&b"Fog\n".repeat(10), &format!("failed (too_many_lines): {found}"));
        check(&[7; 90], "failed (not_text): found 90 control characters in 90 bytes of text");
        let torn = b"\xC3\xA9\xFF\xC3\xA9\xFF";
        let found = "found 2 stretches of bytes that mean nothing in UTF-8";
        check(torn, &format!("failed (not_text): {found}"));
    }
}
