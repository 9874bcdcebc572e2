//! The people of a page to whom something happened, told apart.
//!
//! A page says `a 23-year-old man`, `the victim`, `Marsh` and `he`, and means one person. Each single
//! casualty is held against those before it: names, ages and sexes that differ tell people apart,
//! `another` begins somebody new, and whatever fits is the latest one it fits.

use super::super::digest::{Page, Party};
use super::super::items::Item;
use crate::lexicon::PeopleWords;
use crate::words::folded;
use tidings_model::Label;

/// People of a page that are told apart; further ones are those before them.
const MOST: usize = 64;

/// A person to whom something happened.
#[derive(Debug)]
pub(super) struct Victim {
    /// Words of the names the page calls them by.
    names: Vec<String>,
    age: Option<u32>,
    sex: Option<Sex>,
    /// The noun they were introduced by.
    noun: String,
    other: bool,
    pub(super) dead: bool,
    /// The items that speak of them.
    pub(super) items: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
}

/// How a phrase leads to its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// By name.
    Named,
    /// Somebody else: `another man`.
    Other,
    /// Somebody known, or not said: `the victim`, `he`, `man`.
    Known,
    /// `a man`.
    New,
}

/// Tells the people of single casualties apart; items in order of place.
pub(super) fn tell_apart(items: &[(usize, &Item<'_>)], words: &PeopleWords) -> Vec<Victim> {
    let mut victims: Vec<Victim> = Vec::new();
    for &(at, item) in items {
        let (lead, described) = described(item, at, words);
        match same(&victims, lead, &described, words) {
            Some(known) => victims[known].join(described, words),
            None if victims.len() < MOST => victims.push(described),
            None => {}
        }
    }
    victims
}

fn described(item: &Item<'_>, at: usize, words: &PeopleWords) -> (Lead, Victim) {
    let phrase = item.said.object.as_ref();
    let spoken = phrase.map(|phrase| folded(&phrase.text)).unwrap_or_default();
    let noun = item.said.unit.as_deref().map(crate::words::fold).unwrap_or_default();
    let names = phrase.map(|phrase| names(item.page, phrase)).unwrap_or_default();
    let other = spoken.iter().take(2).any(|word| words.others.contains(word));
    let first = spoken.first().map(String::as_str).unwrap_or_default();
    // A state stands for whoever is in it: `one dead`.
    let state = noun != "person" && words.anybody.contains(&noun) && item.said.predicate == noun;
    let lead = if !names.is_empty() {
        Lead::Named
    } else if other {
        Lead::Other
    } else if matches!(first, "a" | "an") && !state {
        Lead::New
    } else {
        Lead::Known
    };
    let victim = Victim {
        names,
        age: age(&spoken),
        sex: sex(&noun, &spoken, words),
        noun,
        other,
        dead: item.said.class == "killed",
        items: vec![at],
    };
    (lead, victim)
}

/// The sex that a noun tells, else the last word of its phrase that tells one.
fn sex(noun: &str, spoken: &[String], words: &PeopleWords) -> Option<Sex> {
    let told = |word: &str| {
        let male = words.male.contains(word).then_some(Sex::Male);
        male.or_else(|| words.female.contains(word).then_some(Sex::Female))
    };
    told(noun).or_else(|| spoken.iter().rev().find_map(|word| told(word)))
}

/// The words of the people named in a phrase.
fn names(page: &Page, phrase: &Party) -> Vec<String> {
    let people = phrase.mentions.iter().filter_map(|mention| page.names.get(mention));
    let people = people.filter(|name| name.label == Label::Per);
    let words = people.flat_map(|name| [folded(&name.words), folded(&name.text)]).flatten();
    let mut words: Vec<String> = words.filter(|word| word.chars().count() > 2).collect();
    words.sort();
    words.dedup();
    words
}

/// The number before `year old` or `month old`; of an infant, its months count as years do.
fn age(words: &[String]) -> Option<u32> {
    let unit = words.iter().position(|word| {
        matches!(word.as_str(), "year" | "years" | "month" | "months" | "week" | "weeks")
    })?;
    words.get(unit.checked_sub(1)?)?.parse().ok()
}

/// Which of the people before is meant.
fn same(victims: &[Victim], lead: Lead, described: &Victim, words: &PeopleWords) -> Option<usize> {
    let fitting: Vec<usize> =
        (0..victims.len()).filter(|&at| victims[at].fits(described)).collect();
    let last = |fits: &dyn Fn(&Victim) -> bool| {
        fitting.iter().rev().copied().find(|&at| fits(&victims[at]))
    };
    let of_age = |victim: &Victim| victim.age.is_some() && victim.age == described.age;
    match lead {
        Lead::Named => last(&|victim| meet(&victim.names, &described.names))
            .or_else(|| last(&|victim| victim.names.is_empty() && of_age(victim)))
            .or_else(|| last(&|victim| victim.names.is_empty())),
        Lead::Other => last(&|victim| victim.other && victim.noun == described.noun),
        Lead::Known => {
            let anybody = || {
                let latest = victims.len().checked_sub(1);
                latest.filter(|_| words.anybody.contains(&described.noun))
            };
            last(&|_| true).or_else(anybody)
        }
        Lead::New => last(&of_age).or_else(|| last(&|_| true)),
    }
}

fn meet(a: &[String], b: &[String]) -> bool {
    crate::words::shared(a, b) > 0
}

impl Victim {
    /// Whether nothing tells the two apart.
    fn fits(&self, other: &Victim) -> bool {
        let differ = |a: Option<u32>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| a != b);
        let sexes = self.sex.zip(other.sex).is_some_and(|(a, b)| a != b);
        let names =
            !self.names.is_empty() && !other.names.is_empty() && !meet(&self.names, &other.names);
        !differ(self.age, other.age) && !sexes && !names
    }

    fn join(&mut self, more: Victim, words: &PeopleWords) {
        self.names.extend(more.names);
        self.names.sort();
        self.names.dedup();
        self.age = self.age.or(more.age);
        self.sex = self.sex.or(more.sex);
        self.dead |= more.dead;
        if words.anybody.contains(&self.noun) {
            self.noun = more.noun;
        }
        self.items.extend(more.items);
    }
}
