//! Why a library is refused.

use std::path::PathBuf;

use tidings_plugin_api::abi;
use tidings_stage::Family;

/// Why a library, or a stage of it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error(
        "{}: no such library; looked for {}; build its own package (`cargo build --release --package \
         NAME`), or mend the path",
        path.display(), tried.join(", ")
    )]
    Absent {
        /// The path as given.
        path: PathBuf,
        /// The names that were tried.
        tried: Vec<String>,
    },
    /// It cannot be read.
    #[error("{}: cannot be read: {problem}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        problem: String,
    },
    /// It is something else.
    #[error(
        "{}: expected a library of this platform ({}), found {found}; name the file that `cargo \
         build` makes of a `cdylib` crate",
        path.display(), std::env::consts::OS
    )]
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        found: String,
    },
    /// Its end is missing.
    #[error(
        "{}: only a part of a library: its tables speak of {needs} bytes and there are {has}; copy \
         or build it again",
        path.display()
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Bytes that its tables speak of.
        needs: u64,
        /// Bytes that are there.
        has: u64,
    },
    /// The system's loader refuses it.
    #[error(
        "{}: the system cannot load it: {}; look at which libraries it needs, and for which system \
         it was built",
        path.display(), causes.join(": ")
    )]
    Loader {
        /// The file.
        path: PathBuf,
        /// What the loader says, and each cause beneath it.
        causes: Vec<String>,
    },
    /// Another process opened it, and refuses it in these words.
    #[error("{0}")]
    Refused(String),
    /// The process that opened it came to an end.
    #[error(
        "{}: opening it ends the process that opens it: {how}; look at what it does when it is \
         loaded",
        path.display()
    )]
    Died {
        /// The file.
        path: PathBuf,
        /// How the process ended.
        how: String,
    },
    /// It does not export the function.
    #[error(
        "{}: a library, but not of Tidings stages: it exports no `{}`; end its crate with \
         `tidings_plugin_api::export_stages! {{ … }}`",
        path.display(), abi::SYMBOL.to_string_lossy()
    )]
    NoSymbol {
        /// The file.
        path: PathBuf,
    },
    /// It speaks another version of the interface.
    #[error(
        "{}: speaks version {library} of the plugin interface ({sdk}), and this Tidings speaks \
         {host}; {advice}",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The library's version.
        library: String,
        /// What it was built with.
        sdk: String,
        /// Ours.
        host: String,
        /// What to do.
        advice: &'static str,
    },
    /// It was built for other records.
    #[error(
        "{}: was built for other records ({sdk}, schema {library:016x}) than this Tidings has \
         ({}, schema {host:016x}); build it again with the `tidings-plugin-api` of this version",
        path.display(), env!("CARGO_PKG_VERSION")
    )]
    Schema {
        /// The file.
        path: PathBuf,
        /// What it was built with.
        sdk: String,
        /// The library's hash of the columns of all tables.
        library: u64,
        /// Ours.
        host: u64,
    },
    /// What it says of itself makes no sense.
    #[error(
        "{}: what it says of itself makes no sense: {problem}; build it again with the \
         `tidings-plugin-api` of this version, or hold a descriptor of your own against `tidings.h`",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// What was expected and found.
        problem: String,
    },
    /// It has no such stage.
    #[error(
        "{}: has no {family} stage named `{name}`; it has {}",
        path.display(), if known.is_empty() { "none".to_owned() } else { known.join(", ") }
    )]
    NoStage {
        /// The file.
        path: PathBuf,
        /// The family that was looked for.
        family: Family,
        /// The name that was looked for.
        name: String,
        /// What the library has.
        known: Vec<String>,
    },
}
