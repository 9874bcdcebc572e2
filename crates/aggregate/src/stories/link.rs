//! Average link over a graph of alike articles.
//!
//! The mean likeness of two groups of unit vectors is the inner product of their sums over the
//! product of their sizes, so a group is kept as its sum, and so are the days that it speaks of. How far
//! the two lie apart, and speak of the same days, is weighed for the groups as wholes.
//! Near copies are one group from the start. The two groups most alike are joined
//! again and again, until none reach the threshold; ties go to the least articles.
//!
//! Connected parts of the graph never touch each other, so each is cut by itself, on any thread. The
//! inner product of a joined group with a neighbour of both is the sum of the two that are known.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::btree_map::BTreeMap;
use std::collections::btree_set::BTreeSet;

use rayon::prelude::*;
use tidings_model::Date;

use super::digest::{Page, Vector, product};
use super::pairs::{Edge, Pairs, Shared};
use crate::union::Union;

/// Neighbours that a growing group keeps, the most alike.
pub(super) const EDGES: usize = 64;
/// Terms that the sum of a group keeps, the weightiest.
const TERMS: usize = 2_000;

/// The stories: every article in exactly one, members in order, stories by their first member.
pub(super) fn average(
    pages: &[Page],
    vectors: Vec<Vector>,
    pairs: Pairs,
    threshold: f64,
) -> Vec<Vec<usize>> {
    let parts = parts(pages, vectors, pairs);
    let cut = |part: Part| part.cut(threshold);
    let mut stories: Vec<Vec<usize>> = parts.into_par_iter().flat_map_iter(cut).collect();
    stories.sort_unstable();
    stories
}

/// A connected part of the graph; its articles are numbered anew, in the same order.
#[derive(Debug, Default)]
struct Part {
    articles: Vec<usize>,
    groups: Vec<Group>,
    alike: Vec<Edge>,
    copies: Vec<(usize, usize)>,
}

/// The connected parts of a graph.
fn parts(pages: &[Page], vectors: Vec<Vector>, pairs: Pairs) -> Vec<Part> {
    let mut union = Union::new(vectors.len());
    pairs.alike.iter().for_each(|edge| union.join(edge.a, edge.b));
    pairs.copies.iter().for_each(|&(a, b)| union.join(a, b));
    let mut parts: Vec<Part> = Vec::new();
    // By article: the number of its part, and its own number there.
    let mut home: Vec<(usize, usize)> = vec![(0, 0); vectors.len()];
    for articles in union.sets() {
        for (own, &article) in articles.iter().enumerate() {
            home[article] = (parts.len(), own);
        }
        parts.push(Part { articles, ..Part::default() });
    }
    for (at, vector) in vectors.into_iter().enumerate() {
        parts[home[at].0].groups.push(Group::of(&pages[at], vector));
    }
    for edge in pairs.alike {
        let ((part, a), (_, b)) = (home[edge.a], home[edge.b]);
        parts[part].alike.push(Edge { a, b, ..edge });
    }
    for (a, b) in pairs.copies {
        let ((part, a), (_, b)) = (home[a], home[b]);
        parts[part].copies.push((a, b));
    }
    parts
}

impl Part {
    /// The stories of the part.
    fn cut(self, threshold: f64) -> Vec<Vec<usize>> {
        if self.articles.len() == 1 {
            return vec![self.articles];
        }
        let mut linker = Linker::new(self.groups, &self.alike, &self.copies, threshold);
        linker.run();
        let mut stories = linker.union.sets();
        stories.iter_mut().flatten().for_each(|at| *at = self.articles[*at]);
        stories
    }
}

/// A joining that may be next: what its owner is most alike to.
#[derive(Debug, PartialEq)]
struct Candidate {
    likeness: f64,
    owner: usize,
    other: usize,
    /// Sizes of both when it was queued: it is stale where one of them has grown since.
    sizes: (u32, u32),
}

impl Candidate {
    fn both(&self) -> (usize, usize) {
        (self.owner.min(self.other), self.owner.max(self.other))
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |x: &Self| (std::cmp::Reverse(x.both()), x.owner, x.sizes);
        self.likeness.total_cmp(&other.likeness).then_with(|| place(self).cmp(&place(other)))
    }
}

