//! A table as JSON Lines: an object a row, its keys in the order of the columns.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::ser::{CompactFormatter, Formatter};
use tidings_model::table::{Cell, Column, Kind, Table};
use tidings_stage::{Row, SinkError};

use crate::tables::TableWriter;

pub(crate) struct JsonLines {
    path: PathBuf,
    columns: &'static [Column],
    line: Vec<u8>,
    file: BufWriter<File>,
    rows: u64,
}

impl JsonLines {
    pub(crate) fn create(path: PathBuf, table: &'static Table) -> Result<Self, SinkError> {
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { path, columns: table.columns, line: Vec::new(), file, rows: 0 })
    }
}

impl TableWriter for JsonLines {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        self.line.clear();
        push_object(&mut self.line, self.columns, row.cells);
        self.line.push(b'\n');
        self.rows += 1;
        self.file.write_all(&self.line).map_err(SinkError::disk("write", &self.path))
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SinkError> {
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        Ok(self.rows)
    }
}

/// Appends a cell as JSON.
pub(crate) fn push_cell(out: &mut Vec<u8>, kind: Kind, cell: &Cell<'_>) {
    match (cell, kind) {
        (Cell::Text(text), _) => push_text(out, text),
        (Cell::Int(n), _) => in_memory(CompactFormatter.write_i64(out, *n)),
        (Cell::Float(n), _) => in_memory(CompactFormatter.write_f64(out, *n)),
        (Cell::Bool(b), _) => in_memory(CompactFormatter.write_bool(out, *b)),
        (Cell::List(cells), Kind::List(kind)) => push_list(out, *kind, cells),
        (Cell::Struct(cells), Kind::Struct(columns)) => push_object(out, columns, cells),
        _ => out.extend_from_slice(b"null"),
    }
}

fn push_object(out: &mut Vec<u8>, columns: &[Column], cells: &[Cell<'_>]) {
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        out.push(if at == 0 { b'{' } else { b',' });
        push_text(out, column.name);
        out.push(b':');
        push_cell(out, column.kind, cell);
    }
    out.push(b'}');
}

fn push_list(out: &mut Vec<u8>, kind: Kind, cells: &[Cell<'_>]) {
    out.push(b'[');
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        push_cell(out, kind, cell);
    }
    out.push(b']');
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    in_memory(serde_json::to_writer(out, text).map_err(std::io::Error::from));
}

fn in_memory(result: std::io::Result<()>) {
    result.expect("writing to memory does not fail");
}
