//! Bytes that know where they lie.

use std::fmt;
use std::io::{self, BufRead, Read};

/// Where a byte lies in a file: what an address within the file is made of.
///
/// ```text
/// 4711       in a file that is not packed: the byte at that offset
/// 4711       in a packed file: the first byte of the member that is packed there
/// 4711+20    in a packed file: so many bytes further, once the member is unpacked
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where the packed member begins in the packed bytes; none where nothing is packed.
    pub(crate) member: Option<u64>,
    /// How far into the member, unpacked, or into the file.
    pub(crate) offset: u64,
}

impl Place {
    /// The place so many bytes further on in the same member.
    pub(crate) fn plus(self, bytes: u64) -> Self {
        Self { offset: self.offset.saturating_add(bytes), ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.member, self.offset) {
            (None, offset) => write!(f, "{offset}"),
            (Some(member), 0) => write!(f, "{member}"),
            (Some(member), offset) => write!(f, "{member}+{offset}"),
        }
    }
}

/// A reader that says where its next byte lies.
///
/// What `fill_buf` gives never reaches from one packed member into the next.
pub(crate) trait Stream: BufRead + Send {
    /// Where the next byte lies.
    fn place(&self) -> Place;

    /// After an error: goes on behind the broken member, if there is another.
    fn recover(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

impl Stream for Box<dyn Stream> {
    fn place(&self) -> Place {
        (**self).place()
    }

    fn recover(&mut self) -> io::Result<bool> {
        (**self).recover()
    }
}

/// Bytes as they come, with a buffer before them.
pub(crate) struct Plain<R> {
    bytes: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    offset: u64,
}

const BUFFER: usize = 64 * 1024;

impl<R: Read> Plain<R> {
    /// Reads on from bytes of which the first lies at `offset`.
    pub(crate) fn at(offset: u64, bytes: R) -> Self {
        Self { bytes, buffer: vec![0; BUFFER].into(), start: 0, end: 0, offset }
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Plain<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, read_some(&mut self.bytes, &mut self.buffer)?);
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start += amount;
        self.offset += amount as u64;
    }
}

impl<R: Read + Send> Stream for Plain<R> {
    fn place(&self) -> Place {
        Place { member: None, offset: self.offset }
    }
}

/// Reads once, again and again while signals break in.
pub(crate) fn read_some(bytes: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match bytes.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Bytes in memory, of which the first lies at an offset of nought.
impl Stream for io::Cursor<Vec<u8>> {
    fn place(&self) -> Place {
        Place { member: None, offset: self.position() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_apart_from_every_other() {
        let check = |member, offset, expected: &str| {
            assert_eq!(Place { member, offset }.to_string(), expected);
        };
        check(None, 12, "12");
        check(Some(12), 0, "12");
        check(Some(0), 12, "0+12");
    }

    #[test]
    fn the_place_moves_with_what_is_taken() {
        let mut bytes = Plain::at(7, &b"abc"[..]);
        assert_eq!(bytes.fill_buf().unwrap(), b"abc");
        bytes.consume(2);
        assert_eq!(bytes.place(), Place { member: None, offset: 9 });
        assert_eq!(bytes.fill_buf().unwrap(), b"c");
    }
}
