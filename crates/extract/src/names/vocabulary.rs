//! Every word of the lexicons, by number.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::traits::Traits;

/// Words longer than this are in no lexicon, and are not looked up.
const LONGEST: usize = 64;

/// The number of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct WordId(pub(super) u32);

/// Words, their numbers and their traits.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FastMap<String, WordId>,
    titled: FastMap<String, WordId>,
    traits: Vec<Traits>,
}

impl Vocabulary {
    /// The number of a word, which is new if need be.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let word = plain(word);
        if let Some(id) = self.ids.get(word.as_ref()) {
            return *id;
        }
        let id = WordId(u32::try_from(self.traits.len()).expect("lexicons are small"));
        self.traits.push(Traits::default());
        if word.starts_with(char::is_uppercase) && word.chars().nth(3).is_some() {
            self.titled.entry(word.to_lowercase()).or_insert(id);
        }
        self.ids.insert(word.into_owned(), id);
        id
    }

    /// Gives a word a trait.
    pub(super) fn mark(&mut self, id: WordId, traits: Traits) {
        let known = &mut self.traits[id.0 as usize];
        *known = known.and(traits);
    }

    /// The number of a word as it is written.
    pub(super) fn id(&self, word: &str) -> Option<WordId> {
        if word.len() > LONGEST {
            return None;
        }
        self.ids.get(plain(word).as_ref()).copied()
    }

    /// The number of a capitalised word of four letters or more, however it is written here.
    pub(super) fn id_titled(&self, word: &str) -> Option<WordId> {
        if word.len() > LONGEST {
            return None;
        }
        self.titled.get(plain(word).to_lowercase().as_str()).copied()
    }

    /// The traits of a word.
    pub(super) fn traits(&self, id: WordId) -> Traits {
        self.traits[id.0 as usize]
    }
}

/// The word with plain apostrophes.
fn plain(word: &str) -> std::borrow::Cow<'_, str> {
    if !word.is_ascii() && word.contains('’') {
        word.replace('’', "'").into()
    } else {
        word.into()
    }
}

/// A map whose keys come from lexicons, so that no text can make them collide.
pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// A fast hash that is the same in every run: multiply and rotate, eight bytes at a time.
#[derive(Debug, Default)]
pub(super) struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}
