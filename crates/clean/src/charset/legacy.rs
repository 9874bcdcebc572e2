//! Charsets from before UTF-8: guessed as browsers guess, decoded run by run.
//!
//! ISO-2022-JP, which writes everything in ASCII bytes, is read only where it is declared.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::maker::Maker;

/// How many bytes the guess looks at, from the first that is not ASCII: the detector is slow.
const LOOK: usize = 256 * 1024;

/// The likeliest charset of bytes that are not UTF-8.
pub(super) fn guess(bytes: &[u8]) -> &'static Encoding {
    let from = ascii_len(bytes);
    let look = &bytes[from..bytes.len().min(from + LOOK)];
    // ISO-2022-JP is left out: it is all ASCII bytes, so it never gets here by itself.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(look, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes in any charset of the Encoding Standard other than UTF-8 and UTF-16.
///
/// In all but one, ASCII bytes between characters are themselves.
pub(super) fn decode(bytes: &[u8], charset: &'static Encoding) -> Maker {
    let mut made = Maker::default();
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut at = 0;
    let stateful = charset == encoding_rs::ISO_2022_JP;
    while at < bytes.len() {
        let run = if stateful { 0 } else { ascii_len(&bytes[at..]) };
        let ascii = std::str::from_utf8(&bytes[at..at + run]).unwrap_or_default();
        made.verbatim(at, ascii);
        at += run;
        at = wide(bytes, at, &mut decoder, &mut made);
    }
    made
}

/// Decodes one character that does not begin with an ASCII byte; returns where the next begins.
///
/// The decoder is fed byte by byte until it gives a character or calls the bytes broken: that is
/// how the bytes of each character are known.
fn wide(bytes: &[u8], start: usize, decoder: &mut Decoder, made: &mut Maker) -> usize {
    let mut buffer = [0u8; 16];
    let mut at = start;
    while at < bytes.len() {
        let last = at + 1 == bytes.len();
        let out = std::str::from_utf8_mut(&mut buffer).unwrap_or_default();
        let byte = &bytes[at..=at];
        let (result, read, written) = decoder.decode_to_str_without_replacement(byte, out, last);
        at += read;
        if let DecoderResult::Malformed(len, _) = result {
            // The decoder may have taken bytes behind the broken ones: begin anew right after those.
            *decoder = decoder.encoding().new_decoder_without_bom_handling();
            let end = start + usize::from(len).max(1);
            made.broken(start..end);
            return end;
        }
        if written > 0 {
            characters(out.get(..written).unwrap_or_default(), start..at, made);
            return at;
        }
    }
    made.broken(start..at);
    at
}

/// Adds what one stretch of bytes stands for: one character, rarely two.
fn characters(text: &str, raw: Range<usize>, made: &mut Maker) {
    for c in text.chars() {
        made.character(raw.clone(), c);
    }
}

fn ascii_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tidings_model::Span;

    use super::*;

    fn check(charset: &'static Encoding, bytes: &[u8]) -> Result<(), TestCaseError> {
        let made = decode(bytes, charset).decoded("", true);
        let (expected, _) = charset.decode_without_bom_handling(bytes);
        let expected = expected.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(made.text.as_str(), expected);
        let raws = made.text.trace(Span::new(0, made.text.len()));
        prop_assert_eq!(raws.iter().map(|raw| raw.len() as usize).sum::<usize>(), bytes.len());
        Ok(())
    }

    proptest! {
        /// Byte by byte gives what the whole gives, and every byte stands behind some character.
        #[test]
        fn agrees_with_decoding_at_once(
            bytes in prop::collection::vec(prop_oneof![Just(b' '), Just(b'\r'), any::<u8>()], 0..60),
            charset in prop::sample::select(vec![
                encoding_rs::WINDOWS_1252, encoding_rs::WINDOWS_1251, encoding_rs::SHIFT_JIS,
                encoding_rs::GBK, encoding_rs::BIG5, encoding_rs::EUC_KR, encoding_rs::EUC_JP,
            ]),
        ) {
            check(charset, &bytes)?;
        }
    }

    #[test]
    fn guesses_from_the_text() {
        let russian = "Паром вышел из порта в понедельник утром и не вернулся.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(guess(&bytes), encoding_rs::WINDOWS_1251);
        assert_eq!(
            guess(b"The caf\xE9 on the quay, \x93full\x94 at four"),
            encoding_rs::WINDOWS_1252
        );
    }
}
