//! Faults by system call: `strace` kills the program, or makes a call fail, at the Nth call.
//!
//! `strace` counts the calls of each thread by itself, and the fault comes at the first thread that
//! gets so far. So with N = 1, 2, … until nothing happens any more every call of the thread that
//! writes is met once.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::job::{Job, program, watched};

/// What is injected.
pub(crate) struct Fault<'a> {
    /// The system call.
    pub(crate) call: &'a str,
    /// What happens at it, in `strace`'s words.
    pub(crate) what: &'a str,
    /// The only file whose calls count, if there is one.
    pub(crate) path: Option<&'a Path>,
}

/// Whether `strace` is there and allowed to work; says so where a test is skipped.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn is_there() -> bool {
    let works = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=rename", "true"])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("skipped: strace is not installed, or may not trace here");
    }
    works
}

/// Runs the job with a fault at the Nth call.
pub(crate) fn run(job: &Job, out: &Path, fault: &Fault<'_>, n: u32) -> Output {
    let Fault { call, what, path } = fault;
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null"]);
    command.args(["-e", &format!("trace={call}")]);
    command.args(["-e", &format!("inject={call}:{what}:when={n}")]);
    path.iter().for_each(|path| {
        command.arg("-P").arg(path);
    });
    command.arg(program()).args(job.arguments(out));
    watched(command)
}

/// Whether the run was killed. `strace` ends as the program did.
pub(crate) fn was_killed(output: &Output) -> bool {
    output.status.signal() == Some(9)
}

/// A job so small that every call of its kind can be met.
pub(crate) fn small_job() -> Job {
    job_of("small.toml", "--part-bytes 1")
}

/// The same pages, written by every sink that writes files.
pub(crate) fn job_of_all_sinks() -> Job {
    job_of("sinks.toml", "")
}

fn job_of(pipeline: &'static str, options: &str) -> Job {
    let few = "--threads 1 --set run.batch_documents=3 --set run.credits=1";
    Job::new(4, &format!("{few} {options}")).through(pipeline)
}
