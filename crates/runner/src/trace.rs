//! What each stage does to one document.
//!
//! The document goes the way of any other, through the same calls, but alone: gates, which compare
//! all articles, are passed by.

use serde::Serialize;
use tidings_model::{AnnotatedArticle, Article, Note, RawDocument, Reject, Removal};
use tidings_stage::Pipeline;

use crate::ledger::Rows;
use crate::outcome::Outcome;
use crate::segment::{Ended, Segment};

/// The way of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// What became of it until it was read.
    pub document: Vec<Step>,
    /// What became of the articles in it.
    pub articles: Vec<TracedArticle>,
}

/// The way of one article of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracedArticle {
    /// Its address.
    pub uri: String,
    /// What the stages did, up to the last one, or to that which rejected it.
    pub steps: Vec<Step>,
}

/// What one stage did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The stage's label.
    pub stage: String,
    /// What it did.
    pub did: Done,
}

/// What a stage can do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It made so many articles of the document.
    Read {
        /// How many.
        articles: usize,
    },
    /// It worked on the text of the article.
    Cleaned {
        /// Bytes of text before.
        from: u32,
        /// Bytes of text after.
        to: u32,
        /// Whether it changed anything at all, text or not.
        changed: bool,
        /// What it cut.
        cut: Vec<Removal>,
        /// Its doubts.
        notes: Vec<Note>,
    },
    /// It compares all articles, so one alone does not tell what it does.
    PassedBy,
    /// It found so many things.
    Found {
        /// How many, by layer.
        found: Vec<(&'static str, usize)>,
        /// Its doubts.
        notes: Vec<Note>,
    },
    /// It ended the way.
    Rejected(Reject),
}

/// Sends a document through the readers, cleaners and extractors of a pipeline.
#[must_use]
pub fn trace(pipeline: &Pipeline, raw: &RawDocument) -> Trace {
    let rows = Rows::of(pipeline);
    let tracer = Tracer { segment: Segment { pipeline, rows: &rows, extracts: true }, rows: &rows };
    let mut out = Outcome::new(&rows, false);
    let articles = match tracer.segment.read(raw, &mut out) {
        Ok(articles) => articles,
        Err(end) => {
            return Trace { document: vec![tracer.rejected(end)], articles: Vec::new() };
        }
    };
    let mut readers = rows.readers.clone();
    let reader = readers.find(|row| out.tally.of(*row).entered > 0).unwrap_or(rows.dispatch);
    let document = vec![tracer.step(reader, Done::Read { articles: articles.len() })];
    let articles = articles.into_iter().map(|article| tracer.article(article, &mut out)).collect();
    Trace { document, articles }
}

struct Tracer<'a> {
    segment: Segment<'a>,
    rows: &'a Rows,
}

impl Tracer<'_> {
    fn step(&self, row: usize, did: Done) -> Step {
        Step { stage: self.rows.label(row).to_owned(), did }
    }

    fn rejected(&self, (row, reject): (usize, Reject)) -> Step {
        self.step(row, Done::Rejected(reject))
    }

    fn article(&self, article: Article, out: &mut Outcome) -> TracedArticle {
        let (uri, mut steps) = (article.uri.clone(), Vec::new());
        if let Err(end) = self.follow(article, &mut steps, out) {
            steps.push(self.rejected(end));
        }
        TracedArticle { uri, steps }
    }

    fn follow(&self, mut article: Article, steps: &mut Vec<Step>, out: &mut Outcome) -> Ended<()> {
        let Segment { pipeline, rows, .. } = self.segment;
        for (staged, row) in pipeline.cleaners.iter().zip(rows.cleaners.clone()) {
            let before = article.clone();
            article =
                self.segment.step(row, article, out, |article| staged.stage.clean(article))?;
            steps.push(self.step(row, cleaned(&before, &article)));
        }
        steps.extend(rows.gates.clone().map(|row| self.step(row, Done::PassedBy)));
        let mut doc = AnnotatedArticle::new(article);
        for (staged, row) in pipeline.extractors.iter().zip(rows.extractors.clone()) {
            let before = (layers(&doc), doc.article.notes.len());
            self.segment.annotate((staged, row), &mut doc, out)?;
            steps.push(self.step(row, found(before, &doc)));
        }
        Ok(())
    }
}

fn cleaned(before: &Article, after: &Article) -> Done {
    Done::Cleaned {
        from: before.text.len(),
        to: after.text.len(),
        changed: before != after,
        cut: after.removed.iter().skip(before.removed.len()).cloned().collect(),
        notes: after.notes.iter().skip(before.notes.len()).cloned().collect(),
    }
}

fn layers(doc: &AnnotatedArticle) -> [(&'static str, usize); 6] {
    [
        ("sentences", doc.sentences.len()),
        ("tokens", doc.tokens.len()),
        ("mentions", doc.mentions.len()),
        ("timexes", doc.timexes.len()),
        ("quantities", doc.quantities.len()),
        ("claims", doc.claims.len()),
    ]
}

fn found((before, notes): ([(&'static str, usize); 6], usize), doc: &AnnotatedArticle) -> Done {
    let more = layers(doc).into_iter().zip(before);
    let more = more.map(|((layer, now), (_, before))| (layer, now.saturating_sub(before)));
    Done::Found {
        found: more.filter(|(_, count)| *count > 0).collect(),
        notes: doc.article.notes.iter().skip(notes).cloned().collect(),
    }
}
