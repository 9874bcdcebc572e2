//! `bench ingest`: reading a web archive alone, beside Python's FastWARC on the same file.
//!
//! The archives are made as news crawls make them: a response of a server in each record, in a gzip
//! member of its own or not packed; once of small pages, once of large ones. What is told is CPU
//! time, least of several rounds, ours and theirs by turns. `TIDINGS_PEERS` names a Python that has
//! FastWARC; without one we run alone.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use tidings_stage::Brought;

use super::archive;
use super::peers::{self, Peers, READ_ARCHIVE};
use super::runner::cpu_seconds;

/// Rounds that each reader has; the least time counts, because other work can only add.
const ROUNDS: usize = 5;
/// Times the archive is read in a round, so that a hundredth of a second means little.
const TIMES: u32 = 8;
/// Of FastWARC's speed: what we must reach, and what we want to.
const GATE: f64 = 0.9;
const GOAL: f64 = 1.2;

/// What reading one archive measured.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measured {
    archive: &'static str,
    records: u64,
    bytes: u64,
    cpu_seconds: f64,
    /// FastWARC's version and CPU seconds, where it is there.
    fastwarc: Option<(String, f64)>,
}

/// Makes archives of so many MB and reads them.
pub(super) fn measure(mb: u64) -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir().context("cannot make a folder for the archives")?;
    let (small, large) = (archive::small_pages()?, archive::large_pages()?);
    let peers = Peers::named();
    let archives = [
        ("small.warc.gz", &small, true),
        ("small.warc", &small, false),
        ("large.warc.gz", &large, true),
        ("large.warc", &large, false),
    ];
    let measure = |(name, pages, packed): (&'static str, &Vec<Vec<u8>>, bool)| {
        let path = folder.path().join(name);
        archive::write(&path, archive::repeated(pages, mb * 1_000_000), packed)?;
        compare(name, &path, peers.as_ref())
    };
    archives.into_iter().map(measure).collect()
}

fn compare(archive: &'static str, path: &Path, peers: Option<&Peers>) -> Result<Measured> {
    let mut measured =
        Measured { archive, records: 0, bytes: 0, cpu_seconds: f64::MAX, fastwarc: None };
    for _ in 0..ROUNDS {
        let before = cpu_seconds().context("this system does not tell CPU time")?;
        for _ in 0..TIMES {
            (measured.records, measured.bytes) = read(path)?;
        }
        let spent = (cpu_seconds().unwrap_or(before) - before) / f64::from(TIMES);
        measured.cpu_seconds = measured.cpu_seconds.min(spent);
        let Some(peers) = peers else { continue };
        let (version, records, bytes, spent) = fastwarc(peers, path)?;
        if (records, bytes) != (measured.records, measured.bytes) {
            bail!(
                "FastWARC read {records} records of {bytes} bytes, and we {} of {}",
                measured.records,
                measured.bytes
            );
        }
        let least = measured.fastwarc.take().map_or(spent, |(_, least)| spent.min(least));
        measured.fastwarc = Some((version, least));
    }
    Ok(measured)
}

fn fastwarc(peers: &Peers, path: &Path) -> Result<(String, u64, u64, f64)> {
    let times = TIMES.to_string();
    match peers.run(READ_ARCHIVE, &[path.as_os_str(), OsStr::new(&times)])? {
        Ok([version, records, bytes, spent]) => {
            Ok((version, records.parse()?, bytes.parse()?, spent.parse()?))
        }
        Err(why) => bail!("FastWARC does not run: {why}"),
    }
}

/// Reads an archive: how many pages, and how many bytes of them.
fn read(path: &Path) -> Result<(u64, u64)> {
    let (mut records, mut bytes) = (0, 0);
    for brought in archive::files(path)?.open()? {
        match brought {
            Brought::Document(raw) => {
                (records, bytes) = (records + 1, bytes + raw.bytes.len() as u64);
            }
            Brought::Rejected { uri, reject } => bail!("{uri}: {reject}"),
        }
    }
    Ok((records, bytes))
}

/// The figures for a person.
pub(super) fn table(measured: &[Measured]) -> String {
    let mut lines = vec![format!(
        "{:<18}{:>9}{:>9}{:>14}{:>12}{:>14}{:>9}",
        "archive", "records", "MB", "CPU seconds", "MB/CPU-s", "FastWARC", "ratio"
    )];
    for Measured { archive, records, bytes, cpu_seconds, fastwarc } in measured {
        let mb = *bytes as f64 / 1e6;
        let (theirs, ratio) = match fastwarc {
            Some((_, theirs)) => (format!("{theirs:.3}"), format!("{:.2}", theirs / cpu_seconds)),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let speed = mb / cpu_seconds;
        lines.push(format!(
            "{archive:<18}{records:>9}{mb:>9.1}{cpu_seconds:>14.3}{speed:>12.0}{theirs:>14}{ratio:>9}"
        ));
    }
    lines.push(match measured.iter().find_map(|measured| measured.fastwarc.as_ref()) {
        Some((version, _)) => {
            format!(
                "FastWARC {version}; at least {GATE} of its speed is asked for, {GOAL} aimed at"
            )
        }
        None => peers::none(),
    });
    lines.join("\n")
}
