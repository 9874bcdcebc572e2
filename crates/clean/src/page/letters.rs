//! Letters and digits, looked up in one step: texts in other scripts ask for each of their
//! characters several times, and the tables of Unicode are made to be small.

use std::sync::LazyLock;

/// Of each character of the basic plane, whether it is a letter or digit, and whether it has another
/// form in lower case.
static KNOWN: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let known = |code: u32| {
        let Some(c) = char::from_u32(code) else { return 0 };
        let is_lower = c.to_lowercase().eq([c]);
        (u8::from(c.is_alphanumeric()) * IN_WORD) | (u8::from(!is_lower) * HAS_LOWER)
    };
    (0..=0xFFFF).map(known).collect()
});

const IN_WORD: u8 = 1;
const HAS_LOWER: u8 = 2;

fn known(c: char) -> Option<u8> {
    KNOWN.get(c as usize).copied()
}

/// Whether it is a letter or a digit: [`char::is_alphanumeric`].
pub(crate) fn is_in_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => known(c).map_or_else(|| c.is_alphanumeric(), |known| known & IN_WORD != 0),
    }
}

/// Gives the characters that it is in lower case: [`char::to_lowercase`].
pub(crate) fn lower(c: char, mut each: impl FnMut(char)) {
    match known(c) {
        Some(known) if known & HAS_LOWER == 0 => each(c),
        _ => c.to_lowercase().for_each(each),
    }
}

#[test]
fn tells_what_the_tables_of_unicode_tell() {
    for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
        assert_eq!(is_in_word(c), c.is_alphanumeric(), "{c:?}");
        let mut found = String::new();
        lower(c, |c| found.push(c));
        assert!(c.to_lowercase().eq(found.chars()), "{c:?}");
    }
}
