//! Other tools, run beside ours where there is a Python that has them.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use anyhow::{Context, Result};

/// Names a Python that has the peers; `xtask/scripts/peers.txt` lists them.
const PYTHON: &str = "TIDINGS_PEERS";

/// Reads a web archive with FastWARC: version, records, bytes, CPU seconds.
pub(super) const READ_ARCHIVE: &str = include_str!("peers/read_archive.py");
/// Reads pages of HTML with a tool: version, pages, CPU seconds.
pub(super) const READ_PAGES: &str = include_str!("peers/read_pages.py");
/// Takes a web archive the whole way with DataTrove: version, articles, CPU seconds.
pub(super) const WHOLE_WAY: &str = include_str!("peers/whole_way.py");

/// The Python that has peers.
#[derive(Debug)]
pub(super) struct Peers(OsString);

impl Peers {
    /// The one that the environment names.
    pub(super) fn named() -> Option<Self> {
        std::env::var_os(PYTHON).map(Self)
    }

    /// The words of the last line that a script prints; else what it failed with, if it has no such tool.
    pub(super) fn run<const N: usize>(
        &self,
        script: &str,
        arguments: &[&OsStr],
    ) -> Result<std::result::Result<[String; N], String>> {
        let run = Command::new(&self.0).args(["-c", script]).args(arguments).output();
        let run = run.with_context(|| format!("cannot start {}", self.0.display()))?;
        let said = String::from_utf8_lossy(&run.stdout);
        let words = said.lines().last().unwrap_or_default().split_whitespace().map(str::to_owned);
        let words: Result<[String; N], _> = words.collect::<Vec<_>>().try_into();
        Ok(words.map_err(|_| {
            let why = String::from_utf8_lossy(&run.stderr);
            why.trim().lines().last().unwrap_or("it printed nothing").to_owned()
        }))
    }
}

/// What to do where no peers can be had.
pub(super) fn none() -> String {
    format!(
        "alone: {PYTHON} names no Python with other tools to run beside (xtask/scripts/peers.txt)"
    )
}
