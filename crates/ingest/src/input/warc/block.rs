//! Cuts a web archive into records, whatever their lengths say.

use std::io::{self, BufRead};

use memchr::memchr;

use super::fields::{Fields, Kind};
use super::form::Form;
use crate::input::limits::Limits;
use crate::input::packing::{Bomb, Bytes};
use crate::input::stream::{Place, Stream};

/// Most bytes of the head of a record.
const MOST_HEAD: usize = 1 << 20;
/// Bytes that may be read a second time because a record swallowed others; beyond that they are
/// lost, so that an archive of lies takes no longer than any other.
const MOST_AGAIN: usize = 256 << 20;

/// Most bytes that are made room for because a record says it has them.
const MOST_AHEAD: usize = 1 << 20;

/// A record as it stands in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) fields: Fields,
    /// The head of the response in it, if it is one.
    pub(super) head: Vec<u8>,
    /// What stands behind that, up to the limit.
    pub(super) body: Vec<u8>,
    pub(super) state: State,
}

/// Whether a record is what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Whole,
    /// It has so many bytes, and says otherwise.
    Lies(u64),
    /// The archive ends before the record does.
    CutOff,
    /// It is longer than the limit, and its end is not kept.
    TooLarge,
}

/// What stands next in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Record(Record),
    /// Something that is no record.
    Garbage,
}

/// The records of an archive.
pub(super) struct Records {
    bytes: Bytes,
    form: Form,
    /// Bytes that a lying record swallowed, to be read again.
    again: Vec<u8>,
    at: usize,
    again_place: Place,
    patience: usize,
    limits: Limits,
    start: Place,
    /// Room for the head of a record.
    head: Vec<u8>,
}

/// Where a block ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    AsSaid,
    OfMember,
    OfFile,
}

impl Records {
    pub(super) fn new(bytes: Bytes, limits: Limits) -> Self {
        let place = bytes.place();
        let form = Form::of(bytes.head()).unwrap_or(Form::Warc);
        let (again, at, patience) = (Vec::new(), 0, MOST_AGAIN);
        let head = Vec::new();
        Self { bytes, form, again, at, again_place: place, patience, limits, start: place, head }
    }

    /// Where the record in hand begins.
    pub(super) fn start(&self) -> Place {
        self.start
    }

    /// After an error: goes on behind what is broken, if it can.
    pub(super) fn recover(&mut self, error: &io::Error) -> bool {
        let bomb = error.get_ref().is_some_and(|inner| inner.is::<Bomb>());
        (self.again, self.at) = (Vec::new(), 0);
        !bomb && self.bytes.recover().unwrap_or(false)
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        match self.at < self.again.len() {
            true => Ok(&self.again[self.at..]),
            false => self.bytes.fill_buf(),
        }
    }

    fn consume(&mut self, bytes: usize) {
        if self.at < self.again.len() { self.at += bytes } else { self.bytes.consume(bytes) }
    }

    fn place(&self) -> Place {
        match self.at < self.again.len() {
            true => self.again_place.plus(self.at as u64),
            false => self.bytes.place(),
        }
    }

    /// How many bytes can be had at once, and whether they are of the record in hand.
    fn ready(&mut self) -> io::Result<(usize, bool)> {
        let len = self.fill()?.len();
        Ok((len, len > 0 && self.place().member == self.start.member))
    }

