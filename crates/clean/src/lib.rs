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
mod language;
mod lexicon;
mod main_text;
mod mojibake;
mod page;
mod page_breaks;
mod page_facts;
mod page_furniture;
mod page_verdict;
mod text;
mod verdict;

use tidings_model::Span;
use tidings_stage::Registry;

pub use blocks::Blocks;
pub use characters::Characters;
pub use copies::{Copies, Marks, Sketches};
pub use html::Html;
pub use json_line::JsonLine;
pub use language::Language;
pub use main_text::MainText;
pub use mojibake::Mojibake;
pub use page_breaks::PageBreaks;
pub use page_facts::PageFacts;
pub use page_furniture::PageFurniture;
pub use page_verdict::PageVerdict;
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
    registry.gate::<Copies>();
}

/// An offset into a document, as records keep it.
fn offset(at: usize) -> u32 {
    Span::at(at..at).start
}
