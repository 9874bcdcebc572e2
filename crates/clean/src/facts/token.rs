//! The words, numbers and marks of a line.

/// A word, a number or a mark; blanks are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// Where it begins in the line, in bytes.
    pub(super) start: usize,
    /// As it stands in the line.
    pub(super) text: &'a str,
    /// Whether a blank, or nothing, stands before it.
    pub(super) spaced: bool,
}

impl Token<'_> {
    /// Where it ends in the line, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its value, if it is a number of at most four digits.
    pub(super) fn number(&self) -> Option<i16> {
        let short = self.text.len() <= 4 && self.text.bytes().all(|byte| byte.is_ascii_digit());
        if short { self.text.parse().ok() } else { None }
    }

    /// Whether it is made of letters.
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }

    /// Whether it is this mark.
    pub(super) fn is(&self, mark: char) -> bool {
        self.text.starts_with(mark)
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Blank,
    Mark,
}

fn class(c: char) -> Class {
    match c {
        c if c.is_ascii_digit() => Class::Digit,
        c if c.is_alphanumeric() => Class::Letter,
        c if c.is_whitespace() => Class::Blank,
        _ => Class::Mark,
    }
}

/// The tokens of a line: runs of letters, runs of digits, and single marks.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut before = Class::Blank;
    for (start, c) in line.char_indices() {
        let now = class(c);
        let end = start + c.len_utf8();
        match found.last_mut() {
            Some(last) if now == before && matches!(now, Class::Letter | Class::Digit) => {
                last.text = line.get(last.start..end).unwrap_or_default();
            }
            _ if now == Class::Blank => {}
            _ => {
                let text = line.get(start..end).unwrap_or_default();
                found.push(Token { start, text, spaced: before == Class::Blank });
            }
        }
        before = now;
    }
    found
}
