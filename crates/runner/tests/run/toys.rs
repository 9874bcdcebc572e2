//! Stages small enough to see through, that do to a document what its words ask for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tidings_model::{
    AnnotatedArticle, Article, ArticleId, Cooccurrence, Copy, CopyKind, Entity, EntityId, Fate,
    Findings, Form, Label, MediaType, Mention, Metadata, Placement, RawDocument, Reject, Span,
    TracedText, View,
};
use tidings_stage::{
    Aggregator, Brought, Cleaner, Extractor, Family, Gate, PartWriter, Pipeline, Reader, Row,
    RunSettings, Sink, SinkContext, SinkError, Source, SourceError, SourceItems, Spec, Staged,
    Written,
};

/// A document.
pub(crate) fn raw(uri: &str, text: &str) -> Brought {
    Brought::Document(RawDocument {
        uri: uri.to_owned(),
        bytes: text.as_bytes().to_vec(),
        media: MediaType::Text,
        metadata: Metadata::new(),
    })
}

/// A document that could not be brought.
pub(crate) fn lost(uri: &str) -> Brought {
    let reject = Reject::failed("unreadable", "the toy cannot be read");
    Brought::Rejected { uri: uri.to_owned(), reject }
}

/// Brings what it was given; panics behind it if told to.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) items: Vec<Brought>,
    pub(crate) panics: bool,
}

impl Source for Given {
    fn check(&self) -> Result<(), SourceError> {
        let absent = self
            .items
            .iter()
            .any(|item| matches!(item, Brought::Rejected { uri, .. } if uri == "absent"));
        if absent { Err(SourceError::Absent("absent".into())) } else { Ok(()) }
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        let end =
            std::iter::from_fn(|| if self.panics { panic!("the source broke") } else { None });
        Ok(Box::new(self.items.iter().cloned().chain(end)))
    }

    fn fetch(&self, _uri: &str) -> Result<Option<RawDocument>, SourceError> {
        Ok(None)
    }
}

/// Makes an article of each stretch between lines of `---`.
#[derive(Clone, Copy)]
pub(crate) struct Parts;

impl Reader for Parts {
    fn media(&self) -> &[MediaType] {
        &[MediaType::Text]
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        let text = String::from_utf8(raw.bytes.clone())
            .map_err(|why| Reject::failed("not_utf8", why.to_string()))?;
        assert!(!text.contains("panic-read"), "the reader broke");
        let parts: Vec<&str> = text.split("\n---\n").collect();
        for (index, part) in parts.iter().enumerate() {
            let name = if parts.len() == 1 { String::new() } else { index.to_string() };
            let text = TracedText::verbatim(*part);
            let mut article = Article::new(raw, &name, Form::Page, text);
            if part.contains("bad-block") {
                let span = Span::at(0..part.len() + 1);
                let kind = tidings_model::BlockKind::Title;
                article.blocks.push(tidings_model::Block { kind, span });
            }
            out.push(article);
        }
        Ok(())
    }
}

/// Drops what is empty.
#[derive(Clone, Copy)]
pub(crate) struct Tidy;

impl Cleaner for Tidy {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        assert!(!text.contains("panic-clean"), "the cleaner broke");
        if text.contains("fail-clean") {
            return Err(Reject::failed("asked_to", "the words ask for it"));
        }
        if text.trim().is_empty() {
            return Err(Reject::dropped("empty", "there is nothing to read"));
        }
        Ok(article)
    }
}

/// Marks all but the least of the articles with one text, and drops them if they say so.
#[derive(Clone, Copy)]
pub(crate) struct Copies;

impl Gate for Copies {
    type Seen = BTreeMap<String, Vec<ArticleId>>;
    type Frozen = BTreeMap<String, ArticleId>;

    fn start(&self) -> Self::Seen {
        BTreeMap::new()
    }

    fn observe(&self, seen: &mut Self::Seen, article: &Article) {
        let text = article.text.as_str();
        seen.entry(text.to_owned()).or_default().push(article.id);
        assert!(!text.contains("panic-observe"), "the gate broke");
    }

    fn merge(&self, into: &mut Self::Seen, other: Self::Seen) {
        for (text, ids) in other {
            into.entry(text).or_default().extend(ids);
        }
    }

