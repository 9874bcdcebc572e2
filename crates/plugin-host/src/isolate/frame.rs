//! Frames: a length, little-endian in four bytes, and so many bytes of postcard.

use std::io::{self, Read, Write};

use serde::Serialize;

/// Bytes of the length.
pub(super) const HEAD: usize = 4;

/// A frame of a message, whole.
///
/// # Errors
/// If it is longer than four bytes can say.
pub(super) fn of(message: &impl Serialize) -> Result<Vec<u8>, String> {
    let frame = vec![0; HEAD];
    let mut frame =
        postcard::to_extend(message, frame).map_err(|why| format!("cannot be sent: {why}"))?;
    let len = u32::try_from(frame.len() - HEAD)
        .map_err(|_| format!("cannot be sent: {} bytes are too many", frame.len()))?;
    frame[..HEAD].copy_from_slice(&len.to_le_bytes());
    Ok(frame)
}

/// The length that a frame's head tells; nothing while it is not there.
pub(super) fn len(head: &[u8]) -> Option<usize> {
    head.first_chunk::<HEAD>().map(|head| u32::from_le_bytes(*head) as usize)
}

/// The next frame's message, into `into`; whether there was one.
///
/// # Errors
/// What the pipe says, also if it ends within a frame.
pub(super) fn read(from: &mut impl Read, into: &mut Vec<u8>) -> io::Result<bool> {
    let mut head = [0; HEAD];
    match from.read(&mut head)? {
        0 => return Ok(false),
        some => from.read_exact(&mut head[some..])?,
    }
    into.clear();
    let len = u64::from(u32::from_le_bytes(head));
    match from.take(len).read_to_end(into)? as u64 == len {
        true => Ok(true),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Sends a message.
///
/// # Errors
/// What the pipe says, or that the message is too long.
pub(super) fn write(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    to.write_all(&of(message).map_err(io::Error::other)?)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_one_by_one() {
        let mut pipe = of(&("a", 7u32)).unwrap();
        assert_eq!(len(&pipe), Some(pipe.len() - HEAD));
        write(&mut pipe, &"b").unwrap();
        let (mut from, mut message) = (pipe.as_slice(), Vec::new());
        assert!(read(&mut from, &mut message).unwrap());
        assert_eq!(postcard::from_bytes(&message), Ok(("a", 7u32)));
        assert!(read(&mut from, &mut message).unwrap());
        assert_eq!(postcard::from_bytes(&message), Ok("b"));
        assert!(!read(&mut from, &mut message).unwrap());
        let torn = &mut &pipe[..pipe.len() - 1];
        assert!(read(torn, &mut message).unwrap());
        assert_eq!(read(torn, &mut message).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
