//! Which articles are alike: candidates by shared rare terms, confirmed by their vectors.

use std::collections::HashMap;

use jiff::civil::Date;

use super::digest::{Page, Vector, dot};
use crate::words::shared;

/// Terms of an article that propose others: its weightiest.
const PROPOSING: usize = 25;
/// Articles that a term proposes to each of its articles, the next ones in order of day.
pub(super) const NEIGHBOURS: usize = 16;
/// Proposing terms that two articles must share.
const SHARED: u32 = 2;

/// Days after which likeness counts for 1/e.
const FADING: f64 = 12.0;

/// Share of the terms of both, unweighted, from which two articles are near copies.
const COPIES: f64 = 0.75;
/// Terms from which that is no chance.
const COPY_LEAST: usize = 8;

/// Two articles `a < b` and their likeness.
pub(super) type Edge = (usize, usize, f64);

/// What speaks for two articles to be of one story.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Pairs with at least the likeness asked for, in order.
    pub(super) alike: Vec<Edge>,
    /// Near copies: of one story however common their words are in this run.
    pub(super) copies: Vec<(usize, usize)>,
}

/// Finds the pairs of articles that are alike, within a window of days.
pub(super) fn alike(pages: &[Page], vectors: &[Vector], threshold: f64, window: i32) -> Pairs {
    let mut pairs = Pairs::default();
    for (a, b) in candidates(pages, vectors, window) {
        let (a, b) = (a as usize, b as usize);
        let gap = gap(pages[a].day, pages[b].day);
        let likeness = dot(&vectors[a], &vectors[b]) * faded(f64::from(gap));
        if likeness >= threshold {
            pairs.alike.push((a, b, likeness));
        }
        if copies(&vectors[a], &vectors[b]) {
            pairs.copies.push((a, b));
        }
    }
    pairs
}

/// Whether two articles share most of their terms.
fn copies(a: &Vector, b: &Vector) -> bool {
    let terms = |vector: &Vector| vector.iter().map(|(term, _)| *term).collect::<Vec<u32>>();
    let common = shared(&terms(a), &terms(b));
    let all = a.len() + b.len() - common;
    common >= COPY_LEAST && common as f64 >= COPIES * all as f64
}

fn candidates(pages: &[Page], vectors: &[Vector], window: i32) -> Vec<(u32, u32)> {
    let mut postings: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, vector) in vectors.iter().enumerate() {
        for term in proposing(vector) {
            postings.entry(term).or_default().push(at as u32);
        }
    }
    let mut terms: Vec<(u32, Vec<u32>)> = postings.into_iter().collect();
    terms.sort_unstable_by_key(|(term, _)| *term);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (_, mut articles) in terms {
        articles.sort_by_key(|&at| (pages[at as usize].day, at));
        for (place, &a) in articles.iter().enumerate() {
            for &b in articles.iter().skip(place + 1).take(NEIGHBOURS) {
                if gap(pages[a as usize].day, pages[b as usize].day) <= window {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
    }
    pairs.sort_unstable();
    let needed = SHARED.min(vectors.len() as u32);
    pairs
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() as u32 >= needed)
        .map(|same| same[0])
        .collect()
}

/// The weightiest terms of a vector; of equal ones the lower number.
fn proposing(vector: &Vector) -> impl Iterator<Item = u32> {
    let mut order: Vec<(u32, f32)> = vector.clone();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    order.truncate(PROPOSING);
    order.into_iter().map(|(term, _)| term)
}

/// Days between two days; an unknown day lies on every other.
fn gap(a: Option<Date>, b: Option<Date>) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |gap| gap.get_days().abs()),
        _ => 0,
    }
}

/// What is left of a likeness over so many days: reports of one event come close together.
pub(super) fn faded(days: f64) -> f64 {
    (-days / FADING).exp()
}
