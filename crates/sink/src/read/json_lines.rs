//! JSON Lines, read back.

use std::fs::File;
use std::io::{BufRead, BufReader};

use memchr::memmem;
use serde_json::Value;
use tidings_model::table::{Cell, Column, Kind, Table};

use super::{Take, Wanted};

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

/// The rows that are wanted, and perhaps others: only lines in which the words stand are parsed.
pub(super) fn find(
    file: File,
    table: &Table,
    wanted: &Wanted,
    take: Take<'_>,
) -> Result<(), String> {
    // A quotation mark within a text is escaped, so this is found as a name alone.
    let name = memmem::Finder::new(&format!("\"{}\":", wanted.column)).into_owned();
    let begins: Vec<String> = wanted.begins().iter().map(|begin| escaped(begin)).collect();
    let may_be = |line: &[u8]| {
        let mut values = name.find_iter(line).map(|at| &line[at + name.needle().len()..]);
        values.any(|value| begins.iter().any(|begin| value.starts_with(begin.as_bytes())))
    };
    let mut file = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut at) = (Vec::new(), 0);
    loop {
        line.clear();
        at += 1;
        let problem = |why: &dyn std::fmt::Display| format!("line {at}: {why}");
        if file.read_until(b'\n', &mut line).map_err(|why| problem(&why))? == 0 {
            return Ok(());
        }
        if may_be(&line) {
            let value: Value = serde_json::from_slice(&line).map_err(|why| problem(&why))?;
            if !take(cells_of(table.columns, &value)) {
                return Ok(());
            }
        }
    }
}

/// The beginning of a text as it is written.
fn escaped(text: &str) -> String {
    let mut json = Value::from(text).to_string();
    json.pop();
    json
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
