//! The command of a stage, and the limits its processes run under.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use tidings_stage::{BuildError, Settings};

/// A command with its limits.
#[derive(Debug, Clone)]
pub(super) struct Command {
    /// As the user wrote it, for messages.
    written: String,
    program: OsString,
    arguments: Vec<String>,
    folder: PathBuf,
    /// How long an article may take.
    pub(super) timeout: Duration,
    /// How long a fresh process may take.
    pub(super) start_timeout: Duration,
    /// The longest answer.
    pub(super) max_answer_bytes: usize,
}

impl Command {
    pub(super) fn of(settings: &Settings) -> Result<Self, BuildError> {
        let [written, arguments @ ..] = settings.texts("command") else {
            return Err(problem("expected a program, found an empty list".into()));
        };
        let time = |name| Duration::from_millis(settings.int(name).unsigned_abs());
        let bytes = settings.int("max_answer_bytes").unsigned_abs();
        let folder = Path::new(".").join(settings.base());
        Ok(Self {
            program: program(written, &folder),
            written: written.clone(),
            arguments: arguments.to_vec(),
            folder,
            timeout: time("timeout_ms"),
            start_timeout: time("start_timeout_ms"),
            max_answer_bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
        })
    }

    /// Starts a process.
    pub(super) fn start(&self) -> Result<std::process::Child, String> {
        let mut process = Process::new(&self.program);
        process
            .args(&self.arguments)
            .current_dir(&self.folder)
            // Else Python holds answers back until it has a block of them.
            .env("PYTHONUNBUFFERED", "1")
            // Ctrl-C is for us: what is in flight is finished, and that needs the process.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        process.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => format!(
                "there is no program `{}`; install it, or give its path, relative to the pipeline file",
                self.written
            ),
            _ => format!("`{}` cannot be started: {error}", self.written),
        })
    }
}

/// What is wrong with the command, for the pipeline file.
pub(super) fn problem(problem: String) -> BuildError {
    BuildError::Setting { setting: "command", problem }
}

/// A bare name is looked for where the system looks; a path starts from the folder.
fn program(written: &str, folder: &Path) -> OsString {
    match Path::new(written).components().count() {
        0 | 1 => written.into(),
        _ => std::path::absolute(folder.join(written)).unwrap_or_else(|_| written.into()).into(),
    }
}
