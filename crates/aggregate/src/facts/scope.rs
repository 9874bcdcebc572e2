//! When two claims speak of one thing.
//!
//! Some differences set claims apart whatever else they share: plan and deed, different days of a
//! repeated event, cities, actors, stretches of time. Beyond these, what they share is weighed; a
//! pair whose values agree needs less than a pair that would contradict each other.

use std::collections::BTreeSet;

use tidings_model::{Certainty, Date, Interval, Modifier, Status};

use super::items::{Days, Item, Length, Topic};
use crate::lexicon::FactWords;
use crate::words::{fold, folded, hash, shared, stem, words};

/// Weight from which claims with meeting values speak of one thing.
const ENOUGH: i32 = 4;
/// The same for claims whose values contradict each other.
const ENOUGH_TO_CONTRADICT: i32 = 7;
/// Share of the stems of the longer sentence from which two sentences are copies.
const COPIED: f64 = 0.75;
/// Stems from which a sentence can be told to be copied with changes.
const COPY_LEAST: usize = 8;
/// Stems from which an equal sentence is no chance.
const SAME_LEAST: usize = 4;

/// Weighs how far two items share their subject; `None` sets them apart for good.
///
/// The weight grows with all that is shared; the caller holds it against the threshold of
/// [`needed`].
pub(super) fn weight(a: &Item<'_>, b: &Item<'_>, words: &FactWords) -> Option<i32> {
    if a.topic != b.topic || apart(a, b, words) {
        return None;
    }
    let own = match a.topic {
        Topic::Count => counts(a, b, words)?,
        Topic::Date => dates(a, b),
        Topic::Place => places(a, b)?,
        Topic::Event => events(a, b)?,
        Topic::Statement if a.said.class == b.said.class && words.acts.contains(&a.said.class) => {
            acts(a, b)?
        }
        Topic::Statement => statements(a, b)?,
    };
    Some(own + context(a, b))
}

/// The weight that this pair needs to be one fact.
pub(super) fn needed(a: &Item<'_>, b: &Item<'_>) -> i32 {
    if contradict(a, b) { ENOUGH_TO_CONTRADICT } else { ENOUGH }
}

/// Whether the values cannot both be right.
pub(super) fn contradict(a: &Item<'_>, b: &Item<'_>) -> bool {
    match a.topic {
        Topic::Count => !a.interval().meets(b.interval()),
        Topic::Date => matches!((a.time, b.time), (Some(a), Some(b)) if !overlap(a, b)),
        Topic::Place => matches!((&a.place, &b.place), (Some(a), Some(b)) if !a.meets(b)),
        Topic::Event => a.counts.iter().any(|(head, x)| {
            let of_it = b.counts.iter().filter(|(other, _)| other == head);
            of_it.into_iter().any(|(_, y)| !x.meets(*y))
        }),
        Topic::Statement => false,
    }
}

/// Whether two sentences are the same, or nearly.
pub(super) fn copied(a: &Item<'_>, b: &Item<'_>) -> bool {
    let (one, other) = (&a.sentence.stems, &b.sentence.stems);
    let longer = one.len().max(other.len());
    let same = longer >= SAME_LEAST && a.sentence.hash == b.sentence.hash;
    let enough = |common: usize| common as f64 >= COPIED * longer as f64;
    let may = longer >= COPY_LEAST && enough(a.sketch.shared_at_most(b.sketch));
    same || may && enough(shared(one, other))
}

