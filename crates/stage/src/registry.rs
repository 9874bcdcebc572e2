//! The list of stages that a pipeline file can name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{
    Aggregator, BuildError, Cleaner, DynAggregator, DynGate, Extractor, Family, Gate, Reader,
    Settings, Sink, Source, Spec,
};

/// A stage that can be built from settings.
pub trait Stage: Sized {
    /// What it says of itself.
    const SPEC: Spec;

    /// Builds it. Whatever can fail for good fails here, before the first document.
    ///
    /// # Errors
    /// If a setting makes no sense, or a file it names cannot be used.
    fn build(settings: &Settings) -> Result<Self, BuildError>;
}

type Make<T> = Arc<dyn Fn(&Settings) -> Result<Box<T>, BuildError> + Send + Sync>;

/// How a stage of each family is made.
#[derive(Clone)]
pub enum Builder {
    /// A source.
    Source(Make<dyn Source>),
    /// A reader.
    Read(Make<dyn Reader>),
    /// A cleaner.
    Clean(Make<dyn Cleaner>),
    /// A gate.
    Gate(Make<dyn DynGate>),
    /// An extractor.
    Extract(Make<dyn Extractor>),
    /// An aggregator.
    Aggregate(Make<dyn DynAggregator>),
    /// A sink.
    Sink(Make<dyn Sink>),
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Builder")
    }
}

/// A stage in the list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it says of itself.
    pub spec: Spec,
    /// How it is made.
    pub builder: Builder,
}

/// The stages that a pipeline file can name, by family and name.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    entries: BTreeMap<(Family, &'static str), Entry>,
}

macro_rules! register {
    ($($(#[$meta:meta])* $method:ident, $bound:path, $variant:ident, $object:path;)+) => {$(
        $(#[$meta])*
        ///
        /// # Panics
        /// If the family already has a stage of that name, or the stage belongs to another family.
        pub fn $method<T: Stage + $bound + 'static>(&mut self) {
            let make = |settings: &Settings| Ok(Box::new(T::build(settings)?) as Box<dyn $object>);
            self.insert(Entry { spec: T::SPEC, builder: Builder::$variant(Arc::new(make)) });
        }
    )+};
}

impl Registry {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    register! {
        /// Lists a source.
        source, Source, Source, Source;
        /// Lists a reader.
        reader, Reader, Read, Reader;
        /// Lists a cleaner.
        cleaner, Cleaner, Clean, Cleaner;
        /// Lists a gate.
        gate, Gate, Gate, DynGate;
        /// Lists an extractor.
        extractor, Extractor, Extract, Extractor;
        /// Lists an aggregator.
        aggregator, Aggregator, Aggregate, DynAggregator;
        /// Lists a sink.
        sink, Sink, Sink, Sink;
    }

    /// Lists a stage from elsewhere, such as a library.
    ///
    /// # Panics
    /// If the family already has a stage of that name, or the builder makes another family.
    pub fn insert(&mut self, entry: Entry) {
        let (family, name) = (entry.spec.family, entry.spec.name);
        assert_eq!(family, entry.builder.family(), "`{name}` is listed under another family");
        let before = self.entries.insert((family, name), entry);
        assert!(before.is_none(), "there are two {family} stages named `{name}`");
    }

    /// The stage of that name in a family.
    #[must_use]
    pub fn get(&self, family: Family, name: &str) -> Option<&Entry> {
        self.family(family).find(|entry| entry.spec.name == name)
    }

    /// The stages of a family, in order of name.
    pub fn family(&self, family: Family) -> impl Iterator<Item = &Entry> {
        self.iter().filter(move |entry| entry.spec.family == family)
    }

    /// Every stage, by family and name.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }
}

impl Builder {
    /// The family of what it makes.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Builder::Source(_) => Family::Source,
            Builder::Read(_) => Family::Read,
            Builder::Clean(_) => Family::Clean,
            Builder::Gate(_) => Family::Gate,
            Builder::Extract(_) => Family::Extract,
            Builder::Aggregate(_) => Family::Aggregate,
            Builder::Sink(_) => Family::Sink,
        }
    }
}
