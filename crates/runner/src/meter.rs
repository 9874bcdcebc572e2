//! What the stages cost, when someone asks.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// What a stage cost over a run, summed over threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// How often it was called.
    pub calls: u64,
    /// Bytes it was given: of a document, of an article's text.
    pub bytes: u64,
    /// Time in it.
    pub nanoseconds: u64,
}

/// Costs by row; empty, and free, when nobody asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Vec<Cost>);

impl Meter {
    pub(crate) fn new(rows: usize, measure: bool) -> Self {
        Self(vec![Cost::default(); if measure { rows } else { 0 }])
    }

    /// Makes a call, and takes its time if someone asked.
    pub(crate) fn timed<T>(&mut self, row: usize, bytes: usize, call: impl FnOnce() -> T) -> T {
        if self.0.is_empty() {
            return call();
        }
        let clock = Instant::now();
        let result = call();
        self.spent(row, 1, bytes as u64, clock.elapsed());
        result
    }

    /// Adds a time taken elsewhere.
    pub(crate) fn spent(&mut self, row: usize, calls: u64, bytes: u64, time: Duration) {
        if let Some(cost) = self.0.get_mut(row) {
            cost.calls += calls;
            cost.bytes += bytes;
            cost.nanoseconds += u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        }
    }

    pub(crate) fn add(&mut self, other: &Meter) {
        for (cost, more) in self.0.iter_mut().zip(&other.0) {
            cost.calls += more.calls;
            cost.bytes += more.bytes;
            cost.nanoseconds += more.nanoseconds;
        }
    }

    pub(crate) fn costs(self) -> Vec<Cost> {
        self.0
    }
}

/// The most memory that the process held so far, where the system says it.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_only_when_asked() {
        for (measure, expected) in [(true, vec![(0, 0), (2, 7)]), (false, vec![])] {
            let mut meter = Meter::new(2, measure);
            assert_eq!(meter.timed(1, 3, || "result"), "result");
            let mut other = Meter::new(2, measure);
            other.timed(1, 4, || ());
            meter.add(&other);
            let found: Vec<_> = meter.costs().iter().map(|x| (x.calls, x.bytes)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_process_holds_memory() {
        if cfg!(target_os = "linux") {
            assert!(peak_memory_bytes().is_some_and(|bytes| bytes > 100_000));
        }
    }
}
