//! What a server sent: the head of a response, and its body as it was meant.
//!
//! Archives keep a body as it came over the line, in chunks and packed, or already as it was meant
//! with the head unchanged. So nothing the head says of the body is believed unless the body fits.

use std::io::{Cursor, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::memchr;
use tidings_model::Reject;

use super::fields::{lines, text};
use crate::input::limits::Limits;
use crate::input::page;

/// The head of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    chunked: bool,
    /// What the body is packed in, the last packing last.
    codings: Vec<Coding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    fn of(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The bytes as they were meant, as far as they come and the limit allows; none do where the
    /// body is not packed so.
    fn unpack(self, body: &[u8], limit: usize) -> Vec<u8> {
        let mut unpacked = Vec::new();
        let mut read = |reader: &mut dyn Read| {
            let whole = reader.take(limit as u64).read_to_end(&mut unpacked).is_ok();
            whole && !unpacked.is_empty()
        };
        match self {
            Self::Gzip if body.starts_with(&[0x1f, 0x8b]) => read(&mut MultiGzDecoder::new(body)),
            Self::Zstd => zstd::stream::read::Decoder::with_buffer(body)
                .is_ok_and(|mut decoder| read(&mut decoder)),
            // Some servers send the bare stream, without the frame that the name means.
            Self::Deflate => {
                read(&mut ZlibDecoder::new(body)) || {
                    unpacked.clear();
                    read_into(&mut DeflateDecoder::new(body), &mut unpacked, limit)
                }
            }
            Self::Brotli => {
                let whole =
                    read(&mut brotli_decompressor::Decompressor::new(Cursor::new(body), 4096));
                if !whole {
                    // Brotli has no mark, so what breaks was most likely never packed.
                    unpacked.clear();
                }
                whole
            }
            Self::Gzip => false,
        };
        unpacked
    }
}

fn read_into(reader: &mut dyn Read, into: &mut Vec<u8>, limit: usize) -> bool {
    reader.take(limit as u64).read_to_end(into).is_ok()
}

impl Response {
    /// Reads the head of a response; none if it is not one.
    pub(super) fn read(head: &[u8]) -> Option<Self> {
        let line = &head[..memchr(b'\n', head)?];
        let status = line.split(|byte| *byte == b' ').nth(1)?.trim_ascii();
        let status = std::str::from_utf8(status).ok()?.parse().ok()?;
        let mut response = Self { status, ..Self::default() };
        for (name, value) in lines(head) {
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            if is("Content-Type") {
                response.content_type = Some(text(value));
            } else if is("Transfer-Encoding") {
                response.chunked |= text(value).to_ascii_lowercase().contains("chunked");
            } else if is("Content-Encoding") {
                response.codings.extend(text(value).split(',').filter_map(Coding::of));
            }
        }
        Some(response)
    }

    /// The body as it was meant.
    pub(super) fn decode(&self, mut body: Vec<u8>, limits: Limits) -> Result<Vec<u8>, Reject> {
        if self.chunked {
            body = unchunk(&body).unwrap_or(body);
        }
        for coding in self.codings.iter().rev() {
            let unpacked = coding.unpack(&body, limits.document_bytes.saturating_add(1));
            if unpacked.len() > limits.document_bytes {
                return Err(page::too_large(limits));
            }
            if !unpacked.is_empty() {
                body = unpacked;
            }
        }
        Ok(body)
    }
}

/// A body put together from its chunks (RFC 9112, section 7.1), as far as they make sense; none if
/// it does not begin with a chunk.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut chunks = 0;
    while let Some((chunk, behind)) = chunk(rest) {
        chunks += 1;
        whole.extend_from_slice(chunk);
        rest = behind;
        if chunk.is_empty() {
            break;
        }
    }
    (chunks > 0).then_some(whole)
}

/// The first chunk, and what stands behind it; a chunk that was cut off is as long as it is.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let feed = memchr(b'\n', bytes).filter(|feed| *feed < 256)?;
    let size = bytes[..feed].split(|byte| *byte == b';').next()?.trim_ascii();
    let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
    let rest = &bytes[feed + 1..];
    let (chunk, rest) = rest.split_at_checked(size).unwrap_or((rest, &[]));
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    Some((chunk, rest))
}
