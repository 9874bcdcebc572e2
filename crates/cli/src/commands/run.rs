//! `run`: a pipeline from its sources to its results.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Error, Result};
use tidings_runner::{FolderError, Options, RunError, RunRecord, StageRecord, Summary};
use tidings_stage::Pipeline;
use tracing::Level;

use super::{call, load};
use crate::args::{Chosen, Run};
use crate::metrics::Metrics;
use crate::progress::Bar;
use crate::{Exit, log, stop, summary};

pub(crate) fn run(arguments: &Run) -> Result<Exit> {
    let pipeline = load::plan(&arguments.chosen)?.pipeline;
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("out").join(&pipeline.name));
    let options = Options::new(out);
    let options = Options {
        overwrite: arguments.overwrite,
        resume: arguments.resume,
        part_bytes: arguments.part_bytes.unwrap_or(options.part_bytes),
        ..options
    };
    let metrics = arguments.metrics.as_deref().map(Metrics::serve).transpose()?;
    run_with(&pipeline, &arguments.chosen, options, &Bar::new(arguments.quiet, metrics))
}

/// Runs a pipeline that was planned as the arguments say, and tells how it went.
pub(super) fn run_with(
    pipeline: &Pipeline,
    chosen: &Chosen,
    options: Options<'_>,
    bar: &Bar,
) -> Result<Exit> {
    let asked = stop::on_signals()?;
    let options = Options {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bases: load::bases(&chosen.pipeline),
        call: Some(call::of(chosen)),
        progress: bar,
        measure: bar.metrics.is_some(),
        interrupt: &asked,
        ..options
    };
    match tidings_runner::run(pipeline, &options) {
        Ok(finished) => {
            // Whoever stops reading the summary must not turn rejects into success.
            let told = if bar.quiet { Ok(()) } else { tell(&finished) };
            told.or_else(|why| if crate::is_broken_pipe(&why) { Ok(()) } else { Err(why) })?;
            Ok(match finished.exit {
                tidings_runner::Exit::Clean => Exit::Clean,
                tidings_runner::Exit::SomeFailed => Exit::SomeFailed,
            })
        }
        Err(RunError::Interrupted) => {
            let words = format!("interrupted; {}", stop::how_to_go_on(options.replay));
            log::say(Level::WARN, &words);
            Ok(Exit::Interrupted)
        }
        Err(RunError::Folder(FolderError::Finished(out))) if options.resume => {
            writeln!(
                std::io::stdout(),
                "nothing to resume: the run in {} is whole",
                out.display()
            )?;
            Ok(Exit::Clean)
        }
        Err(why) if can_go_on(&why) => {
            let words = format!("{why}\n{}", stop::how_to_go_on(options.replay));
            Err(Error::new(why).context(words))
        }
        Err(why) => Err(Error::new(why)),
    }
}

/// Whether the same command goes on once the cause is mended: the disk, or a document.
fn can_go_on(why: &RunError) -> bool {
    matches!(
        why,
        RunError::Disk { .. }
            | RunError::Sink { .. }
            | RunError::Rejected { .. }
            | RunError::Threads(_)
    )
}

/// What a person wants to know at the end: the facts, the counts, and where to look.
fn tell(finished: &Summary) -> Result<()> {
    let mut out = std::io::stdout().lock();
    summary::write(&mut out, &finished.view)?;
    let (record, folder) = (&finished.record, finished.out.display());
    let documents: u64 = record.inputs.iter().map(|input| input.documents + input.rejected).sum();
    let articles = record.tables.get("articles").copied().unwrap_or_default();
    let timing = record.timing.as_ref().map(|timing| format!(" in {:.1} s", timing.seconds));
    writeln!(
        out,
        "\n{} in, {} out{}",
        counted(documents, "document"),
        counted(articles, "article"),
        timing.unwrap_or_default()
    )?;
    write!(out, "{}", rejected(record, &folder.to_string()))?;
    if record.failed() > 0 {
        writeln!(out, "after a fix, `tidings replay {folder}` runs those that failed alone")?;
    }
    let report = record.files.iter().find(|name| *name == "report.html");
    match report {
        Some(name) => writeln!(out, "open {folder}/{name}, or look at the tables in {folder}")?,
        None => writeln!(out, "the tables are in {folder}")?,
    }
    Ok(())
}

/// The count with its noun, in the plural but for one.
fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What was left out, with its reasons, and the row of the ledger of every stage that left it out.
fn rejected(record: &RunRecord, folder: &str) -> String {
    if record.rejects.is_empty() {
        return String::new();
    }
    let reasons = with_counts(&record.rejects);
    let mut told = format!("left out: {reasons} ({folder}/rejects.jsonl says which)\n");
    let (even, uneven): (Vec<_>, Vec<_>) =
        record.stages.iter().partition(|stage| stage.r#in == stage.out);
    for StageRecord { label, r#in, out, dropped, failed, .. } in uneven {
        let parts = [("dropped", dropped), ("failed", failed)].map(|(what, reasons)| {
            let count: u64 = reasons.values().sum();
            (count > 0).then(|| format!(" + {count} {what} ({})", with_counts(reasons)))
        });
        let parts: String = parts.into_iter().flatten().collect();
        told.push_str(&format!("  {label}: {in} in = {out} out{parts}\n"));
    }
    match even.len() {
        0 => {}
        others => {
            told.push_str(&format!("  {}: in = out\n", counted(others as u64, "other stage")))
        }
    }
    told
}

fn with_counts(reasons: &BTreeMap<String, u64>) -> String {
    let reasons: Vec<String> =
        reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    reasons.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_in_the_singular() {
        let counts = [0, 1, 2].map(|count| counted(count, "article"));
        assert_eq!(counts, ["0 articles", "1 article", "2 articles"]);
    }
}
