//! Opens libraries, each once, and never closes them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use libloading::{Library, Symbol};
use tidings_model::Sha256;
use tidings_plugin_api::abi;
use tidings_stage::Spec;

use super::describe::{self, Portrait};
use super::stage::Functions;
use super::{LoadError, image};

/// A library that is open, for as long as the process lives.
#[derive(Debug)]
pub(crate) struct Here {
    pub(crate) sha256: String,
    pub(crate) stages: Vec<(Portrait, Functions)>,
    /// Held, so that it is seen to be in use for as long as the process lives.
    _library: &'static Library,
}

static OPENED: Mutex<BTreeMap<PathBuf, &'static Here>> = Mutex::new(BTreeMap::new());

/// Opens the library at an absolute path, or gives it again.
pub(crate) fn open(path: &Path) -> Result<&'static Here, LoadError> {
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(opened) = opened.get(path) {
        return Ok(opened);
    }
    let bytes = read(path)?;
    // Stages hold functions and texts of the library, so neither it nor they are ever freed; a
    // library with thread-local destructors could not be unloaded anyway.
    let library = &*Box::leak(Box::new(load(path)?));
    let new = &*Box::leak(Box::new(Here {
        sha256: Sha256::of(&bytes).to_string(),
        stages: stages_of(path, library)?,
        _library: library,
    }));
    opened.insert(path.to_owned(), new);
    Ok(new)
}

/// The bytes of a library, found whole.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    let bytes = std::fs::read(path).map_err(|error| LoadError::Unreadable {
        path: path.to_owned(),
        problem: error.to_string(),
    })?;
    image::check(path, &bytes)?;
    Ok(bytes)
}

impl Here {
    /// What it says of its stages.
    pub(crate) fn portraits(&self) -> Vec<Portrait> {
        self.stages.iter().map(|(portrait, _)| portrait.clone()).collect()
    }

    /// What it does for a stage.
    pub(crate) fn functions(&self, spec: Spec) -> Option<Functions> {
        let stage = self.stages.iter().find(|(portrait, _)| portrait.is_of(spec));
        stage.map(|(_, functions)| *functions)
    }
}

fn load(path: &Path) -> Result<Library, LoadError> {
    // SAFETY: loading runs the library's initialisers. The user named this file as code to run, and
    // its image was found whole.
    unsafe { Library::new(path) }
        .map_err(|error| LoadError::Loader { path: path.to_owned(), causes: causes(&error) })
}

fn stages_of(
    path: &Path,
    library: &'static Library,
) -> Result<Vec<(Portrait, Functions)>, LoadError> {
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
