//! Rejected documents, once what was wrong with them is mended.

use std::fs;
use std::process::Command;

use crate::job::{Job, program, results, said, same, watched};

#[test]
fn mended_files_are_merged_in() {
    for threads in [1, 2] {
        mended_on_threads(threads);
    }
}

fn mended_on_threads(threads: u32) {
    let job = Job::new(20, "").on_threads(threads);
    let (out, whole) = (job.path("out"), job.path("whole"));
    job.finish(&out);
    let good = b"Ferry late again\n\nThe ferry was two hours late on Tuesday, the port said.\n";
    fs::write(job.path("in/empty.txt"), good).unwrap();
    let records = fs::read_to_string(job.path("in/records.jsonl")).unwrap();
    fs::write(
        job.path("in/records.jsonl"),
        records.replace(", no more\"", "x\", \"text\": \"Mended.\"}"),
    )
    .unwrap();
    let replay = || {
        let mut command = Command::new(program());
        command.arg("replay").arg(&out);
        watched(command)
    };
    let output = replay();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let expected = job.finish(&whole);
    assert!(
        !expected.iter().any(|(name, bytes)| name.ends_with("rejects.jsonl") && !bytes.is_empty())
    );
    same(&results(&out), &expected, "replayed");
    let output = replay();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("nothing to replay"), "{}", said(&output));
}
