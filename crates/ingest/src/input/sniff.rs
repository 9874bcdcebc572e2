//! Tells from its first bytes what a file is.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};
use tidings_model::{MediaType, Reject};

use super::rows::parquet;
use super::{tar, warc};

/// More control bytes than one in so many, and it is not text.
///
/// Binary formats have about one control byte in nine; of a page with a stray NUL, the reader says
/// where it stands.
const BYTES_PER_CONTROL: usize = 64;

/// How far into a page markup may begin.
const MARKUP_WITHIN: usize = 1024;

/// What a file holds that is not one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Records of a web archive.
    Warc,
    /// Members of a tar archive.
    Tar,
    /// Members of a zip archive.
    Zip,
    /// Rows of Parquet.
    Parquet,
    /// Entries of a feed.
    Feed,
}

/// What archive the bytes begin, if they do.
pub(crate) fn archive(head: &[u8]) -> Option<Holds> {
    if warc::begins(head) {
        Some(Holds::Warc)
    } else if is_zip(head) {
        Some(Holds::Zip)
    } else if is_tar(head) {
        Some(Holds::Tar)
    } else if head.starts_with(parquet::MAGIC) {
        Some(Holds::Parquet)
    } else if is_feed(head) {
        Some(Holds::Feed)
    } else {
        None
    }
}

/// Whether RSS, Atom or JSON Feed begins here.
fn is_feed(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = |within: usize, marks: &[&[u8]]| {
        let within = start.get(..within).unwrap_or(start);
        marks.iter().any(|mark| memchr::memmem::find(within, mark).is_some())
    };
    match start.first() {
        Some(b'<') => {
            begins(MARKUP_WITHIN, &[b"<rss", b"<rdf:RDF", b"<feed "])
                && !begins(
                    MARKUP_WITHIN,
                    &[b"<html", b"<HTML", b"<!DOCTYPE html", b"<!doctype html"],
                )
        }
        Some(b'{') => begins(MARKUP_WITHIN, &[b"://jsonfeed.org/version/"]),
        _ => false,
    }
}

fn is_zip(head: &[u8]) -> bool {
    // The second is an archive of nothing, the third the first of several parts.
    let marks: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    // Documents of Office programs, e-books and programs in Java begin with a member that says so.
    let first = head.get(30..).unwrap_or_default();
    let others: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"META-INF/"];
    marks.iter().any(|mark| head.starts_with(mark))
        && !others.iter().any(|name| first.starts_with(name))
}

fn is_tar(head: &[u8]) -> bool {
    let named = head.get(257..262) == Some(b"ustar");
    named || (tar::is_header(head) && head.first() != Some(&0))
}

/// What page the bytes begin: plain text or HTML.
pub(crate) fn page(head: &[u8]) -> Result<MediaType, Reject> {
    text(head)?;
    Ok(if is_html(head) { MediaType::Html } else { MediaType::Text })
}

/// Refuses bytes that begin no text, with or without markup.
pub(crate) fn text(head: &[u8]) -> Result<(), Reject> {
    known_format(head).map_or(Ok(()), |name| Err(not_text(name)))?;
    let control = controls(head);
    if !is_wide(head) && control * BYTES_PER_CONTROL > head.len() {
        let are = if control == 1 { "is a control code" } else { "are control codes" };
        let share = format!("binary data: {control} of the first {} bytes {are}", head.len());
        return Err(not_text(&share));
    }
    Ok(())
}

/// Whether the bytes begin UTF-16: with its mark, or with the `<` of a page.
fn is_wide(head: &[u8]) -> bool {
    let page = |marks: [&u8; 4], zeros: [bool; 4]| marks.map(|byte| *byte == 0) == zeros;
    match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a @ b'<', b, c, d, ..] => page([a, b, c, d], [false, true, false, true]),
        [a, b @ b'<', c, d, ..] => page([a, b, c, d], [true, false, true, false]),
        _ => false,
    }
}

/// Refuses a file named as JSON Lines that cannot be.
pub(crate) fn json_lines(head: &[u8]) -> Result<(), Reject> {
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let name = known_format(head).or(wide.then_some("UTF-16, and JSON Lines are UTF-8"));
    name.map_or(Ok(()), |name| Err(not_text(name)))
}

fn not_text(looks_like: &str) -> Reject {
    Reject::failed("not_text", format!("expected text, found what looks like {looks_like}"))
}

/// How many control codes there are. Counted in stretches whose count fits a byte, and without
/// branches, so that many bytes are looked at at once.
fn controls(bytes: &[u8]) -> usize {
    let stretches = bytes.chunks(usize::from(u8::MAX));
    stretches.map(|some| usize::from(some.iter().map(|byte| is_control(*byte)).sum::<u8>())).sum()
}

