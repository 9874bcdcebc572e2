//! What a run has proven done: `.tidings/manifest.jsonl`, one line for each step.
//!
//! A line is appended and made durable only after everything it speaks of is. A line that is not
//! whole was not yet promised to anyone: reading stops before it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tidings_model::table;
use tidings_stage::{Pipeline, Spec};

use crate::RunError;

/// The layout of parts, of the records in them, and of the manifest; another number cannot be
/// resumed or replayed.
const FORMAT: u32 = 3;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// What made the parts that follow. Always the first line.
    Run(Maker),
    /// A part of a finished run, of which a replay takes over what came of every document that met
    /// no reject.
    Kept(PartLine),
    /// A part is whole and durable.
    Part(PartLine),
    /// The results are whole and durable in `.tidings`, and are about to get their final names.
    Commit(Commit),
}

/// Everything that decides what a run makes of its input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Maker {
    format: u32,
    version: String,
    schema: String,
    pipeline: String,
    /// Family and label of every stage: parts count by their place in this list.
    #[serde(default)]
    stages: Vec<String>,
}

impl Maker {
    pub(crate) fn of(pipeline: &Pipeline, version: &str) -> Self {
        let stage = |(label, spec): (&str, Spec)| format!("{} {label}", spec.family.as_str());
        Self {
            format: FORMAT,
            version: version.to_owned(),
            schema: format!("{:016x}", table::schema_hash()),
            pipeline: pipeline.hash.clone(),
            stages: pipeline.stages().map(stage).collect(),
        }
    }

    /// Whether another has the same stages, in the same order, whatever their settings.
    pub(crate) fn has_the_stages_of(&self, other: &Maker) -> bool {
        self.stages == other.stages
    }

    /// Whether this can read what another made.
    pub(crate) fn reads(&self, other: &Maker) -> bool {
        (self.format, &self.schema) == (other.format, &other.schema)
    }
}

/// A part, and the stretch of documents it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartLine {
    /// The spool, which is also the pass.
    pub(crate) spool: String,
    /// Its number within the spool.
    pub(crate) part: u32,
    /// The number of its first document within the pass.
    pub(crate) first: u64,
    /// One past the number of its last document.
    pub(crate) end: u64,
    /// BLAKE3 over the hashes of its documents.
    pub(crate) input: String,
    /// BLAKE3 of its bytes.
    pub(crate) blake3: String,
}

/// What is about to become final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// The names the results get.
    pub(crate) files: Vec<PathBuf>,
    /// Files of an earlier run that go.
    pub(crate) replaces: Vec<PathBuf>,
    /// BLAKE3 of the `run.json` that ends the run.
    pub(crate) run: String,
    /// The spool that stays for a replay, if a document failed.
    pub(crate) keeps: Option<String>,
}

/// The whole lines of a manifest.
///
/// # Errors
/// If it is there and cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<Line>, RunError> {
    let bytes = match fs::read(path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        bytes => bytes.map_err(RunError::disk("read", path))?,
    };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let lines = bytes[..whole].split(|byte| *byte == b'\n');
    Ok(lines.map_while(|line| serde_json::from_slice(line).ok()).collect())
}

/// A manifest that is written.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    file: File,
}

impl Manifest {
    /// Begins a manifest with these lines, in place of any that was there.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn begin(path: PathBuf, lines: &[Line]) -> Result<Self, RunError> {
        let fresh = path.with_extension("tmp");
        let file = File::create(&fresh).map_err(RunError::disk("create", &fresh))?;
        let mut manifest = Self { path: fresh.clone(), file };
        lines.iter().try_for_each(|line| manifest.write(line))?;
        manifest.sync()?;
        fs::rename(&fresh, &path).map_err(RunError::disk("rename", &fresh))?;
        sync_folder_of(&path)?;
        let file = OpenOptions::new().append(true).open(&path);
        Ok(Self { file: file.map_err(RunError::disk("open", &path))?, path })
    }

    /// Adds a line and makes it durable.
    ///
    /// # Errors
    /// If the disk refuses; the line then counts for nothing.
    pub(crate) fn append(&mut self, line: &Line) -> Result<(), RunError> {
        self.write(line)?;
        self.sync()
    }

    fn write(&mut self, line: &Line) -> Result<(), RunError> {
        let mut text = serde_json::to_vec(line).expect("a line is plain data");
        text.push(b'\n');
        self.file.write_all(&text).map_err(RunError::disk("write", &self.path))
    }

    fn sync(&self) -> Result<(), RunError> {
        self.file.sync_all().map_err(RunError::disk("sync", &self.path))
    }
}

/// Makes the entries of a path's folder durable, where the system can.
///
/// # Errors
/// If the disk refuses.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), RunError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if cfg!(unix) {
        let sync = File::open(folder).and_then(|folder| folder.sync_all());
        sync.map_err(RunError::disk("sync", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(part: u32) -> Line {
        let first = u64::from(part) * 10;
        let (spool, hash) = ("read".to_owned(), "00".to_owned());
        Line::Part(PartLine {
            spool,
            part,
            first,
            end: first + 10,
            input: hash.clone(),
            blake3: hash,
        })
    }

    #[test]
    fn a_torn_line_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.jsonl");
        assert_eq!(read(&path).unwrap(), []);
        let mut manifest = Manifest::begin(path.clone(), &[part(0)]).unwrap();
        manifest.append(&part(1)).unwrap();
        assert_eq!(read(&path).unwrap(), [part(0), part(1)]);
        let whole = fs::read(&path).unwrap();
        let second = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in second..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(read(&path).unwrap(), [part(0)], "cut at {cut}");
        }
    }
}
