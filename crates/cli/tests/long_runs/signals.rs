//! Stopped from the keyboard.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::job::{Job, results, same};

/// Sends a signal to a run.
pub(crate) fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Starts the job, and waits until a part of it is done.
pub(crate) fn started(job: &Job, out: &Path, part: &str) -> (Child, BufReader<ChildStderr>) {
    let mut command = job.command(out);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let part = out.join(".tidings/spool").join(part);
    while !part.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run was over before its first part");
        thread::sleep(Duration::from_millis(1));
    }
    let said = BufReader::new(child.stderr.take().unwrap());
    (child, said)
}

fn stops_and_says_how_to_go_on(signal: &str, threads: u32) {
    let job = Job::new(60, "--part-bytes 20000 --set run.batch_documents=4").on_threads(threads);
    let (expected, out) = (job.undisturbed(), job.path("out"));
    let (mut child, mut said) = started(&job, &out, "read/part-00000.bin");
    send(signal, &child);
    let mut words = String::new();
    said.read_to_string(&mut words).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{words}");
    assert!(!out.join("run.json").exists());
    assert!(words.contains("finishing what is in flight"), "{words}");
    let again = words.lines().last().unwrap();
    let status = Command::new("sh").args(["-c", again]).status().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{again}");
    same(&results(&out), &expected, signal);
}

#[test]
fn ctrl_c_finishes_what_is_in_flight() {
    stops_and_says_how_to_go_on("-INT", 2);
}

#[test]
fn a_polite_kill_does_too() {
    stops_and_says_how_to_go_on("-TERM", 1);
}

#[test]
fn a_second_ctrl_c_stops_at_once() {
    // All pages are extracted in one batch, which takes many times as long as two signals do.
    let job = Job::new(400, "--threads 1 --set run.batch_documents=10000 --set run.credits=1");
    let (expected, out) = (job.undisturbed(), job.path("out"));
    let (mut child, mut said) = started(&job, &out, "gate-0");
    send("-INT", &child);
    let mut words = String::new();
    said.read_line(&mut words).unwrap();
    assert!(words.contains("once more stops at once"), "{words}");
    send("-INT", &child);
    said.read_to_string(&mut words).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!words.contains("interrupted"), "the run took its time: {words}");
    same(&job.finish(&out), &expected, "after the second signal");
}
