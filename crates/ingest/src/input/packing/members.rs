//! Packed members one behind the other: frames of zstd, streams of bzip2 and xz.

use std::io::{self, BufRead, Read};

use super::{Budget, Bytes, Packing};
use crate::input::stream::{Place, Stream, read_some};

/// Unpacks one member, and gives back the bytes behind it.
pub(super) trait Unpacks: Read + Send + Sized {
    /// What it unpacks.
    const PACKING: Packing;

    /// Takes what stands before the first member for all of them to share; most packings have nothing.
    fn shared(_packed: &mut Bytes) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn begin(packed: Bytes, shared: &[u8]) -> io::Result<Self>;
    fn packed(&self) -> &Bytes;
    fn end(self) -> Bytes;
}

/// One frame of zstd.
pub(super) struct Zstd(zstd::stream::read::Decoder<'static, Bytes>);

/// Most bytes that a zstd frame may look back, as a power of two: 128 MiB, as the tool has it.
const ZSTD_WINDOW_LOG: u32 = 27;

/// The first bytes of the frame with the dictionary of a web archive; to others it is one to be skipped.
const DICTIONARY: &[u8] = &[0x5d, 0x2a, 0x4d, 0x18];
/// Most bytes of a dictionary; those in use have some hundred thousand.
const MOST_DICTIONARY: u64 = 16 << 20;

/// A dictionary that is packed.
fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut dictionary = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    decoder.take(MOST_DICTIONARY).read_to_end(&mut dictionary)?;
    Ok(dictionary)
}

impl Unpacks for Zstd {
    const PACKING: Packing = Packing::Zstd;

    /// The dictionary, which web archives have in a frame of its own before all others
    /// (<https://iipc.github.io/warc-specifications/specifications/warc-zstd/>), packed itself or not.
    fn shared(packed: &mut Bytes) -> io::Result<Vec<u8>> {
        if !packed.head().starts_with(DICTIONARY) {
            return Ok(Vec::new());
        }
        let mut head = [0; 8];
        packed.read_exact(&mut head)?;
        let [.., a, b, c, d] = head;
        let size = u64::from(u32::from_le_bytes([a, b, c, d]));
        let mut dictionary = Vec::new();
        if size <= MOST_DICTIONARY && packed.take(size).read_to_end(&mut dictionary)? as u64 == size
        {
            return match Packing::of(&dictionary) {
                Some(Packing::Zstd) => unpacked(&dictionary),
                _ => Ok(dictionary),
            };
        }
        let detail = format!("its dictionary is cut off, or larger than {MOST_DICTIONARY} bytes");
        Err(io::Error::new(io::ErrorKind::InvalidData, detail))
    }

    fn begin(packed: Bytes, dictionary: &[u8]) -> io::Result<Self> {
        let decoder = zstd::stream::read::Decoder::with_dictionary(packed, dictionary)?;
        let mut decoder = decoder.single_frame();
        decoder.window_log_max(ZSTD_WINDOW_LOG)?;
        Ok(Self(decoder))
    }

    fn packed(&self) -> &Bytes {
        self.0.get_ref()
    }

    fn end(self) -> Bytes {
        self.0.finish()
    }
}

impl Read for Zstd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

/// One stream of bzip2.
pub(super) struct Bzip2(bzip2::bufread::BzDecoder<Bytes>);

impl Unpacks for Bzip2 {
    const PACKING: Packing = Packing::Bzip2;

    fn begin(packed: Bytes, _: &[u8]) -> io::Result<Self> {
        Ok(Self(bzip2::bufread::BzDecoder::new(packed)))
    }

    fn packed(&self) -> &Bytes {
        self.0.get_ref()
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}

impl Read for Bzip2 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

/// One stream of xz.
pub(super) struct Xz(liblzma::bufread::XzDecoder<Bytes>);

/// Most memory that unpacking xz may take; `xz -9` packs for 65 MiB.
const XZ_MEMORY_BYTES: u64 = 128 << 20;

impl Unpacks for Xz {
    const PACKING: Packing = Packing::Xz;

    fn begin(packed: Bytes, _: &[u8]) -> io::Result<Self> {
        let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY_BYTES, 0)?;
        Ok(Self(liblzma::bufread::XzDecoder::new_stream(packed, stream)))
    }

    fn packed(&self) -> &Bytes {
        self.0.get_ref()
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}

impl Read for Xz {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

/// All members, one behind the other.
pub(super) struct Members<D> {
    state: State<D>,
    /// What all members share; nothing before the first of them.
    shared: Option<Vec<u8>>,
    /// Where the member in hand begins.
    member: u64,
    /// Where `buffer` begins in the member, unpacked.
    offset: u64,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    budget: Budget,
}

enum State<D> {
    Between(Bytes),
    Within(D),
    Ended,
}

const BUFFER: usize = 64 * 1024;

impl<D: Unpacks> Members<D> {
    pub(super) fn new(packed: Bytes, budget: Budget) -> Self {
        let (buffer, state) = (vec![0; BUFFER].into(), State::Between(packed));
        Self { state, shared: None, member: 0, offset: 0, buffer, start: 0, end: 0, budget }
    }

    /// Unpacks more; nothing is left when it is false.
    fn more(&mut self) -> io::Result<bool> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => Ok(false),
            State::Between(packed) => self.begin(packed),
            State::Within(member) => self.unpack(member).map(|()| true),
        }
    }

    fn begin(&mut self, mut packed: Bytes) -> io::Result<bool> {
        let shared = match self.shared.take() {
            Some(shared) => shared,
            None => D::shared(&mut packed)?,
        };
        let shared = self.shared.insert(shared);
        let at = packed.position();
        let next = skip_zeros(&mut packed)?;
        if next.is_empty() {
            return Ok(false);
        }
        if !begins::<D>(next) {
            let detail = format!("what stands at byte {at} is no further member of it");
            return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
        }
        self.member = packed.position();
        (self.offset, self.start, self.end) = (0, 0, 0);
        self.state = State::Within(D::begin(packed, shared)?);
        Ok(true)
    }

    fn unpack(&mut self, mut member: D) -> io::Result<()> {
        self.offset += self.end as u64;
        (self.start, self.end) = (0, 0);
        self.end = read_some(&mut member, &mut self.buffer)?;
        self.state = match self.end {
            0 => State::Between(member.end()),
            unpacked => {
                self.budget.spend(unpacked, member.packed().taken())?;
                State::Within(member)
            }
        };
        Ok(())
    }
}

/// Passes over the zeros that pad some files, and gives what stands behind them.
fn skip_zeros(packed: &mut Bytes) -> io::Result<&[u8]> {
    loop {
        let chunk = packed.fill_buf()?;
        let zeros = chunk.iter().take_while(|byte| **byte == 0).count();
        if zeros == 0 {
            break;
        }
        packed.consume(zeros);
    }
    packed.fill_buf()
}

/// Whether the bytes begin a member; a chunk may hold too few of them to tell, and then may.
fn begins<D: Unpacks>(chunk: &[u8]) -> bool {
    chunk.len() < 8 || Packing::of(chunk) == Some(D::PACKING)
}

impl<D: Unpacks> BufRead for Members<D> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && self.more()? {}
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start += amount;
    }
}

impl<D: Unpacks> Read for Members<D> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<D: Unpacks> Stream for Members<D> {
    fn place(&self) -> Place {
        Place { member: Some(self.member), offset: self.offset + self.start as u64 }
    }
}
