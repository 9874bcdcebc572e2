//! What a light dependency parser would cost and reach: a prototype, held out on every fifth document.
//!
//! `cargo run --release -p tidings-extract --example dependency_parser -- TREEBANK PARSED` reads a
//! folder of CoNLL-U files, learns from four documents of five, writes the fifth with its own heads
//! and relations into `PARSED`, and prints how many are right and how many tokens a second it parses.
//!
//! Greedy, arc-hybrid (Kuhlmann, Gómez-Rodríguez and Satta 2011) with the dynamic oracle of Goldberg
//! and Nivre (2013); two averaged perceptrons over hashed features, one for the move, one for the
//! relation. Parts of speech come from the tagger, learned from the same four documents of five; for
//! the documents the parser learns from, from the other half of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tidings_extract::parts_of_speech::{PartsOfSpeech, train};
use tidings_model::Tag;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const EPOCHS: usize = 10;
const MOVES: usize = 4;
const RELATIONS: usize = 48;
const MOVE_FEATURES: usize = 40;
const RELATION_FEATURES: usize = 14;
const MOVE_BITS: u32 = 20;
const RELATION_BITS: u32 = 16;

#[expect(clippy::print_stdout, reason = "this is what the example is for")]
fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, parsed] = &arguments[..] else {
        return Err("expected two folders: dependency_parser TREEBANK PARSED".into());
    };
    std::fs::create_dir_all(parsed)?;
    let documents = documents(Path::new(folder))?;
    let held_out = |at: usize| at % 5 == 4;
    let part = |wanted: &dyn Fn(usize) -> bool| -> Vec<&Document> {
        let numbered = documents.iter().enumerate();
        numbered.filter(|(at, _)| wanted(*at)).map(|(_, document)| document).collect()
    };
    let halves = [0, 1].map(|half| part(&|at| !held_out(at) && at % 2 == half));
    let mut examples = Vec::new();
    for (half, other) in [(0, 1), (1, 0)] {
        let tagger = tagger(&halves[other])?;
        examples.extend(halves[half].iter().flat_map(|it| it.tagged(&tagger)));
    }
    let tagger = tagger(&part(&|at| !held_out(at)))?;
    let parser = Parser::learn(&examples);

    let (mut words, mut heads, mut labelled, mut seconds) = (0, 0, 0, f64::MAX);
    let tests = part(&held_out);
    let sentences: Vec<Vec<Sentence>> = tests.iter().map(|it| it.tagged(&tagger)).collect();
    for _ in 0..5 {
        let start = Instant::now();
        let all: usize = sentences.iter().flatten().map(|it| parser.parse(it).len()).sum();
        std::hint::black_box(all);
        seconds = start.elapsed().as_secs_f64().min(seconds);
    }
    for (document, sentences) in tests.iter().zip(&sentences) {
        let trees: Vec<Vec<Arc>> = sentences.iter().map(|it| parser.parse(it)).collect();
        for (sentence, tree) in sentences.iter().zip(&trees) {
            for (word, arc) in sentence.words.iter().zip(tree).filter(|(word, _)| !word.mark) {
                let head = word.head == arc.head;
                words += 1;
                heads += usize::from(head);
                let known = parser.relations.get(arc.relation);
                labelled += usize::from(head && known == Some(&word.relation));
            }
        }
        document.write(&Path::new(parsed).join(&document.name), &trees, &parser.relations)?;
    }
    let share =
        |right: usize| 100.0 * f64::from(u32::try_from(right).unwrap_or(0)) / f64::from(words);
    println!("of {words} words without marks: UAS {:.1}, LAS {:.1}", share(heads), share(labelled));
    let tokens: usize = sentences.iter().flatten().map(|it| it.words.len()).sum();
    println!("{:.2} million tokens/s", tokens as f64 / seconds / 1e6);
    Ok(())
}

/// A file of the treebank.
struct Document {
    name: PathBuf,
    text: String,
}

