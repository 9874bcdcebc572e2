//! Libraries in processes of their own, driven by a library of faults.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod common;
mod conformance;
mod families;
mod isolated;
