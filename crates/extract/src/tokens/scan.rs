//! Cuts text into words, numbers and marks, in one pass.
//!
//! The ground is UAX #29. Letters of the scripts that English news is written in take a short way
//! that gives the same words; every other character is left to the library. On top stand rules
//! for news: what full stops, hyphens and apostrophes bind.

use tidings_model::{Span, Token, TokenKind};
use unicode_segmentation::UnicodeSegmentation;

use super::abbreviations::{Abbreviations, Before};

/// What a character is to the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Digit,
    Mark,
    /// Of a script, or of a kind, that needs all of UAX #29.
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '_' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\0'..='\u{7f}' if c.is_whitespace() || c.is_control() => Class::Space,
        '\0'..='\u{7f}' => Class::Mark,
        'ª' | 'º' => Class::Letter,
        '\u{c0}'..='\u{24f}' if c != '×' && c != '÷' => Class::Letter,
        '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' if c.is_alphabetic() => Class::Letter,
        _ if c.is_whitespace() => Class::Space,
        '\u{80}'..='\u{bf}' if c != '\u{ad}' => Class::Mark,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' => Class::Mark,
        _ => Class::Other,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// The tokens of `region`, added to `out`.
pub(super) fn scan(text: &str, region: Span, words: &Abbreviations, out: &mut Vec<Token>) {
    let end = region.end as usize;
    let mut scanner = Scanner { text, end, words };
    let mut at = region.start as usize;
    while at < end {
        let rest = &text.as_bytes()[at..end];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters > 0 && rest.get(letters).is_none_or(|&byte| byte == b' ') {
            out.push(token(at, at + letters, TokenKind::Word));
            at += letters + 1;
            continue;
        }
        at = scanner.next(at, out);
    }
}

fn token(start: usize, end: usize, kind: TokenKind) -> Token {
    Token { span: Span::at(start..end), kind }
}

struct Scanner<'a> {
    text: &'a str,
    end: usize,
    words: &'a Abbreviations,
}

