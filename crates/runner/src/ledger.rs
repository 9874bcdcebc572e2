//! What went into every stage, what came out, and what became of the rest.
//!
//! Arrivals, departures and rejects are counted at three separate places, so that
//! [`Ledger::check`] can fail: in = out + rejects for every row, and what leaves a row arrives at
//! the next.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tidings_model::{ArticleId, Fate, Reject};
use tidings_stage::Pipeline;

use crate::RunError;
use crate::kept::Kept;

/// The runner's own step that finds a reader for a document.
pub(crate) const DISPATCH: &str = "dispatch";
/// The runner's own step that lets each address through once.
pub(crate) const UNIQUE: &str = "unique";
/// What the runner's own steps call their family.
const RUNNER: &str = "runner";

/// Where each stage's row stands, in the order a document meets them.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Label and family of every row.
    pub(crate) names: Vec<(String, &'static str)>,
    pub(crate) sources: Range<usize>,
    pub(crate) dispatch: usize,
    pub(crate) readers: Range<usize>,
    pub(crate) cleaners: Range<usize>,
    pub(crate) unique: usize,
    pub(crate) gates: Range<usize>,
    pub(crate) extractors: Range<usize>,
    pub(crate) aggregators: Range<usize>,
    pub(crate) sinks: Range<usize>,
}

impl Rows {
    pub(crate) fn of(pipeline: &Pipeline) -> Self {
        let mut stages =
            pipeline.stages().map(|(label, spec)| (label.to_owned(), spec.family.as_str()));
        let mut names = Vec::new();
        let mut take = |names: &mut Vec<_>, count: usize| {
            let from = names.len();
            names.extend(stages.by_ref().take(count));
            from..names.len()
        };
        let own = |names: &mut Vec<_>, label: &str| {
            names.push((label.to_owned(), RUNNER));
            names.len() - 1
        };
        let sources = take(&mut names, pipeline.sources.len());
        let dispatch = own(&mut names, DISPATCH);
        let readers = take(&mut names, pipeline.readers.len());
        let cleaners = take(&mut names, pipeline.cleaners.len());
        // Copies of an address are told apart in the first spool: before the gates, which must not
        // learn from an article twice, and, where there is no gate, after the extractors.
        let early = (!pipeline.gates.is_empty()).then(|| own(&mut names, UNIQUE));
        let gates = take(&mut names, pipeline.gates.len());
        let extractors = take(&mut names, pipeline.extractors.len());
        let unique = early.unwrap_or_else(|| own(&mut names, UNIQUE));
        let aggregators = take(&mut names, pipeline.aggregators.len());
        let sinks = take(&mut names, pipeline.sinks.len());
        Self {
            names,
            sources,
            dispatch,
            readers,
            cleaners,
            unique,
            gates,
            extractors,
            aggregators,
            sinks,
        }
    }

    /// Rows of cleaners alone, to measure what counting costs.
    pub(crate) fn of_steps(steps: usize) -> Self {
        Self {
            names: (0..steps).map(|step| (step.to_string(), "clean")).collect(),
            sources: 0..0,
            dispatch: 0,
            readers: 0..0,
            cleaners: 0..steps,
            unique: 0,
            gates: steps..steps,
            extractors: steps..steps,
            aggregators: steps..steps,
            sinks: steps..steps,
        }
    }

    pub(crate) fn label(&self, row: usize) -> &str {
        &self.names[row].0
    }

    /// The rows that an article meets one after the other.
    fn articles(&self) -> Range<usize> {
        self.readers.end..self.sinks.start
    }
}

/// Arrivals and departures of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// Arrived.
    pub(crate) entered: u64,
    /// Went on.
    pub(crate) left: u64,
    /// Articles made, by a reader.
    pub(crate) yielded: u64,
    /// Bytes that arrived, at a source.
    pub(crate) bytes: u64,
}

/// Arrivals and departures of every row, of some documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally(Vec<Count>);

impl Tally {
    pub(crate) fn new(rows: &Rows) -> Self {
        Self(vec![Count::default(); rows.names.len()])
    }

    pub(crate) fn enter(&mut self, row: usize) {
        self.0[row].entered += 1;
    }

    pub(crate) fn leave(&mut self, row: usize) {
        self.0[row].left += 1;
    }

    pub(crate) fn of(&mut self, row: usize) -> &mut Count {
        &mut self.0[row]
    }

