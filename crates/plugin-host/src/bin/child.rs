//! A process that serves a stage of a library, for tests and measurements of this crate alone: the
//! `tidings` binary serves stages itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    tidings_plugin_host::serve()
}
