//! The lemma of a word by its ending and its tag: `carried` as a past tense is `carry`.
//!
//! A list of decisions, learned: for each tag and ending how many characters go and what takes their
//! place. The longest known ending decides; whole words, for what is irregular, come first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tidings_model::{Penn, Tag, Upos};

use crate::learned::hash;
use crate::learned::model::{BadModel, Stored};

/// The longest ending that is looked at, in characters.
const LONGEST: usize = 6;

/// Words longer than this are their own lemma.
const WORD: usize = 64;

/// How an ending changes: so many characters go, and these come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    cut: usize,
    add: String,
}

impl Edit {
    /// What makes `lemma` of `word`.
    fn between(word: &str, lemma: &str) -> Self {
        let same = word.chars().zip(lemma.chars()).take_while(|(one, other)| one == other).count();
        let cut = word.chars().count() - same;
        Self { cut, add: lemma.chars().skip(same).collect() }
    }

    /// The word after the change; none where it stays as it is or is too short.
    fn apply(&self, word: &str) -> Option<String> {
        let kept = word.chars().count().checked_sub(self.cut)?;
        let changes = self.cut > 0 || !self.add.is_empty();
        changes.then(|| word.chars().take(kept).chain(self.add.chars()).collect())
    }

    fn to_text(&self) -> String {
        format!("{} {}", self.cut, self.add)
    }

    fn of_text(text: &str) -> Option<Self> {
        let (cut, add) = text.split_once(' ')?;
        Some(Self { cut: cut.parse().ok()?, add: add.to_owned() })
    }
}

/// Lemmas of words.
#[derive(Debug, Clone)]
pub struct Lemmas {
    endings: Vec<(u32, u32)>,
    edits: Vec<Edit>,
}

impl Lemmas {
    /// Reads what was learned.
    pub(super) fn of(stored: &Stored) -> Result<Self, BadModel> {
        let edits: Option<Vec<Edit>> =
            stored.edits.iter().map(|text| Edit::of_text(text)).collect();
        let edits = edits.ok_or(BadModel::Misfit("it has an unknown change of an ending"))?;
        let all = edits.len();
        if stored.endings.iter().any(|(_, edit)| *edit as usize >= all) {
            return Err(BadModel::Misfit("an ending has no change"));
        }
        Ok(Self { endings: stored.endings.clone(), edits })
    }

    /// The lemma of a word; in lower case, but for proper nouns.
    #[must_use]
    pub fn lemma<'a>(&self, word: &'a str, tag: Tag) -> Cow<'a, str> {
        let word = spelled(word, tag.upos);
        if word.len() > WORD {
            return word;
        }
        let edit = keys(&word, tag.penn).find_map(|key| {
            let at = self.endings.binary_search_by_key(&key, |(ending, _)| *ending).ok()?;
            Some(&self.edits[self.endings[at].1 as usize])
        });
        match edit.and_then(|edit| edit.apply(&word)) {
            Some(lemma) => Cow::Owned(lemma),
            None => word,
        }
    }
}

/// The word as lemmas are written.
fn spelled(word: &str, upos: Upos) -> Cow<'_, str> {
    if upos == Upos::Propn || !word.contains(char::is_uppercase) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// The keys of a word: itself, then its endings, the longest first, down to none at all.
fn keys(word: &str, penn: Penn) -> impl Iterator<Item = u32> {
    let bounds = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    let bounds: Vec<usize> = bounds.collect();
    let first = bounds.len().saturating_sub(LONGEST + 1);
    let ends = bounds.into_iter().skip(first).map(move |at| key(word, at, penn));
    let whole = hash::of_pair(hash::of_bytes(word.as_bytes()), 1 + penn as u64);
    std::iter::once(whole >> 32).chain(ends.map(|key| key >> 32)).map(|key| key as u32)
}

fn key(word: &str, at: usize, penn: Penn) -> u64 {
    let ending = word.get(at..).unwrap_or_default();
    hash::spread(hash::of_pair(hash::of_bytes(ending.as_bytes()), 1000 + penn as u64))
}

/// A word with its tag and its lemma.
pub(super) type Known<'a> = (&'a str, Tag, &'a str);

/// Learns the list: each ending with the change most of its words make, unless the next shorter
/// ending tells the same.
pub(super) fn learn<'a>(words: impl Iterator<Item = Known<'a>> + Clone, stored: &mut Stored) {
    let mut edits = BTreeMap::<Edit, u32>::new();
    let mut counts = BTreeMap::<u32, BTreeMap<u32, usize>>::new();
    for (word, tag, lemma) in words.clone() {
        let word = spelled(word, tag.upos);
        let next = u32::try_from(edits.len()).unwrap_or_default();
        let edit = *edits.entry(Edit::between(&word, lemma)).or_insert(next);
        for key in keys(&word, tag.penn) {
            *counts.entry(key).or_default().entry(edit).or_default() += 1;
        }
    }
    let most = |key: u32| {
        let counts = counts.get(&key)?;
        counts
            .iter()
            .max_by_key(|(edit, count)| (**count, u32::MAX - **edit))
            .map(|(edit, _)| *edit)
    };
    let mut endings = BTreeMap::new();
    for (word, tag, _) in words {
        let keys: Vec<u32> = keys(&spelled(word, tag.upos), tag.penn).collect();
        let mut shorter = None;
        for key in keys.into_iter().rev() {
            let edit = most(key);
            if let Some(edit) = edit.filter(|_| edit != shorter) {
                endings.insert(key, edit);
                shorter = Some(edit);
            }
        }
    }
    let mut listed: Vec<(Edit, u32)> = edits.into_iter().collect();
    listed.sort_by_key(|(_, number)| *number);
    stored.edits = listed.into_iter().map(|(edit, _)| edit.to_text()).collect();
    stored.endings = endings.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(upos: Upos, penn: Penn) -> Tag {
        Tag { upos, penn }
    }

    #[test]
    fn endings_and_whole_words_decide() {
        let past = tag(Upos::Verb, Penn::Vbd);
        let known = [
            ("carried", past, "carry"),
            ("tarried", past, "tarry"),
            ("sailed", past, "sail"),
            ("moored", past, "moor"),
            ("sank", past, "sink"),
        ];
        let mut stored = Stored::empty("tides");
        learn(known.iter().copied(), &mut stored);
        let lemmas = Lemmas::of(&stored).unwrap();
        let lemma = |word| lemmas.lemma(word, past).into_owned();
        assert_eq!(known.map(|(word, ..)| lemma(word)), known.map(|(.., lemma)| lemma));
        assert_eq!(lemma("Anchored"), "anchor");
        assert_eq!(lemma("hurried"), "hurry");
        assert_eq!(lemmas.lemma("Oslo", tag(Upos::Propn, Penn::Nnp)), "Oslo");
        assert_eq!(lemmas.lemma("", past), "");
    }
}
