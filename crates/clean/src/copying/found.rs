//! All copies among some articles.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{ArticleId, Copy, CopyKind};

use super::family::{self, Edge};
use super::index::{Candidate, Index};
use super::relation::{self, Relation};
use super::sketch::Sketch;

/// Of the articles that an article has passages of, so many are told of.
const MOST_SHARED: usize = 8;

/// What the articles of a run say about each other.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The rows of the table, in order of their articles.
    pub(crate) copies: Vec<Copy>,
    /// The article that each copy was made of.
    pub(crate) parents: BTreeMap<ArticleId, ArticleId>,
    /// The agency that a text credits wherever it does, for its copies that credit none.
    pub(crate) agencies: BTreeMap<ArticleId, Box<str>>,
}

/// Finds the copies among articles in the order in which they may be copied, none twice; `least` is
/// the containment from which two are near copies.
pub(crate) fn find(sketches: &[Sketch], least: f64) -> Found {
    let finder = Finder { sketches, least, twins: twins(sketches) };
    let (near, mut passages) = finder.pairs();
    let is_later = |a: usize, b: usize| sketches[a].is_later_than(&sketches[b]);
    let (made, embedded) = family::embedded(near, is_later);
    let parents = family::parents(sketches.len(), &made, is_later);
    let parent = |(at, edge): (usize, &Option<Edge>)| finder.twin(at).or(edge.map(|edge| edge.a()));
    let of: Vec<Option<usize>> = parents.iter().enumerate().map(parent).collect();
    let family = families(&of);
    let mut copies = finder.made(&parents);
    // A page that embeds two texts is a copy of one, and has a passage of the other.
    passages.reserve_exact(made.len() + embedded.len());
    passages.extend(made.into_iter().chain(embedded));
    finder.share(passages, &family, &mut copies);
    copies.sort_by_key(|copy| (copy.a, copy.b));
    let ids =
        |(at, parent): (usize, &Option<usize>)| Some((sketches[at].id, sketches[(*parent)?].id));
    Found {
        copies,
        parents: of.iter().enumerate().filter_map(ids).collect(),
        agencies: agencies(sketches, &family),
    }
}

/// What all steps look at.
struct Finder<'a> {
    sketches: &'a [Sketch],
    least: f64,
    /// For each article, the first one that has the same words; that may be itself.
    twins: Vec<u32>,
}

