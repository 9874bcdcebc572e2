//! Entries of the registry for stages out of libraries, wherever they run.

use std::path::Path;
use std::sync::Arc;

use tidings_model::MediaType;
use tidings_plugin_api::settings;
use tidings_stage::{BuildError, Builder, Entry, Family, Setting, Settings, Spec};

use super::describe::Portrait;
use super::hosted::Hosted;
use super::stage::{Functions, LibraryStage};
use super::work::Work;
use super::{LibraryFile, LoadError, open};
use crate::isolate::{self, Isolated, Limits, Second};

type Build = Arc<dyn Fn(&Settings) -> Result<Arc<dyn Work>, BuildError> + Send + Sync>;

/// The stages of a library in a file.
///
/// # Errors
/// What of it makes no sense.
pub(super) fn entries(
    file: &Arc<LibraryFile>,
    portraits: &[Portrait],
    second: Option<&Second>,
) -> Result<Vec<Entry>, LoadError> {
    let besides = isolate::settings(second.is_some());
    let one = |portrait: &Portrait| {
        let spec = portrait.spec(&besides)?;
        let (file, second) = (file.clone(), second.cloned());
        let media = portrait.media()?;
        entry(spec, media, Arc::new(move |settings| build(spec, &file, second.as_ref(), settings)))
    };
    let entries: Result<_, String> = portraits.iter().map(one).collect();
    entries.map_err(|problem| LoadError::Broken { path: file.path.clone(), problem })
}

/// The stages of a library that is linked into this program; they run in this process.
///
/// # Errors
/// What of it makes no sense.
pub(super) fn linked(
    path: &Path,
    stages: Vec<(Portrait, Functions)>,
) -> Result<Vec<Entry>, LoadError> {
    let one = |(portrait, functions): (Portrait, Functions)| {
        let spec = portrait.spec(&[])?;
        entry(
            spec,
            portrait.media()?,
            Arc::new(move |settings| here(spec, functions, &written(spec.settings, settings)?)),
        )
    };
    let entries: Result<_, String> = stages.into_iter().map(one).collect();
    entries.map_err(|problem| LoadError::Broken { path: path.to_owned(), problem })
}

fn entry(spec: Spec, media: &'static [MediaType], build: Build) -> Result<Entry, String> {
    let hosted = move |settings: &Settings| {
        let work = build(settings)?;
        let files = match spec.family {
            Family::Sink => work.files().map_err(|why| BuildError::Other(why.to_string()))?,
            _ => Vec::new(),
        };
        Ok(Box::new(Hosted { spec, media, files, work }))
    };
    let builder = match spec.family {
        Family::Read => Builder::Read(Arc::new(move |it| hosted(it).map(|it| it as _))),
        Family::Clean => Builder::Clean(Arc::new(move |it| hosted(it).map(|it| it as _))),
        Family::Extract => Builder::Extract(Arc::new(move |it| hosted(it).map(|it| it as _))),
        Family::Aggregate => Builder::Aggregate(Arc::new(move |it| hosted(it).map(|it| it as _))),
        Family::Sink => Builder::Sink(Arc::new(move |it| hosted(it).map(|it| it as _))),
        family @ (Family::Source | Family::Gate) => {
            return Err(format!("`{}`: a library cannot provide the family {family}", spec.name));
        }
    };
    Ok(Entry { spec, builder })
}

fn build(
    spec: Spec,
    file: &LibraryFile,
    second: Option<&Second>,
    settings: &Settings,
) -> Result<Arc<dyn Work>, BuildError> {
    let limits = Limits::of(settings);
    let ours = |setting: &&Setting| !isolate::is_ours(setting.name);
    let own: Vec<Setting> = spec.settings.iter().filter(ours).copied().collect();
    let own = written(&own, settings)?;
    match (limits.isolated, second) {
        (true, Some(second)) => {
            Isolated::build(spec, file, second, limits, &own).map(|stage| Arc::new(stage) as _)
        }
        (true, None) => Err(BuildError::Setting {
            setting: "isolation",
            problem: "there is no program here that could run it; expected \"none\"".into(),
        }),
        (false, _) => {
            let other = |why: LoadError| BuildError::Other(why.to_string());
            let opened = open(&file.path).map_err(other)?;
            let functions = opened.functions(spec).filter(|_| opened.sha256 == file.sha256);
            let changed = || BuildError::Other("the library was changed a moment ago".into());
            here(spec, functions.ok_or_else(changed)?, &own)
        }
    }
}

fn here(spec: Spec, functions: Functions, given: &str) -> Result<Arc<dyn Work>, BuildError> {
    match LibraryStage::build(spec, functions, given) {
        Ok(stage) => Ok(Arc::new(stage)),
        Err(complaint) => Err(complaint.error(spec)),
    }
}

/// The settings that a library declares, as it takes them.
fn written(declared: &[Setting], settings: &Settings) -> Result<String, BuildError> {
    let mut own = Settings::defaults(&[], settings.base());
    for (name, value) in settings.iter() {
        if declared.iter().any(|setting| setting.name == name) {
            own.set(name, value.clone());
        }
    }
    settings::write(&own).ok_or_else(|| {
        BuildError::Other("a path that is not UTF-8 cannot be handed to a library".into())
    })
}
