//! `check`: everything that can be checked without reading a document, and the file's own tests.

mod answer;
mod compare;
mod cut;
mod document;
mod gather;
mod shown;
#[cfg(test)]
mod tests;

use std::io::Write as _;

use anyhow::{Result, bail};
use tidings_plan::{Case, Plan};

use super::load;
use crate::Exit;
use crate::args::Check;

pub(crate) fn run(arguments: &Check) -> Result<Exit> {
    let plan = load::plan(&arguments.chosen)?;
    for staged in &plan.pipeline.sources {
        staged.stage.check()?;
    }
    let stages = plan.pipeline.stages().count();
    let path = arguments.chosen.pipeline.display().to_string();
    writeln!(
        std::io::stdout(),
        "{path}: pipeline `{}` is sound, {stages} stages",
        plan.pipeline.name
    )?;
    if arguments.test {
        writeln!(std::io::stdout(), "{path}: {}", test(&path, plan)?)?;
    }
    Ok(Exit::Clean)
}

/// Runs the tests of a pipeline file.
///
/// # Errors
/// If one fails; all that do are told.
fn test(path: &str, plan: Plan) -> Result<String> {
    let Plan { mut pipeline, cases } = plan;
    let failure = |case: &Case| {
        let differences = compare::differences(case, &answer::answer(&mut pipeline, case));
        (!differences.is_empty()).then(|| shown::failure(path, case, &differences))
    };
    let failures: Vec<String> = cases.iter().filter_map(failure).collect();
    match (cases.len(), failures.len()) {
        (0, _) => Ok("the file carries no tests".to_owned()),
        (1, 0) => Ok("1 test passed".to_owned()),
        (all, 0) => Ok(format!("{all} tests passed")),
        (all, failed) => bail!("{}\n{failed} of {all} tests failed", failures.join("\n")),
    }
}
