//! Every table in one SQLite file, with indexes, a full-text index over articles, and views.
//!
//! The file is written without a journal, for it gets its name only when it is whole, and in the
//! order in which rows come, so that the same rows give the same bytes.

mod layout;

use std::path::PathBuf;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use tidings_model::table::{self, Cell, Kind, Table};
use tidings_stage::{PartWriter, Row, SinkError, Written};

use crate::json_lines::push_cell;

/// The name of the file.
pub(crate) const FILE: &str = "tables.sqlite";
/// Memory for pages, in KiB; twice as much may be sorted for an index.
const CACHE_KIB: u32 = 64 << 10;

pub(crate) struct Sqlite {
    path: PathBuf,
    file: Connection,
    /// How each table takes a row.
    inserts: Vec<(&'static Table, String)>,
    nested: Vec<u8>,
    rows: u64,
}

impl Sqlite {
    pub(crate) fn create(path: PathBuf) -> Result<Self, SinkError> {
        let file = Connection::open(&path).map_err(refused(&path))?;
        file.set_prepared_statement_cache_capacity(table::ALL.len());
        file.execute_batch(&format!(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA cache_size = -{CACHE_KIB}; BEGIN;"
        ))
        .map_err(refused(&path))?;
        for table in table::ALL {
            file.execute_batch(&layout::create(table)).map_err(refused(&path))?;
        }
        let inserts = table::ALL.map(|table| (table, layout::insert(table))).to_vec();
        Ok(Self { path, file, inserts, nested: Vec::new(), rows: 0 })
    }
}

impl PartWriter for Sqlite {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let (_, sql) = self
            .inserts
            .iter()
            .find(|(table, _)| std::ptr::eq(*table, row.table))
            .expect("rows are of the tables of the model");
        let mut insert = self.file.prepare_cached(sql).map_err(refused(&self.path))?;
        let cells = row.table.columns.iter().zip(row.cells).enumerate();
        cells
            .map(|(at, (column, cell))| (at + 1, column.kind, cell))
            .try_for_each(|(at, kind, cell)| bind(&mut insert, at, (kind, cell), &mut self.nested))
            .and_then(|()| insert.raw_execute())
            .map_err(refused(&self.path))?;
        self.rows += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.file
            .execute_batch(&format!("{}{}COMMIT;", layout::indexes(), layout::VIEWS))
            .map_err(refused(&self.path))?;
        self.file.close().map_err(|(_, why)| refused(&self.path)(why))?;
        Ok(vec![Written { name: PathBuf::from(FILE), rows: self.rows }])
    }
}

fn refused(path: &std::path::Path) -> impl Fn(rusqlite::Error) -> SinkError + use<'_> {
    move |why| SinkError::Format { path: path.to_owned(), problem: why.to_string() }
}

/// Binds a cell; lists and groups as JSON text.
fn bind(
    insert: &mut CachedStatement<'_>,
    at: usize,
    (kind, cell): (Kind, &Cell<'_>),
    nested: &mut Vec<u8>,
) -> rusqlite::Result<()> {
    let value = match cell {
        Cell::Null => ValueRef::Null,
        Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        Cell::Int(n) => ValueRef::Integer(*n),
        Cell::Float(n) => ValueRef::Real(*n),
        Cell::Bool(b) => ValueRef::Integer(i64::from(*b)),
        Cell::List(_) | Cell::Struct(_) => {
            nested.clear();
            push_cell(nested, kind, cell);
            ValueRef::Text(nested)
        }
    };
    insert.raw_bind_parameter(at, ToSqlOutput::Borrowed(value))
}
