//! Files and folders: text pages, JSON Lines, and either of them packed with gzip or zstd.
//!
//! A file whose name ends in `.jsonl` or `.ndjson`, before any `.gz` or `.zst`, holds a document a
//! line, and so does one whose first line is an object with `text`. A file that is one such object
//! is one document; other JSON and tables are refused, and every other file is one page. What a
//! page is, and whether it is packed, is told by its content.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use tidings_model::{MediaType, Metadata, RawDocument, Reject};
use tidings_stage::{
    Brought, BuildError, Default, Family, Field, Kind, Setting, Settings, Source, SourceError,
    SourceItems, Spec, Stage,
};

use crate::input::find::{self, Found};
use crate::input::json_lines::{JsonLines, Told};
use crate::input::pattern::Pattern;
use crate::input::peek::Peek;
use crate::input::unpack::{self, Bytes};
use crate::input::{Limits, address, json_lines, sniff};

/// Brings the documents of files and folders.
#[derive(Debug, Clone)]
pub struct Files {
    base: PathBuf,
    patterns: Vec<Pattern>,
    limits: Limits,
}

impl Stage for Files {
    const SPEC: Spec = Spec {
        name: "files",
        family: Family::Source,
        about: "Reads text pages and JSON Lines from files and folders, packed with gzip or zstd or not.",
        reads: &[],
        writes: &[Field::Raw],
        settings: &[
            Setting::new(
                "paths",
                Kind::Patterns,
                "Files, folders and patterns (`**` for folders of any depth); a folder means every file below it.",
            )
            .required(),
            Setting::new(
                "max_document_bytes",
                Kind::Int { min: 1, max: u32::MAX as i64 },
                "Most bytes of one document after unpacking; a larger one is rejected.",
            )
            .or(Default::Int(16 << 20)),
            Setting::new(
                "max_ratio",
                Kind::Int { min: 1, max: i64::MAX },
                "Most bytes that one packed byte may unpack to, beyond the first MiB of a file.",
            )
            .or(Default::Int(200)),
            Setting::new(
                "max_unpacked_bytes",
                Kind::Int { min: 1, max: i64::MAX },
                "Most bytes that one packed file may unpack to; it is read no further than that.",
            )
            .or(Default::Int(1 << 40)),
        ],
        example: "paths = [\"pages/**/*.txt\", \"wire.jsonl.gz\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let setting = |problem| BuildError::Setting { setting: "paths", problem };
        let base = settings.base().to_owned();
        let patterns = settings.texts("paths").iter().map(|written| Pattern::parse(written, &base));
        let patterns: Vec<Pattern> = patterns.collect::<Result<_, _>>().map_err(setting)?;
        if patterns.is_empty() {
            return Err(setting(
                "expected at least one path or pattern, found an empty list".into(),
            ));
        }
        let size = |name| settings.int(name).unsigned_abs();
        let limits = Limits {
            document_bytes: usize::try_from(size("max_document_bytes")).unwrap_or(usize::MAX),
            ratio: size("max_ratio"),
            unpacked_bytes: size("max_unpacked_bytes"),
        };
        Ok(Self { base, patterns, limits })
    }
}

impl Source for Files {
    fn check(&self) -> Result<(), SourceError> {
        find::check(&self.patterns, &self.base)
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        let found = find::all(&self.patterns, &self.base)?;
        Ok(Box::new(found.into_iter().flat_map(|found| Items::of(found, self.limits))))
    }

    /// Unknown where a name says that a file is packed: progress counts unpacked bytes.
    fn size_hint_bytes(&self) -> Option<u64> {
        let found = find::all(&self.patterns, &self.base).ok()?;
        found.iter().filter_map(|found| found.file.as_ref().ok()).map(|path| size_of(path)).sum()
    }

    fn fetch(&self, uri: &str) -> Result<Option<RawDocument>, SourceError> {
        let (file, part) = address::split(uri);
        let path = address::to_path(file).filter(|path| self.means(path));
        let Some(path) = path.filter(|_| part.is_some() || !is_lines(file)) else {
            return Ok(None);
        };
        let gone = |problem| SourceError::Unusable { place: uri.to_owned(), problem };
        let found = Found { uri: file.to_owned(), file: Ok(self.base.join(path)) };
        let mut last = "the file no longer holds this document".to_owned();
        for brought in Items::of(found, self.limits) {
            match brought {
                Brought::Document(raw) if raw.uri == uri => return Ok(Some(raw)),
                Brought::Document(raw) if raw.uri == file => return Ok(None),
                Brought::Rejected { uri: at, reject } if at == file => last = reject.to_string(),
                _ => {}
            }
        }
        Err(gone(last))
    }
}

