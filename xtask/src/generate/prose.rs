//! Sentences that read like news and say nothing.

use super::random::Random;
use super::vocabulary::{Vocabulary, capitalised};

const OPENERS: &[&str] = &[
    "On {day}",
    "Meanwhile",
    "Late in the {part}",
    "According to {name}",
    "In {place}",
    "Since {day}",
];
const TAILS: &[&str] = &[
    "officials said",
    "as the {noun} was still {verb}",
    "after {n} {noun}s had been {verb}",
    "{name} told reporters in {place}",
    "but the {noun} remained {adjective}",
    "which {name} called {adjective}",
    "more than in any other {noun} since {year}",
    "at least {n} of them {adjective}",
    "according to a statement by the {noun} of {place}",
];
const SUBJECTS: &[&str] = &[
    "The {adjective} {noun}",
    "{name} {name}",
    "{name}",
    "A {noun} of the {noun}",
    "{n} {noun}s from {place}",
    "The {noun} of {place}",
    "Several {adjective} {noun}s",
    "{name}, the {noun} of {place},",
];
const PREDICATES: &[&str] = &[
    "{verb} the {adjective} {noun} in {place}",
    "was {verb} by the {noun} on {day}",
    "said that the {noun} had {verb} {n} {noun}s",
    "{verb} and {verb} the {noun}",
    "will be {verb} before the end of {day}",
    "did not say why the {noun} was {verb}",
    "{verb} about {n} {noun}s near the {noun}",
    "had been {verb} by a {adjective} {noun} for {n} days",
    "told {name} that the {noun} would be {adjective}",
    "{verb} to the {noun} with {name} and {name}",
];
const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PARTS: &[&str] = &["morning", "afternoon", "evening", "night"];

/// What an event is about: the words its reports keep coming back to.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    nouns: Vec<usize>,
    verbs: Vec<usize>,
    names: Vec<usize>,
    places: Vec<usize>,
}

impl Topic {
    /// A topic of a few dozen words.
    pub(crate) fn new(words: &Vocabulary, random: &mut Random) -> Self {
        let mut some = |many, of: usize| (0..many).map(|_| random.rank(of)).collect();
        Self {
            nouns: some(24, words.nouns.len()),
            verbs: some(12, words.verbs.len()),
            names: some(6, words.names.len()),
            places: some(3, words.places.len()),
        }
    }
}

/// A writer with words, a topic and a mood.
pub(crate) struct Writer<'a> {
    pub(crate) words: &'a Vocabulary,
    pub(crate) topic: &'a Topic,
    pub(crate) random: Random,
}

impl Writer<'_> {
    /// A sentence of some eight to thirty words.
    pub(crate) fn sentence(&mut self) -> String {
        let mut parts = Vec::new();
        if self.random.chance(0.25) {
            parts.push(self.fill(OPENERS) + ",");
        }
        let subject = self.fill(SUBJECTS);
        parts.push(if parts.is_empty() { subject } else { lowered(&subject) });
        parts.push(self.fill(PREDICATES));
        if self.random.chance(0.35) {
            parts.push("and ".to_owned() + &self.fill(PREDICATES));
        }
        let mut sentence = parts.join(" ");
        if self.random.chance(0.5) {
            sentence = sentence + ", " + &self.fill(TAILS);
        }
        sentence + "."
    }

    /// A few sentences.
    pub(crate) fn paragraph(&mut self) -> String {
        let many = self.random.within(1, 3);
        (0..many).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    /// Words someone said, with who did.
    pub(crate) fn quote(&mut self) -> String {
        let (first, second) = (self.sentence(), self.sentence());
        let name = self.name();
        format!("“{first} {second}” said {name}.")
    }

    /// A line without a full stop.
    pub(crate) fn headline(&mut self) -> String {
        let words = [self.fill(SUBJECTS), self.fill(PREDICATES)].join(" ");
        words.replace(',', "")
    }

    /// A name of two words.
    pub(crate) fn name(&mut self) -> String {
        self.word("name") + " " + &self.word("name")
    }

    fn fill(&mut self, shapes: &[&str]) -> String {
        let mut filled = String::new();
        let mut rest = *self.random.pick(shapes);
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(&self.word(slot));
            rest = after;
        }
        filled + rest
    }

    fn word(&mut self, slot: &str) -> String {
        let (words, topic) = (self.words, self.topic);
        match slot {
            "noun" => self.of(&words.nouns, &topic.nouns),
            "verb" => self.of(&words.verbs, &topic.verbs),
            "name" => self.of(&words.names, &topic.names),
            "place" => self.of(&words.places, &topic.places),
            "adjective" => self.of(&words.adjectives, &[]),
            "day" => (*self.random.pick(DAYS)).to_owned(),
            "part" => (*self.random.pick(PARTS)).to_owned(),
            "year" => self.random.within(1950, 2019).to_string(),
            _ => self.random.within(2, 900).to_string(),
        }
    }

    /// A word of a list; of the topic every other time.
    fn of(&mut self, list: &[String], topic: &[usize]) -> String {
        let on_topic = !topic.is_empty() && self.random.chance(0.5);
        let at = if on_topic { *self.random.pick(topic) } else { self.random.rank(list.len()) };
        list[at].clone()
    }
}

fn lowered(subject: &str) -> String {
    match subject.split_once(' ') {
        Some((first @ ("The" | "A" | "Several"), rest)) => {
            format!("{} {rest}", first.to_lowercase())
        }
        _ => subject.to_owned(),
    }
}

/// A headline in capitals of its words.
pub(crate) fn title_case(line: &str) -> String {
    line.split(' ').map(capitalised).collect::<Vec<_>>().join(" ")
}

#[test]
fn sentences_are_whole_and_of_their_seed() {
    let words = Vocabulary::new(&mut Random::new(1));
    let topic = Topic::new(&words, &mut Random::new(2));
    let write = |seed| {
        let mut writer = Writer { words: &words, topic: &topic, random: Random::new(seed) };
        (0..50).map(|_| writer.sentence()).collect::<Vec<_>>()
    };
    assert_eq!(write(1), write(1));
    assert_ne!(write(1), write(2));
    for sentence in write(3) {
        assert!(sentence.ends_with('.') && !sentence.contains(['{', '}']), "{sentence}");
        assert!((4..60).contains(&sentence.split(' ').count()), "{sentence}");
    }
}
