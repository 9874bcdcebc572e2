//! A run as numbers to watch: `--metrics`, in the text format of Prometheus.
//!
//! A thread of its own answers each caller with what is known at that moment. It reads no more of a
//! request than its first line, waits for nobody longer than a moment, and never holds up the run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tidings_runner::Did;
use tracing::Level;

use crate::log;

/// How long a caller may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of a request that are read at the most.
const MOST_REQUEST: u64 = 8 << 10;
/// Upper ends of the classes of batch latency, in seconds.
const CLASSES: [f64; 7] = [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0, 60.0];

/// What is known of a run.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    pass: String,
    /// Documents and their bytes, by pass.
    worked: BTreeMap<String, (u64, u64)>,
    /// By stage and reason.
    rejects: BTreeMap<(String, String), u64>,
    /// By stage.
    stages: BTreeMap<String, Latency>,
    waited: Duration,
}

/// How long a stage took for its batches.
#[derive(Debug, Default)]
struct Latency {
    classes: [u64; CLASSES.len()],
    batches: u64,
    seconds: f64,
}

impl Metrics {
    /// Begins to answer at an address, and says where on standard error.
    pub(crate) fn serve(address: &str) -> Result<Arc<Self>> {
        let listener = TcpListener::bind(address).with_context(|| {
            format!("cannot let the run be watched at {address}; expected ADDRESS:PORT, such as 127.0.0.1:0")
        })?;
        log::say(Level::INFO, &format!("metrics at http://{}/metrics", listener.local_addr()?));
        let metrics = Arc::new(Self::default());
        let known = Arc::clone(&metrics);
        let answer = move || {
            for caller in listener.incoming().flatten() {
                // A caller that goes away is no concern of the run.
                let _ = known.answer(&caller);
            }
        };
        std::thread::Builder::new().name("tidings-metrics".to_owned()).spawn(answer)?;
        Ok(metrics)
    }

    /// A pass begins.
    pub(crate) fn begin(&self, pass: &str) {
        pass.clone_into(&mut self.known().pass);
    }

