//! Which value most origins support.

use std::collections::BTreeSet;

use tidings_model::Interval;

/// Points of equal support that are held against each other before they count as one stretch.
const TRIED: usize = 16;

/// A set of values that one origin gives, with its place in the caller's list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vote {
    pub(super) set: Interval,
    pub(super) origin: u32,
    pub(super) at: usize,
}

/// What a sweep over the endpoints finds.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    /// The narrowest value within the stretch that most origins support, and how many these are.
    Winner {
        /// Its place in the caller's list.
        at: usize,
        /// Origins whose values hold it.
        support: usize,
    },
    /// Several stretches are supported by as many origins.
    Tie,
    /// There is nothing to choose from.
    None,
}

/// Finds the value that most origins support; every set of an origin counts for it once.
pub(super) fn choose(votes: &[Vote]) -> Choice {
    let points = endpoints(votes);
    let support = |x: f64| -> BTreeSet<u32> {
        let holds = |vote: &&Vote| vote.set.meets(Interval { low: Some(x), high: Some(x) });
        votes.iter().filter(holds).map(|vote| vote.origin).collect()
    };
    let depths = depths(votes, &points);
    let Some(&most) = depths.iter().max() else { return Choice::None };
    let best: Vec<f64> =
        points.iter().zip(&depths).filter(|(_, depth)| **depth == most).map(|(x, _)| *x).collect();
    let Some(&first) = best.first() else { return Choice::None };
    // Two points belong together where the same origins support both.
    let supporters = support(first);
    if best.iter().take(TRIED).any(|&x| support(x) != supporters) {
        return Choice::Tie;
    }
    let holds = |vote: &&Vote| vote.set.meets(Interval { low: Some(first), high: Some(first) });
    let narrowest = votes
        .iter()
        .filter(holds)
        .min_by(|a, b| width(a.set).total_cmp(&width(b.set)).then(a.at.cmp(&b.at)));
    narrowest.map_or(Choice::None, |vote| Choice::Winner { at: vote.at, support: most })
}

fn width(set: Interval) -> f64 {
    set.low.zip(set.high).map_or(f64::INFINITY, |(low, high)| high - low)
}

/// Where support can change: every bound that is known.
fn endpoints(votes: &[Vote]) -> Vec<f64> {
    let mut points: Vec<f64> =
        votes.iter().flat_map(|vote| [vote.set.low, vote.set.high]).flatten().collect();
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}

/// At each point, the number of origins whose sets hold it, by one sweep from left to right.
fn depths(votes: &[Vote], points: &[f64]) -> Vec<usize> {
    let place = |x: f64| points.partition_point(|point| *point < x);
    let mut opens: Vec<Vec<u32>> = vec![Vec::new(); points.len() + 1];
    let mut closes: Vec<Vec<u32>> = vec![Vec::new(); points.len() + 1];
    for vote in votes {
        opens[vote.set.low.map_or(0, place)].push(vote.origin);
        closes[vote.set.high.map_or(points.len(), |high| place(high) + 1)].push(vote.origin);
    }
    let origins = votes.iter().map(|vote| vote.origin as usize + 1).max().unwrap_or(0);
    let mut open = vec![0u32; origins];
    let mut depth = 0;
    let mut depths = Vec::with_capacity(points.len());
    for at in 0..points.len() {
        for &origin in &closes[at] {
            open[origin as usize] -= 1;
            depth -= usize::from(open[origin as usize] == 0);
        }
        for &origin in &opens[at] {
            depth += usize::from(open[origin as usize] == 0);
            open[origin as usize] += 1;
        }
        depths.push(depth);
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sets: &[(f64, f64, u32)], expected: Choice) {
        let votes: Vec<Vote> = sets
            .iter()
            .enumerate()
            .map(|(at, &(low, high, origin))| {
                let end = |x: f64| x.is_finite().then_some(x);
                Vote { set: Interval { low: end(low), high: end(high) }, origin, at }
            })
            .collect();
        assert_eq!(choose(&votes), expected, "{sets:?}");
    }

    const ALL: f64 = f64::INFINITY;

    #[test]
    fn takes_what_most_origins_support() {
        check(&[], Choice::None);
        check(&[(9.0, 9.0, 0), (11.0, 11.0, 1), (9.0, ALL, 2)], Choice::Tie);
        check(
            &[(9.0, 9.0, 0), (11.0, 11.0, 1), (9.0, 9.0, 2)],
            Choice::Winner { at: 0, support: 2 },
        );
        check(&[(1615.0, 1785.0, 0), (1688.0, 1688.0, 1)], Choice::Winner { at: 1, support: 2 });
        check(&[(20.0, ALL, 0), (23.0, 23.0, 1)], Choice::Winner { at: 1, support: 2 });
        check(&[(21.0, ALL, 0)], Choice::Winner { at: 0, support: 1 });
    }

    #[test]
    fn a_copy_has_no_vote_of_its_own() {
        check(&[(9.0, 9.0, 0), (9.0, 9.0, 0), (11.0, 11.0, 1)], Choice::Tie);
    }
}
