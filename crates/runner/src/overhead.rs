//! What the runner itself costs, apart from any stage and any disk.

use std::sync::atomic::AtomicBool;

use tidings_model::Reject;
use xxhash_rust::xxh3::xxh3_128;

use crate::RunError;
use crate::batch::{Batch, Batches};
use crate::engine::Engine;
use crate::ledger::{Ledger, Rows};
use crate::outcome::Outcome;
use crate::segment::call;

static NEVER: AtomicBool = AtomicBool::new(false);
const STEPS: usize = 4;

/// Sends numbers through four steps, the way that documents go: fed, numbered and batched, hashed,
/// each step guarded and counted, set apart or not, put back in order, and entered in the ledger.
///
/// Says what the numbers amount to in the end.
///
/// # Errors
/// If threads cannot be started, or the counts do not add up.
#[doc(hidden)]
pub fn empty_pass(
    documents: u64,
    batch: usize,
    threads: usize,
    step: &(dyn Fn(u64) -> Result<u64, Reject> + Sync),
) -> Result<u64, RunError> {
    let rows = Rows::of_steps(STEPS);
    let engine = Engine::new(threads, 0, &NEVER);
    let mut ledger = Ledger::new(rows.clone());
    let mut total = 0u64;
    let work = |batch: Batch<u64>| {
        let (mut out, mut sum) = (Outcome::new(&rows, false), 0u64);
        for mut number in batch.items {
            out.document(xxh3_128(&number.to_le_bytes()), |out| {
                for row in 0..STEPS {
                    match call(row, 8, out, || step(number)) {
                        Ok(next) => number = next,
                        Err((_, reject)) => return drop(reject),
                    }
                    out.tally.leave(row);
                }
                sum = sum.wrapping_add(number);
            });
        }
        (sum, out)
    };
    let batches = Batches::new(0..documents, batch, usize::MAX, |_: &u64| 8);
    engine.run_pass(batches, work, |(sum, out)| {
        total = total.wrapping_add(sum);
        ledger.add(&out.tally, out.rejects)
    })?;
    let through = ledger.count(STEPS - 1).left;
    match through == documents {
        true => Ok(total),
        false => Err(RunError::Ledger(format!("{through} of {documents} numbers came through"))),
    }
}
