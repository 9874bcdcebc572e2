//! The program from the outside: what a user runs, and what comes out.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its run has failed")]

mod bad_input;
mod check;
mod common;
mod custom;
mod determinism;
mod explain;
#[cfg(unix)]
mod new_stage;
#[cfg(unix)]
mod plugins;
mod queries;
mod report;
mod schema;
mod scores;
mod seed_names;
#[cfg(feature = "serve")]
mod serve;
mod tables;
mod told;
