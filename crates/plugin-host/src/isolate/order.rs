//! What the two processes say to each other.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tidings_model::{Article, Findings, RawDocument, Reject};

use super::shown::Shown;
use crate::changes::Changes;
use crate::fold::{Digests, NewRows, Tables};
use crate::library::Files;

/// The first frame: what the process is for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Start<'a> {
    /// To say what a library says of itself: a [`Described`].
    Describe {
        /// The file, whole.
        library: Cow<'a, str>,
    },
    /// To serve a stage: a [`Ready`], and then an answer to each order.
    Serve(Serve<'a>),
}

/// The stage that a process serves.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Serve<'a> {
    /// The file.
    pub(super) library: Cow<'a, str>,
    /// The hash it had when the run began.
    pub(super) sha256: Cow<'a, str>,
    /// The stage.
    pub(super) family: Cow<'a, str>,
    /// The stage.
    pub(super) name: Cow<'a, str>,
    /// Its settings, as a library takes them.
    pub(super) settings: Cow<'a, str>,
    /// Most bytes of address space.
    pub(super) memory_bytes: u64,
}

/// The stages of a library, or why it is refused.
pub(super) type Described = Result<Vec<crate::library::Portrait>, String>;

/// Whether the stage was built.
pub(super) type Ready = Result<(), crate::library::Complaint>;

/// Something to do; each names what answers it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Order<'a> {
    /// To make articles of a document: [`Read`].
    Read(Cow<'a, RawDocument>),
    /// To say what is to change in an article: [`Cleaned`].
    Clean(Shown<'a>),
    /// To find things in an article: [`Extracted`].
    Extract(Shown<'a>),
    /// To keep something of an article: [`Kept`].
    Digest(Shown<'a>),
    /// To make rows of all digests and of earlier rows: [`Folded`].
    Fold(Cow<'a, Digests>, Cow<'a, Tables>),
    /// To name the files of a sink: [`Named`].
    Files,
    /// To begin to write into a folder, with what `run.json` will say: [`Begun`].
    Begin(Cow<'a, str>, Cow<'a, str>),
    /// To take rows: [`Begun`].
    Rows(Cow<'a, NewRows>),
    /// To end the files: [`Named`].
    End,
}

impl Order<'_> {
    /// What it is about, for messages.
    pub(super) fn about(&self) -> &str {
        match self {
            Self::Read(raw) => &raw.uri,
            Self::Clean(shown) | Self::Extract(shown) | Self::Digest(shown) => shown.uri(),
            Self::Fold(..) => "the rows it makes of all articles",
            Self::Files | Self::Begin(..) | Self::Rows(_) | Self::End => "its files",
        }
    }
}

pub(super) type Read = Result<Vec<Article>, Reject>;
pub(super) type Cleaned = Result<Changes, Reject>;
pub(super) type Extracted = Result<Findings, Reject>;
pub(super) type Kept = Result<Vec<Vec<u8>>, Reject>;
pub(super) type Folded = Result<NewRows, Reject>;
pub(super) type Named = Result<Files, Reject>;
pub(super) type Begun = Result<(), Reject>;
