//! A built stage of any family, asked about a text; its answer in words that can be compared.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tidings_model::table::{ARTICLES, Cell};
use tidings_model::{
    AnnotatedArticle, Article, Findings, Form, MediaType, Metadata, RawDocument, Reject,
    TracedText, View,
};
use tidings_stage::{
    BuildError, Builder, DynAggregator, Entry, Row, Settings, Sink, SinkContext, SinkError,
};

type Ask = Box<dyn Fn(&str) -> Result<String, Reject>>;

/// A built stage.
pub(super) struct Probe(Ask);

impl Probe {
    /// Builds the stage; the words of its error, if it cannot be.
    pub(super) fn of(entry: &Entry, settings: &Settings) -> Result<Self, String> {
        let made: Result<Ask, BuildError> =
            match &entry.builder {
                Builder::Read(build) => build(settings).map(|stage| -> Ask {
                    let media = stage.media().first().copied().unwrap_or(MediaType::Unknown);
                    Box::new(move |text| {
                        let mut articles = Vec::new();
                        stage.read(&document(text, media), &mut articles)?;
                        Ok(format!("{articles:?}"))
                    })
                }),
                Builder::Clean(build) => build(settings).map(|stage| -> Ask {
                    Box::new(move |text| Ok(format!("{:?}", stage.clean(article(text))?)))
                }),
                Builder::Extract(build) => build(settings).map(|stage| -> Ask {
                    Box::new(move |text| {
                        let mut doc = AnnotatedArticle::new(article(text));
                        let mut found = Findings::default();
                        stage.try_extract(&doc, &mut found)?;
                        let bad = |why: tidings_model::BadFinding| {
                            Reject::failed("bad_finding", why.to_string())
                        };
                        doc.accept("probe", found).map_err(bad)?;
                        Ok(format!("{doc:?}"))
                    })
                }),
                Builder::Aggregate(build) => build(settings)
                    .map(|stage| -> Ask { Box::new(move |text| folded(&*stage, text)) }),
                Builder::Sink(build) => build(settings)
                    .map(|stage| -> Ask { Box::new(move |text| written(&*stage, text)) }),
                Builder::Source(_) | Builder::Gate(_) => {
                    return Err("a library cannot provide this family".to_owned());
                }
            };
        made.map(Self).map_err(|why| why.to_string())
    }

    /// Its answer about a text.
    pub(super) fn answer(&self, text: &str) -> Result<String, Reject> {
        (self.0)(text)
    }

    /// Its answers about several texts, one after the other.
    pub(super) fn answers(&self, texts: &[String]) -> Vec<Result<String, Reject>> {
        texts.iter().map(|text| self.answer(text)).collect()
    }
}

fn document(text: &str, media: MediaType) -> RawDocument {
    RawDocument {
        uri: "probe.txt".to_owned(),
        bytes: text.as_bytes().to_vec(),
        media,
        metadata: Metadata::new(),
    }
}

fn article(text: &str) -> Article {
    let raw = document(text, MediaType::Text);
    Article::new(&raw, "", Form::Page, TracedText::verbatim(text))
}

/// What an aggregator makes of one article; it says in a panic that it cannot go on.
fn folded(stage: &dyn DynAggregator, text: &str) -> Result<String, Reject> {
    let fold = || {
        let mut partial = stage.start();
        stage.add(&mut partial, &AnnotatedArticle::new(article(text)));
        let mut view = View::default();
        stage.finish(partial, &mut view);
        format!("{view:?}")
    };
    catch_unwind(AssertUnwindSafe(fold)).map_err(|payload| {
        let said = payload.downcast_ref::<String>().map_or("", String::as_str);
        told(said)
    })
}

/// What a sink writes of one article, in a folder that is gone afterwards.
fn written(stage: &dyn Sink, text: &str) -> Result<String, Reject> {
    let disk = |why: std::io::Error| Reject::failed("probe", why.to_string());
    let folder = Folder::new().map_err(disk)?;
    let text_column = |name: &str| matches!(name, "id" | "title" | "text");
    let cells = ARTICLES.columns.iter();
    let cells: Vec<Cell<'_>> =
        cells.map(|it| if text_column(it.name) { text.into() } else { Cell::Null }).collect();
    let write = || -> Result<Vec<tidings_stage::Written>, SinkError> {
        let mut part = stage.open(SinkContext { folder: &folder.0, run: "{}" })?;
        part.write(Row { table: &ARTICLES, cells: &cells })?;
        part.finish()
    };
    let files = write().map_err(|why| told(&why.to_string()))?;
    let hash = |name: &std::path::Path| {
        let bytes = std::fs::read(folder.0.join(name)).map_err(disk)?;
        Ok(format!("{} {}", name.display(), tidings_model::Sha256::of(&bytes)))
    };
    files.iter().map(|file| hash(&file.name)).collect::<Result<Vec<_>, _>>().map(|it| it.join("; "))
}

/// A folder of this probe's own.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name =
            format!("tidings-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over lies among other temporary files.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// The reject in words that hold one: `failed (REASON): DETAIL`.
fn told(words: &str) -> Reject {
    let reason = words.split_once('(').and_then(|(_, rest)| rest.split_once("): "));
    match reason {
        Some((reason, detail)) => {
            Reject { reason: reason.to_owned().into(), ..Reject::failed("", detail) }
        }
        None => Reject::failed("stopped", words),
    }
}
