//! Average link over a graph of alike articles.
//!
//! The mean likeness of two groups of unit vectors is the inner product of their sums over the
//! product of their sizes, so a group is kept as its sum, and so are the days that it speaks of. How far
//! the two lie apart, and speak of the same days, is weighed for the groups as wholes.
//! Near copies are one group from the start. The two groups most alike are joined
//! again and again, until none reach the threshold; ties go to the least articles.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::btree_map::{BTreeMap, Entry};

use tidings_model::Date;

use super::digest::{Page, Vector, product};
use super::pairs::{Pairs, dated};
use crate::union::Union;

/// Neighbours that a growing group keeps, the most alike.
pub(super) const EDGES: usize = 64;
/// Terms that the sum of a group keeps, the weightiest.
const TERMS: usize = 2_000;

/// A joining that may be next; stale where one of the groups has grown since.
#[derive(Debug, PartialEq)]
struct Candidate {
    likeness: f64,
    a: usize,
    b: usize,
    sizes: (u32, u32),
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |x: &Self| (std::cmp::Reverse(x.a), std::cmp::Reverse(x.b), x.sizes);
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
    /// Other groups by number, as far as they are alive; a number may have moved to its union.
    near: BTreeMap<usize, f64>,
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

/// The stories: every article in exactly one, members in order, stories by their first member.
pub(super) fn average(
    pages: &[Page],
    vectors: Vec<Vector>,
    pairs: &Pairs,
    threshold: f64,
) -> Vec<Vec<usize>> {
    let mut linker = Linker::new(pages, vectors, pairs, threshold);
    while let Some(next) = linker.queue.pop() {
        if linker.is_current(&next) {
            linker.join(next.a, next.b);
        }
    }
    linker.union.sets()
}

struct Linker {
    union: Union,
    /// By the least article of each; articles without a pair have no group.
    groups: BTreeMap<usize, Group>,
    queue: BinaryHeap<Candidate>,
    threshold: f64,
}

impl Linker {
    /// Groups of near copies, and what they may be joined with first.
    fn new(pages: &[Page], vectors: Vec<Vector>, pairs: &Pairs, threshold: f64) -> Self {
        let mut union = Union::new(vectors.len());
        for &(a, b) in &pairs.copies {
            union.join(a, b);
        }
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for (at, vector) in vectors.into_iter().enumerate() {
            let one = Group::of(&pages[at], vector);
            match groups.entry(union.find(at)) {
                Entry::Vacant(free) => _ = free.insert(one),
                Entry::Occupied(mut group) => group.get_mut().take(one),
            }
        }
        let mut linker = Self { union, groups, queue: BinaryHeap::new(), threshold };
        for &(a, b, likeness) in &pairs.alike {
            let (a, b) = (linker.union.find(a), linker.union.find(b));
            match linker.are_single(a, b) {
                true => linker.neighbours(a, b, likeness),
                false => linker.propose(a, b),
            }
        }
        linker
    }

    fn is_current(&self, next: &Candidate) -> bool {
        let current =
            |x: usize, size: u32| self.groups.get(&x).is_some_and(|group| group.size == size);
        current(next.a, next.sizes.0) && current(next.b, next.sizes.1)
    }

    /// Whether both are groups of one article, whose likeness is that of their pair.
    fn are_single(&self, a: usize, b: usize) -> bool {
        let single = |at: usize| self.groups.get(&at).is_some_and(|group| group.size == 1);
        single(a) && single(b)
    }

    /// Makes two groups neighbours, if they are alike enough.
    fn propose(&mut self, a: usize, b: usize) {
        let (Some(one), Some(other)) = (self.groups.get(&a), self.groups.get(&b)) else { return };
        if a != b && !one.near.contains_key(&b) {
            let likeness = one.likeness(other);
            self.neighbours(a, b, likeness);
        }
    }

    /// Makes two groups so much alike neighbours, if that is enough.
    fn neighbours(&mut self, a: usize, b: usize, likeness: f64) {
        if likeness < self.threshold {
            return;
        }
        let (Some(one), Some(other)) = (self.groups.get(&a), self.groups.get(&b)) else { return };
        let sizes = if a < b { (one.size, other.size) } else { (other.size, one.size) };
        self.queue.push(Candidate { likeness, a: a.min(b), b: a.max(b), sizes });
        for (x, y) in [(a, b), (b, a)] {
            if let Some(group) = self.groups.get_mut(&x) {
                group.near.insert(y, likeness);
            }
        }
    }

    /// Joins group `b` into group `a < b`, and queues what the new group may be joined with.
    fn join(&mut self, a: usize, b: usize) {
        self.union.join(a, b);
        let (Some(mut one), Some(mut other)) = (self.groups.remove(&a), self.groups.remove(&b))
        else {
            return;
        };
        let mut near = std::mem::take(&mut one.near);
        near.append(&mut other.near);
        one.take(other);
        let mut near: Vec<(usize, f64)> = near
            .into_keys()
            .filter_map(|x| {
                let group = self.groups.get_mut(&x)?;
                group.near.remove(&a);
                group.near.remove(&b);
                Some((x, one.likeness(group)))
            })
            .collect();
        near.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        near.truncate(EDGES);
        self.groups.insert(a, one);
        for (x, likeness) in near {
            self.neighbours(a, x, likeness);
        }
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

    /// The mean likeness of the articles of two groups, weighed by their days.
    fn likeness(&self, other: &Group) -> f64 {
        let pairs = f64::from(self.size) * f64::from(other.size);
        let days = product(&self.told, &other.told).0 / pairs;
        dated(product(&self.sum, &other.sum).0 / pairs, self.days.gap(other.days), days)
    }
}

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
    if sum.len() > TERMS {
        sum.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        sum.truncate(TERMS);
        sum.sort_by_key(|(term, _)| *term);
    }
    sum
}
