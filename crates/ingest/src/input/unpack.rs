//! The bytes of a file, taken out of gzip and zstd as far as they are packed in them.
//!
//! What a file is packed in is told by its content, not its name. All members of a gzip file (RFC
//! 1952) and all frames of a zstd file (RFC 8878) are read, one behind the other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use tidings_model::Reject;

use super::Limits;
use super::find::unreadable;
use super::peek::Peek;

/// Unpacked bytes, the first of them in hand.
pub(crate) type Bytes = Peek<Box<dyn BufRead + Send>>;

/// How many times over a file may be packed.
const LAYERS: usize = 4;

/// Only beyond so many bytes is the ratio looked at: small files may pack well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

const BUFFER: usize = 64 * 1024;

/// Opens a file and takes it out of what it is packed in.
pub(crate) fn open(path: &Path, limits: Limits) -> Result<Bytes, Reject> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let packed = Arc::new(AtomicU64::new(0));
    let file = Counted { file, read: Arc::clone(&packed) };
    let mut bytes: Bytes = Peek::new(Box::new(BufReader::with_capacity(BUFFER, file)));
    for _ in 0..=LAYERS {
        let Some(packing) = Packing::of(bytes.head()) else { return Ok(bytes) };
        let inner = packing.unpack(bytes).map_err(|error| reject(&error))?;
        let guarded = Guarded { inner, packed: Arc::clone(&packed), unpacked: 0, limits };
        bytes = Peek::new(Box::new(BufReader::with_capacity(BUFFER, guarded)));
    }
    let detail = format!("packed more than {LAYERS} times over; unpack it and name what is inside");
    Err(Reject::failed("nested", detail))
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            // A frame, or one that is to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    fn unpack(self, bytes: Bytes) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(bytes)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(bytes)?),
        })
    }
}

/// Counts what is read of a file.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops unpacking once it grows beyond the limits.
struct Guarded {
    inner: Box<dyn Read + Send>,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    limits: Limits,
}

impl Read for Guarded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        let ratio = self.limits.ratio;
        if self.unpacked > RATIO_FREE_BYTES && self.unpacked > packed.saturating_mul(ratio) {
            return Err(Bomb { reason: "ratio", setting: "max_ratio", limit: ratio }.into());
        }
        let limit = self.limits.unpacked_bytes;
        if self.unpacked > limit {
            return Err(
                Bomb { reason: "unpacked_size", setting: "max_unpacked_bytes", limit }.into()
            );
        }
        Ok(read)
    }
}

/// A limit that unpacking ran into.
#[derive(Debug)]
struct Bomb {
    reason: &'static str,
    setting: &'static str,
    limit: u64,
}

impl std::fmt::Display for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
