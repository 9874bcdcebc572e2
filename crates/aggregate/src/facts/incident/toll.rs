//! How many were killed and how many injured.
//!
//! On a page the higher of the number it gives and of the people it tells of one by one is taken.
//! Whoever was hit and died counts among the killed alone, so of `five people were shot, one fatally`
//! four are injured. What a page says of another day than the incident's, of a long stretch of time or
//! of things that are no people is left out. The value that most pages come to is taken; of values
//! with equal support the higher, as such numbers only grow while more becomes known. Of a page that
//! counts nobody the headline is read.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{ArticleId, Certainty, Date, Modifier, Status};

use super::super::items::Item;
use super::super::verdict::decimal;
use super::victims::{self, Victim};
use super::{Answer, Case, days_between, share};
use crate::words::folded;

/// Hours from which a count covers more than one incident.
const LONG: f64 = 24.0 * 7.0;
/// Days from which a date is a stretch of time.
const STRETCH: i32 = 40;
/// Bytes within which a number and single people make a sum: `a girl and four others were hurt`.
const NEAR: u32 = 90;

/// What a page comes to.
#[derive(Debug, Default)]
struct Reading {
    killed: Sum,
    injured: Sum,
}

/// A number with the items that give it.
#[derive(Debug, Default, Clone)]
struct Sum {
    value: f64,
    items: Vec<usize>,
    /// Whether it is counted from people told one by one.
    counted: bool,
    /// Whether a hedge leaves other numbers open.
    hedged: bool,
}

/// Numbers of the killed and of the injured; none where nobody is said to be.
pub(super) fn of(
    case: &Case<'_, '_>,
    hurt: &BTreeMap<ArticleId, Vec<usize>>,
    day: Option<Date>,
) -> (Option<Answer>, Option<Answer>) {
    let words = &case.lexicon.incidents.harm;
    let mut deaths: BTreeMap<ArticleId, usize> = BTreeMap::new();
    for (at, item) in case.items.iter().enumerate().filter(|(_, item)| is_killed(item)) {
        deaths.entry(item.article).or_insert(at);
    }
    let readings: Vec<Reading> = case
        .pages
        .iter()
        .filter_map(|(article, page)| {
            let of_page = hurt.get(article).map(Vec::as_slice).unwrap_or_default();
            let fatal = page.title.iter().any(|word| words.fatal.contains(word));
            let death = fatal.then(|| deaths.get(article).copied());
            read(case, of_page, day, death).or_else(|| headline(case, &page.title))
        })
        .collect();
    let killed = readings.iter().map(|reading| &reading.killed).collect();
    let injured = readings.iter().map(|reading| &reading.injured).collect();
    (vote(killed), vote(injured))
}

/// What most pages come to; none if that is naught.
fn vote(sums: Vec<&Sum>) -> Option<Answer> {
    let mut support: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for sum in &sums {
        let (pages, sure) = support.entry(sum.value as i64).or_default();
        *pages += 1;
        *sure += usize::from(!sum.hedged);
    }
    let (&value, &(of, _)) = support.iter().max_by_key(|(value, n)| (**n, **value))?;
    let giving: Vec<&&Sum> = sums.iter().filter(|sum| sum.value as i64 == value).collect();
    let exact = giving.first()?.value;
    let items: BTreeSet<usize> = giving.iter().flat_map(|sum| sum.items.iter().copied()).collect();
    if exact <= 0.0 {
        return None;
    }
    let counted = giving.iter().all(|sum| sum.counted);
    let how = match (items.is_empty(), counted) {
        (true, _) => " by headlines alone",
        (false, true) => ", told of one by one",
        (false, false) => "",
    };
    let by = share(of, sums.len());
    let verb = if of == 1 { "comes" } else { "come" };
    Some(Answer {
        value: decimal(exact),
        explanation: format!(
            "{by} {verb} to {}{how}; who was hit and died counts among the killed alone.",
            decimal(exact)
        ),
        items: items.into_iter().collect(),
        marks: Vec::new(),
    })
}

