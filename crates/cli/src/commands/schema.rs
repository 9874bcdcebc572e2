//! `schema`: the JSON Schema of a pipeline file.

use std::io::Write as _;

use anyhow::Result;

use crate::{Exit, catalog};

pub(crate) fn run() -> Result<Exit> {
    writeln!(std::io::stdout(), "{:#}", tidings_plan::schema(&catalog()))?;
    Ok(Exit::Clean)
}
