//! Rows in the text format of `COPY`, in a file of the run.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tidings_model::table::{Cell, Kind, Table};
use tidings_stage::SinkError;

use crate::json_lines::push_cell;

/// The rows of one table, on their way.
pub(super) struct CopyFile {
    table: &'static Table,
    path: PathBuf,
    file: BufWriter<File>,
    line: Vec<u8>,
    nested: Vec<u8>,
}

impl CopyFile {
    pub(super) fn create(folder: &Path, table: &'static Table) -> Result<Self, SinkError> {
        let path = folder.join(format!("{}.copy", table.name));
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { table, path, file, line: Vec::new(), nested: Vec::new() })
    }

    pub(super) fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), SinkError> {
        self.line.clear();
        for (at, (column, cell)) in self.table.columns.iter().zip(cells).enumerate() {
            if at > 0 {
                self.line.push(b'\t');
            }
            self.push(column.kind, cell);
        }
        self.line.push(b'\n');
        self.file.write_all(&self.line).map_err(SinkError::disk("write", &self.path))
    }

    fn push(&mut self, kind: Kind, cell: &Cell<'_>) {
        match cell {
            Cell::Null => self.line.extend_from_slice(b"\\N"),
            Cell::Text(text) => push_escaped(&mut self.line, text.as_bytes()),
            Cell::List(_) | Cell::Struct(_) => {
                self.nested.clear();
                push_cell(&mut self.nested, kind, cell);
                push_escaped(&mut self.line, &without_zeros(&self.nested));
            }
            Cell::Int(_) | Cell::Float(_) | Cell::Bool(_) => push_cell(&mut self.line, kind, cell),
        }
    }

    /// Ends the file; the table and where its rows are.
    pub(super) fn finish(mut self) -> Result<(&'static Table, PathBuf), SinkError> {
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        Ok((self.table, self.path))
    }
}

fn push_escaped(line: &mut Vec<u8>, text: &[u8]) {
    for byte in text {
        match byte {
            b'\\' => line.extend_from_slice(b"\\\\"),
            b'\n' => line.extend_from_slice(b"\\n"),
            b'\r' => line.extend_from_slice(b"\\r"),
            b'\t' => line.extend_from_slice(b"\\t"),
            0 => line.extend_from_slice("\u{fffd}".as_bytes()),
            byte => line.push(*byte),
        }
    }
}

/// JSON with U+FFFD for U+0000, which `jsonb` refuses even when it is escaped.
fn without_zeros(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some((byte, after)) = rest.split_first() {
        // What an escape begins is two bytes at least, so that a backslash never begins another.
        let (taken, written) = match byte {
            b'\\' if after.starts_with(b"u0000") => (6, &b"\\ufffd"[..]),
            b'\\' => (2, rest.get(..2).unwrap_or(rest)),
            _ => (1, rest.get(..1).unwrap_or(rest)),
        };
        out.extend_from_slice(written);
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

#[test]
fn zeros_in_json_are_told_from_backslashes() {
    let check = |json: &str, expected: &str| {
        assert_eq!(without_zeros(json.as_bytes()), expected.as_bytes(), "{json}");
    };
    check(r#"["a\u0000b"]"#, r#"["a\ufffdb"]"#);
    check(r#"["a\\u0000b"]"#, r#"["a\\u0000b"]"#);
    check(r#"["a\\\u0000"]"#, r#"["a\\\ufffd"]"#);
    check(r#"["\n\u0001"]"#, r#"["\n\u0001"]"#);
}
