//! Bad input: whatever the articles hold, work and memory grow with their number and size alone.

use std::time::{Duration, Instant};

use testkit::growth::{TIMES, grows_evenly};
use tidings_model::{AnnotatedArticle, ClaimKind, Label, View};

use crate::made::{Made, view_of};

/// The time that a corpus of a size takes on two threads, and what is made of it.
fn timed(docs: &[AnnotatedArticle]) -> (Duration, View) {
    let clock = Instant::now();
    let view = view_of(docs, 2);
    (clock.elapsed(), view)
}

fn check_growth(size: usize, make: impl Fn(usize) -> Vec<AnnotatedArticle>) {
    let even = grows_evenly(&make(size), &make(TIMES * size), |docs| timed(docs).0);
    assert_eq!(even, Ok(()));
}

fn of_one_story(n: usize, day: &'static str) -> Vec<AnnotatedArticle> {
    let article = |at: usize| {
        Made::page(&format!("{at}"), day)
            .says("The old bridge at Ostby fell into the river Lenn with seven lorries on it.")
            .city("Ostby")
            .claim(ClaimKind::Event, "bridge", "collapse", |_| {})
            .says(&format!("Rescuers counted {at} people dead, Berit Holm said."))
            .name("Berit Holm", Label::Per)
            .count(&format!("{at} people"), "killed", at as f64)
            .article()
    };
    (0..n).map(article).collect()
}

#[test]
fn articles_of_one_story() {
    check_growth(100, |n| of_one_story(n, "2021-05-03"));
}

#[test]
fn articles_without_a_day() {
    check_growth(100, |n| of_one_story(n, ""));
}

#[test]
fn mentions_of_one_article() {
    check_growth(2_500, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("Ana{at} Holm{at}")).collect();
        let text = names.join(" met ");
        let mut page = Made::page("a", "2021-05-03").says(&text).article();
        let mut at = 0;
        for name in &names {
            page.mentions.push(tidings_model::Mention {
                span: tidings_model::Span::at(at..at + name.len()),
                label: Label::Per,
                kind: None,
                canonical: None,
                confidence: 1.0,
                place: None,
            });
            at += name.len() + " met ".len();
        }
        vec![page]
    });
}

#[test]
fn aliases_of_one_entity() {
    let made = |n: usize| -> Vec<AnnotatedArticle> {
        // Folded they are one name; as they are written, each is another.
        let spelling = |at: usize| {
            let upper = |(bit, c): (usize, char)| {
                if at >> bit & 1 == 1 { c.to_ascii_uppercase() } else { c }
            };
            "abcdefghijklmnop".chars().enumerate().map(upper).collect::<String>()
        };
        let page = |at: usize| {
            let name = spelling(at);
            Made::page(&format!("{at}"), "2021-05-03").says(&name).name(&name, Label::Org).article()
        };
        (0..n).map(page).collect()
    };
    let (_, view) = timed(&made(2000));
    assert_eq!(view.entities.len(), 1);
    assert_eq!(view.entities[0].aliases.len(), 2000);
    check_growth(250, made);
}

#[test]
fn a_quintillion_dead_is_a_number_like_others() {
    let told = |uri: &str, n: f64| {
        Made::page(uri, "2021-05-03")
            .says("The old bridge at Ostby fell into the river Lenn and people died on it.")
            .city("Ostby")
            .count("people", "killed", n)
            .at("Ostby")
            .article()
    };
    let (_, view) = timed(&[told("a", 1e18), told("b", 1e18), told("c", f64::MAX)]);
    let killed = view.facts.iter().find(|fact| fact.key == "killed").expect("it is told");
    assert!(
        killed.values.iter().any(|value| value.value.as_deref() == Some("1000000000000000000"))
    );
}

#[test]
fn what_is_not_looked_at_is_noted() {
    let mut doc = Made::page("a", "2021-05-05")
        .says("Three people died on Tuesday when the bridge at Ostby fell.")
        .city("Ostby")
        .on("Tuesday", "2021-05-04")
        .count("people", "killed", 3.0)
        .at("Ostby")
        .article();
    let claim = doc.claims[0].clone();
    let more = |n: u32| tidings_model::Claim { predicate: format!("fall{n}"), ..claim.clone() };
    doc.claims.extend((0..3000).map(more));
    let date = doc.timexes[0].clone();
    doc.timexes.extend(std::iter::repeat_n(date, 250));
    let place = doc.mentions.iter().find(|at| at.kind.as_deref() == Some("city")).unwrap().clone();
    doc.mentions.extend(std::iter::repeat_n(place, 250));
    let (_, view) = timed(&[doc]);
    let notes: Vec<&str> = view
        .placements
        .values()
        .flat_map(|placement| &placement.notes)
        .map(|note| note.text.as_str())
        .collect();
    let expected = [
        "only 200 of its 251 dates are compared, the first",
        "only 2000 of its 3001 claims are compared, the first",
        "only 100 of its 251 dates can be that of its incident, the first",
        "only 200 of its 251 places can be that of its incident, the first",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn a_crowd_of_claims_says_how_many_each_was_held_against() {
    let (_, view) = timed(&of_one_story(70, "2021-05-03"));
    let crowded = |fact: &&tidings_model::Fact| fact.explanation.contains("the 64 before it alone");
    assert!(view.facts.iter().any(|fact| crowded(&fact)));
    let (_, view) = timed(&of_one_story(20, "2021-05-03"));
    assert!(!view.facts.iter().any(|fact| crowded(&fact)));
}
