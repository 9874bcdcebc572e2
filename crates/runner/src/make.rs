//! A pass that makes a spool, or goes on making one.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use tidings_stage::OnReject;

use crate::batch::{Batch, Batches};
use crate::engine::Ended;
use crate::ledger::{Ledger, Rows};
use crate::meter::Meter;
use crate::options::Did;
use crate::outcome::{Outcome, stop_at_failure};
use crate::run::Run;
use crate::spool::index::Entry;
use crate::spool::manifest::{Line, PartLine};
use crate::spool::part::{InputHash, PartWriter};
use crate::spool::store::{self, Wanted};
use crate::{FolderError, RunError};

/// How the documents of a pass are handled.
pub(crate) struct Steps<W, H, C> {
    /// How many bytes a document has.
    pub(crate) weigh: W,
    /// A hash of all that a document is.
    pub(crate) hash: H,
    /// What becomes of it.
    pub(crate) cook: C,
}

impl<W, H, C> Steps<W, H, C> {
    /// What becomes of a batch, but for documents before `proven`.
    fn outcome<I>(&self, batch: Batch<I>, proven: u64, mut out: Outcome) -> Outcome
    where
        H: Fn(&I) -> u128,
        C: Fn(I, &mut Outcome),
    {
        for (document, item) in (batch.first..).zip(batch.items) {
            let hash = (self.hash)(&item);
            if document < proven {
                out.proven.push(hash);
            } else {
                out.document(hash, |out| (self.cook)(item, out));
            }
        }
        out
    }
}

impl Run<'_> {
    /// Sends every item of a pass through its steps, and keeps what comes of it in a spool.
    ///
    /// What an unfinished run has proven done is not done again: its documents are only hashed, and
    /// the hashes held against the manifest.
    ///
    /// # Errors
    /// If the run is interrupted, the input is not the one that was read before, a document fails
    /// and the pipeline says to stop then, or the disk refuses.
    pub(crate) fn make<I: Send>(
        &mut self,
        pass: &str,
        items: impl Iterator<Item = I> + Send,
        steps: &Steps<
            impl Fn(&I) -> usize + Copy + Send + Sync,
            impl Fn(&I) -> u128 + Sync,
            impl Fn(I, &mut Outcome) + Sync,
        >,
    ) -> Result<Vec<Entry>, RunError> {
        let folder = self.folder.make(&spool_path(pass))?;
        let (proven, entries) = self.recover(pass, &folder)?;
        let parts = self.folder.kept(pass).count() as u32 + proven.len() as u32;
        let documents = proven.back().map_or(0, |line| line.end);
        self.resumed.get_or_insert(documents);
        let settings = &self.pipeline.run;
        let batches =
            Batches::new(items, settings.batch_documents, settings.batch_bytes, steps.weigh);
        let (rows, measure) = (&self.rows, self.options.measure);
        let pipeline = self.pipeline;
        let work = |batch| {
            let mut out = steps.outcome(batch, documents, Outcome::new(rows, measure));
            RunError::if_halted(pipeline).unwrap_or_else(|why| out.stop(why));
            out
        };
        let manifest = &mut self.folder.manifest;
        let bytes = self.options.part_bytes;
        let mut keeper = Keeper {
            prover: Prover { pass, proven, hash: InputHash::default(), at: 0 },
            writer: PartWriter::new(pass, folder, manifest, bytes, (parts, documents)),
            entries,
            stops: (settings.on_reject == OnReject::Stop).then_some(rows),
            ledger: &mut self.ledger,
            meter: &mut self.meter,
        };
        let (progress, engine) = (self.options.progress, &self.engine);
        let ended = engine.run_pass(batches, work, |out| {
            progress.advanced((out.proven.len() + out.documents.len()) as u64, out.bytes);
            if measure {
                let size = (out.documents.len() as u64, out.bytes);
                progress.did(&Did::new(size, rows, &out.rejects, &out.meter, engine.waited()));
            }
            keeper.keep(out)
        });
        // What was made before a document or a stage stopped the run, or a person did, is kept.
        let stopped = |why: &RunError| {
            matches!(
                why,
                RunError::Rejected { .. } | RunError::Broken { .. } | RunError::Interrupted
            )
        };
        if ended.as_ref().err().is_none_or(stopped) {
            keeper.writer.close()?;
        }
        match ended? {
            Ended::Interrupted => Err(RunError::Interrupted),
            Ended::Whole => keeper.prover.finish().map(|()| keeper.entries),
        }
    }

    /// Takes up the parts that the manifest lists, as far as they are what was written.
    fn recover(
        &mut self,
        pass: &str,
        folder: &Path,
    ) -> Result<(VecDeque<PartLine>, Vec<Entry>), RunError> {
        remove_unfinished(folder)?;
        let listed = self.folder.lines.iter().filter_map(|line| match line {
            Line::Part(line) if line.spool == pass => Some(line.clone()),
            _ => None,
        });
        let listed: Vec<PartLine> = listed.collect();
        let first = self.folder.kept(pass).count();
        let (mut proven, mut entries) = (VecDeque::<PartLine>::new(), Vec::new());
        for line in &listed {
            let follows = line.part as usize == first + proven.len()
                && line.first == proven.back().map_or(0, |before| before.end);
            let held = match store::recover(folder, line, Wanted::All) {
                Ok(held) if follows => held,
                other => {
                    let why = other.err().map(|why| why.to_string());
                    tracing::warn!(
                        pass,
                        part = line.part,
                        why,
                        "a part is made again, with all after it"
                    );
                    break;
                }
            };
            if self.pipeline.run.on_reject == OnReject::Stop {
                stop_at_failure(&held.rejects, &self.rows)?;
            }
            entries.extend(held.entries);
            self.tell(&held.rejects);
            self.ledger.add(&held.tally, held.rejects)?;
            proven.push_back(line.clone());
        }
        if proven.len() < listed.len() {
            let end = (first + proven.len()) as u32;
            self.folder.forget(|line| match line {
                Line::Part(line) => line.spool == pass && line.part >= end,
                _ => false,
            })?;
        }
        Ok((proven, entries))
    }
}

