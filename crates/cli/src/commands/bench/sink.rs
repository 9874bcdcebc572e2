//! `bench sink`: rows a second and core that each sink writes, and the memory it needs.
//!
//! The sample corpus is read once, and its rows are written again and again in the order in which a
//! run hands them to sinks, each time with identifiers and words of their own, as rows of other pages
//! have: letters and digits are moved along, so that texts repeat after 130 rounds. What is told is CPU time of the process while rows are written and files ended, indexes included; not
//! the making of rows, and not the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use tidings_model::table::{self, Cell, Column, Kind, Table};
use tidings_runner::Options;
use tidings_sink::read_table;
use tidings_stage::{Builder, Family, Row, Settings, Sink, SinkContext, Value};

use super::runner::cpu_seconds;
use crate::args::Chosen;
use crate::catalog;
use crate::commands::load;

/// Rows written for each MB that was asked for.
const ROWS_IN_MB: u64 = 10_000;
/// How often the sample is written between two looks at the clock, which counts hundredths of a second.
const ROUNDS_IN_BATCH: u64 = 16;
/// Rows a second and core that a sink must reach: as Parquet and JSON Lines, and as SQLite.
const GATES: [(&str, f64); 3] = [("parquet", 2e5), ("jsonl", 2e5), ("sqlite", 1e5)];

/// Columns whose texts name rows.
const IDENTIFIERS: [&str; 9] =
    ["id", "article", "entity", "story", "fact", "a", "b", "copy_of", "sha256"];

/// Columns of words, which differ from page to page.
const WORDS: [&str; 12] = [
    "text",
    "title",
    "name",
    "key",
    "uri",
    "explanation",
    "actor",
    "object",
    "speaker",
    "place",
    "counted",
    "value",
];

/// What writing one format measured.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measured {
    format: &'static str,
    rows: u64,
    bytes: u64,
    cpu_seconds: f64,
    /// Memory that the sink needed beyond what was there before it, where the system tells it.
    memory_bytes: Option<u64>,
}

type Rows = Vec<(&'static Table, Vec<Cell<'static>>)>;

/// Writes so many rows in every format.
pub(super) fn measure(mb: u64) -> Result<Vec<Measured>> {
    let sample = sample()?;
    let formats = ["parquet", "jsonl", "csv", "sqlite"].map(|format| ("tables", format));
    let sinks = formats.into_iter().chain([("follow_the_money", "ftm"), ("graphml", "graphml")]);
    sinks.map(|(sink, format)| write(sink, format, &sample, mb * ROWS_IN_MB)).collect()
}

fn write(name: &str, format: &'static str, sample: &Rows, wanted: u64) -> Result<Measured> {
    let folder = tempfile::tempdir().context("cannot make a folder for the tables")?;
    let sink = built(name, format)?;
    let batch = |round: u64| -> Rows {
        let rounds = round * ROUNDS_IN_BATCH..(round + 1) * ROUNDS_IN_BATCH;
        rounds.flat_map(|at| renamed(sample, at)).collect()
    };
    // Rows on their way are there whatever the sink does with them.
    drop(batch(0));
    let before = memory(true);
    let mut part = sink.open(SinkContext { folder: folder.path(), run: "{}" })?;
    let (mut rows, mut spent) = (0, 0.0);
    for round in 0u64.. {
        if rows >= wanted {
            break;
        }
        let batch = batch(round);
        let begun = cpu()?;
        for (table, cells) in &batch {
            part.write(Row { table, cells })?;
        }
        spent += cpu()? - begun;
        rows += batch.len() as u64;
    }
    let begun = cpu()?;
    let written = part.finish()?;
    spent += cpu()? - begun;
    let bytes = written.iter().map(|file| size(folder.path(), &file.name)).sum::<Result<u64>>()?;
    let memory_bytes =
        memory(false).zip(before).map(|(after, before)| after.saturating_sub(before));
    Ok(Measured { format, rows, bytes, cpu_seconds: spent, memory_bytes })
}

fn cpu() -> Result<f64> {
    cpu_seconds().context("this system does not tell CPU time")
}

fn size(folder: &Path, name: &Path) -> Result<u64> {
    Ok(std::fs::metadata(folder.join(name))?.len())
}

/// Peak memory of this process in bytes; `again` begins to count anew, from what it holds now.
fn memory(again: bool) -> Option<u64> {
    if again {
        std::fs::write("/proc/self/clear_refs", "5").ok()?;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib << 10)
}

fn built(name: &str, format: &str) -> Result<Box<dyn Sink>> {
    let registry = catalog();
    let entry = registry.get(Family::Sink, name).with_context(|| format!("no sink `{name}`"))?;
    let mut settings = Settings::defaults(entry.spec.settings, ".");
    if name == "tables" {
        settings.set("format", Value::Text(format.to_owned()));
    }
    let Builder::Sink(make) = &entry.builder else { bail!("`{name}` is no sink") };
    Ok(make(&settings)?)
}

