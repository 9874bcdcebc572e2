//! A table of an SQLite file, read back.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Params, params_from_iter};
use tidings_model::table::{Cell, Kind, Table};

use super::{Take, Wanted, json_lines};
use crate::sql::quoted;

pub(super) fn read(
    path: &Path,
    table: &Table,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    select(&open(path)?, table, "ORDER BY rowid", [], take).map(drop)
}

/// The rows that are wanted, by the index of their column where it has one.
pub(super) fn find(
    path: &Path,
    table: &Table,
    wanted: &Wanted,
    take: Take<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let (file, column) = (open(path)?, quoted(wanted.column));
    let tail = format!("WHERE {column} >= ?1 AND {column} < ?2 ORDER BY rowid");
    for begin in wanted.begins() {
        let behind = behind(begin);
        // Any text is less than any blob.
        let behind = behind.as_deref().map_or(ValueRef::Blob(&[]), ValueRef::Text);
        let ends = [ValueRef::Text(begin.as_bytes()), behind].map(ToSqlOutput::Borrowed);
        if !select(&file, table, &tail, params_from_iter(ends), take)? {
            break;
        }
    }
    Ok(())
}

/// The least bytes behind all texts that begin so; none where there are none.
fn behind(begin: &str) -> Option<Vec<u8>> {
    let mut bytes = begin.as_bytes().to_vec();
    // No byte of UTF-8 is the greatest there is.
    *bytes.last_mut()? += 1;
    Some(bytes)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

/// Hands on rows as SQL after `FROM` chooses them, and tells whether more are wanted.
fn select(
    file: &Connection,
    table: &Table,
    tail: &str,
    with: impl Params,
    take: Take<'_>,
) -> Result<bool, Box<dyn std::error::Error>> {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(column.name)).collect();
    let sql = format!("SELECT {} FROM {} {tail}", names.join(","), quoted(table.name));
    let mut select = file.prepare(&sql)?;
    let mut rows = select.query(with)?;
    while let Some(row) = rows.next()? {
        if !take(cells_of(table, row)?) {
            return Ok(false);
        }
    }
    Ok(true)
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
