//! Entries of feeds: RSS, Atom and JSON Feed.
//!
//! An entry whose content is markup is handed on as a page with that content, headed by what the
//! feed says of it in the way that pages say it themselves, so that a reader of pages finds it. An
//! entry of plain text is handed on as a record.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed};
use feed_rs::parser;
use tidings_model::{MediaType, Metadata, RawDocument, Reject, fact};

use super::limits::Limits;
use super::rows::{Rows, json};
use super::walk::{Member, Step, Steps};
use super::{packing, page};

/// Reads the entries of a feed.
pub(crate) fn open(member: Member, limits: Limits) -> Result<Steps, Reject> {
    let Member { uri, bytes, facts } = member;
    let mut whole = Vec::new();
    let read = bytes.take(limits.document_bytes as u64 + 1).read_to_end(&mut whole);
    read.map_err(|error| packing::reject(&error))?;
    if whole.len() > limits.document_bytes {
        return Err(page::too_large(limits));
    }
    let feed = parse(&whole)?;
    let mut rows = Rows::new(uri, "entry", limits);
    let mut entries = feed.entries.into_iter();
    let mut ended = false;
    Ok(Box::new(std::iter::from_fn(move || {
        let brought = match entries.next() {
            Some(entry) => {
                rows.number += 1;
                let document = document(entry, &mut rows).map(|raw| with(raw, &facts));
                Some(rows.brought(document))
            }
            None if ended => None,
            None => {
                ended = true;
                rows.end(None)
            }
        };
        brought.map(Step::Brought)
    })))
}

/// The document of an entry, with what is known of its feed.
fn with(mut raw: RawDocument, facts: &Metadata) -> RawDocument {
    for (name, fact) in facts {
        raw.metadata.entry(name.clone()).or_insert_with(|| fact.clone());
    }
    raw
}

fn parse(bytes: &[u8]) -> Result<Feed, Reject> {
    // Identifiers made up by the parser may differ from run to run.
    let parser = parser::Builder::new().id_generator(|_, _, _| String::new()).build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(bytes)));
    let broken =
        |why: &str| Reject::failed("broken_feed", format!("the feed cannot be read: {why}"));
    parsed.map_err(|_| broken("it makes no sense"))?.map_err(|why| broken(&why.to_string()))
}

/// What an entry says, each part as plain text but the content.
struct Said {
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    author: Option<String>,
    content: String,
}

impl Said {
    fn of(entry: &Entry) -> Self {
        let content = entry.content.as_ref().and_then(|content| content.body.clone());
        let summary = || entry.summary.as_ref().map(|summary| summary.content.clone());
        let published = entry.published.or(entry.updated);
        let link = entry
            .links
            .iter()
            .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
        Self {
            title: entry.title.as_ref().map(|title| title.content.clone()),
            url: link.or(entry.links.first()).map(|link| link.href.clone()),
            published: published.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            author: entry.authors.first().and_then(|author| author.name.clone()),
            content: content.or_else(summary).unwrap_or_default(),
        }
    }
}

fn document(entry: Entry, rows: &mut Rows) -> Result<RawDocument, Reject> {
    let said = Said::of(&entry);
    let id = Some(entry.id).filter(|id| !id.is_empty());
    if said.content.trim().is_empty() {
        return Err(Reject::dropped("empty", "the entry has a link at most, and no text"));
    }
    if said.content.contains('<') {
        return page_of(rows.address(id)?, &said);
    }
    let Said { title, url, published, author, content } = said;
    let fields = [
        ("id", id),
        ("url", url),
        ("title", title),
        ("published", published),
        ("author", author),
        ("text", Some(content)),
    ];
    let fields =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json(&value?))));
    rows.document(fields.collect())
}

/// A page with the content of an entry.
fn page_of(uri: String, said: &Said) -> Result<RawDocument, Reject> {
    let mut head = "<!doctype html><html><head><meta charset=\"utf-8\">".to_owned();
    let mut add = |before: &str, value: &Option<String>, after: &str| {
        if let Some(value) = value {
            head.extend([before, &escaped(value), after]);
        }
    };
    add("<title>", &said.title, "</title>");
    add("<link rel=\"canonical\" href=\"", &said.url, "\">");
    add("<meta property=\"article:published_time\" content=\"", &said.published, "\">");
    add("<meta name=\"author\" content=\"", &said.author, "\">");
    add("</head><body><article><h1>", &said.title.clone().or(Some(String::new())), "</h1>");
    let bytes = format!("{head}{}</article></body></html>", said.content).into_bytes();
    let mut raw = RawDocument { uri, bytes, media: MediaType::Html, metadata: Metadata::new() };
    said.url.iter().for_each(|url| raw.state(fact::URL, url));
    Ok(raw)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
