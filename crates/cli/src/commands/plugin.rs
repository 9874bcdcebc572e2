//! Libraries of stages: the processes they run in.

use anyhow::{Context, Result};
use tidings_plugin_host::Second;

/// The command that a second copy of this program is started with, to serve a stage of a library.
const CHILD: &str = "plugin-child";

/// A second copy of this program.
pub(super) fn second() -> Result<Second> {
    let program = Second::this_program().context("cannot find out where this program lies")?;
    Ok(program.argument(CHILD))
}
