//! A progress bar on a terminal; anywhere else a line of the log now and then, at level `info`.

use std::cell::Cell;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tidings_runner::{Did, Progress};

use crate::metrics::Metrics;

const KNOWN: &str = "{msg:<12} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const UNKNOWN: &str = "{msg:<12} {spinner} {bytes} {bytes_per_sec} {elapsed}";
const DOCUMENTS: &str = "{msg:<12} {wide_bar} {pos}/{len} documents {per_sec} {eta}";

/// How often a run that nobody watches on a terminal says how far it is.
const EVERY: Duration = Duration::from_secs(60);

/// A bar that follows a run.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// When this pass was last told of in the log, counted from its begin.
    told: Cell<Duration>,
    /// Whether the log is told at all.
    logs: bool,
    /// Whether the bar counts documents; bytes of input, where their number is not known.
    documents: Cell<bool>,
    /// Whether nothing is to be told.
    pub(crate) quiet: bool,
    /// Who else follows it.
    pub(crate) metrics: Option<Arc<Metrics>>,
}

impl Bar {
    /// A bar on standard error; hidden if that is no terminal, or if the user wants quiet.
    pub(crate) fn new(quiet: bool, metrics: Option<Arc<Metrics>>) -> Self {
        let bar = ProgressBar::new_spinner();
        let terminal = std::io::stderr().is_terminal();
        if quiet || !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        } else {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        let (told, logs) = (Cell::new(Duration::ZERO), !quiet && !terminal);
        Self { bar, told, logs, documents: Cell::new(false), quiet, metrics }
    }

    /// How far the pass is, if it is time to say so.
    fn due(&self, elapsed: Duration) -> Option<Far> {
        if !self.logs || elapsed.saturating_sub(self.told.get()) < EVERY {
            return None;
        }
        self.told.set(elapsed);
        let unit = if self.documents.get() { "documents" } else { "bytes" };
        Some(Far::new(self.bar.position(), self.bar.length(), unit, elapsed))
    }

    fn style(&self, template: &str) {
        self.bar
            .set_style(ProgressStyle::with_template(template).expect("the template is a literal"));
    }
}

impl Progress for Bar {
    fn started(&self, bytes: Option<u64>) {
        self.style(if bytes.is_some() { KNOWN } else { UNKNOWN });
        bytes.into_iter().for_each(|bytes| self.bar.set_length(bytes));
        self.bar.set_message("reading");
    }

    fn pass(&self, name: &str, documents: Option<u64>) {
        self.metrics.iter().for_each(|metrics| metrics.begin(name));
        self.documents.set(documents.is_some());
        if let Some(documents) = documents {
            self.style(DOCUMENTS);
            self.bar.set_length(documents);
            // Rate and time left are those of this pass.
            self.bar.reset();
        }
        self.told.set(Duration::ZERO);
        self.bar.set_message(name.to_owned());
    }

    fn advanced(&self, documents: u64, bytes: u64) {
        self.bar.inc(if self.documents.get() { documents } else { bytes });
        if let Some(far) = self.due(self.bar.elapsed()) {
            let Far { done, of, unit, per_second, seconds_left } = far;
            let pass = self.bar.message();
            tracing::info!(pass, done, of, unit, per_second, seconds_left, "under way");
        }
    }

    fn did(&self, did: &Did<'_>) {
        self.metrics.iter().for_each(|metrics| metrics.add(did));
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
    }
}

/// How far a pass is.
#[derive(Debug, PartialEq, Eq)]
struct Far {
    done: u64,
    /// How much there is, where that is known.
    of: Option<u64>,
    unit: &'static str,
    per_second: u64,
    /// How long the rest takes at this rate.
    seconds_left: Option<u64>,
}

impl Far {
    fn new(done: u64, of: Option<u64>, unit: &'static str, elapsed: Duration) -> Self {
        let rate = done as f64 / elapsed.as_secs_f64();
        let left = |of: u64| (of.saturating_sub(done) as f64 / rate).round() as u64;
        let seconds_left = of.filter(|_| done > 0).map(left);
        Self { done, of, unit, per_second: rate.round() as u64, seconds_left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pass_counts_what_it_knows_the_number_of() {
        let bar = Bar::new(true, None);
        bar.started(Some(500));
        bar.pass("read", None);
        bar.advanced(3, 200);
        assert_eq!((bar.bar.position(), bar.bar.length()), (200, Some(500)));
        bar.pass("aggregate", Some(40));
        bar.advanced(7, 9000);
        assert_eq!((bar.bar.position(), bar.bar.length()), (7, Some(40)));
    }

    #[test]
    fn a_run_that_nobody_watches_says_how_far_it_is() {
        let seconds = Duration::from_secs;
        let bar = Bar { logs: true, ..Bar::new(false, None) };
        bar.started(Some(500));
        bar.pass("read", None);
        bar.advanced(3, 200);
        assert_eq!(bar.due(seconds(59)), None);
        let expected =
            Far { done: 200, of: Some(500), unit: "bytes", per_second: 2, seconds_left: Some(150) };
        assert_eq!(bar.due(seconds(100)), Some(expected));
        assert_eq!(bar.due(seconds(159)), None);
        bar.pass("aggregate", Some(40));
        let far = bar.due(seconds(60)).expect("a pass counts anew");
        assert_eq!((far.unit, far.of, far.seconds_left), ("documents", Some(40), None));
        let quiet = Bar::new(true, None);
        assert_eq!(quiet.due(seconds(1000)), None);
    }
}
