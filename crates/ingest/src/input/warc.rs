//! The records of a web archive, WARC or WET (ISO 28500) or ARC before them, read leniently.
//!
//! A response brings the page that a server sent, with what the server said of it; a conversion
//! brings the text that somebody made of a page, a resource what was there. Other records are about
//! the crawl and bring nothing.
//!
//! Archives in the wild are cut off, hold broken members, and say wrong lengths. What a record says
//! of its length is believed only where a record begins behind it; a packed member ends its record
//! whatever the record says. Behind what cannot be read the next record is looked for.

mod block;
mod fields;
mod form;
mod http;

use std::io;

use tidings_model::{MediaType, Metadata, RawDocument, Reject, fact};
use tidings_stage::Brought;

use self::block::Records;
use self::fields::Fields;
use self::form::Form;
use self::http::Response;
use super::limits::Limits;
use super::member::Names;
use super::peek::HEAD;
use super::rows::json;
use super::sniff::Holds;
use super::walk::{Member, Step};
use super::{address, packing, page, sniff};

/// Whether a web archive begins here, or a record of one.
pub(crate) fn begins(head: &[u8]) -> bool {
    Form::of(head).is_some()
}

/// Walks the records of a web archive.
pub(crate) struct Warc {
    records: Records,
    names: Names,
    limits: Limits,
    ended: bool,
    /// Whether what stood last was no record: one reject is enough for a stretch of that.
    lost: bool,
}

impl Warc {
    /// Walks an archive.
    pub(crate) fn new(archive: Member, limits: Limits) -> Self {
        let names = Names::new(archive.uri, limits);
        Self {
            records: Records::new(archive.bytes, limits),
            names,
            limits,
            ended: false,
            lost: false,
        }
    }
}

impl Warc {
    fn address(&self) -> String {
        address::of_part(self.names.archive(), &self.records.start().to_string())
    }

    /// What a record amounts to.
    fn record(&mut self, record: block::Record) -> Option<Step> {
        if record.fields.kind == fields::Kind::Other {
            return None;
        }
        self.names.count();
        let uri = self.address();
        Some(match self.document(uri.clone(), record) {
            Ok(step) => step,
            Err(reject) => Step::rejected(uri, reject),
        })
    }

    fn document(&self, uri: String, record: block::Record) -> Result<Step, Reject> {
        let doubt = doubt(&record, self.limits)?;
        let block::Record { fields, head, body, .. } = record;
        let (content_type, body) = match fields.kind {
            fields::Kind::Response => self.response(&fields, head, body)?,
            _ => (fields.content_type.clone(), body),
        };
        if body.is_empty() {
            return Err(Reject::dropped("empty", "the record has no body"));
        }
        if is_feed(content_type.as_deref(), &body) {
            return Ok(Step::Enter(feed(uri, body, fields.date)));
        }
        let media = match fields.kind {
            fields::Kind::Conversion => MediaType::Text,
            _ => media_of(content_type.as_deref(), &body)?,
        };
        let mut raw = RawDocument { uri, bytes: body, media, metadata: Metadata::new() };
        let facts = [
            (fact::URL, fields.url),
            (fact::FETCHED, fields.date),
            (fact::CONTENT_TYPE, content_type),
            ("doubt", doubt),
        ];
        for (name, value) in facts {
            value.iter().for_each(|value| raw.state(name, value));
        }
        Ok(Step::Brought(Brought::Document(raw)))
    }

    /// The content type and the body of a response, as they were meant.
    fn response(
        &self,
        fields: &Fields,
        mut head: Vec<u8>,
        mut body: Vec<u8>,
    ) -> Result<(Option<String>, Vec<u8>), Reject> {
        if let Some(end) = block::head_end(&body).filter(|_| head.is_empty()) {
            head = body.drain(..end).collect();
        }
        let Some(response) = Response::read(&head) else {
            let what = fields.content_type.as_deref().unwrap_or("something that is not named");
            let detail = format!("expected a response of HTTP, found {what}");
            return Err(Reject::dropped("not_http", detail));
        };
        if !(200..300).contains(&response.status) {
            let detail = format!("the server answered {}", response.status);
            return Err(Reject::dropped("http_status", detail));
        }
        let body = response.decode(body, self.limits)?;
        Ok((response.content_type, body))
    }

