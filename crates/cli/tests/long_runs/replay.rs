//! Rejected documents, once what was wrong with them is mended.

use std::fs;
use std::process::Command;

use crate::job::{Job, program, results, said, same};

#[test]
fn mended_files_are_merged_in() {
    let job = Job::new(20, "--threads 2");
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
    let output = Command::new(program()).arg("replay").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let expected = job.finish(&whole);
    assert!(
        !expected.iter().any(|(name, bytes)| name.ends_with("rejects.jsonl") && !bytes.is_empty())
    );
    same(&results(&out), &expected, "replayed");
    let output = Command::new(program()).arg("replay").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("nothing to replay"), "{}", said(&output));
}
