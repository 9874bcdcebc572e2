//! What sources share: addresses, finding files, taking bytes out of what is packed, telling what
//! they are, and walking archives and records down to the documents in them.

pub(crate) mod address;
pub(crate) mod feed;
pub(crate) mod find;
pub(crate) mod lend;
pub(crate) mod limits;
pub(crate) mod member;
pub(crate) mod names;
pub(crate) mod open;
pub(crate) mod packing;
pub(crate) mod page;
pub(crate) mod pattern;
pub(crate) mod peek;
pub(crate) mod rows;
pub(crate) mod sniff;
pub(crate) mod stream;
pub(crate) mod tar;
pub(crate) mod walk;
pub(crate) mod warc;
pub(crate) mod zip;
