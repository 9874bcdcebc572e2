//! A progress bar on a terminal; nothing anywhere else.

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

/// A bar that follows a run.
pub(crate) struct Bar {
    bar: ProgressBar,
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
        if quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        } else {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, documents: Cell::new(false), quiet, metrics }
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
        self.bar.set_message(name.to_owned());
    }

    fn advanced(&self, documents: u64, bytes: u64) {
        self.bar.inc(if self.documents.get() { documents } else { bytes });
    }

    fn did(&self, did: &Did<'_>) {
        self.metrics.iter().for_each(|metrics| metrics.add(did));
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
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
}
