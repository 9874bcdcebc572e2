//! The SQL of the file: tables from the columns of the model, indexes, full text and views.

use tidings_model::table::{self, Column, Kind, Table};

use crate::sql::{identifiers, quoted};

/// Views that answer the usual questions, and the full-text index.
pub(super) const VIEWS: &str = include_str!("views.sql");

/// Columns by which rows are looked up though they hold no identifiers.
const ALSO_INDEXED: [&str; 2] = ["speaker", "uri"];

pub(super) fn create(table: &Table) -> String {
    let column = |column: &Column| format!("{} {}", quoted(column.name), type_of(column.kind));
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    format!("CREATE TABLE {} ({}) STRICT;", quoted(table.name), columns.join(", "))
}

pub(super) fn insert(table: &Table) -> String {
    let places = vec!["?"; table.columns.len()];
    format!("INSERT INTO {} VALUES ({})", quoted(table.name), places.join(","))
}

/// Made once all rows are there, which is faster than keeping them up to date.
pub(super) fn indexes() -> String {
    let of = |table: &'static Table| {
        let also = ALSO_INDEXED.into_iter().filter(|name| table.column(name).is_some());
        identifiers(table).chain(also).map(|column| {
            let index = quoted(&format!("{}_{column}", table.name));
            format!("CREATE INDEX {index} ON {} ({});\n", quoted(table.name), quoted(column))
        })
    };
    table::ALL.into_iter().flat_map(of).collect()
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Int | Kind::Bool => "INTEGER",
        Kind::Float => "REAL",
        Kind::Text | Kind::List(_) | Kind::Struct(_) => "TEXT",
    }
}
