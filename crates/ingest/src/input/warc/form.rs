//! How records of a web archive begin: WARC, or ARC, from which it came.
//!
//! A record of ARC is headed by one line, in version 1 with five fields, in version 2 with ten
//! (<https://archive.org/web/researcher/ArcFileFormat.php>). Addresses in it may hold blanks.

use std::net::IpAddr;

use memchr::memchr;

use super::fields::{Fields, Kind, text};

const WARC: &[u8] = b"WARC/";

/// Most bytes of the scheme of an address.
const MOST_SCHEME: usize = 16;

/// Most bytes of a line that heads a record of ARC, where one is looked for.
const MOST_LINE: usize = 16 << 10;

/// What kind of web archive it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Warc,
    Arc,
}

impl Form {
    /// Tells by the first bytes of a record, blanks before it apart.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let head = head.trim_ascii_start();
        match () {
            () if head.starts_with(WARC) => Some(Self::Warc),
            () if first_line(head).is_some_and(|line| arc(line).is_some()) => Some(Self::Arc),
            () => None,
        }
    }

    /// Whether a record may begin here; of ARC this is sure where all of its line is at hand.
    pub(super) fn may_begin(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => bytes.starts_with(&WARC[..WARC.len().min(bytes.len())]),
            Self::Arc => match first_line(bytes) {
                Some(line) => arc(line).is_some(),
                None => scheme(bytes).is_none_or(|scheme| !scheme.is_empty()),
            },
        }
    }

    /// Whether a record begins here, for all that can be told by the bytes at hand.
    pub(super) fn begins(self, bytes: &[u8]) -> bool {
        bytes.len() >= WARC.len() && self.may_begin(bytes)
    }

    /// Where another record begins within a body.
    pub(super) fn within(self, body: &[u8]) -> Option<usize> {
        match self {
            Self::Warc => warc_within(body),
            Self::Arc => memchr::memchr_iter(b'\n', body)
                .map(|feed| feed + 1)
                .find(|at| first_line(&body[*at..]).is_some_and(|line| arc(line).is_some())),
        }
    }

    /// Reads the first line of a head, as far as it says anything; nothing where no record begins.
    pub(super) fn first(self, line: &[u8]) -> Option<Fields> {
        match self {
            Self::Warc => line.starts_with(WARC).then(Fields::default),
            Self::Arc => arc(line),
        }
    }
}

/// Behind a blank line.
fn warc_within(body: &[u8]) -> Option<usize> {
    let mut marks = memchr::memmem::find_iter(body, b"\nWARC/").map(|feed| feed + 1);
    marks.find(|at| {
        let before = &body[..at - 1];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        before.is_empty() || before.ends_with(b"\n")
    })
}

/// The first line, if its end is at hand and it begins as an address does.
fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let near = &bytes[..bytes.len().min(MOST_LINE)];
    scheme(near).filter(|scheme| !scheme.is_empty())?;
    memchr(b'\n', near).map(|feed| &near[..feed])
}

/// The scheme of an address; empty where none stands, nothing where too few bytes are at hand.
fn scheme(bytes: &[u8]) -> Option<&[u8]> {
    let near = &bytes[..bytes.len().min(MOST_SCHEME)];
    let letters = near.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match near.get(letters) {
        Some(b':') => Some(&near[..letters]),
        None if near.len() < MOST_SCHEME => None,
        _ => Some(&[]),
    }
}

/// Reads the line that heads a record of ARC.
fn arc(line: &[u8]) -> Option<Fields> {
    let parts: Vec<&[u8]> = line.trim_ascii().split(|byte| *byte == b' ').collect();
    let is_date =
        |part: &[u8]| (8..=17).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    // An address of the net and a day stand beside each other; before them is what was asked for.
    let at = (1..parts.len()).rev().find(|&at| is_date(parts[at]) && is_host(parts[at - 1]))?;
    let [kind, .., length] = &parts[at + 1..] else { return None };
    let url = parts[..at - 1].join(&b' ');
    let scheme = scheme(&url).filter(|scheme| !scheme.is_empty())?;
    Some(Fields {
        kind: match scheme.to_ascii_lowercase().as_slice() {
            b"http" | b"https" => Kind::Response,
            b"filedesc" | b"dns" | b"warcinfo" => Kind::Other,
            _ => Kind::Resource,
        },
        date: date(parts[at]),
        content_type: Some(text(kind)),
        length: std::str::from_utf8(length).ok().and_then(|length| length.parse().ok()),
        url: Some(text(&url)),
    })
}