fn apart(a: &Item<'_>, b: &Item<'_>, words: &FactWords) -> bool {
    let status = mood(a) != mood(b);
    // Where somebody speaks of is not where he speaks.
    let both = a.topic == Topic::Date && (lists(a, b) || lists(b, a));
    let here = a.topic != Topic::Statement
        && !both
        && a.place.as_ref().zip(b.place.as_ref()).is_some_and(|(a, b)| a.apart(b));
    let casualty = a.topic == Topic::Count && words.casualties.contains(&a.said.class);
    let incident = a.classes.iter().any(|class| words.incidents.contains(*class));
    // Pages differ by a day or two on when it was, and mean one incident.
    let loose = casualty || incident && a.topic == Topic::Place;
    let days = match (a.time, b.time) {
        (Some(x), Some(y)) if a.topic != Topic::Date => gap(x, y) > if loose { 3 } else { 0 },
        _ => false,
    };
    let actors = !casualty
        && (matches!(a.topic, Topic::Count | Topic::Event)
            || matches!(a.topic, Topic::Date | Topic::Place) && !incident)
        && differ(&a.actor, &b.actor)
        && !(a.topic == Topic::Count && a.point() == b.point() && a.point().is_some());
    status || here || days || actors
}

/// Whether the sentence of an item names the place of another one beside its own: `to Rome and Paris`.
fn lists(item: &Item<'_>, other: &Item<'_>) -> bool {
    other.place.as_ref().is_some_and(|place| item.sites.contains(&place.key))
}

/// Whether a statement says that something is not so.
pub(super) fn denies(item: &Item<'_>) -> bool {
    item.topic == Topic::Statement && mood(item) == 3
}

/// Plans, deeds and denials are never values of one fact; a count so far is a deed. To deny something is
/// to say that it is not so.
fn mood(item: &Item<'_>) -> u8 {
    let denied = item.topic == Topic::Statement && item.said.certainty == Certainty::Denied;
    match item.said.status {
        Status::Actual | Status::Running if denied => 3,
        Status::Actual | Status::Running => 0,
        Status::Planned => 1,
        Status::Conditional => 2,
        Status::Negated => 3,
    }
}

/// What two claims share besides their values.
fn context(a: &Item<'_>, b: &Item<'_>) -> i32 {
    let mut weight = 0;
    if copied(a, b) {
        weight += 8;
    }
    weight += match (a.time, b.time) {
        (Some(x), Some(y)) if a.topic != Topic::Date && x == y => 2,
        (Some(x), Some(y)) if a.topic != Topic::Date && overlap(x, y) => 1,
        _ => 0,
    };
    weight += match (&a.place, &b.place) {
        (Some(x), Some(y)) if a.topic != Topic::Place && x.key == y.key => 2,
        (Some(x), Some(y)) if a.topic != Topic::Place && x.meets(y) => 1,
        _ => 0,
    };
    weight += if meet(&a.actor, &b.actor) { 2 } else { 0 };
    weight += if meet(&a.object, &b.object) { 2 } else { 0 };
    weight += shared(&a.names, &b.names).min(3) as i32;
    // What is at most so little weighs nothing.
    let common = match a.sketch.shared_at_most(b.sketch) {
        few @ 0..=2 => few,
        _ => shared(&a.sentence.stems, &b.sentence.stems),
    };
    weight
        + match common {
            0..=2 => 0,
            3..=4 => 1,
            5..=7 => 2,
            _ => 3,
        }
}

fn counts(a: &Item<'_>, b: &Item<'_>, words: &FactWords) -> Option<i32> {
    if a.said.whole != b.said.whole {
        return None;
    }
    let casualty = words.casualties.contains(&a.said.class);
    let mut weight = if casualty { 1 } else { 0 };
    if a.said.class == b.said.class {
        weight += 1;
    }
    let scoped = |item: &Item<'_>| item.period.is_some();
    weight += match (a.period, b.period) {
        (Some(x), Some(y)) => periods(x, y)?,
        (None, None) => 0,
        // A count over a stretch of time is not the count of one day.
        _ if a.time.is_some() && !scoped(a) || b.time.is_some() && !scoped(b) => return None,
        _ => -2,
    };
    if !casualty && !a.modifiers.is_empty() && !b.modifiers.is_empty() {
        weight += if meet(&a.modifiers, &b.modifiers) { 1 } else { -2 };
    }
    weight += match (a.point(), b.point()) {
        (Some(x), Some(y)) if x == y && distinctive(x) => 4,
        (Some(x), Some(y)) if x == y => 2,
        _ if hedged(a) != hedged(b) && bounds_touch(a.interval(), b.interval()) => 3,
        _ if a.interval().meets(b.interval()) => 1,
        _ if a.article == b.article && a.speaker == b.speaker => return None,
        _ => 0,
    };
    Some(weight)
}

