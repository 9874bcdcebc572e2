//! Frames: a length, little-endian in four bytes, and so many bytes of postcard.

use std::io::{self, Read, Write};

use serde::Serialize;

/// Bytes of the length.
const HEAD: usize = 4;
/// How much is read at once, at first: a document and its head, in one go.
const CHUNK: usize = 64 << 10;

/// A frame of a message, whole.
///
/// # Errors
/// If it is longer than four bytes can say.
pub(super) fn of(message: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut frame = Vec::new();
    put(&mut frame, message).map(|()| frame)
}

/// Lays a frame out in the place of another, whose memory it takes over.
///
/// # Errors
/// If it is longer than four bytes can say.
pub(super) fn put(frame: &mut Vec<u8>, message: &impl Serialize) -> Result<(), String> {
    let mut place = std::mem::take(frame);
    place.clear();
    place.extend([0; HEAD]);
    place = postcard::to_extend(message, place).map_err(|why| format!("cannot be sent: {why}"))?;
    let len = u32::try_from(place.len() - HEAD)
        .map_err(|_| format!("cannot be sent: {} bytes are too many", place.len()))?;
    place[..HEAD].copy_from_slice(&len.to_le_bytes());
    *frame = place;
    Ok(())
}

/// Sends a message as a frame in the place of another.
///
/// # Errors
/// What the pipe says, or that the message is too long.
pub(super) fn write(
    to: &mut impl Write,
    frame: &mut Vec<u8>,
    message: &impl Serialize,
) -> io::Result<()> {
    put(frame, message).map_err(io::Error::other)?;
    to.write_all(frame)
}

/// What has arrived of a frame. One end speaks at a time, so nothing comes after a frame.
#[derive(Debug)]
pub(super) struct Incoming {
    bytes: Vec<u8>,
    have: usize,
}

/// How far a frame has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Come {
    /// Its length is not there yet.
    Nothing,
    /// It will have so many bytes.
    Part(usize),
    /// It is there.
    Whole,
    /// More is there than it has.
    Beyond,
}

impl Incoming {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; CHUNK], have: 0 }
    }

    /// Forgets a frame, to take the next.
    pub(super) fn clear(&mut self) {
        self.have = 0;
    }

    pub(super) fn come(&self) -> Come {
        let Some(head) = self.bytes[..self.have].first_chunk::<HEAD>() else {
            return Come::Nothing;
        };
        let end = HEAD + u32::from_le_bytes(*head) as usize;
        match self.have.cmp(&end) {
            std::cmp::Ordering::Less => Come::Part(end),
            std::cmp::Ordering::Equal => Come::Whole,
            std::cmp::Ordering::Greater => Come::Beyond,
        }
    }

    /// The message of a frame that is whole.
    pub(super) fn message(&self) -> &[u8] {
        &self.bytes[HEAD.min(self.have)..self.have]
    }

    /// Room for more. It grows with what has arrived, not with what was announced.
    pub(super) fn room(&mut self) -> &mut [u8] {
        if self.have == self.bytes.len() {
            let announced = match self.come() {
                Come::Part(end) => end,
                _ => usize::MAX,
            };
            self.bytes.resize(announced.min(2 * self.have), 0);
        }
        &mut self.bytes[self.have..]
    }

    /// So many bytes have arrived in the room.
    pub(super) fn arrived(&mut self, bytes: usize) {
        self.have += bytes;
    }

    /// Waits for the next frame of a pipe that blocks; whether there was one.
    ///
    /// # Errors
    /// What the pipe says, also if it ends within a frame.
    pub(super) fn next(&mut self, from: &mut impl Read) -> io::Result<bool> {
        self.clear();
        loop {
            match self.come() {
                Come::Whole => return Ok(true),
                Come::Beyond => return Err(io::ErrorKind::InvalidData.into()),
                Come::Nothing | Come::Part(_) => {}
            }
            match from.read(self.room()) {
                Ok(0) if self.have == 0 => return Ok(false),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.arrived(read),
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => return Err(why),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that gives so many bytes at a time, and is interrupted before each.
    struct Slow<'a>(&'a [u8], usize, bool);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.2 = !self.2;
            if self.2 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let most = self.1.min(into.len());
            self.0.read(&mut into[..most])
        }
    }

    #[test]
    fn a_frame_comes_whole_in_pieces_of_any_size() {
        let long = "sea ".repeat(50_000);
        for message in ["", "b", &long] {
            let frame = of(&message).unwrap();
            for size in [1, 3, 4, 5, 70_000, usize::MAX] {
                let (mut incoming, mut from) = (Incoming::new(), Slow(&frame, size, false));
                assert!(incoming.next(&mut from).unwrap());
                assert_eq!(postcard::from_bytes(incoming.message()), Ok(message));
                assert!(!incoming.next(&mut from).unwrap());
                let mut torn = Slow(&frame[..frame.len() - 1], size, false);
                let why = incoming.next(&mut torn).unwrap_err();
                assert_eq!(why.kind(), io::ErrorKind::UnexpectedEof);
            }
        }
    }

    #[test]
    fn what_nobody_asked_for_is_no_frame() {
        let frame = [of(&"a").unwrap(), vec![0]].concat();
        let why = Incoming::new().next(&mut frame.as_slice()).unwrap_err();
        assert_eq!(why.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_frame_takes_the_place_of_a_longer_one() {
        let (mut frame, mut pipe) = (of(&"a long one").unwrap(), Vec::new());
        write(&mut pipe, &mut frame, &7u32).unwrap();
        assert_eq!(pipe, of(&7u32).unwrap());
    }
}
