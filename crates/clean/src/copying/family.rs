//! Which of its near copies an article was made of.
//!
//! Every article points at the one it shares most with, of those that were not published after it;
//! together they form trees. So copies of one text point at that text, not at each other, and a
//! page that embeds two texts joins the one that it has most of, not both.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::relation::Relation;

/// That two articles are near copies; kept small, for an article may have two dozen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    a: u32,
    b: u32,
    /// How much they resemble each other, 0 to 1.
    pub(super) resemblance: f32,
    /// How much of `a` and of `b` the other has, 0 to 1.
    pub(super) contained: [f32; 2],
    /// Whether one was misread, so that a third may be a copy of both and not look like it.
    pub(super) is_worn: bool,
    /// How many shingles both have that hardly any other has.
    rare: u16,
}

impl Edge {
    /// What a relation says of two articles; `rare` is what their candidate says.
    pub(super) fn new((a, b): (usize, usize), rare: usize, relation: &Relation) -> Self {
        Self {
            a: crate::offset(a),
            b: crate::offset(b),
            resemblance: relation.resemblance as f32,
            contained: relation.contained.map(|part| part as f32),
            is_worn: relation.is_worn,
            rare: u16::try_from(rare).unwrap_or(u16::MAX),
        }
    }

    /// The place of the one article.
    pub(super) fn a(&self) -> usize {
        self.a as usize
    }

    /// The place of the other.
    pub(super) fn b(&self) -> usize {
        self.b as usize
    }

    /// How many shingles both have that hardly any other has.
    pub(super) fn rare(&self) -> usize {
        usize::from(self.rare)
    }

    /// The same from its other end.
    pub(super) fn turned(self) -> Self {
        let [of_a, of_b] = self.contained;
        Self { a: self.b, b: self.a, contained: [of_b, of_a], ..self }
    }

    /// How much speaks for `b` having been made of `a`: how much of it `a` has; and of two that
    /// have as much, the one that has less else.
    fn weight(&self) -> f64 {
        f64::from(self.contained[1]) + RESEMBLANCE * f64::from(self.resemblance)
    }
}

/// What resemblance counts beside containment.
const RESEMBLANCE: f64 = 0.15;

/// The edge to the parent of each of so many articles, with the parent as `a`; none for those that
/// begin a tree.
///
/// Articles are numbered in the order in which they may be copied. `forbids(a, b)` says that `a`
/// cannot be the parent of `b`.
pub(super) fn parents(
    many: usize,
    edges: &[Edge],
    forbids: impl Fn(usize, usize) -> bool,
) -> Vec<Option<Edge>> {
    let beside = beside(edges);
    let of = |article: usize| {
        let from = beside.partition_point(|edge| edge.a() < article);
        beside[from..].iter().take_while(move |edge| edge.a() == article)
    };
    let mut parents = vec![None; many];
    let mut placed = vec![false; many];
    for root in roots(&beside, &forbids) {
        if placed[root] {
            continue;
        }
        placed[root] = true;
        let mut open = BinaryHeap::new();
        let mut members = 0;
        let mut newest = root;
        loop {
            let allowed =
                of(newest).filter(|edge| !placed[edge.b()] && !forbids(edge.a(), edge.b()));
            open.extend(allowed.map(|edge| Offer::new(edge, members)));
            let Some(edge) = next(&mut open, &placed).and_then(|offer| find(&beside, &offer))
            else {
                break;
            };
            placed[edge.b()] = true;
            parents[edge.b()] = Some(edge);
            members += 1;
            newest = edge.b();
        }
    }
    parents
}

/// The best offer for an article that has no place yet.
fn next(open: &mut BinaryHeap<Offer>, placed: &[bool]) -> Option<Offer> {
    std::iter::from_fn(|| open.pop()).find(|offer| !placed[offer.to])
}

fn find(beside: &[Edge], offer: &Offer) -> Option<Edge> {
    let at = beside.binary_search_by_key(&(offer.from, offer.to), |edge| (edge.a(), edge.b()));
    at.ok().and_then(|at| beside.get(at)).copied()
}

/// Parts near copies into those where one was made of the other, and those where the longer only
/// embeds the shorter.
///
/// Then less than half of the longer is the shorter, and it has more of a third that is no copy of
/// the shorter. That third is most of it; or the longer was published after the shorter, so that
/// the shorter was not cut out of it.
pub(super) fn embedded(
    edges: Vec<Edge>,
    is_later: impl Fn(usize, usize) -> bool,
) -> (Vec<Edge>, Vec<Edge>) {
    let beside = beside(&edges);
    let known =
        |a: usize, b: usize| beside.binary_search_by_key(&(a, b), |e| (e.a(), e.b())).is_ok();
    // Of each article, the one that it has most of, and how much that is.
    let mut most: BTreeMap<usize, (f32, usize)> = BTreeMap::new();
    for edge in beside.iter().filter(|edge| !edge.is_worn) {
        let best = most.entry(edge.a()).or_insert((0.0, edge.b()));
        if edge.contained[0] > best.0 {
            *best = (edge.contained[0], edge.b());
        }
    }
    edges.into_iter().partition(|edge| {
        let edge = if edge.contained[0] < edge.contained[1] { *edge } else { edge.turned() };
        let (longer, shorter, part) = (edge.a(), edge.b(), edge.contained[0]);
        most.get(&longer).is_none_or(|&(more, third)| {
            part >= 0.5
                || more <= part
                || known(third, shorter)
                || (more < 0.5 && !is_later(longer, shorter))
        })
    })
}

