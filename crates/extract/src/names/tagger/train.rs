//! Learns to tag names from labelled sentences.

use tidings_model::{AnnotatedArticle, Article, Label, Span, Token};

use super::TASK;
use super::calibration::{self, Group, Judged};
use super::decode::{self, LABELS, NAMES, STATES, Transitions, Trellis};
use super::features::{self, Cells};
use crate::learned::averaged::Averaged;
use crate::learned::hash;
use crate::learned::model::Stored;
use crate::names::gazetteer::Gazetteer;
use crate::names::page::Page;
use crate::names::proposals;
use crate::tokens::Tokens;

/// Labelled text: sentences that stand on one page.
pub type Document = Vec<Vec<(String, String)>>;

/// Documents that were labelled alike.
#[derive(Debug, Clone)]
pub struct Set {
    /// The documents.
    pub documents: Vec<Document>,
    /// How far they are trusted: 1 for labels by hand, less for labels of machines.
    pub weight: f32,
}

/// How the model is learned.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// How often all sentences are seen.
    pub epochs: usize,
    /// Decides the order of sentences, and which features are left out.
    pub seed: u64,
    /// Of a hundred features, how many are left out at random, so that none is relied on alone.
    pub dropped: u64,
    /// Of a hundred sentences, how many are seen in capitals, too.
    pub capitals: u64,
    /// Binary logarithm of the rows of the table.
    pub bits: u8,
    /// How many models, each of another seed, the weights are the mean of.
    pub models: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { epochs: 8, seed: 1, dropped: 10, capitals: 5, bits: 20, models: 4 }
    }
}

/// Documents of a file of tokens and IOB2 tags; without `# doc` lines each sentence is a document.
#[must_use]
pub fn documents(iob: &str) -> Vec<Document> {
    let (mut documents, mut document, mut sentence) = (Vec::new(), Document::new(), Vec::new());
    let marked = iob.lines().filter(|line| line.starts_with("# doc")).count() > 1;
    for line in iob.lines().chain([""]) {
        match line.split_once('\t') {
            Some((token, tag)) => sentence.push((token.to_owned(), tag.to_owned())),
            None => {
                if !sentence.is_empty() {
                    document.push(std::mem::take(&mut sentence));
                }
                if line.starts_with("# doc") || !marked {
                    documents.push(std::mem::take(&mut document));
                }
            }
        }
    }
    documents.push(document);
    documents.retain(|document| !document.is_empty());
    documents
}

/// A sentence ready to learn from.
struct Example {
    rows: Vec<[u32; features::COUNT]>,
    states: Vec<u8>,
    /// Whether the set labels names that are neither of persons, organisations nor places.
    misc: bool,
    /// How far the weights go for it.
    weight: f32,
    /// What the rules propose for each word.
    rules: Vec<Option<Label>>,
    /// The set that it is of.
    set: usize,
}

/// The weights file of a tagger that has learned these sets of documents.
///
/// In a set without any name labelled `MISC` a word that bears no label may still be one.
pub(in crate::names) fn train(
    tokens: &Tokens,
    lexicon: &Gazetteer,
    sets: &[Set],
    recipe: Recipe,
) -> Vec<u8> {
    let examples = examples(tokens, lexicon, sets, recipe);
    let mut whole = Learner::of_all(recipe, &examples, 0);
    for model in 1..recipe.models {
        whole.join(&Learner::of_all(recipe, &examples, model), model);
    }
    let mut stored = whole.stored();
    stored.calibration = calibration::learn(&judged(&examples, sets, recipe));
    stored.to_bytes()
}

/// The names that are found in each set labelled by hand by a model that has learned the others:
/// other texts than those learned from, labelled by other rules, as it is with any page.
fn judged(examples: &[Example], sets: &[Set], recipe: Recipe) -> Vec<Judged> {
    let by_hand = sets.iter().enumerate().filter(|(_, set)| set.weight >= 1.0);
    let mut judged = Vec::new();
    for (held, _) in by_hand {
        let is_held = |at: &usize| examples[*at].set == held;
        let (held, seen): (Vec<usize>, Vec<usize>) = (0..examples.len()).partition(is_held);
        let mut part = Learner::new(recipe);
        part.learn_all(examples, seen);
        judged.extend(held.iter().flat_map(|at| part.judge(&examples[*at])));
    }
    judged
}

