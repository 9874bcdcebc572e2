//! A ledger that does not balance.

use std::fs;
use std::path::Path;

use crate::job::{Job, said, same, watched};
use crate::signals::{send, started};

/// The head of a record in a part: a check, a kind, the length of what follows, and more.
const HEAD: usize = 37;
/// The kind of a reject.
const REJECT: u8 = 2;

/// The bytes of a part without its rejects.
fn without_rejects(mut part: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    while !part.is_empty() {
        let len = HEAD + u32::from_le_bytes(part[9..13].try_into().unwrap()) as usize;
        let (record, rest) = part.split_at(len);
        if record[8] != REJECT {
            kept.extend_from_slice(record);
        }
        part = rest;
    }
    kept
}

/// A part that has lost a reject, with a manifest that vouches for it all the same: nothing but the
/// counts can tell.
#[test]
fn stops_the_run_with_exit_code_2() {
    let job = Job::new(40, "--threads 2 --part-bytes 20000 --set run.batch_documents=4");
    let (expected, out) = (job.undisturbed(), job.path("out"));
    let (mut child, _said) = started(&job, &out, "read/part-00000.bin");
    send("-KILL", &child);
    child.wait().unwrap();

    let work = out.join(".tidings");
    let (path, manifest) = (work.join("spool/read/part-00000.bin"), work.join("manifest.jsonl"));
    let (part, lines) = (fs::read(&path).unwrap(), fs::read_to_string(&manifest).unwrap());
    let less = without_rejects(&part);
    assert!(less.len() < part.len(), "the first part holds no reject");
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    assert!(lines.contains(&hash(&part)), "the first part is not listed yet:\n{lines}");
    fs::write(&path, &less).unwrap();
    fs::write(&manifest, lines.replace(&hash(&part), &hash(&less))).unwrap();

    let output = watched(job.command(&out));
    let words = said(&output);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(
        words.contains("the ledger does not balance: `files`: in 51, out 45, rejected 5"),
        "{words}"
    );
    assert!(!out.join("run.json").exists() && !out.join("articles.jsonl").exists(), "{words}");

    let output = watched({
        let mut command = std::process::Command::new(crate::job::program());
        let arguments = job.arguments(&out).into_iter();
        command.args(arguments.map(|x| if x == "--resume" { "--overwrite".to_owned() } else { x }));
        command
    });
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    same(&crate::job::results(Path::new(&out)), &expected, "begun again");
}
