//! Reads output tables back, whatever format they were written in.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tidings_model::table::{Cell, Column, Kind, Table};

/// Why a table cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The folder holds the table in no format.
    #[error("{}: holds no table `{table}`; expected {table}.parquet or {table}.jsonl of a finished run", folder.display())]
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
    ["parquet", "jsonl"]
        .into_iter()
        .map(|ending| folder.join(format!("{}.{ending}", table.name)))
        .find(|path| path.is_file())
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
    let path = table_file(folder, table)?;
    let broken = |problem: String| ReadError::Broken { path: path.clone(), problem };
    let file = File::open(&path).map_err(|why| broken(why.to_string()))?;
    match path.extension().is_some_and(|ending| ending == "parquet") {
        true => read_parquet(file, table, take).map_err(|why| broken(why.to_string())),
        false => read_json_lines(file, table, take).map_err(broken),
    }
}

fn read_json_lines(
    file: File,
    table: &Table,
    take: &mut dyn FnMut(Vec<Cell<'static>>) -> bool,
) -> Result<(), String> {
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|why| format!("line {}: {why}", at + 1))?;
        let value: Value =
            serde_json::from_str(&line).map_err(|why| format!("line {}: {why}", at + 1))?;
        if !take(cells_of(table.columns, &value)) {
            break;
        }
    }
    Ok(())
}

fn cells_of(columns: &[Column], object: &Value) -> Vec<Cell<'static>> {
    columns.iter().map(|column| cell_of(column.kind, &object[column.name])).collect()
}

fn cell_of(kind: Kind, value: &Value) -> Cell<'static> {
    match (kind, value) {
        (Kind::Text, Value::String(text)) => Cell::from(text.clone()),
        (Kind::Int, Value::Number(n)) => n.as_i64().map_or(Cell::Null, Cell::Int),
        (Kind::Float, Value::Number(n)) => n.as_f64().map_or(Cell::Null, Cell::Float),
        (Kind::Bool, Value::Bool(b)) => Cell::Bool(*b),
        (Kind::List(kind), Value::Array(values)) => {
            Cell::List(values.iter().map(|value| cell_of(*kind, value)).collect())
        }
        (Kind::Struct(columns), Value::Object(_)) => Cell::Struct(cells_of(columns, value)),
        _ => Cell::Null,
    }
}

fn read_parquet(
    file: File,
    table: &Table,
    take: &mut dyn FnMut(Vec<Cell<'static>>) -> bool,
) -> Result<(), Box<dyn std::error::Error>> {
    for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
        let batch = batch?;
        let columns: Option<Vec<(&ArrayRef, Kind)>> = table
            .columns
            .iter()
            .map(|column| Some((batch.column_by_name(column.name)?, column.kind)))
            .collect();
        let columns = columns.ok_or("a column is missing; it was written by another version")?;
        for row in 0..batch.num_rows() {
            if !take(columns.iter().map(|(array, kind)| cell_at(*array, *kind, row)).collect()) {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn cell_at(array: &dyn Array, kind: Kind, row: usize) -> Cell<'static> {
    if array.is_null(row) {
        return Cell::Null;
    }
    match kind {
        Kind::Text => Cell::from(array.as_string::<i32>().value(row).to_owned()),
        Kind::Int => Cell::Int(array.as_primitive::<Int64Type>().value(row)),
        Kind::Float => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
        Kind::Bool => Cell::Bool(array.as_boolean().value(row)),
        Kind::List(kind) => {
            let items = array.as_list::<i32>().value(row);
            Cell::List((0..items.len()).map(|at| cell_at(&items, *kind, at)).collect())
        }
        Kind::Struct(columns) => {
            let parts = array.as_struct().columns().iter().zip(columns);
            Cell::Struct(parts.map(|(part, column)| cell_at(part, column.kind, row)).collect())
        }
    }
}
