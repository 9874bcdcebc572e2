//! Where feeder, workers and collector of a pass meet: one lock, held for moments.
//!
//! ```text
//!             ┌── to do ──▶ workers ──▶ done, by number ──┐
//!  feeder ────┤                                           ├──▶ collector
//!             └──────◀── room for as many again ◀─────────┘
//! ```
//!
//! Whoever finds nothing to do sleeps, and is woken once there is enough of it to be worth a
//! wake-up: the feeder when half of the room is free or the workers have run dry, the others when
//! their next batch is there. Nobody looks around in vain, so that a pass of short documents costs
//! their work and little else.
//!
//! Nobody waits for one that waits for him: the feeder sleeps only while batches are in flight, and
//! each of these is to do, being worked on, or waits for the collector; a worker sleeps only while
//! nothing is to do; the collector sleeps only while the batch that comes next is to do or being
//! worked on. So there is always one of them awake, on any number of cores, until all are through.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Batches on their way there and results on their way back.
#[derive(Debug)]
pub(crate) struct Exchange<B, R> {
    /// How many batches may be in flight: fed, and not yet collected.
    credits: usize,
    state: Mutex<State<B, R>>,
    room: Condvar,
    work: Condvar,
    results: Condvar,
}

#[derive(Debug)]
struct State<B, R> {
    to_do: VecDeque<(u64, B)>,
    /// The number of the next batch to be fed.
    fed: u64,
    /// The number of the next result to be collected.
    next: u64,
    /// Results from that number on, each with the time when it came, if others have to come first.
    done: VecDeque<Option<(R, Option<Instant>)>>,
    in_flight: usize,
    stage: Stage,
    feeder_sleeps: bool,
    collector_sleeps: bool,
    /// Workers that sleep and were not woken yet.
    workers_sleep: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Feeding,
    /// All there is was fed.
    Fed,
    /// Nobody wants results any more.
    GivenUp,
}

/// A result, and how long it waited for those before it.
pub(crate) type Ready<R> = (R, Duration);

