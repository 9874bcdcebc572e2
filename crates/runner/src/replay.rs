//! A run made again with its rejected documents alone.
//!
//! A run in which documents failed keeps the spool of its first pass: what came of every document,
//! those that met a reject set apart. A replay takes over the others as they are. It reads all input
//! again, but works only on documents that it does not hold, and so a file that was mended brings
//! all it has. Everything behind the first pass (gates, what follows them, aggregates, tables) is
//! made again for all articles, because each of them may depend on the new ones; so the results are
//! those of a run in which nothing had failed.

use crate::feed::Item;
use crate::make::spool_path;
use crate::run::Run;
use crate::spool::index::Entry;
use crate::spool::store::{self, Held, Wanted};
use crate::{FolderError, RunError};

/// What a replay takes over; nothing in any other run.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    entries: Vec<Entry>,
    /// The hashes of the documents whose outcome is kept, in order.
    known: Vec<u128>,
    /// The hashes of those that came again, as they came.
    met: Vec<u128>,
}

impl Run<'_> {
    /// Takes over what the finished run left of a pass.
    ///
    /// # Errors
    /// If it is no longer what that run left.
    pub(crate) fn kept(&mut self, pass: &str) -> Result<Kept, RunError> {
        let spool = self.folder.work().join(spool_path(pass));
        let mut all = Held::default();
        for line in self.folder.kept(pass) {
            let held = store::recover(&spool, line, Wanted::Whole).map_err(|why| {
                let folder = self.options.out.clone();
                let problem = format!("{why}; run the pipeline again with --overwrite");
                FolderError::NotKept { folder, problem }
            })?;
            all.join(held);
        }
        if !all.whole.is_empty() {
            self.ledger.add(&all.tally, Vec::new())?;
        }
        all.whole.sort_unstable();
        Ok(Kept { entries: all.entries, known: all.whole, met: Vec::new() })
    }
}

impl Kept {
    /// What the sources bring, but for documents whose outcome is kept.
    pub(crate) fn leave_out(
        &mut self,
        items: impl Iterator<Item = Item> + Send,
        hash: impl Fn(&Item) -> u128 + Send,
    ) -> impl Iterator<Item = Item> + Send {
        items.filter(move |item| {
            let hash = if self.known.is_empty() { return true } else { hash(item) };
            let known = self.known.binary_search(&hash).is_ok();
            if known {
                self.met.push(hash);
            }
            !known
        })
    }

    /// The articles that are kept.
    ///
    /// # Errors
    /// If a document whose outcome is kept did not come again.
    pub(crate) fn all_met(mut self) -> Result<Vec<Entry>, RunError> {
        self.met.sort_unstable();
        if self.met == self.known {
            return Ok(self.entries);
        }
        let mut met = self.met.clone();
        met.dedup();
        Err(RunError::KeptChanged { kept: self.known.len() as u64, met: met.len() as u64 })
    }
}