    /// What stands next; nothing at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Next>> {
        if self.skip_blanks()? == 0 {
            return Ok(None);
        }
        self.start = self.place();
        let mut head = std::mem::take(&mut self.head);
        head.clear();
        let fields = self.fields(&mut head);
        self.head = head;
        match fields? {
            Some(fields) => self.record(fields).map(|record| Some(Next::Record(record))),
            None => {
                self.find_record(None)?;
                Ok(Some(Next::Garbage))
            }
        }
    }

    /// What heads a record; nothing where none begins.
    fn fields(&mut self, head: &mut Vec<u8>) -> io::Result<Option<Fields>> {
        if !self.line(head)? {
            return Ok(None);
        }
        let first = self.form.first(head);
        if first.is_none() || self.form == Form::Arc {
            return Ok(first);
        }
        while self.line(head)? {}
        Ok(Some(Fields::read(head)))
    }

    /// Passes over blanks, and says how many bytes are ready behind them.
    fn skip_blanks(&mut self) -> io::Result<usize> {
        loop {
            let chunk = self.fill()?;
            let blanks = chunk.iter().take_while(|byte| is_blank(**byte)).count();
            let rest = chunk.len() - blanks;
            if blanks == 0 || rest > 0 {
                self.consume(blanks);
                return Ok(rest);
            }
            self.consume(blanks);
        }
    }

    /// Adds a line of a head; false for the blank line behind it, and where it cannot go on.
    fn line(&mut self, head: &mut Vec<u8>) -> io::Result<bool> {
        let start = head.len();
        loop {
            let chunk = self.fill()?;
            let feed = memchr(b'\n', chunk);
            let taken = feed.map_or(chunk.len(), |feed| feed + 1);
            head.extend_from_slice(&chunk[..taken]);
            self.consume(taken);
            if feed.is_some() || taken == 0 || head.len() > MOST_HEAD {
                let blank = head[start..].trim_ascii().is_empty();
                return Ok(!blank && head.len() <= MOST_HEAD);
            }
        }
    }

    fn record(&mut self, fields: Fields) -> io::Result<Record> {
        let says = fields.length.unwrap_or(0);
        let mut left = says;
        let head = match fields.kind {
            Kind::Response => self.http_head(&mut left)?,
            _ => Vec::new(),
        };
        let body_at = self.place();
        let mut body =
            Vec::with_capacity(usize::try_from(left).unwrap_or(usize::MAX).min(MOST_AHEAD));
        let end = self.body(&mut left, &mut body)?;
        let has = says - left;
        let large = has - head.len() as u64 > self.limits.document_bytes as u64;
        let mut record = Record { fields, head, body, state: State::Whole };
        let mut extra = Vec::new();
        if end == End::AsSaid && self.ends_well(&mut extra)? {
            record.state = if large { State::TooLarge } else { State::Whole };
            return Ok(record);
        }
        self.mend(&mut record, Lie { end, large, body_at, extra })?;
        Ok(record)
    }

    /// The head of a response, if all of it is ready; else it stays in the body.
    fn http_head(&mut self, left: &mut u64) -> io::Result<Vec<u8>> {
        if !self.ready()?.1 {
            return Ok(Vec::new());
        }
        let chunk = self.fill()?;
        let within = &chunk[..chunk.len().min(usize::try_from(*left).unwrap_or(usize::MAX))];
        let Some(end) = head_end(within) else { return Ok(Vec::new()) };
        let head = within[..end].to_vec();
        self.consume(end);
        *left -= end as u64;
        Ok(head)
    }

    /// Reads a body as far as it is one, and keeps what the limit allows.
    fn body(&mut self, left: &mut u64, body: &mut Vec<u8>) -> io::Result<End> {
        let limit = self.limits.document_bytes.saturating_add(1);
        while *left > 0 {
            let (ready, ours) = self.ready()?;
            if !ours {
                return Ok(if ready == 0 { End::OfFile } else { End::OfMember });
            }
            let taken = ready.min(usize::try_from(*left).unwrap_or(usize::MAX));
            let kept = taken.min(limit - body.len());
            let chunk = self.fill()?;
            body.extend_from_slice(&chunk[..kept]);
            self.consume(taken);
            *left -= taken as u64;
        }
        Ok(End::AsSaid)
    }

    /// Whether nothing but blanks stands between here and the next record; they are passed over.
    fn ends_well(&mut self, blanks: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            if !self.ready()?.1 {
                return Ok(true);
            }
            let form = self.form;
            let chunk = self.fill()?;
            let blank = chunk.iter().take_while(|byte| is_blank(**byte)).count();
            blanks.extend_from_slice(&chunk[..blank.min(MOST_HEAD)]);
            let rest = &chunk[blank..];
            let (done, well) = (!rest.is_empty(), form.may_begin(rest));
            self.consume(blank);
            if done {
                return Ok(well);
            }
        }
    }

    /// Finds the true end of a record that lies about its length.
    fn mend(&mut self, record: &mut Record, lie: Lie) -> io::Result<()> {
        if lie.large {
            record.state = if lie.end == End::OfFile { State::CutOff } else { State::TooLarge };
            return self.find_record(None);
        }
        let swallowed = self.form.within(&record.body);
        if let Some(at) = swallowed.filter(|at| record.body.len() - at <= self.patience) {
            self.read_again(record.body.split_off(at), &lie.extra, lie.body_at.plus(at as u64));
        } else if lie.end == End::OfFile && self.start.member.is_none() {
            record.state = State::CutOff;
            return Ok(());
        } else if lie.end == End::AsSaid {
            record.body.extend_from_slice(&lie.extra);
            self.find_record(Some(&mut record.body))?;
        }
        let blanks = record.body.iter().rev().take_while(|byte| is_blank(**byte)).count();
        // Two line ends stand between records; further blanks are of the body.
        let ends = if record.body.ends_with(b"\r\n\r\n") { 4 } else { blanks.min(2) };
        record.body.truncate(record.body.len() - ends);
        let large = record.body.len() > self.limits.document_bytes;
        let has = (record.head.len() + record.body.len()) as u64;
        record.state = if large { State::TooLarge } else { State::Lies(has) };
        Ok(())
    }

    fn read_again(&mut self, mut swallowed: Vec<u8>, extra: &[u8], place: Place) {
        self.patience -= swallowed.len();
        swallowed.extend_from_slice(extra);
        swallowed.extend_from_slice(&self.again[self.at..]);
        (self.again, self.at, self.again_place) = (swallowed, 0, place);
    }

    /// Goes on to the next line that begins a record behind a blank line, or to the end of the
    /// member; what is passed over is added to `passed` up to the limit.
    fn find_record(&mut self, mut passed: Option<&mut Vec<u8>>) -> io::Result<()> {
        let limit = self.limits.document_bytes.saturating_add(1);
        let form = self.form;
        let mut at_line = true;
        while self.ready()?.1 {
            let chunk = self.fill()?;
            if at_line && form.begins(chunk) {
                return Ok(());
            }
            let feed = memchr(b'\n', chunk);
            let taken = feed.map_or(chunk.len(), |feed| feed + 1);
            if let Some(passed) = &mut passed {
                let kept = taken.min(limit.saturating_sub(passed.len()));
                passed.extend_from_slice(&chunk[..kept]);
            }
            self.consume(taken);
            at_line = feed.is_some();
        }
        Ok(())
    }
}

/// What is known of a record that lies.
struct Lie {
    end: End,
    large: bool,
    body_at: Place,
    /// Blanks read behind it.
    extra: Vec<u8>,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t')
}

/// Where the head of a response ends, behind its blank line.
pub(super) fn head_end(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"HTTP/") {
        return None;
    }
    let feeds = memchr::memchr_iter(b'\n', bytes).take_while(|feed| *feed < MOST_HEAD);
    for feed in feeds {
        match &bytes[feed + 1..] {
            [b'\r', b'\n', ..] => return Some(feed + 3),
            [b'\n', ..] => return Some(feed + 2),
            _ => {}
        }
    }
    None
}
