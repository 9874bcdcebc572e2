//! The last pass: every table to every sink.
//!
//! First the tables of the view, then article by article in order of identifier. Articles are read
//! and decoded in parallel; rows are made and written by the collector, one after the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tidings_model::table::{self, Cell, Placed, Table};
use tidings_model::{AnnotatedArticle, Placement, View};
use tidings_stage::{PartWriter, Pipeline, Row, Sink, SinkContext, SinkError, Staged};

use crate::RunError;
use crate::caught::guarded;
use crate::folder::{ResultFile, is_plain};
use crate::ledger::{Rows, Tally};
use crate::meter::Meter;

/// The names of all files that the sinks will write.
///
/// # Errors
/// If a name leads out of the folder, is the runner's own, or is another sink's.
pub(crate) fn file_names(pipeline: &Pipeline, own: &[&str]) -> Result<Vec<PathBuf>, RunError> {
    let mut names: Vec<PathBuf> = own.iter().map(PathBuf::from).collect();
    for staged in &pipeline.sinks {
        for name in staged.stage.files() {
            let problem = match () {
                () if !is_plain(&name) => "is not a name within the output folder",
                () if names.contains(&name) => "is written by another sink, or by the run itself",
                () => {
                    names.push(name);
                    continue;
                }
            };
            return Err(RunError::SinkFile { stage: staged.label.clone(), name, problem });
        }
    }
    Ok(names)
}

/// Sinks that are open.
pub(crate) struct Writers<'p> {
    writers: Vec<Writer<'p>>,
    written: BTreeMap<&'static str, u64>,
    pub(crate) tally: Tally,
    pub(crate) meter: Meter,
}

struct Writer<'p> {
    staged: &'p Staged<dyn Sink>,
    row: usize,
    folder: PathBuf,
    part: Box<dyn PartWriter>,
}

/// Calls a sink; its error, or its panic, ends the run.
fn call<T>(label: &str, call: impl FnOnce() -> Result<T, SinkError>) -> Result<T, RunError> {
    guarded(label, call)?.map_err(|source| RunError::Sink { stage: label.to_owned(), source })
}

impl<'p> Writers<'p> {
    /// Opens every sink in a folder of its own, which `folder` makes.
    ///
    /// # Errors
    /// If a folder cannot be made or a sink cannot be opened.
    pub(crate) fn open(
        pipeline: &'p Pipeline,
        (rows, measure): (&Rows, bool),
        run: &str,
        folder: impl Fn(&str) -> Result<PathBuf, RunError>,
    ) -> Result<Self, RunError> {
        let open = |(staged, row): (&'p Staged<dyn Sink>, usize)| {
            let folder = folder(&format!("sink-{row}"))?;
            let context = SinkContext { folder: &folder, run };
            let part = call(&staged.label, || staged.stage.open(context))?;
            Ok(Writer { staged, row, folder, part })
        };
        let sinks = pipeline.sinks.iter().zip(rows.sinks.clone());
        Ok(Self {
            writers: sinks.map(open).collect::<Result<_, RunError>>()?,
            written: BTreeMap::new(),
            tally: Tally::new(rows),
            meter: Meter::new(rows.names.len(), measure),
        })
    }

    /// Writes the tables of the view.
    ///
    /// # Errors
    /// If a sink cannot write.
    pub(crate) fn view(&mut self, view: &View) -> Result<(), RunError> {
        self.all(&table::STORIES, &view.stories, table::story_row)?;
        self.all(&table::ENTITIES, &view.entities, table::entity_row)?;
        self.all(&table::FACTS, &view.facts, table::fact_row)?;
        self.all(&table::TIMELINE, &view.timeline, table::timeline_row)?;
        self.all(&table::COOCCURRENCE, &view.cooccurrence, table::cooccurrence_row)?;
        self.all(&table::COPIES, &view.copies, table::copy_row)
    }

    /// Writes the rows of an article.
    ///
    /// # Errors
    /// If a sink cannot write.
    pub(crate) fn article(
        &mut self,
        doc: &AnnotatedArticle,
        placement: &Placement,
    ) -> Result<(), RunError> {
        self.writers.iter().for_each(|writer| self.tally.enter(writer.row));
        let placed = Placed { doc, placement };
        self.row(&table::ARTICLES, &table::article_row(&placed))?;
        for (index, mention) in (0..).zip(&doc.mentions) {
            self.row(&table::MENTIONS, &table::mention_row(&placed, &index, mention))?;
        }
        for (index, timex) in (0..).zip(&doc.timexes) {
            self.row(&table::TIMEXES, &table::timex_row(&placed, &index, timex))?;
        }
        for quantity in &doc.quantities {
            self.row(&table::QUANTITIES, &table::quantity_row(&placed, quantity))?;
        }
        for claim in &doc.claims {
            self.row(&table::CLAIMS, &table::claim_row(&placed, claim))?;
        }
        for note in doc.article.notes.iter().chain(&placement.notes) {
            self.row(&table::NOTES, &table::note_row(&placed, note))?;
        }
        self.writers.iter().for_each(|writer| self.tally.leave(writer.row));
        Ok(())
    }

    fn all<T>(
        &mut self,
        table: &'static Table,
        records: &[T],
        row: impl for<'a> Fn(&'a T) -> Vec<Cell<'a>>,
    ) -> Result<(), RunError> {
        records.iter().try_for_each(|record| self.row(table, &row(record)))
    }

    fn row(&mut self, table: &'static Table, cells: &[Cell<'_>]) -> Result<(), RunError> {
        *self.written.entry(table.name).or_default() += 1;
        for Writer { staged, row, part, .. } in &mut self.writers {
            let write = || call(&staged.label, || part.write(Row { table, cells }));
            self.meter.timed(*row, 0, write)?;
        }
        Ok(())
    }

    /// Ends every sink: its files, and what was counted.
    ///
    /// # Errors
    /// If a sink cannot end its files, wrote one it did not announce, or if there were other rows
    /// than `expected`.
    pub(crate) fn finish(
        mut self,
        expected: &BTreeMap<String, u64>,
    ) -> Result<(Vec<ResultFile>, Tally, Meter), RunError> {
        for (table, rows) in expected {
            let written = self.written.get(table.as_str()).copied().unwrap_or(0);
            if written != *rows {
                let words = format!("{written} rows of `{table}` were written, {rows} counted");
                return Err(RunError::Ledger(words));
            }
        }
        let mut files = Vec::new();
        for Writer { staged, row, folder, part } in self.writers {
            let finish = || call(&staged.label, || part.finish());
            let written = self.meter.timed(row, 0, finish)?;
            let announced = staged.stage.files();
            for file in written {
                if !announced.contains(&file.name) {
                    return Err(unannounced(&staged.label, &file.name));
                }
                tracing::debug!(stage = staged.label, file = %file.name.display(), rows = file.rows);
                files.push(ResultFile { path: folder.join(&file.name), name: file.name });
            }
        }
        Ok((files, self.tally, self.meter))
    }
}

fn unannounced(label: &str, name: &Path) -> RunError {
    let problem = "was written, but is not among the files the sink announced";
    RunError::SinkFile { stage: label.to_owned(), name: name.to_owned(), problem }
}
