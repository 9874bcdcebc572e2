//! Mojibake: UTF-8 that was read as windows-1252, such as `â€™` for `’`.
//!
//! A stretch is repaired only where its characters, written as windows-1252, are the bytes of a
//! UTF-8 character, which hardly ever happens in true text. The one common exception, a capital
//! with a tilde or circumflex before a closing quotation mark, is left alone.

use tidings_model::{Article, Form, Reject, Span};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::page::{self, Repairs};

/// How often text may have been misread; each pass takes one misreading back.
const PASSES: usize = 3;

/// Repairs UTF-8 that was read as windows-1252.
#[derive(Debug)]
pub struct Mojibake;

impl Stage for Mojibake {
    const SPEC: Spec = Spec {
        name: "mojibake",
        family: Family::Clean,
        about: "Repairs UTF-8 that was read as windows-1252.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Mojibake {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form == Form::Record {
            return Ok(article);
        }
        for _ in 0..PASSES {
            let Some(edits) = repairs(article.text.as_str()).edits() else { break };
            page::edit(&mut article, edits)?;
        }
        Ok(article)
    }
}

fn repairs(text: &str) -> Repairs {
    let mut found = Repairs::default();
    let mut done = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if at >= done && is_lead(c) {
            let rest = text.get(at..).unwrap_or_default();
            if let Some((len, repaired)) = misread(rest).filter(|_| !ends_quote(before, rest)) {
                found.push(text, Span::at(at..at + len), &repaired);
                done = at + len;
            }
        }
        before = Some(c);
    }
    found
}

/// A character that windows-1252 reads out of the first byte of a wide UTF-8 character.
fn is_lead(c: char) -> bool {
    matches!(c, '\u{C2}'..='\u{F4}')
}

/// The character that the text was before it was misread, and the length of what stands for it.
fn misread(rest: &str) -> Option<(usize, String)> {
    let mut bytes = [0u8; 4];
    let mut len = 0;
    for (taken, c) in rest.chars().take(bytes.len()).enumerate() {
        let Some(byte) = windows_1252(c).filter(|byte| taken == 0 || is_continuation(*byte)) else {
            break;
        };
        *bytes.get_mut(taken)? = byte;
        len += c.len_utf8();
        if let Ok(whole) = std::str::from_utf8(bytes.get(..=taken)?) {
            return (taken > 0).then(|| (len, whole.to_owned()));
        }
    }
    // The last byte of `”` has no character in windows-1252, so it is often lost.
    rest.starts_with("â€").then(|| ("â€".len(), "”".to_owned()))
}

fn is_continuation(byte: u8) -> bool {
    (0x80..0xC0).contains(&byte)
}

/// The byte of a character in windows-1252; its holes hold control characters.
fn windows_1252(c: char) -> Option<u8> {
    let high = HIGH.iter().position(|&high| high == c).and_then(|at| u8::try_from(at).ok());
    high.map(|at| 0x80 + at).or_else(|| u8::try_from(c).ok())
}

/// What bytes 0x80 to 0x9F mean in windows-1252 (WHATWG Encoding Standard).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Whether a capital letter at the end of a word stands before a closing mark: true text.
fn ends_quote(before: Option<char>, rest: &str) -> bool {
    let mark = rest.chars().nth(1);
    before.is_some_and(char::is_uppercase) && mark.is_some_and(|c| "”’»…–—™®".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> Article {
        Mojibake.clean(testkit::page(text)).unwrap()
    }

    #[test]
    fn repairs_stretches() {
        let check = |text, expected| assert_eq!(clean(text).text.as_str(), expected);
        check("the quayâ€™s cafÃ© â€“ â€œfullâ€\u{9d}", "the quay’s café – “full”");
        check("â€œfullâ€ at four", "“full” at four");
        check("12Â°C, 3Â\u{a0}km, ðŸ˜€", "12°C, 3\u{a0}km, 😀");
        check("the quayÃ¢â‚¬â„¢s", "the quay’s");
        check("â\u{80}\u{99}", "’");
    }

    #[test]
    fn leaves_true_text_alone() {
        let check = |text| assert_eq!(clean(text).text.as_str(), text);
        check("Noël à Forêt-sur-Mer, “l’été”, São João");
        check("“VIVA A IRMÃ”, CAFÉ®");
        check("Ã, â or ã");
        check("Ich heiße „Åse“");
    }

    #[test]
    fn traces_what_it_repairs() {
        let article = clean("itâ€™s");
        assert_eq!(article.text.trace(Span::new(2, 5)), [Span::new(2, 10)]);
        assert_eq!(article.removed, []);
    }
}
