//! Sources, each read by a thread of its own, merged in a fixed order.
//!
//! One document is taken of each source in turn, so the order of the feed depends on what the
//! sources hold and not on which of them is quick. Documents travel from a source's thread in small
//! loads: handing over each by itself would cost more than reading a short one.

use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};
use std::vec;

use crossbeam_channel::{Receiver, Sender, bounded};
use tidings_stage::{Brought, Pipeline, SourceItems};

use crate::RunError;
use crate::caught::{caught, guarded};

/// A load is handed over when it has so many documents, or so many bytes.
const LOAD_ITEMS: usize = 64;
const LOAD_BYTES: usize = 256 << 10;
/// Loads that may wait for the feeder, for each source.
const LOADS: usize = 2;

/// What a source brought.
#[derive(Debug)]
pub(crate) struct Item {
    /// The source, by its place in the pipeline.
    pub(crate) source: usize,
    /// What it brought.
    pub(crate) brought: Brought,
}

/// How many bytes an item weighs in a batch.
pub(crate) fn weight(brought: &Brought) -> usize {
    match brought {
        Brought::Document(raw) => raw.bytes.len(),
        Brought::Rejected { .. } => 0,
    }
}

/// Opens every source, reads each on a thread, and gives `body` what they bring, merged.
///
/// `limit` is the most documents in all. The times are how long each source took to read, if
/// `measure` is set.
///
/// # Errors
/// If a source cannot be opened, if one panics, or if `body` fails.
pub(crate) fn with_sources<T>(
    pipeline: &Pipeline,
    measure: bool,
    body: impl FnOnce(Merged) -> Result<T, RunError>,
) -> Result<(T, Vec<Duration>), RunError> {
    let opened = pipeline.sources.iter().map(|staged| {
        let error = |source| RunError::Source { stage: staged.label.clone(), source };
        guarded(&staged.label, || staged.stage.open())?.map_err(error)
    });
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    thread::scope(|threads| {
        let (mut lanes, mut readers) = (Vec::new(), Vec::new());
        for (source, items) in opened.into_iter().enumerate() {
            let (loads, receiver) = bounded(LOADS);
            lanes.push(Lane { source, loads: receiver, load: Vec::new().into_iter() });
            let name = format!("tidings-read-{source}");
            let reader = thread::Builder::new()
                .name(name)
                .spawn_scoped(threads, move || read(items, &loads, measure))
                .map_err(|why| RunError::Threads(why.to_string()))?;
            readers.push(reader);
        }
        let left = pipeline.run.limit.unwrap_or(u64::MAX);
        // The lanes are gone when `body` returns, so a reader that waits to hand over ends too.
        let result = body(Merged { lanes, turn: 0, left });
        let times = join(readers, pipeline)?;
        result.map(|result| (result, times))
    })
}

type Reader<'scope> = ScopedJoinHandle<'scope, Result<Duration, String>>;

fn join(readers: Vec<Reader<'_>>, pipeline: &Pipeline) -> Result<Vec<Duration>, RunError> {
    let join = |(reader, stage): (Reader<'_>, &str)| {
        let died = |_| RunError::Died(format!("the reader of source `{stage}`"));
        let panicked = |message| RunError::Panic { stage: stage.to_owned(), message };
        reader.join().map_err(died)?.map_err(panicked)
    };
    let stages = pipeline.sources.iter().map(|staged| staged.label.as_str());
    readers.into_iter().zip(stages).map(join).collect()
}

/// Reads a source to its end, or until nobody wants more. A panic becomes its message.
fn read(
    mut items: SourceItems<'_>,
    loads: &Sender<Vec<Brought>>,
    measure: bool,
) -> Result<Duration, String> {
    let mut spent = Duration::ZERO;
    loop {
        let clock = measure.then(Instant::now);
        let (load, panic) = load(&mut items);
        spent += clock.map(|clock| clock.elapsed()).unwrap_or_default();
        let last = load.len() < LOAD_ITEMS && bytes(&load) < LOAD_BYTES;
        if loads.send(load).is_err() {
            return Ok(spent);
        }
        match panic {
            Some(message) => return Err(message),
            None if last => return Ok(spent),
            None => {}
        }
    }
}

fn bytes(load: &[Brought]) -> usize {
    load.iter().map(weight).sum()
}

/// The next items of a source, fewer only at its end or before a panic.
fn load(items: &mut SourceItems<'_>) -> (Vec<Brought>, Option<String>) {
    let mut load = Vec::with_capacity(LOAD_ITEMS);
    let panic = caught(|| {
        let mut bytes = 0;
        while load.len() < LOAD_ITEMS && bytes < LOAD_BYTES {
            let Some(brought) = items.next() else { break };
            bytes += weight(&brought);
            load.push(brought);
        }
    });
    (load, panic.err())
}

/// What one source brings, as it comes from its thread.
struct Lane {
    source: usize,
    loads: Receiver<Vec<Brought>>,
    load: vec::IntoIter<Brought>,
}

impl Lane {
    fn next(&mut self) -> Option<Brought> {
        loop {
            if let Some(brought) = self.load.next() {
                return Some(brought);
            }
            self.load = self.loads.recv().ok()?.into_iter();
        }
    }
}

/// What all sources bring, one of each in turn.
pub(crate) struct Merged {
    lanes: Vec<Lane>,
    turn: usize,
    left: u64,
}

impl Iterator for Merged {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.left > 0 && !self.lanes.is_empty() {
            self.turn %= self.lanes.len();
            let lane = &mut self.lanes[self.turn];
            let Some(brought) = lane.next() else {
                self.lanes.remove(self.turn);
                continue;
            };
            self.turn += 1;
            self.left -= u64::from(matches!(brought, Brought::Document(_)));
            return Some(Item { source: lane.source, brought });
        }
        None
    }
}