#[derive(Debug)]
struct Group {
    size: u32,
    sum: Vector,
    days: Days,
    /// The sum of the days that its articles speak of.
    told: Vector,
    /// Other groups by number, all of them alike enough to be joined.
    near: BTreeMap<usize, Near>,
}

/// How a group stands to another.
#[derive(Debug, Clone, Copy)]
struct Near {
    likeness: f64,
    shared: Shared,
}

/// The days of a group, as far as they are known.
#[derive(Debug, Clone, Copy, Default)]
struct Days {
    sum: f64,
    known: u32,
}

impl Days {
    fn of(page: &Page) -> Self {
        let start = Date::constant(1970, 1, 1);
        let day = page.day.and_then(|day| start.until(day).ok());
        day.map_or_else(Self::default, |gap| Self { sum: f64::from(gap.get_days()), known: 1 })
    }

    fn with(self, other: Days) -> Self {
        Self { sum: self.sum + other.sum, known: self.known + other.known }
    }

    /// Days between the means of two groups.
    fn gap(self, other: Days) -> f64 {
        let mean = |days: Days| (days.known > 0).then(|| days.sum / f64::from(days.known));
        mean(self).zip(mean(other)).map_or(0.0, |(a, b)| (a - b).abs())
    }
}

struct Linker {
    union: Union,
    /// By the least article of each.
    groups: Vec<Option<Group>>,
    /// Of every group its most alike neighbour, as of when it was queued.
    queue: BinaryHeap<Candidate>,
    threshold: f64,
}

impl Linker {
    /// Groups of near copies, and what they may be joined with first.
    fn new(singles: Vec<Group>, alike: &[Edge], copies: &[(usize, usize)], threshold: f64) -> Self {
        let mut union = Union::new(singles.len());
        copies.iter().for_each(|&(a, b)| union.join(a, b));
        let mut groups: Vec<Option<Group>> = Vec::with_capacity(singles.len());
        for (at, one) in singles.into_iter().enumerate() {
            match groups.get_mut(union.find(at)) {
                Some(Some(group)) => {
                    group.take(one);
                    groups.push(None);
                }
                _ => groups.push(Some(one)),
            }
        }
        let mut linker = Self { union, groups, queue: BinaryHeap::new(), threshold };
        linker.meet(alike);
        (0..linker.groups.len()).for_each(|at| linker.queue_best(at));
        linker
    }

    /// Makes neighbours of groups whose articles are alike.
    fn meet(&mut self, alike: &[Edge]) {
        let mut grown = BTreeSet::new();
        for edge in alike {
            let (a, b) = (self.union.find(edge.a), self.union.find(edge.b));
            let single = |at: usize| self.size(at) == Some(1);
            if single(a) && single(b) {
                self.neighbours(a, b, edge.shared);
            } else if a != b {
                grown.insert((a.min(b), a.max(b)));
            }
        }
        for (a, b) in grown {
            let both = self.groups[a].as_ref().zip(self.groups[b].as_ref());
            if let Some(shared) = both.map(|(one, other)| one.shared(other)) {
                self.neighbours(a, b, shared);
            }
        }
    }

    fn run(&mut self) {
        while let Some(next) = self.queue.pop() {
            // A group that has grown is queued anew, and so is whoever it is most alike to.
            if self.size(next.owner) != Some(next.sizes.0) {
                continue;
            }
            if self.size(next.other) == Some(next.sizes.1) {
                let (a, b) = next.both();
                self.join(a, b);
            } else {
                self.queue_best(next.owner);
            }
        }
    }

    fn size(&self, at: usize) -> Option<u32> {
        self.groups.get(at)?.as_ref().map(|group| group.size)
    }

    /// Makes two groups neighbours, if they are alike enough.
    fn neighbours(&mut self, a: usize, b: usize, shared: Shared) {
        let Some((one, other)) = self.groups[a].as_ref().zip(self.groups[b].as_ref()) else {
            return;
        };
        let likeness = one.likeness(other, shared);
        if likeness < self.threshold {
            return;
        }
        for (x, y) in [(a, b), (b, a)] {
            if let Some(group) = &mut self.groups[x] {
                group.near.insert(y, Near { likeness, shared });
            }
        }
    }

