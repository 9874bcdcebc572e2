//! The article among everything else on a page.

use tidings_model::Span;

use super::container;
use super::document::{Document, Node};
use super::hints::Names;
use super::prune::{self, Pruned};
use super::totals::{self, Total};
use super::trim::{self, Trimmed};
use super::units::{self, Units};
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

/// An article of fewer characters may be a wrong guess: the page is looked at once more.
const FEW: u32 = 250;

/// What the second look finds is believed if it is so many times as much.
const MUCH_MORE: u32 = 3;

/// Finds the article; `title` is the heading that is its headline.
///
/// Where little comes of it, it is looked for again without regard to names, and where nothing
/// does, everything a reader would see is the article.
pub(super) fn find(
    document: &Document<'_>,
    lexicons: (&Names, &Words),
    title: Option<usize>,
) -> Content {
    let totals = totals::of(document);
    let look = Look { document, lexicons, title, totals: &totals };
    let first = look.at(Regard::Names);
    if first.chars() >= FEW {
        return first;
    }
    let second = look.at(Regard::Tags);
    let better = if second.chars() > MUCH_MORE * first.chars() { second } else { first };
    if better.chars() > 0 { better } else { look.at(Regard::Nothing) }
}

/// What a look at a page pays regard to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Regard {
    /// What elements are and what they are called, and the wording of lines.
    Names,
    /// What elements are, and the wording of lines.
    Tags,
    /// Only what a browser shows.
    Nothing,
}

struct Look<'d> {
    document: &'d Document<'d>,
    lexicons: (&'d Names, &'d Words),
    title: Option<usize>,
    totals: &'d [Total],
}

impl Look<'_> {
    fn at(&self, regard: Regard) -> Content {
        let document = self.document;
        let names = (regard == Regard::Names).then_some(self.lexicons.0);
        let pruned = match regard {
            Regard::Nothing => Pruned::default(),
            _ => prune::prune(document, names, self.totals),
        };
        let units = units::read(document, pruned.cut.iter().map(|(at, _)| *at as usize));
        let trimmed = match regard {
            Regard::Nothing => Trimmed { kept: (0..units.list.len()).collect(), cut: Vec::new() },
            _ => {
                let root = container::find(document, &units, &pruned.articles);
                let within = within(&units, root, self.title);
                trim::trim(document, &units, &within, self.lexicons)
            }
        };
        let elements =
            pruned.cut.iter().map(|&(at, reason)| (document.node(at as usize).span(), reason));
        let lines = trimmed.cut.iter().filter_map(|&(at, reason)| {
            units.span(document, &units.list[at]).map(|span| (span, reason))
        });
        let cuts = elements.chain(lines).collect();
        Content { cuts, kept: trimmed.kept, units }
    }
}

impl Content {
    /// Whether a text of so many bytes is more of an article than what the page shows: hardly anything.
    pub(super) fn is_outdone_by(&self, bytes: u32) -> bool {
        let chars = self.chars();
        chars < FEW && bytes > MUCH_MORE * chars.max(FEW)
    }

    /// Cuts all that was kept.
    pub(super) fn give_way(&mut self, document: &Document<'_>) {
        for at in self.kept.drain(..) {
            let span = self.units.span(document, &self.units.list[at]);
            self.cuts.extend(span.map(|span| (span, "placeholder")));
        }
    }

    /// Characters of the article.
    fn chars(&self) -> u32 {
        self.kept.iter().map(|&at| self.units.list[at].measure.chars).sum()
    }
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
