//! What a stage is: the traits of the seven families, what a stage says of itself, and where
//! stages are listed.
//!
//! A stage is built once from its [`Settings`], before the first document; whatever can fail for
//! good fails there. Afterwards it only maps records to records: no clock, no randomness, no order
//! of a hash map in what it answers. The types fix the order of the families:
//!
//! `RawDocument → (read) Article → (clean, gate) Article → (extract) AnnotatedArticle → (aggregate)
//! View → (sink) tables`.

mod aggregate;
mod error;
mod family;
mod gate;
mod pipeline;
mod registry;
mod settings;
mod sink;
mod source;
mod spec;

pub use aggregate::{Aggregator, DynAggregator, Partial};
pub use error::{BuildError, SinkError, SourceError};
pub use family::{Cleaner, Extractor, Family, Halt, Reader};
pub use gate::{DynGate, Frozen, Gate, Seen};
pub use pipeline::{OnReject, Pipeline, RunSettings, Staged};
pub use registry::{Builder, Entry, Registry, Stage};
pub use settings::{Default, Kind, Setting, Settings, Value};
pub use sink::{PartWriter, Row, Sink, SinkContext, Written};
pub use source::{Brought, Source, SourceItems};
pub use spec::{Field, Spec};
