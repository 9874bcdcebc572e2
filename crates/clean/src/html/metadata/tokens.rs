//! JSON as pages carry it, token by token, with what is wrong with it forgiven.
//!
//! Sites paste texts into templates: quotes stand in strings bare, lines end in them, commas are
//! missing or left over, all of it may stand in a comment or be cut off. A parser that refuses such a
//! block loses the facts it still says. Reads in linear time, without recursion.

use memchr::{memchr, memchr2, memmem};

/// A piece of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Object,
    /// `[`
    List,
    /// `}` or `]`
    End,
    Colon,
    Comma,
    /// A string as written, without its quotes.
    String(&'a str),
    /// A number, `true`, `null`, or what stands where one of these should.
    Word(&'a str),
}

/// Reads a block of JSON.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Whether something was found that JSON does not allow.
    broken: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, broken: false }
    }

    /// Whether something was found so far that JSON does not allow.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A string whose opening quote was just read.
    fn string(&mut self) -> Token<'a> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        while let Some(found) = memchr2(b'"', b'\\', &bytes[self.at..]) {
            let at = self.at + found;
            if bytes[at] == b'\\' {
                self.at = (at + 2).min(bytes.len());
            } else if ends_string(&bytes[at + 1..]) {
                self.at = at + 1;
                return Token::String(self.text.get(from..at).unwrap_or_default());
            } else {
                self.broken = true;
                self.at = at + 1;
            }
        }
        self.broken = true;
        self.at = bytes.len();
        Token::String(self.text.get(from..).unwrap_or_default())
    }

    fn word(&mut self) -> Token<'a> {
        let rest = self.rest();
        let ends = |c: char| c.is_ascii_whitespace() || "{}[]:,\"".contains(c);
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        self.at += word.len();
        let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        self.broken |= !number && !matches!(word, "true" | "false" | "null");
        Token::Word(word)
    }

    /// Goes behind blanks and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_ascii_start().len();
            self.at += blanks;
            let rest = rest.as_bytes().get(blanks..).unwrap_or_default();
            let end = match rest {
                [b'/', b'/', ..] => memchr(b'\n', rest),
                [b'/', b'*', ..] => memmem::find(rest, b"*/").map(|at| at + 2),
                [b'<', b'!', b'-', b'-', ..] => Some(4),
                [b'-', b'-', b'>', ..] => Some(3),
                _ => return,
            };
            self.broken = true;
            self.at += end.unwrap_or(rest.len());
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip();
        let mark = match self.text.as_bytes().get(self.at)? {
            b'{' => Token::Object,
            b'[' => Token::List,
            b'}' | b']' => Token::End,
            b':' => Token::Colon,
            b',' => Token::Comma,
            b'"' => {
                self.at += 1;
                return Some(self.string());
            }
            _ => return Some(self.word()),
        };
        self.at += 1;
        Some(mark)
    }
}

/// Whether a quote ends a string, by what stands behind it: a bare quote in a string is followed by
/// words.
fn ends_string(behind: &[u8]) -> bool {
    let rest = behind.trim_ascii_start();
    let blanks = behind.get(..behind.len() - rest.len()).unwrap_or_default();
    match rest.first() {
        None | Some(b':' | b'}' | b']') => true,
        Some(b',') => {
            let next = rest.get(1..).unwrap_or_default().trim_ascii_start();
            let value = |word: &&[u8]| next.starts_with(word);
            let words: [&[u8]; 3] = [b"true", b"false", b"null"];
            matches!(
                next.first(),
                None | Some(b'"' | b'{' | b'[' | b'}' | b']' | b'-' | b'0'..=b'9')
            ) || words.iter().any(value)
        }
        // A comma was forgotten at the end of the line.
        Some(b'"') => blanks.contains(&b'\n'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens in short, strings in quotes, with `!` behind what is broken.
    fn show(json: &str) -> String {
        let mut tokens = Tokens::new(json);
        let mut all = String::new();
        for token in tokens.by_ref() {
            match token {
                Token::Object => all.push('{'),
                Token::List => all.push('['),
                Token::End => all.push('}'),
                Token::Colon => all.push(':'),
                Token::Comma => all.push(','),
                Token::String(text) => all.push_str(&format!("<{text}>")),
                Token::Word(word) => all.push_str(word),
            }
        }
        if tokens.is_broken() {
            all.push('!');
        }
        all
    }

    #[test]
    fn reads_json() {
        let check = |json: &str, expected: &str| assert_eq!(show(json), expected, "{json}");
        check(
            r#" {"a" : [1, -2.5, true, null], "b":"x\"y\\"} "#,
            r#"{<a>:[1,-2.5,true,null},<b>:<x\"y\\>}"#,
        );
        check("", "");
    }

    #[test]
    fn forgives() {
        let check = |json: &str, expected: &str| assert_eq!(show(json), expected, "{json}");
        check(r#"{"a": "he said "fog" twice", "b": 1}"#, r#"{<a>:<he said "fog" twice>,<b>:1}!"#);
        check(
            r#"{"a": "he said "fog", and left", "b": 1}"#,
            r#"{<a>:<he said "fog", and left>,<b>:1}!"#,
        );
        check("{\"a\": \"x\"\n\"b\": \"y\"}", "{<a>:<x><b>:<y>}!".trim_end_matches('!'));
        check("{\"a\": \"two\nlines\",}", "{<a>:<two\nlines>,}");
        check("//<![CDATA[\n{\"a\": 1}\n//]]>", "{<a>:1}!");
        check("<!-- /* x */ {\"a\": 1} -->", "{<a>:1}!");
        check(r#"{"a": "cut of"#, "{<a>:<cut of>!");
        check(r#"{"a": "cut\"#, r"{<a>:<cut\>!");
        check("{a: Fog}", "{a:Fog}!");
        check("/*", "!");
    }
}
