//! The way of one document between two spools: read, clean, pass a gate, extract.
//!
//! Consecutive steps are fused: a document goes all the way on one thread. Each call of a stage is
//! counted, timed if asked, and guarded, so that a panic ends that document alone.

use tidings_model::{AnnotatedArticle, Article, Findings, RawDocument, Reject};
use tidings_stage::{Brought, Extractor, Frozen, Pipeline, Staged};

use crate::caught::caught;
use crate::feed::Item;
use crate::ledger::{Rejected, Rows};
use crate::outcome::{Outcome, panicked};

/// Takes documents from one spool to the next.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'p> {
    pub(crate) pipeline: &'p Pipeline,
    pub(crate) rows: &'p Rows,
    /// Whether the extractors come before the next spool.
    pub(crate) extracts: bool,
}

/// Why a document ends at a row.
pub(crate) type Ended<T> = Result<T, (usize, Reject)>;

impl Segment<'_> {
    /// What a source brought, on its way to the first spool.
    pub(crate) fn document(&self, item: Item, out: &mut Outcome) {
        let row = self.rows.sources.start + item.source;
        out.tally.enter(row);
        match item.brought {
            Brought::Rejected { uri, reject } => {
                out.reject(Rejected { uri, article: None, row: row as u32, reject });
            }
            Brought::Document(raw) => {
                out.tally.leave(row);
                out.tally.of(row).bytes += raw.bytes.len() as u64;
                out.bytes += raw.bytes.len() as u64;
                match self.read(&raw, out) {
                    Ok(articles) => articles.into_iter().for_each(|x| self.article(x, out)),
                    Err((row, reject)) => {
                        let row = row as u32;
                        out.reject(Rejected { uri: raw.uri, article: None, row, reject });
                    }
                }
            }
        }
    }

    /// An article out of a spool, past a gate, on its way to the next spool.
    pub(crate) fn gated(&self, gate: usize, frozen: &Frozen, article: Article, out: &mut Outcome) {
        out.bytes += u64::from(article.text.len());
        let stage = &self.pipeline.gates[gate].stage;
        self.follow(article, out, |article, out| {
            let row = self.rows.gates.start + gate;
            let article = self.step(row, article, out, |article| stage.apply(frozen, article))?;
            self.extract(article, out)
        });
    }

    /// Finds the reader of a document, and lets it make articles.
    pub(crate) fn read(&self, raw: &RawDocument, out: &mut Outcome) -> Ended<Vec<Article>> {
        let dispatch = self.rows.dispatch;
        out.tally.enter(dispatch);
        let mut readers = self.pipeline.readers.iter().zip(self.rows.readers.clone());
        let reader = readers.find(|(staged, _)| staged.stage.media().contains(&raw.media));
        let Some((staged, row)) = reader else {
            let words = format!("no reader of the pipeline takes {}", raw.media);
            return Err((dispatch, Reject::failed("no_reader", words)));
        };
        out.tally.leave(dispatch);
        let articles = call(row, raw.bytes.len(), out, || {
            let mut articles = Vec::new();
            staged.stage.read(raw, &mut articles).map(|()| articles)
        })?;
        match articles.iter().find_map(misplaced) {
            Some(reject) => Err((row, reject)),
            None => {
                out.tally.leave(row);
                out.tally.of(row).yielded += articles.len() as u64;
                Ok(articles)
            }
        }
    }

    fn article(&self, article: Article, out: &mut Outcome) {
        self.follow(article, out, |mut article, out| {
            for (staged, row) in self.pipeline.cleaners.iter().zip(self.rows.cleaners.clone()) {
                article = self.step(row, article, out, |article| staged.stage.clean(article))?;
            }
            self.extract(article, out)
        });
    }

    /// Sends an article on its way, and keeps its end if that comes early.
    fn follow(
        &self,
        article: Article,
        out: &mut Outcome,
        way: impl FnOnce(Article, &mut Outcome) -> Ended<()>,
    ) {
        let (id, uri) = (article.id, article.uri.clone());
        if let Err((row, reject)) = way(article, out) {
            out.reject(Rejected { uri, article: Some(id), row: row as u32, reject });
        }
    }

    /// A step from article to article.
    pub(crate) fn step(
        &self,
        row: usize,
        article: Article,
        out: &mut Outcome,
        step: impl FnOnce(Article) -> Result<Article, Reject>,
    ) -> Ended<Article> {
        let bytes = article.text.len() as usize;
        let article = call(row, bytes, out, || step(article))?;
        match misplaced(&article) {
            Some(reject) => Err((row, reject)),
            None => {
                out.tally.leave(row);
                Ok(article)
            }
        }
    }

    /// Runs the extractors, if they come before the next spool, and keeps the article.
    fn extract(&self, article: Article, out: &mut Outcome) -> Ended<()> {
        if !self.extracts {
            out.keep(&article);
            return Ok(());
        }
        let mut doc = AnnotatedArticle::new(article);
        for (staged, row) in self.pipeline.extractors.iter().zip(self.rows.extractors.clone()) {
            self.annotate((staged, row), &mut doc, out)?;
        }
        out.keep(&doc);
        Ok(())
    }

    /// Lets one extractor add what it finds.
    pub(crate) fn annotate(
        &self,
        (staged, row): (&Staged<dyn Extractor>, usize),
        doc: &mut AnnotatedArticle,
        out: &mut Outcome,
    ) -> Ended<()> {
        let found = call(row, doc.article.text.len() as usize, out, || {
            let mut found = Findings::default();
            staged.stage.try_extract(doc, &mut found).map(|()| found)
        })?;
        let bad = |why: tidings_model::BadFinding| Reject::failed("bad_finding", why.to_string());
        doc.accept(&staged.label, found).map_err(|why| (row, bad(why)))?;
        out.tally.leave(row);
        Ok(())
    }
}

/// Calls a stage. The caller counts its departure, once the answer was looked at.
pub(crate) fn call<T>(
    row: usize,
    bytes: usize,
    out: &mut Outcome,
    call: impl FnOnce() -> Result<T, Reject>,
) -> Ended<T> {
    out.tally.enter(row);
    let result = out.meter.timed(row, bytes, || caught(call));
    let result = result.unwrap_or_else(|message| Err(panicked(message)));
    result.map_err(|reject| (row, reject))
}

/// What is wrong with the blocks of an article: later steps cut its text along them.
fn misplaced(article: &Article) -> Option<Reject> {
    let off = article.blocks.iter().find(|block| !article.text.holds(block.span))?;
    let len = article.text.len();
    let words =
        format!("block {} is not on character boundaries of a text of {len} bytes", off.span);
    Some(Reject::failed("bad_block", words))
}
