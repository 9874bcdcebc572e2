//! A table as CSV (RFC 4180, but lines end in a line feed): a header, then a line a row.
//!
//! Nothing is written for null and `""` for an empty text, so that the two stay apart for whoever
//! looks at the quotes; lists and groups are JSON text. Texts are written as they are: a program
//! that takes a field beginning with `=` for a formula has to be told not to.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use tidings_model::table::{Cell, Column, Kind, Table};
use tidings_stage::{Row, SinkError};

use crate::json_lines::push_cell;
use crate::tables::TableWriter;

pub(crate) struct Csv {
    path: PathBuf,
    columns: &'static [Column],
    line: Vec<u8>,
    nested: Vec<u8>,
    file: BufWriter<File>,
    rows: u64,
}

impl Csv {
    pub(crate) fn create(path: PathBuf, table: &'static Table) -> Result<Self, SinkError> {
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let mut file = BufWriter::with_capacity(1 << 16, file);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        writeln!(file, "{}", names.join(",")).map_err(SinkError::disk("write", &path))?;
        let (line, nested) = (Vec::new(), Vec::new());
        Ok(Self { path, columns: table.columns, line, nested, file, rows: 0 })
    }

    fn push(&mut self, kind: Kind, cell: &Cell<'_>) {
        match cell {
            Cell::Null => {}
            Cell::Text(text) => push_field(&mut self.line, text.as_bytes()),
            Cell::List(_) | Cell::Struct(_) => {
                self.nested.clear();
                push_cell(&mut self.nested, kind, cell);
                push_field(&mut self.line, &self.nested);
            }
            Cell::Int(_) | Cell::Float(_) | Cell::Bool(_) => push_cell(&mut self.line, kind, cell),
        }
    }
}

impl TableWriter for Csv {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        self.line.clear();
        for (at, (column, cell)) in self.columns.iter().zip(row.cells).enumerate() {
            if at > 0 {
                self.line.push(b',');
            }
            self.push(column.kind, cell);
        }
        self.line.push(b'\n');
        self.rows += 1;
        self.file.write_all(&self.line).map_err(SinkError::disk("write", &self.path))
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SinkError> {
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        Ok(self.rows)
    }
}

/// Appends a text, in quotes if it is empty or any reader could take part of it for the format's.
fn push_field(line: &mut Vec<u8>, text: &[u8]) {
    let plain = |byte: &u8| !matches!(byte, b',' | b'"' | b'\n' | b'\r' | 0);
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
    if text.iter().all(plain) && !edge(text.first()) && !edge(text.last()) {
        return line.extend_from_slice(text);
    }
    line.push(b'"');
    for part in text.split_inclusive(|byte| *byte == b'"') {
        line.extend_from_slice(part);
        if part.last() == Some(&b'"') {
            line.push(b'"');
        }
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut line = Vec::new();
        push_field(&mut line, text.as_bytes());
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }

    #[test]
    fn what_could_be_misread_is_quoted() {
        check("nine boats", "nine boats");
        check("", "\"\"");
        check("a,b", "\"a,b\"");
        check("\"so\" he said", "\"\"\"so\"\" he said\"");
        check("one\r\ntwo", "\"one\r\ntwo\"");
        check(" edge", "\" edge\"");
        check("=1+1", "=1+1");
    }
}
