//! Records with named fields: lines of JSON, rows of CSV and Parquet.
//!
//! Each becomes a document of its own, at an address that ends in the record's `id`. A line of JSON
//! is handed on byte for byte; any other row, and a line whose fields go by other names, as the JSON
//! object that it amounts to. A record with a field `html` is handed on as that page.

pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod json_lines;
mod line;
pub(crate) mod parquet;

use std::collections::HashSet;

use serde_json::Value;
use tidings_model::{MediaType, Metadata, RawDocument, Reject, fact};
use tidings_stage::Brought;
use xxhash_rust::xxh3::xxh3_128;

use super::limits::Limits;
use super::{address, page};

/// A field of a record: its name, and its value as JSON.
pub(crate) type Field = (String, String);

/// Makes documents of the records of one file, each identifier once; memory is 16 bytes and a
/// little for each.
pub(crate) struct Rows {
    /// The address of the file.
    pub(crate) file: String,
    /// What counts records: `line` or `row`.
    what: &'static str,
    limits: Limits,
    seen: HashSet<u128>,
    /// The number of the record in hand, from 1.
    pub(crate) number: u64,
    brought: u64,
}

impl Rows {
    /// For the records of a file.
    pub(crate) fn new(file: String, what: &'static str, limits: Limits) -> Self {
        Self { file, what, limits, seen: HashSet::new(), number: 0, brought: 0 }
    }

    /// The address of the record with this identifier; without one, of its number.
    pub(crate) fn address(&mut self, id: Option<String>) -> Result<String, Reject> {
        let Self { what, number, .. } = self;
        let id = id.unwrap_or_else(|| format!("{what}-{number}"));
        if self.seen.insert(xxh3_128(id.as_bytes())) {
            return Ok(address::of_part(&self.file, &id));
        }
        let detail = format!("{what} {number}: an earlier {what} of the file has id {id:?}");
        Err(Reject::failed("duplicate_id", detail))
    }

    /// The document that the fields of a record amount to.
    pub(crate) fn document(&mut self, mut fields: Vec<Field>) -> Result<RawDocument, Reject> {
        let uri = self.address(take_id(&mut fields))?;
        let html = fields.iter().position(|(name, json)| name == "html" && text(json).is_some());
        let raw = match html.map(|at| fields.remove(at)) {
            Some((_, html)) => page_of(uri, text(&html).unwrap_or_default(), fields),
            None => {
                let (bytes, metadata) = (object(&fields).into_bytes(), Metadata::new());
                RawDocument { uri, bytes, media: MediaType::JsonLine, metadata }
            }
        };
        match raw.bytes.len() > self.limits.document_bytes {
            true => Err(page::too_large(self.limits)),
            false => Ok(raw),
        }
    }

    /// The place of the record in hand, with why it is not brought.
    pub(crate) fn rejected(&mut self, reject: Reject) -> Brought {
        self.brought += 1;
        let number = format!("{}-{}", self.what, self.number);
        Brought::Rejected { uri: address::of_part(&self.file, &number), reject }
    }

    /// Counts what is brought of the record in hand.
    pub(crate) fn brought(&mut self, document: Result<RawDocument, Reject>) -> Brought {
        match document {
            Ok(raw) => {
                self.brought += 1;
                Brought::Document(raw)
            }
            Err(reject) => self.rejected(reject),
        }
    }

    /// The end of the file, with a word on it if it came too soon or too early.
    pub(crate) fn end(&self, why: Option<Reject>) -> Option<Brought> {
        let Self { what, number, .. } = self;
        let reject = match why {
            Some(why) => Reject { detail: format!("after {what} {number}: {}", why.detail), ..why },
            None if self.brought == 0 => {
                Reject::failed("empty", format!("the file holds no {what} to read"))
            }
            None => return None,
        };
        Some(Brought::Rejected { uri: self.file.clone(), reject })
    }
}

/// Takes the identifier out: a text or a whole number.
fn take_id(fields: &mut Vec<Field>) -> Option<String> {
    let at = fields.iter().position(|(name, _)| name == "id")?;
    let id = match serde_json::from_str(&fields[at].1).ok()? {
        Value::String(id) => id,
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    fields.remove(at);
    Some(id)
}

/// The string that a JSON text is.
fn text(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// A JSON text of a string.
pub(crate) fn json(text: &str) -> String {
    Value::from(text).to_string()
}

fn object(fields: &[Field]) -> String {
    let fields = fields.iter().map(|(name, value)| format!("{}: {value}", json(name)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}

/// A page, with what else is known of it.
fn page_of(uri: String, html: String, fields: Vec<Field>) -> RawDocument {
    let metadata = fields.into_iter().collect();
    let mut raw = RawDocument { uri, bytes: html.into_bytes(), media: MediaType::Html, metadata };
    // The text came as text, so whatever its markup says of a charset is no longer true.
    raw.state(fact::CONTENT_TYPE, "text/html; charset=utf-8");
    raw
}