    /// Says what is broken, and goes on behind it if that can be.
    fn broken(&mut self, error: &io::Error) -> Option<Step> {
        let uri = self.address();
        self.ended = !self.records.recover(error);
        let again = std::mem::replace(&mut self.lost, true) && !self.ended;
        (!again).then(|| Step::rejected(uri, packing::reject(error)))
    }

    fn garbage(&mut self) -> Option<Step> {
        let again = std::mem::replace(&mut self.lost, true);
        let detail = "no record of a web archive stands here; reading goes on at the next";
        (!again).then(|| Step::rejected(self.address(), Reject::failed("corrupt", detail)))
    }

    fn end(&mut self, reject: Option<Reject>) -> Option<Step> {
        self.ended = true;
        let reject = reject.or_else(|| self.names.nothing())?;
        Some(Step::rejected(self.names.archive(), reject))
    }
}

impl Iterator for Warc {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while !self.ended {
            if let Some(reject) = self.names.too_many() {
                return self.end(Some(reject));
            }
            let step = match self.records.next() {
                Ok(Some(block::Next::Record(record))) => {
                    self.lost = false;
                    self.record(record)
                }
                Ok(Some(block::Next::Garbage)) => self.garbage(),
                Ok(None) => return self.end(None),
                Err(error) => self.broken(&error),
            };
            if step.is_some() {
                return step;
            }
        }
        None
    }
}

/// Whether a feed stands where no page was said to.
fn is_feed(said: Option<&str>, body: &[u8]) -> bool {
    let is_page = said.is_some_and(|said| said.trim_start().starts_with("text/html"));
    !is_page && sniff::archive(body.get(..HEAD).unwrap_or(body)) == Some(Holds::Feed)
}

/// A feed to look into; its entries were fetched when it was.
fn feed(uri: String, body: Vec<u8>, fetched: Option<String>) -> Member {
    let facts = fetched.map(|date| (fact::FETCHED.to_owned(), json(&date))).into_iter().collect();
    Member { uri, bytes: packing::bytes(io::Cursor::new(body)), facts }
}

/// What is to be doubted of a record, or why it is of no use.
fn doubt(record: &block::Record, limits: Limits) -> Result<Option<String>, Reject> {
    match record.state {
        block::State::Whole => Ok(None),
        block::State::Lies(has) => {
            let says = record.fields.length.map_or("no length".to_owned(), |says| says.to_string());
            Ok(Some(format!("the record has {has} bytes, and says {says}")))
        }
        block::State::CutOff => {
            Err(Reject::failed("truncated", "the archive ends before the record does"))
        }
        block::State::TooLarge => Err(page::too_large(limits)),
    }
}

/// What a body is, by what was said of it and what it looks like.
fn media_of(said: Option<&str>, body: &[u8]) -> Result<MediaType, Reject> {
    let said =
        said.map(|said| said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let not_text = |reject: Reject| Reject { fate: tidings_model::Fate::Dropped, ..reject };
    let start = body.get(..HEAD).unwrap_or(body);
    let looks = || sniff::page(start).map_err(not_text);
    match said.as_deref() {
        Some("text/html" | "application/xhtml+xml") => {
            sniff::text(start).map(|()| MediaType::Html).map_err(not_text)
        }
        None | Some("" | "text/plain" | "application/octet-stream" | "text/x-unknown") => looks(),
        Some(said) => match looks()? {
            MediaType::Html => Ok(MediaType::Html),
            _ => Err(Reject::dropped("media_type", format!("expected a page, found {said}"))),
        },
    }
}
