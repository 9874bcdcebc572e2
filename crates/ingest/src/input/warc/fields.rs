//! The named fields that head a record or a response.

use memchr::{memchr, memchr_iter};

/// The lines of a head behind its first, each cut at its colon; what is no field is passed over.
pub(super) fn lines(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let rest = memchr(b'\n', head).map_or(&[][..], |feed| &head[feed + 1..]);
    let mut start = 0;
    let feeds = memchr_iter(b'\n', rest).chain((!rest.ends_with(b"\n")).then_some(rest.len()));
    feeds.filter_map(move |feed| {
        let line = &rest[start..feed];
        start = feed + 1;
        let colon = memchr(b':', line)?;
        let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
        (!line.starts_with(b" ") && !name.is_empty()).then_some((name, value))
    })
}

/// A value as text; bytes that are no UTF-8 are Latin-1, as HTTP once had it.
pub(super) fn text(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(value) => value.to_owned(),
        Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// What a record is, as far as we care.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a server sent.
    Response,
    /// What was there without a server.
    Resource,
    /// What somebody made of a page: its text, in a WET file.
    Conversion,
    /// About the crawl.
    #[default]
    Other,
}

/// What heads a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) kind: Kind,
    pub(super) url: Option<String>,
    pub(super) date: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) length: Option<u64>,
}

impl Fields {
    /// Reads the head of a record.
    pub(super) fn read(head: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in lines(head) {
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            if is("WARC-Type") {
                fields.kind = kind(value);
            } else if is("WARC-Target-URI") {
                // Some versions of wget set it in angle brackets.
                let bare = value.strip_prefix(b"<").and_then(|value| value.strip_suffix(b">"));
                fields.url = Some(text(bare.unwrap_or(value)));
            } else if is("WARC-Date") {
                fields.date = Some(text(value));
            } else if is("Content-Type") {
                fields.content_type = Some(text(value));
            } else if is("Content-Length") {
                fields.length = std::str::from_utf8(value).ok().and_then(|len| len.parse().ok());
            }
        }
        fields
    }
}

fn kind(value: &[u8]) -> Kind {
    let is = |known: &str| value.eq_ignore_ascii_case(known.as_bytes());
    match () {
        () if is("response") => Kind::Response,
        () if is("resource") => Kind::Resource,
        () if is("conversion") => Kind::Conversion,
        () => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fields_as_they_stand_in_the_wild() {
        let check =
            |head: &str, expected: Fields| assert_eq!(Fields::read(head.as_bytes()), expected);
        let url = Some("http://quay.example/a b".to_owned());
        check(
            "WARC/1.0\r\nwarc-type: Response\r\nWARC-Target-URI: <http://quay.example/a b>\r\n\r\n",
            Fields { kind: Kind::Response, url, ..Fields::default() },
        );
        check(
            "WARC/1.1\nWARC-Type:conversion\nno field\n folded: on\nContent-Length:  12",
            Fields { kind: Kind::Conversion, length: Some(12), ..Fields::default() },
        );
        check("WARC/1.0\r\nContent-Length: -3\r\n\r\n", Fields::default());
        check("WARC/1.0", Fields::default());
        check("", Fields::default());
    }
}
