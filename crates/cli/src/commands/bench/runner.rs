//! `bench runner`: what the runner itself costs a document, apart from stages and disk.
//!
//! Numbers go through four steps that do nothing, once the way that documents go (fed, batched,
//! hashed, each step guarded and counted, put back in order, entered in the ledger), and once
//! through the same four steps in one loop. What is told is the difference, as CPU time of all
//! threads, because that is what the stages would have had.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use serde::Serialize;
use tidings_model::Reject;

/// Numbers that are sent through, enough to make the clock's ten milliseconds small.
const DOCUMENTS: u64 = 10_000_000;
const STEPS: usize = 4;
/// Times each is measured; the least counts, because other work on the machine can only add.
const ROUNDS: usize = 3;
/// Sizes of a batch, and the most microseconds a document that the runner may cost there.
const BATCHES: [(usize, f64); 3] = [(64, 0.3), (32, 0.3), (8, 1.0)];

/// What one size of batch measured, in microseconds a document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measured {
    batch: usize,
    runner_us: f64,
    loop_us: f64,
    overhead_us: f64,
    most_us: f64,
}

pub(super) fn measure() -> Result<Vec<Measured>> {
    let step = |number: u64| -> Result<u64, Reject> { Ok(black_box(number).wrapping_add(1)) };
    let measured = BATCHES.into_iter().map(|(batch, most_us)| {
        let (mut loop_us, mut runner_us) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ROUNDS {
            let (fused, time) = timed(|| Ok(fused(&step)))?;
            loop_us = loop_us.min(time);
            let (passed, time) =
                timed(|| Ok(tidings_runner::empty_pass(DOCUMENTS, batch, 0, &step)?))?;
            runner_us = runner_us.min(time);
            anyhow::ensure!(fused == passed, "the runner made something else of the numbers");
        }
        Ok(Measured { batch, runner_us, loop_us, overhead_us: runner_us - loop_us, most_us })
    });
    measured.collect()
}

/// All numbers through all steps, in one loop.
fn fused(step: &dyn Fn(u64) -> Result<u64, Reject>) -> u64 {
    let mut total = 0u64;
    for number in 0..DOCUMENTS {
        let through = (0..STEPS).try_fold(number, |number, _| step(number));
        total = total.wrapping_add(through.unwrap_or_default());
    }
    total
}

/// Microseconds a document of a call: CPU time where the system tells it, else time.
fn timed(call: impl FnOnce() -> Result<u64>) -> Result<(u64, f64)> {
    let (clock, before) = (Instant::now(), cpu_seconds());
    let result = call()?;
    let seconds = match (before, cpu_seconds()) {
        (Some(before), Some(after)) => after - before,
        _ => clock.elapsed().as_secs_f64(),
    };
    Ok((result, seconds * 1e6 / DOCUMENTS as f64))
}

/// CPU time of this process so far.
pub(super) fn cpu_seconds() -> Option<f64> {
    // Ticks of the kernel's interface, which are hundredths of a second on every Linux.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / 100.0)
}

/// The figures for a person.
pub(super) fn table(measured: &[Measured]) -> String {
    let mut lines = vec![format!(
        "{:<8}{:>12}{:>12}{:>12}{:>12}   (CPU microseconds a document)",
        "batch", "runner", "loop", "overhead", "at most"
    )];
    lines.extend(measured.iter().map(|m| {
        let Measured { batch, runner_us, loop_us, overhead_us, most_us } = m;
        format!("{batch:<8}{runner_us:>12.3}{loop_us:>12.3}{overhead_us:>12.3}{most_us:>12.3}")
    }));
    lines.join("\n")
}
