//! The members of a zip archive, as they stream by (APPNOTE.TXT 6.3).
//!
//! Each member is read behind its own header, not through the list at the end of the archive: so a
//! zip file in a pipe or in another archive is read like any other, one that was cut off brings
//! what it still holds, and a list that lies leads nowhere.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;
use tidings_model::{Metadata, Reject};

use super::lend::Lender;
use super::limits::Limits;
use super::member::Names;
use super::packing::{self, Budget, Bytes};
use super::stream::{Plain, read_some};
use super::walk::{Member, Step};

/// The mark before a member.
const MEMBER: [u8; 4] = *b"PK\x03\x04";
/// Marks behind the last member: the list of members, and what stands behind that.
const ENDS: [[u8; 4]; 4] = [*b"PK\x01\x02", *b"PK\x05\x06", *b"PK\x06\x06", *b"PK\x06\x08"];
/// The mark before the sizes that stand behind a member, and before an archive cut in parts.
const BEHIND: [u8; 4] = *b"PK\x07\x08";

/// Members up to so many bytes are taken in whole before they are looked into.
const SMALL: u64 = 1 << 20;

/// Walks the members of a zip archive.
pub(crate) struct Zip {
    names: Names,
    limits: Limits,
    body: Lender<Body>,
    ended: bool,
    /// Whether the mark of the next member was read already.
    marked: bool,
}

enum Next {
    Step(Step),
    Nothing,
    End,
}

const NO_MEMBER: &str = "no member of the archive stands where one should";

/// What stands before a member.
struct Header {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
}

const ENCRYPTED: u16 = 1;
/// Sizes and checksum stand behind the member.
const SIZES_BEHIND: u16 = 8;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Packed in what is told by its first bytes like any other packed file: bzip2, zstd, xz.
const TOLD_BY_CONTENT: [u16; 3] = [12, 93, 95];

/// The archive, and the member in hand.
struct Body {
    bytes: Bytes,
    member: Packed,
}

/// How the rest of the member in hand is packed.
enum Packed {
    /// So many bytes are left.
    Stored(u64),
    Deflated(Box<Deflated>),
}

struct Deflated {
    inflate: Decompress,
    /// Packed bytes left, if that is known.
    left: Option<u64>,
    crc: Crc,
    expected: Option<u32>,
    budget: Budget,
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.member {
            Packed::Stored(0) => Ok(0),
            Packed::Stored(left) => {
                let most = usize::try_from(*left).unwrap_or(usize::MAX).min(into.len());
                let read = read_some(&mut self.bytes, &mut into[..most])?;
                *left -= read as u64;
                if read > 0 || most == 0 {
                    Ok(read)
                } else {
                    Err(io::ErrorKind::UnexpectedEof.into())
                }
            }
            Packed::Deflated(deflated) => match deflated.read(&mut self.bytes, into)? {
                0 if !into.is_empty() => self.end(),
                read => Ok(read),
            },
        }
    }
}

impl Deflated {
    /// Inflates some; nothing comes at the end of the member.
    fn read(&mut self, bytes: &mut Bytes, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let chunk = bytes.fill_buf()?;
            let most = self.left.unwrap_or(u64::MAX).min(chunk.len() as u64) as usize;
            let before = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(&chunk[..most], into, FlushDecompress::None)?;
            let taken = self.inflate.total_in() - before.0;
            let made = (self.inflate.total_out() - before.1) as usize;
            bytes.consume(taken as usize);
            self.left = self.left.map(|left| left - taken);
            self.crc.update(&into[..made]);
            self.budget.spend(made, self.inflate.total_in())?;
            if made > 0 || status == Status::StreamEnd || into.is_empty() {
                return Ok(made);
            }
            if most == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

impl Body {
    /// Ends a deflated member: checks what came out, and reads the sizes behind it.
    fn end(&mut self) -> io::Result<usize> {
        let Packed::Deflated(deflated) = std::mem::replace(&mut self.member, Packed::Stored(0))
        else {
            return Ok(0);
        };
        let expected = match deflated.expected {
            Some(expected) => Some(expected),
            None => self.sizes_behind(deflated.inflate.total_out())?,
        };
        // Some packed bytes may be left where the size before the member is wrong.
        self.member = Packed::Stored(deflated.left.unwrap_or(0));
        self.skip()?;
        match expected == Some(deflated.crc.sum()) {
            true => Ok(0),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "a checksum does not match")),
        }
    }

