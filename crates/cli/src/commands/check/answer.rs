//! What comes out of a stage for the document of a test.
//!
//! The document goes through a run of its own, in a folder that is thrown away: the source brings
//! this document alone, the pipeline ends behind the named stage, and the one sink keeps its rows.
//! So gates learn, aggregators finish and panics are caught as they would be in any run.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::mpsc;

use anyhow::{Context, Result};
use serde_json::Value;
use tidings_plan::Case;
use tidings_runner::{Options, RejectLine};
use tidings_stage::{OnReject, Pipeline};

use super::{cut, document, gather};

/// What came out of a stage.
pub(super) struct Answer {
    /// Rows by table, in the order in which sinks get them.
    pub(super) rows: BTreeMap<&'static str, Vec<Value>>,
    /// The document or the articles that ended on the way.
    pub(super) rejects: Vec<RejectLine>,
}

impl Answer {
    /// The rows of a table.
    pub(super) fn table(&self, name: &str) -> &[Value] {
        self.rows.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether any article came out.
    pub(super) fn comes_out(&self) -> bool {
        !self.table("articles").is_empty()
    }
}

/// Sends the document of a test up to its stage. The pipeline's sources and sinks are gone
/// afterwards, everything else is as it was.
///
/// # Errors
/// If the run stops: a gate or an aggregator panics where no single document is at fault, or the
/// disk refuses.
pub(super) fn answer(pipeline: &mut Pipeline, case: &Case) -> Result<Answer> {
    let folder = tempfile::tempdir().context("no folder can be made to test in")?;
    let out = folder.path().join("out");
    let (sender, gathered) = mpsc::channel();
    pipeline.run.on_reject = OnReject::Continue;
    pipeline.sources = vec![document::source(case)];
    pipeline.sinks = vec![gather::sink(sender)];
    let rest = cut::behind(pipeline, &case.stage);
    let ended = tidings_runner::run(pipeline, &Options::new(&out));
    rest.put_back(pipeline);
    ended?;
    let mut rows = BTreeMap::<_, Vec<_>>::new();
    gathered.try_iter().for_each(|(table, row)| rows.entry(table).or_default().push(row));
    Ok(Answer { rows, rejects: rejects(&out)? })
}

fn rejects(out: &Path) -> Result<Vec<RejectLine>> {
    let file = std::fs::File::open(out.join("rejects.jsonl"))?;
    let lines = BufReader::new(file).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}
