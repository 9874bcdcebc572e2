//! Facts of hand-made pages: values, verdict and preferred value in one line.

use tidings_model::{
    AnnotatedArticle, Certainty, ClaimKind, Direction, Fact, Label, Modifier, Reference, Speaker,
    Status, Verdict,
};

use crate::made::{Made, view_of};

/// Facts as `key verdict preferred [values]`, in order of key.
fn facts(pages: &[Made]) -> Vec<Fact> {
    let docs: Vec<AnnotatedArticle> = pages.iter().map(|page| page.clone().article()).collect();
    let mut facts = view_of(&docs, 1).facts;
    facts.sort_by(|a, b| a.key.cmp(&b.key));
    facts
}

fn shown(fact: &Fact) -> String {
    let preferred = fact.preferred.as_deref().unwrap_or("-");
    let mut values: Vec<String> = fact
        .values
        .iter()
        .map(|value| {
            let role = value.role.as_deref().filter(|role| *role != "preferred");
            let role = role.map(|role| format!(" {role}")).unwrap_or_default();
            format!("{}{role}", value.text)
        })
        .collect();
    values.sort();
    format!("{} {} {preferred} [{}]", fact.key, fact.verdict, values.join(", "))
}

#[track_caller]
fn check(pages: &[Made], topic: &str, expected: &[&str]) {
    let found: Vec<String> =
        facts(pages).iter().filter(|fact| fact.kind == topic).map(shown).collect();
    assert_eq!(found, expected);
}

/// A page with a title's worth of words in common with its siblings, so that they are one story.
fn about_the_bridge(uri: &str) -> Made {
    Made::page(uri, "2021-05-05")
        .says("Ostby bridge collapse over the river Lenn: rescue crews at work.")
}

fn dead(uri: &str, words: &str, sentence: &str, number: f64) -> Made {
    about_the_bridge(uri)
        .says(sentence)
        .city("Ostby")
        .on("Tuesday", "2021-05-04")
        .count(words, "killed", number)
        .then()
        .at("Ostby")
}

#[test]
fn equal_counts_agree_and_a_bound_met_agrees() {
    check(
        &[
            dead(
                "a",
                "17 people",
                "The collapse of the bridge in Ostby on Tuesday killed 17 people.",
                17.0,
            ),
            dead(
                "b",
                "17 motorists",
                "At least 17 motorists were dead after a bridge fell in Ostby on Tuesday.",
                17.0,
            )
            .between(17.0, f64::INFINITY, Modifier::AtLeast),
        ],
        "count",
        &["killed agree 17 [17 motorists wider, 17 people]"],
    );
}

#[test]
fn where_pages_lie_changes_no_fact() {
    // Eight pages that give nine, ten or eleven, in other words each.
    let told = |uri: String, n: usize| {
        let (words, number) = [("Nine", 9.0), ("Ten", 10.0), ("Eleven", 11.0)][n % 3];
        let words = format!("{words} people");
        let sentence = match n % 4 {
            0 => format!("{words} died in Ostby on Tuesday when the bridge fell."),
            1 => format!(
                "In Ostby, {words} were found dead below the bridge, police said on Tuesday."
            ),
            2 => format!("The fall of the bridge on Tuesday cost {words} of Ostby their lives."),
            _ => format!(
                "Divers took {words} dead out of the Lenn at Ostby on Tuesday, the mayor told us."
            ),
        };
        dead(&uri, &words, &sentence, number)
    };
    let told_at = |address: &dyn Fn(usize) -> String| -> Vec<String> {
        let pages: Vec<Made> = (0..8).map(|n| told(address(n), n)).collect();
        facts(&pages).iter().map(shown).collect()
    };
    let forth = told_at(&|n| format!("a/{n}"));
    assert!(forth.iter().any(|fact| fact.starts_with("killed conflict")), "{forth:?}");
    for address in ["b", "cc", "ddd", "eeee"] {
        assert_eq!(told_at(&|n| format!("{address}/{}", n * 7 % 8)), forth, "{address}");
    }
}

