//! One walk over a page for everything in it that states a fact.

use memchr::memmem;
use tidings_model::Span;

use super::json_ld::Things;
use super::names::{Names, Stated};
use crate::html::{Document, Node, Tag};

/// More values of one kind than this say nothing more.
const MOST: usize = 64;

/// No value of a fact is longer, in bytes.
const LONGEST: usize = 1_000;

/// No element whose words count has more source than this, in bytes.
const LONGEST_MARKUP: usize = 16_384;

/// A text that states a fact, and where in the source it stands.
#[derive(Debug, Clone)]
pub(super) struct Statement<'d> {
    pub(super) stated: Stated,
    /// How sure its name is, the surest 0.
    pub(super) rank: usize,
    pub(super) text: String,
    /// The text as written, character references and all.
    pub(super) raw: &'d str,
    /// Where that stands in the source; `None` for the text of an element with others in it.
    pub(super) span: Option<Span>,
}

/// A heading.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) node: usize,
    pub(super) level: u8,
    pub(super) text: String,
}

/// Everything in a page that states a fact.
#[derive(Debug, Default)]
pub(super) struct Found<'d> {
    pub(super) meta: Vec<Statement<'d>>,
    pub(super) microdata: Vec<Statement<'d>>,
    pub(super) things: Things,
    /// The `title` element.
    pub(super) title: Option<Statement<'d>>,
    pub(super) headings: Vec<Heading>,
    /// The elements `time`.
    pub(super) times: Vec<Node<'d>>,
    pub(super) canonical: Option<String>,
    pub(super) language: Option<String>,
}

/// Walks over a page.
pub(super) fn collect<'d>(document: &'d Document<'_>, names: &Names) -> Found<'d> {
    let mut found = Found::default();
    for node in document.nodes() {
        match node.tag() {
            Some(Tag::META) => found.meta(node, names),
            Some(Tag::SCRIPT) => found.script(node),
            Some(Tag::TITLE) => found.title(node),
            Some(Tag::LINK) => found.link(node),
            Some(Tag::TIME) if found.times.len() < MOST => found.times.push(node),
            Some(Tag::HTML) => found.language = node.attribute("lang").map(Into::into),
            Some(tag @ (Tag::H1 | Tag::H2 | Tag::H3)) => found.heading(node, tag),
            _ => {}
        }
    }
    found.microdata(document, names);
    found.meta.sort_by_key(|said| said.rank);
    found
}

impl<'d> Found<'d> {
    fn meta(&mut self, node: Node<'d>, names: &Names) {
        let name = ["property", "name", "itemprop", "http-equiv"];
        let stated = name.into_iter().find_map(|name| names.stated(&node.attribute(name)?));
        let Some((stated, rank)) = stated else { return };
        if let Some((raw, span)) = node.raw_attribute("content")
            && self.meta.iter().filter(|said| said.stated == stated).count() < MOST
            && let Some(text) = node.attribute("content").and_then(|text| tidy(&text))
        {
            self.meta.push(Statement { stated, rank, text, raw, span: Some(span) });
        }
    }

    fn script(&mut self, node: Node<'d>) {
        let kind = node.raw_attribute("type").map(|(kind, _)| kind).unwrap_or_default();
        if memmem::find(kind.as_bytes(), b"ld+json").is_some() {
            let start = |text: Node<'_>| text.span().start as usize;
            node.children().for_each(|text| self.things.read(text.raw_text(), start(text)));
        }
    }

    /// The first title that is the page's, not a drawing's.
    fn title(&mut self, node: Node<'d>) {
        let of_page =
            node.parent().is_some_and(|parent| parent.is(Tag::HEAD) || parent.is(Tag::BODY));
        if self.title.is_some() || !of_page {
            return;
        }
        self.title = node.children().next().and_then(|inner| {
            Some(Statement {
                stated: Stated::Title,
                rank: usize::MAX,
                text: tidy(&inner.text())?,
                raw: inner.raw_text(),
                span: Some(inner.span()),
            })
        });
    }

    fn link(&mut self, node: Node<'d>) {
        let is_canonical = |rel: &str| {
            rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("canonical"))
        };
        if self.canonical.is_none() && node.attribute("rel").is_some_and(|rel| is_canonical(&rel)) {
            self.canonical = node.attribute("href").and_then(|href| tidy(&href));
        }
    }

    fn heading(&mut self, node: Node<'d>, tag: Tag) {
        let level = match tag {
            Tag::H1 => 1,
            Tag::H2 => 2,
            _ => 3,
        };
        let short = node.span().len() as usize <= LONGEST_MARKUP;
        if short
            && self.headings.iter().filter(|heading| heading.level == level).count() < MOST
            && let Some(text) = tidy(&node.inner_text())
        {
            self.headings.push(Heading { node: node.index(), level, text });
        }
    }

    /// Elements with `itemprop`, found by searching the source for the word.
    fn microdata(&mut self, document: &'d Document<'_>, names: &Names) {
        let source = document.source();
        let mut before = usize::MAX;
        for at in memmem::find_iter(source.as_bytes(), b"itemprop").take(16 * MOST) {
            let Some(node) = document.tag_at(at).filter(|node| node.index() != before) else {
                continue;
            };
            before = node.index();
            if self.microdata.len() < MOST && !node.is(Tag::META) {
                self.microdata.extend(property(node, names));
            }
        }
    }
}

/// What an element with `itemprop` states.
fn property<'d>(node: Node<'d>, names: &Names) -> Option<Statement<'d>> {
    let item = node.attribute("itemprop")?;
    let (stated, rank) = item.split_ascii_whitespace().find_map(|name| names.stated(name))?;
    let value = ["content", "datetime"].into_iter().find_map(|name| node.raw_attribute(name));
    let text = match value {
        Some((value, _)) => tidy(&crate::html::document::decoded(value, true))?,
        None if node.is(Tag::LINK) || node.span().len() as usize > LONGEST_MARKUP => return None,
        None => tidy(&node.inner_text())?,
    };
    let (raw, span) = value.unzip();
    Some(Statement { stated, rank, text, raw: raw.unwrap_or_default(), span })
}

/// A text with single blanks, if there is one and it is not endless.
fn tidy(text: &str) -> Option<String> {
    if text.len() > 4 * LONGEST {
        return None;
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.len() <= LONGEST).then_some(words)
}
