//! What a source brings in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::named_enum;

named_enum! {
    /// What the bytes of a document are, as far as a reader must know.
    MediaType {
        /// A plain-text page.
        Text = "text/plain",
        /// One line of a JSON Lines file: an object with `text`.
        JsonLine = "application/x-ndjson",
        /// A page of HTML.
        Html = "text/html",
        /// Anything else.
        Unknown = "application/octet-stream",
    }
}

/// Facts about a document that came with it: names to JSON texts, in order of name.
///
/// Values are kept as JSON text, so that a field of any shape survives unread.
pub type Metadata = BTreeMap<String, String>;

/// A document as it came in: bytes, and where they lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawDocument {
    /// The address, percent-encoded; within an archive, `FILE#PART`.
    pub uri: String,
    /// The bytes after decompression, before any charset is decoded. Offsets count in these.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: MediaType,
    /// What the source knows about the document.
    pub metadata: Metadata,
}

/// Names of facts that a source may know of a document, whose values are strings.
///
/// Sources write them into [`RawDocument::metadata`] by [`RawDocument::state`]; readers ask for
/// them by [`RawDocument::fact`].
pub mod fact {
    /// The address on the web.
    pub const URL: &str = "url";
    /// When it was fetched, as ISO 8601.
    pub const FETCHED: &str = "fetched";
    /// What the server said of the bytes, such as `text/html; charset=iso-8859-1`.
    pub const CONTENT_TYPE: &str = "content_type";
}

impl RawDocument {
    /// A fact that its source states, if it is a string.
    ///
    /// ```
    /// use tidings_model::{MediaType, Metadata, RawDocument, fact};
    /// let (uri, bytes, media) = ("a.warc#0".to_owned(), Vec::new(), MediaType::Html);
    /// let mut raw = RawDocument { uri, bytes, media, metadata: Metadata::new() };
    /// raw.state(fact::CONTENT_TYPE, "text/html; charset=koi8-r");
    /// assert_eq!(raw.fact(fact::CONTENT_TYPE).as_deref(), Some("text/html; charset=koi8-r"));
    /// assert_eq!(raw.fact(fact::URL), None);
    /// ```
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.metadata.get(name)?).ok()
    }

    /// States a fact.
    pub fn state(&mut self, name: &str, value: &str) {
        self.metadata.insert(name.to_owned(), serde_json::Value::from(value).to_string());
    }
}

/// The SHA-256 of a document's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Hashes bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
