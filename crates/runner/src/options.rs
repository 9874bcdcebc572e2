//! How a run is to be made.

use std::time::Duration;

use crate::ledger::{Rejected, Rows};
use crate::meter::{Cost, Meter};
use crate::record::Call;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// What a run tells whoever watches it. Called from the thread that called [`crate::run`] alone.
pub trait Progress {
    /// The run begins; how many bytes there are to read, if every source knows.
    fn started(&self, _bytes: Option<u64>) {}
    /// A pass begins; how many documents it has, if known.
    fn pass(&self, _name: &str, _documents: Option<u64>) {}
    /// So many more documents went through the pass, with so many bytes of input.
    fn advanced(&self, _documents: u64, _bytes: u64) {}
    /// What a batch did. Told only where the time of each stage is taken.
    fn did(&self, _did: &Did<'_>) {}
    /// The run is over, well or not.
    fn finished(&self) {}
}

/// What some documents in a row did.
#[derive(Debug, Clone)]
pub struct Did<'a> {
    /// Documents that were worked on.
    pub documents: u64,
    /// Bytes of input.
    pub bytes: u64,
    /// Label of the stage and reason of every reject.
    pub rejects: Vec<(&'a str, &'a str)>,
    /// Label and cost of every stage that was called.
    pub stages: Vec<(&'a str, Cost)>,
    /// How long batches have waited for batches before them, since the run began.
    pub waited: Duration,
}

impl<'a> Did<'a> {
    /// What a batch did, by the names of the rows.
    pub(crate) fn new(
        (documents, bytes): (u64, u64),
        rows: &'a Rows,
        rejects: &'a [Rejected],
        meter: &Meter,
        waited: Duration,
    ) -> Self {
        let reject = |x: &'a Rejected| (rows.label(x.row as usize), &*x.reject.reason);
        let costs = meter.clone().costs().into_iter().enumerate();
        let called = costs.filter(|(_, cost)| cost.calls > 0);
        Self {
            documents,
            bytes,
            rejects: rejects.iter().map(reject).collect(),
            stages: called.map(|(row, cost)| (rows.label(row), cost)).collect(),
            waited,
        }
    }
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}

/// How a run is to be made: what the pipeline itself does not say.
#[derive(Clone)]
pub struct Options<'a> {
    /// The output folder.
    pub out: PathBuf,
    /// Whether an earlier run there may be replaced.
    pub overwrite: bool,
    /// Whether an unfinished run there is taken up where it stopped.
    pub resume: bool,
    /// Whether the finished run there is made again with its rejected documents alone; all others
    /// stay as that run left them.
    pub replay: bool,
    /// How the run was asked for, for `run.json`.
    pub call: Option<Call>,
    /// The version of the program, for `run.json`.
    pub version: String,
    /// Folders that addresses of documents may be relative to, so that `run.json` can tell where
    /// the pages lie.
    pub bases: Vec<PathBuf>,
    /// Who watches.
    pub progress: &'a dyn Progress,
    /// Set from outside to stop the run: what is in flight is finished and kept.
    pub interrupt: &'a AtomicBool,
    /// Whether the time of each stage is taken. It costs two readings of the clock a call.
    pub measure: bool,
    /// Size in bytes at which a part on disk is closed, made durable and listed as done.
    pub part_bytes: u64,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Options<'static> {
    /// A run into this folder that nobody watches or stops.
    #[must_use]
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            overwrite: false,
            resume: false,
            replay: false,
            call: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            bases: Vec::new(),
            progress: &Silent,
            interrupt: &NEVER,
            measure: false,
            part_bytes: 64 << 20,
        }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("out", &self.out)
            .field("overwrite", &self.overwrite)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}
