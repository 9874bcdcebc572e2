//! How the values of a fact stand to each other, and which of them is shown.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Certainty, Date, Interval, Precision, Verdict};

use super::choose::{Choice, Vote, choose};
use super::items::{Item, Topic};
use super::origins::Origins;
use super::scope;
use crate::lexicon::Lexicon;

/// What is made of the values of a fact.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) preferred: Option<String>,
    pub(super) explanation: String,
    /// The part of each value in the fact.
    pub(super) roles: Vec<Option<&'static str>>,
    /// Independent origins among the values that have a vote.
    pub(super) origins: u64,
}

/// Values of a fact with what is known about them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a, 'b> {
    pub(super) items: &'b [&'b Item<'a>],
    pub(super) origins: &'b Origins,
    /// Which values are parts of a total among them.
    pub(super) part: &'b [bool],
    pub(super) total: Option<usize>,
}

impl Case<'_, '_> {
    fn topic(&self) -> Topic {
        self.items.first().map_or(Topic::Statement, |item| item.topic)
    }

    /// The values that count: no parts, no dates without a day, and of two certainties the stronger.
    fn voters(&self) -> Vec<usize> {
        let counts = |at: usize| {
            let item = self.items[at];
            !self.part[at] && (item.topic != Topic::Date || item.time.is_some())
        };
        let all: Vec<usize> = (0..self.items.len()).filter(|&at| counts(at)).collect();
        let strong = |at: &usize| {
            let item = self.items[*at];
            let stated = matches!(item.said.certainty, Certainty::Asserted | Certainty::Reported);
            // That it is not so is as sure as that it is, and what is planned is never more than expected.
            stated || scope::denies(item) || item.planned()
        };
        let sure: Vec<usize> = all.iter().copied().filter(|at| strong(at)).collect();
        if sure.is_empty() { all } else { sure }
    }

    fn pages(&self, of: &[usize]) -> usize {
        of.iter().map(|&at| self.items[at].article).collect::<BTreeSet<_>>().len()
    }

    fn origins_of(&self, of: &[usize]) -> usize {
        of.iter().map(|&at| self.origins.of[at]).collect::<BTreeSet<_>>().len()
    }
}

/// Judges a fact.
pub(super) fn judge(case: Case<'_, '_>, lexicon: &Lexicon) -> Judged {
    let voters = case.voters();
    let relation = relation(case, &voters, lexicon);
    let chosen = chosen(case, &voters, &relation);
    let verdict = verdict(case, &voters, &relation);
    Judged {
        verdict,
        preferred: chosen.and_then(|at| shown(case.items[at])),
        explanation: explanation(case, &voters, verdict, &relation, chosen),
        origins: case.origins_of(&voters) as u64,
        roles: roles(case, chosen),
    }
}

/// How the sets of values that count stand to each other.
#[derive(Debug, PartialEq)]
enum Relation {
    Equal,
    Meet,
    /// They do not all meet, but later pages give higher counts: the last is the state of things.
    Grown(usize),
    Disjoint,
}

fn relation(case: Case<'_, '_>, voters: &[usize], lexicon: &Lexicon) -> Relation {
    match case.topic() {
        Topic::Count | Topic::Date => by_interval(case, voters, lexicon),
        Topic::Place => by_place(case, voters),
        Topic::Event => {
            let times: BTreeSet<_> = voters.iter().filter_map(|&at| case.items[at].time).collect();
            if times.len() < 2 { Relation::Equal } else { Relation::Meet }
        }
        Topic::Statement => {
            let sure: BTreeSet<_> =
                case.items.iter().map(|item| item.said.certainty == Certainty::Possible).collect();
            let equal = sure.len() < 2 && !parted(case, voters, lexicon);
            if equal { Relation::Equal } else { Relation::Meet }
        }
    }
}

/// Whether statements speak of different parts of one whole: `some of the strikes`, `most strikes`.
fn parted(case: Case<'_, '_>, voters: &[usize], lexicon: &Lexicon) -> bool {
    const FIRST: usize = 4;
    let part = |at: &usize| {
        let mut words = crate::words::folded(case.items[*at].text);
        words.truncate(FIRST);
        words.into_iter().rfind(|word| lexicon.facts.quantifiers.contains(word))
    };
    voters.iter().filter_map(part).collect::<BTreeSet<String>>().len() > 1
}

fn by_interval(case: Case<'_, '_>, voters: &[usize], lexicon: &Lexicon) -> Relation {
    let sets: Vec<Interval> = voters.iter().map(|&at| set(case.items[at])).collect();
    let low = sets.iter().filter_map(|set| set.low).max_by(f64::total_cmp);
    let high = sets.iter().filter_map(|set| set.high).min_by(f64::total_cmp);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        let cumulative = case.topic() == Topic::Count
            && case.items.iter().all(|item| lexicon.facts.cumulative.contains(&item.said.class));
        let grown = cumulative.then(|| grown(case, voters)).flatten();
        return grown.map_or(Relation::Disjoint, Relation::Grown);
    }
    let bound = |set: &Interval| set.low.is_none() || set.high.is_none();
    let equal = match sets.iter().find(|set| set.low.is_some() && set.low == set.high) {
        // `at least 174` agrees with 174.
        Some(point) => sets.iter().all(|set| {
            set == point || bound(set) && (set.low == point.low || set.high == point.high)
        }),
        None => sets.iter().all(|set| Some(set) == sets.first()),
    };
    if equal { Relation::Equal } else { Relation::Meet }
}

