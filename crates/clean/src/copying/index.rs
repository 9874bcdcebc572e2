//! Which earlier articles share shingles with an article.

use std::cmp::Reverse;

use super::sketch::Sketch;

/// In how many steps the index is built, so that it never holds all shingles at once.
const SLICES: u64 = 32;

/// Of many articles with one shingle an article is held against so many of the first ones, and so
/// many of those right before it.
const FIRST: usize = 8;
const NEIGHBOURS: usize = 16;

/// An article is held against at most so many others.
const MOST: usize = 24;

/// A shingle that no more articles have than these tells of a passage in common by itself.
const RARE: usize = 6;

/// An earlier article to hold an article against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its place.
    pub(super) at: usize,
    /// How many shingles both have that hardly any other has.
    pub(super) rare: usize,
    /// How many others.
    usual: usize,
}

/// The shingles that stand in several articles, each with the places of those articles.
#[derive(Debug)]
pub(super) struct Index {
    /// The hash in the upper half, the place of the article in the lower; in order.
    entries: Vec<u64>,
    /// Where the entries of each run of hashes begin.
    begins: Vec<u32>,
    /// The bits by which a hash is shifted to tell its run.
    shift: u32,
}

impl Index {
    /// Of these articles, but those that `leave_out` says.
    pub(super) fn of(sketches: &[Sketch], leave_out: impl Fn(usize) -> bool) -> Self {
        let mut entries = Vec::new();
        let mut slice = Vec::new();
        for step in 0..SLICES {
            let (from, to) = ((step << 32) / SLICES, ((step + 1) << 32) / SLICES);
            for (at, sketch) in sketches.iter().enumerate().filter(|(at, _)| !leave_out(*at)) {
                let within = &sketch.below(to)[sketch.below(from).len()..];
                slice.extend(within.iter().map(|a| u64::from(a.hash) << 32 | at as u64));
            }
            slice.sort_unstable();
            let groups = slice.chunk_by(|a, b| hash(*a) == hash(*b));
            let several = groups.filter(|group| group.len() > 1);
            // No room is left over: the list is the largest there is here.
            entries.reserve_exact(several.clone().map(<[u64]>::len).sum());
            entries.extend(several.flatten());
            slice.clear();
        }
        Self::with_begins(entries)
    }

    fn with_begins(entries: Vec<u64>) -> Self {
        let shift = (entries.len() as u64 / 2 + 1).leading_zeros().saturating_sub(32).max(4);
        let runs = (u32::MAX >> shift) as usize + 1;
        let mut begins = Vec::with_capacity(runs + 1);
        let mut at = 0;
        for run in 0..=runs as u64 {
            while entries.get(at).is_some_and(|entry| u64::from(hash(*entry) >> shift) < run) {
                at += 1;
            }
            begins.push(crate::offset(at));
        }
        Self { entries, begins, shift }
    }

    /// The places of the articles with a shingle, in order.
    fn group(&self, wanted: u32) -> &[u64] {
        let run = (wanted >> self.shift) as usize;
        let [from, to] = [self.begins[run] as usize, self.begins[run + 1] as usize];
        let run = &self.entries[from..to];
        let start = run.partition_point(|entry| hash(*entry) < wanted);
        let len = run[start..].partition_point(|entry| hash(*entry) == wanted);
        &run[start..start + len]
    }

    /// Earlier articles that share at least two shingles with the one at this place, or a rare one;
    /// those that share most first. `scratch` is room that is used again.
    pub(super) fn earlier(
        &self,
        sketch: &Sketch,
        at: usize,
        scratch: &mut Vec<(u32, bool)>,
    ) -> Vec<Candidate> {
        scratch.clear();
        for anchor in &sketch.anchors {
            let group = self.group(anchor.hash);
            let before = &group[..group.partition_point(|entry| place(*entry) < at)];
            let near = before.len().saturating_sub(NEIGHBOURS).max(FIRST.min(before.len()));
            let chosen = before.iter().take(FIRST).chain(&before[near..]);
            scratch.extend(chosen.map(|entry| (place(*entry) as u32, group.len() <= RARE)));
        }
        scratch.sort_unstable();
        let groups = scratch.chunk_by(|one, two| one.0 == two.0);
        let found = groups.map(|group| {
            let rare = group.iter().filter(|(_, rare)| *rare).count();
            Candidate { at: group[0].0 as usize, rare, usual: group.len() - rare }
        });
        let mut found: Vec<Candidate> =
            found.filter(|found| 2 * found.rare + found.usual > 1).collect();
        found.sort_unstable_by_key(|found| (Reverse(found.rare + found.usual), found.at));
        found.truncate(MOST);
        found
    }
}

fn hash(entry: u64) -> u32 {
    (entry >> 32) as u32
}

fn place(entry: u64) -> usize {
    (entry & u64::from(u32::MAX)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: std::ops::Range<u32>) -> Sketch {
        let text: Vec<String> = words.map(|n| format!("fog{n}")).collect();
        Sketch::of(&testkit::page(&text.join(" ")))
    }

    fn places(found: &[Candidate]) -> Vec<usize> {
        found.iter().map(|found| found.at).collect()
    }

    #[test]
    fn finds_those_that_share_most_first() {
        let sketches = [sketch(0..40), sketch(100..140), sketch(10..50), sketch(5..45)];
        let index = Index::of(&sketches, |_| false);
        let found = |at: usize| places(&index.earlier(&sketches[at], at, &mut Vec::new()));
        assert_eq!([found(0), found(1), found(2), found(3)], [vec![], vec![], vec![0], vec![0, 2]]);
        let index = Index::of(&sketches, |at| at == 0);
        assert_eq!(places(&index.earlier(&sketches[3], 3, &mut Vec::new())), [2]);
        assert!(Index::of(&[], |_| false).entries.is_empty());
    }

    #[test]
    fn a_shingle_of_many_articles_is_work_for_few() {
        let sketches: Vec<Sketch> = (0..200).map(|_| sketch(0..40)).collect();
        let index = Index::of(&sketches, |_| false);
        let found = places(&index.earlier(&sketches[150], 150, &mut Vec::new()));
        assert_eq!(found.len(), MOST);
        assert_eq!(found[..FIRST], [0, 1, 2, 3, 4, 5, 6, 7]);
        assert!(found[FIRST..].iter().all(|at| (134..150).contains(at)));
    }
}
