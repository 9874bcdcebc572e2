//! The article among everything else on a page.

use tidings_model::{BlockKind, Span};

use super::document::{Document, Node};
use super::hints::{Hints, Names, Reader};
use super::measure::Measure;
use super::tag::Tag;
use super::units::{self, Unit, Units};

/// What was found on a page.
pub(super) struct Content {
    pub(super) units: Units,
    /// Which units are the article, in order.
    pub(super) kept: Vec<usize>,
    /// Elements that were cut, and why.
    pub(super) cuts: Vec<(u32, &'static str)>,
}

/// Finds the article.
pub(super) fn find(document: &Document<'_>, names: &Names) -> Content {
    let mut reader = Reader::new(names);
    let totals = totals(document);
    let body = document.elements(Tag::BODY).next().unwrap_or(document.root());
    let all = totals[body.index()].prose;
    let mut marks = vec![None; document.len()];
    let mut article = vec![false; document.len()];
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < document.len() {
        let node = document.node(at);
        at += 1;
        let Some(tag) = node.tag() else { continue };
        if tag.is_unseen() {
            at = node.end();
            continue;
        }
        let hints = if asks(tag) { reader.hints(node) } else { Hints::default() };
        let own = totals[node.index()];
        article[node.index()] = tag == Tag::ARTICLE || hints.any(Hints::ARTICLE);
        if let Some(reason) = reason(node, tag, hints, own, all) {
            marks[node.index()] = Some(reason);
            cuts.push((node.index() as u32, reason));
            at = node.end();
        }
    }
    let units = units::read(document, |node| marks[node.index()].is_some());
    let root = container(document, &units, &article);
    let inside = |unit: &Unit| {
        let at = unit.node as usize;
        at >= root.index() && at < root.end()
    };
    let within: Vec<usize> = (0..units.list.len()).filter(|&at| inside(&units.list[at])).collect();
    let kept = trim(&units, within);
    Content { units, kept, cuts }
}

/// Text of an element with all in it.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    measure: Measure,
    /// Characters of texts long enough to be part of sentences, outside of links.
    prose: u32,
}

/// Texts shorter than this are no prose, in characters.
const PROSE: u32 = 40;

fn totals(document: &Document<'_>) -> Vec<Total> {
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
    totals
}

/// Whether class and id of an element are looked at.
fn asks(tag: Tag) -> bool {
    (tag.is_block() && !matches!(tag, Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT))
        || matches!(
            tag,
            Tag::SPAN | Tag::OTHER | Tag::BUTTON | Tag::LABEL | Tag::SMALL | Tag::A | Tag::TIME
        )
}

/// Why an element is not part of the article, if it is not.
fn reason(node: Node<'_>, tag: Tag, hints: Hints, own: Total, all: u32) -> Option<&'static str> {
    if own.measure.chars == 0 || matches!(tag, Tag::HTML | Tag::BODY | Tag::MAIN) {
        return None;
    }
    let share = own.prose as f32 / all.max(1) as f32;
    let sure = match tag {
        Tag::NAV => Some("navigation"),
        Tag::FOOTER if share < 0.3 => Some("footer"),
        Tag::ASIDE if share < 0.3 => Some("aside"),
        Tag::SELECT
        | Tag::BUTTON
        | Tag::TEXTAREA
        | Tag::NOSCRIPT
        | Tag::DIALOG
        | Tag::AUDIO
        | Tag::VIDEO
        | Tag::CANVAS => Some("control"),
        Tag::FORM if share < 0.3 => Some("form"),
        Tag::FIGCAPTION => Some("caption"),
        _ => None,
    };
    if sure.is_some() {
        return sure;
    }
    if hidden(node) && share < 0.3 {
        return Some("hidden");
    }
    if tag.is_heading() || share > 0.3 {
        return None;
    }
    let by_name = [
        (Hints::COMMENTS, "comments"),
        (Hints::RELATED, "related"),
        (Hints::SHARE, "share"),
        (Hints::NEWSLETTER, "newsletter"),
        (Hints::ADS, "advertisement"),
        (Hints::NOTICE, "notice"),
        (Hints::NAVIGATION, "navigation"),
        (Hints::ABOUT, "about"),
        (Hints::CAPTION, "caption"),
        (Hints::HIDDEN, "hidden"),
    ];
    if hints.any(Hints::ARTICLE) {
        return None;
    }
    by_name.into_iter().find(|(hint, _)| hints.any(*hint)).map(|(_, reason)| reason)
}

fn hidden(node: Node<'_>) -> bool {
    node.all_attributes().any(|(name, value)| match name {
        "hidden" => true,
        "aria-hidden" => value == "true",
        "style" => {
            let even: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            even.contains("display:none") || even.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// What a unit says for the element it stands in.
fn worth(unit: &Unit) -> f32 {
    let m = unit.measure;
    let plain = (m.chars - m.linked) as f32;
    if m.words < 8 || m.link_share() > 0.5 {
        return 0.0;
    }
    plain * if m.stops + m.commas > 0 { 1.0 } else { 0.3 }
}

/// The element that holds the article.
fn container<'d>(document: &'d Document<'d>, units: &Units, article: &[bool]) -> Node<'d> {
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
    let all = worths[0];
    let named = (0..document.len()).filter(|&at| article[at] && worths[at] >= 0.4 * all);
    let mut best = document.root();
    if let Some(at) = named.min_by_key(|&at| document.node(at).end() - at) {
        best = document.node(at);
    }
    loop {
        let next = best.children().max_by(|a, b| worths[a.index()].total_cmp(&worths[b.index()]));
        match next {
            Some(next)
                if next.tag().is_some_and(|tag| tag.is_block() || tag == Tag::OTHER)
                    && worths[next.index()] >= 0.92 * worths[best.index()]
                    && worths[next.index()] > 0.0 =>
            {
                best = next
            }
            _ => return best,
        }
    }
}

/// Leaves out lists of links and headings with nothing under them.
fn trim(units: &Units, within: Vec<usize>) -> Vec<usize> {
    let mut kept: Vec<usize> = within
        .into_iter()
        .filter(|&at| {
            let unit = &units.list[at];
            unit.kind == BlockKind::Heading
                || unit.measure.link_share() < 0.7
                || unit.measure.words > 25
        })
        .collect();
    while kept.last().is_some_and(|&at| units.list[at].kind == BlockKind::Heading) {
        kept.pop();
    }
    kept
}

/// The places of cut elements in the source.
pub(super) fn removals(
    document: &Document<'_>,
    cuts: &[(u32, &'static str)],
) -> Vec<(Span, &'static str)> {
    cuts.iter().map(|(at, reason)| (document.node(*at as usize).span(), *reason)).collect()
}
