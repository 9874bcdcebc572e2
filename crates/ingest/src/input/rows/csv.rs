//! Rows of comma-separated values (RFC 4180), or separated by tabs, semicolons or bars.
//!
//! The first row names the columns. Quotes within a field are doubled; a line end within quotes is
//! of the field. An empty field is no field.

use std::io::{self, BufRead};

use tidings_model::Reject;
use tidings_stage::Brought;

use super::columns::Columns;
use super::{Field, Rows, json};
use crate::input::limits::Limits;
use crate::input::packing::{self, Bytes};
use crate::input::walk::{Member, Step};

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// A row of more fields than that has so many.
const MOST_FIELDS: usize = 10_000;
const BOM: &str = "\u{feff}";

/// The rows of a file.
pub(crate) struct Csv {
    bytes: Bytes,
    limits: Limits,
    delimiter: u8,
    /// Our names of the columns; none for those that are left out.
    names: Vec<Option<String>>,
    rows: Rows,
    ended: bool,
}

impl Csv {
    /// Reads the rows of a file behind the first, which names the columns.
    pub(crate) fn new(file: Member, limits: Limits, columns: &Columns) -> Result<Self, Reject> {
        let Member { uri, mut bytes, .. } = file;
        let delimiter = delimiter(bytes.head(), columns);
        let header = match row(&mut bytes, delimiter, limits.document_bytes) {
            Ok(Some(Row::Whole(fields))) => strings(fields),
            Ok(_) => Err(Reject::failed("empty", "the file holds no row that names its columns")),
            Err(error) => Err(packing::reject(&error)),
        };
        let header = header?;
        let names: Vec<&str> =
            header.iter().map(|name| name.trim_start_matches(BOM).trim()).collect();
        if !columns.have_content(names.iter().copied()) {
            let found = names.join("`, `");
            let detail = format!(
                "expected a column `text` or `html`, found `{found}`; name it in `columns`"
            );
            return Err(Reject::failed("no_column", detail));
        }
        let names = names.into_iter().map(|name| columns.name(name).map(str::to_owned)).collect();
        let rows = Rows::new(uri, "row", limits);
        Ok(Self { bytes, limits, delimiter, names, rows, ended: false })
    }

    fn document(&mut self, row: Row) -> Brought {
        let document = match row {
            Row::Whole(fields) => self.fields(fields).and_then(|fields| self.rows.document(fields)),
            Row::TooLong(len) => {
                let limit = self.limits.document_bytes;
                let detail = format!("row of {len} bytes; `max_document_bytes` is {limit}");
                Err(Reject::failed("too_large", detail))
            }
        };
        self.rows.brought(document)
    }

    fn fields(&self, values: Vec<Vec<u8>>) -> Result<Vec<Field>, Reject> {
        let number = self.rows.number;
        if values.len() != self.names.len() {
            let (expected, found) = (self.names.len(), values.len());
            let detail = format!("row {number}: expected {expected} fields, found {found}");
            return Err(Reject::failed("broken_csv", detail));
        }
        let values = strings(values)?;
        let named = self.names.iter().zip(values).filter(|(_, value)| !value.is_empty());
        Ok(named.filter_map(|(name, value)| Some((name.clone()?, json(&value)))).collect())
    }
}

impl Iterator for Csv {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while !self.ended {
            match row(&mut self.bytes, self.delimiter, self.limits.document_bytes) {
                Ok(Some(Row::Whole(fields))) if fields.iter().all(Vec::is_empty) => {
                    self.rows.number += 1;
                }
                Ok(Some(row)) => {
                    self.rows.number += 1;
                    return Some(Step::Brought(self.document(row)));
                }
                ended => {
                    self.ended = true;
                    let why = ended.err().map(|error| packing::reject(&error));
                    return self.rows.end(why).map(Step::Brought);
                }
            }
        }
        None
    }
}

/// Whether text begins with a row that names columns as we know them.
pub(crate) fn told(head: &[u8], columns: &Columns) -> bool {
    // Most text is none, and its first line is looked at no closer than to see that.
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let named = |name: &str| memchr::memmem::find(line, name.as_bytes()).is_some();
    if !columns.content().any(named) {
        return false;
    }
    let header = header(head, delimiter(head, columns));
    let names = || header.iter().map(String::as_str);
    columns.have_content(names()) && columns.known(names()) > 1
}

/// What separates the columns: whatever makes most sense of the first row.
fn delimiter(head: &[u8], columns: &Columns) -> u8 {
    let sense = |delimiter: &u8| {
        let header = header(head, *delimiter);
        let names = || header.iter().map(String::as_str);
        (columns.have_content(names()), columns.known(names()), header.len())
    };
    // Of equals the last is taken, so the comma goes last.
    DELIMITERS.into_iter().rev().max_by_key(sense).unwrap_or(b',')
}

