//! A table as Parquet: nested columns as lists and groups, zstd, row groups of at most 64 MiB.
//!
//! A row group has as many rows as DuckDB hands one thread at a time, so that readers share a file
//! among threads and skip what their filters exclude. Columns that repeat themselves are coded by a
//! dictionary, which pandas takes over as categories; those whose values are all different are not.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBufferBuilder};
use arrow_schema::{DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use tidings_model::table::{self, Cell, Column, Kind, Table};
use tidings_stage::{Row, SinkError};

use crate::tables::TableWriter;

/// Rows that are handed to the encoder together.
const ROWS_IN_BATCH: usize = 1024;
/// Bytes of text that are handed to the encoder together, unless one row has more.
const TEXT_IN_BATCH: usize = 4 << 20;
/// Encoded bytes after which a row group ends.
const ROW_GROUP_BYTES: usize = 64 << 20;
/// Rows after which a row group ends.
const ROW_GROUP_ROWS: usize = 122_880;
/// Columns of all tables whose values are all different, and the text of articles.
const UNIQUE: [&str; 5] = ["id", "uri", "url", "canonical_url", "sha256"];

pub(crate) struct Parquet {
    path: PathBuf,
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
    columns: Vec<Growing>,
    waiting: usize,
    waiting_text: usize,
    rows: u64,
}

impl Parquet {
    pub(crate) fn create(path: PathBuf, table: &'static Table) -> Result<Self, SinkError> {
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let schema = Arc::new(Schema::new(fields_of(table.columns)));
        let properties = properties(table).map_err(|why| refused(&path, &why))?;
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|why| refused(&path, &why))?;
        let columns = table.columns.iter().map(|column| Growing::new(column.kind)).collect();
        Ok(Self { path, schema, writer, columns, waiting: 0, waiting_text: 0, rows: 0 })
    }

    fn hand_on(&mut self) -> Result<(), SinkError> {
        if self.waiting == 0 {
            return Ok(());
        }
        let arrays = self.columns.iter_mut().map(Growing::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .map_err(|why| refused(&self.path, &why))?;
        (self.waiting, self.waiting_text) = (0, 0);
        let path = &self.path;
        self.writer.write(&batch).map_err(|why| refused(path, &why))?;
        if self.writer.in_progress_size() > ROW_GROUP_BYTES {
            self.writer.flush().map_err(|why| refused(path, &why))?;
        }
        Ok(())
    }
}

impl TableWriter for Parquet {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        for (column, cell) in self.columns.iter_mut().zip(row.cells) {
            self.waiting_text += size_of_text(cell);
            column.push(cell);
        }
        self.waiting += 1;
        self.rows += 1;
        if self.waiting >= ROWS_IN_BATCH || self.waiting_text >= TEXT_IN_BATCH {
            self.hand_on()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SinkError> {
        self.hand_on()?;
        self.writer.close().map_err(|why| refused(&self.path, &why))?;
        Ok(self.rows)
    }
}

fn properties(table: &Table) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS));
    let long = if table == &table::ARTICLES { "text" } else { "id" };
    for column in UNIQUE.into_iter().chain([long]).filter(|name| table.column(name).is_some()) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    Ok(properties.build())
}

fn refused(path: &std::path::Path, why: &dyn std::fmt::Display) -> SinkError {
    SinkError::Format { path: path.to_owned(), problem: why.to_string() }
}

/// Bytes of the texts in a cell.
fn size_of_text(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) => text.len(),
        Cell::List(cells) | Cell::Struct(cells) => cells.iter().map(size_of_text).sum(),
        Cell::Null | Cell::Int(_) | Cell::Float(_) | Cell::Bool(_) => 0,
    }
}

fn fields_of(columns: &[Column]) -> Fields {
    columns.iter().map(|column| Field::new(column.name, type_of(column.kind), true)).collect()
}

fn type_of(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Int => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Bool => DataType::Boolean,
        Kind::List(kind) => DataType::List(item_of(*kind)),
        Kind::Struct(columns) => DataType::Struct(fields_of(columns)),
    }
}

fn item_of(kind: Kind) -> Arc<Field> {
    Arc::new(Field::new("element", type_of(kind), true))
}

