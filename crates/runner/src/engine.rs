//! One pass over many batches, on all cores and in order.
//!
//! The feeder (a plain thread) pulls and numbers batches while there are credits, one for each batch
//! in flight. Workers (as many threads as the run may use) take a batch each and only compute: while
//! a stage runs no lock is held and nothing is waited for but what the stage itself waits for. The
//! collector (the calling thread) gets the results in the order of their numbers, and each that it
//! has dealt with is a credit again. They meet at an [`Exchange`], which says why they cannot wait
//! for each other in a circle.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::Duration;

use crate::RunError;
use crate::caught::caught;
use crate::exchange::Exchange;

/// Deep enough for recursive stages on nested input; only touched pages count.
const STACK_BYTES: usize = 8 << 20;
/// Credits for each worker, unless said otherwise: enough that none runs dry while the batch of
/// another holds up the order.
const CREDITS: usize = 4;

/// The threads of a run and their limits.
#[derive(Debug)]
pub(crate) struct Engine<'a> {
    threads: usize,
    credits: usize,
    interrupt: &'a AtomicBool,
    /// Nanoseconds that results waited for results before them.
    waited: AtomicU64,
}

/// How a pass ended, short of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The feed ran dry.
    Whole,
    /// It was interrupted; every batch that was fed was also collected.
    Interrupted,
}

/// What came of a batch, or the words of a panic.
type Done<R> = Result<R, String>;

impl<'a> Engine<'a> {
    /// `threads` 0 is one per core, `credits` 0 is four per thread.
    pub(crate) fn new(threads: usize, credits: usize, interrupt: &'a AtomicBool) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if threads == 0 { cores() } else { threads };
        let credits = if credits == 0 { CREDITS * threads } else { credits };
        Self { threads, credits, interrupt, waited: AtomicU64::new(0) }
    }

    /// How many threads work.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// Does something that may share out its work, among as many threads as the run may use.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub(crate) fn within<R: Send>(
        &self,
        work: impl FnOnce() -> Result<R, RunError> + Send,
    ) -> Result<R, RunError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .stack_size(STACK_BYTES)
            .thread_name(|index| format!("tidings-finish-{index}"))
            .build()
            .map_err(|why| RunError::Threads(why.to_string()))?;
        pool.install(work)
    }

    /// How many batches may be in flight.
    pub(crate) fn credits(&self) -> usize {
        self.credits
    }

    /// How long results have waited so far for results before them, summed over batches.
    pub(crate) fn waited(&self) -> Duration {
        Duration::from_nanos(self.waited.load(Ordering::Relaxed))
    }

    /// Runs every batch of `feed` through `work`, in parallel, and hands the results to `collect`
    /// in the order of the feed.
    ///
    /// # Errors
    /// The first error of `collect`, or that a thread died or could not be started. Nothing is
    /// collected after it.
    pub(crate) fn run_pass<B: Send, R: Send>(
        &self,
        feed: impl Iterator<Item = B> + Send,
        work: impl Fn(B) -> R + Sync,
        collect: impl FnMut(R) -> Result<(), RunError>,
    ) -> Result<Ended, RunError> {
        let exchange = Exchange::new(self.credits);
        let (at, work) = (&exchange, &work);
        thread::scope(|threads| {
            // Whatever ends the collector, all others end, too.
            let ends = OnDrop(|| at.give_up());
            for index in 0..self.threads {
                start(threads, format!("tidings-work-{index}"), move || labour(at, work))?;
            }
            let feeder = start(threads, "tidings-feed".to_owned(), move || self.feed(feed, at))?;
            let collected = self.collect(at, collect);
            drop(ends);
            let fed = feeder.join().map_err(|payload| RunError::Died(words(&*payload)));
            collected.and(fed)
        })
    }

    fn feed<B, R>(&self, mut batches: impl Iterator<Item = B>, at: &Exchange<B, R>) -> Ended {
        let _ends = OnDrop(|| at.end());
        while let room @ 1.. = at.room() {
            for _ in 0..room {
                if self.interrupt.load(Ordering::Relaxed) {
                    return Ended::Interrupted;
                }
                let Some(batch) = batches.next() else { return Ended::Whole };
                at.feed(batch);
            }
        }
        Ended::Whole
    }

    fn collect<B, R>(
        &self,
        at: &Exchange<B, Done<R>>,
        mut collect: impl FnMut(R) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let mut ready = Vec::with_capacity(self.credits);
        while at.ready(&mut ready) {
            for (result, waited) in ready.drain(..) {
                let waited = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
                self.waited.fetch_add(waited, Ordering::Relaxed);
                collect(result.map_err(RunError::Died)?)?;
                at.collected();
            }
        }
        Ok(())
    }
}

