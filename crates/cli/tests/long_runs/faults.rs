//! The disk refuses: it is full, does not answer, or may no longer be written.
//!
//! Whatever fails, the run stops with one error that names the file and the cause, leaves nothing
//! half done under a final name, and goes on where it stopped once the disk is well again.

use std::path::Path;
use std::process::{Command, Output};

use crate::job::{Files, files, program, results, said, same};
use crate::traced::{self, Fault};

/// A run that was stopped by the disk says what, where and why, and whatever has a final name is
/// whole.
#[track_caller]
fn stopped_well(out: &Path, output: &Output, cause: &str, expected: &Files, when: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{when}: {said}");
    let line = one_error(&said, when);
    assert!(line.contains(cause), "{when}: {line}");
    assert!(line.contains(out.to_str().unwrap()), "{when}: {line}");
    for (name, bytes) in files_if_any(out) {
        let work = name.starts_with(".tidings");
        assert!(work || expected.get(&name) == Some(&bytes), "{when}: {} is half", name.display());
    }
}

/// The one error that a run ended with; where something can be taken up, it is said how.
#[track_caller]
fn one_error<'a>(said: &'a str, when: &str) -> &'a str {
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    match lines[..] {
        [error, "what is done is kept. To go on:", again] => {
            assert!(again.ends_with(" --resume"), "{when}: {again}");
            error
        }
        // The folder itself cannot be used: there is nothing to take up.
        [error] if error.contains("with --out") => error,
        _ => panic!("{when}: expected one error, found {said}"),
    }
}

fn files_if_any(out: &Path) -> Files {
    if out.is_dir() { files(out) } else { Files::new() }
}

/// Lets every call of one kind fail once, one run for each.
fn fails_at_each(call: &str, error: &str, cause: &str) {
    if !traced::is_there() {
        return;
    }
    let job = traced::small_job();
    let expected = job.undisturbed();
    let fault = Fault { call, what: &format!("error={error}"), path: None };
    for n in 1.. {
        let (out, when) = (job.path(&format!("out-{n}")), format!("{error} at {call} {n}"));
        let output = traced::run(&job, &out, &fault, n);
        if matches!(output.status.code(), Some(0 | 1)) {
            assert!(n > 5, "the run called {call} only {n} times");
            return same(&results(&out), &expected, &format!("{when}, which was not reached"));
        }
        stopped_well(&out, &output, cause, &expected, &when);
        same(&job.finish(&out), &expected, &format!("taken up after {when}"));
    }
}

#[test]
fn every_write_may_find_the_disk_full() {
    fails_at_each("write", "ENOSPC", "No space left on device");
}

/// SQLite has words of its own for it.
#[test]
fn the_disk_may_be_full_for_sqlite() {
    if !traced::is_there() {
        return;
    }
    let job = traced::job_of_all_sinks();
    let expected = job.undisturbed();
    let fault = Fault { call: "pwrite64", what: "error=ENOSPC", path: None };
    for n in [1, 40] {
        let (out, when) = (job.path(&format!("out-{n}")), format!("page {n}"));
        let output = traced::run(&job, &out, &fault, n);
        stopped_well(&out, &output, "tables.sqlite", &expected, &when);
        assert!(said(&output).contains("database or disk is full"), "{}", said(&output));
        same(&job.finish(&out), &expected, &when);
    }
}

#[test]
fn every_sync_may_fail() {
    fails_at_each("fsync", "EIO", "Input/output error");
}

#[test]
fn every_rename_may_be_forbidden() {
    fails_at_each("rename", "EACCES", "Permission denied");
}

/// Lets the first call on one file of the run's own fail.
fn fails_at(call: &str, error: &str, cause: &str, path: &str) {
    if !traced::is_there() {
        return;
    }
    let job = traced::small_job();
    let expected = job.undisturbed();
    let out = job.path("out");
    let fault = Fault { call, what: &format!("error={error}"), path: Some(&out.join(path)) };
    let output = traced::run(&job, &out, &fault, 1);
    stopped_well(&out, &output, cause, &expected, path);
    assert!(said(&output).contains(path), "{}", said(&output));
    same(&job.finish(&out), &expected, &format!("taken up after {error} at {path}"));
}

