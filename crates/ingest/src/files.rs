//! Files and folders: pages, records, and archives of them, packed or not.
//!
//! What a file is and what it is packed in is told by its content: a web archive (WARC, WET, ARC), a
//! feed (RSS, Atom, JSON Feed), Parquet, tar, zip, and gzip, zstd, bzip2 and xz around any of them,
//! within one another up to a limit. A file whose name ends in `.jsonl` or `.ndjson` holds a
//! document a line, and so does one whose first line is an object with `text`; a file named `.csv`
//! or `.tsv`, or with a first row that names a column `text` and another that we know, holds one a
//! row. A file that is one object with `text` is one document; other JSON is refused, and every
//! other file is one page.
//!
//! The address of a document within a file is that of the file, `#`, and its part, and so on inward:
//! `day.tar.gz#wire/a.jsonl#7`. The part is the name of a member, the `id` of a record, and of a web
//! archive where the record begins (`a.warc.gz#4711`), as its indexes have it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidings_model::{Metadata, RawDocument};
use tidings_stage::{
    Brought, BuildError, Family, Field, Kind, Setting, Settings, Source, SourceError, SourceItems,
    Spec, Stage,
};

use crate::input::find::{self, Found};
use crate::input::limits::{self, Limits};
use crate::input::pattern::Pattern;
use crate::input::rows::columns::{self, Columns};
use crate::input::stream::Plain;
use crate::input::walk::{self, Member, Options, Walk};
use crate::input::{address, names, packing};

/// The path that means standard input; a file of that name is `./-`.
const STDIN: &str = "-";

/// Brings the documents of files and folders.
#[derive(Debug, Clone)]
pub struct Files {
    base: PathBuf,
    patterns: Vec<Pattern>,
    /// Whether standard input is one of the paths.
    stdin: bool,
    options: Arc<Options>,
}

impl Stage for Files {
    const SPEC: Spec = Spec {
        name: "files",
        family: Family::Source,
        about: "Reads pages, JSON Lines, CSV, Parquet, web archives (WARC, WET, ARC), feeds, tar and zip from files and folders, packed with gzip, zstd, bzip2 or xz or not.",
        reads: &[],
        writes: &[Field::Raw],
        settings: &[
            Setting::new(
                "paths",
                Kind::Patterns,
                "Files, folders and patterns (`**` for folders of any depth); a folder means every file below it, `-` standard input.",
            )
            .required(),
            columns::COLUMNS,
            limits::DOCUMENT_BYTES,
            limits::RATIO,
            limits::UNPACKED_BYTES,
            limits::DEPTH,
            limits::MEMBERS,
        ],
        example: "paths = [\"pages/**/*.txt\", \"wire.jsonl.gz\", \"crawl/*.warc.gz\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let setting = |problem| BuildError::Setting { setting: "paths", problem };
        let base = settings.base().to_owned();
        let (stdin, paths): (Vec<_>, Vec<_>) =
            settings.texts("paths").iter().partition(|written| *written == STDIN);
        let patterns = paths.into_iter().map(|written| Pattern::parse(written, &base));
        let patterns: Vec<Pattern> = patterns.collect::<Result<_, _>>().map_err(setting)?;
        let stdin = !stdin.is_empty();
        if patterns.is_empty() && !stdin {
            return Err(setting(
                "expected at least one path or pattern, found an empty list".into(),
            ));
        }
        let options =
            Arc::new(Options { limits: Limits::of(settings), columns: Columns::of(settings)? });
        Ok(Self { base, patterns, stdin, options })
    }
}

impl Source for Files {
    fn check(&self) -> Result<(), SourceError> {
        find::check(&self.patterns, &self.base)
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        let found = find::all(&self.patterns, &self.base)?;
        let stdin = self.stdin.then(|| self.look_into(STDIN.to_owned(), std::io::stdin()));
        let files = found.into_iter().map(|found| self.walk(found));
        Ok(Box::new(stdin.into_iter().chain(files).flatten()))
    }

    /// Unknown where a name says that a file is packed: progress counts unpacked bytes.
    fn size_hint_bytes(&self) -> Option<u64> {
        let found = find::all(&self.patterns, &self.base).ok().filter(|_| !self.stdin)?;
        found.iter().filter_map(|found| found.file.as_ref().ok()).map(|path| size_of(path)).sum()
    }

    fn fetch(&self, uri: &str) -> Result<Option<RawDocument>, SourceError> {
        let (file, part) = address::split(uri);
        if file == STDIN && self.stdin {
            let problem =
                "standard input cannot be read a second time; keep what it brings in a file";
            return Err(SourceError::Unusable {
                place: uri.to_owned(),
                problem: problem.to_owned(),
            });
        }
        let path = address::to_path(file).filter(|path| self.means(path));
        let Some(path) = path.filter(|_| part.is_some() || !names::is_lines(file)) else {
            return Ok(None);
        };
        let path = self.base.join(path);
        if let Some(raw) = self.at_offset(file, &path, uri) {
            return Ok(Some(raw));
        }
        let found = Found { uri: file.to_owned(), file: Ok(path) };
        let mut last = "the file no longer holds this document".to_owned();
        for brought in self.walk(found).for_one(uri) {
            match brought {
                Brought::Document(raw) if raw.uri == uri => return Ok(Some(raw)),
                Brought::Document(raw) if raw.uri == file => return Ok(None),
                Brought::Rejected { uri: at, reject } if at == file || at == uri => {
                    last = reject.to_string();
                }
                _ => {}
            }
        }
        Err(SourceError::Unusable { place: uri.to_owned(), problem: last })
    }
}

impl Files {
    /// The documents of one file.
    fn walk(&self, found: Found) -> Walk {
        let Found { uri, file } = found;
        let opened =
            file.and_then(|path| File::open(path).map_err(|error| find::unreadable(&error)));
        match opened {
            Ok(file) => self.look_into(uri, file),
            Err(reject) => Walk::rejected(uri, reject, &self.options),
        }
    }

    /// The document of a web archive, read from where its address says that its record begins.
    fn at_offset(&self, file: &str, path: &Path, uri: &str) -> Option<RawDocument> {
        let offset = address::offset(file, uri)?;
        let mut bytes = File::open(path).ok()?;
        bytes.seek(SeekFrom::Start(offset)).ok()?;
        walk::record_at(Plain::at(offset, bytes), file, uri, &self.options)
    }

    fn look_into(&self, uri: String, bytes: impl Read + Send + 'static) -> Walk {
        let bytes = packing::bytes(Plain::at(0, bytes));
        Walk::into(Member { uri, bytes, facts: Metadata::new() }, &self.options)
    }

    fn means(&self, path: &Path) -> bool {
        self.patterns.iter().any(|pattern| pattern.means(path))
    }
}

fn size_of(path: &Path) -> Option<u64> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    (!names::is_packed(&name)).then(|| path.metadata().map_or(0, |file| file.len()))
}