/// A word as the parser sees it, and its place in the tree.
struct Word {
    form: u64,
    tag: u64,
    mark: bool,
    head: usize,
    relation: String,
}

/// Words count from one; a head of nought is the root.
struct Sentence {
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Arc {
    head: usize,
    relation: usize,
}

fn documents(folder: &Path) -> Outcome<Vec<Document>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|it| it == "conllu"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().into();
        Ok(Document { name, text: std::fs::read_to_string(path)? })
    };
    paths.into_iter().map(read).collect()
}

fn tagger(documents: &[&Document]) -> Outcome<PartsOfSpeech> {
    let sentences: Vec<_> = documents.iter().flat_map(|it| train::sentences(&it.text)).collect();
    let recipe = train::Recipe { models: 1, ..train::Recipe::default() };
    Ok(PartsOfSpeech::of(&train::train(&sentences, recipe))?)
}

/// The columns of a line that stands for a word.
fn columns(line: &str) -> Option<Vec<&str>> {
    let columns: Vec<&str> = line.split('\t').collect();
    (columns.len() >= 8 && columns[0].bytes().all(|byte| byte.is_ascii_digit())).then_some(columns)
}

impl Document {
    fn tagged(&self, tagger: &PartsOfSpeech) -> Vec<Sentence> {
        let blocks = self.text.split("\n\n").map(|block| {
            let rows: Vec<_> = block.lines().filter_map(columns).collect();
            let tags = tagger.tag(rows.iter().map(|row| row[1]));
            rows.iter().zip(tags).map(|(row, tag)| Word::of(row, tag)).collect()
        });
        blocks.map(|words| Sentence { words }).filter(|it| !it.words.is_empty()).collect()
    }

    fn write(&self, path: &Path, trees: &[Vec<Arc>], relations: &[String]) -> Outcome<()> {
        let mut out = String::new();
        let mut trees = trees.iter();
        for block in self.text.split("\n\n") {
            let mut arcs = None;
            for line in block.lines() {
                let Some(mut row) = columns(line) else {
                    out.extend([line, "\n"]);
                    continue;
                };
                let arcs = arcs.get_or_insert_with(|| trees.next().into_iter().flatten());
                let arc = arcs.next().copied().unwrap_or_default();
                let head = arc.head.to_string();
                row[6] = &head;
                row[7] = relations.get(arc.relation).map_or("dep", String::as_str);
                out.extend([&row.join("\t"), "\n"]);
            }
            out.push('\n');
        }
        Ok(std::fs::write(path, out)?)
    }
}

impl Word {
    fn of(row: &[&str], tag: Tag) -> Self {
        Self {
            form: hash(row[1].to_lowercase().bytes().map(u64::from)),
            tag: 1 + tag.upos as u64 * 64 + tag.penn as u64,
            mark: row[3] == "PUNCT",
            head: row[6].parse().unwrap_or(0),
            relation: row[7].to_owned(),
        }
    }
}

