//! Parts, as they are written.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::frame::{self, Kind};
use super::manifest::{Line, Manifest, PartLine, sync_folder_of};
use crate::RunError;
use crate::ledger::Tally;
use crate::outcome::Outcome;

/// The path of a part within its spool.
pub(crate) fn path(spool: &Path, part: u32) -> PathBuf {
    spool.join(format!("part-{part:05}.bin"))
}

/// Hashes the documents of a stretch, one after the other; batches leave no mark on it.
#[derive(Debug, Default)]
pub(crate) struct InputHash(blake3::Hasher);

impl InputHash {
    /// Adds the hash of the next document.
    pub(crate) fn add(&mut self, document: u128) {
        self.0.update(&document.to_le_bytes());
    }

    /// The hash so far, from which the next stretch begins anew.
    pub(crate) fn take(&mut self) -> String {
        let hash = self.0.finalize().to_hex().to_string();
        self.0.reset();
        hash
    }
}

/// Writes the parts of a spool, one after the other.
pub(crate) struct PartWriter<'a> {
    spool: &'a str,
    folder: PathBuf,
    manifest: &'a mut Manifest,
    part_bytes: u64,
    /// The number of the part that is open or comes next.
    part: u32,
    /// The first document of that part, and the next document.
    first: u64,
    next: u64,
    input: InputHash,
    open: Option<Open>,
}

/// A part that is not whole yet.
struct Open {
    path: PathBuf,
    file: File,
    hash: blake3::Hasher,
    bytes: u64,
    tally: Tally,
    /// The hashes of its documents that met no reject.
    whole: Vec<u128>,
}

impl<'a> PartWriter<'a> {
    /// Goes on behind what is proven: part number and document.
    pub(crate) fn new(
        spool: &'a str,
        folder: PathBuf,
        manifest: &'a mut Manifest,
        part_bytes: u64,
        (part, first): (u32, u64),
    ) -> Self {
        let (input, open) = (InputHash::default(), None);
        Self { spool, folder, manifest, part_bytes, part, first, next: first, input, open }
    }

    /// The number of the open part, and where in it the next frame will stand.
    pub(crate) fn place(&self) -> (u32, u64) {
        (self.part, self.open.as_ref().map_or(0, |open| open.bytes))
    }

    /// Appends what came of the next documents: their hashes, frames and counts.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn append(&mut self, out: &Outcome) -> Result<(), RunError> {
        let Outcome { documents, whole, frames, tally, .. } = out;
        if documents.is_empty() {
            return Ok(());
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(Open::create(&self.folder, self.part)?),
        };
        open.write(frames)?;
        open.tally.join(tally);
        open.whole.extend_from_slice(whole);
        documents.iter().for_each(|document| self.input.add(*document));
        self.next += documents.len() as u64;
        if open.bytes >= self.part_bytes { self.close() } else { Ok(()) }
    }

    /// Makes the open part whole, durable and listed; without one there is nothing to do.
    ///
    /// # Errors
    /// If the disk refuses; the part is then not listed.
    pub(crate) fn close(&mut self) -> Result<(), RunError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let blake3 = open.finish(&path(&self.folder, self.part))?;
        let line = PartLine {
            spool: self.spool.to_owned(),
            part: self.part,
            first: self.first,
            end: self.next,
            input: self.input.take(),
            blake3,
        };
        tracing::debug!(
            spool = line.spool,
            part = line.part,
            documents = line.end - line.first,
            "part done"
        );
        self.manifest.append(&Line::Part(line))?;
        self.first = self.next;
        self.part += 1;
        Ok(())
    }
}

impl Open {
    fn create(folder: &Path, part: u32) -> Result<Self, RunError> {
        let path = path(folder, part).with_extension("tmp");
        let file = File::create(&path).map_err(RunError::disk("create", &path))?;
        let (hash, tally, whole) = (blake3::Hasher::new(), Tally::default(), Vec::new());
        Ok(Self { path, file, hash, bytes: 0, tally, whole })
    }

    fn write(&mut self, frames: &[u8]) -> Result<(), RunError> {
        self.file.write_all(frames).map_err(RunError::disk("write", &self.path))?;
        self.hash.update(frames);
        self.bytes += frames.len() as u64;
        Ok(())
    }

    fn finish(mut self, name: &Path) -> Result<String, RunError> {
        let mut end = Vec::new();
        frame::write_record(&mut end, Kind::Tally, &self.tally)
            .and_then(|()| frame::write_record(&mut end, Kind::Documents, &self.whole))
            .map_err(RunError::Ledger)?;
        self.write(&end)?;
        self.file.sync_all().map_err(RunError::disk("sync", &self.path))?;
        fs::rename(&self.path, name).map_err(RunError::disk("rename", &self.path))?;
        sync_folder_of(name)?;
        Ok(self.hash.finalize().to_hex().to_string())
    }
}
