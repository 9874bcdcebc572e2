//! The processes of one stage: as many as are asked at once, kept for the next document.

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tidings_model::{AnnotatedArticle, Article, Findings, RawDocument, Reject};
use tidings_stage::{BuildError, Halt, Spec};

use super::frame;
use super::limits::Limits;
use super::order::{Begun, Described, Named, Order, Ready, Serve, Start};
use super::process::{Failure, Process};
use super::second::Second;
use super::shown::Shown;
use crate::changes::Changes;
use crate::fold::{Digests, NewRows, Tables};
use crate::library::{
    Complaint, Files, LibraryFile, LoadError, Portrait, Work, Writing, was_cancelled,
};
use crate::sees::Sees;

/// A stage that runs in processes of its own.
#[derive(Debug)]
pub(crate) struct Isolated {
    name: &'static str,
    sees: Sees,
    second: Second,
    limits: Limits,
    /// The frame that starts a process.
    start: Vec<u8>,
    /// Processes that wait for a document.
    idle: Mutex<Vec<Process>>,
    /// Frames of orders that were answered, whose memory the next ones take over.
    frames: Mutex<Vec<Vec<u8>>>,
    /// How many processes have died.
    deaths: AtomicU64,
    /// Why it can do no more work, once that is so.
    halt: OnceLock<Halt>,
}

/// How long a process may take to open a library, and to build a stage of it.
const START: Duration = Duration::from_secs(60);
/// The longest answer, whatever was asked, …
const FREE_BYTES: usize = 16 << 20;
/// … and for each byte of what was asked. The count of records is limited on the other side.
const ANSWER_PER_BYTE: usize = 1024;

impl Isolated {
    /// A stage with one process, in which it was built.
    pub(crate) fn build(
        spec: Spec,
        library: &LibraryFile,
        second: &Second,
        limits: Limits,
        settings: &str,
    ) -> Result<Self, BuildError> {
        let path = library.path.to_str().ok_or_else(|| {
            BuildError::Other("the path of a library must be UTF-8 for a process of its own".into())
        })?;
        let start = Start::Serve(Serve {
            library: path.into(),
            sha256: library.sha256.as_str().into(),
            family: spec.family.as_str().into(),
            name: spec.name.into(),
            settings: settings.into(),
            memory_bytes: limits.memory_bytes,
        });
        let isolated = Self {
            name: spec.name,
            sees: Sees::of(spec.reads),
            second: second.clone(),
            limits,
            start: frame::of(&start).map_err(BuildError::Other)?,
            idle: Mutex::default(),
            frames: Mutex::default(),
            deaths: AtomicU64::new(0),
            halt: OnceLock::new(),
        };
        let first = isolated.start().map_err(|complaint| complaint.error(spec))?;
        isolated.put_back(first);
        Ok(isolated)
    }

    /// The answer to an order, or why there is none.
    fn ask<T: DeserializeOwned>(&self, order: &Order<'_>) -> Result<T, Reject> {
        let mut frame = held(&self.frames).pop().unwrap_or_default();
        let failed = |why: String| Reject::failed("plugin_pipe", why);
        frame::put(&mut frame, order).map_err(failed)?;
        let answer = self.answer::<Result<T, Reject>>(&frame, order.about());
        held(&self.frames).push(frame);
        let answer = answer?;
        if answer.as_ref().is_err_and(was_cancelled) {
            self.halt.get_or_init(|| Halt::Cancelled);
        }
        answer
    }

    /// The answer of a process, or else of a fresh one, so that what an earlier document broke is
    /// not held against this one.
    fn answer<T: DeserializeOwned>(&self, order: &[u8], about: &str) -> Result<T, Reject> {
        let first = self.attempt(order, about)?;
        let second = first.map_or_else(|_| self.attempt(order, about), |answer| Ok(Ok(answer)))?;
        second.map_err(|failure| reject(&failure))
    }

    fn attempt<T: DeserializeOwned>(
        &self,
        order: &[u8],
        about: &str,
    ) -> Result<Result<T, Failure>, Reject> {
        let most = FREE_BYTES + order.len().saturating_mul(ANSWER_PER_BYTE);
        let mut process = match self.waiting() {
            Some(process) => process,
            None => self.started()?,
        };
        let answer = process.ask(order, most, self.limits.time).and_then(|answer| {
            let nonsense = |why| Failure::Died(format!("it answered nonsense: {why}"));
            postcard::from_bytes(answer).map_err(nonsense)
        });
        match &answer {
            Ok(_) => self.put_back(process),
            Err(failure) => {
                tracing::warn!(stage = self.name, "a process of the library: {failure:?}");
                process.kill();
                self.count_death(about);
            }
        }
        Ok(answer)
    }

    /// Counts a process that died at a document. One too many ends the run, and rejects nothing:
    /// how many die in all is a matter of the documents, which of them are left then is one of chance.
    fn count_death(&self, about: &str) {
        let (deaths, most) =
            (self.deaths.fetch_add(1, Ordering::Relaxed) + 1, self.limits.restarts);
        if deaths > most {
            let times = if deaths == 1 { "once".to_owned() } else { format!("{deaths} times") };
            self.halt.get_or_init(|| {
                Halt::Broken(format!(
                    "its processes have died {times}, the last one at {about}, and `max_restarts` = \
                     {most} allows no more; --resume goes on from here and counts anew; or mend the \
                     stage or raise the limit, and begin again with --overwrite"
                ))
            });
        }
    }

