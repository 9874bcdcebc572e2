//! What a run must stand that lasts a week: it is killed, stopped, out of disk, watched, taken up and
//! mended, on however many threads, and its tables are those of a run that was left alone.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot set up its run has failed")]

mod explain;
mod faults;
mod job;
mod kills;
mod ledger;
mod matrix;
mod metrics;
mod replay;
mod signals;
mod traced;
