//! Characters that look like others or like nothing: odd blanks, invisible marks, loose accents.
//!
//! Every kind of blank becomes a plain one, separators of lines and pages become line ends, marks
//! without a shape and control characters go, and an accent beside its letter is joined to it
//! (Unicode normalization form C). Joiners stay, since scripts and emoji need them.

use tidings_model::{Article, Form, Reject, Span};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::page::{self, Repairs};

/// Repairs characters one by one.
#[derive(Debug)]
pub struct Characters;

impl Stage for Characters {
    const SPEC: Spec = Spec {
        name: "characters",
        family: Family::Clean,
        about: "Makes odd blanks plain, drops invisible marks, joins accents to their letters.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Characters {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form != Form::Record && !is_plain(article.text.as_str()) {
            for find in [repairs, compositions] {
                let found = find(article.text.as_str());
                found.edits().map_or(Ok(()), |edits| page::edit(&mut article, edits))?;
            }
        }
        Ok(article)
    }
}

/// Whether a text has only ASCII characters that need no repair.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~'))
}

fn repairs(text: &str) -> Repairs {
    let mut found = Repairs::default();
    for (at, c) in text.char_indices() {
        if let Some(plain) = plain(c) {
            found.push(text, Span::at(at..at + c.len_utf8()), plain);
        }
    }
    found
}

/// What to write for a character, if not itself.
fn plain(c: char) -> Option<&'static str> {
    match c {
        '\n' | '\t' | ' '..='~' => None,
        '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some("\n"),
        // The zero-width joiners shape Indic and Arabic letters and hold emoji together.
        '\u{200C}' | '\u{200D}' => None,
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' => Some(""),
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' => Some(""),
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => Some(""),
        c if c.is_control() => Some(""),
        c if c.is_whitespace() => Some(" "),
        _ => None,
    }
}

/// Normalization form C, stretch by stretch, so that all other characters keep their own bytes.
fn compositions(text: &str) -> Repairs {
    let mut found = Repairs::default();
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return found;
    }
    let mut composed = String::new();
    let mut starts = text.char_indices().filter(|&(_, c)| starts_stretch(c)).map(|(at, _)| at);
    let mut start = 0;
    loop {
        let next = starts.by_ref().find(|&at| at > start);
        let stretch = text.get(start..next.unwrap_or(text.len())).unwrap_or_default();
        if is_nfc_quick(stretch.chars()) != IsNormalized::Yes {
            composed.clear();
            composed.extend(stretch.nfc());
            if composed != stretch {
                found.push(text, Span::at(start..start + stretch.len()), &composed);
            }
        }
        match next {
            Some(next) => start = next,
            None => return found,
        }
    }
}

/// Whether nothing before this character can join with it.
fn starts_stretch(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick([c].into_iter()) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> Article {
        Characters.clean(testkit::page(text)).unwrap()
    }

    #[test]
    fn repairs_characters() {
        let check = |text, expected| assert_eq!(clean(text).text.as_str(), expected);
        check("a\u{a0}b\u{2009}c\u{3000}d", "a b c d");
        check("one\u{c}two\u{2028}three", "one\ntwo\nthree");
        check("har\u{ad}bour\u{200b} \u{202a}wall\u{202c}\u{7}", "harbour wall");
        check("cafe\u{301} ve\u{323}\u{302} \u{1112}\u{1161}\u{11ab}", "café vệ 한");
        check("\u{301}e", "\u{301}e");
        check("क\u{94d}\u{200d}ष 👩\u{200d}🚒", "क\u{94d}\u{200d}ष 👩\u{200d}🚒");
        check("\u{212b}ngström", "Ångström");
    }

    #[test]
    fn traces_what_it_repairs() {
        let article = clean("a cafe\u{301}\u{a0}b");
        let raw = |start, end| article.text.trace(Span::new(start, end));
        assert_eq!(raw(5, 7), [Span::new(5, 8)]);
        assert_eq!(raw(7, 8), [Span::new(8, 10)]);
        assert_eq!(raw(8, 9), [Span::new(10, 11)]);
        assert_eq!(article.removed, []);
    }
}