/// The rows of the sample corpus, in the order in which sinks receive them.
fn sample() -> Result<Rows> {
    let folder = tempfile::tempdir().context("cannot make a folder for the sample")?;
    let chosen = Chosen {
        pipeline: PathBuf::from("pipelines/news.toml"),
        input: Vec::new(),
        set: Vec::new(),
        tables: Some("jsonl".to_owned()),
        threads: None,
        limit: None,
    };
    let pipeline = load::plan(&chosen).context("run this in the root of the repository")?.pipeline;
    let out = folder.path().join("out");
    tidings_runner::run(&pipeline, &Options::new(&out))?;
    let (mut view, mut articles) = (Rows::new(), BTreeMap::<String, Rows>::new());
    for table in table::ALL {
        let key = table.column(if table.name == "articles" { "id" } else { "article" });
        read_table(&out, table, &mut |cells| {
            match key.and_then(|at| cells[at].as_text()).map(str::to_owned) {
                Some(article) => articles.entry(article).or_default().push((table, cells)),
                None => view.push((table, cells)),
            }
            true
        })?;
    }
    Ok(view.into_iter().chain(articles.into_values().flatten()).collect())
}

/// The rows as other pages would have them.
fn renamed(
    sample: &Rows,
    round: u64,
) -> impl Iterator<Item = (&'static Table, Vec<Cell<'static>>)> {
    sample.iter().map(move |(table, cells)| {
        let cells = table.columns.iter().zip(cells);
        (*table, cells.map(|(column, cell)| changed(column, cell, round)).collect())
    })
}

fn changed(column: &Column, cell: &Cell<'static>, round: u64) -> Cell<'static> {
    match (cell, column.kind) {
        (Cell::Text(text), _) if IDENTIFIERS.contains(&column.name) => {
            Cell::from(other(text, round))
        }
        (Cell::Text(text), _) if WORDS.contains(&column.name) => Cell::from(moved(text, round)),
        (Cell::List(cells), Kind::List(Kind::Struct(columns))) => Cell::List(
            cells
                .iter()
                .map(|cell| match cell {
                    Cell::Struct(cells) => {
                        let cells = columns.iter().zip(cells);
                        Cell::Struct(
                            cells.map(|(column, cell)| changed(column, cell, round)).collect(),
                        )
                    }
                    cell => cell.clone(),
                })
                .collect(),
        ),
        _ => cell.clone(),
    }
}

/// Letters and digits moved along, each within its own.
fn moved(text: &str, round: u64) -> String {
    let step = |c: char, first: u8, count: u8| {
        let by = u8::try_from(round % u64::from(count)).unwrap_or(0);
        char::from(first + (c as u8 - first + by) % count)
    };
    let place = |c: char| match c {
        'a'..='z' => step(c, b'a', 26),
        'A'..='Z' => step(c, b'A', 26),
        '0'..='9' => step(c, b'0', 10),
        c => c,
    };
    text.chars().map(place).collect()
}

/// An identifier of the same letter and length, spread as hashes are.
fn other(id: &str, round: u64) -> String {
    let bits = round.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let digits = format!("{bits:016x}");
    let mut digits = digits.chars();
    let place = |(at, c): (usize, char)| match (at, c.is_ascii_hexdigit()) {
        (1.., true) => digits.next().unwrap_or(c),
        _ => c,
    };
    id.chars().enumerate().map(place).collect()
}

/// The figures for a person.
pub(super) fn table(measured: &[Measured]) -> String {
    let mut lines = vec![format!(
        "{:<10}{:>10}{:>12}{:>16}{:>10}{:>10}{:>10}",
        "format", "rows", "CPU seconds", "rows/s and core", "MB", "memory", "gate"
    )];
    for Measured { format, rows, bytes, cpu_seconds, memory_bytes } in measured {
        let speed = *rows as f64 / cpu_seconds;
        let memory = memory_bytes
            .map_or_else(|| "-".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
        let gate = GATES.iter().find(|(gated, _)| gated == format);
        let gate = gate.map_or_else(|| "-".to_owned(), |(_, gate)| format!("{gate:.0}"));
        lines.push(format!(
            "{format:<10}{rows:>10}{cpu_seconds:>12.2}{speed:>16.0}{:>10.1}{memory:>10}{gate:>10}",
            *bytes as f64 / 1e6
        ));
    }
    lines.join("\n")
}

#[test]
fn identifiers_and_words_keep_their_form_and_differ() {
    let id = "f96b4dd2a46601fc28f79074db0cba432";
    let (one, two) = (other(id, 1), other(id, 2));
    assert!(one != two && one != id);
    assert!(one.starts_with('f') && one.len() == id.len());
    assert_eq!(other(id, 1), one);
    assert_eq!(moved("Zoë 9-x", 27), "Apë 6-y");
}
