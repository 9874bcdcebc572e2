//! Bytes that are one document, or JSON that is told from a page only by reading it.

use std::io::{Cursor, Read};

use tidings_model::{MediaType, Metadata, RawDocument, Reject};
use tidings_stage::Brought;

use super::limits::Limits;
use super::open::once;
use super::packing::{self, Bytes};
use super::rows::csv::{self, Csv};
use super::rows::json_lines::{self, JsonLines, Told};
use super::stream::Plain;
use super::walk::{Member, Options, Step, Steps};
use super::{names, sniff};

/// Reads a page.
pub(crate) fn open(mut member: Member, options: &Options) -> Result<Steps, Reject> {
    let limits = options.limits;
    let media = sniff::page(member.bytes.head())?;
    let text = media == MediaType::Text;
    if names::is_csv(&member.uri) || text && csv::told(member.bytes.head(), &options.columns) {
        return Ok(Box::new(Csv::new(member, limits, &options.columns)?));
    }
    let page = start(&mut member.bytes, limits)?;
    let large = page.len() > limits.document_bytes;
    if media == MediaType::Text {
        match json_lines::told(&page, &options.columns) {
            Some(Told::Lines) => {
                let whole = Plain::at(0, Cursor::new(page).chain(member.bytes));
                let member = Member { bytes: packing::bytes(whole), ..member };
                return Ok(Box::new(JsonLines::new(member, limits, &options.columns)));
            }
            Some(Told::Record) => {
                let raw = json_lines::whole(member.uri, page, limits, &options.columns)?;
                return Ok(once(Step::Brought(Brought::Document(raw))));
            }
            Some(Told::Other) => return Err(not_a_page("JSON without a `text` at its top")),
            // A record that is cut off cannot be told from what is none.
            None if large && names::unpacked(&member.uri).ends_with(".json") => {}
            None => refuse_table(&member.uri)?,
        }
    }
    if large {
        return Err(too_large(limits));
    }
    Ok(once(document(member.uri, page, media, member.facts)))
}

/// A document.
pub(crate) fn document(uri: String, bytes: Vec<u8>, media: MediaType, metadata: Metadata) -> Step {
    Step::Brought(Brought::Document(RawDocument { uri, bytes, media, metadata }))
}

/// The reject for a document that is larger than the limit.
pub(crate) fn too_large(limits: Limits) -> Reject {
    let limit = limits.document_bytes;
    Reject::failed("too_large", format!("more than {limit} bytes, which is `max_document_bytes`"))
}

/// The bytes of a document, or one more than it may have.
fn start(bytes: &mut Bytes, limits: Limits) -> Result<Vec<u8>, Reject> {
    let mut page = Vec::new();
    let read = bytes.take(limits.document_bytes as u64 + 1).read_to_end(&mut page);
    read.map_err(|error| packing::reject(&error))?;
    match page.is_empty() {
        true => Err(Reject::failed("empty", "the file holds no byte")),
        false => Ok(page),
    }
}

/// Refuses what its name says is records of some other format.
fn refuse_table(uri: &str) -> Result<(), Reject> {
    let name = names::unpacked(uri);
    let known = TABLES.iter().find(|(ending, _)| name.ends_with(ending));
    known.map_or(Ok(()), |(_, what)| Err(not_a_page(what)))
}

fn not_a_page(found: &str) -> Reject {
    let advice = r#"turn it into JSON Lines, a line {"id": "…", "text": "…"} for each document"#;
    Reject::failed("not_a_page", format!("expected a page of text, found {found}; {advice}"))
}

const TABLES: &[(&str, &str)] = &[
    (".json", "a file named as JSON that is none"),
    (".xml", "XML"),
    (".parquet", "a file named as Parquet"),
];
