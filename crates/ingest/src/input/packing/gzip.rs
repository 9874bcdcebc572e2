//! Gzip, member by member.
//!
//! Web archives are gzip files of many small members, a record each. A member that lies whole in
//! the buffer is unpacked in one go, which is twice as fast as bit by bit; where the next member
//! begins is guessed from the first bytes of one, and the guess holds only if the size at the end
//! of the member is the size that came out. Other members, and broken ones, are unpacked as they
//! stream by.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use libdeflater::Decompressor;
use memchr::memmem::Finder;

use super::{Budget, Bytes};
use crate::input::stream::{Place, Stream};

/// The first bytes of a member: its mark, and the only method there is.
const MAGIC: &[u8] = &[0x1f, 0x8b, 8];

/// Members that are longer packed are unpacked as they stream by.
const MOST_PACKED: usize = 1 << 20;
/// So are those that are longer unpacked.
const MOST_UNPACKED: usize = 16 << 20;
/// Guesses at the end of a member, before it is unpacked as it streams by.
const GUESSES: usize = 2;
/// Header and trailer of a member, and a byte of content.
const LEAST_MEMBER: usize = 19;
const TRAILER: usize = 8;
/// What is unpacked at a time where a member streams by.
const CHUNK: usize = 64 * 1024;
/// Broken members that are passed over before the file is given up.
const MOST_BROKEN: u32 = 1000;

/// Unpacked bytes of a gzip file.
pub(super) struct Gzip {
    packed: Bytes,
    budget: Budget,
    state: State,
    /// Packed bytes in hand.
    input: Vec<u8>,
    /// Of these, the first that is not unpacked yet, and where that lies in the file.
    at: usize,
    offset: u64,
    /// Where the member in hand begins in the file.
    member: u64,
    /// Unpacked bytes in hand, and where they begin in the member.
    output: Vec<u8>,
    start: usize,
    end: usize,
    output_at: u64,
    whole: Decompressor,
    streaming: Decompress,
    crc: Crc,
    magic: Finder<'static>,
    broken: u32,
    /// What went wrong behind the bytes in hand.
    late: Option<io::Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    Within,
    Broken,
    Ended,
}

impl Gzip {
    /// Unpacks these bytes.
    pub(super) fn new(packed: Bytes, budget: Budget) -> Self {
        let offset = packed.position();
        Self {
            packed,
            budget,
            state: State::Between,
            input: Vec::new(),
            at: 0,
            offset,
            member: offset,
            output: Vec::new(),
            start: 0,
            end: 0,
            output_at: 0,
            whole: Decompressor::new(),
            streaming: Decompress::new(false),
            crc: Crc::new(),
            magic: Finder::new(MAGIC),
            broken: 0,
            late: None,
        }
    }

    /// The packed bytes in hand that are not unpacked yet.
    fn rest(&self) -> &[u8] {
        &self.input[self.at..]
    }

    fn pass(&mut self, bytes: usize) {
        self.at += bytes;
        self.offset += bytes as u64;
    }

