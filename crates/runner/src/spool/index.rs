//! Where each article lies, in order of its identifier.

use tidings_model::{ArticleId, Reject};

use super::frame::Head;
use crate::RunError;

/// An article in a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// Its identifier.
    pub(crate) id: u128,
    /// The check of its frame: a hash of all that is known of it.
    pub(crate) check: u64,
    /// A hash of its address.
    pub(crate) address: u64,
    /// The part it is in.
    pub(crate) part: u32,
    /// The length of its frame.
    pub(crate) len: u32,
    /// Where in the part the frame begins.
    pub(crate) offset: u64,
}

/// An article that was left out because another has its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Double {
    /// The address.
    pub(crate) uri: String,
    /// The article left out.
    pub(crate) article: ArticleId,
    /// Why.
    pub(crate) reject: Reject,
}

impl Entry {
    /// An article whose frame begins there.
    pub(crate) fn new(head: Head, part: u32, offset: u64) -> Self {
        let Head { id, address, check, len } = head;
        Self { id, check, address, part, len, offset }
    }
}

/// Lets each address through once, and puts the rest in order of identifier.
///
/// Of several articles with one address the one with the least identifier stays, so the choice
/// depends on what they are and not on which came first. One that is the same document again is
/// dropped as `duplicate`; one with other content under the same address fails as `duplicate_uri`.
/// `read` reads an article's identifier and address from disk; it is asked only about addresses
/// with equal hashes.
///
/// # Errors
/// If `read` fails.
pub(crate) fn settle(
    mut entries: Vec<Entry>,
    read: impl Fn(&Entry) -> Result<(ArticleId, String), RunError>,
) -> Result<(Vec<Entry>, Vec<Double>), RunError> {
    entries.sort_unstable_by_key(|entry| (entry.address, *entry));
    let mut kept = Vec::with_capacity(entries.len());
    let mut doubles = Vec::new();
    for alike in entries.chunk_by(|a, b| a.address == b.address) {
        match alike {
            [single] => kept.push(*single),
            several => {
                let mut named = Vec::with_capacity(several.len());
                for entry in several {
                    let (article, uri) = read(entry)?;
                    named.push((uri, *entry, article));
                }
                named.sort_unstable_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
                for same in named.chunk_by(|a, b| a.0 == b.0) {
                    kept.push(same[0].1);
                    doubles.extend(same[1..].iter().map(|double| reject(&same[0].1, double)));
                }
            }
        }
    }
    kept.sort_unstable();
    Ok((kept, doubles))
}

fn reject(first: &Entry, (uri, entry, article): &(String, Entry, ArticleId)) -> Double {
    let reject = if entry.id == first.id {
        Reject::dropped("duplicate", "the same document came more than once; one of them is kept")
    } else {
        let words = "another document has this address and other content; that one is kept";
        Reject::failed("duplicate_uri", words)
    };
    Double { uri: uri.clone(), article: *article, reject }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(address: u64, id: u128, check: u64, offset: u64) -> Entry {
        Entry { id, check, address, part: 0, len: 1, offset }
    }

    /// Addresses with odd hashes are two different ones for odd and even identifiers.
    fn read(entry: &Entry) -> Result<(ArticleId, String), RunError> {
        let collides = entry.address % 2 == 1 && entry.id % 2 == 1;
        let uri = format!("u{}{}", entry.address, if collides { "x" } else { "" });
        Ok((ArticleId::of(&[&entry.id.to_le_bytes()]), uri))
    }

    #[test]
    fn the_choice_does_not_depend_on_the_order() {
        let entries = [
            entry(2, 7, 1, 0),
            entry(2, 7, 1, 10),
            entry(2, 5, 1, 20),
            entry(4, 9, 1, 30),
            entry(3, 1, 1, 40),
            entry(3, 2, 1, 50),
        ];
        let check = |entries: &[Entry]| {
            let (kept, doubles) = settle(entries.to_vec(), read).unwrap();
            assert_eq!(kept.iter().map(|x| x.id).collect::<Vec<_>>(), [1, 2, 5, 9]);
            let doubles: Vec<_> = doubles.iter().map(|x| (&*x.uri, &*x.reject.reason)).collect();
            assert_eq!(doubles, [("u2", "duplicate_uri"), ("u2", "duplicate_uri")]);
        };
        check(&entries);
        let mut turned = entries;
        for turn in 1..entries.len() {
            turned.rotate_left(turn);
            check(&turned);
        }
    }

    #[test]
    fn the_same_document_again_is_a_duplicate() {
        let (kept, doubles) = settle(vec![entry(2, 7, 1, 10), entry(2, 7, 1, 0)], read).unwrap();
        assert_eq!((kept.len(), kept[0].offset), (1, 0));
        assert_eq!(doubles[0].reject.reason, "duplicate");
    }
}
