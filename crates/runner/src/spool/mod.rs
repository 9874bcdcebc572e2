//! Articles on disk between passes.
//!
//! A spool is a folder of parts. A part holds what came of a stretch of documents: articles,
//! rejects and counts, each in a frame of its own ([`frame`]). A part is written under a temporary
//! name, made durable, renamed, and then listed in the manifest ([`manifest`]) with the hash of the
//! input it stands for; so what the manifest lists is whole, and a resumed run can prove that it
//! need not be made again. Articles are found through an index in memory ([`index`]), in order of
//! their identifiers, and read by their place.

pub(crate) mod frame;
pub(crate) mod index;
pub(crate) mod manifest;
pub(crate) mod part;
pub(crate) mod store;
