//! `graph`: a drawing of a pipeline.

use std::io::Write as _;

use anyhow::Result;

use super::load;
use crate::Exit;
use crate::args::{Drawing, Graph};

pub(crate) fn run(arguments: &Graph) -> Result<Exit> {
    let plan = load::plan(&arguments.chosen)?;
    let drawing = match arguments.format {
        Drawing::Mermaid => tidings_plan::Drawing::Mermaid,
        Drawing::Dot => tidings_plan::Drawing::Dot,
    };
    write!(std::io::stdout(), "{}", tidings_plan::graph(&plan.pipeline, drawing))?;
    Ok(Exit::Clean)
}
