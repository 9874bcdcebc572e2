//! Which lines the pages of a site share.

mod learned;

pub use learned::{Lines, Shared};
pub(crate) use learned::{MANY, key};
