//! What becomes of a batch in a pass that makes articles.

use tidings_model::{Fate, Reject};

use crate::RunError;
use crate::ledger::{Rejected, Rows, Tally};
use crate::meter::Meter;
use crate::spool::frame::{self, Kind, Record};
use crate::spool::index::Entry;

/// Everything a batch leaves behind, ready to be appended to a part.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The hashes of documents whose outcome is already proven on disk.
    pub(crate) proven: Vec<u128>,
    /// The hashes of the others.
    pub(crate) documents: Vec<u128>,
    /// The frames of articles and rejects.
    pub(crate) frames: Vec<u8>,
    /// Where the articles stand in `frames`.
    pub(crate) entries: Vec<Entry>,
    /// The rejects, in order.
    pub(crate) rejects: Vec<Rejected>,
    /// The counts.
    pub(crate) tally: Tally,
    /// What the stages cost.
    pub(crate) meter: Meter,
    /// Bytes of input.
    pub(crate) bytes: u64,
    /// Why the run cannot go on.
    pub(crate) stop: Option<RunError>,
}

impl Outcome {
    pub(crate) fn new(rows: &Rows, measure: bool) -> Self {
        Self {
            proven: Vec::new(),
            documents: Vec::new(),
            frames: Vec::new(),
            entries: Vec::new(),
            rejects: Vec::new(),
            tally: Tally::new(rows),
            meter: Meter::new(rows.names.len(), measure),
            bytes: 0,
            stop: None,
        }
    }

    /// Keeps an article.
    pub(crate) fn keep(&mut self, record: &impl Record) {
        let offset = self.frames.len() as u64;
        match frame::write_article(&mut self.frames, record) {
            Ok(head) => self.entries.push(Entry::new(head, 0, offset)),
            Err(problem) => self.stop(unstorable(&record.article().uri, problem)),
        }
    }

    /// Stops the run; the first reason counts.
    pub(crate) fn stop(&mut self, why: RunError) {
        self.stop.get_or_insert(why);
    }

    /// Keeps the end of a document.
    pub(crate) fn reject(&mut self, rejected: Rejected) {
        if let Err(problem) = frame::write_record(&mut self.frames, Kind::Reject, &rejected) {
            self.stop(unstorable(&rejected.uri, problem));
        }
        self.rejects.push(rejected);
    }
}

fn unstorable(uri: &str, problem: String) -> RunError {
    RunError::Unstorable { uri: uri.to_owned(), problem }
}

/// The error that stops a run at its first failed document.
///
/// # Errors
/// If one of these failed.
pub(crate) fn stop_at_failure(rejects: &[Rejected], rows: &Rows) -> Result<(), RunError> {
    let failed = |rejected: &&Rejected| rejected.reject.fate == Fate::Failed;
    match rejects.iter().find(failed) {
        None => Ok(()),
        Some(Rejected { uri, row, reject, .. }) => Err(RunError::Rejected {
            uri: uri.clone(),
            stage: rows.label(*row as usize).to_owned(),
            reject: reject.clone(),
        }),
    }
}

/// The reject of a document at which a stage panicked.
pub(crate) fn panicked(message: String) -> Reject {
    Reject::failed("panic", message)
}
