//! Builds every stage and puts the pipeline together.

use std::collections::BTreeMap;
use std::sync::Arc;

use tidings_stage::{BuildError, Builder, Family, Pipeline, Registry, Settings, Staged};

use crate::diagnostics::{Diagnostic, Problems};
use crate::file::File;
use crate::fingerprint;
use crate::origin::Place;
use crate::problem::Problem;
use crate::resolved;
use crate::stages::Draft;

/// Families without which nothing can run.
pub(crate) const NEEDED: &[Family] = &[Family::Source, Family::Read, Family::Sink];

/// Tells of every needed family that has no stage.
pub(crate) fn check_needed(file: &File, registry: &Registry, problems: &mut Problems) {
    for &family in NEEDED {
        if !file.stages.iter().any(|draft| draft.family() == family) {
            let known = registry.family(family).map(|entry| entry.spec.name.to_owned()).collect();
            problems.add(&file.at, Problem::NoStage { family, known });
        }
    }
}

/// Builds the stages whose settings are sound; the pipeline is of use only if nothing was wrong.
pub(crate) fn assemble(file: &File, problems: &mut Problems) -> Pipeline {
    let mut pipeline = Pipeline {
        name: file.name.clone(),
        about: file.about.clone(),
        hash: fingerprint::of(file, problems),
        resolved: resolved::json(file),
        run: file.run.clone(),
        sources: Vec::new(),
        readers: Vec::new(),
        cleaners: Vec::new(),
        gates: Vec::new(),
        extractors: Vec::new(),
        aggregators: Vec::new(),
        sinks: Vec::new(),
    };
    for draft in file.stages.iter().filter(|draft| draft.checked.sound) {
        add(&mut pipeline, draft, problems);
    }
    check_media(&pipeline, &file.stages, problems);
    check_files(&pipeline, &file.stages, problems);
    pipeline
}

fn add(pipeline: &mut Pipeline, draft: &Draft, problems: &mut Problems) {
    match &draft.entry.builder {
        Builder::Source(make) => pipeline.sources.extend(build(make, draft, problems)),
        Builder::Read(make) => pipeline.readers.extend(build(make, draft, problems)),
        Builder::Clean(make) => pipeline.cleaners.extend(build(make, draft, problems)),
        Builder::Gate(make) => pipeline.gates.extend(build(make, draft, problems)),
        Builder::Extract(make) => pipeline.extractors.extend(build(make, draft, problems)),
        Builder::Aggregate(make) => pipeline.aggregators.extend(build(make, draft, problems)),
        Builder::Sink(make) => pipeline.sinks.extend(build(make, draft, problems)),
    }
}

type Make<T> = Arc<dyn Fn(&Settings) -> Result<Box<T>, BuildError> + Send + Sync>;

fn build<T: ?Sized>(make: &Make<T>, draft: &Draft, problems: &mut Problems) -> Option<Staged<T>> {
    match make(&draft.checked.settings) {
        Ok(stage) => Some(Staged { spec: draft.entry.spec, label: draft.label.clone(), stage }),
        Err(error) => {
            problems.add(place(draft, &error), refusal(draft, &error, problems));
            None
        }
    }
}

/// The value that the error is about, or else the name of the stage.
fn place<'d>(draft: &'d Draft, error: &BuildError) -> &'d Place {
    let checked = &draft.checked;
    let place = match error {
        BuildError::Setting { setting, .. } => checked.places.get(setting),
        BuildError::File { setting, path, .. } => checked.place_of(setting, path),
        BuildError::Other(_) => None,
    };
    place.unwrap_or(&draft.at)
}

fn refusal(draft: &Draft, error: &BuildError, problems: &Problems) -> Problem {
    let words = match error {
        BuildError::Setting { setting, problem } if draft.checked.places.contains_key(setting) => {
            problem.clone()
        }
        _ => error.to_string(),
    };
    Problem::Build { scope: draft.scope(), cause: problems.without_secrets(&words) }
}

/// Two readers must not read one media type.
fn check_media(pipeline: &Pipeline, drafts: &[Draft], problems: &mut Problems) {
    let mut taken = BTreeMap::new();
    for reader in &pipeline.readers {
        for media in reader.stage.media() {
            let (label, media) = (&reader.label, media.to_string());
            let first = taken.entry(media.clone()).or_insert(label);
            if *first != label {
                let problem = Problem::SameMedia { media, first: (*first).clone() };
                clash(drafts, label, first, problem, problems);
            }
        }
    }
}

/// Two sinks must not write one file.
fn check_files(pipeline: &Pipeline, drafts: &[Draft], problems: &mut Problems) {
    let mut taken = BTreeMap::new();
    for sink in &pipeline.sinks {
        for file in sink.stage.files() {
            let label = &sink.label;
            let first = taken.entry(file.clone()).or_insert(label);
            if *first != label {
                let file = file.display().to_string();
                let problem = Problem::SameFile { file, first: (*first).clone() };
                // One message for a pair of sinks, however many files they share.
                return clash(drafts, label, first, problem, problems);
            }
        }
    }
}

fn clash(drafts: &[Draft], label: &str, first: &str, problem: Problem, problems: &mut Problems) {
    let place = |label| drafts.iter().find(|draft| draft.label == label).map(|draft| &draft.at);
    if let (Some(at), Some(first)) = (place(label), place(first)) {
        problems.push(Diagnostic::new(at, problem).with(first, "the first one"));
    }
}
