//! The other side: a process that serves one stage of one library.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Resource, Rlimit, Signal, getpid, kill_process, setrlimit};
use serde::Serialize;
use signal_hook::consts::{SIGINT, SIGTERM};
use tidings_model::{Findings, Reject};

use super::frame::{self, Incoming};
use super::order::{
    Begun, Cleaned, Described, Extracted, Folded, Kept, Named, Order, Read, Ready, Serve, Start,
};
use super::process::PATIENCE;
use crate::library::{Complaint, LibraryStage, Work, Writing, cancelled_flag, open, serve_others};

/// Serves a stage until standard input ends: what a [`Second`](super::Second) program does.
#[must_use]
pub fn serve() -> ExitCode {
    let served = heed_signals().and_then(|()| Pipes::take()).and_then(served);
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Whoever started this process knows that it ended; this is for the log.
            let _unheard = writeln!(io::stderr(), "<1>a process of a library ends: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Takes Ctrl-C for what it is to a stage: word that the run is being stopped. It comes from the
/// terminal, or from the process that started this one, whose end ends this one too.
fn heed_signals() -> io::Result<()> {
    [SIGINT, SIGTERM].into_iter().try_for_each(|signal| {
        signal_hook::flag::register(signal, cancelled_flag().clone()).map(drop)
    })
}

/// The pipes to the process that started this one, out of the way of what a library prints.
struct Pipes {
    from: File,
    to: File,
    /// The frame of the last answer, whose memory the next one takes over.
    frame: Vec<u8>,
}

impl Pipes {
    fn take() -> io::Result<Self> {
        let from = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let to = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
        rustix::stdio::dup2_stdout(io::stderr())?;
        follow(from.try_clone()?)?;
        Ok(Self { from, to, frame: Vec::new() })
    }

    /// Waits for the next frame, awake for a moment and then asleep.
    fn next(&mut self, incoming: &mut Incoming) -> io::Result<bool> {
        let patient = Instant::now() + PATIENCE;
        let now = Timespec::default();
        let mut ready = [PollFd::new(&self.from, PollFlags::IN)];
        while matches!(poll(&mut ready, Some(&now)), Ok(0)) && Instant::now() < patient {
            thread::yield_now();
        }
        incoming.next(&mut self.from)
    }

    fn answer<T: Serialize>(&mut self, message: &T) -> io::Result<()> {
        frame::write(&mut self.to, &mut self.frame, message)
    }
}

/// How long the library may take to notice that nobody listens any more.
const GRACE: Duration = Duration::from_secs(1);

/// Ends this process once the other one is gone, even while the library hangs.
fn follow(from: File) -> io::Result<()> {
    let watch = move || {
        // Without a wish, only the end of the pipe is told.
        let gone = || poll(&mut [PollFd::new(&from, PollFlags::empty())], None);
        while gone().is_err() {}
        thread::sleep(GRACE);
        let _gone = kill_process(getpid(), Signal::KILL);
    };
    thread::Builder::new().stack_size(64 << 10).spawn(watch).map(drop)
}

fn served(mut pipes: Pipes) -> io::Result<()> {
    let mut incoming = Incoming::new();
    // A file of the memory of each process that a library breaks would fill the disk.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    if !incoming.next(&mut pipes.from)? {
        return Ok(());
    }
    match postcard::from_bytes(incoming.message()).map_err(io::Error::other)? {
        Start::Describe { library } => pipes.answer(&described(&library)),
        Start::Serve(start) => {
            let limit = Some(start.memory_bytes);
            setrlimit(Resource::As, Rlimit { current: limit, maximum: limit })?;
            serve_others();
            match built(&start) {
                Ok(stage) => {
                    pipes.answer(&Ready::Ok(()))?;
                    follow_orders(&mut pipes, &Arc::new(stage))
                }
                Err(complaint) => pipes.answer(&Ready::Err(complaint)),
            }
        }
    }
}

fn described(library: &str) -> Described {
    let opened = open(Path::new(library)).map_err(|why| why.to_string())?;
    Ok(opened.portraits())
}

fn built(start: &Serve<'_>) -> Result<LibraryStage, Complaint> {
    let opened =
        open(Path::new(&*start.library)).map_err(|why| Complaint::about(why.to_string()))?;
    if opened.sha256 != start.sha256 {
        let why = "the library was changed since the run began; start the run again";
        return Err(Complaint::about(why));
    }
    let wanted = opened.stages.iter().find(|(it, _)| it.is_called(&start.family, &start.name));
    let (portrait, functions) = wanted.ok_or_else(|| Complaint::about("it has no such stage"))?;
    let spec = portrait.spec(&[]).map_err(Complaint::about)?;
    LibraryStage::build(spec, *functions, &start.settings)
}

fn follow_orders(pipes: &mut Pipes, stage: &Arc<LibraryStage>) -> io::Result<()> {
    let mut incoming = Incoming::new();
    let mut writing = None;
    while pipes.next(&mut incoming)? {
        let order = postcard::from_bytes(incoming.message()).map_err(io::Error::other)?;
        follow_order(pipes, stage, &mut writing, order)?;
    }
    Ok(())
}

fn follow_order(
    pipes: &mut Pipes,
    stage: &Arc<LibraryStage>,
    writing: &mut Option<Box<dyn Writing>>,
    order: Order<'_>,
) -> io::Result<()> {
    let closed = || Reject::failed("plugin_pipe", "rows came before the sink was begun");
    match order {
        Order::Read(raw) => pipes.answer::<Read>(&stage.read(&raw)),
        Order::Clean(shown) => pipes.answer::<Cleaned>(&stage.changes(&shown.into_doc().article)),
        Order::Extract(shown) => {
            // Both live until the answer is sent, so that freeing them keeps nobody waiting.
            let (doc, mut found) = (shown.into_doc(), Findings::default());
            let answer = stage.extract(&doc, &mut found);
            pipes.answer::<Extracted>(&answer.map(|()| found))
        }
        Order::Digest(shown) => pipes.answer::<Kept>(&stage.digest(&shown.into_doc())),
        Order::Fold(digests, tables) => pipes.answer::<Folded>(&stage.fold(&digests, &tables)),
        Order::Files => pipes.answer::<Named>(&stage.files()),
        Order::Begin(folder, run) => {
            let begun = stage.clone().writer(&folder, &run).map(|begun| *writing = Some(begun));
            pipes.answer::<Begun>(&begun)
        }
        Order::Rows(rows) => {
            let writing = writing.as_mut().ok_or_else(closed);
            pipes.answer::<Begun>(&writing.and_then(|writing| writing.rows(&rows)))
        }
        Order::End => {
            let writing = writing.as_mut().ok_or_else(closed);
            pipes.answer::<Named>(&writing.and_then(|writing| writing.finish()))
        }
    }
}
