//! Documents grouped for the pool.

use std::iter::Peekable;

/// Some documents in a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch<T> {
    /// The number of its first document within the pass, counted from 0.
    pub(crate) first: u64,
    /// Its documents.
    pub(crate) items: Vec<T>,
}

/// Groups items until there are enough, or enough bytes, whichever comes first.
pub(crate) struct Batches<I: Iterator, W> {
    items: Peekable<I>,
    weigh: W,
    next: u64,
    most_items: usize,
    most_bytes: usize,
}

impl<I: Iterator, W: Fn(&I::Item) -> usize> Batches<I, W> {
    /// `weigh` says how many bytes an item has. One that is heavier than a batch may be travels alone.
    pub(crate) fn new(items: I, most_items: usize, most_bytes: usize, weigh: W) -> Self {
        Self { items: items.peekable(), weigh, next: 0, most_items: most_items.max(1), most_bytes }
    }
}

impl<I: Iterator, W: Fn(&I::Item) -> usize> Iterator for Batches<I, W> {
    type Item = Batch<I::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.items.next()?;
        let mut bytes = (self.weigh)(&first);
        let mut items = Vec::with_capacity(self.most_items.min(1024));
        items.push(first);
        while items.len() < self.most_items && bytes < self.most_bytes {
            let Some(item) =
                self.items.next_if(|item| bytes + (self.weigh)(item) <= self.most_bytes)
            else {
                break;
            };
            bytes += (self.weigh)(&item);
            items.push(item);
        }
        let first = self.next;
        self.next += items.len() as u64;
        Some(Batch { first, items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(weights: &[usize], most: (usize, usize), expected: &[&[usize]]) {
        let batches = Batches::new(weights.iter().copied(), most.0, most.1, |weight| *weight);
        let found: Vec<Batch<usize>> = batches.collect();
        assert_eq!(found.iter().map(|batch| &batch.items[..]).collect::<Vec<_>>(), expected);
        let firsts = found.iter().scan(0, |at, batch| {
            let first = *at;
            *at += batch.items.len() as u64;
            Some(first)
        });
        assert!(firsts.eq(found.iter().map(|batch| batch.first)));
    }

    #[test]
    fn closes_at_whichever_comes_first() {
        check(&[], (2, 10), &[]);
        check(&[1, 1, 1], (2, 10), &[&[1, 1], &[1]]);
        check(&[6, 4, 1], (9, 10), &[&[6, 4], &[1]]);
        check(&[6, 5, 99, 1], (9, 10), &[&[6], &[5], &[99], &[1]]);
        check(&[0, 0, 0], (9, 0), &[&[0], &[0], &[0]]);
        check(&[1, 2], (0, 10), &[&[1], &[2]]);
    }
}
