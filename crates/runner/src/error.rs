//! Why a run stops.

use std::path::PathBuf;

use tidings_model::Reject;
use tidings_stage::{Halt, Pipeline, SinkError, SourceError};

/// Why a run stopped before its end. What was proven done on disk stays there.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The output folder cannot be used as it is.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A source cannot be read at all.
    #[error("source `{stage}`: {source}")]
    Source {
        /// The stage's label.
        stage: String,
        /// What it says.
        source: SourceError,
    },
    /// A sink cannot write.
    #[error("sink `{stage}`: {source}")]
    Sink {
        /// The stage's label.
        stage: String,
        /// What it says.
        source: SinkError,
    },
    /// A sink wrote, or wants to write, a file that it may not.
    #[error("sink `{stage}`: {} {problem}", name.display())]
    SinkFile {
        /// The stage's label.
        stage: String,
        /// The file's name.
        name: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A stage panicked where no single document is at fault.
    #[error("stage `{stage}` panicked: {message}")]
    Panic {
        /// The stage's label.
        stage: String,
        /// The words of the panic.
        message: String,
    },
    /// A document failed, and the pipeline stops at the first that does.
    #[error("{uri}: {stage}: {reject}; the pipeline says on_reject = \"stop\"")]
    Rejected {
        /// Where the document lies.
        uri: String,
        /// The label of the stage at which it failed.
        stage: String,
        /// Why.
        reject: Reject,
    },
    /// An article cannot be kept on disk between passes.
    #[error("{uri}: cannot be kept on disk: {problem}")]
    Unstorable {
        /// Where the document lies.
        uri: String,
        /// What was expected, what was found.
        problem: String,
    },
    /// A stage can do no more work.
    #[error("stage `{stage}`: {problem}")]
    Broken {
        /// The stage's label.
        stage: String,
        /// What was found, and what to do.
        problem: String,
    },
    /// The counts do not add up: a mistake in the runner.
    #[error("the ledger does not balance: {0}; this is a mistake in Tidings, please report it")]
    Ledger(String),
    /// The disk refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Disk {
        /// What was tried: `create`, `write`, `sync`, …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A part on disk is not what was written there.
    #[error("{}: byte {offset}: {problem}; run again with --resume to make the part anew", path.display())]
    Torn {
        /// The part.
        path: PathBuf,
        /// Where in it.
        offset: u64,
        /// What was expected, what was found.
        problem: String,
    },
    /// The input is no longer the one that the unfinished run read.
    #[error(
        "the input has changed since the unfinished run: documents {first} to {end} of pass \
         `{pass}` differ; use --overwrite to begin again"
    )]
    InputChanged {
        /// The pass.
        pass: String,
        /// The first document of the part, counted from 0.
        first: u64,
        /// One past its last document.
        end: u64,
    },
    /// The input is no longer the one that the replayed run read.
    #[error(
        "the input has changed since the run: of the {kept} documents that met no reject {met} are \
         still there unchanged; run the pipeline again with --overwrite"
    )]
    KeptChanged {
        /// Documents whose outcome was kept.
        kept: u64,
        /// Those of them that the sources brought again.
        met: u64,
    },
    /// No worker thread could be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(String),
    /// Someone asked the run to stop.
    #[error("interrupted; what is done is kept, go on with --resume")]
    Interrupted,
    /// A thread of the runner died: a mistake in the runner.
    #[error("a thread of the runner panicked: {0}; this is a mistake in Tidings, please report it")]
    Died(String),
}

impl RunError {
    /// The exit code that says so: 130 for an interrupted run, else 2.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            RunError::Interrupted => 130,
            _ => 2,
        }
    }

    /// The error of a pipeline of which a stage can do no more work.
    ///
    /// # Errors
    /// If that is so. What the stage answered last must not be kept then.
    pub(crate) fn if_halted(pipeline: &Pipeline) -> Result<(), Self> {
        match pipeline.halted() {
            None => Ok(()),
            Some((_, Halt::Cancelled)) => Err(Self::Interrupted),
            Some((stage, Halt::Broken(problem))) => {
                Err(Self::Broken { stage: stage.to_owned(), problem })
            }
        }
    }

    /// For `map_err`: the disk refused an action on a path.
    pub(crate) fn disk(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Disk { action, path, source }
    }
}

/// Why the output folder cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A whole run is there.
    #[error("{} holds a finished run; --overwrite replaces it", .0.display())]
    Finished(PathBuf),
    /// Part of a run is there.
    #[error("{} holds an unfinished run; --resume goes on with it, --overwrite begins again", .0.display())]
    Unfinished(PathBuf),
    /// A run by another pipeline, or by another version of the program, is there.
    #[error(
        "{} holds an unfinished run of another pipeline, with other settings or by another \
         version of Tidings; --overwrite begins again", .0.display()
    )]
    OtherRun(PathBuf),
    /// No run is there.
    #[error("{} holds no finished run to replay", .0.display())]
    NoRun(PathBuf),
    /// A run is there, but not what it keeps to be replayed.
    #[error("{}: nothing to replay: {problem}", folder.display())]
    NotKept {
        /// The folder.
        folder: PathBuf,
        /// What is missing, and what to do.
        problem: String,
    },
    /// Something else is there.
    #[error(
        "{} holds files that no run of Tidings wrote, such as `{}`; choose another folder with --out",
        folder.display(), found.display()
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        found: PathBuf,
    },
    /// It is a file.
    #[error("{} is not a folder; choose another with --out", .0.display())]
    NotAFolder(PathBuf),
    /// Another run writes there at this moment.
    #[error("{} is being written by another run; wait for it, or choose another folder with --out", .0.display())]
    Busy(PathBuf),
    /// The disk refused.
    #[error("cannot {action} {}: {source}; choose a folder that can be written with --out", path.display())]
    Unwritable {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}
