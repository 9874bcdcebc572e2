//! Raw documents to clean articles, each byte traced.

mod blocks;
mod characters;
mod charset;
mod copies;
mod copying;
mod facts;
mod furniture;
mod host;
mod html;
mod json;
mod json_line;
mod keep_language;
mod language;
mod lexicon;
mod main_text;
mod max_lines;
mod mojibake;
mod page;
mod page_breaks;
mod page_facts;
mod page_furniture;
mod page_verdict;
mod quality;
mod quality_length;
mod quality_line_ends;
mod quality_lines;
mod quality_repeats;
mod quality_stop_words;
mod quality_symbols;
mod site_lines;
mod sites;
mod text;
mod verdict;

use tidings_model::Span;
use tidings_stage::Registry;

pub use blocks::Blocks;
pub use characters::Characters;
pub use copies::{Copies, Marks, Sketches};
pub use html::Html;
pub use json_line::JsonLine;
pub use keep_language::KeepLanguage;
pub use language::Language;
pub use main_text::MainText;
pub use mojibake::Mojibake;
pub use page_breaks::PageBreaks;
pub use page_facts::PageFacts;
pub use page_furniture::PageFurniture;
pub use page_verdict::PageVerdict;
pub use quality_length::QualityLength;
pub use quality_line_ends::QualityLineEnds;
pub use quality_lines::QualityLines;
pub use quality_repeats::QualityRepeats;
pub use quality_stop_words::QualityStopWords;
pub use quality_symbols::QualitySymbols;
pub use site_lines::SiteLines;
pub use sites::{Lines, Shared};
pub use text::Text;

/// Lists the stages of this crate, in the order in which a pipeline does well to name them.
///
/// # Panics
/// If a name is taken already.
pub fn register(registry: &mut Registry) {
    registry.reader::<Text>();
    registry.reader::<JsonLine>();
    registry.reader::<Html>();
    registry.cleaner::<Mojibake>();
    registry.cleaner::<Characters>();
    registry.cleaner::<PageBreaks>();
    registry.cleaner::<PageVerdict>();
    registry.cleaner::<PageFurniture>();
    registry.cleaner::<PageFacts>();
    registry.cleaner::<MainText>();
    registry.cleaner::<Blocks>();
    registry.cleaner::<Language>();
    registry.cleaner::<KeepLanguage>();
    registry.cleaner::<QualityLength>();
    registry.cleaner::<QualitySymbols>();
    registry.cleaner::<QualityStopWords>();
    registry.cleaner::<QualityLines>();
    registry.cleaner::<QualityLineEnds>();
    registry.cleaner::<QualityRepeats>();
    registry.gate::<SiteLines>();
    registry.gate::<Copies>();
}

/// An offset into a document, as records keep it.
fn offset(at: usize) -> u32 {
    Span::at(at..at).start
}
