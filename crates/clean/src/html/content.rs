//! The article among everything else on a page.

use tidings_model::Span;

use super::document::{Document, Node};
use super::hints::Names;
use super::tag::Tag;
use super::units::{self, Units};
use super::{container, prune, totals, trim};
use crate::furniture::Words;

/// What leads in to an article has at least so many words, and no larger share of links.
const LEAD_WORDS: u32 = 12;
const LEAD_LINKED: f32 = 0.3;

/// What was found on a page.
pub(super) struct Content {
    pub(super) units: Units,
    /// Which units are the article, in order.
    pub(super) kept: Vec<usize>,
    /// What was cut: places in the source, and why.
    pub(super) cuts: Vec<(Span, &'static str)>,
}

/// Finds the article; `title` is the heading that is its headline.
pub(super) fn find(
    document: &Document<'_>,
    lexicons: (&Names, &Words),
    title: Option<usize>,
) -> Content {
    let totals = totals::of(document);
    let body = document.elements(Tag::BODY).next().unwrap_or(document.root());
    let pruned = prune::prune(document, lexicons.0, &totals, totals[body.index()].prose);
    let units = units::read(document, |node| pruned.reasons[node.index()].is_some());
    let root = container::find(document, &units, &pruned.articles);
    let within = within(&units, root, title);
    let trimmed = trim::trim(document, &units, &within, lexicons);
    let elements = pruned.reasons.iter().enumerate();
    let elements = elements.filter_map(|(at, reason)| Some((document.node(at).span(), (*reason)?)));
    let lines = trimmed.cut.iter().filter_map(|&(at, reason)| {
        units.span(document, &units.list[at]).map(|span| (span, reason))
    });
    let cuts = elements.chain(lines).collect();
    Content { cuts, kept: trimmed.kept, units }
}

/// The units in an element, and before them what leads in to the article below its headline.
fn within(units: &Units, root: Node<'_>, title: Option<usize>) -> Vec<usize> {
    let place = |node: usize| units.list.partition_point(|unit| (unit.first as usize) < node);
    let inside = place(root.index())..place(root.end());
    let below = title.map_or(inside.start, |title| place(title + 1));
    let leads_in = |at: &usize| {
        let m = units.list[*at].measure;
        m.words >= LEAD_WORDS && m.stops > 0 && m.link_share() < LEAD_LINKED
    };
    (below..inside.start).filter(leads_in).chain(inside).collect()
}