    /// Reads the checksum and the sizes behind a member; the sizes have four bytes or eight.
    fn sizes_behind(&mut self, made: u64) -> io::Result<Option<u32>> {
        let mut sizes = [0; 24];
        self.bytes.read_exact(&mut sizes[..12])?;
        let marked = sizes.starts_with(&BEHIND);
        if marked {
            self.bytes.read_exact(&mut sizes[12..16])?;
        }
        let crc = u32_at(&sizes, if marked { 4 } else { 0 });
        let size = u32_at(&sizes, if marked { 12 } else { 8 });
        if u64::from(size) != made {
            self.bytes.read_exact(&mut sizes[16..24])?;
        }
        Ok(Some(crc))
    }

    /// Passes over what is left of a member.
    fn skip(&mut self) -> io::Result<()> {
        if let Packed::Stored(left) = &mut self.member {
            let mut left = std::mem::take(left);
            while left > 0 {
                let chunk = self.bytes.fill_buf()?.len();
                if chunk == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                let passed = left.min(chunk as u64);
                self.bytes.consume(passed as usize);
                left -= passed;
            }
            return Ok(());
        }
        let mut scratch = vec![0; 64 * 1024];
        while self.read(&mut scratch)? > 0 {}
        Ok(())
    }

    fn mark(&mut self) -> io::Result<Option<[u8; 4]>> {
        let mut mark = [0; 4];
        match read_some(&mut self.bytes, &mut mark)? {
            0 => Ok(None),
            read => self.bytes.read_exact(&mut mark[read..]).map(|()| Some(mark)),
        }
    }

