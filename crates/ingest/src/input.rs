//! What sources share: addresses, finding files, taking bytes out of what is packed, telling what
//! they are, and cutting them into lines.

pub(crate) mod address;
pub(crate) mod find;
pub(crate) mod json_lines;
pub(crate) mod line;
pub(crate) mod pattern;
pub(crate) mod peek;
pub(crate) mod sniff;
pub(crate) mod unpack;

/// How much a source takes in before it gives up on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Most bytes of one document, unpacked.
    pub(crate) document_bytes: usize,
    /// Most bytes that a byte of a packed file may unpack to, beyond the first MiB.
    pub(crate) ratio: u64,
    /// Most bytes that one packed file may unpack to.
    pub(crate) unpacked_bytes: u64,
}
