//! The documents of a JSON Lines file, one a line, read as they stream by.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use tidings_model::{MediaType, Metadata, RawDocument, Reject};
use tidings_stage::Brought;
use xxhash_rust::xxh3::xxh3_128;

use super::address;
use super::limits::Limits;
use super::line::{self, Line};
use super::packing::{self, Bytes};
use super::walk::{Member, Step};

/// Reads on line by line; memory is one line, and 16 bytes and a little for each line's identifier.
pub(crate) struct JsonLines {
    file: String,
    bytes: Bytes,
    limits: Limits,
    number: u64,
    brought: u64,
    seen: HashSet<u128>,
    ended: bool,
}

impl JsonLines {
    /// Reads the lines of a file.
    pub(crate) fn new(file: Member, limits: Limits) -> Self {
        let Member { uri: file, bytes, .. } = file;
        Self { file, bytes, limits, number: 0, brought: 0, seen: HashSet::new(), ended: false }
    }

    fn line(&mut self, line: Line) -> Option<Brought> {
        self.number += 1;
        match line {
            Line::Whole(mut bytes) => {
                if self.number == 1 && bytes.starts_with(BOM) {
                    bytes.drain(..BOM.len());
                }
                let blank = bytes.trim_ascii().is_empty();
                (!blank).then(|| self.document(bytes).unwrap_or_else(|reject| self.reject(reject)))
            }
            Line::TooLong(len) => {
                let limit = self.limits.document_bytes;
                let detail = format!("line of {len} bytes; `max_document_bytes` is {limit}");
                Some(self.reject(Reject::failed("too_large", detail)))
            }
        }
    }

    fn document(&mut self, bytes: Vec<u8>) -> Result<Brought, Reject> {
        let id = id_of(&bytes, self.number)?.unwrap_or_else(|| format!("line-{}", self.number));
        if !self.seen.insert(xxh3_128(id.as_bytes())) {
            let detail = format!("line {}: an earlier line of the file has id {id:?}", self.number);
            return Err(Reject::failed("duplicate_id", detail));
        }
        let uri = address::of_part(&self.file, &id);
        let (media, metadata) = (MediaType::JsonLine, Metadata::new());
        Ok(Brought::Document(RawDocument { uri, bytes, media, metadata }))
    }

    fn reject(&self, reject: Reject) -> Brought {
        let uri = address::of_part(&self.file, &format!("line-{}", self.number));
        Brought::Rejected { uri, reject }
    }

    /// The end, with a word on it if it came too early or too soon.
    fn end(&mut self, why: Option<Reject>) -> Option<Brought> {
        self.ended = true;
        let empty = || Reject::failed("empty", "the file holds no line to read");
        let reject = match why {
            Some(why) => {
                Reject { detail: format!("after line {}: {}", self.number, why.detail), ..why }
            }
            None if self.brought == 0 => empty(),
            None => return None,
        };
        Some(Brought::Rejected { uri: self.file.clone(), reject })
    }
}

impl JsonLines {
    fn brought(&mut self) -> Option<Brought> {
        while !self.ended {
            let brought = match line::read(&mut self.bytes, self.limits.document_bytes) {
                Ok(Some(line)) => self.line(line),
                Ok(None) => return self.end(None),
                Err(error) => return self.end(Some(packing::reject(&error))),
            };
            if brought.is_some() {
                self.brought += 1;
                return brought;
            }
        }
        None
    }
}

impl Iterator for JsonLines {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        self.brought().map(Step::Brought)
    }
}

/// What kind of JSON a file is whose name does not say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Its first line is an object with `text`.
    Lines,
    /// All of it is one object with `text`, on several lines.
    Record,
    /// Its first line is another object, or all of it is other JSON.
    Other,
}

/// Tells whether a file that begins with these bytes is JSON: nothing where it is not.
pub(crate) fn told(start: &[u8]) -> Option<Told> {
    let start = start.strip_prefix(BOM).unwrap_or(start).trim_ascii();
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_record = |json: &[u8]| serde_json::from_slice::<Head<'_>>(json).ok().map(|it| it.text);
    match start.first()? {
        b'{' => match (is_record(first), is_record(start)) {
            (Some(true), _) => Some(Told::Lines),
            (_, Some(true)) => Some(Told::Record),
            (None, None) => None,
            _ => Some(Told::Other),
        },
        b'[' => serde_json::from_slice::<IgnoredAny>(start).ok().map(|_| Told::Other),
        _ => None,
    }
}