    /// Queues what a group may be joined with first.
    fn queue_best(&mut self, owner: usize) {
        let Some(group) = &self.groups[owner] else { return };
        let candidate = |(&other, near): (&usize, &Near)| {
            let sizes = (group.size, self.size(other)?);
            Some(Candidate { likeness: near.likeness, owner, other, sizes })
        };
        let best = group.near.iter().filter_map(candidate).max();
        self.queue.extend(best);
    }

    /// Joins group `b` into group `a < b`, and queues what the new group may be joined with.
    fn join(&mut self, a: usize, b: usize) {
        let (Some(mut one), Some(other)) = (self.groups[a].take(), self.groups[b].take()) else {
            return;
        };
        self.union.join(a, b);
        let numbers: BTreeSet<usize> = one.near.keys().chain(other.near.keys()).copied().collect();
        let mut near: Vec<(usize, Shared)> = Vec::with_capacity(numbers.len());
        for x in numbers {
            let Some(group) = &mut self.groups[x] else { continue };
            let shared =
                |of: &Group| of.near.get(&x).map_or_else(|| of.shared(group), |x| x.shared);
            let both = shared(&one).with(shared(&other));
            group.near.remove(&a);
            group.near.remove(&b);
            near.push((x, both));
        }
        one.near.clear();
        one.take(other);
        let alike = |x: usize, shared: Shared| {
            self.groups[x].as_ref().map_or(0.0, |group| one.likeness(group, shared))
        };
        let mut near: Vec<(usize, Shared, f64)> =
            near.into_iter().map(|(x, shared)| (x, shared, alike(x, shared))).collect();
        near.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(&y.0)));
        near.truncate(EDGES);
        self.groups[a] = Some(one);
        for (x, shared, _) in near {
            self.neighbours(a, x, shared);
        }
        self.queue_best(a);
    }
}

impl Group {
    fn of(page: &Page, vector: Vector) -> Self {
        let (days, told) = (Days::of(page), page.told.clone());
        Self { size: 1, sum: vector, days, told, near: BTreeMap::new() }
    }

    /// Adds the articles of another group.
    fn take(&mut self, other: Group) {
        self.size += other.size;
        self.sum = added(&self.sum, &other.sum);
        self.days = self.days.with(other.days);
        self.told = added(&self.told, &other.told);
    }

    /// The inner products of two groups.
    fn shared(&self, other: &Group) -> Shared {
        let terms = product(&self.sum, &other.sum).0;
        Shared { terms, days: product(&self.told, &other.told).0 }
    }

    /// The mean likeness of the articles of two groups that share so much, weighed by their days.
    fn likeness(&self, other: &Group, shared: Shared) -> f64 {
        let pairs = f64::from(self.size) * f64::from(other.size);
        shared.over(pairs).dated(self.days.gap(other.days))
    }
}

/// The sum of two vectors, as far as it is kept.
fn added(a: &Vector, b: &Vector) -> Vector {
    let mut sum = Vector::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let from_a = j == b.len() || i < a.len() && a[i].0 <= b[j].0;
        let (term, weight) = if from_a { a[i] } else { b[j] };
        (i, j) = if from_a { (i + 1, j) } else { (i, j + 1) };
        match sum.last_mut() {
            Some(last) if last.0 == term => last.1 += weight,
            _ => sum.push((term, weight)),
        }
    }
    let order = |x: &(u32, f32), y: &(u32, f32)| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0));
    if sum.len() > TERMS {
        let mut ranked = sum.clone();
        let (_, &mut first_out, _) = ranked.select_nth_unstable_by(TERMS, order);
        sum.retain(|term| order(term, &first_out).is_lt());
    }
    sum
}

#[test]
fn a_sum_keeps_its_weightiest_terms_in_order() {
    let heavy = |n: u32| (n, if n.is_multiple_of(2) { 2.0 } else { 1.0 });
    let (a, b): (Vector, Vector) = (0..3000).map(heavy).partition(|(n, _)| n % 3 == 0);
    let sum = added(&a, &b);
    let expected = (0..3000).filter(|n| n % 2 == 0 || *n < 1000);
    assert_eq!(sum, expected.map(heavy).collect::<Vector>());
}