/// One for a control code, else nought.
fn is_control(byte: u8) -> u8 {
    // Tab, line feed, vertical tab, form feed, return and escape stand in texts of old encodings.
    let in_texts = (byte.wrapping_sub(b'\t') < 5) | (byte == 0x1b);
    u8::from(((byte < 0x20) & !in_texts) | (byte == 0x7f))
}

/// Whether markup of a page stands near the start; the zeros of UTF-16 are looked past.
fn is_html(head: &[u8]) -> bool {
    let narrow = match memchr(0, head) {
        Some(_) => Cow::Owned(head.iter().copied().filter(|byte| *byte != 0).collect()),
        None => Cow::Borrowed(head),
    };
    let is_before = |byte: &u8| byte.is_ascii_whitespace() || *byte >= 0x80;
    let before = narrow.iter().take_while(|byte| is_before(byte)).count();
    let start = &narrow[before..narrow.len().min(before + MARKUP_WITHIN)];
    let begins = |at: usize, tag: &[u8]| {
        start.get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag))
    };
    matches!(start.get(..2), Some([b'<', b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z']))
        && memchr_iter(b'<', start).any(|at| HTML.iter().any(|tag| begins(at, tag)))
}

const HTML: &[&[u8]] = &[b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta "];

fn known_format(head: &[u8]) -> Option<&'static str> {
    let (_, name) = FORMATS.iter().find(|(magic, _)| head.starts_with(magic))?;
    Some(name)
}

/// First bytes by format, from the specifications of the formats; longer ones first where one
/// begins another.
const FORMATS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"PK\x03\x04", "an Office document, an e-book or a Java archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "an ELF program"),
    (b"\xca\xfe\xba\xbe", "a Java class or a Mach-O program"),
    (b"\x00asm", "a WebAssembly module"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"filedesc://", "an ARC file whose first line cannot be read"),
    (b"\xff\xfe\x00\x00", "UTF-32; convert it to UTF-8"),
    (b"\x00\x00\xfe\xff", "UTF-32; convert it to UTF-8"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_pages_from_other_files() {
        let check = |head: &[u8], expected: &str| {
            let found = page(head).map_or_else(|reject| reject.detail, |media| media.to_string());
            assert_eq!(found, expected, "{head:?}");
        };
        let not = |name: &str| format!("expected text, found what looks like {name}");
        check(b"The ferry sank.", "text/plain");
        check("Der Fährmann sagt’s.".as_bytes(), "text/plain");
        check(b"caf\xe9 \x93quoted\x94", "text/plain");
        check(b"\xff\xfeT\0h\0e\0", "text/plain");
        check(b"\xfe\xff\0T\0h\0e", "text/plain");
        check(b"\xef\xbb\xbf\n <!DOCTYPE HTML><p>x", "text/html");
        check(b"<?xml version='1.0'?><html xmlns='x'>", "text/html");
        check(b"\xff\xfe<\0h\0t\0m\0l\0>\0", "text/html");
        check(b"<\0h\0t\0m\0l\0>\0", "text/html");
        check(b"\0<\0h\0t\0m\0l\0>", "text/html");
        check(b"<3 the <html> tag, a page about <body>", "text/plain");
        check(b"I <3 the <html> tag", "text/plain");
        check(b"<unnamed> said so", "text/plain");
        check(b"%PDF-1.7\n", &not("a PDF document"));
        check(b"\x7fELF\x02\x01\x01", &not("an ELF program"));
        check(b"ab\0", &not("binary data: 1 of the first 3 bytes is a control code"));
        check(&[0; 100], &not("binary data: 100 of the first 100 bytes are control codes"));
        check(
            b"\x00\x08\x0e\x1a\x1c\x1f\x7f",
            &not("binary data: 7 of the first 7 bytes are control codes"),
        );
        check(b"\t\n\x0b\x0c\r\x1b ~\x80\xff", "text/plain");
        check(&[1; 1000], &not("binary data: 1000 of the first 1000 bytes are control codes"));
        check(&[b'a'; 63], "text/plain");
        check(b"", "text/plain");
    }

    #[test]
    fn one_stray_nul_does_not_make_a_page_binary() {
        let mut head = vec![b'a'; 200];
        head[100] = 0;
        assert_eq!(page(&head), Ok(MediaType::Text));
    }

    #[test]
    fn json_lines_are_not_pictures() {
        assert_eq!(json_lines(b"{\"text\": \"a\"}"), Ok(()));
        assert_eq!(json_lines(b"\x89PNG\r\n\x1a\n").unwrap_err().reason, "not_text");
        assert_eq!(json_lines(b"\xff\xfe{\0").unwrap_err().reason, "not_text");
    }
}
