//! One record in a part: a header, and postcard.
//!
//! ```text
//! check 8 | kind 1 | length 4 | id 16 | address 8 | payload
//! ```
//!
//! `check` is XXH3 of everything behind it, so a torn or altered frame is an error and never a
//! wrong article. Numbers are little-endian.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tidings_model::{AnnotatedArticle, Article};
use xxhash_rust::xxh3::xxh3_64;

/// Bytes before the payload.
pub(crate) const HEADER: usize = 37;
/// Bytes of the check.
const CHECK: usize = 8;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An article, annotated or not.
    Article = 1,
    /// A rejected document.
    Reject = 2,
    /// The counts of the part, but for documents that are set apart.
    Tally = 3,
    /// That the frames before it are of a document that met a reject.
    Apart = 4,
    /// The hashes of the part's other documents.
    Documents = 5,
}

/// An article as some pass leaves it.
pub(crate) trait Record: Serialize + DeserializeOwned + Send {
    /// The article in it.
    fn article(&self) -> &Article;
}

impl Record for Article {
    fn article(&self) -> &Article {
        self
    }
}

impl Record for AnnotatedArticle {
    fn article(&self) -> &Article {
        &self.article
    }
}

/// A frame, taken apart and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    /// What it holds.
    pub(crate) kind: Kind,
    /// What an index keeps of it.
    pub(crate) head: Head,
    /// The record.
    pub(crate) payload: &'a [u8],
}

/// What an index keeps of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// The article's identifier.
    pub(crate) id: u128,
    /// A hash of the article's address.
    pub(crate) address: u64,
    /// The check.
    pub(crate) check: u64,
    /// The length of the whole frame.
    pub(crate) len: u32,
}

/// Appends an article.
///
/// # Errors
/// The words of postcard, if it cannot be written, or that it is too long; `out` is as before.
pub(crate) fn write_article(out: &mut Vec<u8>, record: &impl Record) -> Result<Head, String> {
    let article = record.article();
    let address = xxh3_64(article.uri.as_bytes());
    write(out, Kind::Article, article.id.bits(), address, record)
}

/// Appends another record.
///
/// # Errors
/// As for [`write_article`].
pub(crate) fn write_record(
    out: &mut Vec<u8>,
    kind: Kind,
    record: &impl Serialize,
) -> Result<(), String> {
    write(out, kind, 0, 0, record).map(|_| ())
}

fn write(
    out: &mut Vec<u8>,
    kind: Kind,
    id: u128,
    address: u64,
    record: &impl Serialize,
) -> Result<Head, String> {
    let from = out.len();
    out.extend_from_slice(&[0; HEADER]);
    let len = append(out, from, record).inspect_err(|_| out.truncate(from))?;
    let check = fill(&mut out[from..], kind, id, address);
    Ok(Head { id, address, check, len })
}

fn append(out: &mut Vec<u8>, from: usize, record: &impl Serialize) -> Result<u32, String> {
    postcard::to_io(record, &mut *out).map_err(|why| why.to_string())?;
    let len = out.len() - from;
    u32::try_from(len).map_err(|_| format!("a record of {len} bytes is longer than 4 GiB"))
}

fn fill(frame: &mut [u8], kind: Kind, id: u128, address: u64) -> u64 {
    let payload = (frame.len() - HEADER) as u32;
    frame[8] = kind as u8;
    frame[9..13].copy_from_slice(&payload.to_le_bytes());
    frame[13..29].copy_from_slice(&id.to_le_bytes());
    frame[29..37].copy_from_slice(&address.to_le_bytes());
    let check = xxh3_64(&frame[CHECK..]);
    frame[..CHECK].copy_from_slice(&check.to_le_bytes());
    check
}

/// Takes the first frame of `bytes` apart.
///
/// # Errors
/// What is wrong with it, if it is not what was written.
pub(crate) fn read(bytes: &[u8]) -> Result<Frame<'_>, String> {
    let header = bytes.get(..HEADER).ok_or_else(|| format!("{} bytes of a header", bytes.len()))?;
    let number = |from: usize, to: usize| {
        let mut wide = [0; 16];
        wide[..to - from].copy_from_slice(&header[from..to]);
        u128::from_le_bytes(wide)
    };
    let len = HEADER + number(9, 13) as usize;
    let whole = bytes.get(..len);
    let whole = whole.ok_or_else(|| format!("{} bytes of a record of {len}", bytes.len()))?;
    let check = number(0, CHECK) as u64;
    if xxh3_64(&whole[CHECK..]) != check {
        return Err("the record is not what was written".to_owned());
    }
    let kind = match header[8] {
        1 => Kind::Article,
        2 => Kind::Reject,
        3 => Kind::Tally,
        4 => Kind::Apart,
        5 => Kind::Documents,
        other => return Err(format!("there are no records of kind {other}")),
    };
    let head = Head { id: number(13, 29), address: number(29, 37) as u64, check, len: len as u32 };
    Ok(Frame { kind, head, payload: &whole[HEADER..] })
}

impl Frame<'_> {
    /// The record in it.
    ///
    /// # Errors
    /// The words of postcard, if the record is not of that type.
    pub(crate) fn record<T: DeserializeOwned>(&self) -> Result<T, String> {
        postcard::from_bytes(self.payload).map_err(|why| why.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tidings_model::{Form, MediaType, RawDocument, TracedText};

    use super::*;

    fn article(uri: &str, text: &str) -> Article {
        let raw = RawDocument {
            uri: uri.to_owned(),
            bytes: text.as_bytes().to_vec(),
            media: MediaType::Text,
            metadata: Default::default(),
        };
        Article::new(&raw, "", Form::Page, TracedText::verbatim(text))
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(uri in "\\PC{0,20}", text in "\\PC{0,200}") {
            let article = article(&uri, &text);
            let annotated = AnnotatedArticle::new(article.clone());
            let mut bytes = Vec::new();
            let head = write_article(&mut bytes, &article).unwrap();
            let second = bytes.len();
            write_article(&mut bytes, &annotated).unwrap();
            let frame = read(&bytes).unwrap();
            prop_assert_eq!(frame.head, head);
            prop_assert_eq!(frame.head.len as usize, second);
            prop_assert_eq!(frame.record::<Article>(), Ok(article));
            prop_assert_eq!(read(&bytes[second..]).unwrap().record(), Ok(annotated));
        }

        /// Whatever byte is changed or cut off, the frame is refused.
        #[test]
        fn refuses_torn_frames(at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut bytes = Vec::new();
            write_article(&mut bytes, &article("a.txt", "Ferry late again.")).unwrap();
            let at = at.index(bytes.len());
            prop_assert!(read(&bytes[..at]).is_err());
            bytes[at] ^= 1 << bit;
            prop_assert!(read(&bytes).is_err());
        }
    }
}
