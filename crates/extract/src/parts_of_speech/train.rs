//! Learns to tag from a treebank.

use std::collections::BTreeMap;

use tidings_model::{Penn, Tag, Upos};

use super::lemmas;
use super::tagger::{self, LABELS, Lexicon, TASK};
use crate::learned::averaged::Averaged;
use crate::learned::hash;
use crate::learned::model::Stored;
use crate::learned::word::WordForm;

/// A word of a treebank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreebankWord {
    /// As it is written.
    pub form: String,
    /// Its lemma.
    pub lemma: String,
    /// Its tag.
    pub tag: Tag,
}

/// A sentence of a treebank.
pub type Sentence = Vec<TreebankWord>;

/// How the model is learned.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// How often all sentences are seen.
    pub epochs: usize,
    /// Decides the order of sentences.
    pub seed: u64,
    /// How many models, each of another order, the weights are the mean of.
    pub models: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { epochs: 8, seed: 1, models: 4 }
    }
}

/// Binary logarithm of the rows of the table.
const BITS: u8 = 18;

/// Models use seeds so far apart, for each epoch has one of its own.
const SEEDS_APART: u64 = 1000;

/// What a weight of one is as a byte.
const SCALE: f32 = 4.0;

/// A tag that fewer words bear is not learned.
const RARE: usize = 3;

/// A word seen less often is unknown, so that unknown words are learned, too.
const KNOWN: usize = 3;

/// Sentences of a treebank in CoNLL-U: the words, not the ranges and the empty nodes, nor what
/// bears a tag of neither set.
#[must_use]
pub fn sentences(conllu: &str) -> Vec<Sentence> {
    let word = |line: &str| {
        let mut columns = line.split('\t');
        let is_word = columns.next().is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()));
        let (form, lemma) = (columns.next()?.to_owned(), columns.next()?.to_owned());
        let (upos, penn) = (Upos::from_name(columns.next()?)?, Penn::from_name(columns.next()?)?);
        is_word.then_some(TreebankWord { form, lemma, tag: Tag { upos, penn } })
    };
    let blocks = conllu.split("\n\n").map(|block| block.lines().filter_map(word).collect());
    blocks.filter(|sentence: &Sentence| !sentence.is_empty()).collect()
}

/// The weights file of a tagger that has learned these sentences, with the lemmas of their words.
#[must_use]
pub fn train(sentences: &[Sentence], recipe: Recipe) -> Vec<u8> {
    let tags = tags(sentences);
    let known = known(sentences, &tags);
    let lexicon = Lexicon::new(known.clone());
    let learned = |model: u64| {
        let mut learner = Learner { table: Averaged::new(BITS), tags: &tags };
        learner.learn_all(&lexicon, sentences, recipe, recipe.seed + SEEDS_APART * model);
        learner.table
    };
    let mut table = learned(0);
    for model in 1..recipe.models {
        table.join(&learned(model), model as f32);
    }
    let labels = tags.iter().map(|tag| tagger::label(*tag)).collect();
    let mut stored = Stored { labels, bits: BITS, words: known, ..Stored::empty(TASK) };
    let words = sentences.iter().flatten();
    lemmas::learn(words.map(|it| (it.form.as_str(), it.tag, it.lemma.as_str())), &mut stored);
    table.store(SCALE, &mut stored);
    stored.to_bytes()
}

/// The tags that are frequent enough to be learned, most frequent first.
fn tags(sentences: &[Sentence]) -> Vec<Tag> {
    let mut counts = BTreeMap::<Tag, usize>::new();
    for word in sentences.iter().flatten() {
        *counts.entry(word.tag).or_default() += 1;
    }
    let mut tags: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= RARE).collect();
    tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    tags.into_iter().map(|(tag, _)| tag).take(LABELS).collect()
}

/// The classes of words that are seen often enough.
fn known(sentences: &[Sentence], tags: &[Tag]) -> Vec<(u32, u32)> {
    let mut seen = BTreeMap::<u32, BTreeMap<usize, usize>>::new();
    for word in sentences.iter().flatten() {
        if let Some(tag) = tags.iter().position(|known| *known == word.tag) {
            let counts = seen.entry(Lexicon::key(&WordForm::of(&word.form))).or_default();
            *counts.entry(tag).or_default() += 1;
        }
    }
    let often = seen.into_iter().filter(|(_, tags)| tags.values().sum::<usize>() >= KNOWN);
    often.map(|(word, tags)| (word, Lexicon::class(&tags))).collect()
}

struct Learner<'a> {
    table: Averaged<LABELS>,
    tags: &'a [Tag],
}

impl Learner<'_> {
    fn learn_all(&mut self, lexicon: &Lexicon, all: &[Sentence], recipe: Recipe, seed: u64) {
        let mut order: Vec<usize> = (0..all.len()).collect();
        for epoch in 0..recipe.epochs as u64 {
            order.sort_by_key(|at| hash::spread(hash::of_pair(seed + epoch, *at as u64)));
            for at in &order {
                self.learn(lexicon, &all[*at]);
            }
        }
        self.table.settle();
    }

    fn learn(&mut self, lexicon: &Lexicon, sentence: &Sentence) {
        let words = lexicon.words(sentence.iter().map(|word| word.form.as_str()));
        let (mut second, mut last) = (0, 0);
        for (at, word) in sentence.iter().enumerate() {
            let features = words.features(at, second, last);
            let mut scores = [0.0; LABELS];
            for feature in features {
                self.table.add(&mut scores, feature);
            }
            let guess = tagger::best(&scores[..self.tags.len()]);
            let truth = self.tags.iter().position(|tag| *tag == word.tag);
            if let Some(truth) = truth.filter(|truth| *truth != guess) {
                for feature in features {
                    self.table.change(feature, truth, 1.0);
                    self.table.change(feature, guess, -1.0);
                }
            }
            self.table.next();
            (second, last) = (last, guess + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_treebank_are_read() {
        let text = "# text = Don't sink\n1-2\tDon't\t_\t_\t_\n1\tDo\tdo\tAUX\tVB\t_\n\
                    2\tn't\tnot\tPART\tRB\t_\n3\tsink\tsink\tVERB\tVB\t_\n3.1\tx\tx\tX\tFW\n\n";
        let forms: Vec<Vec<String>> = sentences(text)
            .iter()
            .map(|sentence| sentence.iter().map(|word| word.form.clone()).collect())
            .collect();
        assert_eq!(forms, [["Do", "n't", "sink"]]);
    }

    #[test]
    fn what_is_learned_is_the_same_each_time() {
        let text = "1\tBoats\tboat\tNOUN\tNNS\n2\tsank\tsink\tVERB\tVBD\n3\t.\t.\tPUNCT\t.\n\n";
        let sentences = sentences(&text.repeat(4));
        let recipe = Recipe { epochs: 2, ..Recipe::default() };
        assert_eq!(train(&sentences, recipe), train(&sentences, recipe));
    }
}
