//! Logs on standard error, for people or as JSON lines.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tracing::Level;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

use crate::args::LogWord;

/// Whether standard error is read by a program, a line of JSON at a time.
static JSON: AtomicBool = AtomicBool::new(false);

/// Starts logging as `--log` says.
pub(crate) fn start(words: &[LogWord]) {
    let level = words.iter().rev().find_map(|word| level_of(*word));
    let json = words.contains(&LogWord::Json);
    JSON.store(json, Ordering::Relaxed);
    let logger = fmt()
        .with_max_level(level.unwrap_or(Level::INFO))
        .with_writer(io::stderr)
        .with_ansi(wants_colour());
    if json {
        logger.json().init();
    } else {
        logger.with_target(false).init();
    }
}

/// Whether standard error is read by a person who has not asked for plain text (<https://no-color.org>).
fn wants_colour() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    !plain && io::stderr().is_terminal()
}

/// Says something on standard error that must be heard whatever the log level: as it is, or as a line
/// like those of the log where they are JSON.
#[expect(clippy::print_stderr, reason = "what stops a run must be heard, whatever the log level")]
pub(crate) fn say(level: Level, words: &str) {
    match JSON.load(Ordering::Relaxed) {
        true => eprintln!("{}", line(level, words)),
        false => eprintln!("{words}"),
    }
}

fn line(level: Level, words: &str) -> String {
    let mut time = String::new();
    // A clock that cannot be read leaves the time out.
    let _ = SystemTime.format_time(&mut Writer::new(&mut time));
    let fields = json!({ "message": words });
    json!({ "timestamp": time, "level": level.as_str(), "fields": fields, "target": "tidings" })
        .to_string()
}

fn level_of(word: LogWord) -> Option<Level> {
    match word {
        LogWord::Error => Some(Level::ERROR),
        LogWord::Warn => Some(Level::WARN),
        LogWord::Info => Some(Level::INFO),
        LogWord::Debug => Some(Level::DEBUG),
        LogWord::Trace => Some(Level::TRACE),
        LogWord::Json => None,
    }
}
