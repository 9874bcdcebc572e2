//! A pipeline, checked and built, ready to run.

use crate::{Cleaner, DynAggregator, DynGate, Extractor, Halt, Reader, Sink, Source, Spec};

/// What to do when a document fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnReject {
    /// Count it, keep it in `rejects.jsonl`, go on.
    Continue,
    /// Stop the run.
    Stop,
}

/// The `[run]` table of a pipeline file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSettings {
    /// Worker threads; 0 is one per core.
    pub threads: usize,
    /// What to do when a document fails.
    pub on_reject: OnReject,
    /// Most documents in a batch.
    pub batch_documents: usize,
    /// Most bytes in a batch, unless one document is larger.
    pub batch_bytes: usize,
    /// Batches in flight; 0 is four per thread.
    pub credits: usize,
    /// Stop after so many documents; none is all of them.
    pub limit: Option<u64>,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            threads: 0,
            on_reject: OnReject::Continue,
            batch_documents: 64,
            batch_bytes: 256 * 1024,
            credits: 0,
            limit: None,
        }
    }
}

/// A built stage with what it says of itself.
pub struct Staged<T: ?Sized> {
    /// What it says of itself.
    pub spec: Spec,
    /// Its name within the pipeline: that of the stage, with `#2` and so on where it stands twice.
    pub label: String,
    /// The stage.
    pub stage: Box<T>,
}

/// A checked pipeline: every stage built, every field that one reads written by another.
pub struct Pipeline {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// A hash of everything that can change a result: stages, settings, lexicons, libraries.
    pub hash: String,
    /// The pipeline in resolved form, as JSON, for `run.json`: no secret, no machine's path.
    pub resolved: String,
    /// How to run it.
    pub run: RunSettings,
    /// Sources, in file order.
    pub sources: Vec<Staged<dyn Source>>,
    /// Readers, one for each media type.
    pub readers: Vec<Staged<dyn Reader>>,
    /// Cleaners, in file order.
    pub cleaners: Vec<Staged<dyn Cleaner>>,
    /// Gates, in file order.
    pub gates: Vec<Staged<dyn DynGate>>,
    /// Extractors, in file order.
    pub extractors: Vec<Staged<dyn Extractor>>,
    /// Aggregators, in the order their fields demand.
    pub aggregators: Vec<Staged<dyn DynAggregator>>,
    /// Sinks, in file order.
    pub sinks: Vec<Staged<dyn Sink>>,
}

impl Pipeline {
    /// Every stage's family-ordered label and spec.
    pub fn stages(&self) -> impl Iterator<Item = (&str, Spec)> {
        fn each<T: ?Sized>(stages: &[Staged<T>]) -> impl Iterator<Item = (&str, Spec)> {
            stages.iter().map(|staged| (staged.label.as_str(), staged.spec))
        }
        each(&self.sources)
            .chain(each(&self.readers))
            .chain(each(&self.cleaners))
            .chain(each(&self.gates))
            .chain(each(&self.extractors))
            .chain(each(&self.aggregators))
            .chain(each(&self.sinks))
    }

    /// The first stage that can do no more work, if there is one, and why.
    #[must_use]
    pub fn halted(&self) -> Option<(&str, Halt)> {
        fn first<'p, T: ?Sized>(
            stages: &'p [Staged<T>],
            halted: impl Fn(&T) -> Option<Halt>,
        ) -> Option<(&'p str, Halt)> {
            let why = |staged: &'p Staged<T>| Some((&*staged.label, halted(&staged.stage)?));
            stages.iter().find_map(why)
        }
        first(&self.readers, |stage| stage.halted())
            .or_else(|| first(&self.cleaners, |stage| stage.halted()))
            .or_else(|| first(&self.extractors, |stage| stage.halted()))
            .or_else(|| first(&self.aggregators, |stage| stage.halted()))
    }
}
