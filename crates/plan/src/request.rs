//! What a pipeline is loaded from.

use std::path::Path;

use tidings_stage::{Entry, Family, Registry};

/// A stage out of a library.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The stage.
    pub entry: Entry,
    /// A hash of what the library holds: another library gives another pipeline hash.
    pub hash: String,
}

/// Brings stages in from libraries, for `from = "…"`.
pub trait Loader {
    /// The stage of that family and name in a library.
    ///
    /// The path is resolved against the pipeline file, and has the platform's ending only if it
    /// is written with one.
    ///
    /// # Errors
    /// Why it cannot be loaded, and what to do, in words.
    fn load(&self, library: &Path, family: Family, name: &str) -> Result<Loaded, String>;
}

/// What the command line changes in a pipeline file.
///
/// Paths in it start from [`Request::current`], not from the folder of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--input`: replaces `paths` of every source that has it, unless empty.
    pub inputs: Vec<String>,
    /// `--tables`: replaces `format` of every sink named `tables`.
    pub tables: Option<String>,
    /// `--set KEY=VALUE`: `run.threads`, or a family, a stage and a setting, such as
    /// `extract.names.min_confidence`. Values are TOML; what is not TOML is a text.
    pub set: Vec<(String, String)>,
    /// `--threads`: replaces `threads` of `[run]`.
    pub threads: Option<usize>,
    /// `--limit`: replaces `limit` of `[run]`.
    pub limit: Option<u64>,
}

/// A pipeline file to load, and everything it is loaded with.
#[derive(Clone)]
pub struct Request<'a> {
    /// The file. Messages call it by this path.
    pub path: &'a Path,
    /// The stages it can name.
    pub registry: &'a Registry,
    /// Brings in stages out of libraries; without it, `from` is refused.
    pub loader: Option<&'a dyn Loader>,
    /// The folder that paths of the command line start from; `.` is that of the process.
    pub current: &'a Path,
    /// What the environment holds.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// What the command line changes.
    pub overrides: Overrides,
}

impl<'a> Request<'a> {
    /// A file to load as it is: no libraries, an empty environment, nothing changed.
    #[must_use]
    pub fn new(path: &'a Path, registry: &'a Registry) -> Self {
        Self {
            path,
            registry,
            loader: None,
            current: Path::new("."),
            environment: &|_| None,
            overrides: Overrides::default(),
        }
    }
}
