//! Brings raw documents in: from files, folders, archives and, as a feature, stores.
//!
//! A source yields [`RawDocument`](tidings_model::RawDocument)s one at a time, in an order that
//! depends on their addresses alone, and never holds more than one of them. What it cannot bring
//! it names, with a reason; nothing is left out in silence. It knows bytes and addresses, and
//! looks at the bytes no further than to tell what they are: decoding and markup are for readers.

mod files;
mod input;
#[cfg(feature = "store")]
mod store;

pub use files::Files;
#[cfg(feature = "store")]
pub use store::Store;

use tidings_stage::Registry;

/// Lists every source of this crate.
pub fn register(registry: &mut Registry) {
    registry.source::<Files>();
    #[cfg(feature = "store")]
    registry.source::<Store>();
}

#[cfg(test)]
mod tests {
    use tidings_stage::Family;

    use super::*;

    #[test]
    fn every_source_is_listed() {
        let mut registry = Registry::new();
        register(&mut registry);
        assert!(registry.get(Family::Source, "files").is_some());
    }
}
