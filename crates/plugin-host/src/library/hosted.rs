//! A stage out of a library as the runner sees it, wherever it runs.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;

use tidings_model::{
    AnnotatedArticle, Article, Findings, MediaType, RawDocument, Reject, Span, View,
};
use tidings_stage::{
    Aggregator, Cleaner, Extractor, Halt, PartWriter, Reader, Row, Sink, SinkContext, SinkError,
    Spec, Written,
};

use super::work::{Files, Work, Writing};
use crate::fold::{self, Digests, Keeping, NewRows, Tables};
use crate::rows;

/// A built stage out of a library.
pub(super) struct Hosted {
    pub(super) spec: Spec,
    pub(super) media: &'static [MediaType],
    pub(super) files: Files,
    pub(super) work: Arc<dyn Work>,
}

impl Reader for Hosted {
    fn media(&self) -> &[MediaType] {
        self.media
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        out.extend(self.work.read(raw)?);
        Ok(())
    }

    fn halted(&self) -> Option<Halt> {
        self.work.halted()
    }
}

impl Cleaner for Hosted {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        self.work.changes(&article)?.apply(self.spec.name, article)
    }

    fn halted(&self) -> Option<Halt> {
        self.work.halted()
    }
}

impl Extractor for Hosted {
    /// What the stage finds; where it rejects the article, a note says so.
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        if let Err(reject) = self.try_extract(doc, out) {
            *out = Findings::default();
            out.note(Span::new(0, 0), reject.to_string());
        }
    }

    fn try_extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        self.work.extract(doc, out)
    }

    fn halted(&self) -> Option<Halt> {
        self.work.halted()
    }
}

/// An aggregator has no other way to say that it cannot go on: its caller catches panics, and
/// rejects the article, or stops the run where no single article is at fault.
fn give_up(why: impl std::fmt::Display) -> ! {
    resume_unwind(Box::new(why.to_string()))
}

impl Aggregator for Hosted {
    type Partial = Keeping;

    fn start(&self) -> Keeping {
        Keeping::new()
    }

    fn add(&self, partial: &mut Keeping, doc: &AnnotatedArticle) {
        let kept = self.work.digest(doc).unwrap_or_else(|reject| give_up(reject));
        if !kept.is_empty() {
            partial.insert(doc.article.id, kept);
        }
    }

    fn merge(&self, into: &mut Keeping, other: Keeping) {
        into.extend(other);
    }

    fn finish(&self, partial: Keeping, view: &mut View) {
        let tables = Tables::of(view, self.spec.reads);
        let rows = self.work.fold(&Digests::of(partial), &tables);
        let rows = rows.unwrap_or_else(|reject| give_up(reject));
        fold::add(rows, view).unwrap_or_else(|why| give_up(why));
    }

    fn halted(&self) -> Option<Halt> {
        self.work.halted()
    }
}

impl Sink for Hosted {
    fn files(&self) -> Vec<PathBuf> {
        self.files.iter().map(|(name, _)| name.into()).collect()
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let path = context.folder.join(self.spec.name);
        let failed = |problem| SinkError::Format { path: path.clone(), problem };
        let folder = context.folder.to_str();
        let folder = folder.ok_or_else(|| failed("the folder's name is not UTF-8".to_owned()))?;
        let writing = self.work.clone().writer(folder, context.run);
        let writing = writing.map_err(|reject| failed(reject.to_string()))?;
        Ok(Box::new(Part { path, writing, rows: NewRows::new(), bytes: 0 }))
    }
}

/// A sink out of a library that was begun.
struct Part {
    /// For messages.
    path: PathBuf,
    writing: Box<dyn Writing>,
    /// Rows not yet handed over.
    rows: NewRows,
    bytes: usize,
}

/// Rows are handed over in lots of so many bytes, since each lot may cross to another process.
const LOT: usize = 256 << 10;

impl Part {
    fn hand_over(&mut self) -> Result<(), SinkError> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        self.writing.rows(&rows).map_err(|reject| self.failed(&reject))
    }

    fn failed(&self, reject: &Reject) -> SinkError {
        SinkError::Format { path: self.path.clone(), problem: reject.to_string() }
    }
}

impl PartWriter for Part {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let json = rows::json(row);
        self.bytes += json.len();
        self.rows.push((row.table.name.to_owned(), json));
        if self.bytes < LOT { Ok(()) } else { self.hand_over() }
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.hand_over()?;
        let files = self.writing.finish().map_err(|reject| self.failed(&reject))?;
        Ok(files.into_iter().map(|(name, rows)| Written { name: name.into(), rows }).collect())
    }
}
