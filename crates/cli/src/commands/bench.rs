//! `bench`: documents and megabytes a second, stage by stage, and memory, at several sizes.
//!
//! The sample corpus is repeated from memory until it has the wanted size, each copy under an
//! address of its own. Every size is measured in a child process, so that each peak of memory is
//! its own; one after the other, on whatever else the machine is doing: compare figures of one call.

mod alone;
mod archive;
mod claims;
mod clean;
mod corpus;
mod ingest;
mod names;
mod peers;
mod plugins;
mod runner;
mod sink;

use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use crate::Exit;
use crate::args::{Bench, Benchmark};

/// What one size measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Measured {
    mb: u64,
    documents: u64,
    bytes: u64,
    seconds: f64,
    peak_memory_bytes: Option<u64>,
    /// CPU seconds of each stage, summed over threads.
    stages: Vec<(String, f64)>,
}

/// What the runner costs, and calls of stages out of libraries.
#[derive(Debug, Serialize)]
struct Overhead {
    runner: Vec<runner::Measured>,
    plugins: plugins::Measured,
}

/// What cleaning costs, by size and beside other tools.
#[derive(Debug, Serialize)]
struct Cleaning {
    sizes: Vec<Measured>,
    races: Vec<clean::Race>,
}

impl Overhead {
    fn table(&self) -> String {
        format!("{}\n\n{}", runner::table(&self.runner), plugins::table(&self.plugins))
    }
}

pub(crate) fn run(arguments: &Bench) -> Result<Exit> {
    let (input, json) = (arguments.input.as_deref(), arguments.json);
    let mb = arguments.mb.last().copied().unwrap_or(100);
    match arguments.name {
        Benchmark::Runner => {
            let measured = Overhead { runner: runner::measure()?, plugins: plugins::measure()? };
            show(&measured, json, Overhead::table)
        }
        Benchmark::Claims => show(&claims::measure(input)?, json, claims::table),
        Benchmark::Names => show(&names::measure(input)?, json, names::table),
        Benchmark::Ingest => show(&ingest::measure(mb)?, json, |all| ingest::table(all)),
        Benchmark::Sink => show(&sink::measure(mb)?, json, |all| sink::table(all)),
        Benchmark::News | Benchmark::Clean => by_size(arguments),
    }
}

/// Prints figures, for a program or for a person.
fn show<T: Serialize>(measured: &T, json: bool, table: impl Fn(&T) -> String) -> Result<Exit> {
    println(&if json { serde_json::to_string_pretty(measured)? } else { table(measured) });
    Ok(Exit::Clean)
}

/// A pipeline over corpora of several sizes, each in a process of its own.
fn by_size(arguments: &Bench) -> Result<Exit> {
    if arguments.here {
        let mb = arguments.mb.first().copied().unwrap_or(1);
        println(&serde_json::to_string(&corpus::measure(arguments.name, mb, arguments.threads)?)?);
        return Ok(Exit::Clean);
    }
    let measured =
        arguments.mb.iter().map(|mb| in_child(arguments, *mb)).collect::<Result<Vec<_>>>()?;
    let races = match arguments.name {
        Benchmark::Clean => clean::measure()?,
        _ => Vec::new(),
    };
    match arguments.json {
        true if races.is_empty() => println(&serde_json::to_string_pretty(&measured)?),
        true => println(&serde_json::to_string_pretty(&Cleaning { sizes: measured, races })?),
        false if races.is_empty() => println(&table(&measured)),
        false => println(&format!("{}\n\n{}", table(&measured), clean::table(&races))),
    }
    Ok(Exit::Clean)
}

#[expect(clippy::print_stdout, reason = "figures are what the command is for")]
fn println(text: &str) {
    println!("{text}");
}

fn in_child(arguments: &Bench, mb: u64) -> Result<Measured> {
    let program = std::env::current_exe().context("cannot find this program again")?;
    let name = arguments.name.to_possible_value().context("a benchmark has a name")?;
    let (mb, threads) = (mb.to_string(), arguments.threads.to_string());
    let child = Command::new(program)
        .args(["bench", name.get_name(), "--here", "--mb", &mb, "--threads", &threads])
        .output()
        .context("cannot start the measuring process")?;
    if !child.status.success() {
        bail!("the measuring process failed:\n{}", String::from_utf8_lossy(&child.stderr));
    }
    serde_json::from_slice(&child.stdout).context("the measuring process gave no figures")
}

/// The figures side by side: a column a size.
fn table(measured: &[Measured]) -> String {
    let mut lines = vec![row("", measured, |m| format!("{} MB", m.mb))];
    lines.push(row("documents", measured, |m| m.documents.to_string()));
    lines.push(row("seconds", measured, |m| format!("{:.2}", m.seconds)));
    lines.push(row("documents/s", measured, |m| format!("{:.0}", m.documents as f64 / m.seconds)));
    lines.push(row("MB/s", measured, |m| format!("{:.2}", m.bytes as f64 / 1e6 / m.seconds)));
    let memory =
        |m: &Measured| m.peak_memory_bytes.map(|bytes| format!("{:.0} MB", bytes as f64 / 1e6));
    lines.push(row("peak memory", measured, |m| {
        memory(m).unwrap_or_else(|| "not known".to_owned())
    }));
    lines.push(String::new());
    lines.push("MB/s and core of each stage:".to_owned());
    let names = measured.first().into_iter().flat_map(|m| &m.stages);
    lines.extend(names.enumerate().map(|(at, (name, _))| {
        row(name, measured, |m| match m.stages.get(at) {
            Some((_, seconds)) if *seconds > 0.0 => {
                format!("{:.1}", m.bytes as f64 / 1e6 / seconds)
            }
            _ => "-".to_owned(),
        })
    }));
    lines.join("\n")
}

fn row(name: &str, measured: &[Measured], figure: impl Fn(&Measured) -> String) -> String {
    let figures: Vec<String> = measured.iter().map(|m| format!("{:>12}", figure(m))).collect();
    format!("{name:<24}{}", figures.concat())
}
