//! Which articles say the same: words to shingles, shingles to sketches, sketches to pairs.

mod pairs;
mod shingles;
mod sketch;

pub(crate) use pairs::pairs;
pub(crate) use sketch::Sketch;
