//! Texts that break stages, and one that does not.

/// Texts, each with what it is.
const HOSTILE: &[(&str, &str)] = &[
    ("an empty text", ""),
    ("a blank", " "),
    ("a NUL", "\0"),
    ("line ends of every kind", "\r\n\n\r\u{85}\u{2028}\u{2029}"),
    ("a byte order mark", "\u{feff}Fog"),
    ("the last character there is", "\u{10ffff}"),
    ("letters of two, three and four bytes", "é € 𝄞 ß ﬁ ǆ İ ı"),
    ("letters with marks on them", "e\u{301}\u{323}\u{327}\u{301} n\u{303}"),
    ("a family of emoji", "👩\u{200d}👩\u{200d}👧\u{200d}👦 🇫🇷🇫"),
    ("text from right to left", "\u{202e}ששון مرحبا\u{202c}"),
    ("every mark of ASCII", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u{7f}"),
    ("numbers of every kind", "1,234.5 1.234,5 1.2.3 ½ ² ٣ -0 1e999 12% 00:61 2024-13-45"),
    ("quotes that do not close", "“He said ‘no and went"),
    ("a page", "Fog closes the harbour\n\nThe ferry stayed in port on Monday, said Ann Lee."),
];

/// Pieces of which long texts are made.
const REPEATED: &[(&str, &str)] = &[
    ("a word of 100,000 letters", "a"),
    ("100,000 opening brackets", "("),
    ("100,000 digits", "9"),
    ("100,000 line ends", "\n"),
    ("100,000 marks on one letter", "\u{301}"),
    ("100,000 short words", "a "),
    ("100,000 full stops", ". "),
];

/// All of them, in order.
pub(super) fn hostile() -> Vec<String> {
    let short = HOSTILE.iter().map(|(_, text)| (*text).to_owned());
    short.chain(REPEATED.iter().map(|(_, piece)| piece.repeat(100_000))).collect()
}

/// What the text of that place is.
pub(super) fn name(at: usize) -> &'static str {
    HOSTILE.iter().chain(REPEATED).nth(at).map_or("a text", |(name, _)| name)
}

/// A page of ordinary length.
pub(super) fn ordinary() -> String {
    "The ferry stayed in port on Monday, said Ann Lee. Some 40 people waited; 12.5% left.\n"
        .repeat(30)
}
