//! One pass over many batches, on all cores and in order.
//!
//! ```text
//!  credits ─▶ feeder ──one rayon task a batch──▶ results (bounded) ─▶ collector ─▶ credits
//! ```
//!
//! The feeder (a plain thread) takes a credit, pulls and numbers the next batch and spawns one task
//! for it. A task only computes: it holds no lock, receives nothing, and its one send cannot block,
//! because the channel has as many places as there are credits and a credit is returned only after
//! its result was received. The collector (the calling thread) hands results on in the order of
//! their numbers and returns the credits. So there is no cycle of waiting, whatever the number of
//! threads: the collector waits for tasks alone, tasks for nothing, the feeder for credits that the
//! collector always returns, or else drops; then every waiting end learns it from its channel.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::RunError;
use crate::caught::caught;

/// Deep enough for recursive stages on nested input; only touched pages count.
const STACK_BYTES: usize = 8 << 20;

/// The run's own worker pool and its limits.
pub(crate) struct Engine<'a> {
    pool: ThreadPool,
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

type Done<R> = (u64, Result<R, String>);

impl<'a> Engine<'a> {
    /// `threads` 0 is one per core, `credits` 0 is four per thread.
    pub(crate) fn new(
        threads: usize,
        credits: usize,
        interrupt: &'a AtomicBool,
    ) -> Result<Self, RunError> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK_BYTES)
            .thread_name(|index| format!("tidings-work-{index}"))
            .build()
            .map_err(|why| RunError::Threads(why.to_string()))?;
        let credits = if credits == 0 { 4 * pool.current_num_threads() } else { credits };
        Ok(Self { pool, credits, interrupt, waited: AtomicU64::new(0) })
    }

    /// How many threads work.
    pub(crate) fn threads(&self) -> usize {
        self.pool.current_num_threads()
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
    /// The first error of `collect`, or that a thread died. Nothing is collected after it.
    pub(crate) fn run_pass<B: Send, R: Send>(
        &self,
        feed: impl Iterator<Item = B> + Send,
        work: impl Fn(B) -> R + Sync,
        collect: impl FnMut(R) -> Result<(), RunError>,
    ) -> Result<Ended, RunError> {
        thread::scope(|threads| {
            let (return_credit, credits) = bounded(self.credits);
            (0..self.credits).try_for_each(|_| return_credit.send(())).expect("there is room");
            let (done, results) = bounded(self.credits);
            let work = &work;
            let feeder = thread::Builder::new()
                .name("tidings-feed".to_owned())
                .spawn_scoped(threads, move || self.feed(feed, work, &credits, &done))
                .map_err(|why| RunError::Threads(why.to_string()))?;
            let collected =
                collect_in_order(results, return_credit, (self.credits, &self.waited), collect);
            let fed = feeder.join().map_err(|payload| RunError::Died(words(&*payload)));
            collected.and(fed)
        })
    }

    fn feed<B: Send, R: Send>(
        &self,
        mut batches: impl Iterator<Item = B>,
        work: &(impl Fn(B) -> R + Sync),
        credits: &Receiver<()>,
        done: &Sender<Done<R>>,
    ) -> Ended {
        // The scope's body runs on this thread, its tasks in the pool; it ends when they have.
        self.pool.in_place_scope(|tasks| {
            for sequence in 0.. {
                if self.interrupt.load(Ordering::Relaxed) {
                    return Ended::Interrupted;
                }
                let Ok(()) = credits.recv() else { break };
                let Some(batch) = batches.next() else { break };
                tasks.spawn(move |_| {
                    let result = caught(|| work(batch));
                    // It fails only when the collector has given up, and nobody wants it then.
                    let _ = done.send((sequence, result));
                });
            }
            Ended::Whole
        })
    }
}

/// Receives until every sender is gone. Owns its channel ends, so that giving up lets go of them.
fn collect_in_order<R>(
    results: Receiver<Done<R>>,
    return_credit: Sender<()>,
    (credits, waited): (usize, &AtomicU64),
    mut collect: impl FnMut(R) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let mut waiting = Waiting::new(credits);
    for (sequence, result) in results {
        waiting.put(sequence, result.map_err(RunError::Died)?);
        while let Some((result, time)) = waiting.take() {
            waited.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
            collect(result)?;
            // It fails only when the feeder is through, and nobody needs the credit then.
            let _ = return_credit.send(());
        }
    }
    Ok(())
}

/// Results that came before their turn: a window as wide as there are credits.
struct Waiting<R> {
    next: u64,
    /// Each with the time when it came, if others had to come before it.
    window: VecDeque<Option<(R, Option<Instant>)>>,
}

impl<R> Waiting<R> {
    fn new(width: usize) -> Self {
        Self { next: 0, window: (0..width).map(|_| None).collect() }
    }

    fn put(&mut self, sequence: u64, result: R) {
        let place = usize::try_from(sequence - self.next).expect("no wider than the credits");
        self.window[place] = Some((result, (place > 0).then(Instant::now)));
    }

    /// The next result, and how long it waited for those before it.
    fn take(&mut self) -> Option<(R, Duration)> {
        let (result, came) = self.window.front_mut()?.take()?;
        self.window.rotate_left(1);
        self.next += 1;
        Some((result, came.map_or(Duration::ZERO, |came| came.elapsed())))
    }
}

fn words(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    static NEVER: AtomicBool = AtomicBool::new(false);

    /// Runs a test on a thread of its own, and fails it when it hangs.
    fn watched<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
        let (done, result) = bounded(1);
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
                let engine = Engine::new(threads, credits, &NEVER).unwrap();
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
                let engine = Engine::new(threads, credits, &NEVER).unwrap();
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
                let engine = Engine::new(threads, credits, &NEVER).unwrap();
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
                let engine = Engine::new(threads, credits, &stop).unwrap();
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
