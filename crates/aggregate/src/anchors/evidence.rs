//! What dated pages prove about the day of an undated one.

use std::collections::BTreeMap;

use jiff::ToSpan;
use tidings_model::{ArticleId, Date, Reference, Timex};

use super::digest::{Page, Use};
use crate::union::Union;
use crate::words::shared;

/// Days before the first and after the last dated page of a story within which a page was written
/// that tells the same in the same words or of the same days.
pub(super) const NEAR: (i32, i32) = (3, 4);
/// The same for a page that is only known to be of the story.
pub(super) const WIDE: (i32, i32) = (14, 28);
/// The longest story, in days, whose pages are taken to be written about the same time.
const LONGEST: i32 = 31;
/// Dates of dated pages that one date is compared with.
pub(super) const COMPARED: usize = 200;
/// Share of stems from which sentences are copies, of so many stems at least.
const COPIED: f64 = 0.75;
const COPY_LEAST: usize = 8;

/// Days on which a page can have been written, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Window {
    pub(super) fn days(self) -> impl Iterator<Item = Date> {
        self.from.series(1.day()).take_while(move |day| *day <= self.to)
    }

    fn meet(self, other: Window) -> Option<Window> {
        let both = Window { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }
}

/// How much a pair of dates proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// The same event as far as its words tell; two of these are needed.
    Likely,
    /// The same sentence.
    Copied,
}

/// The windows of the undated pages of a story that can be dated.
pub(super) fn windows<'a>(pages: &[(ArticleId, &'a Page)]) -> Vec<(ArticleId, &'a Page, Window)> {
    let dated: Vec<&Page> =
        pages.iter().filter(|(_, page)| page.day.is_some()).map(|(_, page)| *page).collect();
    let (Some(near), Some(wide)) = (around(&dated, NEAR), around(&dated, WIDE)) else {
        return Vec::new();
    };
    let known = known(&dated);
    let touching = touching(pages, &known);
    let of_page = |(at, (id, page)): (usize, &(ArticleId, &'a Page))| {
        let window = window(page, &known, near).or(touching[at].then_some(wide))?;
        Some((*id, *page, window))
    };
    pages
        .iter()
        .enumerate()
        .filter(|(_, (_, page))| page.day.is_none())
        .filter_map(of_page)
        .collect()
}

/// The days around the dated pages of a story, if these lie close together.
fn around(dated: &[&Page], (before, after): (i32, i32)) -> Option<Window> {
    let days = || dated.iter().filter_map(|page| page.day);
    let (first, last) = (days().min()?, days().max()?);
    let close = first.until(last).ok()?.get_days() <= LONGEST;
    let window = Window {
        from: first.checked_sub(before.days()).ok()?,
        to: last.checked_add(after.days()).ok()?,
    };
    close.then_some(window)
}

/// Which pages share a sentence, or a day of the year with its event, with a dated page, or a
/// sentence with a page that does.
fn touching(pages: &[(ArticleId, &Page)], known: &Known<'_>) -> Vec<bool> {
    let mut union = Union::new(pages.len());
    let mut first: BTreeMap<u64, usize> = BTreeMap::new();
    for (at, (_, page)) in pages.iter().enumerate() {
        for sentence in &page.sentences {
            union.join(at, *first.entry(*sentence).or_insert(at));
        }
    }
    let mut touched = vec![false; pages.len()];
    for (at, (_, page)) in pages.iter().enumerate() {
        let root = union.find(at);
        touched[root] |=
            page.day.is_some() || page.uses.iter().any(|of| names_a_known_day(of, known));
    }
    (0..pages.len()).map(|at| touched[union.find(at)]).collect()
}

/// Whether a day of the year without its year is one that a dated page names for a like event.
fn names_a_known_day(of: &Use, known: &Known<'_>) -> bool {
    let dayed = matches!(of.timex.reference, Some(Reference::MonthDay { day: Some(_), .. }));
    let kin = |other: &Use| {
        shared(&of.classes, &other.classes) > 0 && shared(&of.stems, &other.stems) >= 3
    };
    dayed && candidates(of, known).any(|other| same_expression(of, other) && kin(other))
}

/// Resolved days of dated pages: by sentence, and by class of claim.
struct Known<'a> {
    sentences: BTreeMap<u64, Vec<&'a Use>>,
    classes: BTreeMap<u64, Vec<&'a Use>>,
    all: Vec<&'a Use>,
}

