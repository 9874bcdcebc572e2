//! Runs that end early: killed, interrupted, out of disk. Taken up, they give the bytes of a run that
//! was left alone.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot set up its run has failed")]

mod explain;
mod faults;
mod job;
mod kills;
mod replay;
mod signals;
mod traced;
