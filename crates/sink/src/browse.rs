//! A finished run, looked up piece by piece: what a server shows of it.
//!
//! Lookups go to SQLite. A run whose tables are an SQLite file is read where it lies; the tables of
//! any other are copied into one beside them, once, as are ranks and an index of words, which no
//! table has. All bear the hash of the run they were made of, and are made anew for another; what is
//! there is shown while the rest is made. No answer needs more memory than what it shows, so a run of
//! a million articles is no other case.

mod index;
mod lookup;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;

use crate::pages::{
    ArticleParts, EntitiesParts, EntityParts, Found, Listed, OverviewParts, PageRow, Pages,
    StoryParts, StorySummary,
};
use crate::read::ReadError;
use index::Files;
pub use index::Part;

/// Lines on a page of a list.
pub const PAGE_LINES: usize = 50;

/// Why a run cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum BrowseError {
    /// A table cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The copy or the index cannot be written.
    #[error("{}: cannot be made: {problem}; serving needs room for an index beside the tables", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// What is in the way.
        problem: String,
    },
    /// The database refuses a question.
    #[error("the tables cannot be asked: {0}")]
    Ask(#[from] rusqlite::Error),
}

/// A run that can be looked at, as far as its files are there.
#[derive(Debug)]
pub struct Browse {
    db: Connection,
    last: Part,
    run: Value,
}

/// Makes the files that a run lacks to be looked at whole, one after the other.
#[derive(Debug)]
pub struct Preparation {
    files: Files,
    run: Value,
}

impl Preparation {
    /// What a finished run may lack; `run` is what its `run.json` says.
    #[must_use]
    pub fn of(out: &Path, run: Value) -> Self {
        Self { files: Files::of(out, &run), run }
    }

    /// The run as far as it can be looked at already; none before there are tables in SQLite.
    ///
    /// # Errors
    /// If the tables cannot be opened.
    pub fn browse(&self) -> Result<Option<Browse>, BrowseError> {
        let opened = self.files.open()?;
        Ok(opened.map(|(db, last)| Browse { db, last, run: self.run.clone() }))
    }

    /// Makes the next part that is missing, about which `say` hears, and tells which it was; none
    /// once all are there.
    ///
    /// # Errors
    /// If a table cannot be read or a file cannot be written.
    pub fn make_next(&self, say: &mut dyn FnMut(&str)) -> Result<Option<Part>, BrowseError> {
        let counts = self.run["tables"].as_object().into_iter().flatten();
        let rows = counts.filter_map(|(_, rows)| rows.as_u64()).sum();
        self.files.make_next(rows, say)
    }
}

impl Browse {
    /// Whether the pages that need this part can be made.
    #[must_use]
    pub fn has(&self, part: Part) -> bool {
        part <= self.last
    }

    /// The overview.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn overview(&self) -> Result<OverviewParts, BrowseError> {
        Ok(lookup::overview(&self.db, &self.run)?)
    }

    /// A page of the list of stories, the largest first, or of those that match a query.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn stories(&self, query: &str, page: usize) -> Result<Listed<StorySummary>, BrowseError> {
        Ok(lookup::stories(&self.db, query, page)?)
    }

    /// A story; none if there is none of that identifier.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn story(&self, id: &str) -> Result<Option<StoryParts>, BrowseError> {
        Ok(lookup::story(&self.db, id)?)
    }

    /// An article; none if there is none of that identifier.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn article(&self, id: &str) -> Result<Option<ArticleParts>, BrowseError> {
        Ok(lookup::article(&self.db, id)?)
    }

    /// A page of the list of articles, the latest first, or of those whose text matches a query.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn articles(&self, query: &str, page: usize) -> Result<Listed<PageRow>, BrowseError> {
        Ok(lookup::articles(&self.db, query, page)?)
    }

    /// A page of the list of entities, or of those that match a query, with the network and the map.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn entities(&self, query: &str, page: usize) -> Result<EntitiesParts, BrowseError> {
        Ok(lookup::entities(&self.db, query, page)?)
    }

    /// An entity; none if there is none of that identifier.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn entity(&self, id: &str) -> Result<Option<EntityParts>, BrowseError> {
        Ok(lookup::entity(&self.db, id)?)
    }

    /// What bears these words, and whether there is more of it.
    ///
    /// # Errors
    /// If the tables cannot be asked.
    pub fn search(&self, pages: &Pages, query: &str) -> Result<(Vec<Found>, bool), BrowseError> {
        Ok(lookup::search(&self.db, pages, query)?)
    }
}
