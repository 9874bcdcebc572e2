//! A trie over words: which names and titles begin at a word, and how long they are.

use super::vocabulary::{FastMap, WordId};

/// The number of an entry of the gazetteer.
pub(super) type EntryId = u32;

/// What a phrase means.
#[derive(Debug, Clone, Default)]
struct Meaning {
    names: Vec<EntryId>,
    title: bool,
}

/// Phrases of the lexicons.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    steps: FastMap<(u32, u32), u32>,
    meanings: Vec<Meaning>,
}

/// The longest phrases that begin at a word: their lengths in words, 0 for none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Longest<'a> {
    /// What the longest name may be.
    pub(super) names: &'a [EntryId],
    /// Its length.
    pub(super) name_len: usize,
    /// The length of the longest title.
    pub(super) title_len: usize,
}

impl Phrases {
    fn node(&mut self, words: &[WordId]) -> &mut Meaning {
        if self.meanings.is_empty() {
            self.meanings.push(Meaning::default());
        }
        let mut node = 0;
        for word in words {
            let next = u32::try_from(self.meanings.len()).expect("lexicons are small");
            node = *self.steps.entry((node, word.0)).or_insert(next);
            if node == next {
                self.meanings.push(Meaning::default());
            }
        }
        &mut self.meanings[node as usize]
    }

    /// Adds a name that an entry goes by.
    pub(super) fn add_name(&mut self, words: &[WordId], entry: EntryId) {
        let names = &mut self.node(words).names;
        if !names.contains(&entry) {
            names.push(entry);
        }
    }

    /// Forgets what else a name stands for, because a user has said what it means.
    pub(super) fn clear_name(&mut self, words: &[WordId]) {
        self.node(words).names.clear();
    }

    /// Adds a title.
    pub(super) fn add_title(&mut self, words: &[WordId]) {
        self.node(words).title = true;
    }

    /// The longest name and the longest title at the head of `words`.
    pub(super) fn longest(&self, words: impl Iterator<Item = Option<WordId>>) -> Longest<'_> {
        let mut found = Longest::default();
        let mut node = 0;
        for (at, word) in words.enumerate() {
            let Some(next) = word.and_then(|word| self.steps.get(&(node, word.0))) else { break };
            node = *next;
            let meaning = &self.meanings[node as usize];
            if !meaning.names.is_empty() {
                (found.names, found.name_len) = (&meaning.names, at + 1);
            }
            if meaning.title {
                found.title_len = at + 1;
            }
        }
        found
    }
}
