//! Stages out of libraries.

#![expect(
    unsafe_code,
    reason = "libraries are called through pointers; each block says why it holds"
)]

mod call;
mod describe;
mod drafts;
mod entry;
mod error;
mod host;
mod hosted;
mod image;
mod locate;
mod open;
mod stage;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tidings_model::Sha256;
use tidings_plugin_api::Library;
use tidings_stage::{Entry, Family};

use crate::isolate::{self, Second};

pub(crate) use call::was_cancelled;
pub(crate) use describe::Portrait;
pub use error::LoadError;
pub use host::cancel;
pub(crate) use host::{cancelled_flag, is_cancelled, log_here as log, serve_others};
pub(crate) use open::open;
pub(crate) use stage::{Complaint, LibraryStage};
pub(crate) use work::{Files, Work, Writing};

/// A stage out of a library.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The stage.
    pub entry: Entry,
    /// SHA-256 of the library's bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Loads stages out of libraries.
///
/// A path may leave out the ending of this platform, and its prefix: `../target/release/shouts`
/// finds `libshouts.so`.
///
/// With a [`Second`] program, libraries are opened there: one that breaks it is refused in words.
/// Their stages have the setting `isolation`, and run in processes of their own unless it is `none`.
#[derive(Debug, Default)]
pub struct Libraries {
    second: Option<Second>,
    opened: Mutex<BTreeMap<PathBuf, Arc<Opened>>>,
}

/// A library whose stages are known.
#[derive(Debug)]
struct Opened {
    file: Arc<LibraryFile>,
    stages: Vec<Entry>,
}

/// A library's file.
#[derive(Debug)]
pub(crate) struct LibraryFile {
    /// Absolute, without links.
    pub(crate) path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub(crate) sha256: String,
}

impl Libraries {
    /// Stages of libraries that are trusted: they run in this process.
    #[must_use]
    pub fn trusted() -> Self {
        Self::default()
    }

    /// Stages that run in processes of their own.
    #[must_use]
    pub fn isolated(second: Second) -> Self {
        Self { second: Some(second), opened: Mutex::default() }
    }

    /// The stage of that family and name in a library.
    ///
    /// # Errors
    /// Why it cannot be loaded, and what to do.
    pub fn load(&self, path: &Path, family: Family, name: &str) -> Result<Loaded, LoadError> {
        let opened = self.open(path)?;
        let wanted = |entry: &&Entry| entry.spec.family == family && entry.spec.name == name;
        match opened.stages.iter().find(wanted) {
            Some(entry) => Ok(Loaded { entry: entry.clone(), sha256: opened.file.sha256.clone() }),
            None => Err(LoadError::NoStage {
                path: opened.file.path.clone(),
                family,
                name: name.to_owned(),
                known: opened.stages.iter().map(|entry| title(entry.spec)).collect(),
            }),
        }
    }

    /// Every stage of a library, for the catalog and for checks.
    ///
    /// # Errors
    /// Why it cannot be loaded, and what to do.
    pub fn stages(&self, path: &Path) -> Result<Vec<Entry>, LoadError> {
        Ok(self.open(path)?.stages.clone())
    }

    fn open(&self, path: &Path) -> Result<Arc<Opened>, LoadError> {
        let path = locate::locate(path)?;
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = opened.get(&path) {
            return Ok(opened.clone());
        }
        let bytes = open::read(&path)?;
        let file = LibraryFile { path: path.clone(), sha256: Sha256::of(&bytes).to_string() };
        let portraits = match &self.second {
            Some(second) => isolate::describe(&path, second)?,
            None => open(&path)?.portraits(),
        };
        let file = Arc::new(file);
        let stages = entry::entries(&file, &portraits, self.second.as_ref())?;
        let new = Arc::new(Opened { file, stages });
        opened.insert(path, new.clone());
        Ok(new)
    }
}

/// The stages of a library that is linked into this program, as an author's tests do.
///
/// Calls cross the same C interface as those of a library that was loaded.
///
/// # Errors
/// If the library does not say of itself what this version needs.
pub fn linked(library: &'static Library) -> Result<Vec<Entry>, LoadError> {
    let path = Path::new("(linked)");
    // SAFETY: the library was made by this program's own `tidings-plugin-api`.
    let stages = unsafe { describe::stages(path, library.plugin()) }?;
    entry::linked(path, stages)
}

fn title(spec: tidings_stage::Spec) -> String {
    format!("{} `{}`", spec.family, spec.name)
}
