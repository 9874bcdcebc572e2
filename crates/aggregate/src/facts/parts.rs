//! Counts of one page that are the parts of another: six and seventeen of twenty-three.

use super::items::{Item, Topic};
use tidings_model::Modifier;

/// Sentences within which a total and its parts stand.
const REACH: u32 = 4;
/// Parts of a total at most.
const PARTS: usize = 6;
/// Totals below this are made up by chance too often.
const LEAST: f64 = 8.0;

/// A total and its parts, as indices of items.
#[derive(Debug, PartialEq)]
pub(super) struct Sum {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
}

/// The sums among the counts of one page. Parts stand in a row, right after the total or right
/// before it among the counts of the same thing; each is an exact number.
pub(super) fn sums(
    items: &[Item<'_>],
    same_noun: impl Fn(&Item<'_>, &Item<'_>) -> bool,
) -> Vec<Sum> {
    let counts: Vec<usize> = (0..items.len())
        .filter(|&at| {
            items[at].topic == Topic::Count && items[at].point().is_some_and(|value| value >= 1.0)
        })
        .collect();
    let mut found: Vec<Sum> = Vec::new();
    for (place, &total) in counts.iter().enumerate() {
        let near = |&&at: &&usize| {
            let apart = items[at].sentence.number.abs_diff(items[total].sentence.number);
            apart <= REACH
                && same_noun(&items[total], &items[at])
                && items[at].span != items[total].span
        };
        let window = 4 * PARTS;
        let after: Vec<usize> =
            counts.iter().skip(place + 1).take(window).filter(near).copied().collect();
        let before: Vec<usize> =
            counts.iter().take(place).rev().take(window).filter(near).copied().collect();
        let run = [after, before].into_iter().find_map(|run| parts_of(items, total, &run));
        if let Some(parts) = run {
            found.push(Sum { total, parts });
        }
    }
    found
}

/// The first parts of a run that sum to the total, if any.
fn parts_of(items: &[Item<'_>], total: usize, run: &[usize]) -> Option<Vec<usize>> {
    let whole = items[total].point().filter(|whole| *whole >= LEAST)?;
    let marked = items[total].said.modifier == Some(Modifier::Total);
    let mut sum = 0.0;
    for (n, &at) in run.iter().take(PARTS).enumerate() {
        sum += items[at].point()?;
        // Addends meet a total by chance; a marked total or a shared class confirms them.
        if n >= 1 && sum == whole {
            let mut parts: Vec<usize> = run.iter().take(n + 1).copied().collect();
            parts.sort_unstable();
            let sure =
                marked || parts.iter().all(|&at| items[at].said.class == items[total].said.class);
            return sure.then_some(parts);
        }
        if sum >= whole {
            return None;
        }
    }
    None
}