impl Scanner<'_> {
    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end.min(self.end)).unwrap_or_default()
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.slice(at, self.end).chars().next()
    }

    fn class_at(&self, at: usize) -> Class {
        self.char_at(at).map_or(Class::Space, class)
    }

    /// Takes one token, or one space, and says where it ends.
    fn next(&mut self, at: usize, out: &mut Vec<Token>) -> usize {
        let Some(c) = self.char_at(at) else { return self.end };
        let (end, kind) = match class(c) {
            Class::Space => return at + c.len_utf8(),
            Class::Letter | Class::Digit => {
                self.negation(at, out).or_else(|| self.address(at)).unwrap_or_else(|| self.word(at))
            }
            Class::Other => self.segment(at),
            Class::Mark => self
                .tag(at, c)
                .or_else(|| self.clitic(at, c, out))
                .unwrap_or_else(|| self.mark(at, c)),
        };
        out.push(token(at, end, kind));
        end
    }

    /// A web address, or a mail address that begins here.
    fn address(&self, at: usize) -> Option<(usize, TokenKind)> {
        let head = self.text.as_bytes()[at..self.end].get(..4)?;
        let web = matches!(head, b"http" | b"www." | b"ftp:")
            && ["http://", "https://", "www.", "ftp://"]
                .iter()
                .any(|start| self.text.as_bytes()[at..self.end].starts_with(start.as_bytes()));
        web.then(|| (self.chunk_end(at), TokenKind::Word))
    }

    /// Where the characters up to the next space end, marks at their end left off.
    fn chunk_end(&self, at: usize) -> usize {
        let rest = self.slice(at, self.end);
        let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '“' | '”');
        let chunk = rest.split(stop).next().unwrap_or_default();
        let trail = |c: char| {
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '\'' | '’' | '*')
        };
        at + chunk.trim_end_matches(trail).len()
    }

    /// `#name` or `@name`.
    fn tag(&self, at: usize, c: char) -> Option<(usize, TokenKind)> {
        let bare = matches!(c, '#' | '@') && self.class_at(at + 1) == Class::Letter;
        bare.then(|| (self.run(at + 1), TokenKind::Word))
    }

    /// `'s` and its like, right behind a token.
    fn clitic(&self, at: usize, c: char, out: &[Token]) -> Option<(usize, TokenKind)> {
        let behind = out
            .last()
            .is_some_and(|last| last.span.end as usize == at && last.kind != TokenKind::Mark);
        if !behind || !is_apostrophe(c) {
            return None;
        }
        let end = self.run(at + c.len_utf8());
        is_clitic(self.slice(at + c.len_utf8(), end)).then_some((end, TokenKind::Word))
    }

    /// The `n't` that [`Self::not`] has cut off.
    fn negation(&self, at: usize, out: &[Token]) -> Option<(usize, TokenKind)> {
        let behind = out.last().is_some_and(|last| last.span.end as usize == at);
        let n = behind && matches!(self.text.as_bytes().get(at), Some(b'n' | b'N'));
        let apostrophe = self.char_at(at + 1).filter(|c| n && is_apostrophe(*c))?;
        Some((at + 1 + apostrophe.len_utf8() + 1, TokenKind::Word))
    }

    /// A mark, or a run of the same one where such runs are a mark of their own.
    fn mark(&self, at: usize, c: char) -> (usize, TokenKind) {
        let mut end = at + c.len_utf8();
        if matches!(c, '.' | '-' | '=' | '*' | '!' | '?' | '~' | '/') {
            end += self.slice(end, self.end).bytes().take_while(|&byte| byte == c as u8).count();
        }
        (end, TokenKind::Mark)
    }

    /// What the library says stands here.
    fn segment(&self, at: usize) -> (usize, TokenKind) {
        let segment = self.slice(at, self.end).split_word_bounds().next().unwrap_or_default();
        let word = segment.chars().any(char::is_alphanumeric);
        (at + segment.len().max(1), if word { TokenKind::Word } else { TokenKind::Mark })
    }

    /// Where a run of letters and digits ends.
    fn run(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let bytes = &self.text.as_bytes()[at..self.end];
            at += bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            match self.char_at(at) {
                Some(c) if !c.is_ascii() => match class(c) {
                    Class::Letter => at += c.len_utf8(),
                    // A combining mark, say: it belongs to the letters before it, or to nothing.
                    Class::Other => return self.segment(start).0.max(at),
                    _ => return at,
                },
                _ => return at,
            }
        }
    }

    /// A word or number, as far as its joints hold.
    fn word(&self, start: usize) -> (usize, TokenKind) {
        let mut piece = start;
        let mut end = self.run(start);
        while let Some(next) = self.joint(start, piece, end) {
            piece = next;
            let longer = self.run(next);
            if longer == next {
                break;
            }
            end = longer;
        }
        if self.char_at(end) == Some('@') && self.class_at(end + 1) == Class::Letter {
            return (self.chunk_end(start).max(end), TokenKind::Word);
        }
        let cut = self.not(start, end);
        let end = if cut == end { self.full_stop(start, end) } else { cut };
        (end, kind_of(self.slice(start, end)))
    }

    /// Where the word goes on, if the mark at `end` binds: `start` is that of the word, `piece`
    /// that of the letters and digits right before the mark.
    fn joint(&self, start: usize, piece: usize, end: usize) -> Option<usize> {
        let mark = self.char_at(end)?;
        let next = end + mark.len_utf8();
        let after =
            self.char_at(next).filter(|c| matches!(class(*c), Class::Letter | Class::Digit))?;
        let before = self.slice(piece, end);
        let digits = before.ends_with(|c: char| c.is_ascii_digit()) && after.is_ascii_digit();
        let binds = match mark {
            '.' => digits || self.binds_full_stop(start, before, after, end),
            ',' | ':' | '/' => digits,
            '&' => before.ends_with(char::is_uppercase) && after.is_uppercase(),
            c if is_apostrophe(c) => self.binds_apostrophe(before, next),
            c if is_hyphen(c) => self.binds_hyphen(start, before, after, next),
            _ => false,
        };
        binds.then_some(next)
    }

    /// `U.S`, `Ph.D`, `node.js`; not `week.The`, where a space is missing, nor `No.10`.
    fn binds_full_stop(&self, start: usize, before: &str, after: char, end: usize) -> bool {
        let lettered = before.ends_with(char::is_alphabetic);
        if after.is_ascii_digit() {
            return lettered
                && self.words.kind(self.slice(start, end)).is_none()
                && before.len() < 3;
        }
        let short = before.chars().nth(2).is_none();
        after.is_lowercase() && lettered || (lettered && short && after.is_uppercase())
    }

    /// `Sana'a`, `O'Brien`; not `Syria's`.
    fn binds_apostrophe(&self, before: &str, next: usize) -> bool {
        let after = self.slice(next, self.run(next));
        before.ends_with(char::is_alphabetic) && !is_clitic(after) && after != "t" && after != "T"
    }

    /// `An-72P`, `al-Abadi`, `co-ordinate`, `2021-06-16`; not `Cairo-backed`.
    fn binds_hyphen(&self, start: usize, before: &str, after: char, next: usize) -> bool {
        if after.is_ascii_digit() {
            let named = self.char_at(start).is_some_and(char::is_uppercase);
            return named || self.is_day(start, before, next);
        }
        let whole = start + before.len() + 1 == next || start + before.len() + 3 == next;
        whole
            && (self.words.is_particle(before) && after.is_uppercase()
                || self.words.is_prefix(before) && after.is_lowercase())
    }

    /// Whether four digits, two and two stand here, bound by hyphens.
    fn is_day(&self, start: usize, before: &str, next: usize) -> bool {
        let shape = |at: usize, shape: &[u8]| {
            let bytes = &self.text.as_bytes()[at..self.end];
            bytes.len() >= shape.len()
                && shape.iter().zip(bytes).all(|(want, byte)| match want {
                    b'0' => byte.is_ascii_digit(),
                    mark => mark == byte,
                })
        };
        match next - start {
            5 => before.len() == 4 && shape(start, b"0000-00-00"),
            8 => before.len() == 2 && shape(start, b"0000-00-00"),
            _ => false,
        }
    }

    /// Cuts `didn` of `didn't` to `did`, so that `n't` is a word of its own.
    fn not(&self, start: usize, end: usize) -> usize {
        let apostrophe = self.char_at(end).filter(|c| is_apostrophe(*c));
        let Some(apostrophe) = apostrophe else { return end };
        let next = end + apostrophe.len_utf8();
        let t = matches!(self.slice(next, self.run(next)), "t" | "T");
        let n = self.slice(start, end).ends_with(['n', 'N']) && end - start > 1;
        if t && n { end - 1 } else { end }
    }

    /// Takes in the full stop of an abbreviation or of an initial.
    fn full_stop(&self, start: usize, end: usize) -> usize {
        let one = self.text.as_bytes().get(end..self.end.min(end + 2)).unwrap_or_default();
        if one.first() != Some(&b'.') || one.get(1) == Some(&b'.') {
            return end;
        }
        let word = self.slice(start, end);
        let taken = match self.words.kind(word) {
            Some(Before::Number) => self.number_follows(end + 1),
            Some(Before::Name | Before::Anything) => true,
            None => word.len() == 1 && word != "I" && word.starts_with(char::is_uppercase),
        };
        if taken { end + 1 } else { end }
    }

    fn number_follows(&self, at: usize) -> bool {
        let rest = self.slice(at, self.end.min(at + 8));
        let rest = if rest.is_empty() { self.slice(at, at + 2) } else { rest };
        rest.trim_start_matches([' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit())
    }
}

fn is_clitic(word: &str) -> bool {
    ["s", "ll", "re", "ve", "d", "m"].iter().any(|clitic| word.eq_ignore_ascii_case(clitic))
}

fn kind_of(word: &str) -> TokenKind {
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    if digits && !word.chars().any(char::is_alphabetic) {
        TokenKind::Number
    } else {
        TokenKind::Word
    }
}
