//! Words of a text, folded so that spellings of one word compare equal.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// Where the words of a text stand: runs of letters and digits, with apostrophes inside left out
/// and possessive endings cut off.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + Clone {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.by_ref().find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() || is_mark(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// The words of a text, folded, in order.
pub(crate) fn folded(text: &str) -> Vec<String> {
    words(text).filter_map(|at| text.get(at)).map(fold).collect()
}

/// Lower case, without accents; letters that no accent can be taken from are written out.
pub(crate) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
    out
}

/// A folded word without its commonest endings, so that `strikes`, `striking` and `struck` at least
/// share two of three. Not a lemma: only good for comparing.
pub(crate) fn stem(word: &str) -> &str {
    let cut = |ending: &str, least: usize| {
        word.strip_suffix(ending).filter(|rest| rest.chars().count() >= least)
    };
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word;
    }
    let base = cut("ions", 3)
        .or_else(|| cut("ion", 3))
        .or_else(|| cut("ings", 3))
        .or_else(|| cut("ing", 3))
        .or_else(|| cut("ied", 2))
        .or_else(|| cut("ies", 2))
        .or_else(|| cut("ed", 3))
        .or_else(|| cut("es", 3))
        .or_else(|| cut("s", 3))
        .or_else(|| cut("e", 3))
        .or_else(|| cut("y", 3))
        .unwrap_or(word);
    undoubled(base)
}

/// `planned` leaves `plann`: one of two equal consonants goes.
fn undoubled(base: &str) -> &str {
    let mut last = base.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && a.is_ascii_lowercase() && base.len() > 4 => {
            base.strip_suffix(a).unwrap_or(base)
        }
        _ => base,
    }
}

/// A stable 64-bit hash of a word.
pub(crate) fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// The hash of a word's stem, of which 32 bits are kept: enough to tell the words of a story apart.
pub(crate) fn stem_hash(folded: &str) -> u64 {
    hash(stem(folded)) >> 32
}

/// What parts a headline from the name of its site.
pub(crate) const BARS: [&str; 6] = [" - ", " | ", " :: ", " « ", " — ", " – "];

/// A headline without the name of its site before or behind it: the part with most words.
pub(crate) fn without_site(title: &str) -> &str {
    let mut parts = vec![title];
    for bar in BARS {
        parts = parts.iter().flat_map(|part| part.split(bar)).collect();
    }
    let longest = parts.into_iter().rev().max_by_key(|part| words(part).count());
    longest.unwrap_or(title).trim()
}

/// The words of a text that carry meaning, as sorted hashes of their stems.
pub(crate) fn content(text: &str, function_words: &WordSet) -> Vec<u64> {
    let mut stems = Vec::new();
    each_folded(text, |word, _| {
        if word.chars().nth(1).is_some() && !function_words.contains(word) {
            stems.push(stem_hash(word));
        }
    });
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The hash of all words of a text, folded, with a blank between them.
pub(crate) fn hash_of_words(text: &str) -> u64 {
    let mut joined = String::with_capacity(text.len());
    each_folded(text, |word, _| {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    });
    hash(&joined)
}

/// Calls `each` with every word, folded, and with where it stands; nothing is allocated for a word
/// of ASCII letters.
pub(crate) fn each_folded(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let mut buffer = String::new();
    for range in words(text) {
        let Some(word) = text.get(range.clone()) else { continue };
        if word.is_ascii() {
            buffer.clear();
            buffer.push_str(word);
            buffer.make_ascii_lowercase();
            each(&buffer, range);
        } else {
            each(&fold(word), range);
        }
    }
}

/// A set of folded words, asked for every word of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordSet(HashSet<u64, BuildHasherDefault<Hashed>>);

impl WordSet {
    /// Whether a word is in it.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.0.contains(&hash(word))
    }
}

impl FromIterator<String> for WordSet {
    fn from_iter<T: IntoIterator<Item = String>>(words: T) -> Self {
        Self(words.into_iter().map(|word| hash(&word)).collect())
    }
}

