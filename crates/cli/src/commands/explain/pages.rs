//! The raw pages of a run, fetched again, and refused where they have changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;
use tidings_model::{RawDocument, Sha256, Span};
use tidings_stage::{Builder, Family, Pipeline, Settings, Source, Value};

use super::found::{self, Place, Record};
use super::sentence::Sentences;
use super::way;
use crate::catalog;
use crate::commands::{call, load};

/// Raw bytes of context on each side of a quotation.
const CONTEXT_BYTES: usize = 120;

/// Words of a page, with what stands around them: the sentence, or of what was cut the line.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Quote {
    pub(super) article: String,
    pub(super) uri: String,
    pub(super) source: Option<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) text: Option<[u32; 2]>,
    pub(super) raw: Option<[u32; 2]>,
    pub(super) heading: String,
    pub(super) before: String,
    pub(super) words: String,
    pub(super) after: String,
    /// Why there is no quotation.
    pub(super) refused: Option<String>,
}

/// The pages of a run, each fetched once.
pub(crate) struct Pages {
    pub(super) out: PathBuf,
    /// The pipeline of the run, if it can still be built: its sources know how they were set.
    pipeline: Option<Pipeline>,
    /// Folders that addresses may be relative to.
    bases: Vec<PathBuf>,
    fetched: BTreeMap<String, Fetched>,
    sentences: Sentences,
}

struct Fetched {
    record: Record,
    /// The raw document, or why it cannot be quoted.
    raw: Result<RawDocument, String>,
}

impl Pages {
    /// The pages that a finished run has read.
    pub(crate) fn of_run(out: &Path) -> Result<Self> {
        let path = out.join("run.json");
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("cannot read {}; is it the output folder of a finished run?", path.display())
        })?;
        let run: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is not whole", path.display()))?;
        let bases = run["timing"]["bases"].as_array().into_iter().flatten();
        let bases = bases.filter_map(|base| base.as_str()).map(PathBuf::from).collect();
        let out = std::path::absolute(out)?;
        let asked = call::again(&out).and_then(|asked| load::plan(&asked.chosen));
        let pipeline = asked.ok().map(|plan| plan.pipeline);
        let sentences = Sentences::new()?;
        Ok(Self { out, pipeline, bases, fetched: BTreeMap::new(), sentences })
    }

    /// The quotations at these places, in their order.
    pub(super) fn quotes(&mut self, places: &[Place]) -> Result<Vec<Quote>> {
        let ids = places.iter().map(|place| place.article.as_str()).collect();
        for record in found::articles(&self.out, ids)? {
            let raw = self.raw_of(&record.text("uri"), &record.text("sha256"));
            self.fetched.insert(record.text("id"), Fetched { record, raw });
        }
        Ok(places.iter().map(|place| self.quote(place)).collect())
    }

    fn quote(&self, place: &Place) -> Quote {
        let fetched = &self.fetched[&place.article];
        let article = fetched.record.named();
        let text = |name| article.text(name).map(str::to_owned);
        let mut quote = Quote {
            article: place.article.clone(),
            uri: fetched.record.text("uri"),
            source: text("source"),
            title: text("title"),
            published: text("published"),
            text: place.span.map(|span| [span.start, span.end]),
            raw: place.raw.map(|raw| [raw.start, raw.end]),
            heading: place.heading.clone(),
            before: String::new(),
            words: String::new(),
            after: String::new(),
            refused: None,
        };
        match (&fetched.raw, place.span, place.raw) {
            (Err(why), _, _) => quote.refused = Some(why.clone()),
            (Ok(_), Some(span), _) => {
                (quote.before, quote.words, quote.after) = self.sentences.around(&article, span);
            }
            (Ok(raw), None, Some(span)) => {
                (quote.before, quote.words, quote.after) = around(&raw.bytes, span);
            }
            (Ok(_), None, None) => quote.refused = Some("no raw byte stands behind it".to_owned()),
        }
        quote
    }

    /// The raw document at an address, if it is still the one of that hash; else why not.
    pub(crate) fn raw_of(&self, uri: &str, sha256: &str) -> Result<RawDocument, String> {
        let mut problem = "the page is no longer where it was".to_owned();
        let again = self
            .pipeline
            .iter()
            .map(|pipeline| way::fetch(pipeline, uri).map(Some).map_err(|why| why.to_string()));
        for fetched in again.chain(self.bases.iter().map(|base| fetch(base, uri))) {
            match fetched {
                Ok(Some(raw)) if Sha256::of(&raw.bytes).to_string() == sha256 => {
                    return Ok(raw);
                }
                Ok(Some(_)) => {
                    problem =
                        "the page has changed since the run; run the pipeline again".to_owned()
                }
                Ok(None) => {}
                Err(why) => problem = why,
            }
        }
        Err(problem)
    }
}

/// One document again, by its address, relative to a folder.
fn fetch(base: &Path, uri: &str) -> Result<Option<RawDocument>, String> {
    let registry = catalog();
    let entry = registry.get(Family::Source, "files").ok_or("there is no source `files`")?;
    let mut settings = Settings::defaults(entry.spec.settings, base);
    let file = uri.split('#').next().unwrap_or_default();
    settings.set("paths", Value::Texts(vec![file.to_owned()]));
    let Builder::Source(make) = &entry.builder else { return Ok(None) };
    let source: Box<dyn Source> = make(&settings).map_err(|why| why.to_string())?;
    source.fetch(uri).map_err(|why| why.to_string())
}

/// The bytes of a span as text, with those around it up to the ends of the line.
fn around(bytes: &[u8], span: Span) -> (String, String, String) {
    let (start, end) = (span.start as usize, span.end as usize);
    if end > bytes.len() {
        return <(String, String, String)>::default();
    }
    let from = bytes[start.saturating_sub(CONTEXT_BYTES)..start].rsplit(|b| *b == b'\n').next();
    let to = bytes[end..(end + CONTEXT_BYTES).min(bytes.len())].split(|b| *b == b'\n').next();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(['\n', '\r', '\u{fffd}'], " ");
    (text(from.unwrap_or_default()), text(&bytes[start..end]), text(to.unwrap_or_default()))
}

#[test]
fn quotes_the_line_around_a_span() {
    let (before, words, after) =
        around("One.\nAbout nine boats sank.\nMore".as_bytes(), Span::new(11, 21));
    assert_eq!(
        (before.as_str(), words.as_str(), after.as_str()),
        ("About ", "nine boats", " sank.")
    );
}