fn is_host(part: &[u8]) -> bool {
    std::str::from_utf8(part).is_ok_and(|part| part.parse::<IpAddr>().is_ok())
}

/// `20140216050221` as WARC has it.
fn date(digits: &[u8]) -> Option<String> {
    let digits = std::str::from_utf8(digits).ok()?;
    let part = |from: usize| digits.get(from..from + 2);
    let (year, month, day) = (digits.get(..4)?, part(4)?, part(6)?);
    let time = part(8).zip(part(10)).zip(part(12));
    let time = time.map_or(String::new(), |((h, m), s)| format!("T{h}:{m}:{s}Z"));
    Some(format!("{year}-{month}-{day}{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_of_both_versions() {
        let check = |line: &str, expected: &str| {
            let shown = arc(line.as_bytes()).map_or("-".to_owned(), |fields| {
                let of = |field: Option<String>| field.unwrap_or_default();
                let length = fields.length.map_or("?".to_owned(), |length| length.to_string());
                let (url, date) = (of(fields.url), of(fields.date));
                format!("{:?} {url} {date} {} {length}", fields.kind, of(fields.content_type))
            });
            assert_eq!(shown, expected, "{line}");
        };
        check(
            "http://quay.example/a b?c 192.0.2.7 20140216050221 text/html 1591",
            "Response http://quay.example/a b?c 2014-02-16T05:02:21Z text/html 1591",
        );
        check(
            "https://quay.example/ 2001:db8::7 20140216050221 text/html 200 fac069150613fe55 - 209 a.arc 1591\r",
            "Response https://quay.example/ 2014-02-16T05:02:21Z text/html 1591",
        );
        check(
            "filedesc://a.arc 0.0.0.0 19960923 text/plain 76",
            "Other filedesc://a.arc 1996-09-23 text/plain 76",
        );
        check(
            "dns:quay.example 192.0.2.7 20140216050221 text/dns 51",
            "Other dns:quay.example 2014-02-16T05:02:21Z text/dns 51",
        );
        check(
            "ftp://quay.example/a.txt 192.0.2.7 20140216050221 text/plain 9",
            "Resource ftp://quay.example/a.txt 2014-02-16T05:02:21Z text/plain 9",
        );
        check(
            "http://quay.example/ 192.0.2.7 20140216050221 text/html -1",
            "Response http://quay.example/ 2014-02-16T05:02:21Z text/html ?",
        );
        check("URL IP-address Archive-date Content-type Archive-length", "-");
        check("Note: call 192.0.2.7", "-");
        check("Note: 192.0.2.7 20140216050221", "-");
        check("", "-");
    }

    #[test]
    fn tells_where_records_begin() {
        let line = b"http://quay.example/ 192.0.2.7 20140216050221 text/html 3\n";
        assert_eq!(Form::of(b"\r\nWARC/1.0\r\n"), Some(Form::Warc));
        assert_eq!(Form::of(line), Some(Form::Arc));
        assert_eq!(Form::of(&line[..30]), None);
        assert!(Form::Arc.may_begin(&line[..30]) && Form::Arc.may_begin(b"ht"));
        assert!(!Form::Arc.may_begin(b"<p>http://quay.example"));
        assert!(!Form::Arc.may_begin(b"Note: nothing of the kind\n"));
        let body = [b"http: a\nb\n", &line[..], b"c"].concat();
        assert_eq!(Form::Arc.within(&body), Some(10));
        assert_eq!(Form::Arc.within(b"http: a\nb\nhttp://quay"), None);
        assert_eq!(Form::Warc.within(b"a\r\n\r\nWARC/1.0"), Some(5));
        assert_eq!(Form::Warc.within(b"a\r\nWARC/1.0"), None);
    }
}
