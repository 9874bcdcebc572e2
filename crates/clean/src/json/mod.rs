//! One line of JSON Lines: its fields, and strings traced through their escapes.

mod fields;
mod unescape;

pub(crate) use fields::{Field, fields};
pub(crate) use unescape::unescape;