#[test]
fn words_copied_with_another_number_are_one_origin_and_told_to_differ() {
    let told = |uri: &str, words: &str, number| {
        let sentence = format!(
            "{words} were arrested in Ostby by Tuesday noon, the rescue service said in a statement."
        );
        let page = about_the_bridge(uri).says(&sentence).city("Ostby").on("Tuesday", "2021-05-04");
        page.count(words, "arrested", number).then().at("Ostby")
    };
    let facts = facts(&[told("a", "Nine people", 9.0), told("b", "Ten people", 10.0)]);
    let fact = facts.iter().find(|fact| fact.kind == "count").unwrap();
    assert_eq!(fact.verdict, Verdict::Copied);
    assert!(fact.explanation.contains("do not hold together: 10, 9"), "{}", fact.explanation);
}

#[test]
fn a_heading_has_the_place_of_most_values() {
    let told = |uri: &str, words: &str, sentence: &str, place: &str| {
        let page = about_the_bridge(uri).says(sentence).city(place).on("Tuesday", "2021-05-04");
        page.count(words, "killed", 9.0).then().at(place)
    };
    let pages = [
        told("a", "Nine people", "Nine people died in Ostby on Tuesday.", "Ostby"),
        told("b", "nine sailors", "A ship from Vigo lost nine sailors on Tuesday.", "Vigo"),
    ];
    for fact in facts(&pages).iter().filter(|fact| fact.kind == "count") {
        let places = fact.label.matches(" in ").count();
        assert_eq!(places, usize::from(fact.values.len() == 1), "{}", fact.label);
    }
}

#[test]
fn a_round_number_is_refined() {
    check(
        &[
            dead(
                "a",
                "around 120 people",
                "The collapse of the bridge in Ostby on Tuesday killed around 120 people.",
                120.0,
            )
            .between(114.0, 126.0, Modifier::Approx),
            dead(
                "b",
                "118 people",
                "Police counted 118 people dead in Ostby after the fall of the bridge on Tuesday.",
                118.0,
            ),
        ],
        "count",
        &["killed compatible 118 [118 people, around 120 people wider]"],
    );
}

#[test]
fn counts_of_one_event_and_day_contradict_each_other_and_copies_have_no_vote() {
    let nine = "Nine people were confirmed dead in Ostby by Tuesday noon, the rescue service said in a statement.";
    let pages = [
        dead("a", "Nine people", nine, 9.0),
        dead("b", "Nine people", nine, 9.0),
        dead(
            "c",
            "Eleven people",
            "Eleven people were confirmed dead in Ostby on Tuesday, the county hospital said.",
            11.0,
        ),
    ];
    let all = facts(&pages);
    let killed = all.iter().find(|fact| fact.key == "killed").unwrap();
    assert_eq!((killed.verdict, killed.origins, &killed.preferred), (Verdict::Conflict, 2, &None));
    assert!(
        killed.explanation.contains("9 (1 origin) and 11 (1 origin)")
            || killed.explanation.contains("11 (1 origin) and 9 (1 origin)"),
        "{}",
        killed.explanation
    );
    assert_eq!(
        killed.values.iter().filter(|value| value.role.as_deref() == Some("copy")).count(),
        1
    );
}

#[test]
fn the_same_words_are_copied() {
    let nine = "Nine people were confirmed dead in Ostby by Tuesday noon, the rescue service said in a statement.";
    let pages = [dead("a", "Nine people", nine, 9.0), dead("b", "Nine people", nine, 9.0)];
    check(&pages, "count", &["killed copied 9 [Nine people, Nine people copy]"]);
}

#[test]
fn later_and_higher_counts_are_an_update() {
    let on = |uri: &str, day: &'static str, sentence: &str, words: &str, number: f64| {
        Made::page(uri, day)
            .says("Ostby bridge collapse over the river Lenn: rescue crews at work.")
            .says(sentence)
            .city("Ostby")
            .on("Tuesday", "2021-05-04")
            .count(words, "killed", number)
            .then()
            .at("Ostby")
    };
    check(
        &[
            on(
                "a",
                "2021-05-04",
                "The fall of the bridge in Ostby on Tuesday left two people dead.",
                "two people",
                2.0,
            ),
            on(
                "b",
                "2021-05-06",
                "The collapse of the bridge in Ostby on Tuesday killed five people.",
                "five people",
                5.0,
            ),
        ],
        "count",
        &["killed compatible 5 [five people, two people dissent]"],
    );
}

