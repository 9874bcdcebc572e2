//! Whether pages speak for two spellings to be one name or two.

use std::collections::{BTreeMap, BTreeSet};

/// Pages of a name that are looked at, the first.
const PAGES: usize = 4096;
/// Share of the pages of the rarer of two names on which both stand, from which they are two: a page
/// seldom spells one name in two ways, but often names two brothers.
const TOGETHER: f64 = 0.25;

/// Of some pairs of names, by place, those that do not stand on the same pages.
///
/// `pages` holds for each page the places of its names.
pub(super) fn not_together(pairs: Vec<(usize, usize)>, pages: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let wanted: BTreeSet<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    let mut found: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (page, names) in (0u32..).zip(pages) {
        for name in names.iter().map(|&name| name as usize).filter(|name| wanted.contains(name)) {
            let at = found.entry(name).or_default();
            if at.len() < PAGES && at.last() != Some(&page) {
                at.push(page);
            }
        }
    }
    let apart = |a: usize, b: usize| {
        let (Some(a), Some(b)) = (found.get(&a), found.get(&b)) else { return false };
        let both = crate::words::shared(a, b);
        both as f64 >= TOGETHER * a.len().min(b.len()) as f64 && both > 0
    };
    pairs.into_iter().filter(|&(a, b)| !apart(a, b)).collect()
}

#[test]
fn names_that_stand_side_by_side_are_two() {
    let pages = [vec![0, 1], vec![0, 1], vec![2], vec![3]];
    let pairs = vec![(0, 1), (2, 3)];
    assert_eq!(not_together(pairs, &pages), [(2, 3)]);
}