/// The hasher of a map whose keys are hashes already.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u32(&mut self, n: u32) {
        // A table takes its place from the low bits and its mark from the high ones.
        self.0 = u64::from(n) | u64::from(n) << 32;
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Which of 128 bits the hashes of a list set: it bounds what two lists share without reading them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sketch {
    bits: u128,
    len: u32,
}

impl Sketch {
    /// The sketch of a list of hashes, none of them twice.
    pub(crate) fn of(hashes: &[u64]) -> Self {
        let bits = hashes.iter().fold(0, |bits, hash| bits | 1 << (hash % 128));
        Self { bits, len: hashes.len() as u32 }
    }

    /// How many hashes two lists share at most: of each bit that one alone sets, a hash is not shared.
    pub(crate) fn shared_at_most(self, other: Self) -> usize {
        let rest = |one: Self, other: Self| one.len - (one.bits & !other.bits).count_ones();
        rest(self, other).min(rest(other, self)) as usize
    }
}

/// How many values two sorted lists share.
pub(crate) fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                i += 1;
                j += 1;
                n += 1;
            }
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn content_is_what_folded_words_stand_for() {
        let function_words: WordSet = ["the", "of"].map(str::to_owned).into_iter().collect();
        let text = "The Mayor of Sørhaug’s ports: a PORT";
        let mut expected = ["mayor", "sorhaug", "port"].map(stem_hash);
        expected.sort_unstable();
        assert_eq!(content(text, &function_words), expected);
        assert_eq!(hash_of_words(text), hash(&folded(text).join(" ")));
    }

    #[test]
    fn folds_spellings() {
        assert_eq!(
            folded("Sørhaug’s Café: 2,386 HOMES"),
            ["sorhaug", "s", "cafe", "2", "386", "homes"]
        );
        assert_eq!(fold("Ａ\u{301}"), "a");
    }

    #[test]
    fn cuts_endings() {
        let check = |words: &[&str]| {
            let stems: BTreeSet<&str> = words.iter().map(|word| stem(word)).collect();
            assert_eq!(stems.len(), 1, "{stems:?}");
        };
        check(&["planned", "plans", "planning", "plan"]);
        check(&["coordinate", "coordinating", "coordination", "coordinated"]);
        check(&["bodies", "bodied", "body"]);
        assert_eq!(stem("bus"), "bus");
        assert_eq!(stem("is"), "is");
    }

    #[test]
    fn sketches_bound_what_is_shared() {
        let list = |step: u64, n: u64| (0..n).map(|at| at * step).collect::<Vec<u64>>();
        for (a, b) in
            [(list(1, 20), list(2, 20)), (list(128, 9), list(64, 9)), (list(3, 5), vec![])]
        {
            let at_most = Sketch::of(&a).shared_at_most(Sketch::of(&b));
            assert!((shared(&a, &b)..=a.len().min(b.len())).contains(&at_most), "{a:?} {b:?}");
        }
        let (a, b) = (Sketch::of(&list(1, 20)), Sketch::of(&list(2, 20)));
        assert_eq!(a.shared_at_most(b), 10);
    }

    #[test]
    fn counts_what_is_shared() {
        assert_eq!(shared(&[1, 3, 5], &[2, 3, 5, 9]), 2);
        assert_eq!(shared::<u64>(&[], &[1]), 0);
    }
}

#[test]
fn a_headline_is_parted_from_its_site() {
    let check = |title, expected| assert_eq!(without_site(title), expected);
    check("Ferry sinks off Vigo - KXYZ.com", "Ferry sinks off Vigo");
    check("Vigo News, Weather | Ferry sinks with nine on board", "Ferry sinks with nine on board");
    check("Ferry sinks", "Ferry sinks");
    check("Ferry sinks | Vigo Post", "Ferry sinks");
    check("", "");
}