fn examples(tokens: &Tokens, lexicon: &Gazetteer, sets: &[Set], recipe: Recipe) -> Vec<Example> {
    let mut examples = Vec::new();
    for (number, Set { documents: set, weight }) in sets.iter().enumerate() {
        let first = examples.len();
        let misc = set.iter().flatten().flatten().any(|(_, tag)| tag.ends_with("MISC"));
        for document in set {
            read(tokens, lexicon, document, misc, &mut examples);
            for sentence in document.iter().filter(|sentence| is_chosen(sentence, recipe)) {
                let upper = |(word, tag): &(String, String)| (word.to_uppercase(), tag.clone());
                let document = vec![sentence.iter().map(upper).collect()];
                read(tokens, lexicon, &document, misc, &mut examples);
            }
        }
        for example in &mut examples[first..] {
            (example.weight, example.set) = (*weight, number);
        }
    }
    examples
}

/// Whether a sentence is among those seen in capitals.
fn is_chosen(sentence: &[(String, String)], recipe: Recipe) -> bool {
    let word =
        |hash, (word, _): &(String, String)| hash::of_pair(hash, hash::of_bytes(word.as_bytes()));
    hash::spread(sentence.iter().fold(recipe.seed, word)) % 100 < recipe.capitals
}

/// Cuts the words of a document as pages are cut, and takes its labels over.
fn read(
    tokens: &Tokens,
    lexicon: &Gazetteer,
    document: &Document,
    misc: bool,
    examples: &mut Vec<Example>,
) {
    let mut text = String::new();
    let mut labels: Vec<(Span, &str)> = Vec::new();
    let mut sentences = Vec::new();
    for sentence in document {
        let start = text.len();
        for (word, tag) in sentence {
            let at = text.len();
            text.push_str(word);
            labels.push((Span::at(at..text.len()), tag));
            text.push(' ');
        }
        sentences.push(Span::at(start..text.len() - 1));
        text.push('\n');
    }
    let mut doc = AnnotatedArticle::new(Article::of_text("training", &text));
    for sentence in &sentences {
        let part = text.get(sentence.range()).unwrap_or_default();
        doc.tokens.extend(tokens.tokens_of(part).into_iter().map(|token| Token {
            span: Span::new(token.span.start + sentence.start, token.span.end + sentence.start),
            ..token
        }));
    }
    doc.sentences = sentences;
    let page = Page::new(&doc, lexicon);
    let proposals = proposals::of(&page);
    let cells = Cells::new(&page, &proposals.all);
    for sentence in &page.sentences {
        let rows =
            sentence.words.clone().map(|at| cells.row(sentence, at).map(|feature| feature as u32));
        let states = states(&labels, sentence.words.clone().map(|at| page.words[at].span));
        let rules = sentence.words.clone().map(|at| cells.rule_label(at)).collect();
        let rows = rows.collect();
        examples.push(Example { rows, states, misc, weight: 1.0, rules, set: 0 });
    }
}

/// The states of words, by the labels of the tokens that they lie in.
fn states(labels: &[(Span, &str)], words: impl Iterator<Item = Span>) -> Vec<u8> {
    let mut last = None;
    let state = |word: Span| {
        let at = labels.partition_point(|(token, _)| token.end <= word.start);
        let tag = labels.get(at).map_or("O", |(_, tag)| *tag);
        let again = last == Some(at);
        last = Some(at);
        let state = NAMES.iter().position(|name| *name == tag).unwrap_or_default();
        let state = if again && state % 2 == 1 { state + 1 } else { state };
        u8::try_from(state).unwrap_or_default()
    };
    words.map(state).collect()
}

/// How many states a word of a set can be in.
fn labels(misc: bool) -> usize {
    if misc { STATES } else { STATES - 2 }
}

struct Learner {
    recipe: Recipe,
    table: Averaged<LABELS>,
    /// One row for each state: what speaks for the next.
    transitions: Averaged<LABELS>,
    seen: u64,
}

/// Models use seeds so far apart, for each epoch has one of its own.
const SEEDS_APART: u64 = 1000;

/// What a weight of one is as a byte.
const SCALE: f32 = 4.0;

impl Learner {
    fn new(recipe: Recipe) -> Self {
        let (table, transitions) = (Averaged::new(recipe.bits), Averaged::new(4));
        Self { recipe, table, transitions, seen: 0 }
    }

    /// A learner, of its own order and gaps, that has seen all examples.
    fn of_all(recipe: Recipe, examples: &[Example], model: u64) -> Self {
        let recipe = Recipe { seed: recipe.seed + SEEDS_APART * model, ..recipe };
        let mut learner = Self { seen: hash::spread(model), ..Self::new(recipe) };
        learner.learn_all(examples, (0..examples.len()).collect());
        learner
    }

