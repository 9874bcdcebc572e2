//! `explain`: where a result comes from, quoted from the raw pages.

mod found;
pub(crate) mod pages;
mod sentence;
mod shown;
mod way;

use std::io::Write as _;

use anyhow::Result;
use serde_json::json;
use tidings_model::table::{self, Table};

use crate::Exit;
use crate::args::Explain;
use found::Record;
use pages::Pages;

/// The letter an identifier begins with, and the table it stands in.
const TABLES: [(char, &Table); 5] = [
    ('a', &table::ARTICLES),
    ('c', &table::CLAIMS),
    ('e', &table::ENTITIES),
    ('f', &table::FACTS),
    ('s', &table::STORIES),
];

pub(crate) fn run(arguments: &Explain) -> Result<Exit> {
    let id = arguments.id.trim();
    let Some(table) = table_of(id) else { return way::run(arguments) };
    let record = found::unique(&arguments.out, table, id)?;
    let mut pages = Pages::of_run(&arguments.out)?;
    let explained = explain(&record, &mut pages)?;
    let mut out = std::io::stdout().lock();
    match arguments.json {
        true => writeln!(out, "{:#}", json!({ "record": record.to_json(), "quotes": explained }))?,
        false => shown::write(&mut out, &record, &explained, shown::coloured())?,
    }
    if !arguments.json && record.table.name == "articles" {
        writeln!(
            out,
            "  what each stage did to it: explain {} '{}'",
            arguments.out.display(),
            record.text("uri")
        )?;
    }
    Ok(Exit::Clean)
}

/// The table of an identifier; none if it is the address of a document.
fn table_of(id: &str) -> Option<&'static Table> {
    let (letter, rest) = id.split_at_checked(1)?;
    let (_, table) = TABLES.into_iter().find(|(known, _)| letter.starts_with(*known))?;
    rest.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(table)
}

/// The quotations behind a record, in order.
fn explain(record: &Record, pages: &mut Pages) -> Result<Vec<pages::Quote>> {
    let wanted: Vec<found::Place> = match record.table.name {
        "facts" => match found::values_of(record) {
            values if values.is_empty() => found::headlines_of(&pages.out, &record.text("story"))?,
            values => values,
        },
        "claims" => vec![found::Place::of(&record.named())],
        "entities" => found::mentions_of(&pages.out, &record.text("id"))?,
        "articles" => found::removals_of(record),
        _ => Vec::new(),
    };
    pages.quotes(&wanted)
}
