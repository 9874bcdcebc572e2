//! The sample corpus, repeated from memory, through a pipeline that ships with the project.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tidings_model::{MediaType, Metadata, RawDocument};
use tidings_runner::Options;
use tidings_stage::{
    Brought, Family, Field, Pipeline, Source, SourceError, SourceItems, Spec, Staged,
};

use super::Measured;
use crate::args::{Benchmark, Chosen};
use crate::commands::load;

/// The pages, again and again, each time under another address.
struct Repeated {
    pages: Vec<(String, Vec<u8>)>,
    bytes: u64,
}

impl Source for Repeated {
    fn check(&self) -> Result<(), SourceError> {
        Ok(())
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        let mut left = self.bytes;
        let pages = (0u64..).flat_map(|round| self.pages.iter().map(move |page| (round, page)));
        let pages = pages.take_while(move |(_, (_, bytes))| {
            let wanted = left > 0;
            left = left.saturating_sub(bytes.len() as u64);
            wanted
        });
        Ok(Box::new(pages.map(|(round, (name, bytes))| {
            Brought::Document(RawDocument {
                uri: format!("{round:08}/{name}"),
                bytes: bytes.clone(),
                media: MediaType::Text,
                metadata: Metadata::new(),
            })
        })))
    }

    fn size_hint_bytes(&self) -> Option<u64> {
        Some(self.bytes)
    }

    fn fetch(&self, _uri: &str) -> Result<Option<RawDocument>, SourceError> {
        Ok(None)
    }
}

const SPEC: Spec = Spec {
    name: "repeated",
    family: Family::Source,
    about: "The sample corpus, repeated from memory.",
    reads: &[],
    writes: &[Field::Raw],
    settings: &[],
    example: "",
};

/// Runs one size in this process.
pub(super) fn measure(name: Benchmark, mb: u64, threads: usize) -> Result<Measured> {
    let samples = Path::new("pipelines/samples");
    let pages = pages_of(samples)?;
    let mut pipeline = pipeline_of(name, threads)?;
    let stage = Box::new(Repeated { pages, bytes: mb * 1_000_000 });
    pipeline.sources = vec![Staged { spec: SPEC, label: SPEC.name.to_owned(), stage }];
    let out = std::env::temp_dir().join(format!("tidings-bench-{}", std::process::id()));
    let options = Options { measure: true, overwrite: true, ..Options::new(&out) };
    let finished = tidings_runner::run(&pipeline, &options);
    let removed = std::fs::remove_dir_all(&out);
    let record = finished?.record;
    removed.with_context(|| format!("cannot remove {}", out.display()))?;
    let timing = record.timing.context("a finished run has its timing")?;
    let seconds = |label: &str| timing.stages.get(label).map(|cost| cost.nanoseconds as f64 / 1e9);
    let stages = record
        .stages
        .iter()
        .filter_map(|stage| Some((stage.label.clone(), seconds(&stage.label)?)));
    Ok(Measured {
        mb,
        documents: record.inputs.iter().map(|input| input.documents).sum(),
        bytes: record.inputs.iter().map(|input| input.bytes).sum(),
        seconds: timing.seconds,
        peak_memory_bytes: timing.peak_memory_bytes,
        stages: stages.collect(),
    })
}

fn pipeline_of(name: Benchmark, threads: usize) -> Result<Pipeline> {
    let file = match name {
        Benchmark::News => "pipelines/news.toml",
        Benchmark::Clean => "pipelines/clean.toml",
        Benchmark::Claims
        | Benchmark::Ingest
        | Benchmark::Names
        | Benchmark::Runner
        | Benchmark::Sink => {
            anyhow::bail!("this benchmark needs no pages")
        }
    };
    let chosen = Chosen {
        pipeline: PathBuf::from(file),
        input: Vec::new(),
        set: Vec::new(),
        tables: None,
        threads: Some(threads),
        limit: None,
    };
    Ok(load::plan(&chosen)?.pipeline)
}

pub(super) fn pages_of(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut pages = Vec::new();
    let read = |folder: &Path| {
        std::fs::read_dir(folder).with_context(|| {
            format!("cannot read {}; run this in the root of the repository", folder.display())
        })
    };
    for story in read(folder)? {
        let story = story?.path();
        if !story.is_dir() {
            continue;
        }
        for page in read(&story)? {
            let page = page?.path();
            let name = page.strip_prefix(folder).unwrap_or(&page).to_string_lossy().into_owned();
            pages.push((name, std::fs::read(&page)?));
        }
    }
    pages.sort();
    if pages.is_empty() {
        bail!("{}: holds no page", folder.display());
    }
    Ok(pages)
}
