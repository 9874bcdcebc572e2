//! From the command line to a checked pipeline.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Error, Result, anyhow};
use tidings_plan::{Loaded, Loader, Overrides, Plan, Request};
use tidings_plugin_host::Libraries;
use tidings_stage::Family;

use super::plugin;
use crate::args::Chosen;
use crate::catalog;

/// Brings stages in from libraries.
struct FromLibraries(Libraries);

impl Loader for FromLibraries {
    fn load(&self, library: &Path, family: Family, name: &str) -> Result<Loaded, String> {
        let loaded = self.0.load(library, family, name).map_err(|why| why.to_string())?;
        Ok(Loaded { entry: loaded.entry, hash: loaded.sha256 })
    }
}

/// The pipeline that the arguments name, checked; or every mistake in it.
pub(super) fn plan(chosen: &Chosen) -> Result<Plan> {
    let registry = catalog();
    let overrides = Overrides {
        inputs: chosen.input.clone(),
        tables: chosen.tables.clone(),
        set: chosen.set.clone(),
        threads: chosen.threads,
        limit: chosen.limit,
    };
    let libraries = FromLibraries(Libraries::isolated(plugin::second()?));
    let request = Request {
        loader: Some(&libraries),
        environment: &|name| std::env::var(name).ok(),
        overrides,
        ..Request::new(&chosen.pipeline, &registry)
    };
    tidings_plan::load_with_cases(&request)
        .map_err(|wrong| -> Error { anyhow!("{}", wrong.render(std::io::stderr().is_terminal())) })
}

/// The folders that addresses of documents may be relative to: that of the pipeline file, and the
/// one the command was given in.
pub(super) fn bases(pipeline: &Path) -> Vec<PathBuf> {
    let folder = pipeline.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folders = folder.into_iter().chain([Path::new(".")]);
    folders.filter_map(|folder| std::path::absolute(folder).ok()).collect()
}
