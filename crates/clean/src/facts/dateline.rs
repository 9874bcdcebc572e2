//! Lines that say when a page was published or changed, and by whom.
//!
//! A line is one of these if every part between its bars is: labels, weekday, date, time, zone and a
//! name after `by`, in any order, and nothing else. Beside a part with a date, a few other words
//! between bars may stand: a section, `3 min read`.

use jiff::civil::Time;

use super::date::{Numeric, Written};
use super::part;
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
        .split(['|', '•', '·', '●', '⋅', '∙'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect();
    for part in &parts {
        match part::read(words, part, &mut label) {
            Some(part) => found.add(part),
            None => strangers += 1,
        }
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
        check("16/06/2021 21:35 by admin", "2021-06-16 21:35; ; by ");
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
        check(
            "Published 4 March 2024 9:05, updated 5 March 2024 at 10:15 GMT",
            "2024-03-04 9:05; 2024-03-05 10:15 +0; ",
        );
        check("9:05 GMT, Mon 4 March 2024", "2024-03-04 9:05 +0; ; ");
        check("Posted on July 1, 2024 by infuy", "2024-07-01; ; by ");
        check("By Ada Mols on 19 Dec 2025", "2025-12-19; ; by Ada Mols");
        check("Posted by Ada Mols on Friday, March 1, 2024", "2024-03-01; ; by Ada Mols");
        check("Ada Mols October 14, 2025", "2025-10-14; ; by Ada Mols");
        check("Ada Mols Updated October 14, 2025", "text");
        check("By sea", "text");
        check("By the time the bell rang", "text");
        check("By land or sea", "text");
        check("March 4, 2024: the day of the fog", "text");
        check("Fog - rain - snow", "text");
        check("Was it published on 4 March 2024?", "text");
        check("Lunde", "text");
    }
}
