//! How a word is written, as hashes for features.

use super::hash;

/// The longest affix that is a feature, in characters.
pub(crate) const AFFIX: usize = 4;

/// A word as features see it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordForm {
    /// As it is written.
    pub(crate) exact: u64,
    /// In lower case, each digit a nought.
    pub(crate) lower: u64,
    /// Its first one to four characters in lower case; the whole word where it is shorter.
    pub(crate) prefixes: [u64; AFFIX],
    /// Its last one to four characters in lower case; the whole word where it is shorter.
    pub(crate) suffixes: [u64; AFFIX],
    /// Kinds of its characters, runs made one: `Xx-Xx` for `Deir-Ezzor`.
    pub(crate) shape: u64,
}

/// What of a word is looked at, in bytes; a longer one is no word.
const LONGEST: usize = 64;

impl WordForm {
    /// The form of a word.
    pub(crate) fn of(word: &str) -> Self {
        let end = word.floor_char_boundary(LONGEST);
        let word = word.get(..end).unwrap_or_default();
        let mut lower = Lower::default();
        lower.read(word);
        Self {
            exact: hash::of_bytes(word.as_bytes()),
            lower: hash::of_bytes(lower.bytes()),
            prefixes: std::array::from_fn(|at| hash::of_bytes(lower.head(at + 1))),
            suffixes: std::array::from_fn(|at| hash::of_bytes(lower.tail(at + 1))),
            shape: shape(word),
        }
    }

    /// What stands before the first word and behind the last.
    pub(crate) const EDGE: Self =
        Self { exact: 1, lower: 1, prefixes: [1; AFFIX], suffixes: [1; AFFIX], shape: 1 };
}

/// A word in lower case, with the bounds of its characters.
#[derive(Debug)]
struct Lower {
    bytes: [u8; 4 * LONGEST],
    bounds: [u16; LONGEST + 1],
    len: usize,
}

impl Default for Lower {
    fn default() -> Self {
        Self { bytes: [0; 4 * LONGEST], bounds: [0; LONGEST + 1], len: 0 }
    }
}

impl Lower {
    fn read(&mut self, word: &str) {
        for c in word.chars() {
            let start = usize::from(self.bounds[self.len]);
            let lower = match c {
                '0'..='9' => '0',
                '’' | '‘' => '\'',
                '“' | '”' => '"',
                'A'..='Z' => c.to_ascii_lowercase(),
                _ if c.is_ascii() => c,
                _ => c.to_lowercase().next().unwrap_or(c),
            };
            let end = start + lower.encode_utf8(&mut self.bytes[start..]).len();
            self.len += 1;
            self.bounds[self.len] = u16::try_from(end).unwrap_or(u16::MAX);
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.bounds[self.len])]
    }

    fn head(&self, chars: usize) -> &[u8] {
        &self.bytes[..usize::from(self.bounds[chars.min(self.len)])]
    }

    fn tail(&self, chars: usize) -> &[u8] {
        let start = usize::from(self.bounds[self.len.saturating_sub(chars)]);
        &self.bytes[start..usize::from(self.bounds[self.len])]
    }
}

/// A hash of the kinds of characters, runs of one kind made one.
fn shape(word: &str) -> u64 {
    let mut last = 0;
    word.chars().fold(7, |hash, c| {
        let kind = match c {
            _ if c.is_lowercase() => 2,
            _ if c.is_uppercase() => 3,
            _ if c.is_numeric() => 4,
            _ if c.is_alphabetic() => 5,
            '.' | '-' | '\'' | ',' | '/' | '&' | '%' | '$' | '#' | '@' => u64::from(c),
            '’' => u64::from('\''),
            _ => 6,
        };
        if kind == last {
            hash
        } else {
            last = kind;
            hash::of_pair(hash, kind)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_shape_are_alike() {
        let shape = |word| WordForm::of(word).shape;
        assert_eq!(shape("Oslo"), shape("Tromholm"));
        assert_ne!(shape("Oslo"), shape("OSLO"));
        assert_eq!(shape("12"), shape("2015"));
        assert_eq!(shape("F-16"), shape("SU-24"));
    }

    #[test]
    fn case_and_digits_are_folded() {
        let lower = |word| WordForm::of(word).lower;
        assert_eq!(lower("Boats"), lower("boats"));
        assert_eq!(lower("1999"), lower("2015"));
        assert_eq!(lower("he’s"), lower("he's"));
        assert_ne!(lower("boats"), lower("boat"));
    }

    #[test]
    fn affixes_are_counted_in_characters() {
        let (one, other) = (WordForm::of("Żeglarz"), WordForm::of("żagiel"));
        assert_eq!(one.prefixes[0], other.prefixes[0]);
        assert_eq!(WordForm::of("sailing").suffixes[2], WordForm::of("mooring").suffixes[2]);
        assert_eq!(WordForm::of("at").suffixes[1], WordForm::of("at").suffixes[3]);
    }

    #[test]
    fn any_text_has_a_form() {
        for word in ["", "\u{301}", "İİİİ", &"ß".repeat(1 << 12), &"\u{10ffff}".repeat(64)] {
            assert_ne!(WordForm::of(word).shape, 0, "{word:.20}");
        }
    }
}
