//! Takes bytes out of gzip, zstd, bzip2 and xz, as far as they are packed in them.
//!
//! What bytes are packed in is told by their content, not by a name. All members of a gzip file
//! (RFC 1952), all frames of a zstd file (RFC 8878) and all streams of bzip2 and xz are read, one
//! behind the other.

mod budget;
mod gzip;
mod members;

use std::io;

use tidings_model::Reject;

pub(crate) use self::budget::{Bomb, Budget};
use self::gzip::Gzip;
use self::members::{Bzip2, Members, Xz, Zstd};
use super::find::unreadable;
use super::limits::Limits;
use super::peek::Peek;
use super::stream::Stream;

/// Unpacked bytes, the first of them in hand.
pub(crate) type Bytes = Peek<Box<dyn Stream>>;

/// Bytes with the first of them in hand.
pub(crate) fn bytes(stream: impl Stream + 'static) -> Bytes {
    Peek::new(Box::new(stream))
}

/// What bytes are packed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// As of Julian Seward.
    Bzip2,
    /// As of the .xz file format 1.
    Xz,
}

impl Packing {
    /// Tells by the first bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            // A frame, or one that is to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            // The first block, or the end where there is none.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// Takes the bytes out.
    pub(crate) fn unpack(self, packed: Bytes, limits: Limits) -> Bytes {
        let budget = Budget::new(limits);
        match self {
            Self::Gzip => bytes(Gzip::new(packed, budget)),
            Self::Zstd => bytes(Members::<Zstd>::new(packed, budget)),
            Self::Bzip2 => bytes(Members::<Bzip2>::new(packed, budget)),
            Self::Xz => bytes(Members::<Xz>::new(packed, budget)),
        }
    }
}

/// Why bytes stopped coming.
pub(crate) fn reject(error: &io::Error) -> Reject {
    if let Some(bomb) = error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
        return Reject::failed(bomb.reason, bomb.to_string());
    }
    match error.kind() {
        _ if error.raw_os_error().is_some() => unreadable(error),
        io::ErrorKind::UnexpectedEof => {
            Reject::failed("truncated", "the packed file ends too early; was it copied whole?")
        }
        _ => Reject::failed("corrupt", format!("the packed file cannot be read on: {error}")),
    }
}