/// Every edge from both its ends, in order.
fn beside(edges: &[Edge]) -> Vec<Edge> {
    let mut beside: Vec<Edge> = edges.iter().flat_map(|edge| [*edge, edge.turned()]).collect();
    beside.sort_unstable_by_key(|edge| (edge.a(), edge.b()));
    beside
}

/// Articles in the order in which they may begin a tree: those first that none forbids to be a
/// parent, and of those the one that resembles others most: of a text and its copies, the text.
fn roots(beside: &[Edge], forbids: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let root = |group: &[Edge]| {
        let later = group.iter().any(|edge| forbids(edge.a(), edge.b()));
        let resemblance: f64 = group.iter().map(|edge| f64::from(edge.resemblance)).sum();
        (later, Reverse(fixed(resemblance)), group[0].a())
    };
    let mut roots: Vec<_> = beside.chunk_by(|one, two| one.a == two.a).map(root).collect();
    roots.sort_unstable();
    roots.into_iter().map(|(_, _, article)| article).collect()
}

/// A weight that can be put in order.
fn fixed(weight: f64) -> u64 {
    (weight * 1e6) as u64
}

/// To take an article into a tree; the heaviest comes first, then that of the member that was there
/// first, then the earliest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Offer {
    weight: u64,
    member: Reverse<usize>,
    earlier: Reverse<(usize, usize)>,
    from: usize,
    to: usize,
}

impl Offer {
    fn new(edge: &Edge, member: usize) -> Self {
        let earlier = Reverse((edge.a(), edge.b()));
        let weight = fixed(edge.weight());
        Self { weight, member: Reverse(member), earlier, from: edge.a(), to: edge.b() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: u32, b: u32, contained: [f32; 2]) -> Edge {
        Edge {
            a,
            b,
            resemblance: contained[0].min(contained[1]),
            contained,
            is_worn: false,
            rare: 0,
        }
    }

    fn found(many: usize, edges: &[(u32, u32, f32)], later: &[(usize, usize)]) -> Vec<String> {
        let edges: Vec<Edge> = edges.iter().map(|&(a, b, part)| edge(a, b, [part, part])).collect();
        let parents = parents(many, &edges, |a, b| later.contains(&(a, b)));
        let shown = parents.iter().enumerate();
        shown.filter_map(|(at, parent)| Some(format!("{at} of {}", parent.as_ref()?.a()))).collect()
    }

    #[test]
    fn copies_point_at_the_text_they_were_made_of() {
        // 2 is the text; 0 and 1 were made of it, and share less with each other.
        let edges = [(0, 1, 0.6), (0, 2, 0.8), (1, 2, 0.7)];
        assert_eq!(found(4, &edges, &[]), ["0 of 2", "1 of 2"]);
        // But when 2 was published last, it is a copy itself.
        assert_eq!(found(4, &edges, &[(2, 0), (2, 1)]), ["1 of 0", "2 of 0"]);
    }

    #[test]
    fn a_page_with_two_texts_in_it_joins_one() {
        // 2 was published last, and has more of 0 than of 1.
        let edges = [(0, 2, 0.8), (1, 2, 0.3)];
        assert_eq!(found(3, &edges, &[(2, 0), (2, 1)]), ["2 of 0"]);
    }

    #[test]
    fn equals_go_by_order() {
        let edges = [(0, 1, 0.5), (0, 2, 0.5), (1, 2, 0.5)];
        assert_eq!(found(3, &edges, &[]), ["1 of 0", "2 of 0"]);
    }

    #[test]
    fn a_page_embeds_what_is_less_than_half_of_it() {
        let check = |edges: &[Edge], later: &[(usize, usize)], expected: &[usize]| {
            let (_, found) = embedded(edges.to_vec(), |a, b| later.contains(&(a, b)));
            let found: Vec<usize> = found.iter().map(Edge::b).collect();
            assert_eq!(found, expected);
        };
        // 3 is mostly 0, and has 1 too.
        let page = [edge(3, 0, [0.7, 1.0]), edge(3, 1, [0.3, 1.0])];
        check(&page, &[], &[1]);
        // But if 1 has to do with 0, it was cut out of it.
        check(&[page[0], page[1], edge(1, 0, [1.0, 0.4])], &[], &[]);
        // Two that share nothing were cut out of 3, unless it was published after them.
        let cut = [edge(3, 0, [0.4, 1.0]), edge(3, 1, [0.3, 1.0])];
        check(&cut, &[], &[]);
        check(&cut, &[(3, 1)], &[1]);
    }
}
