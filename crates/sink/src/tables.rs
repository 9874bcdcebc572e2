//! `tables`: every output table as a file of one format.

use std::path::{Path, PathBuf};

use tidings_model::table::{self, Table};
use tidings_stage::{
    BuildError, Default, Family, Field, Kind, PartWriter, Row, Setting, Settings, Sink,
    SinkContext, SinkError, Spec, Stage, Written,
};

use crate::json_lines::JsonLines;
use crate::parquet::Parquet;

/// The formats that tables can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    JsonLines,
    Parquet,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Format::JsonLines => "jsonl",
            Format::Parquet => "parquet",
        }
    }

    fn create(
        self,
        folder: &Path,
        table: &'static Table,
    ) -> Result<Box<dyn TableWriter>, SinkError> {
        let path = folder.join(file_name(table, self));
        Ok(match self {
            Format::JsonLines => Box::new(JsonLines::create(path, table)?),
            Format::Parquet => Box::new(Parquet::create(path, table)?),
        })
    }
}

fn file_name(table: &Table, format: Format) -> PathBuf {
    PathBuf::from(format!("{}.{}", table.name, format.ending()))
}

/// One table in one file of one format.
pub(crate) trait TableWriter: Send {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError>;
    /// Ends the file and tells how many rows it holds.
    fn finish(self: Box<Self>) -> Result<u64, SinkError>;
}

/// Writes every table as a file of its own.
#[derive(Debug)]
pub struct Tables {
    format: Format,
}

impl Stage for Tables {
    const SPEC: Spec = Spec {
        name: "tables",
        family: Family::Sink,
        about: "Writes every output table as a file of its own.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[Setting::new(
            "format",
            Kind::Choice(&["parquet", "jsonl"]),
            "The file format.",
        )
        .or(Default::Text("parquet"))],
        example: "format = \"jsonl\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let format = match settings.text("format") {
            Some("jsonl") => Format::JsonLines,
            _ => Format::Parquet,
        };
        Ok(Self { format })
    }
}

impl Sink for Tables {
    fn files(&self) -> Vec<PathBuf> {
        table::ALL.iter().map(|table| file_name(table, self.format)).collect()
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let open = |table: &&'static Table| self.format.create(context.folder, table);
        let writers = table::ALL.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Box::new(TablesWriter { format: self.format, writers }))
    }
}

/// A writer for each table of [`table::ALL`], in its order.
struct TablesWriter {
    format: Format,
    writers: Vec<Box<dyn TableWriter>>,
}

impl PartWriter for TablesWriter {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let at = table::ALL.iter().position(|table| std::ptr::eq(*table, row.table));
        self.writers[at.expect("rows are of the tables of the model")].write(row)
    }

    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        let format = self.format;
        let end = |(writer, table): (Box<dyn TableWriter>, &&'static Table)| {
            Ok(Written { name: file_name(table, format), rows: writer.finish()? })
        };
        self.writers.into_iter().zip(&table::ALL).map(end).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tidings_model::table::{Cell, Column, Kind as Holds};

    use super::*;
    use crate::read::read_table;

    fn cell_of(kind: Holds) -> BoxedStrategy<Cell<'static>> {
        let value = match kind {
            Holds::Text => "\\PC{0,12}|[\"\\\\\n\u{0}]{1,3}".prop_map(Cell::from).boxed(),
            Holds::Int => any::<i64>().prop_map(Cell::Int).boxed(),
            Holds::Float => (-1e12f64..1e12).prop_map(Cell::Float).boxed(),
            Holds::Bool => any::<bool>().prop_map(Cell::Bool).boxed(),
            Holds::List(kind) => {
                prop::collection::vec(cell_of(*kind), 0..4).prop_map(Cell::List).boxed()
            }
            Holds::Struct(columns) => row_of(columns).prop_map(Cell::Struct).boxed(),
        };
        prop_oneof![4 => value, 1 => Just(Cell::Null)].boxed()
    }

    fn row_of(columns: &'static [Column]) -> BoxedStrategy<Vec<Cell<'static>>> {
        columns.iter().map(|column| cell_of(column.kind)).collect::<Vec<_>>().boxed()
    }

    fn written_and_read(format: Format, table: &'static Table, rows: &[Vec<Cell<'static>>]) {
        let folder = tempfile::tempdir().unwrap();
        let sink = Tables { format };
        let mut part = sink.open(SinkContext { folder: folder.path(), run: "{}" }).unwrap();
        for cells in rows {
            part.write(Row { table, cells }).unwrap();
        }
        let written = part.finish().unwrap();
        assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), rows.len() as u64);
        let mut found = Vec::new();
        read_table(folder.path(), table, &mut |row| {
            found.push(row);
            true
        })
        .unwrap();
        assert_eq!(found, rows, "{} as {format:?}", table.name);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever stands in a row, every format reads back what was written.
        #[test]
        fn tables_read_back_equal(
            (table, rows) in (0usize..12).prop_flat_map(|at| {
                let table = table::ALL[at];
                (Just(table), prop::collection::vec(row_of(table.columns), 0..6))
            }),
        ) {
            written_and_read(Format::JsonLines, table, &rows);
            written_and_read(Format::Parquet, table, &rows);
        }
    }
}
