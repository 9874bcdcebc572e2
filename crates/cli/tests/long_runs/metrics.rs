//! A run that is watched.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::job::Job;

#[test]
fn a_run_can_be_watched_while_it_lasts() {
    let job = Job::new(60, "--threads 2 --metrics 127.0.0.1:0 --set run.batch_documents=4");
    let mut child = job.command(&job.path("out")).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().strip_prefix("metrics at http://").unwrap();
    let address = address.strip_suffix("/metrics").unwrap().to_owned();
    let ask = |path: &str| {
        let mut caller = TcpStream::connect(&address).ok()?;
        write!(caller, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").ok()?;
        let mut answer = String::new();
        caller.read_to_string(&mut answer).ok()?;
        Some(answer)
    };
    assert!(ask("/elsewhere").unwrap().starts_with("HTTP/1.1 404"));
    let mut last = String::new();
    while let Some(answer) = ask("/metrics") {
        last = answer;
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(last.starts_with("HTTP/1.1 200 OK\r\n"), "{last}");
    for words in [
        "\ntidings_documents_total{pass=\"read\"} ",
        "\ntidings_rejects_total{stage=\"files\",reason=\"empty\"} 1\n",
        "\ntidings_batch_seconds_count{stage=\"tokens\"} ",
        "\ntidings_reorder_wait_seconds_total ",
    ] {
        assert!(last.contains(words), "no {words:?} in {last}");
    }
}
