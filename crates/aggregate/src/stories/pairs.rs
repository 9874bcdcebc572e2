//! Which articles are alike: candidates by shared rare terms, confirmed by their vectors.

use jiff::civil::Date;
use rayon::prelude::*;

use super::digest::{Page, Vector, product};

/// Terms of an article that propose others: its weightiest.
const PROPOSING: usize = 25;
/// Articles that a term proposes to each of its articles, the next ones in order of day.
pub(super) const NEIGHBOURS: usize = 16;
/// Proposing terms that two articles must share.
const SHARED: u32 = 2;

/// Days after which likeness counts for 1/e.
const FADING: f64 = 12.0;
/// What is left of it at least where both speak of the same days, however late they do: the report of
/// a trial names the day of the deed.
const RECALLED: f64 = 0.9;
/// What likeness counts where articles speak of no day in common, and where of all.
const OTHER_DAYS: f64 = 0.7;
const SAME_DAYS: f64 = 1.7;

/// Share of the terms of both, unweighted, from which two articles are near copies.
const COPIES: f64 = 0.75;
/// Days within which near copies are of one story for that alone.
const COPY_DAYS: i32 = 60;
/// Terms from which that is no chance.
const COPY_LEAST: usize = 8;

/// Two articles `a < b` that are alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) shared: Shared,
}

/// What two articles, or groups of them, have in common: inner products of their vectors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    pub(super) terms: f64,
    /// Of the days that they speak of.
    pub(super) days: f64,
}

impl Shared {
    /// What a third shares with both.
    pub(super) fn with(self, other: Self) -> Self {
        Self { terms: self.terms + other.terms, days: self.days + other.days }
    }

    /// The mean over so many pairs.
    pub(super) fn over(self, pairs: f64) -> Self {
        Self { terms: self.terms / pairs, days: self.days / pairs }
    }

    /// The likeness of texts so many days apart. Reports of one event come close together, and
    /// whatever comes later names its day.
    pub(super) fn dated(self, gap: f64) -> f64 {
        let faded = (-gap / FADING).exp().max(RECALLED * self.days);
        self.terms * faded * (OTHER_DAYS + (SAME_DAYS - OTHER_DAYS) * self.days)
    }
}

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
    let postings = Postings::new(pages, vectors);
    let needed = SHARED.min(vectors.len() as u32);
    let of_rank = |rank: usize| {
        let a = postings.order[rank] as usize;
        let mut found = Pairs::default();
        for b in postings.next(rank, needed) {
            let gap = gap(pages[a].day, pages[b].day);
            if gap > window {
                continue;
            }
            let (product, common) = product(&vectors[a], &vectors[b]);
            let days = self::product(&pages[a].told, &pages[b].told).0;
            let shared = Shared { terms: product, days };
            if shared.dated(f64::from(gap)) >= threshold {
                found.alike.push(Edge { a: a.min(b), b: a.max(b), shared });
            }
            if gap <= COPY_DAYS && copies(&vectors[a], &vectors[b], common) {
                found.copies.push((a.min(b), a.max(b)));
            }
        }
        found
    };
    let all: Vec<Pairs> = (0..vectors.len()).into_par_iter().map(of_rank).collect();
    let mut pairs = Pairs::default();
    for found in all {
        pairs.alike.extend(found.alike);
        pairs.copies.extend(found.copies);
    }
    pairs.alike.sort_unstable_by_key(|edge| (edge.a, edge.b));
    pairs.copies.sort_unstable();
    pairs
}

/// Whether two articles share most of their terms.
fn copies(a: &Vector, b: &Vector, common: usize) -> bool {
    let all = a.len() + b.len() - common;
    common >= COPY_LEAST && common as f64 >= COPIES * all as f64
}

/// Which articles each term proposes, all in order of day.
#[derive(Debug)]
struct Postings {
    /// Articles in order of day; the place of an article here is its rank.
    order: Vec<u32>,
    /// A term and the rank of an article that it proposes, in order.
    entries: Vec<(u32, u32)>,
    /// Where the entries of each rank stand.
    places: Vec<Vec<u32>>,
}

impl Postings {
    fn new(pages: &[Page], vectors: &[Vector]) -> Self {
        let mut order: Vec<u32> = (0..vectors.len() as u32).collect();
        order.sort_by_key(|&at| (pages[at as usize].day, at));
        let entries = (0u32..).zip(&order).collect::<Vec<_>>().into_par_iter();
        let mut entries: Vec<(u32, u32)> = entries
            .flat_map_iter(|(rank, &at)| {
                proposing(&vectors[at as usize]).map(move |term| (term, rank))
            })
            .collect();
        entries.par_sort_unstable();
        let mut places = vec![Vec::new(); order.len()];
        for (place, (_, rank)) in (0u32..).zip(&entries) {
            places[*rank as usize].push(place);
        }
        Self { order, entries, places }
    }

    /// Later articles that at least so many terms of an article propose to it.
    fn next(&self, rank: usize, needed: u32) -> Vec<usize> {
        let mut ranks: Vec<u32> = Vec::with_capacity(PROPOSING * NEIGHBOURS);
        for &place in &self.places[rank] {
            let (term, _) = self.entries[place as usize];
            let rest = self.entries.iter().skip(place as usize + 1).take(NEIGHBOURS);
            let same = rest.take_while(|(other, _)| *other == term);
            ranks.extend(same.map(|(_, rank)| *rank));
        }
        ranks.sort_unstable();
        let often = ranks.chunk_by(|a, b| a == b).filter(|same| same.len() as u32 >= needed);
        often.map(|same| self.order[same[0] as usize] as usize).collect()
    }
}

/// The weightiest terms of a vector; of equal ones the lower number.
fn proposing(vector: &Vector) -> impl Iterator<Item = u32> {
    let mut order: Vector = vector.clone();
    let weightier = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if order.len() > PROPOSING {
        order.select_nth_unstable_by(PROPOSING, weightier);
        order.truncate(PROPOSING);
    }
    order.into_iter().map(|(term, _)| term)
}

/// Days between two days; an unknown day lies on every other.
fn gap(a: Option<Date>, b: Option<Date>) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |gap| gap.get_days().abs()),
        _ => 0,
    }
}
