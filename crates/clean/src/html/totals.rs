//! How much text each element of a page holds.

use super::document::Document;
use super::measure::Measure;
use super::tag::Tag;

/// Texts shorter than this are no prose, in characters.
const PROSE: u32 = 40;

/// The text of an element with all in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    pub(super) measure: Measure,
    /// Characters of texts long enough to be part of sentences, outside of links.
    pub(super) prose: u32,
}

/// The totals of all nodes, by number. What a browser does not show counts nothing.
pub(super) fn of(document: &Document<'_>) -> Vec<Total> {
    let mut totals = vec![Total::default(); document.len()];
    let mut linked = 0;
    let mut at = 0;
    while at < document.len() {
        let node = document.node(at);
        match node.tag() {
            Some(tag) if tag.is_unseen() => {
                at = node.end();
                continue;
            }
            Some(Tag::A) if !node.is_loose() => linked = linked.max(node.end()),
            Some(_) => {}
            None => {
                let measure = Measure::of(node.raw_text(), at < linked);
                let prose = if at >= linked && measure.chars >= PROSE { measure.chars } else { 0 };
                totals[at] = Total { measure, prose };
            }
        }
        at += 1;
    }
    add_up(document, &mut totals);
    totals
}

/// Adds what each node holds to what it stands in; nodes stand behind their parents.
fn add_up(document: &Document<'_>, totals: &mut [Total]) {
    for at in (1..document.len()).rev() {
        let own = totals[at];
        if own.measure.chars > 0
            && let Some(parent) = document.node(at).parent()
        {
            let total = &mut totals[parent.index()];
            total.measure.add(own.measure);
            total.prose += own.prose;
        }
    }
}