/// The one document of a file that is one object.
pub(crate) fn record(file: &str, mut bytes: Vec<u8>) -> Result<Brought, Reject> {
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    let id = id_of(&bytes, 1)?.unwrap_or_else(|| "line-1".to_owned());
    let (uri, media) = (address::of_part(file, &id), MediaType::JsonLine);
    Ok(Brought::Document(RawDocument { uri, bytes, media, metadata: Metadata::new() }))
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The identifier a line gives itself, if it is a JSON object of UTF-8 and has one.
fn id_of(line: &[u8], number: u64) -> Result<Option<String>, Reject> {
    let text = simdutf8::compat::from_utf8(line).map_err(|error| {
        let detail = format!("line {number}: {error}; JSON is UTF-8");
        Reject::failed("invalid_utf8", detail)
    })?;
    let head: Head<'_> = serde_json::from_str(text).map_err(|error| {
        // Every line is the first of its own text, so serde's own line number says nothing.
        let said = error.to_string().replace(" at line 1 column ", " at byte ");
        let said = said.trim_end_matches(" at byte 0");
        Reject::failed("broken_json", format!("line {number}: {said}"))
    })?;
    Ok(head.id.map(Cow::into_owned))
}

/// What must be known of a line: that it is an object, its identifier, and whether it has `text`.
struct Head<'a> {
    id: Option<Cow<'a, str>>,
    text: bool,
}

impl<'de> Deserialize<'de> for Head<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadVisitor)
    }
}

struct HeadVisitor;

impl<'de> Visitor<'de> for HeadVisitor {
    type Value = Head<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with a `text`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Head<'de>, A::Error> {
        let (mut id, mut text) = (None, false);
        while let Some(Key(key)) = map.next_key()? {
            if key == "id" {
                id = map.next_value::<Id<'de>>()?.0;
            } else {
                text |= key == "text";
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Head { id, text })
    }
}

/// A key, borrowed where no escape stands in it.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A text or a whole number; null is no identifier.
struct Id<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Id<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl<'de> Visitor<'de> for IdVisitor {
    type Value = Id<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an `id` that is a text or a whole number")
    }

    fn visit_borrowed_str<E: de::Error>(self, id: &'de str) -> Result<Self::Value, E> {
        Ok(Id(Some(Cow::Borrowed(id))))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Self::Value, E> {
        Ok(Id(Some(Cow::Owned(id.to_owned()))))
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<Self::Value, E> {
        Ok(Id(Some(Cow::Owned(id.to_string()))))
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<Self::Value, E> {
        Ok(Id(Some(Cow::Owned(id.to_string()))))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Id(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_records_from_other_json_and_from_prose() {
        let check = |start: &str, expected: Option<Told>| {
            assert_eq!(told(start.as_bytes()), expected, "{start}")
        };
        check("\u{feff}\n {\"text\": \"a\"}", Some(Told::Lines));
        check("{\"text\": \"a\"}\n{\"text", Some(Told::Lines));
        check("{\n  \"id\": 1,\n  \"text\": \"a\"\n}\n", Some(Told::Record));
        check("{\"a\": {\"text\": \"b\"}}", Some(Told::Other));
        check("{\"a\": 1}\n{\"a\": 2}\n", Some(Told::Other));
        check("[{\"text\": \"a\"}]", Some(Told::Other));
        check("{\"text\": \"a", None);
        check("[Photo] The ferry sank.", None);
        check("[1]\nThe ferry sank.", None);
        check("{sic} The ferry sank.", None);
        check("The ferry sank.", None);
        check("", None);
    }

    #[test]
    fn finds_the_identifier_and_says_what_is_broken() {
        let check = |line: &[u8], expected: &str| {
            let found = match id_of(line, 7) {
                Ok(id) => format!("{id:?}"),
                Err(reject) => format!("{}: {}", reject.reason, reject.detail),
            };
            assert_eq!(found, expected);
        };
        check(br#"{"text": "a", "id": "x"}"#, r#"Some("x")"#);
        check(br#"{"\u0069d": "\u0041\n"}"#, r#"Some("A\n")"#);
        check(br#"{"id": 12}"#, r#"Some("12")"#);
        check(br#"{"id": -3}"#, r#"Some("-3")"#);
        check(br#"{"id": null, "text": [{"id": 1}]}"#, "None");
        check(br#"{"text": "a"}"#, "None");
        check(
            br#"{"id": true}"#,
            "broken_json: line 7: invalid type: boolean `true`, expected an `id` that is a text or \
             a whole number at byte 11",
        );
        check(
            b"[1, 2]",
            "broken_json: line 7: invalid type: sequence, expected an object with a `text`",
        );
        check(br#"{"text": "a"#, "broken_json: line 7: EOF while parsing a string at byte 11");
        check(
            b"{\"text\": \"\xff\"}",
            "invalid_utf8: line 7: invalid utf-8 sequence of 1 bytes from index 10; JSON is UTF-8",
        );
        check(
            b"{\"a\": \"\0\"}",
            "broken_json: line 7: control character (\\u0000-\\u001F) found while parsing a string at byte 7",
        );
    }

    #[test]
    fn deep_nesting_is_a_line_like_any_other() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(id_of(deep.as_bytes(), 1), Ok(None));
    }
}
