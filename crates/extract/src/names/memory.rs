//! What the page as a whole says of its names.
//!
//! A surname stands for the full name seen elsewhere on the page, an acronym for what it was
//! explained by, and a phrase that no rule could class takes the class that most of its occurrences
//! speak for.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::Label;

use super::found::{Findings, Found, Unknown, Votes};
use super::page::{Page, Shape};
use super::traits::Traits;

/// Names of a page that later and earlier ones are held against.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The full name, by each of its tails: `De Witte`, `Witte`.
    persons: BTreeMap<String, String>,
    /// Given names, if only one person of the page bears them.
    given: BTreeMap<String, Option<String>>,
    /// Class and full name, by spelling.
    known: BTreeMap<String, (Label, String)>,
    /// What all occurrences of an unknown phrase say together.
    votes: BTreeMap<String, Votes>,
    /// Unknown phrases that somewhere are capitalised because they are names.
    certain: BTreeSet<String>,
}

/// What a page makes of a phrase.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Resolved {
    pub(super) label: Label,
    /// The name in full, if the page gives it.
    pub(super) full: Option<String>,
    /// How sure that is, 0 to 1.
    pub(super) confidence: f64,
}

/// No phrase of more words is remembered.
const LONGEST: usize = 8;

impl Memory {
    /// Remembers what is sure on a page.
    pub(super) fn of(page: &Page<'_>, findings: &Findings) -> Self {
        let mut memory = Self::default();
        for found in &findings.sure {
            memory.remember(page, found);
        }
        for unknown in &findings.unknown {
            memory.count(page, unknown);
        }
        memory.acronyms(page, findings);
        memory
    }

    fn remember(&mut self, page: &Page<'_>, found: &Found) {
        if found.words.len() > LONGEST || (!found.entries.is_empty() && found.label != Label::Misc)
        {
            return;
        }
        let full = key(page, &found.words);
        if found.label == Label::Per && found.words.len() > 1 {
            for start in found.words.start + 1..found.words.end {
                if page.words[start].shape == Shape::Capital {
                    let tail = key(page, &(start..found.words.end));
                    self.persons.entry(bare(&tail).to_owned()).or_insert_with(|| full.clone());
                }
            }
            let first = page.words[found.words.start].text.to_owned();
            let bearer = self.given.entry(first).or_insert_with(|| Some(full.clone()));
            if bearer.as_ref() != Some(&full) {
                *bearer = None;
            }
        }
        if found.label != Label::Misc {
            self.known.entry(full.clone()).or_insert((found.label, full));
        }
    }

    fn count(&mut self, page: &Page<'_>, unknown: &Unknown) {
        let key = key(page, &unknown.words);
        let votes = self.votes.entry(key.clone()).or_default();
        *votes = votes.plus(unknown.votes);
        if !unknown.doubtful {
            self.certain.insert(key);
        }
    }

    /// `Sexual Minorities Uganda (SMUG)`: the letters in brackets name what stands before them.
    fn acronyms(&mut self, page: &Page<'_>, findings: &Findings) {
        let sure = findings.sure.iter().map(|found| (&found.words, Some(found.label)));
        let unknown = findings.unknown.iter().map(|unknown| (&unknown.words, None));
        for (words, label) in sure.chain(unknown) {
            let bracket = page.get(words.end).is_some_and(|word| word.text == "(");
            let Some(short) = page.get(words.end + 1).filter(|_| bracket) else { continue };
            if short.shape == Shape::Upper && words.len() > 1 && stands_for(page, words, short.text)
            {
                let full = key(page, words);
                let label = label.filter(|label| *label != Label::Per).unwrap_or(Label::Org);
                self.known.insert(short.text.to_owned(), (label, full.clone()));
                self.known.entry(full.clone()).or_insert((label, full));
            }
        }
    }

    /// The class of an unknown phrase, and the name in full, with confidence.
    pub(super) fn resolve(&self, page: &Page<'_>, unknown: &Unknown) -> Option<Resolved> {
        let text = key(page, &unknown.words);
        self.by_page(page, unknown, &text).or_else(|| self.by_votes(page, unknown, &text))
    }

    /// By a name that the page makes sure of elsewhere.
    fn by_page(&self, page: &Page<'_>, unknown: &Unknown, text: &str) -> Option<Resolved> {
        let sure = |label, full: &str, confidence| Resolved {
            label,
            full: Some(full.to_owned()),
            confidence,
        };
        if let Some((label, full)) = self.known.get(text) {
            return Some(sure(*label, full, 0.8));
        }
        if let Some(full) = self.persons.get(bare(text)).filter(|_| may_be_surname(page, unknown)) {
            return Some(sure(Label::Per, full, 0.85));
        }
        let bearer = self.given.get(text)?.as_deref();
        let first = &page.words[unknown.words.start];
        let common = unknown.doubtful && page.is_common(first);
        bearer.filter(|_| !common).map(|full| sure(Label::Per, full, 0.7))
    }

    /// By what all occurrences of the phrase say together.
    fn by_votes(&self, page: &Page<'_>, unknown: &Unknown, text: &str) -> Option<Resolved> {
        let first = &page.words[unknown.words.start];
        let single = unknown.words.len() == 1;
        let human =
            single && first.is(Traits::SURNAME.and(Traits::GIVEN)) && !page.is_common(first);
        let speaks = single && unknown.votes.person >= 2.0 && text.len() > 2;
        if unknown.doubtful && !human && !speaks && !self.certain.contains(text) {
            return None;
        }
        if single && !human && page.writes_lower(text) {
            return None;
        }
        let (label, share) = self.votes.get(text)?.winner()?;
        Some(Resolved { label, full: None, confidence: 0.3 + 0.4 * share })
    }

    /// The full name of a person whose surname the gazetteer takes for something else.
    pub(super) fn person(&self, text: &str) -> Option<&str> {
        self.persons.get(bare(text)).map(String::as_str)
    }
}

/// Whether no article stands before a phrase, but for `the Castro government`.
fn may_be_surname(page: &Page<'_>, unknown: &Unknown) -> bool {
    let before = unknown.words.start.checked_sub(1).and_then(|at| page.get(at));
    before.is_none_or(|word| !word.text.eq_ignore_ascii_case("the"))
        || page.get(unknown.words.end).is_some_and(|next| next.is(Traits::ORGANISATION_NOUN))
}

/// The words of a name, one space between them.
pub(super) fn key(page: &Page<'_>, words: &std::ops::Range<usize>) -> String {
    let mut key = String::new();
    for word in &page.words[words.clone()] {
        if !key.is_empty() && !word.glued {
            key.push(' ');
        }
        key.push_str(word.text);
    }
    key
}

/// A surname without its article: `al-Abadi` and `Abadi` are one.
fn bare(name: &str) -> &str {
    match name.split_once('-') {
        Some((article, rest)) if article.len() == 2 && rest.starts_with(char::is_uppercase) => rest,
        _ => name,
    }
}

/// Whether the letters are the capitals of the words, or most of them.
fn stands_for(page: &Page<'_>, words: &std::ops::Range<usize>, short: &str) -> bool {
    let capitals: String = page.words[words.clone()]
        .iter()
        .filter(|word| word.is_capital())
        .filter_map(|word| word.text.chars().next())
        .collect();
    let letters: String = short.chars().filter(|c| c.is_uppercase()).collect();
    letters.len() > 1
        && (capitals == letters
            || (capitals.starts_with(letters.get(..1).unwrap_or(" "))
                && capitals.len().abs_diff(letters.len()) < 2))
}
