//! A file for each command.

pub(crate) mod bench;
mod call;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod graph;
mod load;
pub(crate) mod man;
pub(crate) mod new_stage;
pub(crate) mod plugin;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod stages;
pub(crate) mod train;
