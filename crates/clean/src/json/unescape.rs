//! A JSON string to text, each character traced to the escape or the bytes it came from.

use tidings_model::{Span, TracedText};

use crate::offset;

/// An escape that stands for no character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadEscape {
    /// Half of a character outside the basic plane.
    #[error("half of a surrogate pair at byte {0} of the line, with no other half beside it")]
    Unpaired(usize),
    /// No JSON escape at all; a parsed document has none.
    #[error("no JSON escape at byte {0} of the line")]
    Unknown(usize),
}

/// Reads a JSON string, quotes included, whose opening quote stands at `start` in the line.
///
/// # Errors
/// If an escape stands for no character.
pub(crate) fn unescape(json: &str, start: usize) -> Result<TracedText, BadEscape> {
    let body = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(json);
    let start = start + usize::from(body.len() < json.len());
    let mut made = TracedText::builder();
    let mut done = 0;
    while let Some(run) = body.get(done..).and_then(|rest| memchr::memchr(b'\\', rest.as_bytes())) {
        let at = done + run;
        made.exact(offset(start + done), body.get(done..at).unwrap_or_default());
        let (c, len) = escape(body.get(at + 1..).unwrap_or_default(), start + at)?;
        made.rewritten(Span::at(start + at..start + at + 1 + len), c.encode_utf8(&mut [0; 4]));
        done = at + 1 + len;
    }
    made.exact(offset(start + done), body.get(done..).unwrap_or_default());
    Ok(made.finish())
}

/// What an escape stands for, and how many bytes it has after its backslash.
fn escape(rest: &str, at: usize) -> Result<(char, usize), BadEscape> {
    let c = match rest.as_bytes().first() {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(&c @ (b'"' | b'\\' | b'/')) => char::from(c),
        Some(b'u') => return unicode(rest, at),
        _ => return Err(BadEscape::Unknown(at)),
    };
    Ok((c, 1))
}

fn unicode(rest: &str, at: usize) -> Result<(char, usize), BadEscape> {
    let first = unit(rest).ok_or(BadEscape::Unknown(at))?;
    if let Some(c) = char::from_u32(first.into()) {
        return Ok((c, 5));
    }
    let second = rest.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit);
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    pair.map(|c| (c, 11)).ok_or(BadEscape::Unpaired(at))
}

/// The code unit of `u` and four hex digits.
fn unit(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix('u')?.get(..4)?;
    let hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn traces_escapes() {
        let json = r#""a\n\u00e9\uD83D\uDE00\\ü\/""#;
        let line = format!("  {json}");
        let text = unescape(json, 2).unwrap();
        assert_eq!(text.as_str(), "a\né😀\\ü/");
        let raw = |c: char| {
            let at = text.as_str().find(c).unwrap();
            line.get(text.trace(Span::at(at..at + c.len_utf8()))[0].range()).unwrap()
        };
        assert_eq!(raw('a'), "a");
        assert_eq!(raw('\n'), r"\n");
        assert_eq!(raw('é'), r"\u00e9");
        assert_eq!(raw('😀'), r"\uD83D\uDE00");
        assert_eq!(raw('\\'), r"\\");
        assert_eq!(raw('ü'), "ü");
        assert_eq!(raw('/'), r"\/");
    }

    #[test]
    fn refuses_half_pairs() {
        let check = |json, expected| assert_eq!(unescape(json, 0).unwrap_err(), expected);
        check(r#""a\ud83d""#, BadEscape::Unpaired(2));
        check(r#""\ude00\ud83d""#, BadEscape::Unpaired(1));
        check(r#""\ud83dx""#, BadEscape::Unpaired(1));
        check(r#""\ud83d\n""#, BadEscape::Unpaired(1));
        check(r#""\u+12a""#, BadEscape::Unknown(1));
        check(r#""\"#, BadEscape::Unknown(1));
    }

    proptest! {
        /// What serde_json writes comes back, whole, and so does what it escapes.
        #[test]
        fn agrees_with_serde_json(text in "(\\PC|[\\x00-\\x1f\"\\\\]){0,40}") {
            let json = serde_json::to_string(&text).unwrap();
            let read = unescape(&json, 0).unwrap();
            prop_assert_eq!(read.as_str(), &text);
            let raws = read.trace(Span::new(0, read.len()));
            prop_assert!(text.is_empty() || raws == [Span::at(1..json.len() - 1)]);
        }
    }
}
