//! Keys and labels of facts.
//!
//! A key is a path: `killed`, `date`, `place`, `count/sortie`, `count/sortie/planned`, `date/crash`,
//! `attributed/SPEAKER`. Facts of one story that would share a key are numbered in order of their
//! first value.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{ArticleId, Fact, FactId, FactValue, Precision, Status, StoryId, Verdict};

use super::incident::{Answer, Incident};
use super::items::{Item, Topic};
use crate::lexicon::{Lexicon, name_key};

/// What a fact is called before its story is known as a whole.
#[derive(Debug)]
pub(super) struct Named {
    key: String,
    label: String,
    topic: Topic,
    class: String,
    status: Status,
    /// Whether it belongs to the day and place of an incident.
    incident: bool,
}

impl Named {
    pub(super) fn of(members: &[&Item<'_>], block: &str, opposed: bool) -> Self {
        let best = members
            .iter()
            .max_by_key(|item| (item.said.object.is_some(), item.said.actor.is_some()));
        let Some(item) = best else { unreachable!("a group has members") };
        let said = item.said;
        let status = match said.status {
            Status::Actual | Status::Running => "",
            Status::Planned => "/planned",
            Status::Conditional => "/conditional",
            Status::Negated => "/negated",
        };
        let noun = said.unit.as_deref().map(name_key).unwrap_or_else(|| block.to_owned());
        let name = match item.topic {
            _ if opposed => format!("opposite/{block}"),
            Topic::Count if block == said.class => format!("count/{}", said.class),
            Topic::Count => format!("count/{noun}"),
            Topic::Date => format!("date/{}", said.class),
            Topic::Place => format!("place/{}", said.class),
            Topic::Event => format!("event/{}", said.class),
            Topic::Statement => {
                format!(
                    "attributed/{}",
                    said.speaker
                        .as_ref()
                        .map(|speaker| name_key(&speaker.text))
                        .unwrap_or_default()
                )
            }
        };
        Self {
            key: format!("{name}{status}"),
            label: label(item, where_most_are(members, item), opposed.then_some(block)),
            topic: item.topic,
            class: said.class.clone(),
            status: said.status,
            incident: block == "incident",
        }
    }
}

/// The place of an item, if most of the values it stands for have it.
fn where_most_are<'i>(members: &[&Item<'_>], item: &'i Item<'_>) -> Option<&'i str> {
    let place = item.place.as_ref()?;
    let here = |member: &&&Item<'_>| member.place.as_ref().is_some_and(|at| at.key == place.key);
    let most = 2 * members.iter().filter(here).count() > members.len();
    most.then_some(place.name.as_str())
}

/// The fact in words, short enough for a heading.
fn label(item: &Item<'_>, place: Option<&str>, opposed: Option<&str>) -> String {
    let said = item.said;
    let of = |text: &Option<super::digest::Party>| text.as_ref().map(|party| party.text.clone());
    let what = of(&said.object).or_else(|| of(&said.actor));
    let class = said.class.replace('_', " ");
    let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
    if let Some(pair) = opposed {
        return format!("Opposite accounts{place}: {}", pair.replacen('-', " or ", 1));
    }
    let text = match item.topic {
        Topic::Count => {
            let noun = what.or_else(|| said.unit.clone()).unwrap_or_else(|| "number".to_owned());
            let status = if item.planned() { ", planned" } else { "" };
            format!("{}{status}{place}", counted(&noun, said.unit.as_deref(), &class))
        }
        Topic::Date => {
            format!("When: {class}{}", what.map(|what| format!(", {what}")).unwrap_or_default())
        }
        Topic::Place => {
            format!("Where: {class}{}", what.map(|what| format!(", {what}")).unwrap_or_default())
        }
        Topic::Event => item.text.to_owned(),
        Topic::Statement => {
            format!(
                "{}: {}",
                said.speaker.as_ref().map(|speaker| speaker.text.as_str()).unwrap_or_default(),
                item.text
            )
        }
    };
    shorten(&text)
}

