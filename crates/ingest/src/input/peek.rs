//! A reader whose first bytes can be looked at before they are read.

use std::io::{self, BufRead, Read};

/// How many bytes can be looked at.
pub(crate) const HEAD: usize = 8 * 1024;

/// A reader with its first bytes in hand.
pub(crate) struct Peek<R> {
    head: Vec<u8>,
    read: usize,
    /// What went wrong while the head was read; it comes after the bytes that did arrive.
    error: Option<io::Error>,
    rest: R,
}

impl<R: BufRead> Peek<R> {
    /// Reads the first bytes, as far as they come.
    pub(crate) fn new(mut rest: R) -> Self {
        let mut head = Vec::new();
        let error = rest.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        Self { head, read: 0, error, rest }
    }

    /// The first bytes: [`HEAD`] of them, or all there are.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
}

impl<R: BufRead> BufRead for Peek<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read < self.head.len() {
            return Ok(&self.head[self.read..]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.read < self.head.len() { self.read += amount } else { self.rest.consume(amount) }
    }
}

impl<R: BufRead> Read for Peek<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Error};

    use super::*;

    struct Fails;

    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(Error::other("worn out"))
        }
    }

    #[test]
    fn what_was_looked_at_is_read_again() {
        let bytes: Vec<u8> = (0..3 * HEAD).map(|n| n as u8).collect();
        let mut peek = Peek::new(Cursor::new(bytes.clone()));
        assert_eq!(peek.head(), &bytes[..HEAD]);
        let mut read = Vec::new();
        peek.read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn an_error_comes_after_the_bytes_before_it() {
        let mut peek = Peek::new(BufReader::new(Cursor::new(b"ab").chain(Fails)));
        assert_eq!(peek.head(), b"ab");
        let mut read = [0; 2];
        peek.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"ab");
        assert_eq!(peek.fill_buf().unwrap_err().to_string(), "worn out");
    }
}
