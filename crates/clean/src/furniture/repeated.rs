//! Long lines that stand more than once on a page: captions, teasers, notices.
//!
//! All copies go: the article itself says nothing twice. Only where half of a page or more is
//! repeated is it the page that stands twice; then the first copy stays.

use std::collections::BTreeMap;

use crate::page::{Line, bare, word_count};

/// Shorter lines are left alone: a quotation, a refrain, an entry of a list.
const FEWEST_WORDS: usize = 8;

/// What is known of the lines with the same words.
struct Copies {
    first: usize,
    count: usize,
    bytes: u64,
}

/// The reason to take each line out, if it repeats.
pub(crate) fn repeated(lines: &[Line<'_>]) -> Vec<Option<&'static str>> {
    let keys: Vec<Option<u128>> = lines.iter().map(|line| key(line.text)).collect();
    let mut copies: BTreeMap<u128, Copies> = BTreeMap::new();
    for (at, (key, line)) in keys.iter().zip(lines).enumerate() {
        if let Some(key) = key {
            let bytes = line.span.len().into();
            copies.entry(*key).or_insert(Copies { first: at, count: 0, bytes }).count += 1;
        }
    }
    let bytes = |repeated: bool| -> u64 {
        copies.values().filter(|c| (c.count > 1) == repeated).map(|c| c.bytes).sum()
    };
    let stands_twice = bytes(true) > bytes(false);
    let reason = |(at, key): (usize, &Option<u128>)| {
        let copies = copies.get(key.as_ref()?).filter(|copies| copies.count > 1)?;
        match stands_twice {
            false => Some("repeated_caption"),
            true => (at > copies.first).then_some("repeated_text"),
        }
    };
    keys.iter().enumerate().map(reason).collect()
}

fn key(text: &str) -> Option<u128> {
    if text.len() < 5 * FEWEST_WORDS || word_count(text) < FEWEST_WORDS {
        return None;
    }
    Some(xxhash_rust::xxh3::xxh3_128(bare(text).as_bytes()))
}
