//! Rows of tables in JSON, as a sink out of a library takes them.

use serde_json::{Map, Value};
use tidings_model::table::{Cell, Column, Kind};
use tidings_stage::Row;

/// A row as a JSON object of its columns.
pub(crate) fn json(row: Row<'_>) -> String {
    Value::Object(object(row.table.columns, row.cells)).to_string()
}

fn object(columns: &[Column], cells: &[Cell<'_>]) -> Map<String, Value> {
    let field =
        |(column, cell): (&Column, &Cell<'_>)| (column.name.to_owned(), value(cell, column.kind));
    columns.iter().zip(cells).map(field).collect()
}

fn value(cell: &Cell<'_>, kind: Kind) -> Value {
    match (cell, kind) {
        (Cell::Null, _) => Value::Null,
        (Cell::Text(text), _) => text.as_ref().into(),
        (Cell::Int(number), _) => (*number).into(),
        (Cell::Float(number), _) => (*number).into(),
        (Cell::Bool(yes), _) => (*yes).into(),
        (Cell::List(cells), Kind::List(kind)) => {
            cells.iter().map(|cell| value(cell, *kind)).collect()
        }
        (Cell::Struct(cells), Kind::Struct(columns)) => Value::Object(object(columns, cells)),
        (Cell::List(_) | Cell::Struct(_), _) => Value::Null,
    }
}