/// The names in the first row, as far as it is there.
fn header(mut head: &[u8], delimiter: u8) -> Vec<String> {
    let limit = head.len();
    let fields = match row(&mut head, delimiter, limit) {
        Ok(Some(Row::Whole(fields))) => strings(fields).unwrap_or_default(),
        _ => Vec::new(),
    };
    fields.iter().map(|name| name.trim_start_matches(BOM).trim().to_owned()).collect()
}

fn strings(fields: Vec<Vec<u8>>) -> Result<Vec<String>, Reject> {
    let string = |field| {
        String::from_utf8(field).map_err(|error| {
            Reject::failed(
                "invalid_utf8",
                format!("{}; convert the file to UTF-8", error.utf8_error()),
            )
        })
    };
    fields.into_iter().map(string).collect()
}

/// A row, its fields without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Whole(Vec<Vec<u8>>),
    /// It was longer than the limit; so many bytes were passed over.
    TooLong(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Start,
    Bare,
    Quotes,
    /// Behind a quote within quotes: the end of them, or half of a doubled one.
    Quote,
}

/// Reads up to the end of a row; nothing at the end of the bytes.
fn row(bytes: &mut impl BufRead, delimiter: u8, limit: usize) -> io::Result<Option<Row>> {
    let mut fields = vec![Vec::new()];
    let (mut within, mut len) = (Within::Start, 0u64);
    loop {
        let chunk = bytes.fill_buf()?;
        if chunk.is_empty() && len == 0 {
            return Ok(None);
        }
        let mut ended = chunk.is_empty();
        let mut taken = 0;
        for &byte in chunk {
            taken += 1;
            within = match (within, byte) {
                (Within::Quotes, b'"') => Within::Quote,
                (Within::Start, b'"') => Within::Quotes,
                (Within::Start | Within::Bare | Within::Quote, b'\n') => {
                    ended = true;
                    break;
                }
                (Within::Start | Within::Bare | Within::Quote, byte) if byte == delimiter => {
                    if fields.len() < MOST_FIELDS {
                        fields.push(Vec::new());
                    }
                    Within::Start
                }
                (state, byte) => {
                    let next = match state {
                        Within::Quote if byte == b'"' => Within::Quotes,
                        Within::Quotes => Within::Quotes,
                        _ => Within::Bare,
                    };
                    if len + taken <= limit as u64 {
                        fields.last_mut().into_iter().for_each(|field| field.push(byte));
                    }
                    next
                }
            };
        }
        len += taken;
        if len > limit as u64 {
            fields.truncate(1);
        }
        bytes.consume(taken as usize);
        if ended {
            if let Some(last) = fields.last_mut().filter(|_| within != Within::Quotes) {
                last.pop_if(|byte| *byte == b'\r');
            }
            let whole = len <= limit as u64 + 1;
            return Ok(Some(if whole { Row::Whole(fields) } else { Row::TooLong(len) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    #[test]
    fn cuts_rows_whatever_the_buffer() {
        let check = |text: &str, expected: &[&str]| {
            for capacity in 1..9 {
                let mut bytes = BufReader::with_capacity(capacity, Cursor::new(text));
                let mut found = Vec::new();
                while let Some(row) = row(&mut bytes, b',', 20).unwrap() {
                    found.push(match row {
                        Row::Whole(fields) => strings(fields).unwrap().join("|"),
                        Row::TooLong(len) => format!("too long: {len}"),
                    });
                }
                assert_eq!(found, expected, "{text:?} by {capacity}");
            }
        };
        check("", &[]);
        check("a,b\nc,d", &["a|b", "c|d"]);
        check("a,\r\n\r\n,b\r\n", &["a|", "", "|b"]);
        check("\"a,b\",\"c\"\"d\"\n", &["a,b|c\"d"]);
        check("\"a\nb\",c\n", &["a\nb|c"]);
        check("a\"b,c\n", &["a\"b|c"]);
        check("\"a\" b,c\n", &["a b|c"]);
        check("12345678901234567890123\nab\n", &["too long: 24", "ab"]);
        check("\"a,b\nc,d\n", &["a,b\nc,d\n"]);
    }

    #[test]
    fn tells_tables_from_prose() {
        let check = |head: &str, expected: bool| {
            assert_eq!(told(head.as_bytes(), &Columns::default()), expected, "{head}");
        };
        check("id,text\n1,a\n", true);
        check("\u{feff}text;title\n", true);
        check("url\ttext", true);
        check("text\nmore\n", false);
        check("The text, the title, and more.\n", false);
        check("", false);
    }
}
