//! Rows of output tables as JSON.

use serde_json::{Map, Value};
use tidings_model::table::{Cell, Column, Kind};

/// A row, or the fields of a group within one, by name.
pub(crate) fn object(columns: &[Column], cells: &[Cell<'_>]) -> Value {
    let field =
        |(column, cell): (&Column, &Cell<'_>)| (column.name.to_owned(), value(column.kind, cell));
    Value::Object(columns.iter().zip(cells).map(field).collect::<Map<_, _>>())
}

/// A cell of a column of that kind.
pub(crate) fn value(kind: Kind, cell: &Cell<'_>) -> Value {
    match (cell, kind) {
        (Cell::Text(text), _) => Value::from(text.as_ref()),
        (Cell::Int(n), _) => Value::from(*n),
        (Cell::Float(n), _) => Value::from(*n),
        (Cell::Bool(b), _) => Value::from(*b),
        (Cell::List(cells), Kind::List(kind)) => {
            cells.iter().map(|cell| value(*kind, cell)).collect()
        }
        (Cell::Struct(cells), Kind::Struct(columns)) => object(columns, cells),
        _ => Value::Null,
    }
}
