//! Parquet, read back.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tidings_model::table::{Cell, Kind, Table};

use super::{OTHER_VERSION, Take};

pub(super) fn read(
    file: File,
    table: &Table,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
        let batch = batch?;
        let columns: Option<Vec<(&ArrayRef, Kind)>> = table
            .columns
            .iter()
            .map(|column| Some((batch.column_by_name(column.name)?, column.kind)))
            .collect();
        let columns = columns.ok_or(OTHER_VERSION)?;
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
