//! `cargo xtask`: every command of Tidings, and the chores of this repository.

mod docs;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;

fn main() -> ExitCode {
    let command = tidings_cli::command()
        .name("cargo xtask")
        .subcommand(Command::new("tidy").about("Hold the workspace against its own rules"))
        .subcommand(Command::new("docs").about("Write the pages of docs/ that come from the code"));
    let matches = command.get_matches();
    match matches.subcommand_name() {
        Some("tidy") => tidy(&root()),
        Some("docs") => docs(&root()),
        _ => tidings_cli::run(&matches),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[expect(clippy::print_stderr, reason = "this is what the command is for")]
fn tidy(root: &Path) -> ExitCode {
    match tidy::check(root) {
        Ok(broken) if broken.is_empty() => {
            eprintln!("the workspace keeps its rules");
            ExitCode::SUCCESS
        }
        Ok(broken) => {
            broken.iter().for_each(|rule| eprintln!("{rule}"));
            eprintln!("{} to mend; docs/ARCHITECTURE.md says why each rule is there", broken.len());
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("cannot look at the workspace: {why}");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "errors go to standard error")]
fn docs(root: &Path) -> ExitCode {
    match docs::write(root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("cannot write the pages of docs/: {why}");
            ExitCode::from(2)
        }
    }
}
