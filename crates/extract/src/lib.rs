//! What an article says: sentences, tokens, names, dates, quantities, claims.
//!
//! Every stage is one file, named as its [`Spec`](tidings_stage::Spec). In a pipeline they stand in
//! the order of the list in [`register`]: each reads what the ones before it have written. Word
//! lists live in `config/lexicon/`, embedded, and are read when a stage is built.

pub mod aged_persons;
mod atoms;
pub mod claims;
mod dateline;
pub mod datelines;
pub mod dates;
mod learned;
mod lexicon;
mod listed_phrases;
pub mod named_provinces;
pub mod names;
mod numerals;
pub mod parts_of_speech;
pub mod quantities;
pub mod titled_persons;
pub mod tokens;
mod unnamed;
mod word_map;

use tidings_stage::Registry;

/// Lists the stages of this crate.
pub fn register(registry: &mut Registry) {
    registry.extractor::<tokens::Tokens>();
    registry.extractor::<parts_of_speech::PartsOfSpeech>();
    registry.extractor::<names::Names>();
    registry.extractor::<titled_persons::TitledPersons>();
    registry.extractor::<aged_persons::AgedPersons>();
    registry.extractor::<named_provinces::NamedProvinces>();
    registry.extractor::<datelines::Datelines>();
    registry.extractor::<dates::Dates>();
    registry.extractor::<quantities::Quantities>();
    registry.extractor::<claims::Claims>();
}