/// The highest value, if values grow with the days of their pages.
fn grown(case: Case<'_, '_>, voters: &[usize]) -> Option<usize> {
    let day = |at: usize| {
        let item = case.items[at];
        item.page.day
    };
    let mut dated: Vec<(Date, f64, usize)> = Vec::new();
    for &at in voters {
        let low = set(case.items[at]).low?;
        dated.push((day(at)?, low, at));
    }
    dated.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (first, last) = (dated.first()?, dated.last()?);
    let grows = dated.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let one_a_day = dated.windows(2).all(|pair| pair[0].0 < pair[1].0 || pair[0].1 == pair[1].1);
    (grows && one_a_day && first.1 < last.1).then_some(last.2)
}

/// What a count or a date can mean, as a set of numbers; days are counted from the year 1970.
fn set(item: &Item<'_>) -> Interval {
    match (item.topic, item.time) {
        (Topic::Date, Some((from, to))) => {
            Interval { low: Some(number(from)), high: Some(number(to)) }
        }
        (Topic::Date, None) => Interval { low: None, high: None },
        _ => item.interval(),
    }
}

fn number(day: Date) -> f64 {
    let start = Date::constant(1970, 1, 1);
    start.until(day).map_or(0.0, |gap| f64::from(gap.get_days()))
}

fn by_place(case: Case<'_, '_>, voters: &[usize]) -> Relation {
    let spots: Vec<_> = voters.iter().filter_map(|&at| case.items[at].place.as_ref()).collect();
    let equal = spots.iter().all(|spot| spots.first().is_some_and(|first| first.key == spot.key));
    let meet = || spots.iter().all(|a| spots.iter().take(32).all(|b| a.meets(b)));
    if equal {
        Relation::Equal
    } else if meet() {
        Relation::Meet
    } else {
        Relation::Disjoint
    }
}

fn verdict(case: Case<'_, '_>, voters: &[usize], relation: &Relation) -> Verdict {
    let pages = case.pages(voters);
    let first = voters.first().map(|&at| case.items[at].article);
    let copied = |&at: &usize| case.origins.copy[at] || Some(case.items[at].article) == first;
    match relation {
        Relation::Disjoint if case.origins_of(voters) > 1 => Verdict::Conflict,
        _ if pages < 2 && case.total.is_some() => Verdict::Agree,
        _ if pages < 2 => Verdict::Single,
        _ if case.origins_of(voters) == 1 && voters.iter().all(copied) => Verdict::Copied,
        Relation::Equal => Verdict::Agree,
        _ => Verdict::Compatible,
    }
}

/// The value that is shown, as an index.
fn chosen(case: Case<'_, '_>, voters: &[usize], relation: &Relation) -> Option<usize> {
    match (case.topic(), relation) {
        (_, Relation::Grown(at)) => Some(*at),
        (Topic::Count | Topic::Date, _) => {
            let vote =
                |&at: &usize| Vote { set: set(case.items[at]), origin: case.origins.of[at], at };
            match choose(&voters.iter().map(vote).collect::<Vec<_>>()) {
                Choice::Winner { at, .. } => Some(at),
                Choice::Tie | Choice::None => None,
            }
        }
        (Topic::Place, _) => nearest(case, voters),
        (Topic::Event | Topic::Statement, _) => None,
    }
}

/// The city that most origins support; where no city is named, the smallest place.
fn nearest(case: Case<'_, '_>, voters: &[usize]) -> Option<usize> {
    const COMPARED: usize = 200;
    let origins = |key: u64| -> usize {
        let same =
            |&&at: &&usize| case.items[at].place.as_ref().is_some_and(|place| place.key == key);
        case.origins_of(&voters.iter().filter(same).copied().collect::<Vec<_>>())
    };
    let rank = |&at: &usize| {
        let place = case.items[at].place.as_ref()?;
        let size = match place.extent() {
            Some(Precision::City) => 3,
            None => 2,
            Some(Precision::Region) => 1,
            Some(Precision::Country) => 0,
        };
        Some((size, origins(place.key), std::cmp::Reverse(at)))
    };
    voters.iter().copied().take(COMPARED).max_by_key(rank)
}

/// The value as the table of facts shows it.
pub(super) fn shown(item: &Item<'_>) -> Option<String> {
    match item.topic {
        Topic::Count => item.said.value.or(item.said.low).or(item.said.high).map(decimal),
        Topic::Date => match item.time {
            Some((from, to)) if from == to => Some(from.to_string()),
            _ => item.time_value.map(str::to_owned),
        },
        Topic::Place => item.place.as_ref().map(|place| place.name.clone()),
        Topic::Event | Topic::Statement => None,
    }
}