/// A number that two pages hardly give by chance: `3,417`, `174`, but not `2` or `100`.
fn distinctive(value: f64) -> bool {
    value >= 11.0 && !(value < 1000.0 && value % 50.0 == 0.0)
}

fn hedged(item: &Item<'_>) -> bool {
    matches!(
        item.said.modifier,
        Some(
            Modifier::Approx
                | Modifier::AtLeast
                | Modifier::MoreThan
                | Modifier::AtMost
                | Modifier::LessThan
        )
    )
}

/// Whether an exact value lies near the bound of a hedged one: `at least 174` and `174`, `over 450`
/// and `452`.
fn bounds_touch(a: Interval, b: Interval) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() <= 0.05 * x.abs().max(y.abs());
    let ends = |i: Interval| [i.low, i.high].into_iter().flatten().collect::<Vec<f64>>();
    a.meets(b) && ends(a).iter().any(|x| ends(b).iter().any(|y| near(*x, *y)))
}

/// How two stretches meet, as a weight; none if they are not the same.
pub(super) fn periods(a: Length, b: Length) -> Option<i32> {
    if let (Some(x), Some(y)) = (a.days, b.days) {
        return overlap(x, y).then_some(if x == y { 3 } else { 1 });
    }
    match (a.hours, b.hours) {
        (Some(x), Some(y)) if (x - y).abs() <= 0.1 * x.max(y) => Some(3),
        (Some(_), Some(_)) => None,
        _ => Some(0),
    }
}

fn same_class(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.classes.iter().any(|class| b.classes.contains(class))
}

fn dates(a: &Item<'_>, b: &Item<'_>) -> i32 {
    let mut weight = i32::from(same_class(a, b)) * 2;
    weight += match (&a.place, &b.place) {
        (Some(x), Some(y)) if x.key == y.key => 1,
        _ => 0,
    };
    weight
        + match (a.time, b.time) {
            (Some(x), Some(y)) if x == y => 2,
            (Some(x), Some(y)) if overlap(x, y) => 1,
            (Some(x), Some(y)) if gap(x, y) > 3 => -3,
            (Some(_), Some(_)) => 0,
            _ => -2,
        }
}

fn places(a: &Item<'_>, b: &Item<'_>) -> Option<i32> {
    let (x, y) = (a.place.as_ref()?, b.place.as_ref()?);
    let by_class = i32::from(same_class(a, b));
    if x.key == y.key {
        return Some(by_class + 2);
    }
    let nested = x.words.iter().any(|word| y.words.contains(word));
    Some(
        by_class
            + if nested {
                2
            } else if x.meets(y) {
                0
            } else {
                -2
            },
    )
}

fn events(a: &Item<'_>, b: &Item<'_>) -> Option<i32> {
    let mut weight = i32::from(a.said.class == b.said.class);
    let (one, other) = (&a.said.stems, &b.said.stems);
    let common = shared(one, other);
    if common < 2 {
        return None;
    }
    weight += (6 * common / one.len().max(other.len()).max(1)) as i32;
    Some(weight - if a.actor.is_empty() || b.actor.is_empty() { 1 } else { 0 } - 2)
}

