//! The day of an incident.
//!
//! Every day that a page speaks of has a voice: louder towards the top of the page, where a claim or the
//! nearest word tells that somebody was hurt or something happened then, and where a time of day is told;
//! fainter where it is the day of an arrest or a charge, or the stamp of the page. Days long before the page
//! was published belong to other things. Each page has one vote, shared among its days; the first day on
//! which the incident was reported has a small one of its own, and days after it count little.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use tidings_model::{ArticleId, Date, Span};

use super::super::digest::{Cue, Page, When};
use super::super::items::{Days, Item, Topic};
use super::{Answer, Case, Mark, days_between, first_claim, share};

/// Bytes from the top of a page over which a voice sinks to one half.
const HALF: f64 = 600.0;
/// How much louder the day of a deed is, as a claim or the nearest word has it; and that of a death, or of
/// what is said, of which a claim tells.
const DEED: f64 = 3.0;
const CLAIMED: f64 = 2.0;
/// The same of a deed more than so many days back, on a page that tells of an arrest or a court.
const LOOKED_BACK: f64 = 2.0;
const LONG_AGO: i32 = 14;
/// Days before its publication that a page may speak of.
const PAST: i32 = 500;
/// How much louder a time of day is: the deed has one, what comes after it seldom.
const HOUR: f64 = 5.0;
/// What the day of an arrest or a charge counts, and what a stamp or a bare clock does.
const AFTERMATH: f64 = 0.3;
const STAMP: f64 = 0.1;
/// A weekday so many days back is the next day: the page was changed after the day it gives as its own.
const NEXT_DAY: i32 = 6;
/// What the weekday of publication counts: on it, as a rule, somebody speaks of the day before.
const SAME_WEEKDAY: f64 = 0.3;
/// From this hour on, an hour of no named day is of the evening before.
const LATE: u32 = 18;
/// What a night counts that would begin on the day of publication (`overnight`), and an hour of no named
/// day.
const NIGHT: f64 = 0.3;
const BARE_HOUR: f64 = 0.3;
/// The vote of the first day of publication.
const PUBLISHED: f64 = 0.05;
/// What a day after that counts.
const AFTER: f64 = 0.1;

