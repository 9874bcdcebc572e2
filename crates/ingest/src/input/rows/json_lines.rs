//! The documents of a JSON Lines file, one a line, read as they stream by.

use std::borrow::Cow;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use tidings_model::{MediaType, Metadata, RawDocument, Reject};
use tidings_stage::Brought;

use super::columns::Columns;
use super::line::{self, Line};
use super::{Field, Rows};
use crate::input::limits::Limits;
use crate::input::packing::{self, Bytes};
use crate::input::walk::{Member, Step};

/// Reads on line by line; memory is one line, and a little for each line's identifier.
pub(crate) struct JsonLines {
    bytes: Bytes,
    limits: Limits,
    columns: Columns,
    rows: Rows,
    ended: bool,
}

impl JsonLines {
    /// Reads the lines of a file.
    pub(crate) fn new(file: Member, limits: Limits, columns: &Columns) -> Self {
        let rows = Rows::new(file.uri, "line", limits);
        Self { bytes: file.bytes, limits, columns: columns.clone(), rows, ended: false }
    }

    fn line(&mut self, line: Line) -> Option<Brought> {
        self.rows.number += 1;
        match line {
            Line::Whole(mut bytes) => {
                if self.rows.number == 1 && bytes.starts_with(BOM) {
                    bytes.drain(..BOM.len());
                }
                if bytes.trim_ascii().is_empty() {
                    return None;
                }
                let document = record(bytes, &mut self.rows, &self.columns);
                Some(self.rows.brought(document))
            }
            Line::TooLong(len) => {
                let limit = self.limits.document_bytes;
                let detail = format!("line of {len} bytes; `max_document_bytes` is {limit}");
                Some(self.rows.rejected(Reject::failed("too_large", detail)))
            }
        }
    }
}

impl Iterator for JsonLines {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while !self.ended {
            let brought = match line::read(&mut self.bytes, self.limits.document_bytes) {
                Ok(Some(line)) => self.line(line),
                ended => {
                    self.ended = true;
                    self.rows.end(ended.err().map(|error| packing::reject(&error)))
                }
            };
            if brought.is_some() {
                return brought.map(Step::Brought);
            }
        }
        None
    }
}

/// The document that a JSON object is: as it stands if its fields have our names.
fn record(bytes: Vec<u8>, rows: &mut Rows, columns: &Columns) -> Result<RawDocument, Reject> {
    let number = rows.number;
    let head = head(&bytes, number)?;
    if columns.is_empty() && (head.text || !head.html) {
        let uri = rows.address(head.id.map(Cow::into_owned))?;
        return Ok(RawDocument {
            uri,
            bytes,
            media: MediaType::JsonLine,
            metadata: Metadata::new(),
        });
    }
    let fields: Fields = serde_json::from_slice(&bytes).map_err(|why| broken(&why, number))?;
    rows.document(columns.rename(fields.0))
}

/// All fields of an object, their values unread.
struct Fields(Vec<Field>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with a `text`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some((Key(name), value)) = map.next_entry::<Key<'de>, &RawValue>()? {
            fields.push((name.into_owned(), value.get().to_owned()));
        }
        Ok(Fields(fields))
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
pub(crate) fn told(start: &[u8], columns: &Columns) -> Option<Told> {
    let start = start.strip_prefix(BOM).unwrap_or(start).trim_ascii();
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_record = |json: &[u8]| match columns.is_empty() {
        true => serde_json::from_slice::<Head<'_>>(json).ok().map(|it| it.text || it.html),
        false => serde_json::from_slice::<Fields>(json)
            .ok()
            .map(|it| columns.have_content(it.0.iter().map(|(name, _)| name.as_str()))),
    };
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
pub(crate) fn whole(
    file: String,
    mut bytes: Vec<u8>,
    limits: Limits,
    columns: &Columns,
) -> Result<RawDocument, Reject> {
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    let mut rows = Rows::new(file, "line", limits);
    rows.number = 1;
    record(bytes, &mut rows, columns)
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// What must be known of a line, if it is a JSON object of UTF-8.
fn head(line: &[u8], number: u64) -> Result<Head<'_>, Reject> {
    let text = simdutf8::compat::from_utf8(line).map_err(|error| {
        let detail = format!("line {number}: {error}; JSON is UTF-8");
        Reject::failed("invalid_utf8", detail)
    })?;
    serde_json::from_str(text).map_err(|error| broken(&error, number))
}

fn broken(error: &serde_json::Error, number: u64) -> Reject {
    // Every line is the first of its own text, so serde's own line number says nothing.
    let said = error.to_string().replace(" at line 1 column ", " at byte ");
    let said = said.trim_end_matches(" at byte 0");
    Reject::failed("broken_json", format!("line {number}: {said}"))
}

/// What must be known of a line: that it is an object, its identifier, and whether it has `text`
/// or `html`.
struct Head<'a> {
    id: Option<Cow<'a, str>>,
    text: bool,
    html: bool,
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
        let (mut id, mut text, mut html) = (None, false, false);
        while let Some(Key(key)) = map.next_key()? {
            if key == "id" {
                id = map.next_value::<Id<'de>>()?.0;
            } else {
                text |= key == "text";
                html |= key == "html";
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Head { id, text, html })
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
            assert_eq!(told(start.as_bytes(), &Columns::default()), expected, "{start}")
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
            let found = match head(line, 7) {
                Ok(head) => format!("{:?}", head.id),
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
        assert!(head(deep.as_bytes(), 1).is_ok_and(|head| head.id.is_none()));
    }
}