#[test]
fn other_cities_days_and_plans_stay_apart() {
    let flights = |uri: &str, words: &str, number: f64| {
        about_the_bridge(uri)
            .says(&format!("The coast guard sent {words} over the river Lenn on Tuesday."))
            .on("Tuesday", "2021-05-04")
            .count(words, "fly", number)
            .by("coast guard")
            .then()
    };
    check(
        &[flights("a", "14 flights", 14.0).status(Status::Planned), flights("b", "9 flights", 9.0)],
        "count",
        &[
            "count/flight single 9 [9 flights]",
            "count/flight/planned single 14 [14 flights]",
            "distinct/flight distinct - [14 flights, 9 flights]",
        ],
    );
    let far = about_the_bridge("c")
        .says("A storm in Norrvik on 4 January killed two people.")
        .city("Norrvik")
        .on("4 January", "2021-01-04")
        .count("two people", "killed", 2.0)
        .then()
        .at("Norrvik");
    let near = dead(
        "d",
        "17 people",
        "The collapse of the bridge in Ostby on Tuesday killed 17 people.",
        17.0,
    );
    let found = facts(&[far, near]);
    let counts: Vec<_> =
        found.iter().filter(|fact| fact.kind == "count").map(|fact| fact.verdict).collect();
    assert_eq!(counts, [Verdict::Single, Verdict::Single]);
}

#[test]
fn a_stretch_of_time_is_not_a_day_of_it() {
    let page = |uri: &str, sentence: &str, words: &str, number: f64| {
        about_the_bridge(uri).says(sentence).count(words, "fly", number).by("coast guard")
    };
    let two_days = |made: Made, words: &str, value: &str| made.lasting(words, value).over();
    check(
        &[
            two_days(
                page(
                    "a",
                    "The coast guard flew 31 flights over the past 48 hours.",
                    "31 flights",
                    31.0,
                ),
                "48 hours",
                "PT48H",
            ),
            two_days(
                page(
                    "b",
                    "The coast guard completed about 30 flights in two days.",
                    "about 30 flights",
                    30.0,
                )
                .between(28.0, 32.0, Modifier::Approx),
                "two days",
                "P2D",
            ),
            page("c", "The coast guard flew 12 flights on Tuesday.", "12 flights", 12.0)
                .on("Tuesday", "2021-05-04")
                .then(),
        ],
        "count",
        &[
            "count/flight compatible 31 [31 flights, about 30 flights wider]",
            "count/flight/2 single 12 [12 flights]",
            "distinct/flight distinct - [12 flights, 31 flights]",
        ],
    );
}

#[test]
fn parts_sum_to_their_total() {
    let page = about_the_bridge("a")
        .says("The hospital put the number of patients at 23.")
        .count("23", "treat", 23.0)
        .says("Of them six patients came from the bus and 17 patients from the train.")
        .count("six patients", "treat", 6.0)
        .count("17 patients", "treat", 17.0);
    let found = facts(&[page]);
    let sum = found.iter().find(|fact| fact.verdict == Verdict::Agree).unwrap();
    assert_eq!(sum.preferred.as_deref(), Some("23"));
    assert!(sum.explanation.contains("6 + 17 = 23"), "{}", sum.explanation);
    let roles: Vec<_> = sum.values.iter().filter_map(|value| value.role.as_deref()).collect();
    assert_eq!(roles, ["total", "part", "part"]);
}

#[test]
fn days_of_one_event_contradict_each_other() {
    let fell = |uri: &str, sentence: &str, words: &str, day: &str| {
        about_the_bridge(uri)
            .says(sentence)
            .city("Ostby")
            .on(words, day)
            .claim(ClaimKind::Date, words, "collapse", |claim| {
                claim.object = Some("the Ostby bridge".to_owned())
            })
            .then()
            .at("Ostby")
    };
    let pages = [
        fell(
            "a",
            "The Ostby bridge over the river Lenn collapsed on May 3.",
            "May 3",
            "2021-05-03",
        ),
        fell(
            "b",
            "May 4 saw the Ostby bridge collapse into the river Lenn.",
            "May 4",
            "2021-05-04",
        ),
    ];
    let all = facts(&pages);
    let date = all.iter().find(|fact| fact.kind == "date").unwrap();
    assert_eq!((date.verdict, &date.preferred), (Verdict::Conflict, &None));
    assert!(date.explanation.contains("adjacent day"), "{}", date.explanation);
}

