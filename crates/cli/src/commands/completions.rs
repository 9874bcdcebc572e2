//! `completions`: what a shell needs to complete commands, options and their values.

use std::io::Write as _;

use anyhow::Result;
use clap_complete::generate;
use clap_complete::shells::{Bash, Fish, Zsh};

use crate::Exit;
use crate::args::{Completions, Shell};

/// The name under which the program is installed, whatever this process is called.
pub(super) const PROGRAM: &str = "tidings";

pub(crate) fn run(arguments: &Completions) -> Result<Exit> {
    std::io::stdout().lock().write_all(&script(arguments.shell))?;
    Ok(Exit::Clean)
}

fn script(shell: Shell) -> Vec<u8> {
    let (mut command, mut out) = (crate::command(), Vec::new());
    match shell {
        Shell::Bash => generate(Bash, &mut command, PROGRAM, &mut out),
        Shell::Zsh => generate(Zsh, &mut command, PROGRAM, &mut out),
        Shell::Fish => generate(Fish, &mut command, PROGRAM, &mut out),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_shown_is_completed() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = String::from_utf8(script(shell)).unwrap();
            for command in crate::command().get_subcommands().filter(|c| !c.is_hide_set()) {
                let name = command.get_name();
                assert!(script.contains(name), "{shell:?} does not know {name}");
            }
            assert!(script.contains("overwrite") && !script.contains("cargo xtask"), "{shell:?}");
        }
    }
}