    fn waiting(&self) -> Option<Process> {
        held(&self.idle).pop()
    }

    fn put_back(&self, process: Process) {
        held(&self.idle).push(process);
    }

    /// A fresh process, unless too many have died.
    fn started(&self) -> Result<Process, Reject> {
        if let Some(Halt::Broken(why)) = self.halt.get() {
            return Err(Reject::failed("plugin_restarts", why.as_str()));
        }
        self.start().map_err(|complaint| Reject::failed("plugin_start", complaint.problem()))
    }

    fn start(&self) -> Result<Process, Complaint> {
        let mut process = Process::start(&self.second, self.name).map_err(Complaint::about)?;
        let ready = process.ask(&self.start, FREE_BYTES, START);
        match ready.map(postcard::from_bytes::<Ready>) {
            Ok(Ok(ready)) => ready.map(|()| process.heeding()),
            Ok(Err(why)) => Err(Complaint::about(format!("its process answered nonsense: {why}"))),
            Err(failure) => {
                let why = reject(&failure).detail;
                Err(Complaint::about(format!("its process did not become ready: {why}")))
            }
        }
    }
}

/// Held for a moment only, to take something out or to put it back.
fn held<T>(pool: &Mutex<T>) -> MutexGuard<'_, T> {
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reject(failure: &Failure) -> Reject {
    match failure {
        Failure::Died(how) => {
            Reject::failed("plugin_died", format!("{how}; what it said last is in the log"))
        }
        Failure::Silent(time) => Reject::failed(
            "plugin_silent",
            format!("no answer within {} ms, which is `time_limit_ms`", time.as_millis()),
        ),
        Failure::TooLong(most) => {
            Reject::failed("plugin_answer", format!("an answer of more than {most} bytes"))
        }
    }
}

impl Work for Isolated {
    fn read(&self, raw: &RawDocument) -> Result<Vec<Article>, Reject> {
        self.ask(&Order::Read(Cow::Borrowed(raw)))
    }

    fn changes(&self, article: &Article) -> Result<Changes, Reject> {
        self.ask(&Order::Clean(Shown::article(article)))
    }

    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        *out = self.ask(&Order::Extract(Shown::doc(doc, self.sees)))?;
        Ok(())
    }

    fn digest(&self, doc: &AnnotatedArticle) -> Result<Vec<Vec<u8>>, Reject> {
        self.ask(&Order::Digest(Shown::doc(doc, self.sees)))
    }

    fn fold(&self, digests: &Digests, tables: &Tables) -> Result<NewRows, Reject> {
        self.ask(&Order::Fold(Cow::Borrowed(digests), Cow::Borrowed(tables)))
    }

    fn files(&self) -> Result<Files, Reject> {
        self.ask(&Order::Files)
    }

    fn writer(self: Arc<Self>, folder: &str, run: &str) -> Result<Box<dyn Writing>, Reject> {
        let mut process = match self.waiting() {
            Some(process) => process,
            None => self.started()?,
        };
        let begin = Order::Begin(folder.into(), run.into());
        told::<Begun>(&mut process, &begin, self.limits.time)??;
        Ok(Box::new(IsolatedWriting { process, time: self.limits.time }))
    }

    fn halted(&self) -> Option<Halt> {
        self.halt.get().cloned()
    }
}

/// A sink in a process of its own. What it has written is gone with the process, so that it cannot
/// be started again: the run stops.
struct IsolatedWriting {
    process: Process,
    time: Duration,
}

impl Writing for IsolatedWriting {
    fn rows(&mut self, rows: &NewRows) -> Result<(), Reject> {
        told::<Begun>(&mut self.process, &Order::Rows(Cow::Borrowed(rows)), self.time)?
    }

    fn finish(&mut self) -> Result<Files, Reject> {
        told::<Named>(&mut self.process, &Order::End, self.time)?
    }
}

/// The answer of one process, which is not started again.
fn told<T: DeserializeOwned>(
    process: &mut Process,
    order: &Order<'_>,
    time: Duration,
) -> Result<T, Reject> {
    let failed = |why: String| Reject::failed("plugin_pipe", why);
    let answer = process.ask(&frame::of(order).map_err(failed)?, FREE_BYTES, time);
    let answer = answer.map_err(|failure| reject(&failure))?;
    postcard::from_bytes(answer).map_err(|why| failed(format!("it answered nonsense: {why}")))
}

/// What a library says of itself, without opening it here.
///
/// # Errors
/// Why it is refused.
pub(crate) fn describe(path: &Path, second: &Second) -> Result<Vec<Portrait>, LoadError> {
    let died = |how: String| LoadError::Died { path: path.to_owned(), how };
    let library = path.to_str().ok_or_else(|| died("its path is not UTF-8".to_owned()))?;
    let start = frame::of(&Start::Describe { library: library.into() }).map_err(died)?;
    let mut process = Process::start(second, library).map_err(died)?;
    let answer = process.ask(&start, FREE_BYTES, START);
    let described = match answer.map(postcard::from_bytes::<Described>) {
        Ok(Ok(described)) => described,
        Ok(Err(why)) => return Err(died(format!("it answered nonsense: {why}"))),
        Err(failure) => return Err(died(reject(&failure).detail)),
    };
    described.map_err(LoadError::Refused)
}
