//! How much unpacking may bring.

use std::{fmt, io};

use crate::input::limits::Limits;

/// Only beyond so many bytes is the ratio looked at: small files may pack well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// What was unpacked so far, and how much that may be.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    unpacked: u64,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, unpacked: 0 }
    }

    /// Accounts for bytes that `packed` bytes in all have brought.
    pub(crate) fn spend(&mut self, unpacked: usize, packed: u64) -> io::Result<()> {
        self.unpacked += unpacked as u64;
        let limit = self.limits.unpacked_bytes;
        if self.unpacked > limit {
            let (reason, setting) = ("unpacked_size", "max_unpacked_bytes");
            return Err(Bomb { reason, setting, limit }.into());
        }
        let ratio = self.limits.ratio;
        if self.unpacked > RATIO_FREE_BYTES && self.unpacked > packed.saturating_mul(ratio) {
            return Err(Bomb { reason: "ratio", setting: "max_ratio", limit: ratio }.into());
        }
        Ok(())
    }
}

/// A limit that unpacking ran into.
#[derive(Debug)]
pub(crate) struct Bomb {
    pub(crate) reason: &'static str,
    setting: &'static str,
    limit: u64,
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, limit, .. } = self;
        write!(f, "unpacks beyond `{setting}` = {limit}; raise it if the file can be trusted")
    }
}

impl std::error::Error for Bomb {}

impl From<Bomb> for io::Error {
    fn from(bomb: Bomb) -> Self {
        io::Error::other(bomb)
    }
}
