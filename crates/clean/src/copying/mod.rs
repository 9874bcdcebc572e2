//! Finding copies: what is kept of each article, and how two of them are told to be copies.
//!
//! [`words`] takes a text apart, [`sketch`] keeps a sample of its shingles ([`anchors`]) and where its
//! sentences end ([`breaks`]), [`index`] proposes pairs that share some, [`passages`] lines them up, [`relation`] judges
//! them, [`family`] gives each copy its parent, and [`found`] puts it together.

mod anchors;
mod breaks;
mod family;
mod found;
mod index;
mod passages;
mod relation;
mod sketch;
mod words;

pub(crate) use found::{Found, find};
pub(crate) use sketch::Sketch;
