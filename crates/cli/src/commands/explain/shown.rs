//! An explanation for people: plain in a pipe, with the quoted words marked on a terminal.

use std::io::{Result, Write};

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

pub(super) fn write(
    out: &mut impl Write,
    record: &Record,
    quotes: &[Quote],
    colour: bool,
) -> Result<()> {
    writeln!(out, "{} {}", record.table.row, record.text("id"))?;
    for name in HEADINGS {
        if let Some(value) = record.named().text(name) {
            writeln!(out, "  {name}: {value}")?;
        }
    }
    for alias in record.named().groups("aliases") {
        writeln!(
            out,
            "  spelled {} ({} times)",
            alias.text("text").unwrap_or_default(),
            alias.int("count").unwrap_or_default()
        )?;
    }
    for quote in quotes {
        write_quote(out, quote, colour)?;
    }
    Ok(())
}

fn write_quote(out: &mut impl Write, quote: &Quote, colour: bool) -> Result<()> {
    let (on, off) = if colour { ("\x1b[1;33m", "\x1b[0m") } else { ("»", "«") };
    write!(out, "\n{}", quote.uri)?;
    if let Some([start, end]) = quote.raw {
        write!(out, ", bytes {start} to {end}")?;
    }
    if !quote.heading.is_empty() {
        write!(out, ": {}", quote.heading)?;
    }
    writeln!(out)?;
    match &quote.refused {
        Some(why) => writeln!(out, "  not quoted: {why}"),
        None => writeln!(out, "  {}{on}{}{off}{}", quote.before, quote.words, quote.after),
    }
}