fn hash(values: impl IntoIterator<Item = u64>) -> u64 {
    values.into_iter().fold(0x9e37_79b9_7f4a_7c15, |hash: u64, value| {
        let mixed = (hash.rotate_left(29) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    })
}

/// A table of weights while it is learned, and their means afterwards.
struct Table<const LABELS: usize> {
    weights: Vec<[f32; LABELS]>,
    late: Vec<[f32; LABELS]>,
    step: f32,
}

impl<const LABELS: usize> Table<LABELS> {
    fn new(bits: u32) -> Self {
        let rows = vec![[0.0; LABELS]; 1 << bits];
        Self { weights: rows.clone(), late: rows, step: 1.0 }
    }

    fn row(&self, feature: u64) -> usize {
        (feature >> 20) as usize & (self.weights.len() - 1)
    }

    fn scores(&self, features: &[u64]) -> [f32; LABELS] {
        let mut scores = [0.0; LABELS];
        for feature in features {
            let row = &self.weights[self.row(*feature)];
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
        }
        scores
    }

    fn learn(&mut self, features: &[u64], right: usize, guess: usize) {
        self.step += 1.0;
        if right == guess {
            return;
        }
        for feature in features {
            let row = self.row(*feature);
            for (label, by) in [(right, 1.0), (guess, -1.0)] {
                self.weights[row][label] += by;
                self.late[row][label] += by * self.step;
            }
        }
    }

    fn settle(&mut self) {
        for (weights, late) in self.weights.iter_mut().zip(&self.late) {
            weights.iter_mut().zip(late).for_each(|(weight, late)| *weight -= late / self.step);
        }
        self.late = Vec::new();
    }
}

fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> usize {
    let all = scores.iter().enumerate().filter(|(label, _)| allowed(*label));
    all.max_by(|one, other| one.1.total_cmp(other.1)).map_or(0, |(label, _)| label)
}

const SHIFT: usize = 0;
/// The first word of the buffer takes the top of the stack.
const LEFT: usize = 1;
/// The word under the top of the stack takes the top.
const RIGHT: usize = 2;

/// Where parsing stands: the buffer begins at `next`, words count from one.
struct State<'s> {
    sentence: &'s Sentence,
    stack: Vec<usize>,
    next: usize,
    arcs: Vec<Arc>,
    /// The outermost dependents of each word, and how many it has.
    first: Vec<usize>,
    last: Vec<usize>,
    count: Vec<[u64; 2]>,
}

impl<'s> State<'s> {
    fn new(sentence: &'s Sentence) -> Self {
        let words = sentence.words.len();
        let none = vec![0; words + 1];
        let count = vec![[0; 2]; words + 1];
        let arcs = vec![Arc::default(); words];
        Self { sentence, stack: vec![0], next: 1, arcs, first: none.clone(), last: none, count }
    }

    fn buffer(&self) -> bool {
        self.next <= self.sentence.words.len()
    }

    fn over(&self) -> bool {
        !self.buffer() && self.stack.len() == 1
    }

    fn allows(&self, step: usize) -> bool {
        match step {
            SHIFT => self.buffer(),
            LEFT => self.buffer() && self.stack.len() > 1,
            RIGHT => self.stack.len() > 1,
            _ => false,
        }
    }

    fn top(&self, depth: usize) -> usize {
        self.stack.len().checked_sub(depth + 1).map_or(0, |at| self.stack[at])
    }

    fn gold(&self, word: usize) -> usize {
        self.sentence.words[word - 1].head
    }

    /// How many arcs of the gold tree a move makes impossible.
    fn cost(&self, step: usize) -> usize {
        let words = self.sentence.words.len();
        let (top, under, next) = (self.top(0), self.top(1), self.next);
        let takes =
            |head: usize, from: usize| (from..=words).filter(|it| self.gold(*it) == head).count();
        match step {
            SHIFT => {
                let below = &self.stack[..self.stack.len() - 1];
                let children = self.stack.iter().filter(|it| **it > 0 && self.gold(**it) == next);
                usize::from(below.contains(&self.gold(next))) + children.count()
            }
            LEFT => {
                let head = self.gold(top);
                usize::from(head == under || head > next) + takes(top, next)
            }
            _ => usize::from(self.gold(top) >= next) + takes(top, next),
        }
    }

    /// The head and the dependent that a move joins.
    fn joins(&self, step: usize) -> Option<(usize, usize)> {
        match step {
            LEFT => Some((self.next, self.top(0))),
            RIGHT => Some((self.top(1), self.top(0))),
            _ => None,
        }
    }

    fn go(&mut self, step: usize, relation: usize) {
        let Some((head, word)) = self.joins(step) else {
            self.stack.push(self.next);
            self.next += 1;
            return;
        };
        self.stack.pop();
        self.arcs[word - 1] = Arc { head, relation };
        let side = usize::from(word > head);
        self.count[head][side] += 1;
        let edge = if side == 0 { &mut self.first } else { &mut self.last };
        edge[head] = word;
    }