impl Finder<'_> {
    /// The article whose words this one repeats, if one stands before it.
    fn twin(&self, at: usize) -> Option<usize> {
        Some(self.twins[at] as usize).filter(|twin| *twin != at)
    }

    /// Pairs of near copies, and pairs that have a passage in common.
    fn pairs(&self) -> (Vec<Edge>, Vec<Edge>) {
        let sketches = self.sketches;
        let index = Index::of(sketches, |at| self.twin(at).is_some());
        let mut scratch = Vec::new();
        let (mut near, mut passages) = (Vec::new(), Vec::new());
        for (a, sketch) in sketches.iter().enumerate().filter(|(a, _)| self.twin(*a).is_none()) {
            for Candidate { at: b, rare, .. } in index.earlier(sketch, a, &mut scratch) {
                let relation = Relation::of(sketch, &sketches[b], rare, self.least);
                let edge = Edge::new((a, b), rare, &relation);
                if relation.is_near {
                    near.push(edge);
                } else if relation.has_passage(sketch, &sketches[b]) {
                    passages.push(edge);
                }
            }
        }
        (near, passages)
    }

    /// The row of an edge; `a` of it is the copy.
    fn row(&self, edge: &Edge, kind: CopyKind) -> Copy {
        let (a, b) = (&self.sketches[edge.a()], &self.sketches[edge.b()]);
        let relation = Relation::of(a, b, edge.rare(), self.least);
        let spans = relation.spans(a, b);
        let similarity = match kind {
            CopyKind::Shared => relation::covered(&spans, a, b),
            CopyKind::Near | CopyKind::Exact => relation.similarity,
        };
        Copy { a: a.id, b: b.id, kind, similarity, spans }
    }

    /// The rows of copies and their parents.
    fn made(&self, parents: &[Option<Edge>]) -> Vec<Copy> {
        let exact = |at: usize| {
            let (a, b) = (&self.sketches[at], &self.sketches[self.twin(at)?]);
            let spans = vec![relation::all(a, b)];
            Some(Copy { a: a.id, b: b.id, kind: CopyKind::Exact, similarity: 1.0, spans })
        };
        let near = parents.iter().flatten().map(|edge| self.row(&edge.turned(), CopyKind::Near));
        (0..self.sketches.len()).filter_map(exact).chain(near).collect()
    }

    /// Adds the rows of passages in common: of two families once, between those that share most.
    fn share(&self, mut edges: Vec<Edge>, family: &[usize], copies: &mut Vec<Copy>) {
        let of = |edge: &Edge| (family[edge.a()], family[edge.b()]);
        edges.retain(|edge| of(edge).0 != of(edge).1);
        edges.sort_by(|one, two| {
            let share = |edge: &Edge| edge.contained[0].max(edge.contained[1]);
            let more = share(two).total_cmp(&share(one));
            of(one).0.cmp(&of(two).0).then(more).then((one.a(), one.b()).cmp(&(two.a(), two.b())))
        });
        let mut told = BTreeSet::new();
        let mut rows_of = (usize::MAX, 0);
        edges.retain(|edge| {
            let (one, two) = of(edge);
            if rows_of.0 != one {
                rows_of = (one, 0);
            }
            let is_new = rows_of.1 < MOST_SHARED && told.insert((one.min(two), one.max(two)));
            rows_of.1 += usize::from(is_new);
            is_new
        });
        copies.reserve_exact(edges.len());
        copies.extend(edges.iter().map(|edge| self.row(edge, CopyKind::Shared)));
    }
}

/// For each article, the first one that has the same words: itself, if none has before.
fn twins(sketches: &[Sketch]) -> Vec<u32> {
    let whole = |at: &u32| sketches[*at as usize].whole;
    let mut twins: Vec<u32> = (0..crate::offset(sketches.len())).collect();
    let mut by_text: Vec<u32> = twins.iter().copied().filter(|at| whole(at) != 0).collect();
    by_text.sort_unstable_by_key(|at| (whole(at), *at));
    for same in by_text.chunk_by(|a, b| whole(a) == whole(b)) {
        same[1..].iter().for_each(|&at| twins[at as usize] = same[0]);
    }
    twins
}

/// For each article, the one at the root of its tree.
fn families(parents: &[Option<usize>]) -> Vec<usize> {
    let mut family: Vec<usize> = (0..parents.len()).collect();
    for start in 0..parents.len() {
        let (mut way, mut at) = (Vec::new(), start);
        while let Some(parent) = parents[at].filter(|_| family[at] == at) {
            way.push(at);
            at = parent;
        }
        let root = family[at];
        way.into_iter().for_each(|passed| family[passed] = root);
    }
    family
}

/// For each article without one, the agency that all others of its family credit who credit any.
fn agencies(sketches: &[Sketch], family: &[usize]) -> BTreeMap<ArticleId, Box<str>> {
    let mut credited: BTreeMap<usize, Option<&str>> = BTreeMap::new();
    for (sketch, root) in sketches.iter().zip(family) {
        if let Some(agency) = sketch.agency.as_deref() {
            let known = credited.entry(*root).or_insert(Some(agency));
            *known = known.filter(|known| *known == agency);
        }
    }
    let without = sketches.iter().zip(family).filter(|(sketch, _)| sketch.agency.is_none());
    without
        .filter_map(|(sketch, root)| Some((sketch.id, Box::from((*credited.get(root)?)?))))
        .collect()
}