/// A number without needless zeros.
pub(super) fn decimal(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

fn roles(case: Case<'_, '_>, chosen: Option<usize>) -> Vec<Option<&'static str>> {
    let role = |at: usize| {
        let item = case.items[at];
        if case.part[at] {
            return Some("part");
        }
        if case.total == Some(at) {
            return Some("total");
        }
        if item.topic == Topic::Date && item.time.is_none() {
            return Some("unresolved");
        }
        if case.origins.copy[at] {
            return Some("copy");
        }
        let best = case.items[chosen?];
        if scope::contradict(item, best) {
            return Some("dissent");
        }
        let (own, best_set) = (set(item), set(best));
        let wider = matches!(item.topic, Topic::Count | Topic::Date)
            && own != best_set
            && own.contains(best_set);
        if wider {
            Some("wider")
        } else if chosen == Some(at) {
            Some("preferred")
        } else {
            None
        }
    };
    (0..case.items.len()).map(role).collect()
}

fn explanation(
    case: Case<'_, '_>,
    voters: &[usize],
    verdict: Verdict,
    relation: &Relation,
    chosen: Option<usize>,
) -> String {
    let origins = case.origins_of(voters);
    let mut said = match verdict {
        Verdict::Agree if case.pages(voters) < 2 => {
            "The parts on the page sum to its total.".to_owned()
        }
        Verdict::Agree => format!("{} give the same.", origins_in_words(origins)),
        Verdict::Compatible => compatible(relation, origins),
        Verdict::Conflict => conflict(case, voters, chosen),
        Verdict::Copied if *relation == Relation::Disjoint => {
            let differ =
                "The pages give it in nearly the same words, and are one origin, though with";
            format!("{differ} values that do not hold together: {}.", values(case, voters))
        }
        Verdict::Copied => "The pages give it in the same words: one origin, one vote.".to_owned(),
        Verdict::Single => "Only one page says it.".to_owned(),
        Verdict::Distinct => {
            "Like another fact, but of another event, period or status.".to_owned()
        }
    };
    if let Some(sum) = sum(case) {
        said.push_str(&sum);
    }
    let open =
        case.items.iter().filter(|item| item.topic == Topic::Date && item.time.is_none()).count();
    if open > 0 && open < case.items.len() {
        said.push_str(" A day that could not be resolved neither supports nor contradicts it.");
    }
    let weak =
        case.items.len() > voters.len() + open + case.part.iter().filter(|part| **part).count();
    if weak {
        said.push_str(" What is only possible does not weigh against what is stated.");
    }
    said
}

fn origins_in_words(n: usize) -> String {
    if n == 1 {
        "Reports that go back to one origin".to_owned()
    } else {
        format!("{n} independent origins")
    }
}

fn compatible(relation: &Relation, origins: usize) -> String {
    match relation {
        Relation::Grown(_) => {
            "Later pages give a higher count: an update, and the last one is shown.".to_owned()
        }
        _ => format!(
            "The values of {} can hold together; the narrowest one is shown.",
            origins_in_words(origins).to_lowercase()
        ),
    }
}

/// The values of a fact, each once, in order.
fn values(case: Case<'_, '_>, voters: &[usize]) -> String {
    let all: BTreeSet<String> = voters.iter().filter_map(|&at| shown(case.items[at])).collect();
    all.into_iter().take(20).collect::<Vec<String>>().join(", ")
}

fn conflict(case: Case<'_, '_>, voters: &[usize], chosen: Option<usize>) -> String {
    let mut sides: BTreeMap<String, usize> = BTreeMap::new();
    for &at in voters.iter().take(200) {
        let meets = |&&other: &&usize| !scope::contradict(case.items[at], case.items[other]);
        if let Some(value) = shown(case.items[at]) {
            let support: Vec<usize> = voters.iter().filter(meets).copied().collect();
            sides.entry(value).or_insert_with(|| case.origins_of(&support));
        }
    }
    let sides: Vec<String> = sides
        .iter()
        .take(8)
        .map(|(value, n)| format!("{value} ({n} origin{})", if *n == 1 { "" } else { "s" }))
        .collect();
    let days: Vec<_> = voters.iter().filter_map(|&at| case.items[at].time).collect();
    let adjacent = case.topic() == Topic::Date
        && days
            .iter()
            .min()
            .zip(days.iter().max())
            .is_some_and(|(first, last)| scope::gap(*first, *last) == 1);
    let near = if adjacent { " The days are adjacent days." } else { "" };
    let rule = if chosen.is_some() {
        "more origins support the one shown"
    } else {
        "none has more origins than the others"
    };
    if sides.is_empty() {
        return "The statements exclude each other.".to_owned();
    }
    format!("{} do not hold together; {rule}.{near}", sides.join(" and "))
}

fn sum(case: Case<'_, '_>) -> Option<String> {
    let total = shown(case.items[case.total?])?;
    let parts: Vec<String> = (0..case.items.len())
        .filter(|&at| case.part[at])
        .filter_map(|at| shown(case.items[at]))
        .collect();
    Some(format!(" {} = {total}.", parts.join(" + ")))
}
