//! Charsets that a document or its server names.

use encoding_rs::Encoding;

/// How far into a page the name of its charset may stand, as the HTML standard has it.
const WITHIN: usize = 1024;

/// The charset in a header such as `text/html; charset=ISO-8859-1`.
pub(super) fn by_header(content_type: &str) -> Option<&'static Encoding> {
    label(content_type.as_bytes(), b"charset").and_then(Encoding::for_label)
}

/// The charset that a `meta` element or an XML declaration near the top of a page names.
pub(super) fn by_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(WITHIN)];
    let marks = memchr::memchr_iter(b'<', head).filter_map(|at| head.get(at + 1..));
    marks.filter_map(of_tag).find_map(Encoding::for_label)
}

/// The label in a tag, without its `<`.
fn of_tag(tag: &[u8]) -> Option<&[u8]> {
    let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
    let name = tag.get(..4)?;
    match name {
        b"?xml" => label(tag, b"encoding"),
        _ if name.eq_ignore_ascii_case(b"meta") => label(tag, b"charset"),
        _ => None,
    }
}

/// What stands behind a key and an equals sign, without quotation marks.
fn label<'a>(text: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(key.len()).position(|part| part.eq_ignore_ascii_case(key))?;
    let value = text.get(at + key.len()..)?.trim_ascii_start().strip_prefix(b"=")?;
    let value = value.trim_ascii_start();
    let quoted = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'"));
    let value = quoted.unwrap_or(value);
    let ends = |c: &u8| c.is_ascii_whitespace() || matches!(c, b'"' | b'\'' | b';' | b',' | b'/');
    value.split(ends).next().filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(found: Option<&'static Encoding>) -> &'static str {
        found.map_or("none", Encoding::name)
    }

    #[test]
    fn pages_name_charsets() {
        let check = |page: &str, expected| assert_eq!(name(by_page(page.as_bytes())), expected);
        check("<meta charset=latin1>", "windows-1252");
        check("<p charset=latin1><META CHARSET = 'koi8-r'>", "KOI8-R");
        check(
            "<meta http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\">",
            "Shift_JIS",
        );
        check("<?xml version='1.0' encoding='iso-8859-2'?>", "ISO-8859-2");
        check("<meta charset=martian><meta charset='gb2312'/>", "GBK");
        check("<meta name=charset>", "none");
        check(&format!("{}<meta charset=latin1>", " ".repeat(2000)), "none");
        check("<meta charset", "none");
        check("<met", "none");
    }

    #[test]
    fn headers_name_charsets() {
        let check = |header, expected| assert_eq!(name(by_header(header)), expected);
        check("text/html; charset=ISO-8859-1", "windows-1252");
        check("text/html;Charset=\"utf-8\"", "UTF-8");
        check("text/html", "none");
    }
}
