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

pub mod abi;
mod answer;
mod doc;
#[doc(hidden)]
pub mod glue;
mod records;
pub mod settings;
mod text;

pub use answer::{Edits, Found};
pub use doc::Doc;
pub use glue::Library;
pub use records::BadRecord;

pub use abi::{Level, TextField};
pub use tidings_model::{
    Anchor, Block, BlockKind, Certainty, Claim, ClaimKind, Date, Direction, Label, Mention, Mode,
    Modifier, Moment, Place, Precision, Quantity, Reference, Reject, Span, Speaker, Status, Timex,
    TimexType, Token, TokenKind,
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

/// Changes an article, or rejects it with a reason.
pub trait Cleaner: Stage + Send + Sync + 'static {
    /// Hands the changes to `out`.
    ///
    /// # Errors
    /// If the article is to end here: left out by the stage's own rule, or failed.
    fn clean(&self, doc: &Doc<'_>, out: &mut Edits<'_>) -> Result<(), Reject>;
}

/// Exports the stages of a library: `export_stages! { extractor A; cleaner B; }`.
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
