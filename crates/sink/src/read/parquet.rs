//! Parquet, read back.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::file::metadata::RowGroupMetaData;
use tidings_model::table::{Cell, Kind, Table};

use super::{OTHER_VERSION, Take, Wanted};

pub(super) fn read(
    file: File,
    table: &Table,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    rows(ParquetRecordBatchReaderBuilder::try_new(file)?.build()?, table, take)
}

/// The rows that are wanted: row groups that cannot hold any are left out by their statistics, and of
/// the others the column is read before the rest.
pub(super) fn find(
    file: File,
    table: &Table,
    wanted: &Wanted,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let file = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let groups = file.metadata().row_groups().iter().enumerate();
    let groups = groups.filter(|(_, group)| may_hold(group, wanted)).map(|(at, _)| at).collect();
    let mask = ProjectionMask::columns(file.parquet_schema(), [wanted.column]);
    let own = wanted.clone();
    let is = ArrowPredicateFn::new(mask, move |batch| {
        let texts = batch.column(0).as_string::<i32>().iter();
        Ok(texts.map(|text| Some(text.is_some_and(|text| own.is(text)))).collect())
    });
    let filter = RowFilter::new(vec![Box::new(is)]);
    rows(file.with_row_groups(groups).with_row_filter(filter).build()?, table, take)
}

fn may_hold(group: &RowGroupMetaData, wanted: &Wanted) -> bool {
    let column =
        group.columns().iter().find(|column| column.column_path().string() == wanted.column);
    let known = column.and_then(|column| column.statistics());
    let ends = known.and_then(|known| known.min_bytes_opt().zip(known.max_bytes_opt()));
    ends.is_none_or(|(least, greatest)| wanted.may_be_within(least, greatest))
}

fn rows(
    file: ParquetRecordBatchReader,
    table: &Table,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    for batch in file {
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
