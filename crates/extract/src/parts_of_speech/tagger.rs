//! Tags the words of a sentence from left to right.

use std::collections::BTreeMap;

use tidings_model::{Penn, Tag, Upos};

use super::features::{Word, Words};
use crate::learned::hash;
use crate::learned::model::{BadModel, Stored, Table};
use crate::learned::word::WordForm;

/// The task that the weights are trained for.
pub(super) const TASK: &str = "parts of speech";

/// Labels fit into a row of the table: one line of the cache.
pub(super) const LABELS: usize = 64;

/// A tagger, ready for use.
#[derive(Debug, Clone)]
pub(super) struct Tagger {
    table: Table<LABELS>,
    tags: Vec<Tag>,
    lexicon: Lexicon,
}

/// What tags words are known to bear.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon {
    words: Vec<(u32, u32)>,
}

impl Lexicon {
    /// Of hashes of words and their classes, in ascending order.
    pub(super) fn new(words: Vec<(u32, u32)>) -> Self {
        Self { words }
    }

    /// The key of a word.
    pub(super) fn key(form: &WordForm) -> u32 {
        (hash::spread(form.lower) >> 32) as u32
    }

    /// The class of words that bear these tags, so often each; seldom ones do not count.
    pub(super) fn class(tags: &BTreeMap<usize, usize>) -> u32 {
        let total: usize = tags.values().sum();
        let often = tags.iter().filter(|(_, count)| **count * 50 >= total);
        let hash = often.fold(0, |hash, (tag, _)| hash::of_pair(hash, *tag as u64 + 1));
        hash::spread(hash) as u32
    }

    /// What is known of a word, 0 for nothing.
    fn find(&self, form: &WordForm) -> u64 {
        let key = Self::key(form);
        let found = self.words.binary_search_by_key(&key, |(word, _)| *word);
        found.map_or(0, |at| u64::from(self.words[at].1))
    }

    /// The words of a sentence with what is known of each.
    pub(super) fn words<'a>(&self, words: impl Iterator<Item = &'a str>) -> Words {
        Words::new(words.map(|word| {
            let form = WordForm::of(word);
            Word::new(form, self.find(&form))
        }))
    }
}

impl Tagger {
    /// Reads its weights.
    pub(super) fn of(stored: Stored) -> Result<Self, BadModel> {
        let table = Table::of(&stored)?;
        let tag = |label: &String| parse(label).ok_or(BadModel::Misfit("it has an unknown label"));
        let tags = stored.labels.iter().map(tag).collect::<Result<_, _>>()?;
        Ok(Self { table, tags, lexicon: Lexicon::new(stored.words) })
    }

    /// The tag of each word of a sentence.
    pub(super) fn tag<'a>(&self, words: impl Iterator<Item = &'a str>, tags: &mut Vec<Tag>) {
        let words = self.lexicon.words(words);
        let (mut second, mut last) = (0, 0);
        for at in 0..words.len() {
            let mut scores = [0; LABELS];
            for feature in words.features(at, second, last) {
                self.table.add(&mut scores, feature);
            }
            let best = best(&scores[..self.tags.len()]);
            tags.push(self.tags[best]);
            (second, last) = (last, best + 1);
        }
    }
}

/// Where the highest score is, the first of equal ones.
pub(super) fn best<T: PartialOrd + Copy>(scores: &[T]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

/// A tag as a label of the model: `VERB/VBD`.
pub(super) fn label(tag: Tag) -> String {
    format!("{}/{}", tag.upos, tag.penn)
}

fn parse(label: &str) -> Option<Tag> {
    let (upos, penn) = label.split_once('/')?;
    Some(Tag { upos: Upos::from_name(upos)?, penn: Penn::from_name(penn)? })
}