/// Reads a page; none if all that it tells is of something else. A headline that tells of a death comes
/// with the first item of the page that does so, too.
fn read(
    case: &Case<'_, '_>,
    of_page: &[usize],
    day: Option<Date>,
    fatal: Option<Option<usize>>,
) -> Option<Reading> {
    let used: Vec<(usize, &Item<'_>)> = of_page
        .iter()
        .map(|&at| (at, &case.items[at]))
        .filter(|(_, item)| happened(item) && !elsewhen(item, day) && counts_people(case, item))
        .collect();
    if used.is_empty() && fatal.flatten().is_none() {
        return None;
    }
    let words = &case.lexicon.incidents;
    let singles: Vec<(usize, &Item<'_>)> =
        used.iter().copied().filter(|(_, item)| is_single(item)).collect();
    let victims = victims::tell_apart(&singles, &words.people);
    let stated = |fits: &dyn Fn(&Item<'_>) -> bool| {
        let sums = used.iter().filter(|(_, item)| !is_single(item) && fits(item));
        sums.map(|&(at, item)| sum(at, item, &used)).max_by(by_value)
    };
    let is_struck = |item: &Item<'_>| words.harm.struck.contains(&item.said.predicate);
    let dead = one_by_one(&victims, true);
    let mut alive = one_by_one(&victims, false);
    let mut killed = higher(stated(&is_killed), dead);
    if let Some(death) = fatal.filter(|_| killed.value == 0.0) {
        let items = alive.items.iter().copied().chain(death).collect();
        killed = Sum { value: 1.0, items, counted: true, hedged: false };
        alive.value = (alive.value - 1.0).max(0.0);
    }
    let wounded = stated(&|item| !is_killed(item) && !is_struck(item));
    let struck = stated(&|item| !is_killed(item) && is_struck(item));
    let injured = match (wounded, struck) {
        (Some(wounded), _) => higher(Some(wounded), alive),
        (None, Some(struck)) if struck.value > killed.value => {
            let left = struck.value - killed.value;
            higher(Some(Sum { value: left, ..struck }), alive)
        }
        _ => alive,
    };
    Some(Reading { killed, injured })
}

/// Reads a headline, where its page counts nobody: `Two dead, 4 hurt in fire`, `Fatal fall`.
fn headline(case: &Case<'_, '_>, title: &[String]) -> Option<Reading> {
    let harm = &case.lexicon.incidents.harm;
    let people = |word: &String| {
        let harmed = harm.fatal.contains(word) || harm.hurt.contains(word);
        case.lexicon.facts.people.contains(word) && !harmed
    };
    let number = |at: usize| {
        let word = title.get(at)?;
        let digits = word.parse().ok().filter(|number| (1..100).contains(number));
        // `A boy, 9, dies` is an age.
        let aged = at > 0 && title.get(at - 1).is_some_and(people);
        harm.numbers.get(word).copied().or(digits).filter(|_| !aged)
    };
    let told = |at: usize| {
        let noun = at > 0 && title.get(at - 1).is_some_and(|word| people(&singular(word)));
        number(at.checked_sub(1 + usize::from(noun))?)
    };
    let sum = |words: &BTreeSet<String>| -> Option<Sum> {
        let found = (0..title.len()).filter(|&at| words.contains(&title[at]));
        let value = found.filter_map(told).max()?;
        Some(Sum { value: f64::from(value), items: Vec::new(), counted: false, hedged: true })
    };
    let one = || Sum { value: 1.0, hedged: true, ..Sum::default() };
    let fatal = title.iter().any(|word| harm.fatal.contains(word));
    let killed = sum(&harm.fatal).or_else(|| fatal.then(one));
    let injured = sum(&harm.hurt);
    let told = killed.is_some() || injured.is_some();
    let or_none = |sum: Option<Sum>| sum.unwrap_or_default();
    told.then(|| Reading { killed: or_none(killed), injured: or_none(injured) })
}

/// `people` and `children` stand as they are in the lists, or lose an ending here.
fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

fn by_value(a: &Sum, b: &Sum) -> std::cmp::Ordering {
    a.value.total_cmp(&b.value)
}

/// The higher of a number and a count; of equals the number.
fn higher(stated: Option<Sum>, counted: Sum) -> Sum {
    stated.filter(|stated| stated.value >= counted.value).unwrap_or(counted)
}

fn one_by_one(victims: &[Victim], dead: bool) -> Sum {
    let those = victims.iter().filter(|victim| victim.dead == dead);
    let items = those.clone().flat_map(|victim| victim.items.iter().copied());
    Sum { value: those.count() as f64, items: items.collect(), counted: true, hedged: false }
}

/// A number with the people whom the same sentence puts beside it: `a girl and four others`.
fn sum(at: usize, item: &Item<'_>, used: &[(usize, &Item<'_>)]) -> Sum {
    let hedged = item.point().is_none();
    let mut sum = Sum { value: lowest(item), items: vec![at], counted: false, hedged };
    let said = item.said;
    for &(beside, other) in used {
        let same = other.sentence.number == item.sentence.number
            && other.said.class == said.class
            && other.said.predicate == said.predicate;
        let before = other.span.end <= item.span.start && item.span.start - other.span.start < NEAR;
        if same && before && is_single(other) {
            sum.value += 1.0;
            sum.items.push(beside);
        }
    }
    sum
}

fn is_killed(item: &Item<'_>) -> bool {
    item.said.class == "killed"
}

fn lowest(item: &Item<'_>) -> f64 {
    item.said.value.or(item.said.low).unwrap_or(0.0)
}

fn is_single(item: &Item<'_>) -> bool {
    item.said.value == Some(1.0) && matches!(item.said.modifier, None | Some(Modifier::Exact))
}

fn happened(item: &Item<'_>) -> bool {
    matches!(item.said.status, Status::Actual | Status::Running)
        && item.said.certainty != Certainty::Denied
        && lowest(item) >= 1.0
}

/// Whether a count is of another day than the incident's, or of a long time.
fn elsewhen(item: &Item<'_>, day: Option<Date>) -> bool {
    let long = item.period.and_then(|period| period.hours).is_some_and(|hours| hours >= LONG);
    let stretch = item.time.is_some_and(|(from, to)| days_between(from, to) > STRETCH);
    let before = day.zip(item.time).is_some_and(|(day, (_, to))| days_between(to, day) > 1);
    long || stretch || before
}

fn counts_people(case: &Case<'_, '_>, item: &Item<'_>) -> bool {
    let noun = item.said.unit.as_deref().map(folded).unwrap_or_default();
    let listed = |head: &String| {
        case.lexicon.facts.people.contains(head)
            || case.lexicon.incidents.people.counted.contains(head)
    };
    is_single(item) || noun.last().is_none_or(listed)
}