    /// Adds what a batch did.
    pub(crate) fn add(&self, did: &Did<'_>) {
        let mut known = self.known();
        if did.documents > 0 {
            let pass = known.pass.clone();
            let (documents, bytes) = known.worked.entry(pass).or_default();
            *documents += did.documents;
            *bytes += did.bytes;
        }
        known.waited = did.waited;
        for (stage, reason) in &did.rejects {
            let key = ((*stage).to_owned(), (*reason).to_owned());
            *known.rejects.entry(key).or_default() += 1;
        }
        for (stage, cost) in &did.stages {
            let seconds = Duration::from_nanos(cost.nanoseconds).as_secs_f64();
            known.stages.entry((*stage).to_owned()).or_default().add(seconds);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Every change is whole, so what a panic left behind is still true.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut caller: &TcpStream) -> std::io::Result<()> {
        caller.set_read_timeout(Some(PATIENCE))?;
        caller.set_write_timeout(Some(PATIENCE))?;
        let mut request = BufReader::new(caller.take(MOST_REQUEST)).lines();
        let first = request.next().transpose()?.unwrap_or_default();
        // The rest is read, so that closing does not cut the answer off.
        while request.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        let wanted = first.starts_with("GET / ") || first.starts_with("GET /metrics ");
        let (status, body) = match wanted {
            true => ("200 OK", self.known().to_text()),
            false => ("404 Not Found", "the numbers are at /metrics\n".to_owned()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        caller.write_all(head.as_bytes())?;
        caller.write_all(body.as_bytes())
    }
}

impl Latency {
    fn add(&mut self, seconds: f64) {
        self.batches += 1;
        self.seconds += seconds;
        for (count, end) in self.classes.iter_mut().zip(CLASSES) {
            *count += u64::from(seconds <= end);
        }
    }
}

impl Known {
    fn to_text(&self) -> String {
        let mut text = String::new();
        head(&mut text, "pass", "gauge", "The pass that is under way.");
        let _ = writeln!(text, "tidings_pass{{pass=\"{}\"}} 1", escaped(&self.pass));
        head(&mut text, "documents_total", "counter", "Documents that a pass has worked on.");
        for (pass, (documents, _)) in &self.worked {
            let pass = escaped(pass);
            let _ = writeln!(text, "tidings_documents_total{{pass=\"{pass}\"}} {documents}");
        }
        head(&mut text, "bytes_total", "counter", "Bytes of those documents.");
        for (pass, (_, bytes)) in &self.worked {
            let _ = writeln!(text, "tidings_bytes_total{{pass=\"{}\"}} {bytes}", escaped(pass));
        }
        head(
            &mut text,
            "rejects_total",
            "counter",
            "Documents and articles that did not come out.",
        );
        for ((stage, reason), count) in &self.rejects {
            let (stage, reason) = (escaped(stage), escaped(reason));
            let _ = writeln!(
                text,
                "tidings_rejects_total{{stage=\"{stage}\",reason=\"{reason}\"}} {count}"
            );
        }
        head(&mut text, "batch_seconds", "histogram", "Time a stage takes for a batch.");
        for (stage, latency) in &self.stages {
            latency.write(&mut text, &escaped(stage));
        }
        head(
            &mut text,
            "reorder_wait_seconds_total",
            "counter",
            "Time that batches waited for batches before them.",
        );
        let _ = writeln!(text, "tidings_reorder_wait_seconds_total {}", self.waited.as_secs_f64());
        text
    }
}

impl Latency {
    fn write(&self, text: &mut String, stage: &str) {
        let name = "tidings_batch_seconds";
        for (count, end) in self.classes.iter().zip(CLASSES) {
            let _ = writeln!(text, "{name}_bucket{{stage=\"{stage}\",le=\"{end}\"}} {count}");
        }
        let batches = self.batches;
        let _ = writeln!(text, "{name}_bucket{{stage=\"{stage}\",le=\"+Inf\"}} {batches}");
        let _ = writeln!(text, "{name}_sum{{stage=\"{stage}\"}} {}", self.seconds);
        let _ = writeln!(text, "{name}_count{{stage=\"{stage}\"}} {batches}");
    }
}

/// The two lines before a number.
fn head(text: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(text, "# HELP tidings_{name} {about}\n# TYPE tidings_{name} {kind}");
}

/// A label's value, as the format wants it.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use tidings_runner::Cost;

    use super::*;

    #[test]
    fn tells_what_batches_did() {
        let metrics = Metrics::default();
        metrics.begin("read");
        let cost = |nanoseconds| Cost { calls: 3, bytes: 9, nanoseconds };
        for nanoseconds in [50_000, 2_000_000] {
            metrics.add(&Did {
                documents: 3,
                bytes: 9,
                rejects: vec![("te\"xt", "empty")],
                stages: vec![("text", cost(nanoseconds))],
                waited: Duration::from_millis(1500),
            });
        }
        let text = metrics.known().to_text();
        for line in [
            "tidings_pass{pass=\"read\"} 1",
            "tidings_documents_total{pass=\"read\"} 6",
            "tidings_bytes_total{pass=\"read\"} 18",
            "tidings_rejects_total{stage=\"te\\\"xt\",reason=\"empty\"} 2",
            "tidings_batch_seconds_bucket{stage=\"text\",le=\"0.0001\"} 1",
            "tidings_batch_seconds_bucket{stage=\"text\",le=\"0.01\"} 2",
            "tidings_batch_seconds_bucket{stage=\"text\",le=\"+Inf\"} 2",
            "tidings_batch_seconds_sum{stage=\"text\"} 0.00205",
            "tidings_batch_seconds_count{stage=\"text\"} 2",
            "tidings_reorder_wait_seconds_total 1.5",
        ] {
            assert!(text.lines().any(|found| found == line), "no {line} in\n{text}");
        }
    }
}