    fn freeze(&self, seen: Self::Seen, view: &mut View) -> Self::Frozen {
        let mut first = BTreeMap::new();
        for (text, mut ids) in seen {
            ids.sort();
            let copy =
                |a| Copy { a, b: ids[0], kind: CopyKind::Exact, similarity: 1.0, spans: vec![] };
            view.copies.extend(ids[1..].iter().map(|id| copy(*id)));
            first.insert(text, ids[0]);
        }
        view.copies.sort_by_key(|copy| (copy.a, copy.b));
        first
    }

    fn apply(&self, first: &Self::Frozen, mut article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        assert!(!text.contains("panic-apply"), "the gate broke");
        let first = first[text];
        if first != article.id && text.contains("once") {
            return Err(Reject::dropped("copy", format!("a copy of {first}")));
        }
        article.copy_of = (first != article.id).then_some(first);
        Ok(article)
    }
}

/// Finds words with a capital.
#[derive(Clone, Copy)]
pub(crate) struct Names;

impl Extractor for Names {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        let text = doc.text();
        assert!(!text.contains("panic-extract"), "the extractor broke");
        let mut from = 0;
        for word in text.split(' ') {
            let span = Span::at(from..from + word.len());
            from += word.len() + 1;
            if word.starts_with(char::is_uppercase) {
                out.mentions.push(Mention {
                    span,
                    label: Label::Misc,
                    kind: None,
                    canonical: None,
                    confidence: 0.1 * f64::from(word.len() as u32),
                    place: None,
                });
            }
        }
        if text.contains("bad-finding") {
            out.sentences.push(Span::at(0..text.len() + 1));
        }
        if text.contains("doubt") {
            out.note(Span::at(0..1), "hm");
        }
    }
}

/// Counts names, and adds up numbers whose sum depends on the order of adding.
#[derive(Clone, Copy)]
pub(crate) struct Count;

impl Aggregator for Count {
    type Partial = (BTreeMap<String, (u64, f64)>, BTreeMap<ArticleId, Placement>);

    fn start(&self) -> Self::Partial {
        Default::default()
    }

    fn add(&self, (names, placements): &mut Self::Partial, doc: &AnnotatedArticle) {
        let weight = 1.0 / (1.0 + f64::from(doc.article.text.len()));
        for (index, mention) in (0..).zip(&doc.mentions) {
            let name = doc.slice(mention.span);
            let sum = names.entry(name.to_owned()).or_default();
            *sum = (sum.0 + 1, sum.1 + mention.confidence * weight);
            let placement = placements.entry(doc.article.id).or_default();
            placement.entities.insert(index, id(name));
        }
        assert!(!doc.text().contains("panic-add"), "the aggregator broke");
    }

    fn merge(&self, into: &mut Self::Partial, (names, placements): Self::Partial) {
        for (name, (count, weight)) in names {
            let sum = into.0.entry(name).or_default();
            *sum = (sum.0 + count, sum.1 + weight);
        }
        into.1.extend(placements);
    }

    fn finish(&self, (names, placements): Self::Partial, view: &mut View) {
        for (name, (count, weight)) in names {
            assert!(name != "Panic-finish", "the end broke");
            let id = id(&name);
            view.cooccurrence.push(Cooccurrence {
                a: id,
                b: id,
                articles: 0,
                origins: 0,
                pmi: weight,
            });
            view.entities.push(Entity {
                id,
                label: Label::Misc,
                kind: None,
                name,
                aliases: vec![],
                mentions: count,
                articles: 0,
                sources: 0,
                first_seen: None,
                last_seen: None,
                place: None,
            });
        }
        view.entities.sort_by_key(|entity| entity.id);
        view.cooccurrence.sort_by_key(|pair| pair.a);
        view.placements = placements;
    }
}

fn id(name: &str) -> EntityId {
    EntityId::of(&[name.as_bytes()])
}

/// Writes every row as a line, and fails when it is told to.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    pub(crate) fails_at: Option<u64>,
    pub(crate) panics_at: Option<u64>,
    /// Writes a file under another name than it announces.
    pub(crate) lies: bool,
    /// Counts the rows of all writers.
    pub(crate) rows: Arc<AtomicU64>,
    pub(crate) name: Option<&'static str>,
}

impl Sink for Lines {
    fn files(&self) -> Vec<PathBuf> {
        vec![self.name.unwrap_or("rows.txt").into(), "run.txt".into()]
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        std::fs::write(context.folder.join("run.txt"), context.run)
            .map_err(SinkError::disk("write", context.folder))?;
        let path = context.folder.join("rows.txt");
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        Ok(Box::new(LinesWriter { sink: self.clone(), path, file: BufWriter::new(file), rows: 0 }))
    }
}

