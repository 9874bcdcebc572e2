//! Opens libraries, each once, and never closes them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use libloading::{Library, Symbol};
use tidings_model::Sha256;
use tidings_plugin_api::abi;
use tidings_stage::Entry;

use super::{LoadError, describe, image};

/// A library that is open, for as long as the process lives.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) sha256: String,
    pub(super) stages: Vec<Entry>,
}

static OPENED: Mutex<BTreeMap<PathBuf, &'static Opened>> = Mutex::new(BTreeMap::new());

/// Opens the library at an absolute path, or gives it again.
pub(super) fn open(path: &Path) -> Result<&'static Opened, LoadError> {
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(opened) = opened.get(path) {
        return Ok(opened);
    }
    let bytes = std::fs::read(path).map_err(|error| LoadError::Unreadable {
        path: path.to_owned(),
        problem: error.to_string(),
    })?;
    image::check(path, &bytes)?;
    // Stages hold functions and texts of the library, so neither it nor they are ever freed; a
    // library with thread-local destructors could not be unloaded anyway.
    let new = &*Box::leak(Box::new(Opened {
        path: path.to_owned(),
        sha256: Sha256::of(&bytes).to_string(),
        stages: stages_of(path, Box::leak(Box::new(load(path)?)))?,
    }));
    opened.insert(path.to_owned(), new);
    Ok(new)
}

fn load(path: &Path) -> Result<Library, LoadError> {
    // SAFETY: loading runs the library's initialisers. The user named this file as code to run, and
    // its image was found whole.
    unsafe { Library::new(path) }
        .map_err(|error| LoadError::Loader { path: path.to_owned(), causes: causes(&error) })
}

fn stages_of(path: &Path, library: &'static Library) -> Result<Vec<Entry>, LoadError> {
    let symbol = abi::SYMBOL.to_bytes_with_nul();
    // SAFETY: a library that exports this very name does so with this very type; the name is ours.
    let entry: Symbol<'static, abi::Entry> = unsafe { library.get(symbol) }
        .map_err(|_| LoadError::NoSymbol { path: path.to_owned() })?;
    // SAFETY: the function takes nothing, and gives null or what lives as long as the library.
    unsafe { describe::stages(path, entry()) }
}

/// What an error says, and each cause beneath it: the outermost says only that it failed.
fn causes(error: &dyn Error) -> Vec<String> {
    let mut causes = vec![error.to_string()];
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        causes.push(cause.to_string());
        beneath = cause.source();
    }
    causes
}
