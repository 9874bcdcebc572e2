//! Raw documents to clean articles, each byte traced.

mod characters;
mod charset;
mod furniture;
mod host;
mod json;
mod json_line;
mod lexicon;
mod mojibake;
mod page;
mod page_breaks;
mod page_furniture;
mod text;

use tidings_model::Span;
use tidings_stage::Registry;

pub use characters::Characters;
pub use json_line::JsonLine;
pub use mojibake::Mojibake;
pub use page_breaks::PageBreaks;
pub use page_furniture::PageFurniture;
pub use text::Text;

/// Lists the stages of this crate.
///
/// # Panics
/// If a name is taken already.
pub fn register(registry: &mut Registry) {
    registry.reader::<Text>();
    registry.reader::<JsonLine>();
    registry.cleaner::<Mojibake>();
    registry.cleaner::<Characters>();
    registry.cleaner::<PageBreaks>();
    registry.cleaner::<PageFurniture>();
}

/// An offset into a document, as records keep it.
fn offset(at: usize) -> u32 {
    Span::at(at..at).start
}
