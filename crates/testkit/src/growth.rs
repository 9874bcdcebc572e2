//! How the cost of work grows with its input.
//!
//! A ratio over two sizes is a property of an algorithm, a time one of a machine. The sizes lie far
//! apart, so that growth with the square of the input stands far above what caches and other work on
//! the machine add to a measurement.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The larger input is so many times the smaller one.
pub const TIMES: usize = 8;
/// So many times as long it may take: eight for linear work, 64 for quadratic work.
const MOST: f64 = 24.0;
/// What takes less has no ratio worth the name.
const LEAST: Duration = Duration::from_millis(3);
/// How often both are measured before growth counts as found.
const TURNS: usize = 8;

/// The CPU time that this thread has used.
#[must_use]
pub fn cpu_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_nanos(now.tv_nsec.unsigned_abs())
}

/// The CPU time of this thread that work takes, and what comes of it.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = cpu_time();
    let made = work();
    (cpu_time() - before, made)
}

/// Whether cost grows in proportion from an input to one [`TIMES`] as large.
///
/// The least of several turns counts, since other work only adds to one.
///
/// # Errors
/// Both costs, where the larger input takes more than three times its share.
pub fn grows_evenly<T: ?Sized>(
    small: &T,
    large: &T,
    cost: impl Fn(&T) -> Duration,
) -> Result<(), String> {
    let (mut little, mut much) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        much = much.min(cost(large));
        if much < LEAST {
            return Ok(());
        }
        little = little.min(cost(small));
        if much.as_secs_f64() <= MOST * little.as_secs_f64() {
            return Ok(());
        }
    }
    let ratio = much.as_secs_f64() / little.as_secs_f64().max(f64::MIN_POSITIVE);
    Err(format!("{TIMES} times the input takes {ratio:.1} times as long: {little:.1?}, {much:.1?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(exponent: u32, expected: bool) {
        let cost = |size: &u64| Duration::from_micros(size.pow(exponent));
        let even = grows_evenly(&1000, &(1000 * TIMES as u64), cost);
        assert_eq!(even.is_ok(), expected, "{even:?}");
    }

    #[test]
    fn squares_are_found() {
        check(1, true);
        check(2, false);
    }

    #[test]
    fn what_takes_no_time_is_even() {
        assert_eq!(grows_evenly("", "", |_| Duration::ZERO), Ok(()));
    }
}
