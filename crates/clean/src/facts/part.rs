//! One part of a dateline, between bars: its items, one after the other.

use super::clock;
use super::date;
use super::dateline::{Dateline, Stamp};
use super::token::{Token, tokens};
use super::words::{Label, Words};

/// What a part says; `None` if something in it is neither date nor name.
///
/// `label` is what a label of an earlier part said, and then what one of this part says.
pub(super) fn read(words: &Words, line: &str, label: &mut Label) -> Option<Dateline> {
    let beside = Beside::default();
    let found = Dateline::default();
    let tokens = tokens(line);
    let mut reader = Reader { words, line, tokens, at: 0, label, beside, dated: false, found };
    while reader.at < reader.tokens.len() {
        reader.item()?;
    }
    Some(reader.found)
}

/// What stands before a date and belongs to it.
#[derive(Debug, Clone, Copy, Default)]
struct Beside {
    weekday: Option<i8>,
    time: Option<jiff::civil::Time>,
    offset_minutes: Option<i16>,
}

/// Reads a part, item by item.
struct Reader<'a> {
    words: &'a Words,
    line: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    label: &'a mut Label,
    beside: Beside,
    /// Whether a date was read.
    dated: bool,
    found: Dateline,
}

impl Reader<'_> {
    /// Reads what stands at the reader's place and goes behind it.
    fn item(&mut self) -> Option<()> {
        let taken = self
            .label()
            .or_else(|| self.date())
            .or_else(|| self.time())
            .or_else(|| self.weekday())
            .or_else(|| self.bare_name());
        taken.or_else(|| self.filler())
    }

    /// A label with the colon behind it, and the name behind that if it says there is one.
    fn label(&mut self) -> Option<()> {
        let next: Vec<String> = (self.at..self.at + 4).map(|at| self.lower(at)).collect();
        let next: Vec<&str> = next.iter().map(String::as_str).collect();
        let (len, label) = self.words.label(&next)?;
        let from = self.at;
        self.at += len;
        self.at += usize::from(self.tokens.get(self.at).is_some_and(|token| token.is(':')));
        if label != Label::By {
            (*self.label, self.found.labelled) = (label, true);
            return Some(());
        }
        let name = self.name();
        if name.is_none() {
            self.at = from;
        }
        self.found.byline = Some(name?);
        Some(())
    }

    fn date(&mut self) -> Option<()> {
        let date = date::read(self.words, self.tokens.get(self.at..)?)?;
        self.at += date.len;
        self.dated = true;
        let Beside { weekday, time, offset_minutes } = std::mem::take(&mut self.beside);
        let (written, numeric) = (date.written, date.numeric);
        self.stamp().get_or_insert(Stamp { written, numeric, weekday, time, offset_minutes });
        Some(())
    }

    /// Where the date goes that the last label speaks of.
    fn stamp(&mut self) -> &mut Option<Stamp> {
        match self.label {
            Label::Modified => &mut self.found.modified,
            _ => &mut self.found.published,
        }
    }

    /// A time of day, with its zone; it belongs to the date before it, else to the next.
    fn time(&mut self) -> Option<()> {
        let (len, time) = clock::time(self.tokens.get(self.at..)?)?;
        self.at += len;
        let zone = clock::zone(self.words, self.tokens.get(self.at..).unwrap_or_default());
        let (len, offset_minutes) = zone.unwrap_or_default();
        self.at += len;
        match self.stamp() {
            Some(stamp) if stamp.time.is_none() => {
                (stamp.time, stamp.offset_minutes) = (Some(time), offset_minutes);
            }
            _ => {
                (self.beside.time, self.beside.offset_minutes) = (Some(time), offset_minutes);
            }
        }
        Some(())
    }

    fn weekday(&mut self) -> Option<()> {
        let day = self.words.weekday(&self.lower(self.at))?;
        self.at += 1;
        match self.stamp() {
            Some(stamp) if stamp.weekday.is_none() => stamp.weekday = Some(day),
            _ => self.beside.weekday = Some(day),
        }
        Some(())
    }

    fn lower(&self, at: usize) -> String {
        self.tokens.get(at).map(|token| token.text.to_lowercase()).unwrap_or_default()
    }

    /// A word or mark without a meaning of its own, or a count of minutes, views or comments.
    fn filler(&mut self) -> Option<()> {
        let token = self.tokens.get(self.at)?;
        let low = self.lower(self.at);
        let counts = token.number().is_some() && self.words.is_counter(&self.lower(self.at + 1));
        let mark = !token.text.contains(char::is_alphanumeric);
        let plain = mark && !matches!(low.as_str(), "?" | "!" | "\"" | "“" | "”");
        if !(counts || plain || self.words.is_filler(&low) || self.words.is_counter(&low)) {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// A name of one to eight words, up to a date or the end of the part.
    ///
    /// Empty for an account; `None` if the words are no name.
    fn name(&mut self) -> Option<String> {
        let from = self.at;
        let mut capitals = 0;
        while self.tokens.get(self.at).is_some_and(|_| self.at == from || !self.date_at(self.at)) {
            let token = self.tokens.get(self.at)?;
            match token.is_word() {
                true if token.text.starts_with(char::is_uppercase) => capitals += 1,
                true if self.is_name_word(token.text) || self.is_lone(from) => {}
                false if matches!(token.text, "." | "," | "-" | "’" | "'" | "&" | "/") => {}
                _ => return None,
            }
            self.at += 1;
        }
        let taken = self.tokens.get(from..self.at).filter(|taken| taken.len() <= 16)?;
        let name = self.line.get(taken.first()?.start..taken.last()?.end())?;
        let name = name.trim_end_matches([',', ' ', '-', '/']);
        if capitals == 0 || self.words.is_account(name) {
            return Some(String::new());
        }
        let last = name.split_whitespace().next_back().unwrap_or_default();
        let open = last.starts_with(char::is_lowercase) && !self.words.is_role(last);
        (capitals <= 8 && !open).then(|| name.to_owned())
    }

    /// Whether a date begins at a token, perhaps with `on` before it.
    fn date_at(&self, at: usize) -> bool {
        let date = |at: usize| {
            let rest = self.tokens.get(at..).unwrap_or_default();
            date::read(self.words, rest).is_some() || self.words.weekday(&self.lower(at)).is_some()
        };
        date(at) || self.words.is_filler(&self.lower(at)) && date(at + 1)
    }

    /// A small word of names and posts: `de`, `al`, `reporter`.
    fn is_name_word(&self, word: &str) -> bool {
        let low = word.to_lowercase();
        self.words.is_role(&low) || self.words.is_account(&low)
    }

    /// Whether the token at the reader's place is the only one of a name and stands beside a date:
    /// the name of an account, in small letters. Else it may be any word: `by sea`.
    fn is_lone(&self, from: usize) -> bool {
        let beside = self.date_at(self.at + 1) || self.dated && self.at + 1 == self.tokens.len();
        self.at == from && beside
    }

    /// A name of two to four capitalised words right before a date: `Ada Mols October 14, 2025`.
    fn bare_name(&mut self) -> Option<()> {
        let word = |at: usize| {
            let token = self.tokens.get(at).filter(|token| token.is_word() && token.spaced);
            let label = self.words.label(&[&self.lower(at)]);
            token.is_some_and(|token| token.text.starts_with(char::is_uppercase)) && label.is_none()
        };
        let len = (2..=4).find(|&len| self.date_at(self.at + len))?;
        if self.at > 0 || self.date_at(0) || !(0..len).all(word) {
            return None;
        }
        let name = self.line.get(..self.tokens.get(len - 1)?.end())?;
        self.at = len;
        self.found.byline = Some(name.to_owned());
        Some(())
    }
}
