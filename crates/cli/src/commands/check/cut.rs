//! Pipelines that end behind one of their stages.

use tidings_stage::{Cleaner, DynAggregator, DynGate, Extractor, Pipeline, Reader, Staged};

/// The stages that were taken out of a pipeline.
pub(super) struct Rest {
    readers: Vec<Staged<dyn Reader>>,
    cleaners: Vec<Staged<dyn Cleaner>>,
    gates: Vec<Staged<dyn DynGate>>,
    extractors: Vec<Staged<dyn Extractor>>,
    aggregators: Vec<Staged<dyn DynAggregator>>,
}

/// Takes the stages out that come behind the named one, in the order in which they run.
///
/// Readers stand beside each other: a named reader is the only one that stays. Behind a sink there
/// is nothing.
pub(super) fn behind(pipeline: &mut Pipeline, label: &str) -> Rest {
    if let Some(at) = pipeline.readers.iter().position(|staged| staged.label == label) {
        pipeline.readers.swap(0, at);
    }
    let mut taker = Taker { label, found: false };
    Rest {
        readers: taker.take(&mut pipeline.readers),
        cleaners: taker.take(&mut pipeline.cleaners),
        gates: taker.take(&mut pipeline.gates),
        extractors: taker.take(&mut pipeline.extractors),
        aggregators: taker.take(&mut pipeline.aggregators),
    }
}

impl Rest {
    /// Puts the stages back where they were, but for the order of readers, which means nothing.
    pub(super) fn put_back(self, pipeline: &mut Pipeline) {
        pipeline.readers.extend(self.readers);
        pipeline.cleaners.extend(self.cleaners);
        pipeline.gates.extend(self.gates);
        pipeline.extractors.extend(self.extractors);
        pipeline.aggregators.extend(self.aggregators);
    }
}

/// Goes through the families in order and looks for a stage.
struct Taker<'l> {
    label: &'l str,
    found: bool,
}

impl Taker<'_> {
    /// The stages of a family that come behind the one looked for.
    fn take<T: ?Sized>(&mut self, stages: &mut Vec<Staged<T>>) -> Vec<Staged<T>> {
        if self.found {
            return std::mem::take(stages);
        }
        let at = stages.iter().position(|staged| staged.label == self.label);
        self.found = at.is_some();
        stages.split_off(at.map_or(stages.len(), |at| at + 1))
    }
}
