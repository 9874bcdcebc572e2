//! UTF-16 of either byte order.

use super::Decoded;
use super::maker::Maker;

/// Decodes little-endian text behind its byte order mark.
pub(super) fn little(bytes: &[u8], from: usize) -> Decoded {
    decode(bytes, from, u16::from_le_bytes).decoded("UTF-16LE", false)
}

/// Decodes big-endian text behind its byte order mark.
pub(super) fn big(bytes: &[u8], from: usize) -> Decoded {
    decode(bytes, from, u16::from_be_bytes).decoded("UTF-16BE", false)
}

/// Decodes from an even place on; lone surrogates and an odd last byte are broken.
fn decode(bytes: &[u8], from: usize, unit: fn([u8; 2]) -> u16) -> Maker {
    let mut made = Maker::default();
    let (pairs, odd) = bytes.get(from..).unwrap_or_default().as_chunks::<2>();
    let mut at = from;
    for read in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let len = read.as_ref().map_or(2, |c| 2 * c.len_utf16());
        match read {
            Ok(c) => made.character(at..at + len, c),
            Err(_) => made.broken(at..at + len),
        }
        at += len;
    }
    made.broken(at..at + odd.len());
    made
}
