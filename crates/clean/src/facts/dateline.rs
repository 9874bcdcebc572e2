//! Lines that say when a page was published or changed, and by whom.
//!
//! A line is one of these if every part between its bars is: labels, weekday, date, time, zone and a
//! name after `by`, in any order, and nothing else. Beside a part with a date, a few other words
//! between bars may stand: a section, `3 min read`.

use jiff::civil::Time;

use super::clock;
use super::date::{self, Numeric, Written};
use super::token::{Token, tokens};
use super::words::{Label, Words};

/// Longer lines are text, in bytes.
const LONGEST: usize = 160;

/// A date with what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day or days.
    pub(crate) written: Written,
    /// Its form, if it is all numbers with the year last.
    pub(crate) numeric: Option<Numeric>,
    /// The weekday beside it, Monday 1.
    pub(crate) weekday: Option<i8>,
    /// The time of day.
    pub(crate) time: Option<Time>,
    /// Minutes ahead of UTC.
    pub(crate) offset_minutes: Option<i16>,
}

/// What a line says of its page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Dateline {
    /// When it was published.
    pub(crate) published: Option<Stamp>,
    /// When it was changed.
    pub(crate) modified: Option<Stamp>,
    /// Who wrote it; empty for an account that is no person.
    pub(crate) byline: Option<String>,
    /// Whether a label says what the line is.
    pub(crate) labelled: bool,
}

impl Dateline {
    /// Whether the line gives a date.
    pub(crate) fn is_dated(&self) -> bool {
        self.published.is_some() || self.modified.is_some()
    }
}

