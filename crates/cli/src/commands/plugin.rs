//! `plugin`: libraries of stages, tried, and the processes they run in.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use tidings_plugin_host::{Outcome, Second, Verdict, conformance};

use crate::Exit;
use crate::args::Plugin;

/// The command that a second copy of this program is started with, to serve a stage of a library.
const CHILD: &str = "plugin-child";

/// A second copy of this program.
pub(super) fn second() -> Result<Second> {
    let program = Second::this_program().context("cannot find out where this program lies")?;
    Ok(program.argument(CHILD))
}

pub(crate) fn run(command: &Plugin) -> Result<Exit> {
    match command {
        Plugin::Check { library } => check(library),
    }
}

/// Tries a library, and prints what came of it.
fn check(library: &Path) -> Result<Exit> {
    let mut out = std::io::stdout().lock();
    let (mut shown, mut failed) = (String::new(), 0);
    for Verdict { stage, check, outcome } in conformance(library, second()?) {
        if stage != shown {
            writeln!(out, "{stage}")?;
            shown = stage;
        }
        writeln!(out, "  {check:<12} {}", words(&outcome))?;
        failed += usize::from(matches!(outcome, Outcome::Failed { .. }));
    }
    match failed {
        0 => writeln!(out, "\nnothing to mend").map(|()| Ok(Exit::Clean))?,
        some => writeln!(out, "\n{some} to mend").map(|()| Ok(Exit::SomeFailed))?,
    }
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Skipped(why) => format!("skipped: {why}"),
        Outcome::Failed { found, mend: None } => format!("FAILED: {found}"),
        Outcome::Failed { found, mend: Some(mend) } => {
            format!("FAILED: {found}\n{:15}to mend it: {mend}", "")
        }
    }
}