fn known<'a>(dated: &[&'a Page]) -> Known<'a> {
    let mut known = Known { sentences: BTreeMap::new(), classes: BTreeMap::new(), all: Vec::new() };
    let resolved = |of: &&Use| of.timex.from.is_some() && of.timex.from == of.timex.to;
    for of in dated.iter().flat_map(|page| &page.uses).filter(resolved) {
        if of.sentence != 0 {
            let uses = known.sentences.entry(of.sentence).or_default();
            if uses.len() < COMPARED {
                uses.push(of);
            }
        }
        for class in &of.classes {
            let uses = known.classes.entry(*class).or_default();
            if uses.len() < COMPARED {
                uses.push(of);
            }
        }
        if known.all.len() < COMPARED {
            known.all.push(of);
        }
    }
    known
}

/// What all evidence about a page leaves of the days around its story.
fn window(page: &Page, known: &Known<'_>, around: Window) -> Option<Window> {
    let mut window = around;
    let (mut likely, mut copied) = (0, 0);
    for of in page.uses.iter().filter(|of| of.timex.reference.is_some() && of.timex.from.is_none())
    {
        let Some((strength, day)) = proof(of, known) else { continue };
        match strength {
            Strength::Copied => copied += 1,
            Strength::Likely => likely += 1,
        }
        window = window.meet(possible(&of.timex, day, around)?)?;
    }
    (copied >= 1 || likely >= 2).then_some(window)
}

/// The day that a date of an undated page means, if dated pages agree on it.
fn proof(of: &Use, known: &Known<'_>) -> Option<(Strength, Date)> {
    let mut days: Vec<(Strength, Date)> = candidates(of, known)
        .filter(|other| same_expression(of, other))
        .filter_map(|other| Some((alike(of, other)?, other.timex.from?)))
        .collect();
    let best = days.iter().map(|(strength, _)| *strength).max()?;
    days.retain(|(strength, _)| *strength == best);
    days.dedup_by_key(|(_, day)| *day);
    let (_, first) = *days.first()?;
    days.iter().all(|(_, day)| *day == first).then_some((best, first))
}

fn candidates<'a>(of: &Use, known: &'a Known<'_>) -> impl Iterator<Item = &'a Use> {
    let copies = known.sentences.get(&of.sentence).into_iter().flatten();
    let kin: Vec<&Use> =
        of.classes.iter().filter_map(|class| known.classes.get(class)).flatten().copied().collect();
    copies.copied().chain(kin).chain(known.all.iter().copied())
}

/// Whether the two could name one day: the same weekday, or the same day of the year.
pub(super) fn same_expression(of: &Use, other: &Use) -> bool {
    let Some(day) = other.timex.from else { return false };
    match of.timex.reference {
        Some(Reference::Weekday { day: weekday, .. }) => {
            day.weekday().to_monday_one_offset() == weekday
        }
        Some(Reference::MonthDay { month, day: Some(of_month), .. }) => {
            (day.month(), day.day()) == (month, of_month)
        }
        _ => of.words == other.words && of.timex.reference == other.timex.reference,
    }
}

pub(super) fn alike(of: &Use, other: &Use) -> Option<Strength> {
    let common = shared(&of.stems, &other.stems);
    let longer = of.stems.len().max(other.stems.len());
    let near = longer >= COPY_LEAST && common as f64 >= COPIED * longer as f64;
    if near || of.sentence != 0 && of.sentence == other.sentence {
        return Some(Strength::Copied);
    }
    let same_event =
        shared(&of.classes, &other.classes) > 0 && shared(&of.actors, &other.actors) > 0;
    (same_event && common >= 3 || common >= 6).then_some(Strength::Likely)
}

/// The days around a story on which the date would mean `day`; they must be one stretch.
fn possible(timex: &Timex, day: Date, around: Window) -> Option<Window> {
    let reference = timex.reference?;
    let means = |anchor: &Date| {
        reference.resolve(*anchor).is_some_and(|(_, from, to)| from == day && to == day)
    };
    let days: Vec<Date> = around.days().filter(means).collect();
    Some(Window { from: *days.first()?, to: *days.last()? })
}
