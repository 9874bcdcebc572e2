//! `bench clean` beside other tools: pages of HTML read, and web archives taken the whole way.
//!
//! Reading is the reader `html` alone, in one thread, beside trafilatura and resiliparse. The whole
//! way is `pipelines/clean.toml` from a web archive of the same pages to the tables, its two passes,
//! copies and all, beside DataTrove. What is told is CPU time of all threads and children, the least
//! of some rounds, by turns.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use tidings_model::{MediaType, Metadata, RawDocument};
use tidings_runner::Options;
use tidings_stage::{Builder, Family, Reader, Settings};

use super::archive;
use super::peers::{self, Peers, READ_PAGES, WHOLE_WAY};
use super::runner::cpu_seconds;
use crate::args::Chosen;
use crate::catalog;
use crate::commands::load;

/// Rounds that each tool has; the least time counts, because other work can only add.
const ROUNDS: usize = 3;
/// Bytes of pages that we read in a round, again and again if there are fewer, so that a hundredth of
/// a second means little.
const ENOUGH: usize = 200_000_000;
/// Trafilatura reads one page in so many.
const SPARSE: &str = "6";

/// What one tool took for its pages.
#[derive(Debug, Clone, Serialize)]
struct Took {
    tool: &'static str,
    version: String,
    pages: u64,
    cpu_seconds: f64,
}

impl Took {
    fn pages_a_second(&self) -> f64 {
        self.pages as f64 / self.cpu_seconds
    }
}

/// The same work by several tools, ours first.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Race {
    work: &'static str,
    tools: Vec<Took>,
    /// Tools that are not there, with what they say.
    absent: Vec<String>,
}

/// Runs both races.
pub(super) fn measure() -> Result<Vec<Race>> {
    let folder = tempfile::tempdir().context("cannot make a folder for the pages")?;
    let pages = archive::pages()?;
    if pages.is_empty() {
        bail!("there are no pages to read");
    }
    let peers = Peers::named();
    Ok(vec![
        reading(&pages, folder.path(), peers.as_ref())?,
        whole_way(&pages, folder.path(), peers.as_ref())?,
    ])
}

fn reading(pages: &[Vec<u8>], folder: &Path, peers: Option<&Peers>) -> Result<Race> {
    let folder = folder.join("pages");
    std::fs::create_dir(&folder)?;
    for (number, page) in pages.iter().enumerate() {
        std::fs::write(folder.join(format!("{number:06}.html")), page)?;
    }
    let documents: Vec<_> = pages.iter().enumerate().map(document).collect();
    let reader = reader()?;
    let mut race = Race::of("pages of HTML read");
    for _ in 0..ROUNDS {
        race.keep(read(&*reader, &documents)?);
        for (tool, every) in [("trafilatura", SPARSE), ("resiliparse", "1")] {
            let arguments = [OsStr::new(tool), folder.as_os_str(), OsStr::new(every)];
            race.theirs(tool, peers, READ_PAGES, &arguments)?;
        }
    }
    Ok(race)
}

fn document((number, page): (usize, &Vec<u8>)) -> RawDocument {
    RawDocument {
        uri: format!("{number}.html"),
        bytes: page.clone(),
        media: MediaType::Html,
        metadata: Metadata::new(),
    }
}

/// The reader of HTML, as pipelines have it.
fn reader() -> Result<Box<dyn Reader>> {
    let registry = catalog();
    let entry = registry.get(Family::Read, "html").context("there is no reader `html`")?;
    let Builder::Read(make) = &entry.builder else { bail!("`html` is no reader") };
    Ok(make(&Settings::defaults(entry.spec.settings, "."))?)
}

/// Reads all pages again and again; the pages that are refused count as read, too.
fn read(reader: &dyn Reader, pages: &[RawDocument]) -> Result<Took> {
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let times = (ENOUGH / bytes.max(1)).max(1);
    let before = cpu_seconds().context("this system does not tell CPU time")?;
    for _ in 0..times {
        for page in pages {
            let mut articles = Vec::new();
            let _refused = reader.read(page, &mut articles);
            std::hint::black_box(articles);
        }
    }
    let spent = cpu_seconds().unwrap_or(before) - before;
    Ok(Took::ours(pages.len() as u64, spent / times as f64))
}

