//! What becomes of a batch in a pass that makes articles.

use serde::{Deserialize, Serialize};
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
    /// The hashes of those among the others that met no reject.
    pub(crate) whole: Vec<u128>,
    /// The frames of articles and rejects.
    pub(crate) frames: Vec<u8>,
    /// Where the articles stand in `frames`.
    pub(crate) entries: Vec<Entry>,
    /// The rejects, in order.
    pub(crate) rejects: Vec<Rejected>,
    /// The counts, but for documents that are set apart.
    pub(crate) tally: Tally,
    /// The counts of documents that are set apart, if there are any.
    pub(crate) apart: Option<Tally>,
    /// The counts before the document that is being worked on.
    before: Tally,
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
            whole: Vec::new(),
            frames: Vec::new(),
            entries: Vec::new(),
            rejects: Vec::new(),
            tally: Tally::new(rows),
            apart: None,
            before: Tally::new(rows),
            meter: Meter::new(rows.names.len(), measure),
            bytes: 0,
            stop: None,
        }
    }

    /// Keeps what becomes of a document. One that meets a reject is set apart, so that it can be
    /// taken out again and replayed.
    pub(crate) fn document(&mut self, hash: u128, cook: impl FnOnce(&mut Self)) {
        self.documents.push(hash);
        let (articles, rejects) = (self.entries.len(), self.rejects.len());
        self.before.copy(&self.tally);
        cook(self);
        if self.rejects.len() == rejects {
            self.whole.push(hash);
            return;
        }
        let tally = self.tally.since(&self.before);
        self.tally.copy(&self.before);
        self.apart.get_or_insert_default().join(&tally);
        let apart = Apart {
            articles: (self.entries.len() - articles) as u32,
            rejects: (self.rejects.len() - rejects) as u32,
            tally,
        };
        frame::write_record(&mut self.frames, Kind::Apart, &apart).expect("counts are plain data");
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

/// What a document left behind that met a reject: the articles and rejects right before.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Apart {
    /// How many articles came of it all the same.
    pub(crate) articles: u32,
    /// How many rejects.
    pub(crate) rejects: u32,
    /// What was counted on its way.
    pub(crate) tally: Tally,
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