#[test]
fn nested_places_are_compatible() {
    let fell = |uri: &str, sentence: &str, words: &str, kind: &str| {
        about_the_bridge(uri)
            .says(sentence)
            .kind(words, Label::Loc, Some(kind))
            .on("Tuesday", "2021-05-04")
            .claim(ClaimKind::Place, words, "collapse", |claim| {
                claim.object = Some("the bridge".to_owned())
            })
            .then()
            .at(words)
    };
    check(
        &[
            fell(
                "a",
                "A road bridge over the river Lenn collapsed in Ostby on Tuesday.",
                "Ostby",
                "city",
            ),
            fell(
                "b",
                "The bridge that collapsed on Tuesday crossed the river Lenn in Norway.",
                "Norway",
                "country",
            ),
        ],
        "place",
        &["place/collapse compatible Ostby [Norway, Ostby]"],
    );
}

#[test]
fn one_speaker_saying_one_thing_is_one_origin() {
    let said = |uri: &str, sentence: &str, words: &str| {
        about_the_bridge(uri).says(sentence).name("Berit Holm", Label::Per).claim(
            ClaimKind::Statement,
            words,
            "say",
            |claim| {
                claim.speaker =
                    Some(Speaker { span: None, name: "Berit Holm".to_owned(), anonymous: false });
            },
        )
    };
    let pages = [
        said(
            "a",
            "Berit Holm said the inspectors had warned of rust in the cables.",
            "the inspectors had warned of rust in the cables",
        ),
        said(
            "b",
            "Years before the accident inspectors warned of cable rust, Berit Holm told the county council.",
            "Years before the accident inspectors warned of cable rust",
        ),
    ];
    let all = facts(&pages);
    let said = all.iter().find(|fact| fact.kind == "attributed").unwrap();
    assert_eq!((said.verdict, said.origins, said.values.len()), (Verdict::Agree, 1, 2));
    assert_eq!(said.key, "attributed/berit holm");
}

#[test]
fn statements_of_different_parts_can_hold_together() {
    let said = |uri: &str, sentence: &str, words: &str| {
        about_the_bridge(uri)
            .says(sentence)
            .name("Berit Holm", Label::Per)
            .claim(ClaimKind::Statement, words, "say", |_| {})
            .speaker("Berit Holm")
    };
    let verdict = |second: &str| {
        let pages = [
            said(
                "a",
                "Some of the cables broke in the night storm, said Berit Holm.",
                "Some of the cables broke in the night storm",
            ),
            said("b", &format!("{second}, said Berit Holm at noon."), second),
        ];
        let facts = facts(&pages);
        facts.iter().find(|fact| fact.kind == "attributed").map(|fact| fact.verdict)
    };
    assert_eq!(verdict("Most cables broke in the night storm"), Some(Verdict::Compatible));
    assert_eq!(verdict("Some cables broke in the night storm"), Some(Verdict::Agree));
}

#[test]
fn a_vow_is_known_by_what_is_vowed() {
    let vowed = |uri: &str, who: &str, object: &str| {
        about_the_bridge(uri)
            .says(&format!("{who} vowed {object}."))
            .name(who, Label::Per)
            .claim(ClaimKind::Statement, object, "vow", |claim| {
                claim.object = Some(object.to_owned());
                claim.status = Status::Planned;
            })
            .speaker(who)
    };
    let pages = |second| {
        [
            vowed("a", "Berit Holm", "compensation for all who had lorries on the bridge"),
            vowed("b", "Nils Aas", second),
        ]
    };
    let verdicts = |second| -> Vec<Verdict> {
        let facts = facts(&pages(second));
        facts.iter().filter(|fact| fact.kind == "attributed").map(|fact| fact.verdict).collect()
    };
    assert_eq!(verdicts("compensation and a new ferry"), [Verdict::Agree]);
    assert_eq!(verdicts("a new ferry"), [Verdict::Single, Verdict::Single]);
}

