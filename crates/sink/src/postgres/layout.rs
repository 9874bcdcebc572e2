//! The SQL of the tables, derived from the columns of the model.
#![cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "only the loader sends it"))]

use tidings_model::table::{Column, Kind, Table};

use crate::sql::{identifiers, quoted};

/// What the comments of our tables begin with; tables without it are not ours to replace.
pub(super) const MARK: &str = "Tidings: ";

/// A table's name within its schema.
pub(super) fn name(schema: &str, table: &Table) -> String {
    format!("{}.{}", quoted(schema), quoted(table.name))
}

/// Makes a table, with what it and its columns mean as comments.
pub(super) fn create(schema: &str, table: &Table) -> String {
    let name = name(schema, table);
    let column = |column: &Column| format!("{} {}", quoted(column.name), type_of(column.kind));
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    let mut sql = format!("CREATE TABLE {name} ({});\n", columns.join(", "));
    sql += &format!("COMMENT ON TABLE {name} IS {};\n", text(&format!("{MARK}{}", table.about)));
    for column in table.columns {
        let place = format!("{name}.{}", quoted(column.name));
        sql += &format!("COMMENT ON COLUMN {place} IS {};\n", text(column.about));
    }
    sql
}

pub(super) fn copy(schema: &str, table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(column.name)).collect();
    format!("COPY {} ({}) FROM STDIN", name(schema, table), columns.join(", "))
}

/// Indexes are dropped before the rows come and made anew behind them, which is faster. Only identifiers
/// have one: an index takes no long text.
pub(super) fn drop_indexes(schema: &str, table: &Table) -> String {
    let drop = |column: &str| {
        let index = quoted(&format!("{}_{column}", table.name));
        format!("DROP INDEX IF EXISTS {}.{index};\n", quoted(schema))
    };
    identifiers(table).map(drop).collect()
}

pub(super) fn indexes(schema: &str, table: &Table) -> String {
    let create = |column: &str| {
        let index = quoted(&format!("{}_{column}", table.name));
        format!("CREATE INDEX {index} ON {} ({});\n", name(schema, table), quoted(column))
    };
    identifiers(table).map(create).collect()
}

/// The columns as the server lists them: `id text, start bigint`.
pub(super) fn listed(table: &Table) -> String {
    let column = |column: &Column| format!("{} {}", column.name, type_of(column.kind));
    table.columns.iter().map(column).collect::<Vec<_>>().join(", ")
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Int => "bigint",
        Kind::Float => "double precision",
        Kind::Bool => "boolean",
        Kind::List(_) | Kind::Struct(_) => "jsonb",
    }
}

/// A text as a literal.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
