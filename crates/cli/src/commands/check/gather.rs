//! A sink that keeps its rows.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use serde_json::Value;
use tidings_stage::{
    Family, Field, PartWriter, Row, Sink, SinkContext, SinkError, Spec, Staged, Written,
};

use crate::rows;

const SPEC: Spec = Spec {
    name: "gather",
    family: Family::Sink,
    about: "Keeps the rows of a test.",
    reads: &[Field::Text],
    writes: &[],
    settings: &[],
    example: "",
};

/// The name of a table, and a row of it.
pub(super) type Gathered = (&'static str, Value);

/// The sink that hands on every row.
pub(super) fn sink(rows: Sender<Gathered>) -> Staged<dyn Sink> {
    Staged { spec: SPEC, label: SPEC.name.to_owned(), stage: Box::new(Gather(rows)) }
}

struct Gather(Sender<Gathered>);

impl Sink for Gather {
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn open(&self, _: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        Ok(Box::new(Gather(self.0.clone())))
    }
}

impl PartWriter for Gather {
    fn write(&mut self, Row { table, cells }: Row<'_>) -> Result<(), SinkError> {
        // Nobody waits for rows any more only if the test is over.
        let _ = self.0.send((table.name, rows::object(table.columns, cells)));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        Ok(Vec::new())
    }
}
