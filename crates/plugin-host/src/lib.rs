//! Brings in stages that are not part of Tidings: out of libraries, and as processes.
//!
//! [`Libraries`] opens a library of stages built with `tidings-plugin-api`, checks that it is whole and
//! speaks our version, and gives its stages as entries of the registry. The stages `exec` run a
//! command of the user's own, one JSON record a line in and one a line out; [`exec`] has the records.
//!
//! What can be caught is caught: a panic in a library, a dead, hanging or babbling process rejects
//! the one article that it happened with. A library runs in a process of its own ([`Second`]), so
//! that an abort, a stack overflow, an `exit` or a wild pointer in it costs no more than that. Where
//! a pipeline file says `isolation = "none"`, it shares our process, and those end the run.

#[cfg(not(unix))]
compile_error!(
    "processes of plugins need the pipes, limits and signals of a Unix system; docs/custom-stages.md \
     says where Tidings runs"
);

mod changes;
mod conformance;
pub mod exec;
mod fold;
mod isolate;
mod library;
pub mod overhead;
mod rows;
mod sees;
mod trial;

pub use conformance::{Outcome, Verdict, conformance};
pub use exec::register;
pub use isolate::{Second, serve};
pub use library::{Libraries, LoadError, Loaded, cancel, linked};
pub use trial::Trial;
