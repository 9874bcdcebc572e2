//! What can go wrong for good, before or during a run.

use std::path::PathBuf;

/// Why a stage cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A setting has a value of the right type that makes no sense.
    #[error("setting `{setting}`: {problem}")]
    Setting {
        /// The setting; the message points at it.
        setting: &'static str,
        /// What was expected, what was found, what to do.
        problem: String,
    },
    /// A file that a setting names cannot be used.
    #[error("{}{}: {problem}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    File {
        /// The setting that names it.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: Option<usize>,
        /// What was expected, what was found, what to do.
        problem: String,
    },
    /// Anything else: a library that does not load, a child that does not start.
    #[error("{0}")]
    Other(String),
}

/// Why a source cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// A path is not there.
    #[error("{}: no such file or folder; check the path, or pass another with --input", .0.display())]
    Absent(PathBuf),
    /// Nothing matches.
    #[error("{0}: holds no document to read; check the pattern, or pass another with --input")]
    Nothing(String),
    /// Something is there but cannot be used.
    #[error("{place}: {problem}")]
    Unusable {
        /// The path or address.
        place: String,
        /// What was expected, what was found, what to do.
        problem: String,
    },
}

/// Why output cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The disk refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Disk {
        /// What was tried: `create`, `write`, `sync`, …
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A format refused a value.
    #[error("cannot write {}: {problem}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What the format says.
        problem: String,
    },
    /// A server refused, or cannot be reached.
    #[error("cannot write to {place}: {problem}")]
    Server {
        /// The server, and what of it; without any password.
        place: String,
        /// What it says, and what to do.
        problem: String,
    },
}

impl SinkError {
    /// For `map_err`: the disk refused an action on a path.
    pub fn disk(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Disk { action, path, source }
    }
}
