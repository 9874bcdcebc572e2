//! What anchors need to know of an article.

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, ClaimKind, Date, Status, Timex};

use crate::lexicon::{Aliases, name_key};
use crate::words::{WordSet, content, hash, hash_of_words, stem};

/// Relative dates of one page that are kept.
pub(super) const DATES: usize = 500;
/// Sentences of one page that are held against those of others.
pub(super) const SENTENCES: usize = 500;

/// An article as far as anchors care.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) day: Option<Date>,
    /// Relative dates with their indices.
    relative: Vec<(u32, Timex)>,
    pub(super) uses: Vec<Use>,
    /// Hashes of the sentences long enough to be told to be copied, sorted.
    pub(super) sentences: Vec<u64>,
}

/// A date, and the sentence and claim that it stands in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Use {
    /// Its number among the dates of its page.
    pub(super) index: u32,
    /// The timex without its place: two uses of one expression compare equal.
    pub(super) words: u64,
    pub(super) timex: Timex,
    /// Hash of the sentence's folded words; naught if it is too short to be told to be copied.
    pub(super) sentence: u64,
    /// The sentence's words that carry meaning.
    pub(super) stems: Vec<u64>,
    /// Classes of the claims that name this date, as hashes.
    pub(super) classes: Vec<u64>,
    /// Who acts or speaks in them, as hashes.
    pub(super) actors: Vec<u64>,
    /// Whether all of them tell of plans.
    pub(super) planned: bool,
}

impl Page {
    pub(super) fn of(doc: &AnnotatedArticle, function_words: &WordSet, aliases: &Aliases) -> Self {
        let indexed = || (0..).zip(&doc.timexes).take(DATES);
        let relative = indexed()
            .filter(|(_, timex)| timex.reference.is_some() && timex.from.is_none())
            .map(|(index, timex)| (index, timex.clone()));
        let uses =
            indexed().map(|(index, timex)| Use::of(doc, index, timex, function_words, aliases));
        Self {
            day: doc.article.published.map(|published| published.at.date),
            relative: relative.collect(),
            uses: uses.collect(),
            sentences: sentences(doc, function_words),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.uses.is_empty() && self.sentences.is_empty()
    }

    /// The dates that hang on the page's unknown day.
    pub(super) fn relative(&self) -> impl Iterator<Item = (u32, &Timex)> {
        self.relative.iter().map(|(index, timex)| (*index, timex))
    }
}

impl Use {
    fn of(
        doc: &AnnotatedArticle,
        index: u32,
        timex: &Timex,
        function_words: &WordSet,
        aliases: &Aliases,
    ) -> Self {
        let sentence = doc.sentence_of(timex.span).map(|span| doc.slice(span)).unwrap_or_default();
        let mut stems = content(sentence, function_words);
        stems.truncate(64);
        let naming = doc.claims.iter().filter(|claim| claim.time == Some(index));
        let mut classes: Vec<u64> = Vec::new();
        let mut actors: Vec<u64> = Vec::new();
        let mut deeds = 0;
        for claim in naming.filter(|claim| claim.kind != ClaimKind::Statement) {
            deeds += usize::from(claim.status != Status::Planned);
            classes.push(hash(claim.class.as_ref().unwrap_or(&claim.predicate)));
            let speaker = claim.speaker.as_ref().map(|speaker| &speaker.name);
            for party in
                [claim.actor.as_ref(), claim.object.as_ref(), speaker].into_iter().flatten()
            {
                actors.extend(parties(party, function_words, aliases));
            }
        }
        for list in [&mut classes, &mut actors] {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            index,
            words: hash_of_words(doc.slice(timex.span)),
            timex: timex.clone(),
            sentence: if stems.len() >= 6 { hash_of_words(sentence) } else { 0 },
            stems,
            planned: deeds == 0 && !classes.is_empty(),
            classes,
            actors,
        }
    }
}

fn sentences(doc: &AnnotatedArticle, function_words: &WordSet) -> Vec<u64> {
    const LEAST: usize = 8;
    let long = |text: &&str| content(text, function_words).len() >= LEAST;
    let texts = doc.sentences.iter().take(SENTENCES).map(|span| doc.slice(*span));
    let mut hashes: Vec<u64> = texts.filter(long).map(hash_of_words).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Who is meant: the states that words stand for, and the stems of capitalised words.
fn parties(text: &str, function_words: &WordSet, aliases: &Aliases) -> Vec<u64> {
    let words = crate::words::words(text).filter_map(|at| text.get(at));
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    words
        .filter(capital)
        .filter_map(|word| {
            let folded = crate::words::fold(word);
            let key = aliases.state(word).map(|state| hash(&name_key(state)));
            key.or_else(|| (!function_words.contains(&folded)).then(|| hash(stem(&folded))))
        })
        .collect()
}