    fn form(&self, word: usize) -> u64 {
        word.checked_sub(1).and_then(|at| self.sentence.words.get(at)).map_or(1, |it| it.form)
    }

    fn tag(&self, word: usize) -> u64 {
        word.checked_sub(1).and_then(|at| self.sentence.words.get(at)).map_or(0, |it| it.tag)
    }

    fn relation(&self, word: usize) -> u64 {
        word.checked_sub(1).map_or(0, |at| 1 + self.arcs[at].relation as u64)
    }

    fn move_features(&self) -> [u64; MOVE_FEATURES] {
        let (s0, s1, s2) = (self.top(0), self.top(1), self.top(2));
        let (b0, b1, b2) = (self.next, self.next + 1, self.next + 2);
        let [fs0, fs1, fb0, fb1] = [s0, s1, b0, b1].map(|it| self.form(it));
        let [ts0, ts1, ts2, tb0, tb1, tb2] = [s0, s1, s2, b0, b1, b2].map(|it| self.tag(it));
        let [ls0, rs0, rs1, lb0] = [
            self.first[s0],
            self.last[s0],
            self.last[s1],
            self.first.get(b0).copied().unwrap_or(0),
        ];
        let [tls0, trs0, trs1, tlb0] = [ls0, rs0, rs1, lb0].map(|it| self.tag(it));
        let [dls0, drs0, drs1, dlb0] = [ls0, rs0, rs1, lb0].map(|it| self.relation(it));
        let far = (b0 - s0).min(8) as u64;
        let apart = (s0 - s1.min(s0)).min(8) as u64;
        let [left, right] = self.count[s0].map(|it| it.min(4));
        let values: [[u64; 4]; MOVE_FEATURES] = [
            [0; 4],
            [fs0, 0, 0, 0],
            [ts0, 0, 0, 0],
            [fs0, ts0, 0, 0],
            [fs1, 0, 0, 0],
            [ts1, 0, 0, 0],
            [fs1, ts1, 0, 0],
            [fb0, 0, 0, 0],
            [tb0, 0, 0, 0],
            [fb0, tb0, 0, 0],
            [fb1, 0, 0, 0],
            [tb1, 0, 0, 0],
            [fb1, tb1, 0, 0],
            [fs0, fb0, 0, 0],
            [fs0, tb0, 0, 0],
            [ts0, fb0, 0, 0],
            [ts0, tb0, 0, 0],
            [fs0, ts0, fb0, tb0],
            [fs1, fs0, 0, 0],
            [fs1, ts0, 0, 0],
            [ts1, fs0, 0, 0],
            [ts1, ts0, 0, 0],
            [ts0, tb0, tb1, 0],
            [ts1, ts0, tb0, 0],
            [ts2, ts1, ts0, 0],
            [tb0, tb1, tb2, 0],
            [ts1, ts0, tb0, tb1],
            [ts0, tls0, tb0, 0],
            [ts0, trs0, tb0, 0],
            [ts0, tb0, tlb0, 0],
            [ts1, trs1, ts0, 0],
            [ts1, ts0, tls0, 0],
            [ts1, ts0, trs0, 0],
            [ts0, dls0, drs0, tb0],
            [ts1, drs1, ts0, tb0],
            [ts0, tb0, dlb0, 0],
            [ts0, tb0, far, 0],
            [fs0, fb0, far, 0],
            [ts1, ts0, apart, tb0],
            [ts0, left, right, tb0],
        ];
        numbered(values)
    }

