//! A page as lines: where they stand, what they look like, and which of them run on.

mod author;
mod body;
mod cuts;
mod letters;
mod line;
mod shape;
mod wrap;

pub(crate) use author::author_note;
pub(crate) use body::{End, Unit, body, units};
pub(crate) use cuts::{Cut, Repairs, cut_lines, edit};
pub(crate) use letters::{is_in_word, lower};
pub(crate) use line::{Line, lines};
pub(crate) use shape::{bare, ends_sentence, is_bullet, letters, word_count};
pub(crate) use wrap::paragraphs;
