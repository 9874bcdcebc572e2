//! The words of a text, evened out, and its shingles: runs of five words.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Words in a shingle (Broder, “On the resemblance and containment of documents”, 1997, takes
/// shingles of words; five is common for news).
const WORDS: usize = 5;

/// What a text comes down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shingled {
    /// A hash of all words, in order.
    pub(super) whole: u128,
    /// How many words there are.
    pub(super) words: usize,
    /// The hash of every shingle, in order; as many as it is words long, less four.
    pub(super) shingles: Vec<u64>,
}

/// Takes a text apart: words are runs of letters and digits, in lower case; marks do not count.
pub(super) fn shingled(text: &str) -> Shingled {
    let mut whole = Xxh3::new();
    let mut last = [[0u8; 8]; WORDS];
    let mut words = 0;
    let mut shingles = Vec::new();
    let mut word = String::new();
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        word.clear();
        word.extend(part.chars().flat_map(char::to_lowercase));
        whole.update(word.as_bytes());
        whole.update(b" ");
        last.rotate_left(1);
        last[WORDS - 1] = xxh3_64(word.as_bytes()).to_le_bytes();
        words += 1;
        if words >= WORDS {
            shingles.push(xxh3_64(last.as_flattened()));
        }
    }
    Shingled { whole: whole.digest128(), words, shingles }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_marks_do_not_count() {
        let a = shingled("Fog came at night, and “no ship” left.");
        let b = shingled("fog came\nat night and No Ship left");
        assert_eq!(a, b);
        assert_eq!((a.words, a.shingles.len()), (8, 4));
        assert_ne!(a.whole, shingled("Fog came at night, and no ships left.").whole);
        assert_eq!(shingled("Fog came at night").shingles, [0u64; 0]);
        assert_ne!(shingled("a b c d ef").whole, shingled("a b c de f").whole);
    }
}
