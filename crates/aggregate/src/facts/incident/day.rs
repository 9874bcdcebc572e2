//! The day of an incident.
//!
//! Every day that a page speaks of has a voice: louder towards the top of the page, and where a claim
//! tells that somebody was hurt or something happened then. Days long before the page was published
//! belong to other things. Each page has one vote, shared among its days; the first day on which the
//! incident was reported has a small one of its own, and days after it count little.

use std::collections::BTreeMap;

use tidings_model::{ArticleId, Date};

use super::super::digest::When;
use super::super::items::{Days, Topic};
use super::{Answer, Case, Mark, days_between, first_claim, share};

/// Bytes from the top of a page over which a voice sinks to one half.
const HALF: f64 = 600.0;
/// How much louder the day of a claim is.
const CLAIMED: f64 = 3.0;
/// Days before its publication that a page may speak of.
const PAST: i32 = 60;
/// The vote of the first day of publication.
const PUBLISHED: f64 = 0.1;
/// What a day after that counts.
const AFTER: f64 = 0.2;

/// The day with most votes, and its reason.
pub(super) fn of(
    case: &Case<'_, '_>,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
) -> Option<(Date, Answer)> {
    let mut votes: BTreeMap<Date, f64> = BTreeMap::new();
    let mut marks: Vec<(Date, Mark)> = Vec::new();
    let claimed = claimed(case);
    for &(article, page) in case.pages {
        let mut voices: BTreeMap<Date, f64> = BTreeMap::new();
        for when in &page.days {
            let Some(day) = case.maker.days(article, when).and_then(|days| single(days, when))
            else {
                continue;
            };
            let past = page.day.map(|published| days_between(day, published));
            if past.is_some_and(|past| !(0..=PAST).contains(&past)) {
                continue;
            }
            let place = 1.0 / (1.0 + f64::from(when.span.start) / HALF);
            let loud = if claimed.contains_key(&(article, day)) { CLAIMED } else { 1.0 };
            *voices.entry(day).or_default() += place * loud;
            marks.extend(mark(case, article, when, hurt).map(|mark| (day, mark)));
        }
        let all: f64 = voices.values().sum();
        for (day, voice) in voices {
            *votes.entry(day).or_default() += voice / all;
        }
    }
    let first = case.pages.iter().filter_map(|(_, page)| page.day).min();
    if let Some(first) = first {
        for (day, vote) in &mut votes {
            *vote *= if *day > first { AFTER } else { 1.0 };
        }
        *votes.entry(first).or_default() += PUBLISHED;
    }
    let (&day, _) = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(a.0.cmp(b.0)))?;
    let telling: Vec<Mark> =
        marks.into_iter().filter(|(of, _)| *of == day).map(|(_, mark)| mark).collect();
    Some((day, answer(day, telling, case.pages.len())))
}

fn answer(day: Date, marks: Vec<Mark>, pages: usize) -> Answer {
    let mut telling: Vec<ArticleId> = marks.iter().map(|mark| mark.article).collect();
    telling.dedup();
    let explanation = if telling.is_empty() {
        "No page names a day; it was first reported then.".to_owned()
    } else {
        let verb = if telling.len() == 1 { "speaks" } else { "speak" };
        format!("{} {verb} of this day, the day of most weight.", share(telling.len(), pages))
    };
    Answer { value: day.to_string(), explanation, items: Vec::new(), marks }
}

/// The days on which claims say that something of an incident happened.
fn claimed(case: &Case<'_, '_>) -> BTreeMap<(ArticleId, Date), ()> {
    let incidents = &case.lexicon.facts.incidents;
    let told = case.items.iter().filter(|item| {
        item.topic != Topic::Statement && incidents.contains(&item.said.class) && !item.planned()
    });
    let days = told.filter_map(|item| {
        let when = item.said.time.as_ref()?;
        Some(((item.article, single(item.time?, when)?), ()))
    });
    days.collect()
}

/// The one day of a time; of a night, the day on which it begins.
fn single((from, to): Days, when: &When) -> Option<Date> {
    let night = when.value.ends_with("TNI") && days_between(from, to) == 1;
    (from == to || night).then_some(from)
}

fn mark(
    case: &Case<'_, '_>,
    article: ArticleId,
    when: &When,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
) -> Option<Mark> {
    Some(Mark {
        claim: first_claim(case, hurt.get(&article)?)?,
        article,
        span: when.span,
        raw: when.raw,
        text: when.text.clone(),
    })
}