impl<B, R> Exchange<B, R> {
    /// Room for so many batches at once; one at least.
    pub(crate) fn new(credits: usize) -> Self {
        let credits = credits.max(1);
        let state = State {
            to_do: VecDeque::with_capacity(credits),
            fed: 0,
            next: 0,
            done: VecDeque::with_capacity(credits),
            in_flight: 0,
            stage: Stage::Feeding,
            feeder_sleeps: false,
            collector_sleeps: false,
            workers_sleep: 0,
        };
        Self {
            credits,
            state: Mutex::new(state),
            room: Condvar::new(),
            work: Condvar::new(),
            results: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<B, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The feeder: waits until there is room, and says for how many batches; none once nobody wants
    /// any.
    pub(crate) fn room(&self) -> usize {
        let mut state = self.lock();
        while state.stage == Stage::Feeding && state.in_flight == self.credits {
            state.feeder_sleeps = true;
            state = wait(&self.room, state);
        }
        state.feeder_sleeps = false;
        if state.stage == Stage::Feeding { self.credits - state.in_flight } else { 0 }
    }

    /// The feeder: hands a batch over that there is room for.
    pub(crate) fn feed(&self, batch: B) {
        let mut state = self.lock();
        if state.stage == Stage::GivenUp {
            return;
        }
        let number = state.fed;
        state.fed += 1;
        state.in_flight += 1;
        state.to_do.push_back((number, batch));
        if state.workers_sleep > 0 {
            state.workers_sleep -= 1;
            drop(state);
            self.work.notify_one();
        }
    }

    /// The feeder: that was all.
    pub(crate) fn end(&self) {
        self.close(Stage::Fed);
    }

    /// The collector: wants no more. What is in flight is thrown away.
    pub(crate) fn give_up(&self) {
        self.close(Stage::GivenUp);
    }

    fn close(&self, stage: Stage) {
        let mut state = self.lock();
        if state.stage != Stage::GivenUp {
            state.stage = stage;
        }
        let unwanted = match stage {
            Stage::GivenUp => std::mem::take(&mut state.to_do),
            Stage::Feeding | Stage::Fed => VecDeque::new(),
        };
        drop(state);
        drop(unwanted);
        for sleepers in [&self.room, &self.work, &self.results] {
            sleepers.notify_all();
        }
    }

    /// A worker: waits for a batch to work on; none once there will be no more.
    pub(crate) fn take(&self) -> Option<(u64, B)> {
        let mut state = self.lock();
        loop {
            if let Some(batch) = state.to_do.pop_front() {
                self.wake_others(state);
                return Some(batch);
            }
            if state.stage != Stage::Feeding {
                return None;
            }
            state.workers_sleep += 1;
            state = wait(&self.work, state);
        }
    }

    /// A worker: puts the result of a batch in its place.
    pub(crate) fn done(&self, number: u64, result: R) {
        let mut state = self.lock();
        if state.stage == Stage::GivenUp {
            return;
        }
        let place = usize::try_from(number - state.next).expect("no wider than the credits");
        while state.done.len() <= place {
            state.done.push_back(None);
        }
        state.done[place] = Some((result, (place > 0).then(Instant::now)));
        self.wake_others(state);
    }

    /// The collector: waits for the next results, which are put at the end of `into`; says whether
    /// there are any.
    pub(crate) fn ready(&self, into: &mut Vec<Ready<R>>) -> bool {
        let mut state = self.lock();
        loop {
            while let Some(Some(_)) = state.done.front() {
                let (result, came) = state.done.pop_front().flatten().expect("it was looked at");
                state.next += 1;
                into.push((result, came.map_or(Duration::ZERO, |came| came.elapsed())));
            }
            if !into.is_empty() {
                return true;
            }
            if state.stage != Stage::Feeding && state.in_flight == 0 {
                return false;
            }
            state.collector_sleeps = true;
            state = wait(&self.results, state);
        }
    }

    /// The collector: has dealt with a result, so there is room for one more batch.
    pub(crate) fn collected(&self) {
        let mut state = self.lock();
        state.in_flight -= 1;
        self.wake_others(state);
    }

    /// Wakes feeder and collector if it is time, with the lock let go.
    fn wake_others(&self, mut state: MutexGuard<'_, State<B, R>>) {
        let feeder = state.feeder_is_due(self.credits);
        state.feeder_sleeps &= !feeder;
        let collector = state.collector_is_due(self.credits);
        state.collector_sleeps &= !collector;
        drop(state);
        if feeder {
            self.room.notify_one();
        }
        if collector {
            self.results.notify_one();
        }
    }
}

impl<B, R> State<B, R> {
    fn feeder_is_due(&self, credits: usize) -> bool {
        let due = self.in_flight <= credits / 2 || self.to_do.is_empty();
        self.feeder_sleeps && due && self.in_flight < credits
    }

    fn collector_is_due(&self, credits: usize) -> bool {
        let ready = || self.done.iter().take_while(|place| place.is_some()).count();
        let due = |ready| ready > credits / 2 || (ready > 0 && self.to_do.is_empty());
        self.collector_sleeps && due(ready())
    }
}

fn wait<'a, T>(until: &Condvar, state: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    until.wait(state).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next results, dealt with.
    fn collected(at: &Exchange<char, char>) -> Option<String> {
        let mut ready = Vec::new();
        let any = at.ready(&mut ready);
        ready.iter().for_each(|_| at.collected());
        any.then(|| ready.into_iter().map(|(result, _)| result).collect())
    }

    fn fed(at: &Exchange<char, char>, batches: &str) {
        batches.chars().for_each(|batch| at.feed(batch));
    }

    #[test]
    fn hands_results_on_in_the_order_of_their_numbers() {
        let at = Exchange::new(4);
        assert_eq!(at.room(), 4);
        fed(&at, "abcd");
        let taken: Vec<_> = (0..4).filter_map(|_| at.take()).collect();
        assert_eq!(taken, [(0, 'a'), (1, 'b'), (2, 'c'), (3, 'd')]);
        at.done(2, 'C');
        at.done(0, 'A');
        assert_eq!(collected(&at).as_deref(), Some("A"));
        at.done(1, 'B');
        let mut ready = Vec::new();
        assert!(at.ready(&mut ready));
        assert_eq!(ready.iter().map(|(result, _)| *result).collect::<String>(), "BC");
        assert_eq!(at.room(), 1, "what is not yet dealt with holds its credit");
        at.collected();
        assert_eq!(at.room(), 2);
        at.collected();
        at.done(3, 'D');
        at.end();
        assert_eq!(collected(&at).as_deref(), Some("D"));
        assert_eq!((at.take(), collected(&at)), (None, None));
    }

    #[test]
    fn says_how_long_a_result_waited_for_those_before_it() {
        let (at, mut ready) = (Exchange::new(2), Vec::new());
        fed(&at, "ab");
        at.done(1, 'B');
        std::thread::sleep(Duration::from_millis(2));
        at.done(0, 'A');
        assert!(at.ready(&mut ready));
        assert_eq!(ready[0].1, Duration::ZERO);
        assert!(ready[1].1 >= Duration::from_millis(2));
    }

    #[test]
    fn one_that_gives_up_wants_no_more() {
        let at = Exchange::new(2);
        fed(&at, "ab");
        let (number, _) = at.take().expect("two were fed");
        at.give_up();
        at.done(number, 'A');
        fed(&at, "c");
        at.end();
        assert_eq!((at.room(), at.take()), (0, None));
    }

    #[test]
    fn wakes_each_only_when_it_is_worth_it() {
        let sleeping = |in_flight: usize, to_do: &str, done: &str| State {
            to_do: to_do.chars().map(|batch| (0, batch)).collect(),
            fed: 0,
            next: 0,
            done: done.chars().map(|it| (it != '-').then_some((it, None))).collect(),
            in_flight,
            stage: Stage::Feeding,
            feeder_sleeps: true,
            collector_sleeps: true,
            workers_sleep: 0,
        };
        let check = |in_flight, to_do, done, expected| {
            let state = sleeping(in_flight, to_do, done);
            assert_eq!((state.feeder_is_due(4), state.collector_is_due(4)), expected);
        };
        // In flight of four, to do, done from the next one on; whether feeder and collector wake.
        check(4, "abc", "", (false, false));
        check(3, "a", "A", (false, false));
        check(2, "a", "A", (true, false));
        check(4, "a", "ABC", (false, true));
        check(4, "a", "AB-C", (false, false));
        check(4, "", "A", (false, true));
        check(3, "", "-B", (true, false));
    }
}
