//! `tidings`: reads noisy news pages and gives back what they say, and who agrees.

use std::process::ExitCode;

fn main() -> ExitCode {
    tidings_cli::run(&tidings_cli::command().get_matches())
}
