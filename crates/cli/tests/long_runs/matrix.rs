//! The whole news pipeline gives the same bytes on however many threads, in batches of any size, with
//! however many in flight, for input in any order; and it never hangs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::job::{Files, Job, program, results, same, watched};

/// Runs the news pipeline over the pages of a job.
#[track_caller]
fn run(job: &Job, out: &Path, options: &str) -> Files {
    let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines/news.toml");
    let mut command = Command::new(program());
    command.arg("run").arg(pipeline).arg("--input").arg(job.path("in")).arg("--out").arg(out);
    command.args(["--quiet", "--tables", "jsonl"]).args(options.split(' '));
    let output = watched(command);
    assert_eq!(output.status.code(), Some(1), "{options}: {output:?}");
    results(out)
}

fn small_job() -> Job {
    let job = Job::new(5, "");
    assert!(fs::read_dir(job.path("in")).unwrap().count() > 5);
    job
}

#[test]
fn threads_batches_and_credits_leave_no_mark() {
    let job = small_job();
    let expected = run(&job, &job.path("expected"), "--threads 2");
    assert!(expected[Path::new("claims.jsonl")].len() > 1000);
    for threads in [1, 2, 3, 8] {
        for batch in [1, 7, 64] {
            for credits in [1, 2, 16] {
                let options = format!(
                    "--threads {threads} --set run.batch_documents={batch} --set run.credits={credits}"
                );
                let out = job.path(&format!("{threads}-{batch}-{credits}"));
                same(&run(&job, &out, &options), &expected, &options);
            }
        }
    }
}

#[test]
fn the_order_of_records_leaves_no_mark() {
    let job = small_job();
    let record = |n: usize| {
        format!("{{\"id\": \"{n}\", \"text\": \"{n} boats sank off Vigo on 3 May 2024.\"}}\n")
    };
    let mut records: Vec<String> = (0..40).map(record).collect();
    let mut write = |turn: usize| {
        for n in 0..records.len() {
            let other = (n * 7919 + turn * 104_729) % records.len();
            records.swap(n, if turn > 0 { other } else { n });
        }
        fs::write(job.path("in/records.jsonl"), records.concat()).unwrap();
    };
    write(0);
    let expected = run(&job, &job.path("expected"), "--threads 2");
    for turn in 1..4 {
        write(turn);
        let out = job.path(&format!("turn-{turn}"));
        same(&run(&job, &out, "--threads 2 --set run.batch_documents=3"), &expected, "shuffled");
    }
}
