//! A run that ended early and is taken up gives the bytes of one that did not.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tidings_runner::{FolderError, Options, Progress, RunError, Summary};
use tidings_stage::{Pipeline, RunSettings};

use crate::harness::{folder, results, watched};
use crate::toys::{documents, pipeline, raw, ungated};

const DOCUMENTS: usize = 900;

/// A pipeline whose batches do not fit those of another.
fn toys(make: fn(Vec<tidings_stage::Brought>) -> Pipeline, batch_documents: usize) -> Pipeline {
    let mut toys = make(documents(DOCUMENTS));
    toys.run = RunSettings { batch_documents, credits: 3, ..toys.run };
    toys
}

fn options(out: &Path) -> Options<'static> {
    Options { resume: true, part_bytes: 5000, ..Options::new(out) }
}

fn undisturbed(make: fn(Vec<tidings_stage::Brought>) -> Pipeline) -> BTreeMap<String, String> {
    let out = folder();
    tidings_runner::run(&toys(make, 8), &options(out.path())).unwrap();
    results(out.path())
}

/// Stops a run after so many calls.
struct After {
    left: Cell<u64>,
    stop: AtomicBool,
}

impl Progress for After {
    fn advanced(&self, _documents: u64, _bytes: u64) {
        self.left.set(self.left.get().saturating_sub(1));
        self.stop.fetch_or(self.left.get() == 0, Ordering::Relaxed);
    }
}

fn interrupted(toys: &Pipeline, out: &Path, after: u64) -> Result<Summary, RunError> {
    let after = After { left: after.into(), stop: AtomicBool::new(false) };
    let options = Options { progress: &after, interrupt: &after.stop, ..options(out) };
    tidings_runner::run(toys, &options)
}

#[test]
fn interrupted_again_and_again() {
    watched(|| {
        for make in [pipeline, ungated] {
            let expected = undisturbed(make);
            for step in [3, 20, 77] {
                let out = folder();
                // Each attempt goes further, with batches of another size.
                let mut attempts = (1..).map(|n| {
                    let toys = toys(make, 5 + n as usize % 4);
                    interrupted(&toys, out.path(), n * step)
                });
                let done = attempts.find_map(|result| match result {
                    Err(RunError::Interrupted) => None,
                    result => Some(result.unwrap()),
                });
                assert!(done.unwrap().record.timing.unwrap().resumed_documents > 0);
                assert_eq!(results(out.path()), expected, "step {step}");
            }
        }
    });
}

#[test]
fn what_is_done_is_not_done_again() {
    watched(|| {
        let out = folder();
        assert!(interrupted(&toys(ungated, 8), out.path(), 60).is_err());
        let record = tidings_runner::run(&toys(ungated, 8), &options(out.path())).unwrap().record;
        let resumed = record.timing.unwrap().resumed_documents;
        assert!((60 * 8..DOCUMENTS as u64).contains(&resumed), "{resumed}");
    });
}

/// Leaves a folder in which a run ended in its first pass.
fn unfinished() -> tempfile::TempDir {
    let out = folder();
    assert!(interrupted(&toys(pipeline, 8), out.path(), 60).is_err());
    out
}

#[test]
fn an_unfinished_run_is_left_alone_unless_told_otherwise() {
    watched(|| {
        let out = unfinished();
        let plain = Options { resume: false, ..options(out.path()) };
        let refused = tidings_runner::run(&toys(pipeline, 8), &plain).unwrap_err();
        assert!(matches!(refused, RunError::Folder(FolderError::Unfinished(_))), "{refused}");
        let again = Options { overwrite: true, ..plain };
        let record = tidings_runner::run(&toys(pipeline, 8), &again).unwrap().record;
        assert_eq!(record.timing.unwrap().resumed_documents, 0);
        assert_eq!(results(out.path()), undisturbed(pipeline));
    });
}

