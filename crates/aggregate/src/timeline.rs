//! Timeline: the facts of each story that are known to belong to a day or a stretch of days.
//!
//! A date fact lies on the days of its preferred value. A count or event lies on the days that its
//! values give, where all that give any agree.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tidings_model::{
    AnnotatedArticle, ArticleId, ClaimId, Date, Fact, FactValue, TimelineEntry, View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Settings, Spec, Stage};

use crate::digests::{Digests, Sorted};

/// Dates the facts.
#[derive(Debug)]
pub struct Timeline;

/// The days that claims of some articles point at.
#[derive(Debug, Default)]
pub struct Days(Digests<Vec<(ClaimId, Day)>>);

/// The time of a claim: the index of its timex, and the days as far as the page itself tells.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Day {
    timex: u32,
    days: Option<(Date, Date)>,
}

impl Stage for Timeline {
    const SPEC: Spec = Spec {
        name: "timeline",
        family: Family::Aggregate,
        about: "Puts the dated facts of each story in order of their days.",
        reads: &[Field::Claims, Field::Timexes, Field::Facts, Field::Anchors],
        writes: &[Field::Timeline],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Aggregator for Timeline {
    type Partial = Days;

    fn start(&self) -> Days {
        Days::default()
    }

    fn add(&self, partial: &mut Days, doc: &AnnotatedArticle) {
        let id = doc.article.id;
        let timed = doc.claims.iter().filter_map(|claim| {
            let timex = claim.time?;
            let days = doc.timexes.get(timex as usize).and_then(|timex| timex.from.zip(timex.to));
            Some((claim.id(id), Day { timex, days }))
        });
        let timed: Vec<(ClaimId, Day)> = timed.collect();
        if !timed.is_empty() {
            partial.0.add(id, &timed);
        }
    }

    fn merge(&self, into: &mut Days, other: Days) {
        into.0.merge(other.0);
    }

    fn finish(&self, partial: Days, view: &mut View) {
        let pages = partial.0.sorted();
        let mut facts: Vec<&Fact> = view.facts.iter().collect();
        facts.sort_by_key(|fact| (fact.story, fact.id));
        let mut entries: Vec<TimelineEntry> = Vec::new();
        for facts in facts.chunk_by(|a, b| a.story == b.story) {
            let known = known(facts, &pages, view);
            entries.extend(facts.iter().filter_map(|fact| entry(fact, &known)));
        }
        entries.sort();
        view.timeline = entries;
    }
}

/// The days of the claims of one story, as far as the pages and the story tell them.
type Known = BTreeMap<ClaimId, (Date, Date)>;

fn known(facts: &[&Fact], pages: &Sorted<Vec<(ClaimId, Day)>>, view: &View) -> Known {
    let values = facts.iter().flat_map(|fact| &fact.values);
    let articles: BTreeSet<ArticleId> = values.map(|value| value.article).collect();
    let mut known = Known::new();
    for article in articles {
        let placement = view.placements.get(&article);
        for (claim, day) in pages.get(article).into_iter().flatten() {
            let placed = placement.and_then(|placement| placement.timexes.get(&day.timex));
            let days = placed.map_or(day.days, |resolved| resolved.from.zip(resolved.to));
            known.extend(days.map(|days| (claim, days)));
        }
    }
    known
}

fn entry(fact: &Fact, known: &Known) -> Option<TimelineEntry> {
    let (from, to) = days(fact, known)?;
    let label = fact.label.clone();
    Some(TimelineEntry { story: fact.story, from, to, fact: fact.id, label })
}

/// The days of a fact: of a date, those of the preferred value; else those that all values share.
fn days(fact: &Fact, known: &Known) -> Option<(Date, Date)> {
    let of_value = |value: &FactValue| known.get(&value.claim).copied();
    if fact.kind == "date" {
        let preferred = fact.preferred.as_ref()?;
        return fact
            .values
            .iter()
            .filter(|value| value.value.as_ref() == Some(preferred))
            .find_map(of_value);
    }
    let mut known = fact.values.iter().filter_map(of_value);
    let first = known.next()?;
    known.try_fold(first, |days, next| {
        let both = (days.0.max(next.0), days.1.min(next.1));
        (both.0 <= both.1).then_some(both)
    })
}

#[cfg(test)]
mod tests {
    use tidings_model::{AnnotatedArticle, ClaimKind};

    use crate::made::{Made, view_of};

    #[test]
    fn dated_facts_come_in_order_of_their_days() {
        let page = Made::page("a", "2021-05-06")
            .says("The bridge fell on Tuesday.")
            .on("Tuesday", "2021-05-04")
            .claim(ClaimKind::Date, "Tuesday", "collapse", |_| {})
            .then()
            .says("It was closed on Monday.")
            .on("Monday", "2021-05-03")
            .claim(ClaimKind::Event, "closed", "close", |_| {})
            .then()
            .says("Ships wait.")
            .claim(ClaimKind::Event, "wait", "wait", |_| {});
        let docs: [AnnotatedArticle; 1] = [page.article()];
        let view = view_of(&docs, 1);
        let mut shown: Vec<String> = view
            .timeline
            .iter()
            .map(|entry| {
                let fact = view.facts.iter().find(|fact| fact.id == entry.fact).unwrap();
                format!("{} {}", entry.from, fact.key)
            })
            .collect();
        assert!(shown.is_sorted_by_key(|line| line.split_at(10).0), "{shown:?}");
        shown.sort();
        assert_eq!(
            shown,
            ["2021-05-03 date/close", "2021-05-03 event/close", "2021-05-04 date/collapse"]
        );
    }
}
