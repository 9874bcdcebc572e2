//! Bars to share, subscribe and agree, and footers.

use super::words::Words;
use crate::page;

/// A bar or a footer has no more words than this.
const MOST_WORDS: usize = 32;

pub(super) fn reason(words: &Words, low: &str) -> Option<&'static str> {
    if page::word_count(low) > MOST_WORDS {
        return None;
    }
    if words.footer_anywhere.is_match(low) {
        return Some("footer");
    }
    if words.footer_starts.at_start_of(low).is_some() && !is_prose(low) {
        return Some("footer");
    }
    let item = low.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')');
    if words.bars.contains(item) {
        return Some("share_bar");
    }
    words.bar_starts.at_start_of(low).map(|_| "share_bar")
}

/// A sentence of some length: “Powered by solar cells alone, the boat crossed the bay.”
fn is_prose(low: &str) -> bool {
    page::ends_sentence(low) && page::word_count(low) >= 8
}
