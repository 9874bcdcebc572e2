//! Reads output tables back, whatever format they were written in.

mod csv;
mod json_lines;
mod parquet;
pub(crate) mod sqlite;
mod wanted;

use std::fs::File;
use std::path::{Path, PathBuf};

use tidings_model::table::{Cell, Table};

use crate::tables::Format;
pub use wanted::Wanted;

const OTHER_VERSION: &str = "a column is missing; it was written by another version";

/// Takes a row; answers whether it wants another.
type Take<'a> = &'a mut dyn FnMut(Vec<Cell<'static>>) -> bool;

/// Why a table cannot be read back.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The folder holds the table in no format.
    #[error(
        "{}: holds no table `{table}`; expected {} of a finished run whose pipeline has the sink `tables`",
        folder.display(),
        Format::names_of(table)
    )]
    Absent {
        /// The folder.
        folder: PathBuf,
        /// The table.
        table: &'static str,
    },
    /// The file is there, but is not what a run writes.
    #[error("{}: {problem}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// The file that holds a table of a finished run.
///
/// # Errors
/// If the folder holds it in no format.
pub fn table_file(folder: &Path, table: &'static Table) -> Result<PathBuf, ReadError> {
    found(folder, table).map(|(_, path)| path)
}

fn found(folder: &Path, table: &'static Table) -> Result<(Format, PathBuf), ReadError> {
    Format::ALL
        .into_iter()
        .map(|format| (format, folder.join(format.file_of(table))))
        .find(|(_, path)| path.is_file())
        .ok_or_else(|| ReadError::Absent { folder: folder.to_owned(), table: table.name })
}

/// Hands every row of a table to `take`, in the order of the file, until it answers `false`.
///
/// # Errors
/// If the folder does not hold the table, or the file is broken.
pub fn read_table(
    folder: &Path,
    table: &'static Table,
    take: &mut dyn FnMut(Vec<Cell<'static>>) -> bool,
) -> Result<(), ReadError> {
    let (format, path) = found(folder, table)?;
    let broken = |problem: String| ReadError::Broken { path: path.clone(), problem };
    let open = || File::open(&path).map_err(|why| broken(why.to_string()));
    match format {
        Format::Parquet => parquet::read(open()?, table, take).map_err(|why| why.to_string()),
        Format::JsonLines => json_lines::read(open()?, table, take),
        Format::Csv => csv::read(open()?, table, take),
        Format::Sqlite => sqlite::read(&path, table, take).map_err(|why| why.to_string()),
    }
    .map_err(broken)
}

/// Hands those rows of a table to `take` that are wanted, until it answers `false`; in which order is
/// the format's affair.
///
/// SQLite uses its indexes, Parquet leaves out row groups and columns, and of JSON Lines only what may
/// be wanted is parsed: finding one of a million rows does not read them all.
///
/// # Errors
/// If the folder does not hold the table, or the file is broken.
pub fn find_rows(
    folder: &Path,
    table: &'static Table,
    wanted: &Wanted,
    take: &mut dyn FnMut(Vec<Cell<'static>>) -> bool,
) -> Result<(), ReadError> {
    let (format, path) = found(folder, table)?;
    let broken = |problem: String| ReadError::Broken { path: path.clone(), problem };
    let open = || File::open(&path).map_err(|why| broken(why.to_string()));
    let mut those = |cells: Vec<Cell<'static>>| !wanted.is_row(table, &cells) || take(cells);
    match format {
        Format::Parquet => {
            parquet::find(open()?, table, wanted, &mut those).map_err(|why| why.to_string())
        }
        Format::JsonLines => json_lines::find(open()?, table, wanted, &mut those),
        Format::Csv => csv::read(open()?, table, &mut those),
        Format::Sqlite => {
            sqlite::find(&path, table, wanted, &mut those).map_err(|why| why.to_string())
        }
    }
    .map_err(broken)
}

#[cfg(test)]
mod tests {
    use tidings_model::table;

    use super::*;

    #[test]
    fn a_folder_without_tables_is_told_what_was_expected() {
        let folder = tempfile::tempdir().unwrap();
        let why = read_table(folder.path(), &table::FACTS, &mut |_| true).unwrap_err().to_string();
        assert!(why.contains("facts.parquet, facts.jsonl, facts.csv or tables.sqlite"), "{why}");
    }

    #[test]
    fn a_file_that_no_run_wrote_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["tables.sqlite", "facts.csv", "facts.jsonl", "facts.parquet"] {
            std::fs::write(folder.path().join(file), "<html>\n").unwrap();
            let why = read_table(folder.path(), &table::FACTS, &mut |_| true).unwrap_err();
            assert!(why.to_string().contains(&format!("{file}: ")), "{why}");
        }
    }
}
