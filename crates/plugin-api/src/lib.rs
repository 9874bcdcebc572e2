//! What an author of a stage in a library needs.
//!
//! A library is a crate of type `cdylib` that implements [`Stage`] and a trait of a family, and
//! names its stages once:
//!
//! ```
//! use tidings_plugin_api::{BuildError, Doc, Extractor, Family, Field, Found, Settings, Spec, Stage};
//! use tidings_plugin_api::{Reject, Span};
//!
//! struct Shouts;
//!
//! impl Stage for Shouts {
//!     const SPEC: Spec = Spec {
//!         name: "shouts",
//!         family: Family::Extract,
//!         about: "Notes every exclamation mark.",
//!         reads: &[Field::Text],
//!         writes: &[],
//!         settings: &[],
//!         example: "",
//!     };
//!
//!     fn build(_: &Settings) -> Result<Self, BuildError> {
//!         Ok(Self)
//!     }
//! }
//!
//! impl Extractor for Shouts {
//!     fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
//!         for (at, mark) in doc.text().match_indices('!') {
//!             out.note(Span::at(at..at + mark.len()), "a shout");
//!         }
//!         Ok(())
//!     }
//! }
//!
//! tidings_plugin_api::export_stages! { extractor Shouts; }
//! # fn main() { assert_eq!(tidings_stages().plugin().stage_count, 1); }
//! ```
//!
//! and a pipeline file names it with two lines under `[[extract]]`: `use = "shouts"` and
//! `from = "../target/release/libshouts"`.
//!
//! The traits are those of the stages in the tree, but for the records: a [`Doc`] is borrowed from
//! the host across a C interface ([`abi`]) and costs next to nothing to look at, and a [`Found`]
//! hands each finding back as it is found. A panic rejects the article, with its message; an abort,
//! a stack overflow or an `exit` cannot be caught on this side.

#![expect(
    unsafe_code,
    reason = "the C interface is pointers; each block says why it holds, and authors see none"
)]

use std::path::Path;

pub mod abi;
mod answer;
mod doc;
mod fold;
#[doc(hidden)]
pub mod glue;
mod raw;
mod records;
pub mod settings;
mod sink;
mod text;

pub use answer::{Edits, Found};
pub use doc::Doc;
pub use fold::{Digests, Kept, Rows};
pub use glue::Library;
pub use raw::{Articles, Raw};
pub use records::BadRecord;
pub use sink::Output;

pub use abi::{Level, TextField};
pub use tidings_model::{
    Alias, Anchor, ArticleId, Block, BlockKind, Certainty, Claim, ClaimKind, Cooccurrence, Date,
    Direction, Entity, EntityId, Fact, FactId, Form, Label, MediaType, Mention, Mode, Modifier,
    Moment, Place, Precision, Quantity, Reference, Reject, Span, Speaker, Status, Story, StoryId,
    TimelineEntry, Timex, TimexType, Token, TokenKind,
};
pub use tidings_stage::{
    BuildError, Default, Family, Field, Kind, Setting, Settings, Spec, Stage, Value,
};

/// Finds things in an article, and changes nothing.
pub trait Extractor: Stage + Send + Sync + 'static {
    /// Hands what it finds to `out`. A doubt about a span is a note.
    ///
    /// # Errors
    /// If the article is to end here: left out by the stage's own rule, or failed.
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject>;
}

/// Makes articles of a document of its media types.
pub trait Reader: Stage + Send + Sync + 'static {
    /// The media types it reads.
    const MEDIA: &'static [MediaType];

    /// Hands the articles of one document to `out`.
    ///
    /// # Errors
    /// If the document cannot be read.
    fn read(&self, raw: &Raw<'_>, out: &mut Articles<'_>) -> Result<(), Reject>;
}

/// Makes a part of the view of all articles.
///
/// Each article is digested alone, in parallel, and the digests are kept until all articles were
/// seen. They come back in order of the articles' identifiers, so that the rows depend on the
/// articles alone. A digest is bytes of any form; keep it small, since all are held in memory.
pub trait Aggregator: Stage + Send + Sync + 'static {
    /// Keeps what it needs of one article.
    ///
    /// # Errors
    /// If the article cannot be digested; it is rejected.
    fn digest(&self, doc: &Doc<'_>, out: &mut Kept<'_>) -> Result<(), Reject>;

    /// Makes rows out of all digests.
    ///
    /// # Errors
    /// If that cannot be done; the run stops.
    fn finish(&self, digests: &Digests<'_>, out: &mut Rows<'_>) -> Result<(), String>;
}

/// Writes results in some form.
pub trait Sink: Stage + Send + Sync + 'static {
    /// What takes the rows of one run.
    type Writer: Send + 'static;

    /// The names of the files it will write, so that two sinks never write one file.
    fn files(&self) -> Vec<String>;

    /// Begins to write into an empty folder; `run` is what `run.json` will say.
    ///
    /// # Errors
    /// If it cannot; the run stops.
    fn open(&self, folder: &Path, run: &str) -> Result<Self::Writer, String>;

    /// Takes a row of a table, as a JSON object of its columns.
    ///
    /// # Errors
    /// If it cannot; the run stops.
    fn write(writer: &mut Self::Writer, table: &str, row: &str) -> Result<(), String>;

    /// Ends the files, and names each with the number of its rows.
    ///
    /// # Errors
    /// If it cannot; the run stops.
    fn finish(writer: Self::Writer) -> Result<Vec<Output>, String>;
}

/// Changes an article, or rejects it with a reason.
pub trait Cleaner: Stage + Send + Sync + 'static {
    /// Hands the changes to `out`.
    ///
    /// # Errors
    /// If the article is to end here: left out by the stage's own rule, or failed.
    fn clean(&self, doc: &Doc<'_>, out: &mut Edits<'_>) -> Result<(), Reject>;
}

/// Exports the stages of a library: `export_stages! { extractor A; cleaner B; }`. The families are
/// `reader`, `cleaner`, `extractor`, `aggregator` and `sink`.
///
/// Once in a crate, at its root. It makes the C function that Tidings looks for, and for the
/// author's own tests a function `tidings_stages` that gives the same in Rust.
#[macro_export]
macro_rules! export_stages {
    ($($family:ident $stage:ty;)+) => {
        /// The stages of this library.
        pub fn tidings_stages() -> &'static $crate::Library {
            static LIBRARY: ::std::sync::LazyLock<$crate::Library> = ::std::sync::LazyLock::new(|| {
                $crate::Library::of(vec![$($crate::glue::Exported::$family::<$stage>()),+])
            });
            &LIBRARY
        }

        /// Gives the host what this library says of itself.
        #[expect(unsafe_code, reason = "the host looks the function up by this very name")]
        // SAFETY: no other function of the library has this name, or it would not link.
        #[unsafe(no_mangle)]
        pub extern "C" fn tidings_plugin() -> *const $crate::abi::Plugin {
            $crate::glue::exported(tidings_stages)
        }
    };
}
