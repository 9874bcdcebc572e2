//! The four answers of incidents told piece by piece.

use tidings_model::{AnnotatedArticle, ClaimKind, Label, Modifier};

use crate::made::{Made, view_of};

/// The answers as `key value`, in order of key.
#[track_caller]
fn check(pages: &[Made], expected: &str) {
    let docs: Vec<AnnotatedArticle> = pages.iter().map(|page| page.clone().article()).collect();
    let mut facts = view_of(&docs, 1).facts;
    facts.sort_by(|a, b| a.key.cmp(&b.key));
    let keys = ["date", "injured", "killed", "place"];
    let main = facts.iter().filter(|fact| keys.contains(&fact.key.as_str()));
    let shown: Vec<String> = main
        .map(|fact| format!("{} {}", fact.key, fact.preferred.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(shown.join("; "), expected);
}

fn page(text: &str) -> Made {
    Made::page("a", "2021-05-05").says(text)
}

/// Somebody, in these words, to whom this happened.
fn one(page: Made, words: &str, class: &str, predicate: &str) -> Made {
    page.claim(ClaimKind::Count, words, class, |claim| {
        claim.predicate = predicate.to_owned();
        claim.object = Some(words.to_owned());
        claim.value = Some(1.0);
        claim.modifier = Some(Modifier::Exact);
        claim.unit = words.split(' ').next_back().map(str::to_owned);
    })
}

fn many(page: Made, words: &str, class: &str, predicate: &str, value: f64) -> Made {
    page.count(words, class, value).change(|claim| claim.predicate = predicate.to_owned())
}

#[test]
fn whoever_was_hit_and_died_is_killed_alone() {
    let text = "A man was shot on Monday. The victim died; he was a baker.";
    let told = one(one(page(text), "A man", "injured", "shoot"), "The victim", "killed", "die");
    check(&[told], "date 2021-05-05; killed 1");
}

#[test]
fn people_are_told_apart_by_name_age_sex_and_another() {
    let text = "A man and a woman died. Marsh died. Another man died, and the man died.";
    let told = page(text).name("Marsh", Label::Per);
    let victims = ["A man", "a woman", "Marsh", "Another man", "the man"];
    let told = victims.iter().fold(told, |page, words| one(page, words, "killed", "die"));
    check(&[told], "date 2021-05-05; killed 3");
    let text = "A 30-year-old man died. A 40-year-old man died.";
    let told = one(page(text), "A 30-year-old man", "killed", "die");
    check(&[one(told, "A 40-year-old man", "killed", "die")], "date 2021-05-05; killed 2");
}

#[test]
fn a_sex_is_told_by_the_noun_and_not_by_whose_it_is() {
    let text = "A man shot his girlfriend. The woman was taken to hospital.";
    let told = one(page(text), "his girlfriend", "injured", "shoot");
    check(&[one(told, "The woman", "injured", "take")], "date 2021-05-05; injured 1");
}

#[test]
fn of_those_hit_the_dead_are_taken_off() {
    let text = "Five people were shot in Ostby, two people fatally.";
    let told = many(page(text), "Five people", "injured", "shoot", 5.0);
    let told = many(told, "two people", "killed", "shoot", 2.0).city("Ostby");
    check(&[told], "date 2021-05-05; injured 3; killed 2; place Ostby");
}

#[test]
fn a_person_and_others_make_a_sum() {
    let text = "A girl and four people were hurt.";
    let told = one(page(text), "A girl", "injured", "hurt");
    check(&[many(told, "four people", "injured", "hurt", 4.0)], "date 2021-05-05; injured 5");
}

#[test]
fn things_and_other_days_do_not_count() {
    let text =
        "Three people were hurt on Tuesday. Nine rounds were fired. On April 2 six people died.";
    let told =
        many(page(text), "Three people", "injured", "hurt", 3.0).on("Tuesday", "2021-05-04").then();
    let told = many(told, "Nine rounds", "injured", "shoot", 9.0);
    let told = many(told, "six people", "killed", "die", 6.0).on("April 2", "2021-04-02").then();
    check(&[told], "date 2021-05-04; injured 3");
}

#[test]
fn a_body_bears_the_name_of_its_city() {
    let text = "A man was hurt on Harbour Street, Ostby Police Department said.";
    let told = one(page(text), "A man", "injured", "hurt");
    let told = told.name("Harbour Street", Label::Loc).name("Ostby Police Department", Label::Org);
    check(&[told], "date 2021-05-05; injured 1; place Ostby");
}

#[test]
fn the_day_of_the_deed_outweighs_stamps_and_arrests() {
    let text = "Published May 5, 2021. Somebody was arrested on Tuesday. A man was hurt at 9 p.m. on Sunday.";
    let told = page(text)
        .on("May 5, 2021", "2021-05-05")
        .on("Tuesday", "2021-05-04")
        .claim(ClaimKind::Date, "Tuesday", "arrested", |_| {})
        .then()
        .on("Sunday", "2021-05-02");
    check(&[one(told, "A man", "injured", "hurt").then()], "date 2021-05-02; injured 1");
}

#[test]
fn a_dateline_a_headline_and_a_neighbourhood_are_weighed() {
    let hurt = |page: Made| one(page, "A man", "injured", "hurt");
    let told = page("OSTBY, Norland (AP) -- A man was hurt in Norrvik.").city("OSTBY");
    check(&[hurt(told.city("Norrvik"))], "date 2021-05-05; injured 1; place OSTBY");
    let told = page("A man was hurt in the Lund neighbourhood, Ostby Police said.").city("Lund");
    let told = hurt(told.name("Ostby Police", Label::Org));
    check(&[told], "date 2021-05-05; injured 1; place Ostby");
}

#[test]
fn a_weekday_six_days_back_and_a_night_to_come_are_doubted() {
    use tidings_model::{Direction, Reference};
    let weekday = |day| Reference::Weekday { day, direction: Direction::Past, strict: false };
    // Published on a Wednesday: `Thursday` would lie six days back, `Tuesday` one.
    let text = "The mayor spoke on Thursday. A man was hurt on Tuesday.";
    let told = page(text).relative("Thursday", weekday(4)).relative("Tuesday", weekday(2));
    check(&[one(told, "A man", "injured", "hurt")], "date 2021-05-04; injured 1");
}

#[test]
fn the_word_beside_a_date_tells_what_it_is_the_day_of() {
    let hurt = |page: Made| one(page, "A man", "injured", "hurt");
    // A trial long after: the deed has the fuller date, the court the weekday on top.
    let text = "A man was hurt, a judge heard in court on Tuesday. The shooting happened on March 4, 2021.";
    let told = page(text).on("Tuesday", "2021-05-04").on("March 4, 2021", "2021-03-04");
    check(&[hurt(told)], "date 2021-03-04; injured 1");
    let text = "A man was hurt. Officers were called on Sunday, and he died on Monday.";
    let told = page(text).on("Sunday", "2021-05-02").on("Monday", "2021-05-03");
    check(&[hurt(told)], "date 2021-05-02; injured 1");
}

#[test]
fn a_weekday_after_the_page_does_not_send_it_a_week_back() {
    use tidings_model::{Direction, Reference};
    let thursday = Reference::Weekday { day: 4, direction: Direction::Past, strict: false };
    // Published on a Wednesday, and changed on the day after.
    let text = "A man was hurt at a school. On Thursday the school stayed closed.";
    let told = page(text).relative("Thursday", thursday);
    check(&[one(told, "A man", "injured", "hurt")], "date 2021-05-05; injured 1");
}

#[test]
fn an_evening_hour_without_a_day_is_of_the_day_before() {
    let told = |hour: &str, value: &str| {
        let text = format!("A man was hurt around {hour} in Ostby.");
        let mut doc = one(page(&text).on(hour, "2021-05-05"), "A man", "injured", "hurt").article();
        let timex = doc.timexes.first_mut().unwrap();
        timex.value = format!("2021-05-05{value}");
        let facts = view_of(&[doc], 1).facts;
        let fact = facts.into_iter().find(|fact| fact.key == "date").unwrap();
        (fact.preferred.unwrap(), fact.explanation.contains("evening hour"))
    };
    assert_eq!(told("11 p.m.", "T23:00"), ("2021-05-04".to_owned(), true));
    assert_eq!(told("1:30 p.m.", "T13:30"), ("2021-05-05".to_owned(), false));
}

#[test]
fn a_headline_counts_where_its_page_counts_nobody() {
    let headed = |title: &str| {
        let mut doc = page("Sign up for our letters.").article();
        doc.article.title = Some(title.to_owned());
        let facts = view_of(&[doc], 1).facts;
        let count = |key: &str| facts.iter().find(|fact| fact.key == key)?.preferred.clone();
        (count("killed"), count("injured"))
    };
    let some = |number: &str| Some(number.to_owned());
    assert_eq!(headed("Two dead, 4 hurt in Ostby fire"), (some("2"), some("4")));
    assert_eq!(headed("Fatal fall in Ostby"), (some("1"), None));
    assert_eq!(headed("Boy, 9, dies in Ostby"), (some("1"), None));
    assert_eq!(headed("Three people killed in Ostby"), (some("3"), None));
    assert_eq!(headed("Ostby school reopens"), (None, None));
}

#[test]
fn an_answer_beside_the_claims_is_a_fact_with_its_own_traces() {
    let text = "OSTBY, Norland (AP) -- Three people were hurt in Norrvik.";
    let told = many(page(text).city("OSTBY"), "Three people", "injured", "hurt", 3.0);
    let told =
        told.city("Norrvik").claim(ClaimKind::Place, "Norrvik", "injured", |_| {}).at("Norrvik");
    let facts = view_of(&[told.article()], 1).facts;
    let held = |key: &str| {
        let fact = facts.iter().find(|fact| fact.key == key).unwrap();
        let values: Vec<&str> = fact.values.iter().map(|value| value.text.as_str()).collect();
        (fact.preferred.clone(), values.join(" "))
    };
    assert_eq!(held("place"), (Some("OSTBY".to_owned()), "OSTBY".to_owned()));
    assert_eq!(held("place/injured"), (Some("Norrvik".to_owned()), "Norrvik".to_owned()));
}
