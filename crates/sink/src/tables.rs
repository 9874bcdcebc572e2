//! `tables`: every output table, in a format of choice.

use std::path::{Path, PathBuf};

use tidings_model::table::{self, Table};
use tidings_stage::{
    BuildError, Default, Family, Field, Kind, PartWriter, Row, Setting, Settings, Sink,
    SinkContext, SinkError, Spec, Stage, Written,
};

use crate::csv::Csv;
use crate::json_lines::JsonLines;
use crate::parquet::Parquet;
use crate::sqlite::{self, Sqlite};

/// The formats that tables can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Parquet,
    JsonLines,
    Csv,
    Sqlite,
}

impl Format {
    /// All of them, in the order in which a folder is searched for tables.
    pub(crate) const ALL: [Self; 4] = [Self::Parquet, Self::JsonLines, Self::Csv, Self::Sqlite];
    /// Their names in a pipeline file, in the same order.
    const WORDS: [&str; 4] = ["parquet", "jsonl", "csv", "sqlite"];

    /// The format of that name.
    fn named(word: &str) -> Option<Self> {
        let named = Self::ALL.into_iter().zip(Self::WORDS);
        named.into_iter().find(|(_, known)| *known == word).map(|(format, _)| format)
    }

    /// The file that holds a table.
    pub(crate) fn file_of(self, table: &Table) -> PathBuf {
        self.file(table.name)
    }

    fn file(self, table: &str) -> PathBuf {
        PathBuf::from(match self {
            Self::Parquet => format!("{table}.parquet"),
            Self::JsonLines => format!("{table}.jsonl"),
            Self::Csv => format!("{table}.csv"),
            Self::Sqlite => sqlite::FILE.to_owned(),
        })
    }

    /// The files that may hold a table, for messages.
    pub(crate) fn names_of(table: &str) -> String {
        let [first, second, third, last] =
            Self::ALL.map(|format| format.file(table).display().to_string());
        format!("{first}, {second}, {third} or {last}")
    }

    /// Begins a table in a file of its own.
    fn create(
        self,
        folder: &Path,
        table: &'static Table,
    ) -> Result<Box<dyn TableWriter>, SinkError> {
        let path = folder.join(self.file_of(table));
        Ok(match self {
            Self::Parquet => Box::new(Parquet::create(path, table)?),
            Self::JsonLines => Box::new(JsonLines::create(path, table)?),
            Self::Csv => Box::new(Csv::create(path, table)?),
            Self::Sqlite => unreachable!("its tables share a file"),
        })
    }
}

/// One table in one file of one format.
pub(crate) trait TableWriter: Send {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError>;
    /// Ends the file and tells how many rows it holds.
    fn finish(self: Box<Self>) -> Result<u64, SinkError>;
}

/// Writes every table: as a file of its own, or as a table of one SQLite file.
#[derive(Debug)]
pub struct Tables {
    format: Format,
}

impl Stage for Tables {
    const SPEC: Spec = Spec {
        name: "tables",
        family: Family::Sink,
        about: "Writes every output table: each as a file of its own, or all into one SQLite file.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[Setting::new("format", Kind::Choice(&Format::WORDS), "The file format.")
            .or(Default::Text("parquet"))],
        example: "format = \"jsonl\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let format = settings.text("format").and_then(Format::named).unwrap_or(Format::Parquet);
        Ok(Self { format })
    }
}

impl Sink for Tables {
    fn files(&self) -> Vec<PathBuf> {
        match self.format {
            Format::Sqlite => vec![PathBuf::from(sqlite::FILE)],
            format => table::ALL.iter().map(|table| format.file_of(table)).collect(),
        }
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        if self.format == Format::Sqlite {
            return Ok(Box::new(Sqlite::create(context.folder.join(sqlite::FILE))?));
        }
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
            Ok(Written { name: format.file_of(table), rows: writer.finish()? })
        };
        self.writers.into_iter().zip(&table::ALL).map(end).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use testkit::hostile;
    use tidings_model::table::Cell;

    use super::*;
    use crate::read::{Wanted, find_rows, read_table};

    #[track_caller]
    fn written_and_read(format: Format, table: &'static Table, rows: &[Vec<Cell<'static>>]) {
        let folder = tempfile::tempdir().unwrap();
        let sink = Tables { format };
        let mut part = sink.open(SinkContext { folder: folder.path(), run: "{}" }).unwrap();
        for cells in rows {
            part.write(Row { table, cells }).unwrap();
        }
        let written = part.finish().unwrap();
        assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), rows.len() as u64);
        let mut names: Vec<PathBuf> = written.into_iter().map(|file| file.name).collect();
        let on_disk = std::fs::read_dir(folder.path()).unwrap();
        let mut on_disk: Vec<_> =
            on_disk.map(|file| PathBuf::from(file.unwrap().file_name())).collect();
        names.sort();
        on_disk.sort();
        assert_eq!(names, on_disk, "what lies in the folder is what was announced");
        let mut found = Vec::new();
        read_table(folder.path(), table, &mut |row| {
            found.push(row);
            true
        })
        .unwrap();
        assert_eq!(found, rows, "{} as {format:?}", table.name);
        for (at, column) in table.columns.iter().enumerate() {
            if column.kind == tidings_model::table::Kind::Text {
                found_again(format, folder.path(), (table, at), rows);
            }
        }
    }

    /// Looking for a row by a text finds it, and all others that begin alike.
    #[track_caller]
    fn found_again(
        format: Format,
        folder: &Path,
        (table, at): (&'static Table, usize),
        rows: &[Vec<Cell<'static>>],
    ) {
        let Some(words) = rows.iter().rev().find_map(|row| row[at].as_text()) else { return };
        let begin: String = words.chars().take(3).collect();
        let alike = |row: &&Vec<Cell<'static>>| {
            row[at].as_text().is_some_and(|text| text.starts_with(&begin))
        };
        let expected: Vec<_> = rows.iter().filter(alike).cloned().collect();
        let wanted = Wanted::beginning(table.columns[at].name, [begin.as_str()]);
        let mut found = Vec::new();
        find_rows(folder, table, &wanted, &mut |row| {
            found.push(row);
            true
        })
        .unwrap();
        let (found, expected) = (format!("{found:?}"), format!("{expected:?}"));
        assert!(found == expected, "{begin:?} in {} as {format:?}", table.columns[at].name);
    }

    #[test]
    fn hostile_text_in_every_column_reads_back_equal() {
        for table in table::ALL {
            let rows = hostile::rows(table);
            Format::ALL.into_iter().for_each(|format| written_and_read(format, table, &rows));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever stands in a row, every format reads back what was written.
        #[test]
        fn tables_read_back_equal((table, rows) in hostile::any_rows()) {
            Format::ALL.into_iter().for_each(|format| written_and_read(format, table, &rows));
        }
    }
}
