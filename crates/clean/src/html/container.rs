//! The element that holds the article.

use super::document::{Document, Node};
use super::tag::Tag;
use super::units::{Unit, Units};

/// An element that says it holds the article must have at least this share of what the page has.
const NAMED: f32 = 0.25;

/// A named element within another is the better one if it has this share of it.
const INNER: f32 = 0.5;

/// One of several named elements is the article if it has this share of what they all have.
const MAIN: f32 = 0.6;

/// A named element with less than this share of what they all have is none of the article's parts.
const PART: f32 = 0.05;

/// The article is one step further in if one child has this share of it.
const DOMINANT: f32 = 0.92;

/// Finds it; `articles` are the elements that say they are it, in document order.
pub(super) fn find<'d>(document: &'d Document<'d>, units: &Units, articles: &[u32]) -> Node<'d> {
    let worths = worths(document, units);
    let named = named(document, &worths, articles).unwrap_or(document.root());
    descend(named, &worths)
}

/// What each element is worth: the sum over the units in it.
fn worths(document: &Document<'_>, units: &Units) -> Vec<f32> {
    let mut worths = vec![0.0f32; document.len()];
    for unit in &units.list {
        worths[unit.node as usize] += worth(unit);
    }
    for at in (1..document.len()).rev() {
        if worths[at] > 0.0
            && let Some(parent) = document.node(at).parent()
        {
            worths[parent.index()] += worths[at];
        }
    }
    worths
}

/// What a unit says for the element it stands in.
fn worth(unit: &Unit) -> f32 {
    let m = unit.measure;
    if m.words < 8 || m.link_share() > 0.5 {
        return 0.0;
    }
    let plain = (m.chars - m.linked) as f32;
    plain * if m.stops + m.commas > 0 { 1.0 } else { 0.3 }
}

/// The best of the elements that say they hold the article, if any has enough.
///
/// Where several share it, as a page in sections may, it is the element around them.
fn named<'d>(document: &'d Document<'d>, worths: &[f32], articles: &[u32]) -> Option<Node<'d>> {
    let worth = |at: u32| worths[at as usize];
    let mut within = document.root();
    let mut found = None;
    loop {
        let outer = outermost(document, articles, within);
        let best =
            outer.iter().copied().max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a)));
        let Some(best) = best else { return found };
        let all: f32 = outer.iter().map(|at| worth(*at)).sum();
        let enough = if found.is_none() { NAMED } else { INNER };
        if all < enough * worths[within.index()] || all == 0.0 {
            return found;
        }
        if worth(best) < MAIN * all {
            let parts = outer.iter().filter(|at| worth(**at) >= PART * all);
            let around = parts.map(|at| document.node(*at as usize)).reduce(common);
            return found.or(around);
        }
        if worth(best) < enough * worths[within.index()] {
            return found;
        }
        within = document.node(best as usize);
        found = Some(within);
    }
}

/// Those of the named elements inside of a node that stand in no other of them.
fn outermost(document: &Document<'_>, articles: &[u32], within: Node<'_>) -> Vec<u32> {
    let from = articles.partition_point(|&at| at as usize <= within.index());
    let mut done = 0;
    let mut found = Vec::new();
    for &at in articles[from..].iter().take_while(|&&at| (at as usize) < within.end()) {
        if at as usize >= done {
            done = document.node(at as usize).end();
            found.push(at);
        }
    }
    found
}

/// The innermost element around two.
fn common<'d>(a: Node<'d>, b: Node<'d>) -> Node<'d> {
    let holds = |node: &Node<'_>| (node.index()..node.end()).contains(&b.index());
    std::iter::once(a).chain(a.ancestors()).find(holds).unwrap_or(a)
}

/// Goes inwards while one child has nearly everything.
fn descend<'d>(from: Node<'d>, worths: &[f32]) -> Node<'d> {
    let mut best = from;
    loop {
        let next = best.children().max_by(|a, b| worths[a.index()].total_cmp(&worths[b.index()]));
        let fits = |node: &Node<'_>| {
            let own = worths[node.index()];
            let holds = node.tag().is_some_and(|tag| tag.is_block() || tag == Tag::OTHER);
            holds && own > 0.0 && own >= DOMINANT * worths[best.index()]
        };
        match next.filter(fits) {
            Some(next) => best = next,
            None => return best,
        }
    }
}
