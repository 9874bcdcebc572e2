//! `check`: everything that can be checked without reading a document.

use std::io::Write as _;

use anyhow::Result;

use super::load;
use crate::Exit;
use crate::args::Check;

pub(crate) fn run(arguments: &Check) -> Result<Exit> {
    let plan = load::plan(&arguments.chosen)?;
    for staged in &plan.pipeline.sources {
        staged.stage.check()?;
    }
    let stages = plan.pipeline.stages().count();
    let path = arguments.chosen.pipeline.display();
    writeln!(
        std::io::stdout(),
        "{path}: pipeline `{}` is sound, {stages} stages",
        plan.pipeline.name
    )?;
    Ok(Exit::Clean)
}
