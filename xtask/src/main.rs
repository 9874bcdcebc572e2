//! `cargo xtask`: every command of Tidings, and the chores of this repository.

mod bench;
mod docs;
mod generate;
mod score;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

fn main() -> ExitCode {
    let command = tidings_cli::command()
        .name("cargo xtask")
        .mut_subcommand("bench", bench::extend)
        .subcommand(Command::new("tidy").about("Hold the workspace against its own rules"))
        .subcommand(Command::new("docs").about("Write the pages of docs/ that come from the code"))
        .subcommand(generate::Generate::augment_subcommands(
            Command::new("generate").about("Make a corpus with planted truth, for measuring"),
        ))
        .subcommand(score::Score::augment_subcommands(
            Command::new("score").about("Hold a run against the truth that `generate` planted"),
        ));
    let matches = command.get_matches();
    match matches.subcommand() {
        Some(("tidy", _)) => tidy(&root()),
        Some(("docs", _)) => docs(&root()),
        Some(("generate", given)) => chore(given, generate::run),
        Some(("score", given)) => chore(given, score::run),
        Some(("bench", given)) if bench::asked(given).is_some() => {
            bench::asked(given).map_or(ExitCode::SUCCESS, |asked| chore(asked, bench::run))
        }
        _ => tidings_cli::run(&matches),
    }
}

/// Runs a chore with what was asked of it.
#[expect(clippy::print_stderr, reason = "errors go to standard error")]
fn chore<T: FromArgMatches>(given: &ArgMatches, run: fn(&T) -> anyhow::Result<()>) -> ExitCode {
    match T::from_arg_matches(given).map_err(Into::into).and_then(|asked| run(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why:#}");
            ExitCode::from(2)
        }
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
