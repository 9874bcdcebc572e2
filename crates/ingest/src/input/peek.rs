//! A stream whose first bytes can be looked at before they are read.

use std::io::{self, BufRead, Read};

use super::stream::{Place, Stream};

/// How many bytes can be looked at.
pub(crate) const HEAD: usize = 8 * 1024;

/// A stream with its first bytes in hand.
pub(crate) struct Peek<S> {
    head: Vec<u8>,
    /// Where stretches of the head begin, and the places of their first bytes.
    places: Vec<(usize, Place)>,
    read: usize,
    taken: u64,
    /// What went wrong while the head was read; it comes after the bytes that did arrive.
    error: Option<io::Error>,
    rest: S,
}

impl<S: Stream> Peek<S> {
    /// Reads the first bytes, as far as they come.
    pub(crate) fn new(rest: S) -> Self {
        let (head, places) = (Vec::new(), Vec::new());
        let mut peek = Self { head, places, read: 0, taken: 0, error: None, rest };
        peek.error = peek.look().err();
        peek
    }

    fn look(&mut self) -> io::Result<()> {
        while self.head.len() < HEAD {
            let chunk = self.rest.fill_buf()?;
            let wanted = chunk.len().min(HEAD - self.head.len());
            if wanted == 0 {
                break;
            }
            let start = self.head.len();
            self.head.extend_from_slice(&chunk[..wanted]);
            self.places.push((start, self.rest.place()));
            self.rest.consume(wanted);
        }
        Ok(())
    }

    /// The first bytes: [`HEAD`] of them, or all there are.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// How far into the file the next byte lies, or, of what is unpacked, into that.
    pub(crate) fn position(&self) -> u64 {
        let place = self.place();
        if place.member.is_none() { place.offset } else { self.taken }
    }

    /// How many bytes were taken so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// The stretch of the head that the next byte is in: where it ends, and its place.
    fn stretch(&self) -> (usize, Place) {
        let next = self.places.partition_point(|(start, _)| *start <= self.read);
        let end = self.places.get(next).map_or(self.head.len(), |(start, _)| *start);
        let (start, place) = self.places[next - 1];
        (end, place.plus((self.read - start) as u64))
    }
}

impl<S: Stream> BufRead for Peek<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read < self.head.len() {
            let (end, _) = self.stretch();
            return Ok(&self.head[self.read..end]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount as u64;
        if self.read < self.head.len() { self.read += amount } else { self.rest.consume(amount) }
    }
}

impl<S: Stream> Read for Peek<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<S: Stream> Stream for Peek<S> {
    fn place(&self) -> Place {
        if self.read < self.head.len() { self.stretch().1 } else { self.rest.place() }
    }

    fn recover(&mut self) -> io::Result<bool> {
        self.rest.recover()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Error};

    use super::super::stream::Plain;
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
        assert_eq!(peek.taken(), 3 * HEAD as u64);
    }

    #[test]
    fn an_error_comes_after_the_bytes_before_it() {
        let mut peek = Peek::new(Plain::at(0, Cursor::new(b"ab").chain(Fails)));
        assert_eq!(peek.head(), b"ab");
        let mut read = [0; 2];
        peek.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"ab");
        assert_eq!(peek.fill_buf().unwrap_err().to_string(), "worn out");
    }

    #[test]
    fn places_are_those_of_what_comes_next() {
        let mut peek = Peek::new(Cursor::new(vec![b'a'; HEAD + 9]));
        peek.consume(5);
        assert_eq!(peek.place(), Place { member: None, offset: 5 });
        peek.consume(HEAD - 5);
        assert_eq!(peek.place(), Place { member: None, offset: HEAD as u64 });
    }
}
