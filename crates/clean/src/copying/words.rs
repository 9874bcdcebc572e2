//! The words of a text, evened out, and its shingles: runs of five words.

use xxhash_rust::xxh3::xxh3_128;

use crate::page;

/// Words in a shingle (Broder, “On the resemblance and containment of documents”, 1997, takes
/// shingles of words; five is common for news).
pub(super) const RUN: usize = 5;

/// An odd number without a pattern: 2⁶⁴ over the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// A word: a run of letters and digits, or one character of a script written without blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Of its letters in lower case.
    hash: u64,
    /// Where it begins, in bytes.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
}

/// The words of a text; marks do not count.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut begun: Option<(u64, usize)> = None;
    let end = |begun: Option<(u64, usize)>, at: usize, found: &mut Vec<Word>| {
        if let Some((hash, start)) = begun {
            let (start, end) = (crate::offset(start), crate::offset(at));
            found.push(Word { hash: mixed(hash), start, end });
        }
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let (mut hash, start) = begun.unwrap_or((MIX, at));
            // Capitals and small letters differ in this bit; of digits it is set.
            while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
                hash = fed(hash, byte | 0x20);
                at += 1;
            }
            begun = Some((hash, start));
            continue;
        }
        let c = if byte.is_ascii() { None } else { text.get(at..).and_then(|t| t.chars().next()) };
        let len = c.map_or(1, char::len_utf8);
        let c = c.filter(|c| page::is_in_word(*c));
        if c.is_none_or(stands_alone) {
            end(begun.take(), at, &mut found);
        }
        if let Some(c) = c {
            let (mut hash, start) = begun.unwrap_or((MIX, at));
            page::lower(c, |c| hash = fed_char(hash, c));
            begun = Some((hash, start));
            if stands_alone(c) {
                end(begun.take(), at + len, &mut found);
            }
        }
        at += len;
    }
    end(begun, at, &mut found);
    found
}

/// Whether a character is of a script that puts no blanks between words: a word of its own here.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
}

fn fed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(MIX)
}

fn fed_char(hash: u64, c: char) -> u64 {
    c.encode_utf8(&mut [0; 4]).bytes().fold(hash, fed)
}

/// Spreads what a hash has gathered over all its bits (the finaliser of MurmurHash3).
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

/// A hash of all words in their order; none if there are none.
pub(super) fn whole(words: &[Word]) -> Option<u128> {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.hash.to_le_bytes()).collect();
    (!words.is_empty()).then(|| xxh3_128(&bytes))
}

/// The hash of every shingle, in order: as many as there are words, less four.
pub(super) fn shingles(words: &[Word]) -> impl Iterator<Item = u32> {
    const LEADING: u64 = MIX.wrapping_mul(MIX).wrapping_mul(MIX).wrapping_mul(MIX);
    let mut rolling = words
        .iter()
        .take(RUN - 1)
        .fold(0, |sum: u64, word| sum.wrapping_mul(MIX).wrapping_add(word.hash));
    words.windows(RUN).map(move |run| {
        let [first, .., last] = run else { return 0 };
        rolling = rolling.wrapping_mul(MIX).wrapping_add(last.hash);
        let hash = (mixed(rolling) >> 32) as u32;
        rolling = rolling.wrapping_sub(first.hash.wrapping_mul(LEADING));
        hash
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Vec<&str> {
        words(text)
            .iter()
            .map(|word| text.get(word.start as usize..word.end as usize).unwrap())
            .collect()
    }

    #[test]
    fn finds_words() {
        let check = |text, expected: &[&str]| assert_eq!(spelled(text), expected);
        check("Fog came at 9, “no ship” left.", &["Fog", "came", "at", "9", "no", "ship", "left"]);
        check("Ärger in Łódź", &["Ärger", "in", "Łódź"]);
        check("港は霧 B12号", &["港", "は", "霧", "B12", "号"]);
        check("--", &[]);
    }

    #[test]
    fn case_and_marks_do_not_count() {
        let (a, b) =
            ("Fog came at night, and “no ship” left.", "fog came\nat NIGHT and No Ship left");
        assert_eq!(whole(&words(a)), whole(&words(b)));
        assert!(shingles(&words(a)).eq(shingles(&words(b))));
        assert_eq!(shingles(&words(a)).count(), 4);
        assert_ne!(whole(&words(a)), whole(&words("Fog came at night, and no ships left.")));
        assert_ne!(whole(&words("a b c d ef")), whole(&words("a b c de f")));
        assert_eq!(shingles(&words("Fog came at night")).count(), 0);
        assert_eq!(whole(&words("...")), None);
    }

    #[test]
    fn a_shingle_is_the_same_wherever_it_stands() {
        let find = |text: &str| shingles(&words(text)).collect::<Vec<_>>();
        let (long, short) =
            (find("So it was: no ship left port at noon, none"), find("No ship left port at"));
        assert_eq!(long[3], short[0]);
    }
}
