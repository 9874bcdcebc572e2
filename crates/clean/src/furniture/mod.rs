//! Page furniture known by its wording or shape, line by line.
//!
//! Each rule looks at one line and answers with the reason to take it out. What only its place on
//! the page gives away is left to `main_text`.

mod bars;
mod links;
mod menus;
mod phrases;
mod print;
mod repeated;
mod shortcodes;
mod words;

pub(crate) use menus::may_be_entry;
pub(crate) use print::{PageBreak, page_break};
pub(crate) use repeated::repeated;
pub(crate) use shortcodes::inline_shortcodes;
pub(crate) use words::Words;

/// Longer lines are never furniture by their wording, in bytes.
const LONGEST: usize = 300;

/// The reason to take a line out, if a rule knows it as furniture.
pub(crate) fn reason(words: &Words, line: &str) -> Option<&'static str> {
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let low = words::plain(line);
    shortcodes::whole_line(line)
        .or_else(|| menus::reason(words, line, &low))
        .or_else(|| bars::reason(words, &low))
        .or_else(|| links::reason(words, line, &low))
}
