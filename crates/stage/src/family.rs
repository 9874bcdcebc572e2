//! The families whose stages see one document at a time.

use tidings_model::{AnnotatedArticle, Article, Findings, MediaType, RawDocument, Reject};

/// The seven kinds of stage, in the order a document meets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Yields documents.
    Source,
    /// Makes articles of a document.
    Read,
    /// Changes an article, or rejects it.
    Clean,
    /// Learns from all articles, then changes or rejects each.
    Gate,
    /// Finds things in an article.
    Extract,
    /// Folds all articles into a view.
    Aggregate,
    /// Writes results.
    Sink,
}

impl Family {
    /// Every family, in order.
    pub const ALL: &'static [Family] = &[
        Family::Source,
        Family::Read,
        Family::Clean,
        Family::Gate,
        Family::Extract,
        Family::Aggregate,
        Family::Sink,
    ];

    /// The name of its tables in a pipeline file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Family::Source => "source",
            Family::Read => "read",
            Family::Clean => "clean",
            Family::Gate => "gate",
            Family::Extract => "extract",
            Family::Aggregate => "aggregate",
            Family::Sink => "sink",
        }
    }
}

impl std::fmt::Display for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a stage can do no more work in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// It has broken more often than it may: what was found, and what to do.
    Broken(String),
    /// It was told that the run is being stopped, and left a document half done.
    Cancelled,
}

/// Makes articles of a document of its media types.
pub trait Reader: Send + Sync {
    /// The media types it reads; a pipeline has at most one reader for each.
    fn media(&self) -> &[MediaType];

    /// Adds the articles of one document to `out`.
    ///
    /// # Errors
    /// If the document cannot be read; nothing in `out` counts then.
    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject>;

    /// Whether it can do no more work. What it answered last does not count then: the run ends
    /// without it, and a resumed one asks again.
    fn halted(&self) -> Option<Halt> {
        None
    }
}

/// Changes an article, or rejects it with a reason.
pub trait Cleaner: Send + Sync {
    /// The article as it goes on.
    ///
    /// # Errors
    /// If the article is left out or cannot be worked on.
    fn clean(&self, article: Article) -> Result<Article, Reject>;

    /// See [`Reader::halted`].
    fn halted(&self) -> Option<Halt> {
        None
    }
}

/// Finds things in an article, and changes nothing.
///
/// There is no `Result`: what can fail fails when the stage is built. A doubt is a note.
pub trait Extractor: Send + Sync {
    /// Adds what it finds to `out`.
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings);

    /// The same for a stage that can fail on one document: a process, a plugin.
    ///
    /// # Errors
    /// If the stage gave no answer for this document.
    fn try_extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        self.extract(doc, out);
        Ok(())
    }

    /// See [`Reader::halted`].
    fn halted(&self) -> Option<Halt> {
        None
    }
}
