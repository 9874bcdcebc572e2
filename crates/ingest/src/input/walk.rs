//! Walks archives within archives, and brings the documents at the bottom.
//!
//! Every archive is an iterator over its members. The walk holds a stack of them: a member that is
//! an archive itself goes on top, and its archive waits until it is done.

use std::sync::Arc;

use tidings_model::{Metadata, RawDocument, Reject};
use tidings_stage::Brought;

use super::limits::Limits;
use super::open;
use super::packing::{self, Bytes};
use super::rows::columns::Columns;
use super::stream::Stream;

/// What a pipeline file says of how to read.
#[derive(Debug)]
pub(crate) struct Options {
    /// How much is taken in.
    pub(crate) limits: Limits,
    /// Fields of records that go by other names.
    pub(crate) columns: Columns,
}

/// Bytes to look into.
pub(crate) struct Member {
    /// The address.
    pub(crate) uri: String,
    /// The bytes, packed or not.
    pub(crate) bytes: Bytes,
    /// What is known of them.
    pub(crate) facts: Metadata,
}

/// What an archive gives next.
pub(crate) enum Step {
    /// A document, or the place of one that cannot be brought.
    Brought(Brought),
    /// Something to look into.
    Enter(Member),
}

impl Step {
    /// The place of what cannot be brought.
    pub(crate) fn rejected(uri: impl Into<String>, reject: Reject) -> Self {
        Self::Brought(Brought::Rejected { uri: uri.into(), reject })
    }
}

/// What an archive gives, one by one.
pub(crate) type Steps = Box<dyn Iterator<Item = Step> + Send>;

/// The documents of one file.
pub(crate) struct Walk {
    options: Arc<Options>,
    /// Archives within one another, and how deep each lies.
    open: Vec<(Steps, usize)>,
    /// The only document that is wanted, if one is.
    wanted: Option<String>,
}

impl Walk {
    /// Looks into a file.
    pub(crate) fn into(file: Member, options: &Arc<Options>) -> Self {
        let first: Steps = Box::new(std::iter::once(Step::Enter(file)));
        Self { options: Arc::clone(options), open: vec![(first, 0)], wanted: None }
    }

    /// Looks into a web archive from the midst of it on, where a record begins; nothing where none does.
    pub(crate) fn within(archive: Member, options: &Arc<Options>) -> Option<Self> {
        let opened = open::web_archive(archive, options)?;
        Some(Self { options: Arc::clone(options), open: vec![opened], wanted: None })
    }

    /// Has nothing to look into but says why.
    pub(crate) fn rejected(uri: String, reject: Reject, options: &Arc<Options>) -> Self {
        let only: Steps = Box::new(std::iter::once(Step::rejected(uri, reject)));
        Self { options: Arc::clone(options), open: vec![(only, 0)], wanted: None }
    }

    /// The same, but looks into nothing that the document of this address is not in.
    pub(crate) fn for_one(self, uri: &str) -> Self {
        Self { wanted: Some(uri.to_owned()), ..self }
    }

    fn enter(&mut self, member: Member, depth: usize) -> Option<Brought> {
        if !self.wanted.as_ref().is_none_or(|wanted| leads_to(&member.uri, wanted)) {
            return None;
        }
        let uri = member.uri.clone();
        match open::open(member, &self.options, depth) {
            Ok(opened) => {
                self.open.push(opened);
                None
            }
            Err(reject) => Some(Brought::Rejected { uri, reject }),
        }
    }
}

/// The document of a web archive at an address, out of bytes that begin where its record does.
pub(crate) fn record_at(
    bytes: impl Stream + 'static,
    file: &str,
    uri: &str,
    options: &Arc<Options>,
) -> Option<RawDocument> {
    let bytes = packing::bytes(bytes);
    let archive = Member { uri: file.to_owned(), bytes, facts: Metadata::new() };
    let brought = Walk::within(archive, options)?.for_one(uri);
    brought.into_iter().find_map(|brought| match brought {
        Brought::Document(raw) if raw.uri == uri => Some(raw),
        _ => None,
    })
}

/// Whether what lies at `wanted` is what lies at `uri`, or is in it.
fn leads_to(uri: &str, wanted: &str) -> bool {
    wanted.strip_prefix(uri).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

impl Iterator for Walk {
    type Item = Brought;

    fn next(&mut self) -> Option<Brought> {
        loop {
            let (steps, depth) = self.open.last_mut()?;
            let depth = *depth;
            let brought = match steps.next() {
                None => {
                    self.open.pop();
                    None
                }
                Some(Step::Brought(brought)) => Some(brought),
                Some(Step::Enter(member)) => self.enter(member, depth),
            };
            if brought.is_some() {
                return brought;
            }
        }
    }
}
