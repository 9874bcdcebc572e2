//! The headline of a page.

use tidings_model::Span;

use super::document::{Document, Node};
use super::tag::Tag;

/// Where the headline stands in the source: its stretches, and whether references count in them.
pub(super) struct Title {
    pub(super) parts: Vec<(Span, bool)>,
    /// The heading it is, if it is one: not to be repeated in the text.
    pub(super) node: Option<u32>,
}

/// Finds the headline: the first `h1` that says what the page's own title says, else that title.
pub(super) fn find(document: &Document<'_>) -> Option<Title> {
    let heads: Vec<Node<'_>> =
        document.elements(Tag::H1).filter(|h| !h.inner_text().is_empty()).collect();
    let og = document.elements(Tag::META).find(|meta| {
        meta.attribute("property")
            .or_else(|| meta.attribute("name"))
            .is_some_and(|p| p == "og:title")
    });
    let og_text =
        og.and_then(|meta| meta.attribute("content")).map(|c| key(&c)).unwrap_or_default();
    let title = document.elements(Tag::TITLE).next();
    let title_text = title.map(|t| key(&t.inner_text())).unwrap_or_default();
    let of_heading = |h: Node<'_>| Title {
        parts: h
            .descendants()
            .filter(|n| n.is_text())
            .map(|n| (n.span(), n.has_references()))
            .collect(),
        node: Some(h.index() as u32),
    };
    let said = |h: &&Node<'_>| {
        let own = key(&h.inner_text());
        !own.is_empty() && (og_text.contains(&own) || title_text.contains(&own))
    };
    if let Some(h) = heads.iter().find(said).or(if heads.len() == 1 { heads.first() } else { None })
    {
        return Some(of_heading(*h));
    }
    if let Some((_, span)) =
        og.and_then(|meta| meta.raw_attribute("content")).filter(|(v, _)| !v.trim().is_empty())
    {
        return Some(Title { parts: vec![(span, true)], node: None });
    }
    if let Some(h) = heads.first() {
        return Some(of_heading(*h));
    }
    let text = title?.descendants().find(|n| n.is_text())?;
    Some(Title { parts: vec![(text.span(), text.has_references())], node: None })
}

/// Letters and digits alone, in lower case.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