#[test]
fn what_is_denied_meets_what_is_said_not_to_be() {
    let told = |uri: &str, sentence: &str, words: &str, class: &str, speaker: &str| {
        about_the_bridge(uri)
            .says(sentence)
            .city("Ostby")
            .city("Norrvik")
            .claim(ClaimKind::Statement, words, class, |claim| match class {
                "deny" => claim.certainty = Certainty::Denied,
                _ => claim.status = Status::Negated,
            })
            .speaker(speaker)
    };
    let pages = [
        told(
            "a",
            "Harbour officials ruled out coordination of ferries between Ostby and Norrvik.",
            "coordination of ferries between Ostby and Norrvik",
            "deny",
            "Harbour officials",
        ),
        told(
            "b",
            "Ostby was not coordinating ferries with Norrvik, a clerk said.",
            "Ostby was not coordinating ferries with Norrvik",
            "say",
            "a clerk",
        ),
    ];
    let facts = facts(&pages);
    let told: Vec<_> = facts.iter().filter(|fact| fact.kind == "attributed").collect();
    assert_eq!((told.len(), told[0].verdict, told[0].origins), (1, Verdict::Agree, 2));
}

#[test]
fn opposite_accounts_of_one_object_are_a_conflict() {
    let says = |uri: &str, sentence: &str, words: &str| {
        about_the_bridge(uri).says(sentence).city("Ostby").claim(
            ClaimKind::Statement,
            words,
            "say",
            |claim| {
                claim.status = Status::Planned;
                claim.speaker =
                    Some(Speaker { span: None, name: format!("official {uri}"), anonymous: true });
            },
        )
    };
    let pages = [
        says(
            "a",
            "The ferry terminal in Ostby will close during the naval drill, officials said.",
            "will close during the naval drill",
        ),
        says(
            "b",
            "Boats at the Ostby ferry terminal will continue despite the naval drill, an official said.",
            "will continue despite the naval drill",
        ),
        says("c", "The museum in Ostby will close for the winter.", "will close for the winter"),
    ];
    let conflicts: Vec<String> =
        facts(&pages).iter().filter(|fact| fact.verdict == Verdict::Conflict).map(shown).collect();
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    assert!(conflicts[0].contains("naval drill") && !conflicts[0].contains("winter"));
}

#[test]
fn an_unresolved_day_neither_supports_nor_contradicts() {
    let fell = |uri: &str, day: &'static str, sentence: &str, word: &str, reference: Reference| {
        Made::page(uri, day)
            .says("Ostby bridge collapse over the river Lenn: rescue crews at work.")
            .says(sentence)
            .city("Ostby")
            .relative(word, reference)
            .claim(ClaimKind::Date, word, "collapse", |claim| {
                claim.object = Some("the Ostby bridge".to_owned())
            })
            .then()
            .at("Ostby")
    };
    let tuesday = Reference::Weekday { day: 2, direction: Direction::Past, strict: false };
    let dated = "The Ostby bridge over the river Lenn collapsed on Tuesday.";
    let open = "Ten lorries stood on the Ostby bridge as it went down yesterday.";
    check(
        &[
            fell("a", "2021-05-05", dated, "Tuesday", tuesday),
            fell("b", "", open, "yesterday", Reference::Day(-1)),
        ],
        "date",
        &["date/collapse single 2021-05-04 [Tuesday, yesterday unresolved]"],
    );
}

#[test]
fn days_of_deaths_are_no_growing_toll() {
    let died = |uri: &str, published: &'static str, word: &str, day: &str| {
        Made::page(uri, published)
            .says("Ostby bridge collapse over the river Lenn: rescue crews at work.")
            .says(&format!("Two people died under the Ostby bridge on {word}."))
            .city("Ostby")
            .on(word, day)
            .claim(ClaimKind::Date, word, "killed", |claim| {
                claim.object = Some("two people".to_owned())
            })
            .then()
            .at("Ostby")
            .claim(ClaimKind::Date, word, "collapse", |claim| {
                claim.object = Some("the Ostby bridge".to_owned())
            })
            .then()
            .at("Ostby")
    };
    let pages = [
        died("a", "2021-05-05", "May 3", "2021-05-03"),
        died("b", "2021-05-06", "May 4", "2021-05-04"),
    ];
    let dates: Vec<Fact> = facts(&pages).into_iter().filter(|fact| fact.kind == "date").collect();
    assert!(!dates.is_empty());
    for fact in dates {
        let dissent = fact.values.iter().any(|value| value.role.as_deref() == Some("dissent"));
        assert!(!dissent || fact.verdict == Verdict::Conflict, "{}", shown(&fact));
    }
}