fn whole_way(pages: &[Vec<u8>], folder: &Path, peers: Option<&Peers>) -> Result<Race> {
    let folder = folder.join("archive");
    std::fs::create_dir(&folder)?;
    let path = folder.join("pages.warc.gz");
    archive::write(&path, pages.iter(), true)?;
    let out = folder.join("out");
    let mut race = Race::of("web archive to written articles");
    for _ in 0..ROUNDS {
        race.keep(run(&path, &out)?);
        let arguments = [path.as_os_str(), folder.as_os_str()];
        race.theirs("datatrove", peers, WHOLE_WAY, &arguments)?;
    }
    Ok(race)
}

/// Runs `pipelines/clean.toml` over an archive, from its file to its tables.
fn run(archive: &Path, out: &Path) -> Result<Took> {
    let before = cpu_seconds().context("this system does not tell CPU time")?;
    let chosen = Chosen {
        pipeline: PathBuf::from("pipelines/clean.toml"),
        input: vec![archive.to_string_lossy().into_owned()],
        set: Vec::new(),
        tables: None,
        threads: None,
        limit: None,
    };
    let pipeline = load::plan(&chosen)?.pipeline;
    let options = Options { overwrite: true, ..Options::new(out) };
    let record = tidings_runner::run(&pipeline, &options)?.record;
    let spent = cpu_seconds().unwrap_or(before) - before;
    Ok(Took::ours(record.inputs.iter().map(|input| input.documents).sum(), spent))
}

impl Took {
    fn ours(pages: u64, cpu_seconds: f64) -> Self {
        Self { tool: "tidings", version: env!("CARGO_PKG_VERSION").to_owned(), pages, cpu_seconds }
    }
}

impl Race {
    fn of(work: &'static str) -> Self {
        Self { work, tools: Vec::new(), absent: Vec::new() }
    }

    /// Keeps the best turn of each tool.
    fn keep(&mut self, took: Took) {
        match self.tools.iter_mut().find(|known| known.tool == took.tool) {
            Some(known) if known.pages_a_second() >= took.pages_a_second() => {}
            Some(known) => *known = took,
            None => self.tools.push(took),
        }
    }

    fn theirs(
        &mut self,
        tool: &'static str,
        peers: Option<&Peers>,
        script: &str,
        arguments: &[&OsStr],
    ) -> Result<()> {
        let is_absent = |said: &String| said.starts_with(tool);
        let Some(peers) = peers.filter(|_| !self.absent.iter().any(is_absent)) else {
            return Ok(());
        };
        match peers.run(script, arguments)? {
            Ok([version, pages, cpu_seconds]) => {
                let (pages, cpu_seconds) = (pages.parse()?, cpu_seconds.parse()?);
                self.keep(Took { tool, version, pages, cpu_seconds });
            }
            Err(why) => self.absent.push(format!("{tool} is absent: {why}")),
        }
        Ok(())
    }

    fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<34}{:>8}{:>14}{:>16}{:>12}",
            self.work, "pages", "CPU seconds", "pages/CPU-s", "Tidings is"
        )];
        let own = self.tools.first().map_or(0.0, Took::pages_a_second);
        for took in &self.tools {
            let name = format!("{} {}", took.tool, took.version);
            let speed = took.pages_a_second();
            let times = format!("{:.1} x", own / speed);
            let Took { pages, cpu_seconds, .. } = took;
            lines.push(format!("{name:<34}{pages:>8}{cpu_seconds:>14.3}{speed:>16.1}{times:>12}"));
        }
        lines.extend(self.absent.iter().cloned());
        lines.join("\n")
    }
}

/// The figures for a person.
pub(super) fn table(races: &[Race]) -> String {
    let mut parts: Vec<String> = races.iter().map(Race::table).collect();
    if Peers::named().is_none() {
        parts.push(peers::none());
    }
    parts.join("\n\n")
}
