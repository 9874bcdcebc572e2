//! A library that breaks, through whole runs: what it does costs the documents it does it at.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::common::{root, rows, said};

/// The library of faults.
fn faults() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "faults", "--target-dir"]).arg(target);
        assert!(cargo.current_dir(root()).status().unwrap().success());
        target.join("debug/faults")
    })
}

const PAGES: usize = 12;

/// A folder with a pipeline and pages, of which every fifth is foggy.
fn job(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let stage = format!("use = \"faults\"\nfrom = {:?}\n{settings}\n", faults());
    let pipeline = format!(
        "name = \"faults\"\n[[source]]\nuse = \"files\"\npaths = [\"pages/*\"]\n[[read]]\nuse = \"text\"\n\
         [[clean]]\n{stage}[[extract]]\n{stage}[[sink]]\nuse = \"tables\"\nformat = \"jsonl\"\n"
    );
    std::fs::write(folder.path().join("faults.toml"), pipeline).unwrap();
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    for page in 0..PAGES {
        let fog = if page % 5 == 2 { "fog" } else { "sun" };
        let text = format!("Page {page}\n\nThe é {fog} came in from the sea.\n");
        std::fs::write(folder.path().join(format!("pages/{page}.txt")), text).unwrap();
    }
    folder
}

fn run(folder: &Path, out: &str, fault: &str, more: &[&str]) -> Output {
    command(folder, out, fault).arg("--overwrite").args(more).output().unwrap()
}

fn command(folder: &Path, out: &str, fault: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command
        .args(["run", "faults.toml", "--quiet", "--out", out])
        .current_dir(folder)
        .env(format!("TIDINGS_FAULT_{}", fault.to_uppercase()), "fog");
    command
}

/// The reasons in `rejects.jsonl`, which name the stage and the two foggy pages.
#[track_caller]
fn reasons(out: &Path) -> Vec<String> {
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let mut rejects = rows(out, "rejects");
    rejects.sort_by_key(|row| text(row, "uri"));
    let named = rejects.iter().map(|row| (text(row, "stage"), text(row, "uri")));
    let expected = ["pages/2.txt", "pages/7.txt"].map(|uri| ("faults".to_owned(), uri.to_owned()));
    assert_eq!(named.collect::<Vec<_>>(), expected);
    rejects.iter().map(|row| text(row, "reason")).collect()
}

#[test]
fn nothing_that_an_isolated_library_does_ends_the_run() {
    let folder = job("time_limit_ms = 2000\nmemory_limit_mb = 512");
    for (fault, reason) in [
        ("panic", "panic"),
        ("bomb", "panic"),
        ("abort", "plugin_died"),
        ("exit", "plugin_died"),
        ("hang", "plugin_silent"),
        ("overflow", "plugin_died"),
        ("wild", "plugin_died"),
        ("memory", "plugin_died"),
        ("beyond", "bad_record"),
        ("inside", "bad_record"),
        ("million", "too_many_records"),
    ] {
        let output = run(folder.path(), fault, fault, &[]);
        assert_eq!(output.status.code(), Some(1), "{fault}: {}", said(&output));
        let out = folder.path().join(fault);
        assert_eq!(reasons(&out), [reason, reason], "{fault}");
        assert_eq!(rows(&out, "articles").len(), PAGES - 2, "{fault}");
    }
}