    /// Goes on behind the next mark of a member, and says whether there is one.
    fn find_member(&mut self) -> io::Result<bool> {
        let mut last = Vec::new();
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                return Ok(false);
            }
            let kept = last.len();
            last.extend_from_slice(chunk);
            let len = chunk.len();
            if let Some(at) = memmem::find(&last, &MEMBER) {
                self.bytes.consume(at + MEMBER.len() - kept);
                return Ok(true);
            }
            self.bytes.consume(len);
            last.drain(..last.len().saturating_sub(MEMBER.len() - 1));
        }
    }

    /// Reads what stands behind the mark of a member.
    fn header(&mut self) -> io::Result<Header> {
        let mut fixed = [0; 26];
        self.bytes.read_exact(&mut fixed)?;
        let mut name = vec![0; usize::from(u16_at(&fixed, 22))];
        self.bytes.read_exact(&mut name)?;
        let mut extra = vec![0; usize::from(u16_at(&fixed, 24))];
        self.bytes.read_exact(&mut extra)?;
        let (packed, size) = sizes(u32_at(&fixed, 14), u32_at(&fixed, 18), &extra);
        let (flags, method, crc) = (u16_at(&fixed, 2), u16_at(&fixed, 4), u32_at(&fixed, 10));
        Ok(Header { name, flags, method, crc, packed, size })
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The packed and the unpacked size of a member; large ones stand in an extra field.
fn sizes(packed: u32, size: u32, mut extra: &[u8]) -> (u64, u64) {
    while let Some((head, rest)) = extra.split_at_checked(4) {
        let (mark, len) = (u16_at(head, 0), usize::from(u16_at(head, 2)));
        let Some((field, rest)) = rest.split_at_checked(len) else { break };
        if mark == 1 {
            let mut large = field
                .chunks_exact(8)
                .map(|eight| u64::from_le_bytes(eight.try_into().unwrap_or_default()));
            let mut read = |small: u32| match small {
                u32::MAX => large.next().unwrap_or(u64::from(small)),
                small => u64::from(small),
            };
            let size = read(size);
            return (read(packed), size);
        }
        extra = rest;
    }
    (u64::from(packed), u64::from(size))
}

impl Zip {
    /// Walks an archive.
    pub(crate) fn new(archive: Member, limits: Limits) -> Self {
        let body = Body { bytes: archive.bytes, member: Packed::Stored(0) };
        let (names, body) = (Names::new(archive.uri, limits), Lender::new(body));
        Self { names, limits, body, ended: false, marked: false }
    }

    /// What stands next in the archive.
    fn step(&mut self) -> io::Result<Next> {
        let mut body = self.body.get();
        body.skip()?;
        if !std::mem::take(&mut self.marked) {
            match body.mark()? {
                Some(MEMBER) => {}
                Some(BEHIND) => return Ok(Next::Nothing),
                Some(mark) if ENDS.contains(&mark) => return Ok(Next::End),
                Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, NO_MEMBER)),
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let header = body.header()?;
        drop(body);
        self.names.count();
        if header.name.ends_with(b"/") && header.size == 0 {
            self.begin(&header);
            return Ok(Next::Nothing);
        }
        Ok(Next::Step(match self.names.name(&header.name) {
            Ok(uri) => self.member(uri, &header),
            Err(brought) => {
                self.begin(&header);
                Step::Brought(brought)
            }
        }))
    }

    /// Says what is broken, and goes on at the next member that bears its mark.
    fn broken(&mut self, error: &io::Error) -> Step {
        let mut body = self.body.get();
        body.member = Packed::Stored(0);
        self.marked = matches!(body.find_member(), Ok(true));
        self.ended = !self.marked;
        Step::rejected(self.names.archive(), self.names.after(packing::reject(error)))
    }

    fn begin(&mut self, header: &Header) {
        let behind = header.flags & SIZES_BEHIND != 0;
        self.body.get().member = match header.method {
            DEFLATED => Packed::Deflated(Box::new(Deflated {
                inflate: Decompress::new(false),
                left: (!behind).then_some(header.packed),
                crc: Crc::new(),
                expected: (!behind).then_some(header.crc),
                budget: Budget::new(self.limits),
            })),
            _ => Packed::Stored(header.packed),
        };
    }

    fn member(&mut self, uri: String, header: &Header) -> Step {
        if let Err(reject) = readable(header) {
            self.begin(&Header { method: STORED, name: Vec::new(), ..*header });
            return Step::rejected(uri, reject);
        }
        self.begin(header);
        let behind = header.flags & SIZES_BEHIND != 0;
        let bytes = if behind || header.size > SMALL {
            packing::bytes(Plain::at(0, self.body.lend()))
        } else {
            let mut whole = Vec::new();
            let read = self.body.lend().take(SMALL + 1).read_to_end(&mut whole);
            match read {
                Ok(_) => packing::bytes(io::Cursor::new(whole)),
                Err(error) => return Step::rejected(uri, packing::reject(&error)),
            }
        };
        Step::Enter(Member { uri, bytes, facts: Metadata::new() })
    }

    fn end(&mut self, reject: Option<Reject>) -> Option<Step> {
        self.ended = true;
        self.names.end(reject)
    }
}

impl Iterator for Zip {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while !self.ended {
            if let Some(reject) = self.names.too_many() {
                return self.end(Some(reject));
            }
            match self.step() {
                Ok(Next::Step(step)) => return Some(step),
                Ok(Next::Nothing) => {}
                Ok(Next::End) => return self.end(None),
                Err(error) => return Some(self.broken(&error)),
            }
        }
        None
    }
}

/// Refuses what cannot be read.
fn readable(header: &Header) -> Result<(), Reject> {
    if header.flags & ENCRYPTED != 0 {
        return Err(Reject::failed("encrypted", "encrypted with a password"));
    }
    let behind = header.flags & SIZES_BEHIND != 0;
    match header.method {
        DEFLATED => Ok(()),
        method if method != STORED && !TOLD_BY_CONTENT.contains(&method) => {
            let detail = format!("packed by method {method}, which is not read; pack it anew");
            Err(Reject::failed("unsupported", detail))
        }
        _ if behind && header.packed == 0 => {
            let detail = "its size stands behind it, and nothing tells where that is; pack it anew";
            Err(Reject::failed("unsupported", detail))
        }
        _ => Ok(()),
    }
}
