//! A job: its pages, the program that runs it, and what came of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Every file below a folder, by its path there.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Pages in a folder of their own, and outputs beside them.
#[derive(Clone)]
pub(crate) struct Job {
    folder: Rc<TempDir>,
    /// The pipeline file, beside this one.
    pipeline: &'static str,
    /// Options of every run of the job.
    options: Vec<String>,
}

impl Job {
    /// The sample pages and two files that fail, so many times over, and some records; each copy of
    /// a page is a little different.
    pub(crate) fn new(pages: usize, options: &str) -> Self {
        // In memory where the system has that: these runs wait for the disk thousands of times.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(folder).unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        let samples = samples();
        // However few pages there are, two of them are copies of one.
        let turn = samples.len().min(pages - 1);
        for n in 0..pages {
            let page = &samples[n % turn];
            let page = [page, format!("\n\nIssue {n}.\n").as_bytes()].concat();
            fs::write(input.join(format!("page-{n}.txt")), page).unwrap();
        }
        let mut lines = fs::File::create(input.join("records.jsonl")).unwrap();
        for n in 0..pages.div_ceil(8) {
            writeln!(lines, "{{\"id\": \"{n}\", \"text\": \"{n} ferries sailed on 3 May 2024.\"}}")
                .unwrap();
            writeln!(lines, "{{\"id\": \"{n}, no more\"").unwrap();
        }
        fs::write(input.join("empty.txt"), "").unwrap();
        let options = options.split_whitespace().map(str::to_owned).collect();
        Self { folder: Rc::new(folder), pipeline: "job.toml", options }
    }

    /// The same pages through another pipeline.
    pub(crate) fn through(self, pipeline: &'static str) -> Self {
        Self { pipeline, ..self }
    }

    /// The same job on so many threads.
    pub(crate) fn on_threads(&self, threads: u32) -> Self {
        let mut job = self.clone();
        job.options.push(format!("--threads={threads}"));
        job
    }

    /// A file or folder that the job's tests may use.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The arguments that run the job into a folder, or take it up there.
    pub(crate) fn arguments(&self, out: &Path) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/long_runs");
        let pipeline = folder.join(self.pipeline);
        let words = |path: &Path| path.to_str().unwrap().to_owned();
        let mut arguments = vec!["run".to_owned(), words(&pipeline)];
        arguments.extend(["--input".to_owned(), words(&self.path("in"))]);
        arguments.extend(["--out".to_owned(), words(out)]);
        arguments.extend(["--quiet".to_owned(), "--resume".to_owned()]);
        arguments.extend(self.options.iter().cloned());
        arguments
    }

    /// The program, about to run the job into a folder or to take it up there.
    pub(crate) fn command(&self, out: &Path) -> Command {
        let mut command = Command::new(program());
        command.args(self.arguments(out));
        command
    }

    /// Runs the job to its end.
    #[track_caller]
    pub(crate) fn finish(&self, out: &Path) -> Files {
        let output = watched(self.command(out));
        // Some pages fail; where the run had ended already, there is nothing to say about them.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        results(out)
    }

    /// What a run gives that nobody disturbs.
    pub(crate) fn undisturbed(&self) -> Files {
        let out = self.path("undisturbed");
        let files = self.finish(&out);
        let wanted = ["run.json", "rejects.jsonl", "report.html", "articles", "copies", "stories"];
        let rows = |name: &str| files.get(&PathBuf::from(format!("{name}.jsonl")));
        for name in wanted {
            let file = files.get(Path::new(name)).or_else(|| rows(name));
            assert!(file.is_some_and(|bytes| !bytes.is_empty()), "{name}");
        }
        fs::remove_dir_all(out).unwrap();
        files
    }
}

/// The program under test.
pub(crate) fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin("tidings")
}

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a command to its end, and fails the test if that does not come.
#[track_caller]
pub(crate) fn watched(command: Command) -> Output {
    let clock = Instant::now();
    let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
    assert!(clock.elapsed() < PATIENCE, "the run hangs: {}", said(&output));
    output
}

/// What a run said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines/samples");
    let mut pages = Vec::new();
    collect(&folder, &mut |path| {
        if path.extension().is_some_and(|ending| ending == "txt") {
            pages.push(path.to_owned());
        }
    });
    pages.sort();
    pages.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Every file below a folder, hidden ones too, `run.json` without its timing.
pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    collect(folder, &mut |path| {
        let name = path.strip_prefix(folder).unwrap().to_owned();
        let bytes = fs::read(path).unwrap();
        let run = name == Path::new("run.json");
        files.insert(name, if run { timeless(&bytes) } else { bytes });
    });
    files
}

/// The files of a finished run, but for what it keeps because some documents failed.
#[track_caller]
pub(crate) fn results(out: &Path) -> Files {
    let (kept, results): (Files, Files) =
        files(out).into_iter().partition(|(name, _)| name.starts_with(".tidings"));
    for name in kept.keys() {
        let name = name.to_str().unwrap();
        let part = name.starts_with(".tidings/spool/read/part-") && name.ends_with(".bin");
        assert!(part || name == ".tidings/manifest.jsonl", "{name} was left behind");
    }
    results
}

fn collect(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, each) } else { each(&path) }
    }
}

/// `run.json` but for what may differ between equal runs.
fn timeless(run: &[u8]) -> Vec<u8> {
    let mut run: serde_json::Value = serde_json::from_slice(run).unwrap();
    run.as_object_mut().unwrap().remove("timing").unwrap();
    run.to_string().into_bytes()
}

/// Fails with the names of the files that differ, are missing, or should not be there.
#[track_caller]
pub(crate) fn same(found: &Files, expected: &Files, when: &str) {
    let names: std::collections::BTreeSet<_> = found.keys().chain(expected.keys()).collect();
    let differ: Vec<_> =
        names.into_iter().filter(|name| found.get(*name) != expected.get(*name)).collect();
    assert!(differ.is_empty(), "{when}: {differ:?} differ from those of an undisturbed run");
}
