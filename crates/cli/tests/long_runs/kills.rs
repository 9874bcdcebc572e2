//! Killed at random moments.

use std::thread;
use std::time::{Duration, Instant};

use crate::job::{Job, results, same};
use crate::traced::{self, Fault};

const KILLS: u32 = 50;

/// Parts of a whole, in an order that looks random and is always the same.
fn moments() -> impl Iterator<Item = f64> {
    let step = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        Some((*state >> 40) as f64 / (1u64 << 24) as f64)
    };
    std::iter::successors(Some(20_261_120), |n: &u64| Some(*n))
        .scan(20_261_120, move |state, _| step(state))
}

#[test]
fn killed_at_fifty_random_moments() {
    let job = Job::new(24, "--part-bytes 20000 --set run.batch_documents=4");
    let clock = Instant::now();
    let expected = job.undisturbed();
    let whole = clock.elapsed();
    for (name, bytes) in &expected {
        assert!(!bytes.is_empty(), "{} says nothing", name.display());
    }
    let (mut kills, mut runs, mut resumed) = (0, 0, 0);
    let mut moments = moments();
    while kills < KILLS {
        let out = job.path(&format!("out-{runs}"));
        // Every other run has one thread alone.
        let job = job.on_threads(1 + runs % 2);
        while kills < KILLS && killed(&job, &out, whole.mul_f64(moments.next().unwrap())) {
            kills += 1;
        }
        if kills == KILLS {
            job.finish(&out);
        }
        resumed += u32::from(resumed_documents(&out) > 0);
        same(&results(&out), &expected, &format!("run {runs}, kill {kills}"));
        runs += 1;
    }
    assert!(resumed > 0, "none of {runs} runs went on where another had stopped");
}

/// Starts a run and kills it after a while, unless it ends before.
fn killed(job: &Job, out: &std::path::Path, after: Duration) -> bool {
    let mut child = job.command(out).spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// Documents that the last run of a folder found done.
fn resumed_documents(out: &std::path::Path) -> u64 {
    let run = std::fs::read(out.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_slice(&run).unwrap();
    run["timing"]["resumed_documents"].as_u64().unwrap()
}

/// Killed at every call of one kind.
fn killed_at_each(call: &str) {
    if traced::is_there() {
        killed_at(&traced::small_job(), call, 1);
    }
}

/// Killed at one in so many calls of one kind, while files of every kind are written.
fn killed_among_all_sinks(call: &str, step: usize) {
    if traced::is_there() {
        killed_at(&traced::job_of_all_sinks(), call, step);
    }
}

fn killed_at(job: &Job, call: &str, step: usize) {
    let expected = job.undisturbed();
    let fault = Fault { call, what: "signal=KILL", path: None };
    let mut kills = 0;
    for n in (1..).step_by(step) {
        let out = job.path(&format!("out-{n}"));
        if !traced::was_killed(&traced::run(job, &out, &fault, n)) {
            same(&results(&out), &expected, &format!("{call} {n}, not killed"));
            break;
        }
        same(&job.finish(&out), &expected, &format!("killed at {call} {n}"));
        kills += 1;
    }
    assert!(kills > 5, "the run called {call} only {kills} times");
}

#[test]
fn killed_at_each_rename() {
    killed_at_each("rename");
}

#[test]
fn killed_at_each_fsync() {
    killed_at_each("fsync");
}

#[test]
fn killed_at_each_openat() {
    killed_at_each("openat");
}

#[test]
fn killed_at_each_write() {
    killed_at_each("write");
}

#[test]
fn killed_at_each_rename_of_every_sink() {
    killed_among_all_sinks("rename", 1);
}

#[test]
fn killed_among_the_fsyncs_of_every_sink() {
    killed_among_all_sinks("fsync", 4);
}

/// SQLite writes its pages by this call, and by no other.
#[test]
fn killed_among_the_pages_of_sqlite() {
    killed_among_all_sinks("pwrite64", 5);
}

#[test]
fn killed_among_the_writes_of_every_sink() {
    killed_among_all_sinks("write", 9);
}
