//! Identifiers: hashes of content and address, never of order or time.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::Xxh3;

/// A 128-bit XXH3 hash of parts, each with its length, so that no two lists of parts run together.
fn hash(kind: char, parts: &[&[u8]]) -> u128 {
    let mut state = Xxh3::new();
    state.update(&u32::from(kind).to_le_bytes());
    for part in parts {
        state.update(&(part.len() as u64).to_le_bytes());
        state.update(part);
    }
    state.digest128()
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident, $letter:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// The letter its written form begins with.
            pub const LETTER: char = $letter;

            /// The identifier of a thing that these parts make unique, in this order.
            #[must_use]
            pub fn of(parts: &[&[u8]]) -> Self {
                Self(hash($letter, parts))
            }

            /// The hash itself.
            #[must_use]
            pub const fn bits(self) -> u128 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($letter, "{:032x}"), self.0)
            }
        }

        /// Its written form for people, its sixteen bytes for machines.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    to.collect_str(self)
                } else {
                    self.0.to_le_bytes().serialize(to)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    Self::try_from(String::deserialize(from)?).map_err(Error::custom)
                } else {
                    Ok(Self(u128::from_le_bytes(<[u8; 16]>::deserialize(from)?)))
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let digits = text.strip_prefix($letter).filter(|digits| digits.len() == 32);
                digits
                    .and_then(|digits| u128::from_str_radix(digits, 16).ok())
                    .map(Self)
                    .ok_or_else(|| format!(concat!("expected ", $letter, " and 32 hex digits, found {:?}"), text))
            }
        }
    )+};
}

ids! {
    /// Names an article: a hash of its address and its raw bytes.
    ArticleId, 'a';
    /// Names a claim: a hash of its article, place and content.
    ClaimId, 'c';
    /// Names an entity: a hash of its label and canonical name.
    EntityId, 'e';
    /// Names a fact: a hash of its story and key.
    FactId, 'f';
    /// Names a story: a hash of its articles.
    StoryId, 's';
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let id = ArticleId::of(&[b"a.txt", b"text"]);
        assert_eq!(ArticleId::try_from(id.to_string()), Ok(id));
        assert!(ClaimId::try_from(id.to_string()).is_err());
        assert!(ArticleId::try_from("a12".to_owned()).is_err());
        let bytes = postcard::to_stdvec(&id).unwrap();
        assert_eq!((bytes.len(), postcard::from_bytes(&bytes)), (16, Ok(id)));
    }

    #[test]
    fn keeps_parts_apart() {
        assert_ne!(ArticleId::of(&[b"ab", b"c"]), ArticleId::of(&[b"a", b"bc"]));
    }
}
