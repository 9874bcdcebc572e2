//! One process: asked a line, it answers a line, within a time.
//!
//! Reads and writes block, so each pipe has a thread of its own. Those threads end with the pipes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child as Process, ChildStdin};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::command::Command;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The process ended, or closed its output.
    Died(String),
    /// It took too long.
    Timeout(Duration),
    /// It answered more than the limit.
    TooLong(usize),
}

/// A running process.
#[derive(Debug)]
pub(super) struct Child {
    process: Process,
    requests: Option<Sender<Vec<u8>>>,
    answers: Receiver<Line>,
    complaints: Receiver<String>,
    /// Whether it has answered for an article.
    pub(super) served: bool,
}

#[derive(Debug)]
enum Line {
    Whole(Vec<u8>),
    TooLong(usize),
}

/// How long a process may take to end by itself once its input has ended.
const GRACE: Duration = Duration::from_millis(500);
/// How long its last words may take to arrive once it has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// The longest line of its standard error that is kept.
const COMPLAINT_BYTES: u64 = 1000;

impl Child {
    pub(super) fn start(command: &Command) -> Result<Self, String> {
        let mut process = command.start()?;
        let no_pipe = || "its pipes cannot be opened".to_owned();
        let input = process.stdin.take().ok_or_else(no_pipe)?;
        let output = process.stdout.take().ok_or_else(no_pipe)?;
        let errors = process.stderr.take().ok_or_else(no_pipe)?;
        let (requests, asked) = channel();
        let (answered, answers) = channel();
        let (complained, complaints) = channel();
        let limit = command.max_answer_bytes;
        thread::spawn(move || write(input, &asked));
        thread::spawn(move || read(BufReader::new(output), limit, &answered));
        thread::spawn(move || complain(BufReader::new(errors), &complained));
        Ok(Self { process, requests: Some(requests), answers, complaints, served: false })
    }

    /// Whether it is still there and has said nothing unasked.
    pub(super) fn is_quiet(&mut self) -> bool {
        let silent = matches!(self.answers.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty));
        silent && matches!(self.process.try_wait(), Ok(None))
    }

    /// Sends a line, and waits for the answer.
    pub(super) fn ask(&mut self, line: Vec<u8>, timeout: Duration) -> Result<Vec<u8>, Failure> {
        if let Some(requests) = &self.requests {
            // If the writer has ended, so has the output, as we are about to see.
            let _ended = requests.send(line);
        }
        match self.answers.recv_timeout(timeout) {
            Ok(Line::Whole(answer)) => Ok(answer),
            Ok(Line::TooLong(limit)) => Err(Failure::TooLong(limit)),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Timeout(timeout)),
            Err(RecvTimeoutError::Disconnected) => Err(Failure::Died(self.last_words())),
        }
    }

    /// How it ended and what it said last. It has closed its output, so it ends soon, or is ended.
    fn last_words(&mut self) -> String {
        let how = match self.end() {
            Some(status) => format!("it ended with {status}"),
            None => "it closed its output and went on".to_owned(),
        };
        let mut last = None;
        while let Ok(complaint) = self.complaints.recv_timeout(LAST_WORDS) {
            last = Some(complaint).filter(|line| !line.trim().is_empty()).or(last);
        }
        last.map_or_else(|| how.clone(), |last| format!("{how}; the last it said: {last}"))
    }

    /// Waits a little for it to end by itself, and then ends it. How it ended, if by itself.
    fn end(&mut self) -> Option<std::process::ExitStatus> {
        self.requests = None;
        let step = GRACE / 50;
        for _ in 0..50 {
            match self.process.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) => thread::sleep(step),
                Err(_) => break,
            }
        }
        self.kill();
        None
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        // Either fails only if it has ended already.
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _status = self.end();
    }
}

fn write(mut input: ChildStdin, requests: &Receiver<Vec<u8>>) {
    while let Ok(line) = requests.recv() {
        if input.write_all(&line).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

fn read(mut output: impl BufRead, limit: usize, answers: &Sender<Line>) {
    loop {
        match line(&mut output, limit) {
            Ok(Some(line)) => {
                let over = matches!(line, Line::TooLong(_));
                if answers.send(line).is_err() || over {
                    return;
                }
            }
            Ok(None) | Err(_) => return,
        }
    }
}

/// The next line without its ending; nothing at the end, where a line without one is no answer.
fn line(output: &mut impl BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    output.take(limit as u64 + 1).read_until(b'\n', &mut line)?;
    Ok(match line.pop_if(|byte| *byte == b'\n') {
        Some(_) => Some(Line::Whole(line)),
        None if line.len() > limit => Some(Line::TooLong(limit)),
        None => None,
    })
}

fn complain(mut errors: impl BufRead, complaints: &Sender<String>) {
    let mut line = Vec::new();
    while errors
        .by_ref()
        .take(COMPLAINT_BYTES)
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let complaint = String::from_utf8_lossy(&line).trim_end().to_owned();
        tracing::warn!("exec: {complaint}");
        if complaints.send(complaint).is_err() {
            return;
        }
        line.clear();
    }
}
