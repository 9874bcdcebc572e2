//! `replay`: the rejected documents of a run once more, after a fix.

use anyhow::Result;
use tidings_runner::Options;

use super::{call, load, run};
use crate::Exit;
use crate::args::Replay;
use crate::progress::Bar;

pub(crate) fn run(arguments: &Replay) -> Result<Exit> {
    let asked = call::again(&arguments.out)?;
    let pipeline = load::plan(&asked.chosen)?.pipeline;
    if !arguments.quiet && pipeline.hash != asked.record.pipeline_hash {
        note()?;
    }
    let options = Options { replay: true, ..Options::new(asked.out) };
    run::run_with(&pipeline, &asked.chosen, options, &Bar::new(arguments.quiet, None))
}

fn note() -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(
        std::io::stderr(),
        "the pipeline is not what it was: up to its first gate, documents that met no reject stay as \
         that run left them"
    )
}