struct LinesWriter {
    sink: Lines,
    path: PathBuf,
    file: BufWriter<File>,
    rows: u64,
}

impl PartWriter for LinesWriter {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        assert_ne!(self.sink.panics_at, Some(self.rows), "the sink broke");
        if self.sink.fails_at == Some(self.rows) {
            let full = std::io::ErrorKind::StorageFull.into();
            return Err(SinkError::disk("write", &self.path)(full));
        }
        self.rows += 1;
        self.sink.rows.fetch_add(1, Ordering::Relaxed);
        writeln!(self.file, "{} {:?}", row.table.name, row.cells)
            .map_err(SinkError::disk("write", &self.path))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        let name = if self.sink.lies { "other.txt" } else { "rows.txt" };
        let written = |name: &str, rows| Written { name: name.into(), rows };
        Ok(vec![written(name, self.rows), written("run.txt", 1)])
    }
}

/// A stage under its label.
pub(crate) fn staged<T: ?Sized>(family: Family, name: &'static str, stage: Box<T>) -> Staged<T> {
    let spec =
        Spec { name, family, about: "A toy.", reads: &[], writes: &[], settings: &[], example: "" };
    Staged { spec, label: name.to_owned(), stage }
}

/// A pipeline of all the toys over these documents.
pub(crate) fn pipeline(items: Vec<Brought>) -> Pipeline {
    Pipeline {
        name: "toys".to_owned(),
        about: "A pipeline of toys.".to_owned(),
        hash: "00".to_owned(),
        resolved: "{\"toys\": true}".to_owned(),
        run: RunSettings { threads: 2, ..RunSettings::default() },
        sources: vec![staged(Family::Source, "given", Box::new(Given { items, panics: false }))],
        readers: vec![staged(Family::Read, "parts", Box::new(Parts))],
        cleaners: vec![staged(Family::Clean, "tidy", Box::new(Tidy))],
        gates: vec![staged(Family::Gate, "copies", Box::new(Copies))],
        extractors: vec![staged(Family::Extract, "names", Box::new(Names))],
        aggregators: vec![staged(Family::Aggregate, "count", Box::new(Count))],
        sinks: vec![staged(Family::Sink, "lines", Box::new(Lines::default()))],
    }
}

/// The same without gates.
pub(crate) fn ungated(items: Vec<Brought>) -> Pipeline {
    Pipeline { gates: vec![], ..pipeline(items) }
}

/// The words that make a stage misbehave, with the stage, the fate and the reason of the reject.
pub(crate) const FAULTS: &[(&str, &str, Fate, &str)] = &[
    ("panic-read", "parts", Fate::Failed, "panic"),
    ("bad-block", "parts", Fate::Failed, "bad_block"),
    ("panic-clean", "tidy", Fate::Failed, "panic"),
    ("fail-clean", "tidy", Fate::Failed, "asked_to"),
    ("", "tidy", Fate::Dropped, "empty"),
    ("panic-observe", "copies", Fate::Failed, "panic"),
    ("panic-apply", "copies", Fate::Failed, "panic"),
    ("panic-extract", "names", Fate::Failed, "panic"),
    ("bad-finding", "names", Fate::Failed, "bad_finding"),
    ("panic-add", "count", Fate::Failed, "panic"),
];

/// Documents of all kinds, whose order and number of parts varies.
pub(crate) fn documents(count: usize) -> Vec<Brought> {
    let words = ["Storm", "at", "Aldport", "harbour", "Mayor", "Ruiz", "once", "doubt"];
    (0..count)
        .map(|n| {
            let uri = format!("pages/{n}.txt");
            let line = |n: usize| {
                let word = |k: usize| words[(n * 7 + k * k + n / 5) % words.len()];
                (0..3 + n % 4).map(word).collect::<Vec<_>>().join(" ")
            };
            match n % 11 {
                3 => lost(&uri),
                5 => raw(&uri, FAULTS[(n / 11) % FAULTS.len()].0),
                7 => raw(&uri, &format!("{}\n---\n{}", line(n), line(n + 1))),
                8 => raw("pages/one-address.txt", &line(n)),
                9 => raw("pages/same.txt", "Same words once"),
                _ => raw(&uri, &line(n)),
            }
        })
        .collect()
}