/// A column of a batch while rows are added to it.
enum Growing {
    Text(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    List { kind: Kind, items: Box<Growing>, lengths: Vec<usize>, valid: NullBufferBuilder },
    Struct { columns: &'static [Column], parts: Vec<Growing>, valid: NullBufferBuilder },
}

impl Growing {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Float => Self::Float(Float64Builder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::List(kind) => Self::List {
                kind: *kind,
                items: Box::new(Self::new(*kind)),
                lengths: Vec::new(),
                valid: NullBufferBuilder::new(0),
            },
            Kind::Struct(columns) => Self::Struct {
                columns,
                parts: columns.iter().map(|column| Self::new(column.kind)).collect(),
                valid: NullBufferBuilder::new(0),
            },
        }
    }

    /// Adds a cell; one that does not fit its column becomes null.
    fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::Int(column), Cell::Int(n)) => column.append_value(*n),
            (Self::Int(column), _) => column.append_null(),
            (Self::Float(column), Cell::Float(n)) => column.append_value(*n),
            (Self::Float(column), _) => column.append_null(),
            (Self::Bool(column), Cell::Bool(b)) => column.append_value(*b),
            (Self::Bool(column), _) => column.append_null(),
            (Self::List { items, lengths, valid, .. }, cell) => {
                let cells = if let Cell::List(cells) = cell { cells.as_slice() } else { &[] };
                cells.iter().for_each(|cell| items.push(cell));
                lengths.push(cells.len());
                valid.append(matches!(cell, Cell::List(_)));
            }
            (Self::Struct { parts, valid, .. }, cell) => {
                let cells = if let Cell::Struct(cells) = cell { cells.as_slice() } else { &[] };
                for (at, part) in parts.iter_mut().enumerate() {
                    part.push(cells.get(at).unwrap_or(&Cell::Null));
                }
                valid.append(matches!(cell, Cell::Struct(_)));
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Int(column) => Arc::new(column.finish()),
            Self::Float(column) => Arc::new(column.finish()),
            Self::Bool(column) => Arc::new(column.finish()),
            Self::List { kind, items, lengths, valid } => {
                let mut offsets = OffsetBufferBuilder::new(lengths.len());
                lengths.drain(..).for_each(|length| offsets.push_length(length));
                let list = ListArray::new(
                    item_of(*kind),
                    offsets.finish(),
                    items.finish(),
                    valid.finish(),
                );
                Arc::new(list)
            }
            Self::Struct { columns, parts, valid } => {
                let parts = parts.iter_mut().map(Growing::finish).collect();
                Arc::new(StructArray::new(fields_of(columns), parts, valid.finish()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use parquet::basic::Encoding;
    use parquet::file::metadata::ParquetMetaData;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    /// A table of so many articles, each with a text of its own and all in one language.
    fn written(rows: usize) -> ParquetMetaData {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles.parquet");
        let mut writer = Box::new(Parquet::create(path.clone(), &table::ARTICLES).unwrap());
        for at in 0..rows {
            let cell = |column: &Column| match column.name {
                "text" => Cell::from(format!("Boat {at} sank.")),
                "language" => Cell::from("en"),
                _ => Cell::Null,
            };
            let cells: Vec<Cell<'_>> = table::ARTICLES.columns.iter().map(cell).collect();
            writer.write(Row { table: &table::ARTICLES, cells: &cells }).unwrap();
        }
        assert_eq!(writer.finish().unwrap(), rows as u64);
        SerializedFileReader::new(File::open(path).unwrap()).unwrap().metadata().clone()
    }

    #[test]
    fn what_repeats_itself_is_coded_by_a_dictionary() {
        let metadata = written(2000);
        let group = metadata.row_group(0);
        let coded = |name: &str| {
            let column = group.columns().iter().find(|c| c.column_path().string() == name).unwrap();
            column.encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY)
        };
        assert!(coded("language") && !coded("text") && !coded("id"));
    }

    #[test]
    fn a_row_group_is_what_a_thread_reads() {
        let metadata = written(ROW_GROUP_ROWS + 10);
        let rows: Vec<i64> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(rows, [ROW_GROUP_ROWS as i64, 10]);
    }
}
