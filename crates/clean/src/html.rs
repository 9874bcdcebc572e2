//! Pages of HTML: the article in them, each character traced to its bytes.
//!
//! Finds the charset, parses the page into a tree of its own, and keeps the element that holds the
//! article, without menus, comments, links to other pages, notices and bars. Headings, items of
//! lists, quotations and tables stay as blocks. What was cut is listed with its reason.

mod container;
mod content;
mod document;
mod evidence;
mod hints;
mod lines;
mod measure;
mod metadata;
mod prune;
mod references;
mod tag;
mod tokens;
mod totals;
mod tree;
mod trim;
mod units;
mod write;

#[cfg(test)]
mod tests;

use tidings_model::{Article, Form, MediaType, Moment, Note, RawDocument, Reject, Removal, fact};
use tidings_stage::{BuildError, Family, Field, Kind, Reader, Setting, Settings, Spec, Stage};

use crate::charset::Markup;
use crate::verdict::{self, Evidence, Walls};
use crate::{furniture, host, lexicon, max_lines};

pub(crate) use document::{Document, Node};
pub(crate) use tag::Tag;

/// The setting that names further words of walls.
const WALLS: Setting = Setting::new(
    "walls",
    Kind::Files,
    "Further words of pages that stand in front of articles, in the form of `config/lexicon/walls.toml`.",
);

/// Reads a page of HTML.
#[derive(Debug)]
pub struct Html {
    names: hints::Names,
    words: furniture::Words,
    metadata: metadata::Metadata,
    walls: Walls,
    max_lines: usize,
}

impl Stage for Html {
    const SPEC: Spec = Spec {
        name: "html",
        family: Family::Read,
        about: "Reads the article out of a page of HTML; every character leads back to its bytes.",
        reads: &[Field::Raw],
        writes: &[Field::Text, Field::Blocks, Field::Page, Field::Published],
        settings: &[lexicon::SETTING, metadata::SETTING, WALLS, max_lines::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let defaults = Settings::defaults(&[], settings.base());
        Ok(Self {
            names: hints::Names::load(settings)?,
            words: furniture::Words::load(&defaults)?,
            metadata: metadata::Metadata::load(settings)?,
            walls: Walls::load(WALLS.name, settings)?,
            max_lines: max_lines::of(settings),
        })
    }
}

impl Reader for Html {
    fn media(&self) -> &[MediaType] {
        &[MediaType::Html]
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        let header = raw.fact(fact::CONTENT_TYPE);
        let markup = Markup::of(&raw.bytes, header.as_deref());
        refuse_binary(markup.as_str())?;
        let document = Document::parse(markup.as_str());
        let url = raw.fact(fact::URL);
        let fetched = raw.fact(fact::FETCHED).and_then(|at| Moment::parse(&at));
        let about = self.metadata.read(&document, url.as_deref(), fetched);
        let headed = about.headline.as_ref().and_then(|headline| headline.heading);
        let mut content = content::find(&document, (&self.names, &self.words), headed);
        let body = about.body.filter(|body| content.is_outdone_by(body.len()));
        if body.is_some() {
            content.give_way(&document);
        }
        let mut writer = write::Writer::new(&markup);
        if let Some(headline) = &about.headline {
            writer.title(&document, headline);
        }
        let mut table = 0;
        for &at in &content.kept {
            let unit = &content.units.list[at];
            if headed == Some(unit.node as usize) {
                continue;
            }
            writer.unit(&document, &content.units, unit, unit.table > 0 && unit.table == table);
            table = unit.table;
        }
        if let Some(body) = body {
            writer.record(body);
        }
        let (text, blocks) = writer.finish();
        if text.is_empty() {
            return Err(Reject::failed("empty", "found no text on the page"));
        }
        max_lines::check(text.as_str(), self.max_lines)?;
        let mut article = Article::new(raw, "", Form::Markup, text);
        article.blocks = blocks;
        article.notes = markup.doubts(Self::SPEC.name);
        if body.is_some() {
            let text = "the page shows hardly any text; that of its own record is taken".to_owned();
            article.notes.push(Note { stage: Self::SPEC.name.to_owned(), span: None, text });
        }
        let is_recorded = about.is_recorded;
        about.fill(&mut article, Self::SPEC.name);
        let site = article.url.as_deref().or(article.canonical_url.as_deref());
        article.source = site.and_then(host::host).or_else(|| host::stem(&raw.uri));
        self.judge(&document, &mut article, is_recorded);
        article.removed = content
            .cuts
            .into_iter()
            .flat_map(|(span, reason)| {
                let words = document.words(span, Removal::MOST_BYTES);
                Removal::of(vec![markup.raw(span)], reason, &words)
            })
            .collect();
        out.push(article);
        Ok(())
    }
}

impl Html {
    /// Writes down what kind of page it is.
    fn judge(&self, document: &Document<'_>, article: &mut Article, is_recorded: bool) {
        let evidence = evidence::of(document, article, is_recorded);
        // A page with an article on it need not be looked at for the words of walls.
        let shown = match verdict::may_be_wall(&evidence) {
            true => evidence::shown(document),
            false => article.text.as_str().to_owned(),
        };
        let (verdict, reason) =
            verdict::judge(&self.walls, &Evidence { shown: &shown, ..evidence });
        verdict::write(article, Self::SPEC.name, verdict, reason);
    }
}

/// One NUL in so many bytes is a slip; more are no page.
const BYTES_PER_NUL: usize = 256;

fn refuse_binary(source: &str) -> Result<(), Reject> {
    let Some(at) = memchr::memchr(0, source.as_bytes()) else { return Ok(()) };
    let found = memchr::memchr_iter(0, source.as_bytes()).count();
    match found > source.len() / BYTES_PER_NUL {
        true => Err(Reject::failed(
            "not_text",
            format!("found {found} NULs, the first after {at} bytes"),
        )),
        false => Ok(()),
    }
}