    /// Becomes equal to another of the same rows, without a new allocation.
    pub(crate) fn copy(&mut self, other: &Tally) {
        self.0.copy_from_slice(&other.0);
    }

    /// What was counted since it was equal to `before`.
    pub(crate) fn since(&self, before: &Tally) -> Tally {
        let since = |(now, before): (&Count, &Count)| Count {
            entered: now.entered - before.entered,
            left: now.left - before.left,
            yielded: now.yielded - before.yielded,
            bytes: now.bytes - before.bytes,
        };
        Tally(self.0.iter().zip(&before.0).map(since).collect())
    }

    /// Adds what was counted elsewhere; `false` if that has other rows.
    #[must_use]
    pub(crate) fn add(&mut self, other: &Tally) -> bool {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            count.entered += more.entered;
            count.left += more.left;
            count.yielded += more.yielded;
            count.bytes += more.bytes;
        }
        self.0.len() == other.0.len()
    }

    /// Adds what was counted elsewhere, of the same rows; takes it over if there are none yet.
    pub(crate) fn join(&mut self, other: &Tally) {
        if self.0.is_empty() {
            *self = other.clone();
        } else {
            let same = self.add(other);
            debug_assert!(same, "tallies of one run have the same rows");
        }
    }

    fn sum(&self, rows: Range<usize>, field: impl Fn(&Count) -> u64) -> u64 {
        self.0[rows].iter().map(field).sum()
    }
}

/// A document or article that ended at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// Where it lies.
    pub(crate) uri: String,
    /// The article, where there was one already.
    pub(crate) article: Option<ArticleId>,
    /// The row of the stage.
    pub(crate) row: u32,
    /// Why.
    pub(crate) reject: Reject,
}

/// The counts of a run.
#[derive(Debug)]
pub(crate) struct Ledger {
    rows: Rows,
    tally: Tally,
    /// Everything that was rejected, in no order until [`Ledger::settle`].
    rejects: Vec<Kept>,
}

/// Rejects of one row by reason, one map for each fate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reasons {
    pub(crate) dropped: BTreeMap<String, u64>,
    pub(crate) failed: BTreeMap<String, u64>,
}

impl Reasons {
    fn add(&mut self, reject: &Kept) {
        let reasons = match reject.fate {
            Fate::Dropped => &mut self.dropped,
            Fate::Failed => &mut self.failed,
        };
        *reasons.entry(reject.reason.to_string()).or_default() += 1;
    }

    fn count(&self) -> u64 {
        self.dropped.values().chain(self.failed.values()).sum()
    }
}

impl Ledger {
    pub(crate) fn new(rows: Rows) -> Self {
        let tally = Tally::new(&rows);
        Self { rows, tally, rejects: Vec::new() }
    }

    pub(crate) fn add(&mut self, tally: &Tally, rejects: Vec<Rejected>) -> Result<(), RunError> {
        self.reject(rejects);
        match self.tally.add(tally) {
            true => Ok(()),
            false => Err(RunError::Ledger("a part on disk counts other stages".to_owned())),
        }
    }

    pub(crate) fn reject(&mut self, rejects: Vec<Rejected>) {
        for rejected in rejects {
            let kept = Kept::of(rejected, self.rejects.last());
            self.rejects.push(kept);
        }
    }

    /// Puts the rejects into their final order.
    pub(crate) fn settle(&mut self) {
        self.rejects.sort_unstable_by(|a, b| a.key().cmp(&b.key()));
    }

    pub(crate) fn rejects(&self) -> &[Kept] {
        &self.rejects
    }

    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(crate) fn count(&self, row: usize) -> Count {
        self.tally.0[row]
    }

    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Rejects by row and reason.
    pub(crate) fn reasons(&self) -> Vec<Reasons> {
        let mut reasons = vec![Reasons::default(); self.rows.names.len()];
        for rejected in &self.rejects {
            reasons[rejected.row as usize].add(rejected);
        }
        reasons
    }

    /// Holds the counts against each other; `articles` went to the sinks.
    ///
    /// # Errors
    /// If a row or a step between rows does not balance.
    pub(crate) fn check(&self, articles: u64) -> Result<(), RunError> {
        let unbalanced = |what: String| Err(RunError::Ledger(what));
        for (row, reasons) in self.reasons().iter().enumerate() {
            let (count, rejected) = (self.count(row), reasons.count());
            if count.entered != count.left + rejected {
                let Count { entered, left, .. } = count;
                let label = self.rows.label(row);
                return unbalanced(format!(
                    "`{label}`: in {entered}, out {left}, rejected {rejected}"
                ));
            }
        }
        for (from, to, left, entered) in self.steps(articles) {
            if left != entered {
                return unbalanced(format!("{left} left {from}, {entered} came to {to}"));
            }
        }
        Ok(())
    }

