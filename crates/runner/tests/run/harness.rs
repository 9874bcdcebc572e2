//! Runs pipelines under a watchdog, and reads what came of them.

use std::collections::BTreeMap;
use std::fs;
use std::panic;
use std::path::Path;
use std::sync::Once;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tidings_runner::{Options, RejectLine, RunError, RunRecord, Summary};
use tidings_stage::Pipeline;

/// Keeps the messages of panics quiet that are caught, as a program would.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !tidings_runner::panics_are_caught() {
                loud(info);
            }
        }));
    });
}

/// Runs a test on a thread of its own, and fails it when it hangs.
pub(crate) fn watched<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    quiet();
    let (done, result) = mpsc::channel();
    let thread = thread::spawn(move || done.send(test()));
    match result.recv_timeout(Duration::from_secs(300)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("the run hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Err(why) => panic::resume_unwind(why),
            Ok(_) => unreachable!("the test ended without a result"),
        },
    }
}

/// An empty folder, in memory where the system has that: these tests wait for the disk hundreds of
/// times.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

/// Runs a pipeline into a folder, from the beginning.
pub(crate) fn run(pipeline: &Pipeline, out: &Path) -> Result<Summary, RunError> {
    tidings_runner::run(pipeline, &Options { overwrite: true, ..Options::new(out) })
}

/// Every file of a finished run by name, `run.json` without its timing.
pub(crate) fn results(out: &Path) -> BTreeMap<String, String> {
    let read = |entry: Result<fs::DirEntry, std::io::Error>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = match &*name {
            "run.json" => {
                let record: RunRecord = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
                serde_json::to_string(&RunRecord { timing: None, ..record }).unwrap()
            }
            _ => fs::read_to_string(&path).unwrap_or_else(|why| panic!("{name}: {why}")),
        };
        (name, text)
    };
    let work = |entry: &Result<fs::DirEntry, _>| {
        // A run with failed documents keeps what a replay needs.
        entry.as_ref().is_ok_and(|entry| entry.file_name() == ".tidings")
    };
    fs::read_dir(out).unwrap().filter(|entry| !work(entry)).map(read).collect()
}

/// The rejects of a finished run.
pub(crate) fn rejects(out: &Path) -> Vec<RejectLine> {
    let text = fs::read_to_string(out.join("rejects.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
