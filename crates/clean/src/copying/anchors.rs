//! The sample of an article's shingles, in about six bytes each.
//!
//! Shingles stand in order of their hashes, each as the distance from the one before. Most are short:
//! one of 48 bits with a distance below 2²⁵, a length below 64 and a place below 2¹⁶ bytes; the others
//! take 72.

use tidings_model::Span;

/// A shingle of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Anchor {
    /// Of its words.
    pub(super) hash: u32,
    start: u32,
    len: u8,
}

impl Anchor {
    /// None if it stands 16 MiB or more into a text.
    pub(super) fn new(hash: u32, span: Span) -> Option<Self> {
        // A shingle too long for a byte is kept as far as its first byte.
        let len = u8::try_from(span.len()).unwrap_or(0);
        (span.start < 1 << 24).then_some(Self { hash, start: span.start, len })
    }

    /// Where it stands in the text.
    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.start + u32::from(self.len))
    }
}

/// Bytes of a short shingle, and of a long one before its length.
const SHORT: usize = 6;
const LONG: usize = 8;

/// Packs shingles that are in order of their hashes, each hash once.
pub(super) fn pack(anchors: &[Anchor], into: &mut Vec<u8>) {
    let mut last = 0;
    for &Anchor { hash, start, len } in anchors {
        let (apart, place) = (u64::from(hash - last), u64::from(start));
        if apart < 1 << 25 && len < 64 && start < 1 << 16 {
            let bits = apart << 1 | u64::from(len) << 26 | place << 32;
            into.extend_from_slice(&bits.to_le_bytes()[..SHORT]);
        } else {
            into.extend_from_slice(&(1 | apart << 1 | place << 33).to_le_bytes());
            into.push(len);
        }
        last = hash;
    }
}

/// The shingles that were packed, in order.
pub(super) fn unpack(packed: &[u8]) -> Iter<'_> {
    Iter { rest: packed, last: 0 }
}

/// How far shingles were gone through, in fewer bytes than the iterator takes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    at: u32,
    last: u32,
}

impl Cursor {
    /// Goes through the next shingles, as far as their hashes are below a bound.
    pub(super) fn go_below(&mut self, packed: &[u8], bound: u64, mut each: impl FnMut(Anchor)) {
        let mut left = Iter { rest: &packed[self.at as usize..], last: self.last };
        let mut ahead = left.clone();
        while let Some(anchor) = ahead.next().filter(|anchor| u64::from(anchor.hash) < bound) {
            each(anchor);
            left = ahead.clone();
        }
        *self = Self { at: crate::offset(packed.len() - left.rest.len()), last: left.last };
    }
}

/// Unpacks shingles.
#[derive(Debug, Clone)]
pub(super) struct Iter<'a> {
    rest: &'a [u8],
    last: u32,
}

impl Iterator for Iter<'_> {
    type Item = Anchor;

    fn next(&mut self) -> Option<Anchor> {
        let is_long = self.rest.first()? & 1 == 1;
        let mut bytes = [0; LONG];
        let (packed, rest) = self.rest.split_at(if is_long { LONG } else { SHORT });
        bytes[..packed.len()].copy_from_slice(packed);
        let bits = u64::from_le_bytes(bytes);
        let (apart, start, len);
        if is_long {
            let (first, rest) = rest.split_first()?;
            (apart, start, len) = ((bits >> 1) as u32, (bits >> 33) as u32, *first);
            self.rest = rest;
        } else {
            (apart, start) = ((bits >> 1) as u32 & ((1 << 25) - 1), (bits >> 32) as u32);
            len = (bits >> 26) as u8 & 63;
            self.rest = rest;
        }
        self.last += apart;
        Some(Anchor { hash: self.last, start, len })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn unpacks_what_it_packed(
            anchors in proptest::collection::btree_map(any::<u32>(), (0u32..1 << 24, any::<u8>()), 0..40),
            near in proptest::collection::btree_map(0u32..1 << 27, (0u32..1 << 16, 0u8..64), 0..40),
        ) {
            for made in [anchors, near] {
                let anchors: Vec<Anchor> =
                    made.into_iter().map(|(hash, (start, len))| Anchor { hash, start, len }).collect();
                let mut packed = Vec::new();
                pack(&anchors, &mut packed);
                prop_assert_eq!(unpack(&packed).collect::<Vec<_>>(), anchors.clone());
                let (mut cursor, mut gone) = (Cursor::default(), Vec::new());
                for bound in [1 << 8, 1 << 26, 1 << 26, 1 << 31, 1 << 32] {
                    cursor.go_below(&packed, bound, |anchor| gone.push(anchor));
                    prop_assert!(gone.iter().eq(anchors.iter().filter(|a| u64::from(a.hash) < bound)));
                }
            }
        }
    }

    #[test]
    fn most_take_six_bytes() {
        let at = |n: u32| Anchor { hash: n << 20, start: n * 40, len: 30 };
        let mut packed = Vec::new();
        pack(&(0..100).map(at).collect::<Vec<_>>(), &mut packed);
        assert_eq!(packed.len(), 600);
    }
}