#[test]
fn another_pipeline_or_version_cannot_take_it_up() {
    watched(|| {
        let out = unfinished();
        let other = Pipeline { hash: "01".to_owned(), ..toys(pipeline, 8) };
        let refused = tidings_runner::run(&other, &options(out.path())).unwrap_err();
        assert!(matches!(refused, RunError::Folder(FolderError::OtherRun(_))), "{refused}");
        let newer = Options { version: "99".to_owned(), ..options(out.path()) };
        let refused = tidings_runner::run(&toys(pipeline, 8), &newer).unwrap_err();
        assert!(matches!(refused, RunError::Folder(FolderError::OtherRun(_))), "{refused}");
    });
}

#[test]
fn other_input_is_noticed() {
    watched(|| {
        let out = unfinished();
        let mut items = documents(DOCUMENTS);
        items[30] = raw("pages/30.txt", "Quite another text");
        let changed = tidings_runner::run(&pipeline(items), &options(out.path())).unwrap_err();
        assert!(matches!(changed, RunError::InputChanged { first: 0.., .. }), "{changed}");
        let fewer = pipeline(documents(50));
        let fewer = tidings_runner::run(&fewer, &options(out.path())).unwrap_err();
        assert!(matches!(fewer, RunError::InputChanged { .. }), "{fewer}");
    });
}

#[test]
fn input_that_grew_is_taken_up() {
    watched(|| {
        let out = unfinished();
        let grown = |out: &Path| {
            let grown = pipeline(documents(DOCUMENTS + 100));
            tidings_runner::run(&grown, &options(out)).unwrap();
            results(out)
        };
        assert_eq!(grown(out.path()), grown(folder().path()));
    });
}

#[test]
fn torn_parts_are_made_again() {
    watched(|| {
        let expected = undisturbed(pipeline);
        let part = |out: &Path, n: u32| out.join(format!(".tidings/spool/read/part-{n:05}.bin"));
        let harms: [fn(&Path); 4] = [
            |path| fs::remove_file(path).unwrap(),
            |path| fs::write(path, "").unwrap(),
            |path| {
                let bytes = fs::read(path).unwrap();
                fs::write(path, &bytes[..bytes.len() - 7]).unwrap();
            },
            |path| {
                let mut bytes = fs::read(path).unwrap();
                bytes[1000] ^= 1;
                fs::write(path, bytes).unwrap();
            },
        ];
        for harm in harms {
            for n in [0, 3] {
                let out = unfinished();
                harm(&part(out.path(), n));
                tidings_runner::run(&toys(pipeline, 8), &options(out.path())).unwrap();
                assert_eq!(results(out.path()), expected);
            }
        }
    });
}

/// Named in the environment of a child: the folder it writes into.
const OUT: &str = "TIDINGS_RUNNER_TEST_OUT";

/// Does nothing by itself: it is the run that [`killed_at_any_moment`] kills.
#[test]
fn child() {
    if let Some(out) = std::env::var_os(OUT) {
        watched(move || {
            tidings_runner::run(&toys(pipeline, 8), &options(Path::new(&out))).unwrap();
        });
    }
}

#[test]
fn killed_at_any_moment() {
    watched(|| {
        let clock = Instant::now();
        assert!(run_child(folder().path(), None), "an undisturbed child fails");
        let whole = clock.elapsed();
        let expected = undisturbed(pipeline);
        let mut killed = 0;
        for seed in 0..10 {
            let out = folder();
            // Ever another part of the time that a whole run takes.
            let mut after = (0..1000u32).map(|n| whole * ((seed * 37 + n * 29) % 100) / 100);
            let attempts = after.position(|after| run_child(out.path(), Some(after)));
            killed += attempts.expect("some attempt comes to its end");
            assert_eq!(results(out.path()), expected, "seed {seed}");
        }
        assert!(killed > 0, "every child was quicker than its end");
    });
}

/// Starts a child and kills it after a while, if one is given; says whether the run is through.
fn run_child(out: &Path, after: Option<Duration>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["resume::child", "--exact", "--test-threads=1"])
        .env(OUT, out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    if let Some(after) = after {
        std::thread::sleep(after);
        let _ = child.kill();
    }
    let through = child.wait().unwrap().success();
    through || out.join("run.json").exists()
}