/// What is counted, with what happened to it: `people killed`, `flights`, `trains (cancel)`.
fn counted(noun: &str, unit: Option<&str>, class: &str) -> String {
    match class {
        class if unit == Some(class) => noun.to_owned(),
        class if class.ends_with("ed") || class == "missing" => format!("{noun} {class}"),
        class => format!("{noun} ({class})"),
    }
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 120;
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::new();
    for word in words {
        if out.len() + word.len() > LONGEST {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Gives every fact of a story its key and identifier.
pub(super) fn keyed(
    story: StoryId,
    items: &[Item<'_>],
    mut facts: Vec<(Named, Vec<usize>, Fact)>,
    incident: &Incident,
    lexicon: &Lexicon,
) -> Vec<(Fact, Vec<usize>)> {
    facts.sort_by_key(|(named, members, _)| (named.topic, members.first().copied()));
    let main = main_facts(items, &facts, incident, lexicon);
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    let mut done = Vec::with_capacity(facts.len());
    for (n, (named, members, mut fact)) in facts.into_iter().enumerate() {
        let key = main.get(&n).map_or(named.key, |key| (*key).to_owned());
        let again = used.entry(key.clone()).or_default();
        *again += 1;
        fact.key = if *again == 1 { key } else { format!("{key}/{again}") };
        fact.label = main.get(&n).map_or(named.label.clone(), |key| heading(key, &named.label));
        fact.id = id(story, &fact.key);
        if let Some(answer) = main.get(&n).and_then(|key| incident.answers.get(*key)) {
            settle(&mut fact, answer);
        }
        done.push((fact, members));
    }
    let told: BTreeSet<&str> = main.values().copied().collect();
    let missing = incident.answers.iter().filter(|(key, _)| !told.contains(*key));
    done.extend(missing.map(|(key, answer)| (answered(story, key, answer, items), Vec::new())));
    done
}

fn id(story: StoryId, key: &str) -> FactId {
    FactId::of(&[&story.bits().to_le_bytes(), key.as_bytes()])
}

/// Takes over what the pages of the incident come to, read as wholes. Numbers that contradict each
/// other with equal support are left without a winner.
fn settle(fact: &mut Fact, answer: &Answer) {
    let tie = fact.verdict == Verdict::Conflict && fact.preferred.is_none();
    if fact.preferred.as_ref() != Some(&answer.value) && !tie {
        fact.preferred = Some(answer.value.clone());
        fact.explanation = answer.explanation.clone();
    }
}

/// The fact of an answer that no claim gives as a whole.
fn answered(story: StoryId, key: &str, answer: &Answer, items: &[Item<'_>]) -> Fact {
    let counted = answer.items.iter().map(|&at| {
        let value = super::value(&items[at], 0, Some("part"));
        (value.article, value)
    });
    let marked = answer.marks.iter().map(|mark| (mark.article, mark.value(&answer.value)));
    let mut values: Vec<(ArticleId, FactValue)> = counted.chain(marked).collect();
    values.sort_by_key(|(article, value)| (*article, value.span));
    let mut origins: BTreeMap<ArticleId, u32> = BTreeMap::new();
    for (article, value) in &mut values {
        let next = origins.len() as u32;
        value.origin = *origins.entry(*article).or_insert(next);
    }
    let kind = match key {
        "date" | "place" => key,
        _ => Topic::Count.as_str(),
    };
    let label = match key {
        "date" => "When it happened".to_owned(),
        "place" => "Where it happened".to_owned(),
        _ => format!("People {key}"),
    };
    Fact {
        id: id(story, key),
        story,
        kind: kind.to_owned(),
        key: key.to_owned(),
        label,
        verdict: if origins.len() > 1 { Verdict::Agree } else { Verdict::Single },
        preferred: Some(answer.value.clone()),
        explanation: answer.explanation.clone(),
        origins: (origins.len() as u64).max(1),
        values: values.into_iter().map(|(_, value)| value).collect(),
    }
}

fn heading(key: &str, label: &str) -> String {
    match key {
        "killed" | "injured" => {
            let told = label.strip_prefix("people ").and_then(|rest| rest.strip_prefix(key));
            match told {
                Some(rest) => format!("People {key}{rest}"),
                None => format!("People {key} ({label})"),
            }
        }
        _ => label.to_owned(),
    }
}

/// Which facts of a story with casualties bear the plain keys `killed`, `injured`, `date`, `place`:
/// those that most pages speak of, and of the day and place those on the pages of the casualties.
fn main_facts(
    items: &[Item<'_>],
    facts: &[(Named, Vec<usize>, Fact)],
    incident: &Incident,
    lexicon: &Lexicon,
) -> BTreeMap<usize, &'static str> {
    let mut main = BTreeMap::new();
    for class in ["killed", "injured"] {
        let fits = |named: &Named| {
            named.topic == Topic::Count
                && named.class == class
                && lexicon.facts.casualties.contains(class)
                && matches!(named.status, Status::Actual | Status::Running)
        };
        let Some(answer) = incident.answers.get(class) else { continue };
        let told = answer.items.iter().map(|&at| place(&items[at])).collect();
        if let Some(n) = most_told(items, facts, fits, &told, Some(&answer.value)) {
            main.insert(n, class);
        }
    }
    let told: BTreeSet<(ArticleId, u32)> =
        main.keys().flat_map(|&n| facts[n].1.iter().map(|&at| place(&items[at]))).collect();
    let hurt = items.iter().any(|item| lexicon.facts.casualties.contains(&item.said.class));
    if hurt {
        for (topic, key) in [(Topic::Date, "date"), (Topic::Place, "place")] {
            let fits = |named: &Named| {
                named.topic == topic
                    && named.incident
                    && matches!(named.status, Status::Actual | Status::Running)
            };
            let answer = incident.answers.get(key).map(|answer| &answer.value);
            let most = most_told(items, facts, fits, &told, answer);
            // An answer that stands beside the claims alone is a fact of its own, with its own traces.
            let most = most.filter(|&n| answer.is_none_or(|answer| holds(&facts[n].2, answer)));
            main.extend(most.map(|n| (n, key)));
        }
    }
    main
}

/// Whether one of a fact's values is an answer: the day, or a time of it; the place, however spelled.
fn holds(fact: &Fact, answer: &str) -> bool {
    let is = |value: &str| value.starts_with(answer) || name_key(value) == name_key(answer);
    fact.values.iter().any(|value| value.value.as_deref().is_some_and(is))
}

/// A sentence of a page.
fn place(item: &Item<'_>) -> (ArticleId, u32) {
    (item.article, item.sentence.number)
}

fn most_told(
    items: &[Item<'_>],
    facts: &[(Named, Vec<usize>, Fact)],
    fits: impl Fn(&Named) -> bool,
    told: &BTreeSet<(ArticleId, u32)>,
    answer: Option<&String>,
) -> Option<usize> {
    let rank = |n: &usize| {
        let (_, members, fact) = &facts[*n];
        let resolved = |at: &&usize| items[**at].topic != Topic::Date || items[**at].time.is_some();
        let pages: BTreeSet<_> =
            members.iter().filter(resolved).map(|&at| items[at].article).collect();
        let beside = members.iter().filter(|&&at| told.contains(&place(&items[at]))).count();
        let first = members.iter().map(|&at| items[at].sentence.number).min();
        let city = members.iter().any(|&at| {
            let place = items[at].place.as_ref().filter(|_| items[at].topic == Topic::Place);
            place.and_then(super::spot::Spot::extent) == Some(Precision::City)
        });
        let answers = fact.preferred.as_ref() == answer;
        (
            answers,
            city,
            pages.len(),
            beside,
            fact.origins,
            std::cmp::Reverse(first),
            std::cmp::Reverse(*n),
        )
    };
    let known =
        |n: &usize| facts[*n].2.preferred.is_some() || facts[*n].2.verdict == Verdict::Conflict;
    (0..facts.len()).filter(|&n| fits(&facts[n].0)).filter(known).max_by_key(rank)
}

#[test]
fn labels_say_what_is_counted_and_what_happened_to_it() {
    let check = |noun, unit, class, expected| assert_eq!(counted(noun, unit, class), expected);
    check("people", Some("person"), "killed", "people killed");
    check("flights", Some("sortie"), "sortie", "flights");
    check("trains", Some("train"), "cancel", "trains (cancel)");
    assert_eq!(heading("killed", "people killed in Baiona"), "People killed in Baiona");
    assert_eq!(heading("killed", "sailors killed"), "People killed (sailors killed)");
}