    /// Takes more packed bytes in hand, and says whether there were any. The start of a member is
    /// kept while it is short, because what is broken in it may hide where the next begins.
    fn refill(&mut self) -> io::Result<bool> {
        let passed = usize::try_from(self.offset - self.member).unwrap_or(usize::MAX);
        let keep = if self.state == State::Between || passed > MOST_PACKED { 0 } else { passed };
        let drop = self.at.saturating_sub(keep);
        if drop > CHUNK {
            self.input.drain(..drop);
            self.at -= drop;
        }
        let chunk = loop {
            match self.packed.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?.len(),
            }
        };
        self.input.extend_from_slice(self.packed.fill_buf()?);
        self.packed.consume(chunk);
        Ok(chunk > 0)
    }

    /// Holds so many packed bytes in hand, if there are.
    fn hold(&mut self, bytes: usize) -> io::Result<bool> {
        while self.rest().len() < bytes {
            if !self.refill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Unpacks more; nothing is left when it is false.
    fn more(&mut self) -> io::Result<bool> {
        let more = match self.state {
            _ if self.late.is_some() => self.late.take().map_or(Ok(true), Err),
            State::Between => self.begin(),
            State::Within => self.stream(),
            State::Broken | State::Ended => return Ok(false),
        };
        if more.is_err() {
            self.state = State::Broken;
        }
        more
    }

    fn begin(&mut self) -> io::Result<bool> {
        self.skip_zeros()?;
        self.hold(LEAST_MEMBER)?;
        (self.member, self.output_at, self.start, self.end) = (self.offset, 0, 0, 0);
        if self.rest().is_empty() {
            self.state = State::Ended;
            return Ok(false);
        }
        if self.unpack_whole()? {
            return Ok(true);
        }
        self.header()?;
        self.streaming.reset(false);
        self.crc.reset();
        self.state = State::Within;
        Ok(true)
    }

    /// Zeros pad files on tapes and in blocks.
    fn skip_zeros(&mut self) -> io::Result<()> {
        while self.hold(1)? && self.rest()[0] == 0 {
            let zeros = self.rest().iter().take_while(|byte| **byte == 0).count();
            self.pass(zeros);
        }
        Ok(())
    }

    /// Unpacks a whole member, if all of it is in hand or can be.
    fn unpack_whole(&mut self) -> io::Result<bool> {
        let mut looked = MAGIC.len();
        for _ in 0..GUESSES {
            let Some(end) = self.guess_end(looked)? else { return Ok(false) };
            if let Some(unpacked) = self.try_whole(end) {
                self.pass(end);
                self.end = unpacked;
                self.budget.spend(unpacked, self.offset)?;
                return Ok(true);
            }
            if end == self.rest().len() {
                return Ok(false);
            }
            looked = end + MAGIC.len();
        }
        Ok(false)
    }

    /// Where the member in hand may end: before the next, or where all bytes do.
    fn guess_end(&mut self, mut from: usize) -> io::Result<Option<usize>> {
        loop {
            let rest = self.rest();
            let next = rest.get(from..).and_then(|rest| self.magic.find(rest));
            if let Some(next) = next {
                return Ok(Some(from + next));
            }
            if rest.len() > MOST_PACKED {
                return Ok(None);
            }
            from = from.max((rest.len() + 1).saturating_sub(MAGIC.len()));
            if !self.refill()? {
                return Ok(Some(self.rest().len()));
            }
        }
    }

    /// Unpacks the member if it is so many bytes long.
    fn try_whole(&mut self, end: usize) -> Option<usize> {
        let member = self.input.get(self.at..self.at + end)?;
        let size = *member.last_chunk::<4>().filter(|_| end >= LEAST_MEMBER - 1)?;
        let size = u32::from_le_bytes(size) as usize;
        if size > MOST_UNPACKED {
            return None;
        }
        if self.output.len() < size {
            self.output.resize(size, 0);
        }
        let unpacked = self.whole.gzip_decompress(member, &mut self.output[..size]).ok()?;
        (unpacked == size).then_some(size)
    }

    /// Passes over the header of a member (RFC 1952, section 2.3).
    fn header(&mut self) -> io::Result<()> {
        if self.hold(MAGIC.len())? && !self.rest().starts_with(MAGIC) {
            let detail = format!("what stands at byte {} is no gzip", self.offset);
            return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
        }
        self.need(10)?;
        let flags = self.rest()[3];
        self.pass(10);
        if flags & 4 != 0 {
            self.need(2)?;
            let extra = usize::from(u16::from_le_bytes([self.rest()[0], self.rest()[1]]));
            self.need(2 + extra)?;
            self.pass(2 + extra);
        }
        for flag in [8, 16] {
            if flags & flag != 0 {
                self.skip_text()?;
            }
        }
        if flags & 2 != 0 {
            self.need(2)?;
            self.pass(2);
        }
        Ok(())
    }

    /// Passes over a text that ends with a zero: a file name, a comment.
    fn skip_text(&mut self) -> io::Result<()> {
        loop {
            self.need(1)?;
            let (zero, len) = (memchr::memchr(0, self.rest()), self.rest().len());
            self.pass(zero.map_or(len, |zero| zero + 1));
            if zero.is_some() {
                return Ok(());
            }
        }
    }

    fn need(&mut self, bytes: usize) -> io::Result<()> {
        if self.hold(bytes)? { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Unpacks the next stretch of the member.
    fn stream(&mut self) -> io::Result<bool> {
        self.output_at += self.end as u64;
        (self.start, self.end) = (0, 0);
        if self.output.len() < CHUNK {
            self.output.resize(CHUNK, 0);
        }
        self.need(1)?;
        let before = (self.streaming.total_in(), self.streaming.total_out());
        let input = &self.input[self.at..];
        let output = &mut self.output[..CHUNK];
        let status = self.streaming.decompress(input, output, FlushDecompress::None)?;
        let taken = (self.streaming.total_in() - before.0) as usize;
        self.end = (self.streaming.total_out() - before.1) as usize;
        self.pass(taken);
        self.crc.update(&self.output[..self.end]);
        if status == Status::StreamEnd {
            self.state = State::Between;
            self.late = self.trailer().err();
        }
        if let Err(bomb) = self.budget.spend(self.end, self.offset) {
            self.late = Some(bomb);
        } else if status == Status::StreamEnd {
            return Ok(true);
        } else if taken == 0 && self.end == 0 && !self.refill()? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(true)
    }

    /// Holds what came out against the checksum and the size behind the member.
    fn trailer(&mut self) -> io::Result<()> {
        self.need(TRAILER)?;
        let trailer = &self.rest()[..TRAILER];
        let expected = [self.crc.sum().to_le_bytes(), self.crc.amount().to_le_bytes()].concat();
        let whole = trailer == expected;
        self.pass(TRAILER);
        match whole {
            true => Ok(()),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "a checksum does not match")),
        }
    }
}

impl BufRead for Gzip {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && self.more()? {}
        Ok(&self.output[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start += amount;
    }
}

impl Read for Gzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl Stream for Gzip {
    fn place(&self) -> Place {
        Place { member: Some(self.member), offset: self.output_at + self.start as u64 }
    }

    fn recover(&mut self) -> io::Result<bool> {
        if self.state != State::Broken || self.broken == MOST_BROKEN {
            return Ok(false);
        }
        self.broken += 1;
        (self.start, self.end) = (0, 0);
        // What is broken may have been read for good beyond where the member truly ended.
        let back = usize::try_from(self.offset - self.member).unwrap_or(usize::MAX);
        let back = back.min(self.at);
        self.at -= back;
        self.offset -= back as u64;
        self.state = State::Between;
        if self.hold(1)? {
            self.pass(1);
        }
        while self.hold(MAGIC.len())? {
            let next = self.magic.find(self.rest());
            self.pass(next.unwrap_or_else(|| self.rest().len() + 1 - MAGIC.len()));
            if next.is_some() {
                return Ok(true);
            }
        }
        self.state = State::Ended;
        Ok(false)
    }
}
