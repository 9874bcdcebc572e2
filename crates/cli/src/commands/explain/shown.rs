//! An explanation for people: plain in a pipe, with the quoted words marked on a terminal.

use std::io::{IsTerminal, Result, Write};

use super::found::Record;
use super::pages::Quote;

/// Columns that head an explanation, where a record has them.
const HEADINGS: [&str; 21] = [
    "label",
    "name",
    "title",
    "verdict",
    "preferred",
    "explanation",
    "kind",
    "predicate",
    "class",
    "actor",
    "object",
    "time",
    "period",
    "place",
    "speaker",
    "via",
    "status",
    "certainty",
    "uri",
    "published",
    "story",
];

/// Whether standard output is a terminal that shows colours, and its user wants them.
pub(super) fn coloured() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let plain = std::env::var_os("TERM").is_none_or(|value| value == "dumb");
    !unwanted && !plain && std::io::stdout().is_terminal()
}

/// How parts of an explanation are set off, and how that ends.
struct Marks {
    words: (&'static str, &'static str),
    head: (&'static str, &'static str),
    place: (&'static str, &'static str),
    colour: bool,
}

impl Marks {
    const PLAIN: Self =
        Self { words: ("»", "«"), head: ("", ""), place: ("", ""), colour: false };
    const COLOURED: Self = Self {
        words: ("\x1b[1;33m", "\x1b[0m"),
        head: ("\x1b[1m", "\x1b[0m"),
        place: ("\x1b[36m", "\x1b[0m"),
        colour: true,
    };

    /// A verdict has the colour of what it means for a reader.
    fn verdict(&self, verdict: &str) -> (&'static str, &'static str) {
        match verdict {
            _ if !self.colour => ("", ""),
            "conflict" => ("\x1b[1;31m", "\x1b[0m"),
            "agree" | "compatible" => ("\x1b[32m", "\x1b[0m"),
            _ => self.head,
        }
    }
}

pub(super) fn write(
    out: &mut impl Write,
    record: &Record,
    quotes: &[Quote],
    colour: bool,
) -> Result<()> {
    let marks = if colour { Marks::COLOURED } else { Marks::PLAIN };
    let (on, off) = marks.head;
    writeln!(out, "{on}{} {}{off}", record.table.row, record.text("id"))?;
    for name in HEADINGS {
        if let Some(value) = record.named().text(name) {
            let (on, off) = if name == "verdict" { marks.verdict(value) } else { ("", "") };
            writeln!(out, "  {name}: {on}{}{off}", harmless(value))?;
        }
    }
    for alias in record.named().groups("aliases") {
        writeln!(
            out,
            "  spelled {} ({} times)",
            harmless(alias.text("text").unwrap_or_default()),
            alias.int("count").unwrap_or_default()
        )?;
    }
    quotes.iter().try_for_each(|quote| write_quote(out, quote, &marks))
}

fn write_quote(out: &mut impl Write, quote: &Quote, marks: &Marks) -> Result<()> {
    let (on, off) = marks.place;
    write!(out, "\n{on}{}{off}", harmless(&quote.uri))?;
    if let Some([start, end]) = quote.raw {
        write!(out, ", bytes {start} to {end}")?;
    }
    if !quote.heading.is_empty() {
        write!(out, ": {}", harmless(&quote.heading))?;
    }
    writeln!(out)?;
    let day = quote.published.as_deref().and_then(|at| at.split('T').next());
    let title = quote.title.as_ref().map(|title| format!("“{title}”"));
    let head = [quote.source.clone(), day.map(str::to_owned), title];
    let head: Vec<String> = head.into_iter().flatten().collect();
    if !head.is_empty() {
        writeln!(out, "  {}", harmless(&head.join(", ")))?;
    }
    let (on, off) = marks.words;
    let [before, words, after] =
        [&quote.before, &quote.words, &quote.after].map(|text| harmless(text));
    match &quote.refused {
        Some(why) => writeln!(out, "  not quoted: {why}"),
        None => writeln!(out, "  {before}{on}{words}{off}{after}"),
    }
}

/// A page's words without what a terminal would obey or a line would end at.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(marks: &Marks, expected: &str) {
        let quote = Quote {
            article: "a1".to_owned(),
            uri: "pages/one.html".to_owned(),
            source: Some("Harbour Post".to_owned()),
            title: Some("Nine \u{1b}[31mlost".to_owned()),
            published: Some("2026-03-12T10:00:00Z".to_owned()),
            text: Some([0, 4]),
            raw: Some([10, 14]),
            heading: "value 9".to_owned(),
            before: "At least ".to_owned(),
            words: "nine".to_owned(),
            after: " died.".to_owned(),
            refused: None,
        };
        let mut out = Vec::new();
        write_quote(&mut out, &quote, marks).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_quotation_has_its_source_and_no_orders_to_the_terminal() {
        check(
            &Marks::PLAIN,
            "\npages/one.html, bytes 10 to 14: value 9\n  Harbour Post, 2026-03-12, “Nine  [31mlost”\n  \
             At least »nine« died.\n",
        );
        check(
            &Marks::COLOURED,
            "\n\u{1b}[36mpages/one.html\u{1b}[0m, bytes 10 to 14: value 9\n  Harbour Post, 2026-03-12, \
             “Nine  [31mlost”\n  At least \u{1b}[1;33mnine\u{1b}[0m died.\n",
        );
    }

    #[test]
    fn a_conflict_stands_out_on_a_terminal_alone() {
        assert_eq!(Marks::PLAIN.verdict("conflict"), ("", ""));
        assert_ne!(Marks::COLOURED.verdict("conflict"), Marks::COLOURED.verdict("agree"));
    }
}
