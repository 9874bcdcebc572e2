//! The incident of a story: how many were killed and injured, on what day, and in which city.
//!
//! No claim need say any of these as a whole: a page names its victims one after the other, gives a
//! weekday here and a city in its dateline. So each page is read as a whole ([`victims`] tells its
//! people apart, [`toll`] counts them), and the pages of a story vote, copies of one text once
//! ([`toll`], [`day`], [`city`]).

mod city;
mod day;
mod ground;
mod headline;
#[cfg(test)]
mod tests;
mod toll;
mod victims;

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{
    AnnotatedArticle, ArticleId, Certainty, ClaimId, Date, FactValue, Span, Status,
};

use super::digest::Page;
use super::items::{Item, Maker, Topic};
use crate::lexicon::Lexicon;

pub(super) use ground::{Ground, MOST as PLACES};

/// A story as its incident is read off it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a, 'b> {
    pub(super) pages: &'b [(ArticleId, &'a Page)],
    pub(super) items: &'b [Item<'a>],
    pub(super) maker: &'b Maker<'a>,
    pub(super) lexicon: &'b Lexicon,
    pub(super) roots: &'b BTreeMap<ArticleId, ArticleId>,
}

/// An answer with its reason in words.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) value: String,
    pub(super) explanation: String,
    /// The items that give it, or its parts.
    pub(super) items: Vec<usize>,
    /// Where it stands beside claims.
    pub(super) marks: Vec<Mark>,
}

/// Words of a page that give a day or a city, and the claim of a casualty that it is the day or city of.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) claim: ClaimId,
    pub(super) article: ArticleId,
    pub(super) span: Span,
    pub(super) raw: Option<Span>,
    pub(super) text: String,
}

impl Mark {
    /// As a value of the fact whose answer it gives.
    pub(super) fn value(&self, answer: &str) -> FactValue {
        FactValue {
            claim: self.claim,
            article: self.article,
            span: self.span,
            raw: self.raw,
            text: self.text.clone(),
            value: Some(answer.to_owned()),
            low: None,
            high: None,
            modifier: None,
            certainty: Certainty::Reported,
            status: Status::Actual,
            speaker: None,
            role: None,
            origin: 0,
        }
    }
}

/// What is known of the incident.
#[derive(Debug, Default)]
pub(super) struct Incident {
    /// Answers by the key of their fact; none for a number of which nothing is said, or that is naught.
    pub(super) answers: BTreeMap<&'static str, Answer>,
}

/// Reads the incident of a story; a story without casualties has none.
pub(super) fn read(case: Case<'_, '_>) -> Incident {
    let mut incident = Incident::default();
    let pages = originals(&case);
    let case = Case { pages: &pages, ..case };
    let hurt = by_page(&case);
    let headed = |(_, page): &(ArticleId, &Page)| tells_of_harm(&page.title, case.lexicon);
    if hurt.is_empty() && !pages.iter().any(headed) {
        return incident;
    }
    let day = day::of(&case, &hurt);
    let (killed, injured) = toll::of(&case, &hurt, day.as_ref().map(|(day, _)| *day));
    let answers = [
        ("killed", killed),
        ("injured", injured),
        ("date", day.map(|(_, answer)| answer)),
        ("place", city::of(&case, &hurt)),
    ];
    incident.answers =
        answers.into_iter().filter_map(|(key, answer)| Some((key, answer?))).collect();
    incident
}

/// Whether the headline of an article tells of harm: such a page gives a day and a city though it may
/// hold no claim.
pub(super) fn is_headline(doc: &AnnotatedArticle, lexicon: &Lexicon) -> bool {
    let title = doc.article.title.as_deref().unwrap_or_default();
    tells_of_harm(&crate::words::folded(title), lexicon)
}

fn tells_of_harm(title: &[String], lexicon: &Lexicon) -> bool {
    let harm = &lexicon.incidents.harm;
    title.iter().any(|word| harm.fatal.contains(word) || harm.hurt.contains(word))
}

/// The pages of a story without those that copy one before them.
fn originals<'a>(case: &Case<'a, '_>) -> Vec<(ArticleId, &'a Page)> {
    let mut seen: BTreeSet<ArticleId> = BTreeSet::new();
    let root = |article: &ArticleId| case.roots.get(article).copied().unwrap_or(*article);
    case.pages.iter().filter(|(article, _)| seen.insert(root(article))).copied().collect()
}

/// The counts of casualties of each page, in order of place; pages without any are left out.
fn by_page(case: &Case<'_, '_>) -> BTreeMap<ArticleId, Vec<usize>> {
    let words = &case.lexicon.facts;
    let pages: BTreeSet<ArticleId> = case.pages.iter().map(|(article, _)| *article).collect();
    let mut hurt: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
    for (at, item) in case.items.iter().enumerate() {
        let casualty = item.topic == Topic::Count && words.casualties.contains(&item.said.class);
        if casualty && pages.contains(&item.article) {
            hurt.entry(item.article).or_default().push(at);
        }
    }
    for of_page in hurt.values_mut() {
        of_page.sort_by_key(|&at| (case.items[at].span, at));
    }
    hurt
}

/// The first claim of a casualty on a page, else its first claim.
fn first_claim(
    case: &Case<'_, '_>,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
    (article, page): (ArticleId, &Page),
) -> Option<ClaimId> {
    let casualty = hurt.get(&article).and_then(|of_page| of_page.first());
    let first = || page.claims.first().map(|said| said.id);
    casualty.map(|&at| case.items[at].said.id).or_else(first)
}

/// Days from the first to the second; negative if the second comes first.
fn days_between(first: Date, second: Date) -> i32 {
    first.until(second).map_or(i32::MAX, |gap| gap.get_days())
}

/// `2 of 3 pages`, or `the page`.
fn share(of: usize, all: usize) -> String {
    if all == 1 { "The page".to_owned() } else { format!("{of} of {all} pages") }
}
