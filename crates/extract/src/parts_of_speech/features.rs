//! What a word and its neighbours say of its part of speech.

use crate::learned::hash;
use crate::learned::word::WordForm;

/// How many features a word has.
pub(super) const COUNT: usize = 38;

/// A word, and the parts of speech it is known to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    form: WordForm,
    /// The set of labels it bore where it was learned from, by number; 0 for an unknown word.
    pub(super) class: u64,
}

impl Word {
    /// A word of the text.
    pub(super) fn new(form: WordForm, class: u64) -> Self {
        Self { form, class }
    }

    /// What stands before the first word and behind the last.
    pub(super) fn edge() -> Self {
        Self { form: WordForm::EDGE, class: u64::MAX }
    }
}

/// The words of a sentence, two edges before and two behind.
pub(super) struct Words(Vec<Word>);

impl Words {
    /// Of the words between the edges.
    pub(super) fn new(words: impl Iterator<Item = Word>) -> Self {
        let edges = || [Word::edge(), Word::edge()].into_iter();
        Self(edges().chain(words).chain(edges()).collect())
    }

    /// How many there are between the edges.
    pub(super) fn len(&self) -> usize {
        self.0.len() - 4
    }

    /// The features of a word; `last` and `second` are the labels of the words before it, counted
    /// from one, 0 before the sentence.
    pub(super) fn features(&self, at: usize, second: usize, last: usize) -> [u64; COUNT] {
        let [far, before, here, next, beyond] = [0, 1, 2, 3, 4].map(|step| &self.0[at + step]);
        let (word, first) = (&here.form, u64::from(at == 0));
        let (last, second) = (last as u64, second as u64);
        let pair = hash::of_pair;
        let values = [
            0,
            word.exact,
            word.lower,
            word.prefixes[0],
            word.prefixes[1],
            word.prefixes[2],
            word.suffixes[0],
            word.suffixes[1],
            word.suffixes[2],
            word.suffixes[3],
            word.shape,
            pair(word.shape, first),
            here.class,
            last,
            pair(last, second),
            pair(last, word.lower),
            pair(last, word.suffixes[2]),
            pair(last, here.class),
            pair(last, pair(here.class, next.class)),
            pair(last, next.form.lower),
            before.form.lower,
            far.form.lower,
            next.form.lower,
            beyond.form.lower,
            pair(before.form.lower, word.lower),
            pair(word.lower, next.form.lower),
            pair(before.form.lower, next.form.lower),
            before.form.suffixes[2],
            next.form.suffixes[2],
            before.form.shape,
            next.form.shape,
            pair(word.shape, next.form.shape),
            pair(here.class, next.class),
            pair(before.class, here.class),
            pair(next.class, beyond.class),
            pair(word.suffixes[2], next.form.suffixes[1]),
            pair(word.suffixes[2], word.shape),
            pair(word.shape, pair(before.form.shape, first)),
        ];
        let mut template = 0;
        values.map(|value| {
            template += 1;
            hash::spread(pair(template, value))
        })
    }
}
