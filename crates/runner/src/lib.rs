//! Runs a [`Pipeline`](tidings_stage::Pipeline): channels, worker pool, ledger, parts on disk.
//!
//! [`run`] takes a checked pipeline and an output folder, and is done when the results stand there
//! under their final names. It has never heard of TOML or of any one stage.
//!
//! - **Order**: results do not depend on threads, batches, credits or the order of input. Passes
//!   keep the order of their feed; folds and tables go by identifier.
//! - **Waiting**: readers of sources, feeder, workers and collector are plain threads that never wait
//!   for each other in a circle, so one worker is enough for any pipeline. While a stage runs no lock
//!   is held; one that lives in another process waits for that alone, and within a time limit.
//! - **Failing**: a document that fails, or panics a stage, is a line in `rejects.jsonl`, and the
//!   run goes on. The ledger says what became of everything: for each stage, in = out + dropped +
//!   failed, and what leaves one stage comes to the next. A ledger that does not balance is an error.
//! - **Stopping**: what was done is in parts on disk, each proven by a line in the manifest, so a
//!   run that was killed, interrupted or out of disk goes on where it stopped.
//!
//! - **Memory**: batches in flight, what gates and aggregators hold, 48 bytes for each article (its
//!   place on disk), and the rejects. Articles wait on disk.
//!
//! What it does not do: it prints nothing, sets no panic hook and catches no signal. Programs watch
//! through [`Progress`] and `tracing`, stop it through [`Options::interrupt`], and keep the messages
//! of caught panics quiet with [`panics_are_caught`].

mod batch;
mod caught;
mod engine;
mod error;
mod exchange;
mod feed;
mod fold;
mod folder;
mod folds;
mod kept;
mod ledger;
mod make;
mod meter;
mod options;
mod outcome;
mod overhead;
mod record;
mod rejects;
mod replay;
mod run;
mod segment;
mod spool;
mod trace;
mod write;

pub use caught::panics_are_caught;
pub use error::{FolderError, RunError};
pub use meter::Cost;
pub use options::{Did, Options, Progress, Silent};
#[doc(hidden)]
pub use overhead::empty_pass;
pub use record::{Call, InputRecord, RunRecord, StageRecord, Timing};
pub use rejects::RejectLine;
pub use run::{Exit, Summary, run};
pub use trace::{Done, Step, Trace, TracedArticle, trace};
