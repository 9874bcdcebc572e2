//! The two folds of a run: what a gate learns, and what the aggregators make.

use tidings_model::{AnnotatedArticle, Article, View};
use tidings_stage::{DynAggregator, DynGate, Frozen, Partial, Pipeline, Seen, Staged};

use crate::RunError;
use crate::caught::{caught, guarded};
use crate::fold::{Counts, Fault, Fold};
use crate::ledger::{Rows, Tally};

/// What one gate learns from all articles.
pub(crate) struct Observe<'p> {
    pub(crate) gate: &'p Staged<dyn DynGate>,
    pub(crate) row: usize,
}

impl Observe<'_> {
    /// Makes what was learned ready for use.
    ///
    /// # Errors
    /// If the gate panics.
    pub(crate) fn freeze(&self, seen: Seen, view: &mut View) -> Result<Frozen, RunError> {
        guarded(&self.gate.label, || self.gate.stage.freeze(seen, view))
    }
}

impl Fold for Observe<'_> {
    type Record = Article;
    type Sum = Seen;

    fn start(&self) -> Result<Seen, RunError> {
        guarded(&self.gate.label, || self.gate.stage.start())
    }

    fn add(&self, seen: &mut Seen, article: &Article, counts: &mut Counts) -> Result<(), Fault> {
        // An article arrives at a gate once, when the gate is applied to it.
        let bytes = article.text.len() as usize;
        let call = || caught(|| self.gate.stage.observe(seen, article));
        let result = counts.meter.timed(self.row, bytes, call);
        result.map_err(|message| Fault { row: self.row, message })
    }

    fn count_fault(&self, row: usize, tally: &mut Tally) {
        tally.enter(row);
    }

    fn merge(&self, into: &mut Seen, other: Seen) -> Result<(), RunError> {
        guarded(&self.gate.label, || self.gate.stage.merge(into, other))
    }
}

/// How many rows the articles have in each table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ArticleRows {
    pub(crate) articles: u64,
    pub(crate) mentions: u64,
    pub(crate) timexes: u64,
    pub(crate) quantities: u64,
    pub(crate) claims: u64,
    pub(crate) notes: u64,
}

impl ArticleRows {
    fn of(doc: &AnnotatedArticle) -> Self {
        Self {
            articles: 1,
            mentions: doc.mentions.len() as u64,
            timexes: doc.timexes.len() as u64,
            quantities: doc.quantities.len() as u64,
            claims: doc.claims.len() as u64,
            notes: doc.article.notes.len() as u64,
        }
    }

    fn add(&mut self, more: Self) {
        self.articles += more.articles;
        self.mentions += more.mentions;
        self.timexes += more.timexes;
        self.quantities += more.quantities;
        self.claims += more.claims;
        self.notes += more.notes;
    }
}

/// What all aggregators make of all articles.
pub(crate) struct Aggregate<'p> {
    pub(crate) pipeline: &'p Pipeline,
    pub(crate) rows: &'p Rows,
}

/// A partial of each aggregator, in pipeline order.
pub(crate) struct Partials {
    partials: Vec<Partial>,
    pub(crate) rows: ArticleRows,
}

impl<'p> Aggregate<'p> {
    fn stages(&self) -> impl Iterator<Item = (&'p Staged<dyn DynAggregator>, usize)> + use<'p> {
        self.pipeline.aggregators.iter().zip(self.rows.aggregators.clone())
    }

    /// Lets each aggregator write its part of the view, in pipeline order.
    ///
    /// # Errors
    /// If one of them panics.
    pub(crate) fn finish(&self, partials: Partials, view: &mut View) -> Result<(), RunError> {
        for ((staged, _), partial) in self.stages().zip(partials.partials) {
            tracing::debug!(stage = staged.label, "finish");
            guarded(&staged.label, || staged.stage.finish(partial, view))?;
        }
        Ok(())
    }
}

impl Fold for Aggregate<'_> {
    type Record = AnnotatedArticle;
    type Sum = Partials;

    fn start(&self) -> Result<Partials, RunError> {
        let start =
            |staged: &Staged<dyn DynAggregator>| guarded(&staged.label, || staged.stage.start());
        let partials = self.stages().map(|(staged, _)| start(staged)).collect::<Result<_, _>>()?;
        Ok(Partials { partials, rows: ArticleRows::default() })
    }

    fn add(
        &self,
        sum: &mut Partials,
        doc: &AnnotatedArticle,
        counts: &mut Counts,
    ) -> Result<(), Fault> {
        let bytes = doc.article.text.len() as usize;
        for ((staged, row), partial) in self.stages().zip(&mut sum.partials) {
            counts.tally.enter(row);
            let call = || caught(|| staged.stage.add(partial, doc));
            let result = counts.meter.timed(row, bytes, call);
            result.map_err(|message| Fault { row, message })?;
            counts.tally.leave(row);
        }
        sum.rows.add(ArticleRows::of(doc));
        Ok(())
    }

    fn count_fault(&self, row: usize, tally: &mut Tally) {
        for earlier in self.rows.aggregators.start..row {
            tally.enter(earlier);
            tally.leave(earlier);
        }
        tally.enter(row);
    }

    fn merge(&self, into: &mut Partials, other: Partials) -> Result<(), RunError> {
        let pairs = into.partials.iter_mut().zip(other.partials);
        for ((staged, _), (into, other)) in self.stages().zip(pairs) {
            guarded(&staged.label, || staged.stage.merge(into, other))?;
        }
        into.rows.add(other.rows);
        Ok(())
    }
}