    /// Every step from one row to the next: names, how many left the one and came to the other.
    fn steps(&self, articles: u64) -> Vec<(String, String, u64, u64)> {
        let (rows, tally) = (&self.rows, &self.tally);
        let dispatch = rows.dispatch..rows.dispatch + 1;
        let name = |row: usize| format!("`{}`", rows.label(row));
        let mut steps = vec![
            (
                "the sources".to_owned(),
                name(rows.dispatch),
                tally.sum(rows.sources.clone(), |x| x.left),
                tally.sum(dispatch.clone(), |x| x.entered),
            ),
            (
                name(rows.dispatch),
                "the readers".to_owned(),
                tally.sum(dispatch, |x| x.left),
                tally.sum(rows.readers.clone(), |x| x.entered),
            ),
        ];
        let mut before = ("the readers".to_owned(), tally.sum(rows.readers.clone(), |x| x.yielded));
        for row in rows.articles() {
            steps.push((before.0, name(row), before.1, tally.0[row].entered));
            before = (name(row), tally.0[row].left);
        }
        steps.push((before.0.clone(), "the sinks".to_owned(), before.1, articles));
        for row in rows.sinks.clone() {
            steps.push((before.0.clone(), name(row), articles, tally.0[row].entered));
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        let label = |name: &str| (name.to_owned(), "x");
        Rows {
            names: ["files", DISPATCH, "text", "tidy", UNIQUE, "tables"].map(label).to_vec(),
            sources: 0..1,
            dispatch: 1,
            readers: 2..3,
            cleaners: 3..4,
            unique: 4,
            gates: 4..4,
            extractors: 4..4,
            aggregators: 5..5,
            sinks: 5..6,
        }
    }

    /// Two documents in, three articles out of them, one of which is dropped.
    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(rows());
        for (row, entered, left, yielded) in
            [(0, 2, 2, 0), (1, 2, 2, 0), (2, 2, 2, 3), (3, 3, 2, 0), (4, 2, 2, 0), (5, 2, 2, 0)]
        {
            *ledger.tally.of(row) = Count { entered, left, yielded, bytes: 0 };
        }
        let reject = Reject::dropped("empty", "nothing left");
        ledger.reject(vec![Rejected { uri: "a".to_owned(), article: None, row: 3, reject }]);
        ledger
    }

    #[test]
    fn balances() {
        assert!(ledger().check(2).is_ok());
    }

    #[test]
    fn every_count_matters() {
        for row in 0..6 {
            for change in [|x: &mut Count| x.entered += 1, |x: &mut Count| x.left += 1] {
                let mut ledger = ledger();
                change(ledger.tally.of(row));
                assert!(matches!(ledger.check(2), Err(RunError::Ledger(_))), "row {row}");
            }
        }
        let mut more = ledger();
        more.tally.of(2).yielded += 1;
        assert!(more.check(2).is_err());
        let mut fewer = ledger();
        fewer.rejects.clear();
        assert!(fewer.check(2).is_err());
        assert!(ledger().check(3).is_err());
    }

    #[test]
    fn one_thing_over_at_both_ends_of_a_step_is_seen() {
        let mut ledger = ledger();
        ledger.tally.of(0).entered += 1;
        ledger.tally.of(0).left += 1;
        let words = ledger.check(2).unwrap_err().to_string();
        assert!(words.contains("3 left the sources, 2 came to `dispatch`"), "{words}");
    }

    #[test]
    fn rejects_have_one_order() {
        let rejected = |uri: &str, row, reason| Rejected {
            uri: uri.to_owned(),
            article: None,
            row,
            reject: Reject::dropped(reason, ""),
        };
        let sorted = [rejected("a", 1, "y"), rejected("a", 2, "x"), rejected("b", 0, "x")];
        let mut ledger = Ledger::new(rows());
        ledger.reject(sorted.iter().rev().cloned().collect());
        ledger.settle();
        assert_eq!(ledger.rejects(), sorted.map(|rejected| Kept::of(rejected, None)));
    }
}
