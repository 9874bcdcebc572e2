//! Entities, stories and facts: many articles folded into one view.
//!
//! Every aggregator keeps a compact digest of each article, keyed by the article's id, and does its
//! work in `finish` over the digests in order. So `merge` is the union of two maps, and the result
//! is the same for any grouping and order of articles.

mod anchors;
mod capped;
mod cooccurrence;
mod digests;
mod entities;
mod facts;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod laws;
mod lexicon;
#[cfg(test)]
mod made;
mod names;
mod stories;
mod timeline;
mod towns;
mod union;
mod words;

use tidings_stage::Registry;

pub use anchors::Anchors;
pub use cooccurrence::Cooccurrences;
pub use entities::Entities;
pub use facts::Facts;
pub use stories::Stories;
pub use timeline::Timeline;

/// Lists the aggregators of this crate.
pub fn register(registry: &mut Registry) {
    registry.aggregator::<Entities>();
    registry.aggregator::<Stories>();
    registry.aggregator::<Anchors>();
    registry.aggregator::<Facts>();
    registry.aggregator::<Timeline>();
    registry.aggregator::<Cooccurrences>();
}

#[test]
fn every_aggregator_is_listed() {
    let mut registry = Registry::new();
    register(&mut registry);
    let names: Vec<&str> = registry.iter().map(|entry| entry.spec.name).collect();
    assert_eq!(names, ["anchors", "cooccurrence", "entities", "facts", "stories", "timeline"]);
}
