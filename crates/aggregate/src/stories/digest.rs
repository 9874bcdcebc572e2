//! What a story needs to know of an article, and the vectors made of it.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, Date, TimexType};

use crate::words::{Hashed, WordSet, each_folded, hash, stem, without_site};

/// Terms that an article keeps at most: the most frequent, of equal ones the earlier.
pub(super) const TERMS: usize = 400;
/// How much more a word of the title, or a name, counts than another word.
const TITLE: f32 = 1.5;
const NAME: f32 = 2.5;
/// Dates of an article that are looked at, the first.
pub(super) const DAYS: usize = 200;
/// Days before its publication that an article speaks of as news.
const PAST: u32 = 700;
/// Bytes from the top of an article over which the weight of a day sinks to one half.
const HALF: f32 = 600.0;
/// Articles of an imagined run beside this one, so that the terms of a handful of articles still
/// tell rare from common.
const BESIDE: f32 = 500.0;

/// An article as far as stories care.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) title: Option<String>,
    pub(super) source: Option<String>,
    pub(super) day: Option<Date>,
    pub(super) is_copy: bool,
    /// Hash of a term and its weight here, in order of hash.
    pub(super) terms: Vector,
    /// The days it speaks of, counted from the year 1, as a unit vector: the higher on the page, the more.
    pub(super) told: Vector,
}

/// Hashes of terms in order, and their weights.
pub(super) type Vector = Vec<(u32, f32)>;

#[derive(Default, Clone, Copy)]
struct Term {
    count: u32,
    first: u32,
    capital: u32,
    title: bool,
}

impl Page {
    /// The digest of an article, and how many terms the article has.
    pub(super) fn of(doc: &AnnotatedArticle, function_words: &WordSet) -> (Self, usize) {
        let article = &doc.article;
        let title = article.title.as_deref().map(without_site);
        let title = title.filter(|_| article.title_block().is_none());
        let mut terms: BTreeMap<u32, Term> = BTreeMap::new();
        let title_end = article.title_block().map_or(0, |block| block.span.end as usize);
        let mut at = 0;
        for (text, titled) in [(title.unwrap_or_default(), true), (doc.text(), false)] {
            each_folded(text, |folded, range| {
                at += 1;
                if folded.len() < 2 || function_words.contains(folded) {
                    return;
                }
                let titled = titled || range.end <= title_end;
                let first = text.get(range).and_then(|word| word.chars().next());
                let capital = first.is_some_and(char::is_uppercase);
                note(&mut terms, term(stem(folded)), at, capital, titled);
            });
        }
        let found = terms.len();
        let page = Self {
            title: article.title.clone(),
            source: article.source.clone(),
            day: article.published.map(|published| published.at.date),
            is_copy: article.copy_of.is_some(),
            terms: heaviest(terms),
            told: told(doc),
        };
        (page, found)
    }
}

/// What stands for a stem: the high bits of its hash. Among millions of stems a few share theirs.
fn term(stem: &str) -> u32 {
    (hash(stem) >> 32) as u32
}

/// The days that an article speaks of, those around its publication.
fn told(doc: &AnnotatedArticle) -> Vector {
    let start = Date::constant(1, 1, 1);
    let number =
        |day: Date| start.until(day).ok().and_then(|gap| u32::try_from(gap.get_days()).ok());
    let published = doc.article.published.and_then(|published| number(published.at.date));
    let mut days: BTreeMap<u32, f32> = BTreeMap::new();
    for timex in doc.timexes.iter().take(DAYS) {
        let dated = matches!(timex.kind, TimexType::Date | TimexType::Time);
        let Some((from, to)) = timex.from.zip(timex.to).filter(|_| dated) else { continue };
        let (Some(from), Some(to)) = (number(from), number(to)) else { continue };
        // A night is that of the day on which it begins.
        let night = timex.value.ends_with("TNI") && to == from + 1;
        let past = published.is_none_or(|day| from <= day && day - from <= PAST);
        if past && (from == to || night) {
            *days.entry(from).or_default() += 1.0 / (1.0 + timex.span.start as f32 / HALF);
        }
    }
    unit(days.into_iter().collect())
}

fn note(terms: &mut BTreeMap<u32, Term>, term: u32, at: u32, capital: bool, title: bool) {
    let entry = terms.entry(term).or_insert(Term { first: at, ..Term::default() });
    entry.count += 1;
    entry.capital += u32::from(capital);
    entry.title |= title;
}

fn heaviest(terms: BTreeMap<u32, Term>) -> Vector {
    let mut terms: Vec<(u32, Term)> = terms.into_iter().collect();
    if terms.len() > TERMS {
        terms.sort_by_key(|(hash, term)| (std::cmp::Reverse(term.count), term.first, *hash));
        terms.truncate(TERMS);
        terms.sort_by_key(|(hash, _)| *hash);
    }
    terms.into_iter().map(|(hash, term)| (hash, weight(term))).collect()
}

fn weight(term: Term) -> f32 {
    let frequency = 1.0 + (term.count as f32).ln();
    let name = if term.capital * 2 > term.count { NAME } else { 1.0 };
    frequency * name * if term.title { TITLE } else { 1.0 }
}

/// The unit vectors of all pages, made of their terms, which they give up.
pub(super) fn vectors(pages: &mut [Page]) -> Vec<Vector> {
    let mut counts: HashMap<u32, u32, BuildHasherDefault<Hashed>> = HashMap::default();
    for (term, _) in pages.iter().flat_map(|page| &page.terms) {
        *counts.entry(*term).or_default() += 1;
    }
    let n = pages.len() as f32;
    let vector = |page: &mut Page| {
        let mut vector = std::mem::take(&mut page.terms);
        for (term, weight) in &mut vector {
            *weight *= rarity(n, counts[&*term]);
        }
        unit(vector)
    };
    pages.par_iter_mut().map(vector).collect()
}

/// How much a term in `count` of `n` articles says. The power favours the rarest terms, which name
/// the people and places of one event.
fn rarity(n: f32, count: u32) -> f32 {
    ((n + BESIDE) / count as f32).ln().powf(1.5)
}

pub(super) fn unit(mut vector: Vector) -> Vector {
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector
}

/// The inner product of two vectors, and how many terms they share.
pub(super) fn product(a: &[(u32, f32)], b: &[(u32, f32)]) -> (f64, usize) {
    let (mut i, mut j, mut sum, mut shared) = (0, 0, 0.0f64, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i].0, b[j].0);
        if x == y {
            sum += f64::from(a[i].1) * f64::from(b[j].1);
            shared += 1;
        }
        // Both steps depend on the comparison alone, so nothing is mispredicted.
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (sum, shared)
}
