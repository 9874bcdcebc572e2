//! Which sketches are worth comparing, without comparing all.
//!
//! Sketches that share a hash are candidates. Of the sketches with one hash each is paired only
//! with the first few and the few right before it, so the work grows with the number of articles
//! and not with its square, however many of them are copies of one text.

use tidings_model::{Copy, CopyKind, SharedSpan, Span};

use super::sketch::Sketch;

/// How many of the first, and of the last before it, an article is paired with for each hash.
const NEIGHBOURS: usize = 3;

/// Two sketches that share fewer hashes are not compared: it would be chance.
const FEWEST_SHARED: usize = 3;

/// The pairs of copies: each article that repeats an earlier one, with the one it repeats most of.
///
/// Sketches must be in the order of [`Sketch::order`]; `least` is the containment from which two
/// texts are near copies.
pub(crate) fn pairs(sketches: &[Sketch], least: f64) -> Vec<Copy> {
    let (first, mut copies) = exact(sketches);
    let index = index(sketches, &first);
    copies.extend(near(sketches, &candidates(&index), least));
    copies
}

/// Pairs each article with the first of the same words; also whether each is such a first.
fn exact(sketches: &[Sketch]) -> (Vec<bool>, Vec<Copy>) {
    let mut order: Vec<(u128, usize)> =
        sketches.iter().enumerate().filter_map(|(at, s)| Some((s.whole?, at))).collect();
    order.sort_unstable();
    let mut first = vec![true; sketches.len()];
    let mut copies = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let Some((&(_, original), others)) = group.split_first() else { continue };
        for &(_, at) in others {
            first[at] = false;
            copies.push(exact_copy(&sketches[at], &sketches[original]));
        }
    }
    (first, copies)
}

fn exact_copy(a: &Sketch, b: &Sketch) -> Copy {
    let spans = vec![SharedSpan { a: Span::new(0, a.len), b: Span::new(0, b.len) }];
    Copy { a: a.id, b: b.id, kind: CopyKind::Exact, similarity: 1.0, spans }
}

/// Every hash with the article it stands in, by hash and then in the order of articles.
fn index(sketches: &[Sketch], first: &[bool]) -> Vec<(u32, u32)> {
    let long = sketches.iter().zip(first).enumerate();
    let long = long.filter(|(_, (sketch, first))| **first && sketch.is_long());
    let mut index: Vec<(u32, u32)> = long
        .flat_map(|(at, (sketch, _))| {
            sketch.least.iter().map(move |hash| (*hash, crate::offset(at)))
        })
        .collect();
    index.sort_unstable();
    index
}

/// Pairs of a later and an earlier article, once for each hash they share, in order.
fn candidates(index: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for group in index.chunk_by(|a, b| a.0 == b.0) {
        for (at, &(_, later)) in group.iter().enumerate().skip(1) {
            let before = at.saturating_sub(NEIGHBOURS).max(NEIGHBOURS);
            let earlier = (0..at.min(NEIGHBOURS)).chain(before..at);
            found.extend(earlier.map(|earlier| (later, group[earlier].1)));
        }
    }
    found.sort_unstable();
    found
}

/// The best earlier article of each later one, if it holds enough of it.
fn near(sketches: &[Sketch], candidates: &[(u32, u32)], least: f64) -> Vec<Copy> {
    let mut copies: Vec<Copy> = Vec::new();
    for later in candidates.chunk_by(|a, b| a.0 == b.0) {
        let pairs = later.chunk_by(|a, b| a == b).filter(|pair| pair.len() >= FEWEST_SHARED);
        let mut best: Option<Copy> = None;
        for &(a, b) in pairs.filter_map(<[(u32, u32)]>::first) {
            let (a, b) = (&sketches[a as usize], &sketches[b as usize]);
            let similarity = a.containment(b);
            // Candidates come in order, so the earliest of equals stays.
            if similarity >= least && best.as_ref().is_none_or(|best| similarity > best.similarity)
            {
                let kind = CopyKind::Near;
                best = Some(Copy { a: a.id, b: b.id, kind, similarity, spans: Vec::new() });
            }
        }
        copies.extend(best);
    }
    copies
}