    fn relation_features(&self, head: usize, word: usize) -> [u64; RELATION_FEATURES] {
        let (fh, fw, th, tw) = (self.form(head), self.form(word), self.tag(head), self.tag(word));
        let [first, last] = [self.first[word], self.last[word]];
        let side = u64::from(word > head);
        let far = word.abs_diff(head).min(6) as u64;
        let siblings = self.relation(if side == 0 { self.first[head] } else { self.last[head] });
        let values: [[u64; 4]; RELATION_FEATURES] = [
            [side, 0, 0, 0],
            [side, fw, 0, 0],
            [side, tw, 0, 0],
            [side, fh, 0, 0],
            [side, th, 0, 0],
            [side, th, tw, 0],
            [side, fh, tw, 0],
            [side, th, fw, 0],
            [side, fh, fw, 0],
            [side, th, tw, far],
            [side, th, tw, self.form(first)],
            [side, th, tw, self.relation(last)],
            [side, th, tw, siblings],
            [th, tw, self.tag(word.wrapping_sub(1)), self.tag(word + 1)],
        ];
        numbered(values)
    }
}

fn numbered<const COUNT: usize>(values: [[u64; 4]; COUNT]) -> [u64; COUNT] {
    let mut template = 0;
    values.map(|value| {
        template += 1;
        hash([template, value[0], value[1], value[2], value[3]])
    })
}

struct Parser {
    moves: Table<MOVES>,
    names: Table<RELATIONS>,
    relations: Vec<String>,
}

impl Parser {
    fn learn(sentences: &[Sentence]) -> Self {
        let mut counts = BTreeMap::<&str, usize>::new();
        for word in sentences.iter().flat_map(|it| &it.words) {
            *counts.entry(&word.relation).or_default() += 1;
        }
        let mut relations: Vec<&str> = counts.keys().copied().collect();
        relations.sort_by_key(|it| std::cmp::Reverse(counts[it]));
        let relations = relations.into_iter().take(RELATIONS).map(str::to_owned).collect();
        let (moves, names) = (Table::new(MOVE_BITS), Table::new(RELATION_BITS));
        let mut parser = Self { moves, names, relations };
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        for epoch in 0..EPOCHS {
            order.sort_by_key(|at| hash([epoch as u64, *at as u64]));
            for at in &order {
                parser.study(&sentences[*at], epoch > 0);
            }
        }
        parser.moves.settle();
        parser.names.settle();
        parser
    }

    /// Learns from a sentence; follows its own guesses where told to explore.
    fn study(&mut self, sentence: &Sentence, explore: bool) {
        let mut state = State::new(sentence);
        while !state.over() {
            let features = state.move_features();
            let scores = self.moves.scores(&features);
            let guess = best(&scores, |step| state.allows(step));
            let costs = [SHIFT, LEFT, RIGHT]
                .map(|it| if state.allows(it) { state.cost(it) } else { usize::MAX });
            let least = costs.iter().min().copied().unwrap_or_default();
            let right = best(&scores, |step| costs.get(step) == Some(&least));
            let wrong = costs[guess] != least;
            self.moves.learn(&features, right, if wrong { guess } else { right });
            let step = if explore { guess } else { right };
            let mut relation = 0;
            if let Some((head, word)) = state.joins(step) {
                let features = state.relation_features(head, word);
                relation = best(&self.names.scores(&features), |_| true);
                let gold = &sentence.words[word - 1].relation;
                let truth = self.relations.iter().position(|it| it == gold);
                if let Some(truth) = truth.filter(|_| state.gold(word) == head) {
                    self.names.learn(&features, truth, relation);
                }
            }
            state.go(step, relation);
        }
    }

    fn parse(&self, sentence: &Sentence) -> Vec<Arc> {
        let mut state = State::new(sentence);
        while !state.over() {
            let scores = self.moves.scores(&state.move_features());
            let step = best(&scores, |step| state.allows(step));
            let relation = state.joins(step).map_or(0, |(head, word)| {
                best(&self.names.scores(&state.relation_features(head, word)), |_| true)
            });
            state.go(step, relation);
        }
        state.arcs
    }
}