/// Where the outcomes of a pass end up, batch by batch.
struct Keeper<'a> {
    prover: Prover<'a>,
    writer: PartWriter<'a>,
    entries: Vec<Entry>,
    /// Set if the first document that fails stops the run.
    stops: Option<&'a Rows>,
    ledger: &'a mut Ledger,
    meter: &'a mut Meter,
}

impl Keeper<'_> {
    fn keep(&mut self, mut out: Outcome) -> Result<(), RunError> {
        out.stop.take().map_or(Ok(()), Err)?;
        self.prover.check(&out.proven)?;
        if let Some(rows) = self.stops {
            stop_at_failure(&out.rejects, rows)?;
        }
        let (documents, rejects) = (out.documents.len(), out.rejects.len());
        tracing::debug!(pass = self.prover.pass, documents, rejects, "batch");
        let (part, base) = self.writer.place();
        let place = |entry: Entry| Entry { part, offset: base + entry.offset, ..entry };
        self.entries.extend(out.entries.iter().copied().map(place));
        self.writer.append(&out)?;
        self.ledger.add(&out.tally, out.rejects)?;
        out.apart.iter().try_for_each(|tally| self.ledger.add(tally, Vec::new()))?;
        self.meter.add(&out.meter);
        Ok(())
    }
}

/// The folder of a pass's spool, within the folder that the run works in.
pub(crate) fn spool_path(pass: &str) -> String {
    format!("{}/{pass}", crate::folder::SPOOL)
}

/// Removes parts that were being written when an earlier run ended.
fn remove_unfinished(folder: &Path) -> Result<(), RunError> {
    let refused = |source| FolderError::Unwritable { action: "read", path: folder.into(), source };
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|ending| ending == "tmp") {
            fs::remove_file(&path).map_err(RunError::disk("remove", &path))?;
        }
    }
    Ok(())
}

/// Holds the input against what the manifest says it was.
struct Prover<'a> {
    pass: &'a str,
    proven: VecDeque<PartLine>,
    hash: InputHash,
    at: u64,
}

impl Prover<'_> {
    fn check(&mut self, documents: &[u128]) -> Result<(), RunError> {
        for document in documents {
            self.hash.add(*document);
            self.at += 1;
            if let Some(line) = self.proven.pop_front_if(|line| line.end == self.at)
                && line.input != self.hash.take()
            {
                return Err(self.changed(&line));
            }
        }
        Ok(())
    }

    /// Fewer documents than were proven are a change too.
    fn finish(&self) -> Result<(), RunError> {
        self.proven.front().map_or(Ok(()), |line| Err(self.changed(line)))
    }

    fn changed(&self, line: &PartLine) -> RunError {
        RunError::InputChanged { pass: self.pass.to_owned(), first: line.first, end: line.end }
    }
}
