//! How much a source takes in before it gives up.

use tidings_stage::{Default, Kind, Setting, Settings};

/// The limits that a pipeline file can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Most bytes of one document, unpacked.
    pub(crate) document_bytes: usize,
    /// Most bytes that a byte of a packed file may unpack to, beyond the first MiB.
    pub(crate) ratio: u64,
    /// Most bytes that one packed file may unpack to.
    pub(crate) unpacked_bytes: u64,
    /// Most packings and archives within one another.
    pub(crate) depth: usize,
    /// Most members of one archive.
    pub(crate) members: u64,
}

impl Limits {
    /// What a pipeline file sets.
    pub(crate) fn of(settings: &Settings) -> Self {
        let size = |setting: &Setting| settings.int(setting.name).unsigned_abs();
        let small = |setting| usize::try_from(size(setting)).unwrap_or(usize::MAX);
        Self {
            document_bytes: small(&DOCUMENT_BYTES),
            ratio: size(&RATIO),
            unpacked_bytes: size(&UNPACKED_BYTES),
            depth: small(&DEPTH),
            members: size(&MEMBERS),
        }
    }
}

/// Sets [`Limits::document_bytes`].
pub(crate) const DOCUMENT_BYTES: Setting = Setting::new(
    "max_document_bytes",
    Kind::Int { min: 1, max: u32::MAX as i64 },
    "Most bytes of one document after unpacking; a larger one is rejected.",
)
.or(Default::Int(16 << 20));

/// Sets [`Limits::ratio`].
pub(crate) const RATIO: Setting = Setting::new(
    "max_ratio",
    Kind::Int { min: 1, max: i64::MAX },
    "Most bytes that one packed byte may unpack to, beyond the first MiB of a file.",
)
.or(Default::Int(200));

/// Sets [`Limits::unpacked_bytes`].
pub(crate) const UNPACKED_BYTES: Setting = Setting::new(
    "max_unpacked_bytes",
    Kind::Int { min: 1, max: i64::MAX },
    "Most bytes that one packed file may unpack to; it is read no further than that.",
)
.or(Default::Int(1 << 40));

/// Sets [`Limits::depth`].
pub(crate) const DEPTH: Setting = Setting::new(
    "max_depth",
    Kind::Int { min: 0, max: 64 },
    "Most packings and archives within one another: `a.tar.gz` is two deep.",
)
.or(Default::Int(8));

/// Sets [`Limits::members`].
pub(crate) const MEMBERS: Setting = Setting::new(
    "max_members",
    Kind::Int { min: 1, max: i64::MAX },
    "Most members of one archive; it is read no further than that.",
)
.or(Default::Int(10_000_000));
