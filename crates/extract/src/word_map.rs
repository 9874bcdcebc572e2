//! Words of a list with a number each, found whatever the case of their ASCII letters.
//!
//! Stages look every word of a text up, so words of up to seven bytes are packed into one integer
//! and compared at once. The keys are our own word lists, so no hash has to withstand chosen ones.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Longer words than this are in no list.
const LONGEST: usize = 32;
/// Longer words than this are not packed.
const SHORT: usize = 7;

/// Words with a number each.
#[derive(Debug, Default)]
pub(crate) struct WordMap {
    short: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    long: HashMap<Box<str>, u32, BuildHasherDefault<Mixed>>,
}

impl WordMap {
    /// The number of a word.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        if let Some(packed) = packed(word) {
            return self.short.get(&packed).copied();
        }
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        self.long.get(std::str::from_utf8(lower).ok()?).copied()
    }

    /// The number of a word, which is given one if it is new.
    pub(crate) fn get_or_add(&mut self, word: &str, new: u32) -> u32 {
        match packed(word) {
            Some(packed) => *self.short.entry(packed).or_insert(new),
            None => *self.long.entry(word.to_ascii_lowercase().into()).or_insert(new),
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

/// The bytes of a short word in lower case, and its length.
fn packed(word: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes
        .get_mut(..word.len())
        .filter(|bytes| bytes.len() <= SHORT)?
        .copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    bytes[SHORT] = word.len() as u8;
    Some(u64::from_le_bytes(bytes))
}

/// Multiplies and folds an integer; FNV-1a over bytes.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_of_any_length_in_any_case() {
        let mut map = WordMap::default();
        let words = ["a", "harbour", "harbours", "Überfahrt", "’"];
        for (number, word) in (1..).zip(words) {
            assert_eq!(map.get_or_add(word, number), number);
        }
        assert_eq!((map.get_or_add("A", 9), map.len()), (1, 5));
        let found = |word: &str| map.get(word).unwrap_or(0);
        let looked_up = ["A", "HARBOUR", "Harbours", "Überfahrt", "’", "harb", "a\0", ""];
        assert_eq!(looked_up.map(found), [1, 2, 3, 4, 5, 0, 0, 0]);
        assert_eq!(map.get(&"a".repeat(40)), None);
    }
}
