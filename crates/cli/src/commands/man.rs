//! `man`: the manual, from the same source as `--help`.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Command;
use clap_mangen::Man as Page;

use super::completions::PROGRAM;
use crate::Exit;
use crate::args::Man;

pub(crate) fn run(arguments: &Man) -> Result<Exit> {
    match (&arguments.dir, &arguments.command) {
        (Some(folder), _) => write_all(folder)?,
        (None, None) => print(&page(&program())?)?,
        (None, Some(name)) => match shown(&program()).find(|command| command.get_name() == name) {
            Some(command) => print(&page(command)?)?,
            None => {
                let names: Vec<String> =
                    shown(&program()).map(|command| command.get_name().to_owned()).collect();
                bail!("there is no command `{name}`; expected one of {}", names.join(", "));
            }
        },
    }
    Ok(Exit::Clean)
}

/// The command line as it is installed, every command with its whole name.
fn program() -> Command {
    let mut command = crate::command().name(PROGRAM).disable_help_subcommand(true);
    command.build();
    command
}

fn shown(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| !command.is_hide_set())
}

/// The page of a command, `tidings-run(1)`; that of the program lists all others.
fn page(command: &Command) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    Page::new(command.clone())
        .title(name)
        .source(format!("Tidings {}", version()))
        .render(&mut out)?;
    Ok(out)
}

fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn print(page: &[u8]) -> Result<()> {
    Ok(std::io::stdout().lock().write_all(page)?)
}

fn write_all(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    let program = program();
    for command in [&program].into_iter().chain(shown(&program)) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = folder.join(format!("{name}.1"));
        std::fs::write(&path, page(command)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_names_every_command_and_its_options() {
        let program = program();
        let whole = String::from_utf8(page(&program).unwrap()).unwrap();
        let mut pages = 0;
        for command in shown(&program) {
            let name = command.get_display_name().unwrap().replace('-', "\\-");
            assert!(whole.contains(&name), "no {name} in:\n{whole}");
            let page = String::from_utf8(page(command).unwrap()).unwrap();
            assert!(page.contains(".TH") && page.contains("Example"), "{page}");
            pages += 1;
        }
        assert!(pages > 10);
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path()).unwrap();
        assert!(folder.path().join("tidings-run.1").is_file());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), pages + 1);
    }

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn check(command: &Command) {
            for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.starts_with("Example: tidings "), "{}: {help}", command.get_name());
                check(command);
            }
        }
        check(&crate::command());
    }
}
