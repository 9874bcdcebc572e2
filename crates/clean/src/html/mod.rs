//! Pages of HTML: a tree of our own, and the article in it.
//!
//! [`Document`] is the tree; nothing outside of this module sees tokens.

mod document;
mod references;
mod tag;
mod tokens;
mod tree;

pub(crate) use document::{Document, Node};
pub(crate) use tag::Tag;
