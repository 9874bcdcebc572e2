//! A corpus with copies in it, and which article copies which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::events::{self, Document};
use super::plant::{self, Kind};
use super::prose::{Topic, Writer};
use super::random::Random;
use super::vocabulary::Vocabulary;

/// What to make.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Wanted {
    /// Where every draw comes from: the same seed, the same corpus
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many articles before copies are made of some
    #[arg(long, default_value_t = 4000)]
    pub(crate) articles: usize,
    /// The share of them that is copied
    #[arg(long, default_value_t = 0.25)]
    pub(crate) copied: f64,
    /// Take these articles (JSON Lines with `text`) instead of writing some
    #[arg(long, value_name = "FILE")]
    pub(crate) base: Option<std::path::PathBuf>,
    /// Leave the days of publication out
    #[arg(long)]
    pub(crate) undated: bool,
}

/// A pair that is to be found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pair {
    /// The copy.
    pub(crate) a: String,
    /// What it was made of.
    pub(crate) b: String,
    pub(crate) kind: Kind,
    /// Of a shared passage: where it stands, in bytes of both texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) span: Option<Place>,
}

/// Where a passage stands in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) a_start: usize,
    pub(crate) a_end: usize,
    pub(crate) b_start: usize,
    pub(crate) b_end: usize,
}

/// A corpus in no particular order, and its pairs.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) articles: Vec<Document>,
    pub(crate) pairs: Vec<Pair>,
}

/// Makes a corpus.
///
/// # Errors
/// If the base cannot be read.
pub(crate) fn make(wanted: &Wanted) -> Result<Corpus> {
    let random = Random::new(wanted.seed);
    let words = Vocabulary::new(&mut random.fork(1));
    let base = match &wanted.base {
        Some(path) => different(read(path)?, wanted.articles),
        None => events::reports(&words, wanted.articles, &random.fork(2)),
    };
    ensure!(base.len() > 1, "there are fewer than two articles to make copies of");
    let mut planter = Planter { words, random: random.fork(3), base, out: Vec::new() };
    let mut pairs = Vec::new();
    for at in 0..planter.base.len() {
        if planter.random.chance(wanted.copied) {
            // Most articles that are copied are copied once.
            for _ in 0..*planter.random.pick(&[1, 1, 1, 2, 3]) {
                pairs.extend(planter.copy(at));
            }
        } else if planter.random.chance(wanted.copied / 4.0) {
            pairs.extend(planter.passage(at));
        }
    }
    let Planter { mut random, base, out, .. } = planter;
    let mut articles = [base, out].concat();
    random.shuffle(&mut articles);
    if wanted.undated {
        articles.iter_mut().for_each(|article| article.published = None);
    }
    Ok(Corpus { articles, pairs })
}

struct Planter {
    words: Vocabulary,
    random: Random,
    base: Vec<Document>,
    out: Vec<Document>,
}

impl Planter {
    /// Adds a copy of an article, made in any of the ways.
    fn copy(&mut self, at: usize) -> Option<Pair> {
        let kind = *self.random.pick(&Kind::COPIES);
        let other = self.other(at);
        let topic = Topic::new(&self.words, &mut self.random);
        let random = self.random.fork(self.out.len() as u64);
        let mut writer = Writer { words: &self.words, topic: &topic, random };
        let text = &self.base[at].text;
        let copy = plant::copy(kind, text, &self.base[other].text, &mut writer, &mut self.random);
        let a = self.publish(at, copy);
        Some(Pair { a, b: self.base[at].id.clone(), kind, span: None })
    }

    /// Adds another article that has a paragraph of this one; that other one stands nowhere alone.
    fn passage(&mut self, at: usize) -> Option<Pair> {
        let topic = Topic::new(&self.words, &mut self.random);
        let random = self.random.fork(self.out.len() as u64);
        let mut writer = Writer { words: &self.words, topic: &topic, random };
        let own: Vec<String> = (0..12).map(|_| writer.paragraph()).collect();
        let text = &self.base[at].text;
        let (copy, passage) = plant::with_passage(text, &own.join("\n\n"), &mut self.random)?;
        let (a_start, b_start) = (copy.find(&passage)?, text.find(&passage)?);
        let len = passage.len();
        let span = Place { a_start, a_end: a_start + len, b_start, b_end: b_start + len };
        let a = self.publish(at, copy);
        Some(Pair { a, b: self.base[at].id.clone(), kind: Kind::Shared, span: Some(span) })
    }

