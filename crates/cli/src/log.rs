//! Logs on standard error, for people or as JSON lines.

use std::io;

use tracing::Level;
use tracing_subscriber::fmt;

use crate::args::LogWord;

/// Starts logging as `--log` says.
pub(crate) fn start(words: &[LogWord]) {
    let level = words.iter().rev().find_map(|word| level_of(*word));
    let json = words.contains(&LogWord::Json);
    let logger = fmt().with_max_level(level.unwrap_or(Level::INFO)).with_writer(io::stderr);
    if json {
        logger.json().init();
    } else {
        logger.with_target(false).init();
    }
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
