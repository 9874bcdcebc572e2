//! Lines that only lead to another page: `READ MORE: …`, `Related: …`, `Continue reading »`.

use super::words::Words;
use crate::page;

pub(super) fn reason(words: &Words, line: &str, low: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let low = low.trim_start_matches(|c: char| !c.is_alphanumeric());
    let found = words.links.at_start_of(low)?;
    let rest = low.get(found.len()..)?.trim_start();
    if rest.chars().all(|c| !c.is_alphanumeric()) {
        // `Background` alone may be a subheading.
        return (!words.weak_links.contains(found)).then_some("link_line");
    }
    let marked = rest.starts_with([':', '|', '»', '>', '→']) || rest.starts_with("– ");
    if marked && !(words.weak_links.contains(found) && page::ends_sentence(low)) {
        return Some("link_line");
    }
    // `READ MORE Seven ways …`: the words themselves stand in capitals, and more than one of them.
    let shouted = line.chars().take(found.chars().count());
    let shouted = found.contains(' ') && shouted.clone().all(|c| !c.is_lowercase());
    shouted.then_some("link_line")
}
