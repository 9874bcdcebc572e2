//! Menus: entries between bars, trails of links, and single entries on lines of their own.

use super::words::{Words, plain};
use crate::page;

/// An entry of a menu has at most so many words.
const MOST_WORDS: usize = 5;

pub(super) fn reason(words: &Words, line: &str, low: &str) -> Option<&'static str> {
    (words.menu.contains(entry(low)) || is_bar(words, low) || is_framed(line)).then_some("menu")
}

/// Whether a line is an entry of a menu, or might be one: `News`, `Health`.
///
/// A line that might be one is furniture only beside another.
pub(crate) fn may_be_entry(words: &Words, line: &str) -> bool {
    let low = plain(line);
    line.len() <= 40 && (words.menu.contains(entry(&low)) || words.sections.contains(entry(&low)))
}

/// A line without the marks around it.
fn entry(low: &str) -> &str {
    low.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '?'))
}

/// `Home | News | Contact`, `Home > News > World`: entries, half of them or more known.
fn is_bar(words: &Words, low: &str) -> bool {
    let items: Vec<&str> = low
        .split(['|', '>', '»', '›', '•', '·', '/'])
        .map(str::trim)
        .filter(|i| !i.is_empty())
        .collect();
    let is_known = |item: &str| words.menu.contains(item) || words.sections.contains(item);
    let known = items.iter().filter(|item| is_known(item)).count();
    let trail =
        low.contains(['>', '»', '›']) && items.first().is_some_and(|first| *first == "home");
    items.len() >= 2 && items.iter().all(|item| is_entry(item)) && 2 * known >= items.len() || trail
}

/// `| One | Two |`: bars around and between.
fn is_framed(line: &str) -> bool {
    let inside = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    inside.is_some_and(|inside| inside.contains('|') && inside.split('|').all(is_entry))
}

fn is_entry(item: &str) -> bool {
    item.len() <= 40 && page::word_count(item) <= MOST_WORDS && !item.ends_with('.')
}
