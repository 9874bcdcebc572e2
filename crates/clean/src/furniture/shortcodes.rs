//! Codes of publishing systems that were never read: `[gallery ids="1,2"]`, `[/caption]`.

use tidings_model::Span;

/// Longer brackets are text, in bytes.
const LONGEST: usize = 500;

/// `[photoStrip]` as all of a line: a lower-case name between brackets, or codes and nothing else.
pub(super) fn whole_line(line: &str) -> Option<&'static str> {
    let inside = line.strip_prefix('[')?.strip_suffix(']')?;
    let name = name_of(inside.trim_start_matches('/'));
    let alone = name.len() == inside.trim_matches('/').len();
    let codes = || {
        let spans = inline_shortcodes(line);
        spans.iter().map(|span| span.len() as usize).sum::<usize>() == line.len()
    };
    (alone && name.starts_with(|c: char| c.is_ascii_lowercase()) || codes()).then_some("shortcode")
}

/// Where codes stand within lines of text.
///
/// A name alone might be a word an editor put in: only a name with attributes, or one that closes,
/// is a code wherever it stands.
pub(crate) fn inline_shortcodes(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found: Vec<Span> = Vec::new();
    for open in memchr::memchr_iter(b'[', bytes) {
        let look = bytes.get(open + 1..bytes.len().min(open + LONGEST)).unwrap_or_default();
        let Some(len) = memchr::memchr3(b'[', b']', b'\n', look) else { continue };
        let inside = text.get(open + 1..open + 1 + len).unwrap_or_default();
        if look.get(len) == Some(&b']') && is_code(inside) {
            found.push(Span::at(open..open + len + 2));
        }
    }
    found
}

fn is_code(inside: &str) -> bool {
    if let Some(closed) = inside.strip_prefix('/') {
        return closed.len() > 1 && name_of(closed).len() == closed.len();
    }
    let attributes = inside.get(name_of(inside).len()..).unwrap_or_default();
    let attribute = name_of(attributes.trim_start());
    let value = attributes.trim_start().get(attribute.len()..).unwrap_or_default();
    let named = inside.len() > attributes.len() && attributes.starts_with(char::is_whitespace);
    named && !attribute.is_empty() && value.trim_start().starts_with('=')
}

/// The name that a text begins with, perhaps empty.
fn name_of(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
