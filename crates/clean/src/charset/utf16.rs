//! UTF-16 with a byte order mark.

use super::maker::Maker;

/// Decodes what follows the byte order mark; lone surrogates and an odd last byte are broken.
pub(super) fn decode(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Maker {
    let mut made = Maker::default();
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut at = 2;
    for read in char::decode_utf16(pairs.iter().skip(1).map(|pair| unit(*pair))) {
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