#[test]
fn threads_and_batches_do_not_change_what_a_breaking_library_costs() {
    let folder = job("");
    let tables = |name: &str| tables(&folder.path().join(name));
    run(folder.path(), "first", "abort", &["--threads", "1"]);
    let first = tables("first");
    for (threads, batch) in [("1", 7), ("2", 1), ("2", 64), ("3", 7), ("8", 1), ("8", 64)] {
        let batch = format!("run.batch_documents={batch}");
        let output = run(folder.path(), "again", "abort", &["--threads", threads, "--set", &batch]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(tables("again") == first, "{threads} threads, {batch}");
    }
}

#[test]
fn without_isolation_what_can_be_caught_is_caught() {
    let folder = job("isolation = \"none\"");
    for (fault, reason) in [
        ("panic", "panic"),
        ("bomb", "panic"),
        ("beyond", "bad_record"),
        ("inside", "bad_record"),
        ("million", "too_many_records"),
    ] {
        let output = run(folder.path(), fault, fault, &[]);
        assert_eq!(output.status.code(), Some(1), "{fault}: {}", said(&output));
        let out = folder.path().join(fault);
        assert_eq!(reasons(&out), [reason, reason], "{fault}");
    }
    // What cannot be caught ends the run; the page on custom stages says so.
    let output = run(folder.path(), "abort", "abort", &[]);
    assert_eq!(output.status.code(), None, "{}", said(&output));
}

#[test]
fn the_conformance_kit_says_what_to_mend() {
    let check = |fault: &str, word: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command.args(["plugin", "check"]).arg(faults());
        command.env(format!("TIDINGS_FAULT_{fault}"), word).output().unwrap()
    };
    let good = check("ABORT", "no such word");
    let told = String::from_utf8_lossy(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{told}");
    assert!(told.ends_with("nothing to mend\n"), "{told}");
    let leaky = check("LEAK", "ferry");
    let told = String::from_utf8_lossy(&leaky.stdout);
    assert!(told.contains("leak         FAILED: "), "{told}");
    assert!(told.contains("more in use after every 2500 calls"), "{told}");
    assert!(told.contains("to mend it: free what a call allocates"), "{told}");
    let bad = check("ABORT", "harbour");
    let told = String::from_utf8_lossy(&bad.stdout);
    assert_eq!(bad.status.code(), Some(1), "{told}");
    assert!(told.contains("crash        FAILED: at a page: failed (plugin_died)"), "{told}");
    assert!(told.contains("to mend it: look for an abort"), "{told}");
}

#[test]
fn a_library_that_dies_too_often_stops_the_run_whatever_the_threads() {
    // Two pages end four processes of the cleaner, in whatever order they come.
    let folder = job("max_restarts = 3");
    for (threads, batch) in [("8", 7), ("2", 64), ("2", 1), ("1", 1)] {
        let batch = format!("run.batch_documents={batch}");
        let output =
            run(folder.path(), "broken", "abort", &["--threads", threads, "--set", &batch]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("stage `faults`: its processes have died 4 times"), "{told}");
        assert!(told.contains("the last one at pages/"), "{told}");
        assert!(told.contains("`max_restarts` = 3 allows no more; --resume"), "{told}");
        assert!(!folder.path().join("broken/rejects.jsonl").exists());
    }
    // What was proven done is kept; it counts anew, and the run comes to its end.
    let whole = job("max_restarts = 4");
    assert_eq!(run(whole.path(), "whole", "abort", &[]).status.code(), Some(1));
    let expected = tables(&whole.path().join("whole"));
    let again = resume(folder.path(), "broken", "abort");
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
    assert!(tables(&folder.path().join("broken")) == expected);
}

/// Takes a run up where it stopped.
fn resume(folder: &Path, out: &str, fault: &str) -> Output {
    command(folder, out, fault).arg("--resume").output().unwrap()
}

fn tables(out: &Path) -> [Vec<u8>; 3] {
    let read = |table: &str| std::fs::read(out.join(table)).unwrap();
    ["articles.jsonl", "notes.jsonl", "rejects.jsonl"].map(read)
}

#[test]
fn ctrl_c_reaches_a_stage_wherever_it_runs() {
    for isolation in ["process", "none"] {
        let folder = job(&format!("isolation = \"{isolation}\"\ntime_limit_ms = 600000"));
        assert_eq!(run(folder.path(), "whole", "none", &[]).status.code(), Some(0));
        let sign = folder.path().join("sign");
        let mut command = command(folder.path(), "stopped", "patient");
        command.args(["--threads", "2", "--set", "run.batch_documents=1"]);
        let command = command.env("TIDINGS_FAULT_SIGN", &sign).stderr(Stdio::piped());
        let mut stopped = command.spawn().unwrap();
        while !sign.exists() {
            assert!(stopped.try_wait().unwrap().is_none(), "it was over before it was stopped");
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = stopped.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        // Long before the time limit, or the test hangs.
        let output = stopped.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{isolation}: {}", said(&output));
        // What it had half done is done again.
        let again = resume(folder.path(), "stopped", "none");
        assert_eq!(again.status.code(), Some(0), "{isolation}: {}", said(&again));
        let [whole, stopped] = ["whole", "stopped"].map(|out| tables(&folder.path().join(out)));
        assert!(whole == stopped, "{isolation}");
    }
}
