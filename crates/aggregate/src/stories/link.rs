//! Average link over a graph of alike articles.
//!
//! The mean likeness of two groups of unit vectors is the inner product of their sums over the
//! product of their sizes, so a group is kept as its sum; it fades with the days between their means. The two groups most alike are joined
//! again and again, until none reach the threshold; ties go to the least articles.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use tidings_model::Date;

use super::digest::{Page, Vector, dot};
use super::pairs::{Edge, faded};
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
    vectors: &[Vector],
    edges: &[Edge],
    threshold: f64,
) -> Vec<Vec<usize>> {
    let mut union = Union::new(vectors.len());
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    let mut queue = BinaryHeap::new();
    for &(a, b, likeness) in edges {
        for (one, other) in [(a, b), (b, a)] {
            let fresh = || Group {
                size: 1,
                sum: vectors[one].clone(),
                days: Days::of(&pages[one]),
                near: BTreeMap::new(),
            };
            groups.entry(one).or_insert_with(fresh).near.insert(other, likeness);
        }
        queue.push(Candidate { likeness, a, b, sizes: (1, 1) });
    }
    while let Some(next) = queue.pop() {
        let current = |x: usize, size: u32| groups.get(&x).is_some_and(|group| group.size == size);
        if current(next.a, next.sizes.0) && current(next.b, next.sizes.1) {
            union.join(next.a, next.b);
            join(&mut groups, &mut queue, next.a, next.b, threshold);
        }
    }
    union.sets()
}

/// Joins group `b` into group `a < b`, and queues what the new group may be joined with.
fn join(
    groups: &mut BTreeMap<usize, Group>,
    queue: &mut BinaryHeap<Candidate>,
    a: usize,
    b: usize,
    threshold: f64,
) {
    let (Some(one), Some(other)) = (groups.remove(&a), groups.remove(&b)) else { return };
    let size = one.size + other.size;
    let (sum, days) = (added(&one.sum, &other.sum), one.days.with(other.days));
    let mut near: Vec<(usize, f64)> = Vec::new();
    let neighbours: BTreeMap<usize, f64> = one.near.into_iter().chain(other.near).collect();
    for (x, _) in neighbours {
        let Some(group) = groups.get_mut(&x) else { continue };
        group.near.remove(&b);
        let mean = dot(&sum, &group.sum) / (f64::from(size) * f64::from(group.size));
        let likeness = mean * faded(days.gap(group.days));
        if likeness >= threshold {
            near.push((x, likeness));
        } else {
            group.near.remove(&a);
        }
    }
    near.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    for (x, _) in near.split_off(near.len().min(EDGES)) {
        if let Some(group) = groups.get_mut(&x) {
            group.near.remove(&a);
        }
    }
    for &(x, likeness) in &near {
        let Some(group) = groups.get_mut(&x) else { continue };
        group.near.insert(a, likeness);
        let sizes = if a < x { (size, group.size) } else { (group.size, size) };
        queue.push(Candidate { likeness, a: a.min(x), b: a.max(x), sizes });
    }
    groups.insert(a, Group { size, sum, days, near: near.into_iter().collect() });
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
