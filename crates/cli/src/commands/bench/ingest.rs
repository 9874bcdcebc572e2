//! `bench ingest`: reading a web archive alone, beside Python's FastWARC on the same file.
//!
//! The archive is made as news crawls make them: a response of a server in each record, and each
//! record a gzip member of its own. Its pages are those of the articles benchmark where
//! `TIDINGS_SHARED` names it, else those of the sample corpus. What is told is CPU time, least of
//! several rounds, ours and theirs by turns. `TIDINGS_PEERS` names a Python that has FastWARC;
//! without one we run alone.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use tidings_stage::{Brought, Builder, Family, Settings, Source, Value};

use super::runner::cpu_seconds;
use crate::catalog;

/// Rounds that each reader has; the least time counts, because other work can only add.
const ROUNDS: usize = 5;
/// Times the archive is read in a round, so that a hundredth of a second means little.
const TIMES: u32 = 8;
/// Of FastWARC's speed: what we must reach, and what we want to.
const GATE: f64 = 0.9;
const GOAL: f64 = 1.2;

const PEERS: &str = "TIDINGS_PEERS";

/// Reads the archive as often as it is told, and prints records, bytes and CPU seconds of a time.
const FASTWARC: &str = "
import sys, time
import fastwarc
from fastwarc.warc import ArchiveIterator, WarcRecordType
times, records, size = int(sys.argv[2]), 0, 0
start = time.process_time()
for _ in range(times):
    with open(sys.argv[1], 'rb') as archive:
        for record in ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=True):
            records += 1
            size += len(record.reader.read())
spent = (time.process_time() - start) / times
from importlib.metadata import version
print(version('fastwarc'), records // times, size // times, spent)
";

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
    let pages = pages()?;
    let python = std::env::var_os(PEERS);
    let archives = [("members.warc.gz", true), ("plain.warc", false)];
    let measure = |(name, packed)| {
        let path = folder.path().join(name);
        make(&path, &pages, mb * 1_000_000, packed)?;
        compare(name, &path, python.as_ref())
    };
    archives.into_iter().map(measure).collect()
}

fn compare(archive: &'static str, path: &Path, python: Option<&OsString>) -> Result<Measured> {
    let mut measured =
        Measured { archive, records: 0, bytes: 0, cpu_seconds: f64::MAX, fastwarc: None };
    for _ in 0..ROUNDS {
        let before = cpu_seconds().context("this system does not tell CPU time")?;
        for _ in 0..TIMES {
            (measured.records, measured.bytes) = read(path)?;
        }
        let spent = (cpu_seconds().unwrap_or(before) - before) / f64::from(TIMES);
        measured.cpu_seconds = measured.cpu_seconds.min(spent);
        let Some(python) = python else { continue };
        let (version, records, bytes, spent) = fastwarc(python, path)?;
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

/// Reads an archive: how many pages, and how many bytes of them.
fn read(path: &Path) -> Result<(u64, u64)> {
    let (mut records, mut bytes) = (0, 0);
    for brought in files(path)?.open()? {
        match brought {
            Brought::Document(raw) => {
                (records, bytes) = (records + 1, bytes + raw.bytes.len() as u64);
            }
            Brought::Rejected { uri, reject } => bail!("{uri}: {reject}"),
        }
    }
    Ok((records, bytes))
}

/// The source that pipelines read files with.
fn files(path: &Path) -> Result<Box<dyn Source>> {
    let registry = catalog();
    let entry = registry.get(Family::Source, "files").context("there is no source `files`")?;
    let mut settings = Settings::defaults(entry.spec.settings, ".");
    settings.set("paths", Value::Texts(vec![path.to_string_lossy().into_owned()]));
    let Builder::Source(make) = &entry.builder else { bail!("`files` is no source") };
    Ok(make(&settings)?)
}

fn fastwarc(python: &OsString, path: &Path) -> Result<(String, u64, u64, f64)> {
    let run = Command::new(python).args(["-c", FASTWARC]).arg(path).arg(TIMES.to_string()).output();
    let run = run.with_context(|| format!("cannot start {}", python.display()))?;
    let said = String::from_utf8_lossy(&run.stdout);
    let words: Vec<&str> = said.split_whitespace().collect();
    let [version, records, bytes, spent] = words[..] else {
        bail!(
            "{} has no FastWARC that runs:\n{}",
            python.display(),
            String::from_utf8_lossy(&run.stderr)
        );
    };
    Ok((version.to_owned(), records.parse()?, bytes.parse()?, spent.parse()?))
}

/// Writes an archive of at least so many bytes, unpacked.
fn make(path: &Path, pages: &[Vec<u8>], bytes: u64, packed: bool) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut written = 0;
    for (number, page) in pages.iter().cycle().enumerate() {
        if written >= bytes {
            break;
        }
        let record = record(number, page);
        written += record.len() as u64;
        match packed {
            true => {
                let mut member = GzEncoder::new(&mut file, Compression::default());
                member.write_all(&record)?;
                member.finish()?;
            }
            false => file.write_all(&record)?,
        }
    }
    Ok(file.flush()?)
}

/// A page as a news crawl keeps it.
fn record(number: usize, page: &[u8]) -> Vec<u8> {
    let http = format!(
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Thu, 14 Mar 2024 18:05:00 GMT\r\n\
         Content-Type: text/html; charset=UTF-8\r\nVary: Accept-Encoding\r\n\
         X-Crawler-Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        page.len()
    );
    let head = format!(
        "WARC/1.0\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
         Content-Length: {}\r\nWARC-Date: 2024-03-14T18:05:00Z\r\nWARC-Type: response\r\n\
         WARC-Target-URI: https://news.example/{number}\r\n\
         Content-Type: application/http; msgtype=response\r\n\r\n",
        http.len() + page.len()
    );
    [head.as_bytes(), http.as_bytes(), page, b"\r\n\r\n"].concat()
}

/// Pages to make archives of, in order of name.
fn pages() -> Result<Vec<Vec<u8>>> {
    let shared = std::env::var_os("TIDINGS_SHARED").map(PathBuf::from);
    let articles =
        shared.map(|shared| shared.join("bench/articles/pages")).filter(|at| at.is_dir());
    let folder = articles.unwrap_or_else(|| PathBuf::from("pipelines/samples"));
    let source = files(&folder)?;
    source.check().context("there are no pages; run this in the root of the repository")?;
    let pages = source.open()?.filter_map(|brought| match brought {
        Brought::Document(raw) => Some(raw.bytes),
        Brought::Rejected { .. } => None,
    });
    Ok(pages.collect())
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
            format!("FastWARC {version}; members.warc.gz must reach {GATE} of its speed, and is to reach {GOAL}")
        }
        None => format!("alone: {PEERS} names no Python with FastWARC (pip install fastwarc) to run beside"),
    });
    lines.join("\n")
}
