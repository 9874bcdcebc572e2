//! A pass that folds a spool into one value.
//!
//! Articles are folded in stretches of a fixed number, in order of identifier, and the stretches
//! are merged in that order. So the grouping depends on the articles alone, never on threads,
//! batches or the order of input, and even a sum of floating-point numbers repeats itself.
//!
//! A panic at one article may leave a half-made value behind. The stretch is then folded anew
//! without that article; the work this can cost is bounded by the length of a stretch.

use std::collections::BTreeMap;

use tidings_model::ArticleId;

use crate::RunError;
use crate::engine::{Ended, Engine};
use crate::ledger::{Rejected, Rows, Tally};
use crate::meter::Meter;
use crate::outcome::panicked;
use crate::spool::frame::Record;
use crate::spool::index::Entry;
use crate::spool::store::Store;

/// Articles in a stretch: enough to make merging cheap, few enough to share out among cores.
const STRETCH: usize = 256;

/// What a fold counts on its way.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) tally: Tally,
    pub(crate) meter: Meter,
}

/// An article at which a stage panicked.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The row of the stage.
    pub(crate) row: usize,
    /// The words of the panic.
    pub(crate) message: String,
}

/// A way to fold articles.
pub(crate) trait Fold: Sync {
    /// The form in which the spool holds them.
    type Record: Record;
    /// What some of them amount to.
    type Sum: Send;

    /// Nothing folded yet.
    fn start(&self) -> Result<Self::Sum, RunError>;
    /// Adds one article.
    fn add(
        &self,
        sum: &mut Self::Sum,
        record: &Self::Record,
        counts: &mut Counts,
    ) -> Result<(), Fault>;
    /// Counts the way of an article that ended at a row.
    fn count_fault(&self, row: usize, tally: &mut Tally);
    /// Adds a later stretch.
    fn merge(&self, into: &mut Self::Sum, other: Self::Sum) -> Result<(), RunError>;
}

/// A stretch, folded.
pub(crate) struct Folded<S> {
    pub(crate) sum: S,
    pub(crate) counts: Counts,
    pub(crate) rejects: Vec<Rejected>,
    /// Identifiers of the articles left out, in order.
    pub(crate) left_out: Vec<u128>,
    pub(crate) documents: u64,
    pub(crate) bytes: u64,
}

/// Folds every article of a spool; `each` hears of every stretch but gets no sum.
///
/// # Errors
/// If the disk refuses, a stage panics outside of any article, or `each` fails.
pub(crate) fn fold<F: Fold>(
    engine: &Engine<'_>,
    (rows, measure): (&Rows, bool),
    store: &Store,
    fold: &F,
    mut each: impl FnMut(Folded<()>) -> Result<(), RunError>,
) -> Result<F::Sum, RunError> {
    let mut total = fold.start()?;
    let stretch = Stretch { fold, store, rows, measure };
    let ended = engine.run_pass(
        store.entries.chunks(STRETCH),
        |entries| stretch.fold(entries),
        |folded| {
            let Folded { sum, counts, rejects, left_out, documents, bytes } = folded?;
            fold.merge(&mut total, sum)?;
            each(Folded { sum: (), counts, rejects, left_out, documents, bytes })
        },
    )?;
    match ended {
        Ended::Whole => Ok(total),
        Ended::Interrupted => Err(RunError::Interrupted),
    }
}

struct Stretch<'a, F> {
    fold: &'a F,
    store: &'a Store,
    rows: &'a Rows,
    measure: bool,
}

/// An article left out of a stretch, by its place in it.
type LeftOut = BTreeMap<usize, (String, ArticleId, Fault)>;

impl<F: Fold> Stretch<'_, F> {
    fn fold(&self, entries: &[Entry]) -> Result<Folded<F::Sum>, RunError> {
        let mut left_out = LeftOut::new();
        loop {
            let before = left_out.len();
            let (sum, mut counts) = self.attempt(entries, &mut left_out)?;
            if left_out.len() == before {
                let faults = left_out.values();
                faults
                    .for_each(|(_, _, fault)| self.fold.count_fault(fault.row, &mut counts.tally));
                return Ok(Folded {
                    sum,
                    counts,
                    left_out: left_out.keys().map(|place| entries[*place].id).collect(),
                    rejects: left_out.into_values().map(reject).collect(),
                    documents: entries.len() as u64,
                    bytes: entries.iter().map(|entry| u64::from(entry.len)).sum(),
                });
            }
        }
    }

    /// Folds the stretch but for what is left out, up to the first fault, which is then left out.
    fn attempt(
        &self,
        entries: &[Entry],
        left_out: &mut LeftOut,
    ) -> Result<(F::Sum, Counts), RunError> {
        let mut sum = self.fold.start()?;
        let mut counts = Counts {
            tally: Tally::new(self.rows),
            meter: Meter::new(self.rows.names.len(), self.measure),
        };
        let mut buffer = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            if left_out.contains_key(&place) {
                continue;
            }
            let record: F::Record = self.store.read(entry, &mut buffer)?;
            if let Err(fault) = self.fold.add(&mut sum, &record, &mut counts) {
                let article = record.article();
                left_out.insert(place, (article.uri.clone(), article.id, fault));
                break;
            }
        }
        Ok((sum, counts))
    }
}

fn reject((uri, article, fault): (String, ArticleId, Fault)) -> Rejected {
    let (row, reject) = (fault.row as u32, panicked(fault.message));
    Rejected { uri, article: Some(article), row, reject }
}
