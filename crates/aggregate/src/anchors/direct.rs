//! Dates that another page of the story tells with their day, whenever their own page was written.
//!
//! `Since last Tuesday` in an undated page is the Tuesday that the dated pages of its story tell the
//! same of; `next week`, for a visit that is planned, is the week of the day that others name for it.
//! All pages that tell the same must give the same day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use tidings_model::{Anchor, ArticleId, Date, Placement, Reference, Resolved, Timex};

use super::digest::{Page, Use};
use super::evidence::{COMPARED, alike};
use crate::words::shared;

/// Days around a date among which its page is looked for: `last Tuesday` is said for up to two weeks.
const AROUND: i32 = 14;
/// Words of meaning that two sentences share which tell of one deed of one actor, and of one plan.
const DEED: usize = 4;
const PLAN: usize = 2;

/// A date whose days are known.
struct Known<'a> {
    page: usize,
    of: &'a Use,
    day: Date,
}

/// What the undated pages' dates mean, beyond what is known.
pub(super) fn resolved(
    pages: &[(ArticleId, &Page)],
    placements: &BTreeMap<ArticleId, Placement>,
) -> Vec<(ArticleId, u32, Resolved)> {
    let placed = |id: &ArticleId, of: &Use| placements.get(id)?.timexes.get(&of.index);
    let mut known: Vec<Known<'_>> = Vec::new();
    let mut open: Vec<(usize, ArticleId, &Use)> = Vec::new();
    for (page, (id, told)) in pages.iter().enumerate() {
        for of in &told.uses {
            let days = match placed(id, of) {
                Some(resolved) => resolved.from.zip(resolved.to),
                None => of.timex.from.zip(of.timex.to),
            };
            match days {
                Some((from, to)) if from == to => known.push(Known { page, of, day: from }),
                None if of.timex.reference.is_some() => open.push((page, *id, of)),
                _ => {}
            }
        }
    }
    let by_class = by_class(&known);
    let all = open.into_iter().filter_map(|(page, id, of)| {
        let classes = of.classes.iter().filter_map(|class| by_class.get(class)).flatten().copied();
        let others = classes.chain(known.iter().take(COMPARED));
        let days: Vec<Date> = others
            .filter(|other| other.page != page && tells_the_same(of, other))
            .map(|other| other.day)
            .collect();
        let first = *days.first()?;
        let one = days.iter().all(|day| *day == first);
        Some((id, of.index, meaning(&of.timex, first).filter(|_| one)?))
    });
    all.collect()
}

fn by_class<'k, 'a>(known: &'k [Known<'a>]) -> BTreeMap<u64, Vec<&'k Known<'a>>> {
    let mut found: BTreeMap<u64, Vec<&Known<'_>>> = BTreeMap::new();
    for one in known {
        for class in &one.of.classes {
            let of_class = found.entry(*class).or_default();
            if of_class.len() < COMPARED {
                of_class.push(one);
            }
        }
    }
    found
}

/// Whether a date of known days is that of the same event.
fn tells_the_same(of: &Use, other: &Known<'_>) -> bool {
    let common = shared(&of.stems, &other.of.stems);
    let actors = shared(&of.actors, &other.of.actors) > 0;
    match of.timex.reference {
        Some(Reference::Weekday { day, .. } | Reference::WeekdayOf { day, .. }) => {
            let weekday = other.day.weekday().to_monday_one_offset() == day;
            let same = alike(of, other.of).is_some() || actors && common >= DEED;
            weekday && same
        }
        Some(Reference::Week(_) | Reference::Weekend(_) | Reference::Month(_)) => {
            let plans = of.planned && other.of.planned && actors;
            plans && shared(&of.classes, &other.of.classes) > 0 && common >= PLAN
        }
        _ => false,
    }
}

/// What a date means that is, or holds, a day.
fn meaning(timex: &Timex, day: Date) -> Option<Resolved> {
    let first = day.checked_sub(AROUND.days()).ok()?;
    let anchors = first.series(1.day()).take((2 * AROUND + 1) as usize);
    let holds = |resolved: &Resolved| {
        resolved.from.is_some_and(|from| from <= day) && resolved.to.is_some_and(|to| day <= to)
    };
    anchors.into_iter().filter_map(|anchor| timex.resolve(anchor, Anchor::Story)).find(holds)
}
