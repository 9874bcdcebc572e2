//! The second copy of this program.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How a process is started that calls [`serve`](super::serve()): a program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl Second {
    /// A program.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new() }
    }

    /// This very program.
    ///
    /// # Errors
    /// If the system does not know where it lies.
    pub fn this_program() -> io::Result<Self> {
        // Leads to the file we run even after another was put in its place, as a build during a long
        // run does.
        if cfg!(target_os = "linux") {
            return Ok(Self::new("/proc/self/exe"));
        }
        std::env::current_exe().map(Self::new)
    }

    /// The same, with one more argument.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(super) fn start(&self) -> io::Result<std::process::Child> {
        Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }
}