/// Works on one batch after the other.
fn labour<B, R>(at: &Exchange<B, Done<R>>, work: &impl Fn(B) -> R) {
    while let Some((number, batch)) = at.take() {
        at.done(number, caught(|| work(batch)));
    }
}

fn start<'scope, T: Send + 'scope>(
    threads: &'scope Scope<'scope, '_>,
    name: String,
    body: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, RunError> {
    let builder = thread::Builder::new().name(name).stack_size(STACK_BYTES);
    builder.spawn_scoped(threads, body).map_err(|why| RunError::Threads(why.to_string()))
}

/// Does something when it goes, also in a panic.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn words(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    static NEVER: AtomicBool = AtomicBool::new(false);

    /// Runs a test on a thread of its own, and fails it when it hangs.
    fn watched<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
        let (done, result) = mpsc::channel();
        thread::spawn(move || done.send(test()));
        result.recv_timeout(Duration::from_secs(60)).expect("the pass hangs")
    }

    fn shapes() -> impl Iterator<Item = (usize, usize)> {
        [1, 2, 3, 8].into_iter().flat_map(|threads| [1, 2, 16].map(|credits| (threads, credits)))
    }

    #[test]
    fn keeps_the_order_of_the_feed() {
        for (threads, credits) in shapes() {
            let found = watched(move || {
                let engine = Engine::new(threads, credits, &NEVER);
                let mut found = Vec::new();
                // Uneven work, so that results overtake each other.
                let work = |n: u64| (0..(n % 7) * 500).fold(n, |a, _| std::hint::black_box(a));
                let ended = engine.run_pass(0..500, work, |n| {
                    found.push(n);
                    Ok(())
                });
                assert_eq!(ended.unwrap(), Ended::Whole);
                found
            });
            assert_eq!(found, (0..500).collect::<Vec<_>>(), "{threads} threads, {credits} credits");
        }
    }

    #[test]
    fn an_error_of_the_collector_ends_the_pass() {
        for (threads, credits) in shapes() {
            watched(move || {
                let engine = Engine::new(threads, credits, &NEVER);
                let ended = engine.run_pass(
                    0..,
                    |n| n,
                    |n: u64| match n {
                        99 => Err(RunError::Ledger("here".to_owned())),
                        _ => Ok(()),
                    },
                );
                assert!(matches!(ended, Err(RunError::Ledger(_))));
            });
        }
    }

    #[test]
    fn a_panic_anywhere_ends_the_pass() {
        for (threads, credits) in shapes() {
            watched(move || {
                let engine = Engine::new(threads, credits, &NEVER);
                let ended = engine.run_pass(0.., |n| assert!(n < 50, "in a task"), |()| Ok(()));
                assert!(matches!(ended, Err(RunError::Died(words)) if words == "in a task"));
                let feed = (0..).inspect(|n| assert!(*n < 50, "in the feed"));
                let ended = engine.run_pass(feed, |n| n, |_| Ok(()));
                assert!(matches!(ended, Err(RunError::Died(words)) if words == "in the feed"));
                let collect = |n| {
                    assert!(n < 50, "in the collector");
                    Ok(())
                };
                let ended = caught(|| engine.run_pass(0.., |n| n, collect).map(|_| ()).is_ok());
                assert_eq!(ended, Err("in the collector".to_owned()));
            });
        }
    }

    #[test]
    fn an_interrupted_pass_collects_what_it_fed() {
        for (threads, credits) in shapes() {
            watched(move || {
                let stop = AtomicBool::new(false);
                let engine = Engine::new(threads, credits, &stop);
                let mut fed = 0;
                let feed = (0..).inspect(|_| fed += 1);
                let mut collected = 0;
                let ended = engine.run_pass(
                    feed,
                    |n: u64| n,
                    |n| {
                        collected += 1;
                        stop.fetch_or(n == 20, Ordering::Relaxed);
                        Ok(())
                    },
                );
                assert_eq!(ended.unwrap(), Ended::Interrupted);
                assert_eq!(fed, collected);
            });
        }
    }
}
