//! Benchmarks on corpora of `generate`, whose truth is known: beside the commands of `bench`.

mod aggregate;
mod truth;

use anyhow::Result;
use clap::{ArgMatches, Args, Command};

const AGGREGATE: &str = "aggregate";

/// Adds the benchmarks of this crate to the command `bench`.
pub(crate) fn extend(bench: Command) -> Command {
    let about = "Entities, stories and facts over planted reports: time, memory, precision, recall";
    bench.subcommand(aggregate::Asked::augment_args(Command::new(AGGREGATE).about(about)))
}

/// What was asked of a benchmark of this crate, if one is named.
pub(crate) fn asked(bench: &ArgMatches) -> Option<&ArgMatches> {
    bench.subcommand_matches(AGGREGATE)
}

/// Runs it.
///
/// # Errors
/// If the measuring process fails.
pub(crate) fn run(asked: &aggregate::Asked) -> Result<()> {
    aggregate::run(asked)
}
