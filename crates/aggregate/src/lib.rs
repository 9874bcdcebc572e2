//! Entities, stories and facts: many articles folded into one view.
//!
//! Every aggregator keeps a compact digest of each article, keyed by the article's id, and does its
//! work in `finish` over the digests in order. So `merge` is the union of two maps, and the result
//! is the same for any grouping and order of articles.

mod entities;
mod lexicon;
mod names;
mod stories;
mod union;
mod words;

use tidings_stage::Registry;

pub use entities::Entities;
pub use stories::Stories;

/// Lists the aggregators of this crate.
pub fn register(registry: &mut Registry) {
    registry.aggregator::<Entities>();
    registry.aggregator::<Stories>();
}
