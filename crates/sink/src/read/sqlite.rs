//! A table of an SQLite file, read back.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tidings_model::table::{Cell, Kind, Table};

use super::{Take, json_lines};
use crate::sqlite::quoted;

pub(super) fn read(
    path: &Path,
    table: &Table,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(path, flags)?;
    let names: Vec<String> = table.columns.iter().map(|column| quoted(column.name)).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY rowid", names.join(","), quoted(table.name));
    let mut select = file.prepare(&sql)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        if !take(cells_of(table, row)?) {
            break;
        }
    }
    Ok(())
}

/// The cells of a row that was asked for with all columns of its table, in their order.
pub(crate) fn cells_of(
    table: &Table,
    row: &rusqlite::Row<'_>,
) -> Result<Vec<Cell<'static>>, Box<dyn std::error::Error>> {
    let columns = table.columns.iter().enumerate();
    columns.map(|(at, column)| cell_of(column.kind, row.get_ref(at)?)).collect()
}

fn cell_of(kind: Kind, value: ValueRef<'_>) -> Result<Cell<'static>, Box<dyn std::error::Error>> {
    Ok(match (kind, value) {
        (_, ValueRef::Null) => Cell::Null,
        (Kind::Text, _) => Cell::from(value.as_str()?.to_owned()),
        (Kind::Int, _) => Cell::Int(value.as_i64()?),
        (Kind::Float, _) => Cell::Float(value.as_f64()?),
        (Kind::Bool, _) => Cell::Bool(value.as_i64()? != 0),
        (Kind::List(_) | Kind::Struct(_), _) => json_lines::nested(kind, value.as_str()?)?,
    })
}
