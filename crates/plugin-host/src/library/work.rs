//! What a built stage of a library does, here or in a process of its own.

use std::sync::Arc;

use tidings_model::{AnnotatedArticle, Article, Findings, RawDocument, Reject};
use tidings_stage::Halt;

use crate::changes::Changes;
use crate::fold::{Digests, NewRows, Tables};

/// Names of files, with the numbers of their rows.
pub(crate) type Files = Vec<(String, u64)>;

/// A built stage of a library. It is asked only for what its family does.
pub(crate) trait Work: Send + Sync {
    /// A reader: the articles of a document.
    fn read(&self, raw: &RawDocument) -> Result<Vec<Article>, Reject>;

    /// A cleaner: what it wants changed in an article.
    fn changes(&self, article: &Article) -> Result<Changes, Reject>;

    /// An extractor: adds what it finds in an article.
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject>;

    /// An aggregator: what it keeps of an article.
    fn digest(&self, doc: &AnnotatedArticle) -> Result<Vec<Vec<u8>>, Reject>;

    /// An aggregator: the rows it makes of all digests and of earlier rows.
    fn fold(&self, digests: &Digests, tables: &Tables) -> Result<NewRows, Reject>;

    /// A sink: the files it will write.
    fn files(&self) -> Result<Files, Reject>;

    /// A sink: begins to write into a folder.
    fn writer(self: Arc<Self>, folder: &str, run: &str) -> Result<Box<dyn Writing>, Reject>;

    /// Why it can do no more work, if so.
    fn halted(&self) -> Option<Halt>;
}

/// A sink that was begun.
pub(crate) trait Writing: Send {
    /// Takes rows in JSON, each with its table.
    fn rows(&mut self, rows: &NewRows) -> Result<(), Reject>;

    /// Ends the files.
    fn finish(&mut self) -> Result<Files, Reject>;
}