    fn other(&mut self, at: usize) -> usize {
        let other = self.random.below(self.base.len() - 1);
        if other < at { other } else { other + 1 }
    }

    /// Puts a text made of an article out under a name that tells nothing, some hours after it.
    fn publish(&mut self, of: usize, text: String) -> String {
        let id = format!("{:08x}", xorshift(self.out.len() as u32 + 1));
        let host = self.random.pick(&self.words.names).to_lowercase();
        let published = self.base[of].published.as_deref();
        let published = published.map(|day| later(day, self.random.within(1, 47)));
        let url = Some(format!("https://{host}.example/{id}"));
        self.out.push(Document { id: id.clone(), url, title: None, published, text });
        id
    }
}

/// A number for a number, no two alike.
fn xorshift(mut n: u32) -> u32 {
    for _ in 0..3 {
        n ^= n << 13;
        n ^= n >> 17;
        n ^= n << 5;
    }
    n
}

/// A moment of the same day as `day`, or of one of the next two.
fn later(day: &str, hours: usize) -> String {
    let Ok(date) = day.get(..10).unwrap_or_default().parse::<jiff::civil::Date>() else {
        return day.to_owned();
    };
    let hour = day.get(11..13).and_then(|hour| hour.parse().ok()).unwrap_or(0);
    let from = date.at(hour, 0, 0, 0);
    let at = from.checked_add(jiff::Span::new().hours(hours as i64)).unwrap_or(from);
    if day.len() > 10 { format!("{at}Z") } else { at.date().to_string() }
}

fn read(path: &Path) -> Result<Vec<Document>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the base {}", path.display()))?;
    let line = |(at, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

/// Those that are no copies of each other: of each at most a tenth of the runs of five words stands
/// in an earlier one. What is a copy in them nobody has marked.
fn different(base: Vec<Document>, most: usize) -> Vec<Document> {
    let mut taken: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let (mut kept, mut lengths) = (Vec::<Document>::new(), Vec::new());
    for document in base {
        let runs = runs(&document.text);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for at in runs.iter().filter_map(|run| taken.get(run)) {
            *shared.entry(*at).or_default() += 1;
        }
        let shorter = |at: usize| runs.len().min(lengths[at]);
        let copies = shared.iter().any(|(at, count)| count * 10 > shorter(*at));
        if kept.len() < most && runs.len() >= 40 && !copies {
            let length = runs.len();
            for run in runs {
                taken.entry(run).or_insert(kept.len());
            }
            lengths.push(length);
            kept.push(document);
        }
    }
    kept
}

fn runs(text: &str) -> BTreeSet<Vec<String>> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(5).map(|run| run.iter().map(|word| (*word).to_owned()).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted { seed: 5, articles: 200, copied: 0.3, base: None, undated: false }
    }

    #[test]
    fn a_seed_is_a_corpus() {
        let (one, two) = (make(&wanted()).unwrap(), make(&wanted()).unwrap());
        assert_eq!(one.articles, two.articles);
        let other = make(&Wanted { seed: 6, ..wanted() }).unwrap();
        assert_ne!(one.articles, other.articles);
        let ids: BTreeSet<&str> = one.articles.iter().map(|article| article.id.as_str()).collect();
        assert_eq!(ids.len(), one.articles.len());
    }

    #[test]
    fn every_kind_is_planted_and_every_pair_is_there() {
        let corpus = make(&wanted()).unwrap();
        let ids: BTreeMap<&str, &Document> =
            corpus.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let kinds: BTreeSet<Kind> = corpus.pairs.iter().map(|pair| pair.kind).collect();
        assert_eq!(kinds.len(), Kind::COPIES.len() + 1);
        for pair in &corpus.pairs {
            let (a, b) = (ids[pair.a.as_str()], ids[pair.b.as_str()]);
            assert!(a.published > b.published);
            if let Some(at) = pair.span {
                assert_eq!(a.text.get(at.a_start..at.a_end), b.text.get(at.b_start..at.b_end));
            }
        }
    }
}