#[test]
fn permission_may_be_lost_half_way() {
    let cause = "Permission denied";
    fails_at("openat", "EACCES", cause, ".tidings/spool/gate-0/part-00001.tmp");
    fails_at("mkdir", "EROFS", "Read-only file system", ".tidings/spool/gate-0");
}

#[test]
fn a_part_may_become_unreadable() {
    fails_at("pread64", "EIO", "Input/output error", ".tidings/spool/gate-0/part-00001.bin");
}

#[test]
fn a_page_that_cannot_be_read_is_rejected_alone() {
    if !traced::is_there() {
        return;
    }
    let job = traced::small_job();
    let expected = job.undisturbed();
    let (out, page) = (job.path("out"), job.path("in/page-1.txt"));
    let fault = Fault { call: "read", what: "error=EIO", path: Some(&page) };
    let output = traced::run(&job, &out, &fault, 1);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let lines = |files: &Files, name: &str| {
        let text = String::from_utf8(files[Path::new(name)].clone()).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let found = files(&out);
    let (before, after) = (lines(&expected, "rejects.jsonl"), lines(&found, "rejects.jsonl"));
    let more: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    let [line] = more[..] else { panic!("expected one reject more, found {more:?}") };
    assert!(line.contains("page-1.txt") && line.contains("Input/output error"), "{line}");
    let articles = |files| lines(files, "articles.jsonl").len();
    assert_eq!(articles(&found) + 1, articles(&expected));
}

/// A limit on the size of a file stands in for a disk that is full, where nothing can be mounted.
#[test]
fn a_file_may_not_grow_any_more() {
    let job = traced::small_job();
    let expected = job.undisturbed();
    let mut stopped = 0;
    for blocks in [1, 4, 8, 32] {
        let out = job.path(&format!("out-{blocks}"));
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &limited]).arg(program()).args(job.arguments(&out));
        let output = command.output().unwrap();
        if output.status.code() == Some(2) {
            let when = format!("{blocks} blocks");
            stopped_well(&out, &output, "File too large", &expected, &when);
            stopped += 1;
        }
        same(&job.finish(&out), &expected, &format!("{blocks} blocks"));
    }
    assert!(stopped > 1, "the limit was met {stopped} times");
}

/// A file system in memory that is too small, and then is not: mounted in a namespace of its own,
/// which needs no rights and is gone with the test.
#[test]
fn a_full_disk_that_gets_room_again() {
    let job = traced::small_job();
    let expected = job.undisturbed();
    let (disk, copy) = (job.path("disk"), job.path("copy"));
    std::fs::create_dir(&disk).unwrap();
    let out = disk.join("out");
    let script = "mount -t tmpfs -o size=$1 tmpfs \"$2\" || exit 77; out=$3; copy=$4; shift 4
        \"$@\" 2>\"$copy.said\"; echo $? >\"$copy.code\"
        mount -o remount,size=64m \"$out/..\" && \"$@\"; cp -R \"$out\" \"$copy\"";
    for size in ["16k", "40k", "64k"] {
        let _ = std::fs::remove_dir_all(&copy);
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, "sh", size]).args([&disk, &out, &copy]);
        let output = command.arg(program()).args(job.arguments(&out)).output();
        let Some(0) = output.ok().and_then(|output| output.status.code()) else {
            return eprintln!("skipped: no file system can be mounted in a namespace here");
        };
        let read = |ending| std::fs::read_to_string(job.path(&format!("copy.{ending}"))).unwrap();
        let said = read("said");
        assert_eq!(read("code").trim(), "2", "{size}: {said}");
        let error = one_error(&said, size);
        assert!(error.contains("No space left on device"), "{size}: {said}");
        assert!(error.contains(disk.to_str().unwrap()), "{said}");
        same(&results(&copy), &expected, &format!("taken up after a disk of {size}"));
    }
}
