//! Damaged copies of files, for tests that nothing breaks a reader.
//!
//! The same seed damages the same bytes in the same way, so what fails once can be looked at again.
//! A test tries a fixed number of seeds; where `TIDINGS_FUZZ_SECONDS` is set, as many as fit into
//! that time, and each must be done within [`MOST_SECONDS`].

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// What one damaged file may take.
pub const MOST_SECONDS: u64 = 10;

/// Numbers that look random, the same for the same seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from nought up to, and not with, `end`; nought where that is nought.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % end.max(1)
    }
}

/// A damaged copy of some bytes: one to four of the things that happen to files.
#[must_use]
pub fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(seed);
    let mut bytes = bytes.to_vec();
    for _ in 0..=numbers.below(4) {
        damage(&mut bytes, &mut numbers);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let start = numbers.below(bytes.len());
    let longest = [8, 64, bytes.len()][numbers.below(3)];
    let end = (start + 1 + numbers.below(longest)).min(bytes.len());
    match numbers.below(7) {
        0 => bytes.truncate(start),
        1 => {
            let bit = 1 << numbers.below(8);
            bytes.iter_mut().skip(start).take(1).for_each(|byte| *byte ^= bit);
        }
        2 => drop(bytes.drain(start..end)),
        3 => {
            let again = bytes.get(start..end).unwrap_or_default().to_vec();
            let at = numbers.below(bytes.len() + 1);
            bytes.splice(at..at, again);
        }
        4 => {
            let with = [0, 0xff, b'0', b'9', b'\n'][numbers.below(5)];
            bytes.get_mut(start..end).unwrap_or_default().fill(with);
        }
        5 => {
            let noise: Vec<u8> =
                (0..1 + numbers.below(64)).map(|_| numbers.below(256) as u8).collect();
            bytes.splice(start..start, noise);
        }
        _ => {
            let huge = [u32::MAX.to_le_bytes(), 0x8000_0000_u32.to_be_bytes()][numbers.below(2)];
            let len = bytes.len();
            bytes.splice(start..(start + 4).min(len), huge);
        }
    }
}

/// Runs a check over damaged copies of named files.
///
/// `rounds` is how often each is damaged, where no time is set.
///
/// # Panics
/// If the check does, or takes too long; file and seed are named.
pub fn for_many(files: &[(&str, Vec<u8>)], rounds: u64, check: impl Fn(&str, &[u8])) {
    for_seeds(rounds, |round| {
        for (at, (name, bytes)) in (0u64..).zip(files) {
            let seed = round << 16 | at;
            let clock = Instant::now();
            let done = catch_unwind(AssertUnwindSafe(|| check(name, &damaged(bytes, seed))));
            assert!(
                seconds().is_none() || clock.elapsed() < Duration::from_secs(MOST_SECONDS),
                "{name} damaged with seed {seed} took longer than {MOST_SECONDS} s"
            );
            if let Err(panic) = done {
                say(name, seed);
                resume_unwind(panic);
            }
        }
    });
}

/// Runs a check with the seeds from nought up: `rounds` of them, where no time is set.
pub fn for_seeds(rounds: u64, mut check: impl FnMut(u64)) {
    let (clock, seconds) = (Instant::now(), seconds());
    let goes_on = |seed: &u64| match seconds {
        Some(seconds) => clock.elapsed() < Duration::from_secs(seconds),
        None => *seed < rounds,
    };
    (0..).take_while(goes_on).for_each(&mut check);
}

/// How long to go on, if that is set.
fn seconds() -> Option<u64> {
    std::env::var("TIDINGS_FUZZ_SECONDS").ok()?.parse().ok()
}

#[expect(clippy::print_stderr, reason = "a test that fails says on what")]
fn say(name: &str, seed: u64) {
    eprintln!("{name} damaged with seed {seed}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_damage_and_can_be_done_again() {
        let bytes: Vec<u8> = (0..=255).collect();
        let changed = (0..1000).filter(|seed| damaged(&bytes, *seed) != bytes).count();
        assert!(changed > 900, "{changed} of 1000 copies are damaged");
        assert!((0..1000).all(|seed| damaged(&bytes, seed) == damaged(&bytes, seed)));
        assert!((0..1000).all(|seed| damaged(b"", seed).len() < 1000));
    }

    #[test]
    #[should_panic(expected = "found it")]
    fn a_check_that_fails_is_heard() {
        for_many(&[("a", vec![0; 9])], 100, |_, bytes| assert!(bytes.len() > 3, "found it"));
    }
}