/// Reads a line as one that says when and by whom its page was written, if it is one.
pub(crate) fn dateline(words: &Words, line: &str) -> Option<Dateline> {
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let mut found = Dateline::default();
    let mut label = Label::Published;
    let mut strangers = 0;
    let parts: Vec<&str> = line
        .split(['|', '•', '·', '●'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect();
    for part in &parts {
        let mut reader = Reader { words, line: part, tokens: tokens(part), at: 0, label };
        match reader.read() {
            Some(part) => found.add(part),
            None => strangers += 1,
        }
        label = reader.label;
    }
    let known = strangers == 0 || found.is_dated() && parts.len() <= 4 && strangers < parts.len();
    let says_something = found.is_dated() || found.byline.is_some() || found.labelled;
    (known && says_something).then_some(found)
}

impl Dateline {
    fn add(&mut self, part: Dateline) {
        self.published = self.published.or(part.published);
        self.modified = self.modified.or(part.modified);
        self.byline = self.byline.take().or(part.byline);
        self.labelled |= part.labelled;
    }
}

/// Reads one part of a line, item by item.
struct Reader<'a> {
    words: &'a Words,
    line: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    label: Label,
}

impl Reader<'_> {
    /// What the part says; `None` if something in it is neither date nor name.
    fn read(&mut self) -> Option<Dateline> {
        let mut found = Dateline::default();
        let (mut weekday, mut time, mut offset_minutes) = (None, None, None);
        while self.at < self.tokens.len() {
            let rest = self.tokens.get(self.at..)?;
            if let Some((len, label)) = self.label_at() {
                self.at += len;
                match label {
                    Label::By => found.byline = Some(self.name()?),
                    label => (self.label, found.labelled) = (label, true),
                }
            } else if let Some(date) = date::read(self.words, rest) {
                self.at += date.len;
                let (written, numeric) = (date.written, date.numeric);
                let stamp = Stamp { written, numeric, weekday, time, offset_minutes };
                match self.label {
                    Label::Modified => found.modified = found.modified.or(Some(stamp)),
                    _ => found.published = found.published.or(Some(stamp)),
                }
            } else if let Some((len, clock)) = clock::time(rest) {
                self.at += len;
                time = Some(clock);
                if let Some((len, ahead)) = clock::zone(self.words, self.tokens.get(self.at..)?) {
                    self.at += len;
                    offset_minutes = ahead;
                }
            } else if let Some(day) = self.weekday() {
                self.at += 1;
                weekday = Some(day);
            } else {
                self.at += self.filler()?;
            }
        }
        for stamp in [&mut found.published, &mut found.modified].into_iter().flatten() {
            stamp.weekday = weekday;
            stamp.time = time;
            stamp.offset_minutes = offset_minutes;
        }
        Some(found)
    }

    fn lower(&self, at: usize) -> String {
        self.tokens.get(at).map(|token| token.text.to_lowercase()).unwrap_or_default()
    }

    /// A label at the place of the reader, with the colon behind it.
    fn label_at(&self) -> Option<(usize, Label)> {
        let next: Vec<String> = (self.at..self.at + 4).map(|at| self.lower(at)).collect();
        let next: Vec<&str> = next.iter().map(String::as_str).collect();
        let (len, label) = self.words.label(&next)?;
        let colon = self.tokens.get(self.at + len).is_some_and(|token| token.is(':'));
        Some((len + usize::from(colon), label))
    }

    fn weekday(&self) -> Option<i8> {
        self.words.weekday(&self.lower(self.at))
    }

    /// A word or mark without a meaning of its own, or a count of minutes, views or comments.
    fn filler(&self) -> Option<usize> {
        let token = self.tokens.get(self.at)?;
        let low = self.lower(self.at);
        let counts = token.number().is_some() && self.words.is_counter(&self.lower(self.at + 1));
        let mark = !token.text.contains(char::is_alphanumeric);
        let plain = mark && !matches!(low.as_str(), "?" | "!" | "\"" | "“" | "”");
        (counts || plain || self.words.is_filler(&low) || self.words.is_counter(&low)).then_some(1)
    }

    /// A name of one to eight words, up to a date or the end of the part.
    fn name(&mut self) -> Option<String> {
        let from = self.at;
        let mut names = 0;
        while let Some(token) = self.tokens.get(self.at) {
            let rest = self.tokens.get(self.at..)?;
            if self.at > from
                && (date::read(self.words, rest).is_some() || self.weekday().is_some())
            {
                break;
            }
            let low = token.text.to_lowercase();
            if token.is_word() && token.text.starts_with(char::is_uppercase) {
                names += 1;
            } else if token.is_word() && !self.words.is_role(&low) && !self.words.is_account(&low) {
                return None;
            } else if !token.is_word()
                && !matches!(token.text, "." | "," | "-" | "’" | "'" | "&" | "/")
            {
                return None;
            }
            self.at += 1;
        }
        let taken = self
            .tokens
            .get(from..self.at)
            .filter(|taken| !taken.is_empty() && taken.len() <= 16)?;
        let (first, last) = (taken.first()?, taken.last()?);
        let name = self.line.get(first.start..last.end())?.trim_end_matches([',', ' ', '-', '/']);
        let ends_low = last.is_word() && last.text.starts_with(char::is_lowercase);
        if self.words.is_account(name) {
            return Some(String::new());
        }
        (names > 0 && names <= 8 && !(ends_low && !self.words.is_role(last.text)))
            .then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use tidings_stage::Settings;

    use super::*;

    fn show(stamp: Option<Stamp>) -> String {
        let Some(stamp) = stamp else { return String::new() };
        let day = match stamp.written {
            Written::Day(day) => day.to_string(),
            other => format!("{other:?}"),
        };
        let time = stamp.time.map(|time| format!(" {}:{:02}", time.hour(), time.minute()));
        let offset = stamp.offset_minutes.map(|ahead| format!(" {ahead:+}"));
        format!("{day}{}{}", time.unwrap_or_default(), offset.unwrap_or_default())
    }

    #[test]
    fn reads_datelines() {
        let words = Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |line: &str, expected: &str| {
            let found = dateline(&words, line).map(|found| {
                let parts = [
                    show(found.published),
                    show(found.modified),
                    found.byline.map(|name| format!("by {name}")).unwrap_or_default(),
                ];
                parts.join("; ")
            });
            assert_eq!(found.unwrap_or_else(|| "text".to_owned()), expected, "{line:?}");
        };
        check("18/11/2015 20:45 by admin", "2015-11-18 20:45; ; by ");
        check("Published: 14 March 2024 18:05 GMT", "2024-03-14 18:05 +0; ; ");
        check("2024-03-14 By Rosa Abreo", "2024-03-14; ; by Rosa Abreo");
        check("2024-03-14T18:05:00.123+02:00", "2024-03-14 18:05 +120; ; ");
        check(
            "By Jane Doe and Ali al-Amin, Staff Writers",
            "; ; by Jane Doe and Ali al-Amin, Staff Writers",
        );
        check(
            "By JANE DOE | Posted on Monday, March 4th, 2024 at 6.05 p.m. (CET)",
            "2024-03-04 18:05 +60; ; by JANE DOE",
        );
        check("Last updated on September 16th, 2023 at 09:27 am", "; 2023-09-16 9:27; ");
        check("Weather • March 4, 2024 • 3 min read", "2024-03-04; ; ");
        check("Updated 3 hours ago", "; ; ");
        check("14 Mar 2024 9:05 IST", "2024-03-14 9:05; ; ");
        check("By the time the bell rang", "text");
        check("By land or sea", "text");
        check("March 4, 2024: the day of the fog", "text");
        check("Fog - rain - snow", "text");
        check("Was it published on 4 March 2024?", "text");
        check("Lunde", "text");
    }
}
