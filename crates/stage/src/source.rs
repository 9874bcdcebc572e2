//! Where documents come from.

use tidings_model::{RawDocument, Reject};

use crate::SourceError;

/// One thing a source brings: a document, or the place of one that it could not bring.
#[derive(Debug, Clone, PartialEq)]
pub enum Brought {
    /// A document.
    Document(RawDocument),
    /// A document that could not be read; the source goes on behind it.
    Rejected {
        /// Where it lies.
        uri: String,
        /// Why it did not come.
        reject: Reject,
    },
}

/// An iterator over what a source brings, in a fixed order.
pub type SourceItems<'a> = Box<dyn Iterator<Item = Brought> + Send + 'a>;

/// Yields documents.
pub trait Source: Send + Sync {
    /// Looks whether there is anything to read, before the run.
    ///
    /// # Errors
    /// If a path is absent, or nothing matches.
    fn check(&self) -> Result<(), SourceError>;

    /// Begins to read. The order depends on the addresses alone, not on that of the settings.
    ///
    /// # Errors
    /// If the source cannot be read at all.
    fn open(&self) -> Result<SourceItems<'_>, SourceError>;

    /// How many bytes there are to read, as far as is known, for the progress bar.
    fn size_hint_bytes(&self) -> Option<u64> {
        None
    }

    /// Brings one document again, by its address, if it is one of this source's.
    ///
    /// # Errors
    /// If it is this source's document but can no longer be read.
    fn fetch(&self, uri: &str) -> Result<Option<RawDocument>, SourceError>;
}
