//! What the SQL of every database has in common.

use tidings_model::table::Table;

/// Columns of identifiers, by which rows are looked up or joined.
const IDENTIFIERS: [&str; 7] = ["id", "article", "entity", "story", "a", "b", "copy_of"];

/// A name as SQL takes it whatever it is.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The columns of a table that have an index everywhere.
pub(crate) fn identifiers(table: &Table) -> impl Iterator<Item = &'static str> + use<'_> {
    IDENTIFIERS.into_iter().filter(|name| table.column(name).is_some())
}
