//! A spool that is whole, and read from many threads.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::frame::{self, Frame, Kind, Record};
use super::index::Entry;
use super::manifest::PartLine;
use super::part;
use crate::RunError;
use crate::ledger::{Rejected, Tally};
use crate::outcome::Apart;

/// Parts beyond these are opened anew for each read, so that a long run does not run out of files.
const OPEN_PARTS: usize = 256;

/// The articles of a finished pass.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    files: Vec<OnceLock<File>>,
    /// The articles, in order of identifier.
    pub(crate) entries: Vec<Entry>,
}

impl Store {
    /// Articles in the parts of a folder.
    pub(crate) fn new(folder: PathBuf, entries: Vec<Entry>) -> Self {
        let files = (0..OPEN_PARTS).map(|_| OnceLock::new()).collect();
        Self { folder, files, entries }
    }

    /// Reads an article. `buffer` is overwritten; it is kept by the caller to be used again.
    ///
    /// # Errors
    /// If the disk refuses, or the part is not what was written.
    pub(crate) fn read<R: Record>(
        &self,
        entry: &Entry,
        buffer: &mut Vec<u8>,
    ) -> Result<R, RunError> {
        buffer.resize(entry.len as usize, 0);
        let read = match self.files.get(entry.part as usize) {
            Some(cell) => {
                self.open_once(cell, entry).and_then(|file| read_at(file, buffer, entry.offset))
            }
            None => self.open(entry).and_then(|file| read_at(&file, buffer, entry.offset)),
        };
        read.map_err(|why| RunError::disk("read", self.path(entry))(why))?;
        let record = frame::read(buffer).and_then(|frame| frame.record());
        record.map_err(|problem| RunError::Torn {
            path: self.path(entry),
            offset: entry.offset,
            problem,
        })
    }

    fn path(&self, entry: &Entry) -> PathBuf {
        part::path(&self.folder, entry.part)
    }

    fn open(&self, entry: &Entry) -> io::Result<File> {
        File::open(self.path(entry))
    }

    fn open_once<'a>(&self, cell: &'a OnceLock<File>, entry: &Entry) -> io::Result<&'a File> {
        match cell.get() {
            Some(file) => Ok(file),
            // Two threads may open it at once; one of the two files is kept.
            None => self.open(entry).map(|file| cell.get_or_init(|| file)),
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}

/// What a part holds beside its articles.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Where its articles are.
    pub(crate) entries: Vec<Entry>,
    /// Its rejects.
    pub(crate) rejects: Vec<Rejected>,
    /// Its counts.
    pub(crate) tally: Tally,
    /// The hashes of its documents that met no reject.
    pub(crate) whole: Vec<u128>,
}

/// Which documents of a part are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of them.
    All,
    /// Those that met no reject.
    Whole,
}

/// Reads a part that the manifest lists, and holds it against its hash.
///
/// # Errors
/// If it is not there, or not what was written.
pub(crate) fn recover(folder: &Path, line: &PartLine, wanted: Wanted) -> Result<Held, RunError> {
    let path = part::path(folder, line.part);
    let bytes = fs::read(&path).map_err(RunError::disk("read", &path))?;
    let torn = |offset, problem| RunError::Torn { path: path.clone(), offset, problem };
    if blake3::hash(&bytes).to_hex().as_str() != line.blake3 {
        return Err(torn(0, "the part is not what was written".to_owned()));
    }
    let (mut held, mut offset) = (Held::default(), 0);
    while offset < bytes.len() {
        let at = offset as u64;
        let frame = frame::read(&bytes[offset..]).map_err(|problem| torn(at, problem))?;
        held.take(frame, (line.part, at), wanted).map_err(|problem| torn(at, problem))?;
        offset += frame.head.len as usize;
    }
    Ok(held)
}

impl Held {
    fn take(
        &mut self,
        frame: Frame<'_>,
        (part, offset): (u32, u64),
        wanted: Wanted,
    ) -> Result<(), String> {
        match frame.kind {
            Kind::Article => self.entries.push(Entry::new(frame.head, part, offset)),
            Kind::Reject => self.rejects.push(frame.record()?),
            Kind::Tally => self.tally.join(&frame.record()?),
            Kind::Documents => self.whole = frame.record()?,
            Kind::Apart => {
                let Apart { articles, rejects, tally } = frame.record()?;
                match wanted {
                    Wanted::All => self.tally.join(&tally),
                    Wanted::Whole => {
                        drop_last(&mut self.entries, articles);
                        drop_last(&mut self.rejects, rejects);
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds what another part holds.
    pub(crate) fn join(&mut self, other: Held) {
        self.entries.extend(other.entries);
        self.rejects.extend(other.rejects);
        self.whole.extend(other.whole);
        self.tally.join(&other.tally);
    }
}

fn drop_last<T>(list: &mut Vec<T>, count: u32) {
    list.truncate(list.len().saturating_sub(count as usize));
}