/// Orders, vows and the like: what is ordered weighs, whoever of a state's voices orders it, and most of
/// all the thing itself: `vengeance on the militants`, `vengeance and a campaign`.
fn acts(a: &Item<'_>, b: &Item<'_>) -> Option<i32> {
    const THING: i32 = 3;
    let common = shared(&a.said.stems, &b.said.stems) - in_the_act(a, b);
    let others = i32::from(a.speaker != b.speaker);
    let thing = thing(a).is_some_and(|one| thing(b).is_some_and(|other| one == other));
    (common > 0).then_some(2 * common.min(4) as i32 - others + if thing { THING } else { 0 })
}

/// How many of the stems that two acts share belong to their verb: `responsibility`, which all who claim it
/// share.
fn in_the_act(a: &Item<'_>, b: &Item<'_>) -> usize {
    let verb: BTreeSet<u64> = folded(&a.said.predicate).iter().map(|w| hash(stem(w))).collect();
    let own = |item: &Item<'_>, stem: &u64| item.said.stems.binary_search(stem).is_ok();
    verb.iter().filter(|stem| own(a, stem) && own(b, stem)).count()
}

/// The first word of what is ordered or vowed, if it is a plain noun and no name.
fn thing(item: &Item<'_>) -> Option<String> {
    let text = &item.said.object.as_ref()?.text;
    let first = words(text).next().and_then(|at| text.get(at))?;
    let plain = first.len() > 3 && first.chars().all(char::is_lowercase);
    plain.then(|| stem(&fold(first)).to_owned())
}

fn statements(a: &Item<'_>, b: &Item<'_>) -> Option<i32> {
    let (one, other) = (&a.said.stems, &b.said.stems);
    let common = shared(one, other);
    let least = one.len().min(other.len()).max(1);
    // What is denied is seldom told in the same words; the same parties make up for one of them.
    let denied = denies(a) && denies(b) && shared(&a.names, &b.names) > 1;
    if common < if denied { 2 } else { 3 } || 5 * common < 2 * least {
        return None;
    }
    Some((5 * common / least) as i32 + common.min(6) as i32 / 2 - 3)
}

/// Whether two sorted lists share a value.
pub(super) fn meet(a: &[u64], b: &[u64]) -> bool {
    shared(a, b) > 0
}

/// Whether both are known and nothing is in both.
pub(super) fn differ(a: &[u64], b: &[u64]) -> bool {
    !a.is_empty() && !b.is_empty() && !meet(a, b)
}

/// Whether two stretches share a day.
pub(super) fn overlap(a: Days, b: Days) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// Days between two stretches: 0 if they overlap, 1 if one follows the other.
pub(super) fn gap(a: Days, b: Days) -> i32 {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |gap| gap.get_days());
    if overlap(a, b) { 0 } else { days(a.1, b.0).max(days(b.1, a.0)) }
}

/// Whether two values of the same thing may be reported as a contradiction at all.
///
/// Two days or places of one event contradict each other only where it can happen but once; two
/// counts only where both tell of the same day or stretch of time, and of one actor, object or place.
pub(super) fn may_contradict(a: &Item<'_>, b: &Item<'_>, words: &FactWords) -> bool {
    let once =
        || a.classes.iter().any(|class| b.classes.contains(class) && words.once.contains(*class));
    match a.topic {
        Topic::Count => {
            same_time(a, b)
                && (meet(&a.actor, &b.actor) || meet(&a.object, &b.object) || same_place(a, b))
        }
        Topic::Date => once() && a.time.zip(b.time).is_some_and(|(x, y)| gap(x, y) <= 3),
        Topic::Place => once(),
        // The counts in them are compared as counts.
        Topic::Event => false,
        Topic::Statement => true,
    }
}

fn same_time(a: &Item<'_>, b: &Item<'_>) -> bool {
    let days = a.time.zip(b.time).is_some_and(|(x, y)| overlap(x, y));
    let stretches = a.period.zip(b.period).is_some_and(|(x, y)| periods(x, y) == Some(3));
    days || stretches
}

fn same_place(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.place.as_ref().zip(b.place.as_ref()).is_some_and(|(x, y)| x.key == y.key)
        || a.place.is_none() && b.place.is_none()
}
