//! What the words of a line look like.

use super::letters::{is_in_word, lower};

/// Characters that close a quotation or a bracket after the end of a sentence.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '»', ')', ']', '*', '_'];

/// A remark behind the end of a sentence is no longer than this, in bytes.
const REMARK: usize = 40;

/// Whether a line ends as a sentence or a part of one does: with a stop, perhaps inside quotes,
/// perhaps with a short remark behind it: `… was hurt. (AFP)`, `… was hurt. – AFP`.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let stops = |text: &str| {
        let bare = text.trim_end_matches(CLOSERS);
        bare.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？'])
    };
    let remark = || {
        let tail = text.get(text.floor_char_boundary(text.len().saturating_sub(REMARK))..)?;
        let bracket = if text.ends_with([')', ']']) { tail.rfind(['(', '[']) } else { None };
        let at = bracket.or_else(|| tail.rfind(['-', '–', '—']))?;
        let before = text.get(..text.len() - tail.len() + at)?;
        Some(before.ends_with(' ') && stops(before.trim_end()))
    };
    stops(text) || remark().unwrap_or(false)
}

/// How many words a text has: runs of anything but blanks that hold a letter or a digit.
pub(crate) fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(is_in_word)).count()
}

/// How many letters a text has.
pub(crate) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a line begins with the mark of a list item.
pub(crate) fn is_bullet(text: &str) -> bool {
    let mark = text.split_whitespace().next().unwrap_or_default();
    let number = mark.trim_end_matches(['.', ')']);
    let numbered = number.len() < mark.len()
        && number.len() <= 3
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit());
    mark.len() < text.len()
        && (numbered
            || matches!(
                mark,
                "•" | "◦" | "▪" | "●" | "○" | "‣" | "·" | "*" | "-" | "–" | "—" | "+"
            ))
}

/// A text to compare by: lower case, letters and digits, one blank between words.
pub(crate) fn bare(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut parted = false;
    let mut take = |c: char, in_word: bool| {
        if in_word {
            if std::mem::take(&mut parted) && !made.is_empty() {
                made.push(' ');
            }
            made.push(c);
        } else {
            parted |= !matches!(c, '\'' | '’');
        }
    };
    for c in text.chars() {
        // Most are ASCII, where there is nothing to look up.
        match c.is_ascii() {
            true => take(c.to_ascii_lowercase(), c.is_ascii_alphanumeric()),
            false => lower(c, |c| take(c, is_in_word(c))),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_shapes() {
        assert!(ends_sentence("He said: “No.”"));
        assert!(!ends_sentence("No way out"));
        assert!(ends_sentence("Nobody was hurt. (Reuters)"));
        assert!(ends_sentence("“Nobody was hurt.” – AFP"));
        assert!(!ends_sentence("Nobody was hurt - AFP"));
        assert!(!ends_sentence("No way (yet)"));
        assert!(is_bullet("• tea"));
        assert!(is_bullet("12. tea"));
        assert!(!is_bullet("12.5 percent"));
        assert!(!is_bullet("-"));
        assert_eq!(bare("  The Café’s “tea”, 3 pm! "), "the cafés tea 3 pm");
        assert_eq!(word_count("a – b 2"), 3);
    }
}
