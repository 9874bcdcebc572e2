//! Where results go.

use std::path::{Path, PathBuf};

use tidings_model::table::{Cell, Table};

use crate::SinkError;

/// A row of an output table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The table.
    pub table: &'static Table,
    /// A cell for each of its columns.
    pub cells: &'a [Cell<'a>],
}

/// What a sink may know of the run it writes.
#[derive(Debug, Clone, Copy)]
pub struct SinkContext<'a> {
    /// The folder for its files. They are renamed into place by the runner once all are whole.
    pub folder: &'a Path,
    /// What `run.json` will say, without its `timing`, as a JSON object.
    pub run: &'a str,
}

/// A file that a sink has written, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name within the folder.
    pub name: PathBuf,
    /// How many rows it holds.
    pub rows: u64,
}

/// Writes results in some form.
pub trait Sink: Send + Sync {
    /// The names of the files it will write, so that two sinks never write one file.
    fn files(&self) -> Vec<PathBuf>;

    /// Whether it will be able to write, as far as that can be told before the first document.
    ///
    /// # Errors
    /// If it will not: a server that cannot be reached, or refuses.
    fn check(&self) -> Result<(), SinkError> {
        Ok(())
    }

    /// Begins to write into an empty folder.
    ///
    /// # Errors
    /// If a file cannot be made.
    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError>;
}

/// Takes rows until it is finished.
///
/// Rows come table by table in the order of [`tidings_model::table::ALL`] for the tables of the
/// view (stories to copies), and then article by article, in order of identifier: its row, and its
/// mentions, timexes, quantities, claims and notes.
pub trait PartWriter: Send {
    /// Takes a row.
    ///
    /// # Errors
    /// If it cannot be written.
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError>;

    /// Ends the files. The runner makes them durable and renames them.
    ///
    /// # Errors
    /// If they cannot be ended.
    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError>;
}
