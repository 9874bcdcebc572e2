//! One process: a frame in, a frame out, within a time.
//!
//! The pipes do not block, so that whoever asks waits with a deadline and needs no thread for it.
//! What the process says on standard error has a thread of its own, which ends with the pipe.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};

use super::frame::{Come, Incoming};
use super::second::Second;
use crate::library::is_cancelled;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The process ended, or closed its output: how.
    Died(String),
    /// It was silent for too long.
    Silent(Duration),
    /// It answered more than a stage can.
    TooLong(usize),
}

/// A running process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: Option<ChildStdin>,
    from: ChildStdout,
    answer: Incoming,
    /// Whether it is still to be told when the run is being stopped.
    heeds: Cell<bool>,
}

/// How long a process may take to end by itself once its input has ended.
const GRACE: Duration = Duration::from_millis(500);
/// How long whoever waits for the other end of a pipe stays awake for it, as long as nobody else
/// wants the core: to wake a core that sleeps takes longer than most calls.
pub(super) const PATIENCE: Duration = Duration::from_micros(100);
/// How soon whoever waits for it notices that the run is being stopped.
const HEED: Duration = Duration::from_millis(100);
/// The longest line of its standard error that is kept.
const COMPLAINT_BYTES: u64 = 1000;

impl Process {
    pub(super) fn start(second: &Second, stage: &str) -> Result<Self, String> {
        let mut child = second.start().map_err(|why| format!("cannot be started: {why}"))?;
        let no_pipe = || "its pipes cannot be opened".to_owned();
        let to = child.stdin.take().ok_or_else(no_pipe)?;
        let from = child.stdout.take().ok_or_else(no_pipe)?;
        let errors = child.stderr.take().ok_or_else(no_pipe)?;
        for end in [to.as_fd(), from.as_fd()] {
            rustix::io::ioctl_fionbio(end, true).map_err(|_| no_pipe())?;
        }
        let stage = stage.to_owned();
        thread::spawn(move || complain(BufReader::new(errors), &stage));
        Ok(Self { child, to: Some(to), from, answer: Incoming::new(), heeds: Cell::new(false) })
    }

    /// The same, which listens: from now on it is told when the run is being stopped.
    pub(super) fn heeding(self) -> Self {
        self.heeds.set(true);
        self
    }

    /// Sends a frame, and waits for the message that answers it.
    pub(super) fn ask(
        &mut self,
        frame: &[u8],
        most: usize,
        time: Duration,
    ) -> Result<&[u8], Failure> {
        let until = Instant::now() + time;
        let silent = |_| Failure::Silent(time);
        let mut left = frame;
        while let (Some(to), false) = (&self.to, left.is_empty()) {
            match rustix::io::write(to, left) {
                Ok(sent) => left = left.get(sent..).unwrap_or_default(),
                Err(Errno::AGAIN) => {
                    self.wait(to.as_fd(), PollFlags::OUT, until).map_err(silent)?;
                }
                Err(Errno::INTR) => {}
                // It does not read any more; what it wrote last is of no use.
                Err(_) => return Err(self.died()),
            }
        }
        self.answer.clear();
        let patient = Instant::now() + PATIENCE;
        loop {
            match self.answer.come() {
                Come::Whole => break,
                Come::Beyond => return Err(self.died()),
                Come::Part(end) if end > most => return Err(Failure::TooLong(most)),
                Come::Nothing | Come::Part(_) => {}
            }
            match rustix::io::read(&self.from, self.answer.room()) {
                Ok(0) => return Err(self.died()),
                Ok(read) => self.answer.arrived(read),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if Instant::now() < patient => thread::yield_now(),
                Err(Errno::AGAIN) => {
                    self.wait(self.from.as_fd(), PollFlags::IN, until).map_err(silent)?;
                }
                Err(_) => return Err(self.died()),
            }
        }
        Ok(self.answer.message())
    }

    /// Waits until a pipe is ready, and tells the process when the run is being stopped.
    fn wait(&self, end: BorrowedFd<'_>, what: PollFlags, until: Instant) -> Result<(), Over> {
        loop {
            if is_cancelled() && self.heeds.take() {
                self.interrupt();
            }
            let left = until.saturating_duration_since(Instant::now());
            let time = Timespec::try_from(left.min(HEED)).map_err(|_| Over)?;
            match poll(&mut [PollFd::from_borrowed_fd(end, what)], Some(&time)) {
                Ok(0) if left <= HEED => return Err(Over),
                Ok(0) => {}
                // What else is wrong with the pipe, reading or writing tells.
                Ok(_) | Err(_) => return Ok(()),
            }
        }
    }

    /// Does what Ctrl-C does to a process.
    fn interrupt(&self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // It fails only if the process has ended already.
        let _ended = pid.map(|pid| kill_process(pid, Signal::INT));
    }

    /// How it ended. It has closed a pipe, so it ends soon, or is ended.
    fn died(&mut self) -> Failure {
        Failure::Died(match self.end() {
            Some(status) => told(status),
            None => "it closed its pipes and went on".to_owned(),
        })
    }

    /// Waits a little for it to end by itself, and then ends it. How it ended, if by itself.
    pub(super) fn end(&mut self) -> Option<ExitStatus> {
        self.to = None;
        let until = Instant::now() + GRACE;
        let mut nap = Duration::from_micros(50);
        while Instant::now() < until {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) => thread::sleep(nap),
                Err(_) => break,
            }
            nap = (nap * 2).min(GRACE / 25);
        }
        self.kill();
        None
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        // Either fails only if it has ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _status = self.end();
    }
}

/// The time is over.
struct Over;

/// How a process ended, in the same words on every machine.
fn told(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("it ended by itself, with exit status {code}"),
        (None, Some(signal)) => format!("it was ended by signal {signal}{}", name(signal)),
        (None, None) => "it ended".to_owned(),
    }
}

fn name(signal: i32) -> &'static str {
    const NAMES: &[(Signal, &str)] = &[
        (Signal::ABORT, " (SIGABRT: an abort, a failed allocation or a stack overflow)"),
        (Signal::SEGV, " (SIGSEGV: a wild pointer)"),
        (Signal::BUS, " (SIGBUS: a wild pointer)"),
        (Signal::ILL, " (SIGILL: a trap)"),
        (Signal::TRAP, " (SIGTRAP: a trap)"),
        (Signal::FPE, " (SIGFPE: a division by zero)"),
        (Signal::KILL, " (SIGKILL: from outside, perhaps for lack of memory)"),
    ];
    let named = NAMES.iter().find(|(named, _)| named.as_raw() == signal);
    named.map_or("", |(_, name)| name)
}

/// Takes the lines of its standard error into the log; `<N>` in front is the level.
fn complain(mut errors: impl BufRead, stage: &str) {
    let mut line = Vec::new();
    while errors.by_ref().take(COMPLAINT_BYTES).read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        match text.as_bytes() {
            [b'<', level @ b'1'..=b'4', b'>', ..] => {
                let text = text.get(3..).unwrap_or_default();
                crate::library::log(stage, u32::from(level - b'0'), text);
            }
            [] => {}
            _ => crate::library::log(stage, 2, text),
        }
        line.clear();
    }
}