    /// Takes in a learner that is done, as one that is the mean of `joined` others.
    fn join(&mut self, other: &Self, joined: u64) {
        self.table.join(&other.table, joined as f32);
        self.transitions.join(&other.transitions, joined as f32);
    }

    fn learn_all(&mut self, examples: &[Example], mut order: Vec<usize>) {
        for epoch in 0..self.recipe.epochs as u64 {
            let seed = self.recipe.seed + epoch;
            order.sort_by_key(|at| hash::spread(hash::of_pair(seed, *at as u64)));
            for at in &order {
                self.learn(&examples[*at]);
            }
        }
        self.table.settle();
        self.transitions.settle();
    }

    fn learn(&mut self, example: &Example) {
        let kept = self.kept(example);
        let mut guess = Vec::new();
        let (scores, transitions) = (self.scores(&kept), self.transitions());
        Trellis::default().best(&scores, &transitions, labels(example.misc), &mut guess);
        self.correct(&kept, &example.states, &guess, example.weight);
        self.table.next();
        self.transitions.next();
    }

    /// What speaks for the states of words, by the weights as they are now.
    fn scores(&self, rows: &[Vec<u64>]) -> Vec<[f32; LABELS]> {
        let sum = |row: &Vec<u64>| {
            let mut scores = [0.0; LABELS];
            row.iter().for_each(|feature| self.table.add(&mut scores, *feature));
            scores
        };
        rows.iter().map(sum).collect()
    }

    fn transitions(&self) -> Transitions<f32> {
        std::array::from_fn(|state| {
            let mut scores = [0.0; LABELS];
            self.transitions.add(&mut scores, state as u64);
            std::array::from_fn(|to| scores[to])
        })
    }

    /// The names it finds in a sentence, and whether each is right.
    fn judge(&self, example: &Example) -> Vec<Judged> {
        let whole = |row: &[u32; features::COUNT]| row.map(u64::from).to_vec();
        let rows: Vec<Vec<u64>> = example.rows.iter().map(whole).collect();
        let (scores, transitions) = (self.scores(&rows), self.transitions());
        let (mut trellis, mut states) = (Trellis::default(), Vec::new());
        trellis.best(&scores, &transitions, labels(example.misc), &mut states);
        trellis.look_back(&scores, &transitions, labels(example.misc));
        let truth: Vec<usize> = example.states.iter().map(|state| usize::from(*state)).collect();
        let known = decode::names(&truth);
        let judged = |name: super::Tagged| Judged {
            group: Group {
                label: name.label,
                agreed: example.rules[name.words.start] == Some(name.label),
            },
            margin: name.margin,
            right: known.contains(&(name.words, name.label)),
        };
        let names = super::collect(&trellis, &states, |ahead| (ahead * SCALE) as i32);
        names.into_iter().map(judged).collect()
    }

    /// The features of each word but for those left out this time.
    fn kept(&mut self, example: &Example) -> Vec<Vec<u64>> {
        let row = |row: &[u32; features::COUNT]| {
            self.seen += 1;
            let draw = |at: usize| hash::spread(hash::of_pair(self.seen, at as u64)) % 100;
            let kept = row.iter().enumerate().filter(|(at, _)| draw(*at) >= self.recipe.dropped);
            kept.map(|(_, feature)| u64::from(*feature)).collect()
        };
        example.rows.iter().map(row).collect()
    }

    fn correct(&mut self, rows: &[Vec<u64>], truth: &[u8], guess: &[usize], by: f32) {
        let mut last = None;
        for ((row, truth), guess) in rows.iter().zip(truth).zip(guess) {
            let pair = (usize::from(*truth), *guess);
            if pair.0 != pair.1 {
                for feature in row {
                    self.table.change(*feature, pair.0, by);
                    self.table.change(*feature, pair.1, -by);
                }
            }
            if let Some((truth, guess)) = last
                && (truth, pair.0) != (guess, pair.1)
            {
                self.transitions.change(truth as u64, pair.0, by);
                self.transitions.change(guess as u64, pair.1, -by);
            }
            last = Some(pair);
        }
    }

    fn stored(&self) -> Stored {
        let mut stored = Stored {
            labels: NAMES.map(str::to_owned).to_vec(),
            bits: self.recipe.bits,
            ..Stored::empty(TASK)
        };
        for state in 0..STATES {
            let mean = self.transitions.mean(state);
            let score = |weight: &f32| (weight * SCALE).round().clamp(-9999.0, 9999.0) as i16;
            stored.transitions.extend(mean.iter().take(STATES).map(score));
        }
        self.table.store(SCALE, &mut stored);
        stored
    }
}
