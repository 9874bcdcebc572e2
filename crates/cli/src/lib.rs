//! The commands of Tidings, for the `tidings` binary and for `cargo xtask` alike.
//!
//! Exit codes: 0 clean; 1 finished, but some documents failed; 2 stopped, with the reason on
//! standard error; 130 interrupted.

mod args;
mod catalog;
mod commands;
mod log;
mod metrics;
pub mod pages;
mod progress;
mod rows;
mod stop;
mod summary;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::{Arguments, Command};

pub use catalog::catalog;

/// How a command ended, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything went well.
    Clean,
    /// It finished, but some documents failed.
    SomeFailed,
    /// It was stopped from the keyboard.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::SomeFailed => ExitCode::from(1),
            Exit::Interrupted => ExitCode::from(130),
        }
    }
}

/// The command line, for parsing and for help.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run(matches: &ArgMatches) -> ExitCode {
    let arguments = Arguments::from_arg_matches(matches).unwrap_or_else(|why| why.exit());
    log::start(&arguments.log);
    hush_caught_panics();
    let ended = match arguments.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Replay(arguments) => commands::replay::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Graph(arguments) => commands::graph::run(&arguments),
        Command::Stages(arguments) => commands::stages::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Report(arguments) => commands::report::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Bench(arguments) => commands::bench::run(&arguments),
        Command::Eval(arguments) => commands::eval::run(&arguments),
        Command::Train(arguments) => commands::train::run(&arguments),
        Command::Schema => commands::schema::run(),
        Command::Completions(arguments) => commands::completions::run(&arguments),
        Command::Man(arguments) => commands::man::run(&arguments),
        Command::NewStage(arguments) => commands::new_stage::run(&arguments),
        Command::Plugin(plugin) => commands::plugin::run(&plugin),
        Command::PluginChild => return tidings_plugin_host::serve(),
    };
    match ended {
        Ok(exit) => exit.into(),
        // Who reads on a pipe may stop whenever they have seen enough, as `head` does.
        Err(why) if is_broken_pipe(&why) => ExitCode::SUCCESS,
        Err(why) => {
            log::say(tracing::Level::ERROR, &told(&why));
            ExitCode::from(2)
        }
    }
}

/// Whether standard output was closed by its reader.
pub(crate) fn is_broken_pipe(why: &anyhow::Error) -> bool {
    let broken = |why: &std::io::Error| why.kind() == std::io::ErrorKind::BrokenPipe;
    why.downcast_ref::<std::io::Error>().is_some_and(broken)
}

/// An error with its causes, as far as its own words do not tell them already.
fn told(why: &anyhow::Error) -> String {
    let mut told = why.to_string().trim_end().to_owned();
    for cause in why.chain().skip(1).map(ToString::to_string) {
        if !told.contains(&cause) {
            told.push_str(&format!("\n  because {cause}"));
        }
    }
    told
}

/// Lets a panic speak only where nobody catches it: a stage's panic is a reject with its words.
fn hush_caught_panics() {
    let speak = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !tidings_runner::panics_are_caught() {
            speak(panic);
        }
    }));
}