/// The day with most votes, and its reason.
pub(super) fn of(
    case: &Case<'_, '_>,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
) -> Option<(Date, Answer)> {
    let mut votes: BTreeMap<Date, f64> = BTreeMap::new();
    let mut marks: Vec<(Date, Mark)> = Vec::new();
    let mut evenings: BTreeSet<Date> = BTreeSet::new();
    let told = Told::of(case);
    for &(article, page) in case.pages {
        let mut voices: BTreeMap<Date, f64> = BTreeMap::new();
        let later = page.days.iter().any(|when| when.cue == Some(Cue::After));
        for when in &page.days {
            let Some(day) = case.maker.days(article, when).and_then(|days| single(days, when))
            else {
                continue;
            };
            let claimed = told.days.contains(&(article, day));
            let deed = when.cue == Some(Cue::Deed);
            let day = if claimed || deed { looking_back(day, page.day, when) } else { day };
            let day = match evening_before(day, page.day, when) {
                Some(before) => {
                    evenings.insert(before);
                    before
                }
                None => day,
            };
            let past = page.day.map(|published| days_between(day, published));
            if past.is_some_and(|past| !(0..=PAST).contains(&past)) {
                continue;
            }
            let place = 1.0 / (1.0 + f64::from(when.span.start) / HALF);
            let after =
                if told.aftermath.contains(&(article, when.span)) { AFTERMATH } else { 1.0 };
            let long_ago = past.is_some_and(|past| past > LONG_AGO);
            let back = if later && deed && long_ago { LOOKED_BACK } else { 1.0 };
            let voice = place * loudness(when, claimed) * after * back;
            let voice = voice * tone(when, past) * doubt(when, past);
            if voice > 0.0 {
                *voices.entry(day).or_default() += voice;
                marks.extend(mark(case, (article, page), when, hurt).map(|mark| (day, mark)));
            }
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
    let evening = evenings.contains(&day);
    let mut answer = answer(day, telling, case.pages.len(), evening);
    if answer.marks.is_empty() {
        answer.marks.extend(case.pages.iter().find_map(|page| reported(case, *page, day)));
    }
    Some((day, answer))
}

/// What a page of a day reports, to quote where no page names the day.
fn reported(case: &Case<'_, '_>, (article, page): (ArticleId, &Page), day: Date) -> Option<Mark> {
    let casualty = |item: &&Item<'_>| {
        item.article == article && case.lexicon.facts.casualties.contains(&item.said.class)
    };
    let harm = case.items.iter().find(casualty).map(|item| item.said);
    let said = harm.or(page.claims.first()).filter(|_| page.day == Some(day))?;
    Some(Mark { claim: said.id, article, span: said.span, raw: said.raw, text: said.text.clone() })
}

fn answer(day: Date, marks: Vec<Mark>, pages: usize, evening: bool) -> Answer {
    let mut telling: Vec<ArticleId> = marks.iter().map(|mark| mark.article).collect();
    telling.dedup();
    let mut explanation = if telling.is_empty() {
        "No page names a day; it was first reported then.".to_owned()
    } else {
        let verb = if telling.len() == 1 { "speaks" } else { "speak" };
        format!("{} {verb} of this day, the day of most weight.", share(telling.len(), pages))
    };
    if evening {
        explanation.push_str(" An evening hour without a day is of the day before its page.");
    }
    Answer { value: day.to_string(), explanation, items: Vec::new(), marks }
}

/// What claims say of days.
struct Told {
    /// On these something of an incident happened.
    days: BTreeSet<(ArticleId, Date)>,
    /// These dates are those of what came after, and of nothing else.
    aftermath: BTreeSet<(ArticleId, Span)>,
}

impl Told {
    fn of(case: &Case<'_, '_>) -> Self {
        let incidents = &case.lexicon.facts.incidents;
        let after = &case.lexicon.incidents.harm.aftermath;
        let mut told = Self { days: BTreeSet::new(), aftermath: BTreeSet::new() };
        for item in case.items.iter().filter(|item| !item.planned()) {
            let Some(when) = &item.said.time else { continue };
            let incident = item.classes.iter().any(|class| incidents.contains(*class));
            if item.topic != Topic::Statement && incident {
                let day = item.time.and_then(|days| single(days, when));
                told.days.extend(day.map(|day| (item.article, day)));
            }
            let later = item.classes.iter().any(|class| after.contains(*class));
            if item.topic == Topic::Date && later && !incident {
                told.aftermath.insert((item.article, when.span));
            }
        }
        told
    }
}

/// How loud a date is by what is told of it.
fn loudness(when: &When, claimed: bool) -> f64 {
    match when.cue {
        Some(Cue::Deed) => DEED,
        Some(Cue::After) => AFTERMATH,
        Some(Cue::Speech | Cue::Death) if claimed => CLAIMED,
        None if claimed => DEED,
        _ => 1.0,
    }
}

/// How loud a date is by itself, so many days before its page was published.
fn tone(when: &When, past: Option<i32>) -> f64 {
    let clock = when.text.chars().all(|c| c.is_ascii_digit() || c == ':');
    let mut numbers = when.text.split(|c: char| !c.is_ascii_digit());
    let whole = numbers.any(|number| number.len() == 4) || when.text.contains('/');
    if clock || whole && past == Some(0) {
        STAMP
    } else if when.value.contains('T') {
        HOUR
    } else {
        1.0
    }
}

/// How far a date of a page is to be trusted that hangs on the day of its publication, so many days ago.
fn doubt(when: &When, past: Option<i32>) -> f64 {
    let today = past == Some(0) && when.hangs;
    match past {
        Some(NEXT_DAY) if when.weekday || is_bare_hour(&when.text) => 0.0,
        Some(0) if when.weekday => SAME_WEEKDAY,
        _ if today && when.value.ends_with("TNI") => NIGHT,
        _ if today && is_bare_hour(&when.text) => BARE_HOUR,
        _ => 1.0,
    }
}

/// A weekday ahead of its page's publication, on which a claim tells that something happened, is that of
/// the week before: the words around it misled whoever resolved it.
fn looking_back(day: Date, page: Option<Date>, when: &When) -> Date {
    const WEEK: i32 = 7;
    let ahead = page.map(|published| days_between(published, day));
    let misled = when.weekday && ahead.is_some_and(|ahead| (1..WEEK).contains(&ahead));
    let before = misled.then(|| day.checked_sub(WEEK.days()).ok());
    before.flatten().unwrap_or(day)
}

/// The day of `around 11 p.m.` in a text that names no day: the evening before its publication, for its own
/// has not come to it.
fn evening_before(day: Date, page: Option<Date>, when: &When) -> Option<Date> {
    let today = when.hangs && page == Some(day) && is_bare_hour(&when.text);
    let (_, clock) = when.value.split_once('T').filter(|_| today)?;
    let hour: u32 = clock.get(..2)?.parse().ok()?;
    day.checked_sub(1.day()).ok().filter(|_| hour >= LATE)
}

/// `9:10 p.m.`: an hour without a word for its day.
fn is_bare_hour(text: &str) -> bool {
    let named = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 3;
    text.starts_with(|c: char| c.is_ascii_digit()) && !text.split(' ').any(named)
}

/// The one day of a time; of a night, the day on which it begins.
fn single((from, to): Days, when: &When) -> Option<Date> {
    let night = when.value.ends_with("TNI") && days_between(from, to) == 1;
    (from == to || night).then_some(from)
}

fn mark(
    case: &Case<'_, '_>,
    page: (ArticleId, &Page),
    when: &When,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
) -> Option<Mark> {
    Some(Mark {
        claim: first_claim(case, hurt, page)?,
        article: page.0,
        span: when.span,
        raw: when.raw,
        text: when.text.clone(),
    })
}
