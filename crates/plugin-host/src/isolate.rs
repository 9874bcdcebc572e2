//! Stages of libraries in processes of their own.
//!
//! A library that is not trusted runs in a second copy of this program ([`Second`]), which serves it
//! ([`serve`]) over two pipes: a frame with what the stage is to work on goes in, a frame with its
//! answer comes out. Whoever asks has a process to itself while it waits, so as many processes run
//! as threads ask at once; they are kept for the next document.
//!
//! When the process dies or is silent past the time limit, a fresh one is started and asked about the
//! same document alone. Only if that dies or is silent too is the document rejected: so what an
//! earlier document broke is not held against it, and the answer depends on the document alone,
//! whatever the threads and the batch.

mod frame;
mod limits;
mod order;
mod pool;
mod process;
mod second;
mod serve;
mod shown;

pub(crate) use limits::{Limits, is_ours, settings};
pub(crate) use pool::{Isolated, describe};
pub use second::Second;
pub use serve::serve;
