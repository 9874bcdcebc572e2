//! Chance that repeats itself: the same seed, the same draws, on every machine.

/// A stream of draws: SplitMix64 (Steele, Lea and Flood, “Fast splittable pseudorandom number
/// generators”, 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for one part of the work, so that parts do not move each other.
    pub(crate) fn fork(&self, part: u64) -> Self {
        let mut other = Self(self.0 ^ part.wrapping_mul(0xA076_1D64_78BD_642F));
        other.next();
        other
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `end`, all alike; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn within(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A rank below `end`, low ones more often: how often words of a language are used (Zipf).
    pub(crate) fn rank(&mut self, end: usize) -> usize {
        (((end + 1) as f64).powf(self.share()) as usize).saturating_sub(1).min(end - 1)
    }

    /// One of some.
    ///
    /// # Panics
    /// If there are none.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Puts them in another order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_repeat_and_spread() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..1000).map(|_| random.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!((0..10).all(|n| draw(7).iter().filter(|&&found| found == n).count() > 60));
    }

    #[test]
    fn low_ranks_come_more_often() {
        let mut random = Random::new(1);
        let ranks: Vec<usize> = (0..10_000).map(|_| random.rank(1000)).collect();
        let below = |end| ranks.iter().filter(|&&rank| rank < end).count();
        assert!(below(10) > 2500 && below(10) < 4500, "{}", below(10));
        assert!(ranks.iter().all(|&rank| rank < 1000) && ranks.iter().any(|&rank| rank > 900));
    }
}
