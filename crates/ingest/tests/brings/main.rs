//! What sources bring, and what they say of what they cannot bring.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod archives;
mod damaged;
mod files;
mod made;
mod records;
#[cfg(feature = "store")]
mod store;
