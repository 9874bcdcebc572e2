//! Pages to measure with, and web archives made of them as news crawls make them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use tidings_model::MediaType;
use tidings_stage::{Brought, Builder, Family, Settings, Source, Value};

use crate::catalog;

/// Where the sample corpus stands.
const SAMPLES: &str = "pipelines/samples";
/// What makes a page large, in bytes: as much as the pages of news sites have on average.
const LARGE: usize = 150_000;

/// Pages as they are in the wild, in order of name: those of the articles benchmark where
/// `TIDINGS_SHARED` names it, else those of the sample corpus.
pub(super) fn pages() -> Result<Vec<Vec<u8>>> {
    articles().map_or_else(small_pages, |folder| pages_of(&folder))
}

/// The pages of the sample corpus.
pub(super) fn small_pages() -> Result<Vec<Vec<u8>>> {
    pages_of(Path::new(SAMPLES))
}

/// The pages of the articles benchmark; where that is not at hand, samples repeated within a page.
pub(super) fn large_pages() -> Result<Vec<Vec<u8>>> {
    match articles() {
        Some(folder) => pages_of(&folder),
        None => {
            let enlarge = |page: Vec<u8>| page.repeat(LARGE.div_ceil(page.len().max(1)));
            Ok(small_pages()?.into_iter().map(enlarge).collect())
        }
    }
}

fn articles() -> Option<PathBuf> {
    let shared = std::env::var_os("TIDINGS_SHARED").map(PathBuf::from)?;
    Some(shared.join("bench/articles/pages")).filter(|at| at.is_dir())
}

/// The pages of a folder as HTML, in order of name.
fn pages_of(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let source = files(folder)?;
    source.check().context("there are no pages; run this in the root of the repository")?;
    let pages = source.open()?.filter_map(|brought| match brought {
        Brought::Document(raw) if raw.media == MediaType::Html => Some(raw.bytes),
        Brought::Document(raw) if raw.media == MediaType::Text => Some(as_html(&raw.bytes)),
        _ => None,
    });
    Ok(pages.collect())
}

/// Pages again and again, until they have so many bytes.
pub(super) fn repeated(pages: &[Vec<u8>], bytes: u64) -> impl Iterator<Item = &Vec<u8>> {
    let mut written = 0;
    pages.iter().cycle().take_while(move |page| {
        let more = written < bytes;
        written += page.len() as u64;
        more
    })
}

/// A page of text as HTML.
fn as_html(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text).replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs = text.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>\n"));
    let head = "<!doctype html><html><head><meta charset=\"utf-8\"></head><body><article>\n";
    [head, &paragraphs.collect::<String>(), "</article></body></html>\n"].concat().into_bytes()
}

/// The source that pipelines read files with.
pub(super) fn files(path: &Path) -> Result<Box<dyn Source>> {
    let registry = catalog();
    let entry = registry.get(Family::Source, "files").context("there is no source `files`")?;
    let mut settings = Settings::defaults(entry.spec.settings, ".");
    settings.set("paths", Value::Texts(vec![path.to_string_lossy().into_owned()]));
    let Builder::Source(make) = &entry.builder else { bail!("`files` is no source") };
    Ok(make(&settings)?)
}

/// Writes an archive with a record for each page, each a gzip member of its own if they are packed.
pub(super) fn write<'p>(
    path: &Path,
    pages: impl Iterator<Item = &'p Vec<u8>>,
    packed: bool,
) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for (number, page) in pages.enumerate() {
        let record = record(number, page);
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
