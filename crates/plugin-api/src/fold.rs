//! What an aggregator in a library keeps of each article, and what it makes of all.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::abi::{self, Str};
use crate::doc::Border;

/// Takes what an aggregator keeps of one article.
#[derive(Debug)]
pub struct Kept<'a>(pub(crate) Border<'a>);

impl Kept<'_> {
    /// Keeps bytes until all articles were seen.
    pub fn keep(&mut self, bytes: &[u8]) {
        let bytes = Str { ptr: bytes.as_ptr(), len: bytes.len() };
        // SAFETY: the call is not over, and the host copies the bytes.
        let _taken = unsafe { (self.0.host.emit_digest)(self.0.call, bytes) };
    }
}

/// What was kept of all articles, and the rows that earlier aggregators made.
#[derive(Debug)]
pub struct Digests<'a>(pub(crate) Border<'a>);

impl<'a> Digests<'a> {
    /// Every digest with its article's identifier, in order of these.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let Border { host, call } = self.0;
        (0..).map_while(move |index| {
            let mut digest = abi::Digest { article: Str::MISSING, bytes: Str::MISSING };
            // SAFETY: the call is not over, and what the host lends is valid for it.
            unsafe {
                match (host.digest)(call, index, &raw mut digest) {
                    0 => None,
                    _ => Some((digest.article.get()?, digest.bytes.bytes()?)),
                }
            }
        })
    }

    /// The rows of a table that the stage says it reads, such as `entities`, as the records of
    /// `tidings_model` or any type that takes their JSON.
    ///
    /// # Errors
    /// The first row that the type does not take.
    pub fn rows<T: DeserializeOwned>(&self, table: &str) -> Result<Vec<T>, String> {
        let Border { host, call } = self.0;
        // SAFETY: the call is not over, and what the host lends is valid for it.
        let row = |index| unsafe { (host.row)(call, Str::of(table), index).get() };
        let read = |json: &str| serde_json::from_str(json).map_err(|why| format!("{table}: {why}"));
        (0..).map_while(row).map(read).collect()
    }
}

/// Takes rows of the view.
#[derive(Debug)]
pub struct Rows<'a>(pub(crate) Border<'a>);

impl Rows<'_> {
    /// Adds a row to a table that the stage says it writes: a record of `tidings_model`, or
    /// anything with the same JSON.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn push(&mut self, table: &str, row: &impl Serialize) -> Result<(), String> {
        let json = serde_json::to_string(row).map_err(|why| format!("{table}: {why}"))?;
        // SAFETY: the call is not over, and the host copies the texts.
        let _taken = unsafe { (self.0.host.emit_row)(self.0.call, Str::of(table), Str::of(&json)) };
        Ok(())
    }
}
