//! Stages out of libraries.

#![expect(
    unsafe_code,
    reason = "libraries are called through pointers; each block says why it holds"
)]

mod call;
mod describe;
mod error;
mod host;
mod image;
mod locate;
mod open;
mod stage;

use std::path::Path;

use tidings_plugin_api::Library;
use tidings_stage::{Entry, Family};

pub use error::LoadError;
pub use stage::cancel;

/// A stage out of a library.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The stage.
    pub entry: Entry,
    /// SHA-256 of the library's bytes, in hexadecimal digits.
    pub sha256: String,
}

/// The stage of that family and name in a library.
///
/// The path may leave out the ending of this platform, and its prefix: `../target/release/shouts`
/// finds `libshouts.so`. A library is opened once in a process, and stays open.
///
/// # Errors
/// Why it cannot be loaded, and what to do.
pub fn load(path: &Path, family: Family, name: &str) -> Result<Loaded, LoadError> {
    let opened = open::open(&locate::locate(path)?)?;
    let wanted = |entry: &&Entry| entry.spec.family == family && entry.spec.name == name;
    match opened.stages.iter().find(wanted) {
        Some(entry) => Ok(Loaded { entry: entry.clone(), sha256: opened.sha256.clone() }),
        None => Err(LoadError::NoStage {
            path: opened.path.clone(),
            family,
            name: name.to_owned(),
            known: opened.stages.iter().map(|entry| entry.spec).map(title).collect(),
        }),
    }
}

/// Every stage of a library, for the catalog and for checks.
///
/// # Errors
/// Why it cannot be loaded, and what to do.
pub fn stages(path: &Path) -> Result<Vec<Entry>, LoadError> {
    Ok(open::open(&locate::locate(path)?)?.stages.clone())
}

/// The stages of a library that is linked into this program, as an author's tests do.
///
/// Calls cross the same C interface as those of a library that was loaded.
///
/// # Errors
/// If the library does not say of itself what this version needs.
pub fn linked(library: &'static Library) -> Result<Vec<Entry>, LoadError> {
    // SAFETY: the library was made by this program's own `tidings-plugin-api`.
    unsafe { describe::stages(Path::new("(linked)"), library.plugin()) }
}

fn title(spec: tidings_stage::Spec) -> String {
    format!("{} `{}`", spec.family, spec.name)
}
