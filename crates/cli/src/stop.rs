//! Stopping a run from outside: the first signal asks, the second one ends.
//!
//! Ctrl-C and a polite `kill` are heard. A hang-up is not: whoever starts a long run under `nohup`
//! wants it to outlive the terminal.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tracing::Level;

use crate::log;

/// What the program ends with when it was stopped.
const STOPPED: i32 = 130;

/// A flag that the first signal sets. The second one ends the program where it stands; nothing that
/// was proven done is lost by that.
pub(crate) fn on_signals() -> Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: a signal looks whether one came before it, and then says that it came. Both
        // happen in the handler itself, so that a program that hangs can still be stopped.
        flag::register_conditional_shutdown(signal, STOPPED, Arc::clone(&asked))
            .and_then(|_| flag::register(signal, Arc::clone(&asked)))
            .context("cannot listen for Ctrl-C")?;
    }
    #[cfg(unix)]
    answer()?;
    Ok(asked)
}

/// Says at once that a signal was heard: what is in flight may take a while.
#[cfg(unix)]
fn answer() -> Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let name = "tidings-signals".to_owned();
    std::thread::Builder::new().name(name).spawn(move || {
        if signals.forever().next().is_some() {
            tidings_plugin_host::cancel();
            log::say(
                Level::WARN,
                "finishing what is in flight; once more stops at once, which loses little",
            );
        }
    })?;
    Ok(())
}

/// Says with which command the run goes on, or the replay.
pub(crate) fn how_to_go_on(replay: bool) -> String {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let again = again(words, if replay { None } else { Some("--resume") });
    format!("what is done is kept. To go on:\n  {again}")
}

/// The command of this process, but to take up what it left.
fn again(arguments: impl Iterator<Item = String>, option: Option<&str>) -> String {
    let mut arguments = arguments.peekable();
    let program = arguments.next().unwrap_or_default();
    let xtask = std::path::Path::new(&program).file_stem().is_some_and(|name| name == "xtask");
    let program = if xtask { "cargo xtask".to_owned() } else { quoted(&program) };
    let resumes = |argument: &String| argument == "--resume" || argument == "--overwrite";
    let kept = arguments.filter(|argument| !resumes(argument)).map(|argument| quoted(&argument));
    let option = option.map(str::to_owned);
    let words: Vec<String> = [program].into_iter().chain(kept).chain(option).collect();
    words.join(" ")
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    match !argument.is_empty() && argument.chars().all(plain) {
        true => argument.to_owned(),
        false => format!("'{}'", argument.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arguments: &[&str], expected: &str) {
        assert_eq!(
            again(arguments.iter().map(|word| (*word).to_owned()), Some("--resume")),
            expected
        );
    }

    #[test]
    fn the_command_to_go_on_can_be_pasted() {
        check(&["tidings", "run", "news.toml"], "tidings run news.toml --resume");
        check(
            &["/x/xtask", "run", "my news.toml", "--overwrite", "--set", "a='b'"],
            r"cargo xtask run 'my news.toml' --set 'a='\''b'\''' --resume",
        );
        check(&["tidings", "run", "a.toml", "--resume", ""], "tidings run a.toml '' --resume");
    }
}
