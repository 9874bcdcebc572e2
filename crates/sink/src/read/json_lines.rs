//! JSON Lines, read back.

use std::fs::File;
use std::io::{BufRead, BufReader};

use serde_json::Value;
use tidings_model::table::{Cell, Column, Kind, Table};

use super::Take;

pub(super) fn read(file: File, table: &Table, take: Take<'_>) -> Result<(), String> {
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

/// A list or group that stands in a flat format as JSON text.
pub(super) fn nested(kind: Kind, text: &str) -> Result<Cell<'static>, String> {
    let value: Value = serde_json::from_str(text).map_err(|why| why.to_string())?;
    Ok(cell_of(kind, &value))
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