impl Files {
    fn means(&self, path: &Path) -> bool {
        self.patterns.iter().any(|pattern| pattern.means(path))
    }
}

/// What one file brings.
enum Items {
    One(Option<Brought>),
    Lines(Box<JsonLines>),
}

impl Items {
    fn of(found: Found, limits: Limits) -> Self {
        let Found { uri, file } = found;
        match file.and_then(|path| Self::read(&uri, &path, limits)) {
            Ok(items) => items,
            Err(reject) => Self::One(Some(Brought::Rejected { uri, reject })),
        }
    }

    fn read(uri: &str, path: &Path, limits: Limits) -> Result<Self, Reject> {
        let mut bytes = unpack::open(path, limits)?;
        if is_lines(uri) {
            sniff::json_lines(bytes.head())?;
            return Ok(Self::lines(uri, bytes, limits));
        }
        let media = sniff::page(bytes.head())?;
        let page = start(&mut bytes, limits)?;
        let too_large = page.len() > limits.document_bytes;
        if media == MediaType::Text {
            match json_lines::told(&page) {
                Some(Told::Lines) => {
                    let whole = Peek::new(Box::new(Cursor::new(page).chain(bytes)) as _);
                    return Ok(Self::lines(uri, whole, limits));
                }
                Some(Told::Record) => return Ok(Self::One(Some(json_lines::record(uri, page)?))),
                Some(Told::Other) => return Err(not_a_page("JSON without a `text` at its top")),
                // A record that is cut off cannot be told from what is none.
                None if too_large && unpacked(uri).ends_with(".json") => {}
                None => refuse_table(uri)?,
            }
        }
        if too_large {
            let limit = limits.document_bytes;
            let detail = format!("more than {limit} bytes, which is `max_document_bytes`");
            return Err(Reject::failed("too_large", detail));
        }
        let raw =
            RawDocument { uri: uri.to_owned(), bytes: page, media, metadata: Metadata::new() };
        Ok(Self::One(Some(Brought::Document(raw))))
    }

    fn lines(uri: &str, bytes: Bytes, limits: Limits) -> Self {
        Self::Lines(Box::new(JsonLines::new(uri.to_owned(), bytes, limits)))
    }
}

impl Iterator for Items {
    type Item = Brought;

    fn next(&mut self) -> Option<Brought> {
        match self {
            Self::One(item) => item.take(),
            Self::Lines(lines) => lines.next(),
        }
    }
}

/// The bytes of a document, or one more than it may have.
fn start(bytes: &mut Bytes, limits: Limits) -> Result<Vec<u8>, Reject> {
    let mut page = Vec::new();
    let read = bytes.take(limits.document_bytes as u64 + 1).read_to_end(&mut page);
    read.map_err(|error| unpack::reject(&error))?;
    match page.is_empty() {
        true => Err(Reject::failed("empty", "the file holds no byte")),
        false => Ok(page),
    }
}

/// Refuses what its name says is records of some other format.
fn refuse_table(uri: &str) -> Result<(), Reject> {
    let name = unpacked(uri);
    let known = TABLES.iter().find(|(ending, _)| name.ends_with(ending));
    known.map_or(Ok(()), |(_, what)| Err(not_a_page(what)))
}

fn not_a_page(found: &str) -> Reject {
    let advice = r#"turn it into JSON Lines, a line {"id": "…", "text": "…"} for each document"#;
    Reject::failed("not_a_page", format!("expected a page of text, found {found}; {advice}"))
}

const TABLES: &[(&str, &str)] = &[
    (".json", "a file named as JSON that is none"),
    (".csv", "a table of comma-separated values"),
    (".tsv", "a table of tab-separated values"),
    (".xml", "XML"),
    (".parquet", "a file named as Parquet"),
];

/// Whether the name says that the file holds a document a line.
fn is_lines(uri: &str) -> bool {
    let name = unpacked(uri);
    name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

/// The name in small letters, without the endings of what it is packed in.
fn unpacked(uri: &str) -> String {
    uri.to_ascii_lowercase().trim_end_matches(".gz").trim_end_matches(".zst").to_owned()
}

fn size_of(path: &Path) -> Option<u64> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let packed = ending == "gz" || ending == "zst";
    (!packed).then(|| path.metadata().map_or(0, |file| file.len()))
}
