//! Which earlier articles share shingles with an article.

use std::cmp::Reverse;

use super::anchors::Cursor;
use super::sketch::Sketch;

/// In how many steps the index is built, so that it never holds all shingles at once.
const SLICES: u64 = 64;

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
///
/// In slices of equal width, so that no list is long enough to be moved while it grows.
#[derive(Debug)]
pub(super) struct Index(Vec<Slice>);

/// The shingles whose hashes begin with the same bits.
#[derive(Debug)]
struct Slice {
    /// In order.
    hashes: Box<[u32]>,
    /// Where the places of each hash begin, counted from where those of its block do.
    begins: Box<[u16]>,
    /// Runs of hashes whose places lie so near each other that two bytes say where: mostly one.
    blocks: Box<[Block]>,
    /// Places of articles, of each hash in order.
    places: Box<[u32]>,
}

/// The first hash of a block, by its number, and where its places begin.
#[derive(Debug)]
struct Block {
    first: u32,
    begin: u32,
}

impl Index {
    /// Of these articles, but those that `leave_out` says.
    pub(super) fn of(sketches: &[Sketch], leave_out: impl Fn(usize) -> bool) -> Self {
        let kept = sketches.iter().enumerate().filter(|(at, _)| !leave_out(*at));
        let kept = kept.map(|(at, sketch)| (crate::offset(at), sketch.sample()));
        let mut cursors = vec![Cursor::default(); sketches.len()];
        let mut entries = Vec::new();
        let slice = |step: u64| {
            let end = ((step + 1) << 32) / SLICES;
            entries.clear();
            for (at, sample) in kept.clone() {
                let entry = |hash| u64::from(hash) << 32 | u64::from(at);
                let cursor = &mut cursors[at as usize];
                cursor.go_below(sample, end, |anchor| entries.push(entry(anchor.hash)));
            }
            entries.sort_unstable();
            Slice::of(&entries)
        };
        Self((0..SLICES).map(slice).collect())
    }

    /// The places of the articles with a shingle, in order.
    fn group(&self, wanted: u32) -> &[u32] {
        self.0[((u64::from(wanted) * SLICES) >> 32) as usize].group(wanted)
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
        for anchor in sketch.anchors() {
            let group = self.group(anchor.hash);
            let before = &group[..group.partition_point(|place| (*place as usize) < at)];
            let near = before.len().saturating_sub(NEIGHBOURS).max(FIRST.min(before.len()));
            let chosen = before.iter().take(FIRST).chain(&before[near..]);
            scratch.extend(chosen.map(|place| (*place, group.len() <= RARE)));
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

impl Slice {
    /// Of entries in order, each with its hash in the upper half and its place in the lower.
    fn of(entries: &[u64]) -> Self {
        let hash = |entry: &u64| (entry >> 32) as u32;
        let groups = entries.chunk_by(|a, b| hash(a) == hash(b)).filter(|group| group.len() > 1);
        let many = groups.clone().count();
        let (mut hashes, mut begins) = (Vec::with_capacity(many), Vec::with_capacity(many));
        let mut places = Vec::with_capacity(groups.clone().map(<[u64]>::len).sum());
        let mut blocks = vec![Block { first: 0, begin: 0 }];
        for group in groups {
            let begin = crate::offset(places.len());
            let last = blocks.last().map_or(0, |block| block.begin);
            begins.push(u16::try_from(begin - last).unwrap_or_else(|_| {
                blocks.push(Block { first: crate::offset(hashes.len()), begin });
                0
            }));
            hashes.push(hash(&group[0]));
            places.extend(group.iter().map(|entry| *entry as u32));
        }
        Self {
            hashes: hashes.into_boxed_slice(),
            begins: begins.into_boxed_slice(),
            blocks: blocks.into_boxed_slice(),
            places: places.into_boxed_slice(),
        }
    }

    fn group(&self, wanted: u32) -> &[u32] {
        let Ok(at) = self.hashes.binary_search(&wanted) else { return &[] };
        &self.places[self.begin(at)..self.begin(at + 1)]
    }

    /// Where the places of a hash begin; behind the last one, where all end.
    fn begin(&self, at: usize) -> usize {
        let Some(begin) = self.begins.get(at) else { return self.places.len() };
        let behind = self.blocks.partition_point(|block| block.first as usize <= at);
        self.blocks[behind - 1].begin as usize + usize::from(*begin)
    }
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
        assert_eq!(Index::of(&[], |_| false).group(7), [0; 0]);
    }

    #[test]
    fn groups_lie_wherever_their_places_begin() {
        // The second and the fourth have more places than two bytes can count.
        let many = [2, 70_000, 3, 200_000, 2, 2];
        let of = |(hash, many): (u64, u32)| (0..many).map(move |at| hash << 32 | u64::from(at));
        let entries: Vec<u64> = (10..).zip(many).flat_map(of).collect();
        let slice = Slice::of(&entries);
        let found = (9..17).map(|hash| slice.group(hash).len() as u32).collect::<Vec<_>>();
        assert_eq!(found, [0, 2, 70_000, 3, 200_000, 2, 2, 0]);
        assert!(
            (10..16).all(|hash| slice.group(hash).iter().copied().eq(0..many[hash as usize - 10]))
        );
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
