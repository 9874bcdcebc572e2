//! What holds for every aggregator, whatever the articles.

use proptest::prelude::*;
use tidings_model::{AnnotatedArticle, ClaimKind, Label, Modifier, Status};

use crate::made::{Made, view_of};

const DAYS: &[&str] = &["", "2021-05-03", "2021-05-04", "2021-05-06"];
const PLACES: &[&str] = &["Norrvik", "Ostby", "Sarvika", "Sarvikka"];
const PEOPLE: &[&str] =
    &["Anders Holm", "Holm", "Minister Berit Holm", "Georgi Vasilev", "Giorgi Vasilev"];

/// A page about a bridge, with what is said and how left to chance.
fn page(n: usize) -> impl Strategy<Value = AnnotatedArticle> {
    let pick = |list: &'static [&'static str]| prop::sample::select(list);
    (pick(DAYS), pick(PLACES), pick(PEOPLE), 0u32..6, 0usize..4, any::<bool>()).prop_map(
        move |(day, place, person, number, hedge, planned)| {
            let sentence = format!(
                "The old bridge at {place} fell on Tuesday and {number} people died, {person} said."
            );
            let value = f64::from(number);
            let modifier =
                [Modifier::Exact, Modifier::AtLeast, Modifier::Approx, Modifier::AtMost][hedge];
            let (low, high) = match modifier {
                Modifier::AtLeast => (value, f64::INFINITY),
                Modifier::Approx => (value - 1.0, value + 1.0),
                Modifier::AtMost => (f64::NEG_INFINITY, value),
                _ => (value, value),
            };
            Made::page(&format!("{n}.txt"), day)
                .says(&sentence)
                .city(place)
                .name(person, Label::Per)
                .relative(
                    "Tuesday",
                    tidings_model::Reference::Weekday {
                        day: 2,
                        direction: tidings_model::Direction::Past,
                        strict: false,
                    },
                )
                .count(&format!("{number} people"), "killed", value)
                .between(low, high, modifier)
                .at(place)
                .then()
                .status(if planned { Status::Planned } else { Status::Actual })
                .claim(ClaimKind::Event, "bridge", "collapse", |_| {})
                .then()
                .at(place)
                .speaker(person)
                .article()
        },
    )
}

fn pages() -> impl Strategy<Value = Vec<AnnotatedArticle>> {
    (0usize..9).prop_flat_map(|n| (0..n).map(page).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_grouping_and_order_gives_the_same_view(docs in pages(), turn in 0usize..9) {
        let whole = view_of(&docs, 1);
        let mut turned = docs.clone();
        turned.rotate_left(turn.min(docs.len()));
        turned.reverse();
        prop_assert_eq!(&view_of(&turned, 7), &whole);
        prop_assert_eq!(&view_of(&docs, 3), &whole);
    }

    #[test]
    fn every_article_is_in_one_story_and_every_fact_holds_its_values(docs in pages()) {
        let view = view_of(&docs, 2);
        let mut told: Vec<_> = view.stories.iter().flat_map(|story| story.articles.clone()).collect();
        told.sort();
        let mut all: Vec<_> = docs.iter().map(|doc| doc.article.id).collect();
        all.sort();
        prop_assert_eq!(told, all);
        for fact in &view.facts {
            prop_assert!(!fact.values.is_empty());
            prop_assert!(fact.origins >= 1);
            for value in &fact.values {
                let doc = docs.iter().find(|doc| doc.article.id == value.article).unwrap();
                prop_assert_eq!(doc.slice(value.span), &value.text);
            }
        }
    }
}

#[test]
fn one_article_twice_counts_once() {
    let doc =
        Made::page("a.txt", "2021-05-03").says("Two trains met at Ostby.").city("Ostby").article();
    let once = view_of(std::slice::from_ref(&doc), 1);
    assert_eq!(view_of(&[doc.clone(), doc], 1), once);
}
