//! The city of an incident.
//!
//! Every place of a page that can be a city has a voice: louder towards the top, behind `in` or `near`,
//! before a state, in the headline, and loudest in the name of a body that serves it (`Springfield
//! Police Department`). Streets, hospitals, counties and parts of a city have none. Each page has one
//! vote, shared among its cities.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, ArticleId, Label, Mention};

use super::{Answer, Case, Mark, first_claim, share};
use crate::lexicon::PlaceWords;
use crate::words::{fold, words};

/// Bytes from the top of a page over which a voice sinks to one half.
const HALF: f64 = 800.0;
/// What a voice gains behind a preposition of place, before a state, and before the word for a body.
const WITHIN: f64 = 1.5;
const STATE: f64 = 0.5;
const SERVED: f64 = 1.5;
/// The voice of a body that bears its city's name.
const BODY: f64 = 4.0;
/// The voice of a name that is called part of a city.
const QUARTER: f64 = 0.3;
/// What a listed city gains.
const LISTED: f64 = 0.5;
/// What a place in the headline gains, in parts of all voices of its page.
const TITLE: f64 = 2.0;
/// Places of a page that have a voice.
const MOST: usize = 200;
/// Bytes before a name in which its preposition is looked for.
const BEFORE: usize = 40;

/// A place of a page that can be a city.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Ground {
    /// The mention, by index.
    pub(in super::super) mention: u32,
    /// Name of the city.
    name: String,
    /// Its folded words, by which spellings meet.
    key: String,
    voice: f64,
}

impl Ground {
    /// The places of an article that can be its city.
    pub(in super::super) fn of(doc: &AnnotatedArticle, list: &PlaceWords) -> Vec<Self> {
        let grounds = (0..).zip(&doc.mentions).filter_map(|(at, mention)| {
            let near = Around { doc, mention, next: doc.mentions.get(at as usize + 1) };
            let (name, voice) = near.body(list).or_else(|| near.city(list))?;
            let place = 1.0 / (1.0 + f64::from(mention.span.start) / HALF);
            let key = crate::lexicon::name_key(&name);
            (!key.is_empty()).then_some(Ground { mention: at, name, key, voice: voice * place })
        });
        grounds.take(MOST).collect()
    }
}

/// A mention and what stands around it.
struct Around<'a> {
    doc: &'a AnnotatedArticle,
    mention: &'a Mention,
    next: Option<&'a Mention>,
}

impl Around<'_> {
    /// The city of a body that bears its name.
    fn body(&self, list: &PlaceWords) -> Option<(String, f64)> {
        let text = self.doc.slice(self.mention.span);
        let parts: Vec<&str> = words(text).filter_map(|at| text.get(at)).collect();
        let body = parts.iter().position(|word| list.bodies.contains(&fold(word)))?;
        let county = parts.iter().any(|word| list.quarters.contains(&fold(word)));
        let first = usize::from(parts.first().is_some_and(|word| fold(word) == "the"));
        let between = |word: &&str| !list.between.contains(&fold(word));
        let last = parts.get(first..body)?.iter().rposition(between)?;
        let name = span_of(text, parts.get(first..=first + last)?)?;
        let named = matches!(self.mention.label, Label::Org | Label::Loc | Label::Misc) && !county;
        (named && !self.is_large(&name)).then_some((name, BODY))
    }

    /// A place that can be a city itself.
    fn city(&self, list: &PlaceWords) -> Option<(String, f64)> {
        let mention = self.mention;
        let kind = mention.kind.as_deref().unwrap_or_default();
        if mention.label != Label::Loc || list.kinds.contains(kind) || kind == "agency" {
            return None;
        }
        let text = mention.canonical.as_deref().unwrap_or(self.doc.slice(mention.span));
        let listed = kind == "city";
        let name = if listed { text.to_owned() } else { without_sides(text, list)? };
        let last = words(&name).last().and_then(|at| name.get(at)).map(fold)?;
        if list.grounds.contains(&last) && !listed {
            return None;
        }
        let behind = self.word_behind();
        let mut voice = if list.quarters.contains(behind.as_str()) { QUARTER } else { 1.0 };
        if self.is_within(list) {
            voice += WITHIN;
        }
        if list.bodies.contains(behind.as_str()) {
            voice += SERVED;
        }
        if self.next.is_some_and(|next| self.is_state_of(next)) {
            voice += STATE;
        }
        if listed {
            voice += LISTED;
        }
        Some((name, voice))
    }

    /// Whether a name is that of a state or country rather than a city.
    fn is_large(&self, name: &str) -> bool {
        let same = |mention: &&Mention| fold(self.doc.slice(mention.span)) == fold(name);
        let large = |mention: &Mention| {
            matches!(mention.kind.as_deref(), Some("region" | "state" | "country" | "nationality"))
        };
        self.doc.mentions.iter().take(MOST).find(same).is_some_and(large)
    }

    /// Whether one of the last words before, sides of a place left out, says that it is where.
    fn is_within(&self, list: &PlaceWords) -> bool {
        let end = self.mention.span.start as usize;
        let text = self.doc.text();
        let start = (end.saturating_sub(BEFORE)..=end).find(|&at| text.is_char_boundary(at));
        let before = start.and_then(|start| text.get(start..end)).unwrap_or_default();
        let near = words(before).filter_map(|at| before.get(at)).map(fold).collect::<Vec<_>>();
        let light = |word: &&String| list.sides.contains(*word) || word.as_str() == "the";
        near.iter().rev().find(|word| !light(word)).is_some_and(|word| list.within.contains(word))
    }

    fn word_behind(&self) -> String {
        let text = self.doc.text();
        let rest = text.get(self.mention.span.end as usize..).unwrap_or_default();
        let word = words(rest).next().filter(|at| rest.get(..at.start) == Some(" "));
        word.and_then(|at| rest.get(at)).map(fold).unwrap_or_default()
    }

    /// `Springfield, Illinois`: the next name is that of a state, a comma apart.
    fn is_state_of(&self, next: &Mention) -> bool {
        let between = self.mention.span.end..next.span.start.max(self.mention.span.end);
        let gap = self.doc.text().get(between.start as usize..between.end as usize);
        next.label == Label::Loc && gap.is_some_and(|gap| gap.trim() == ",")
    }
}

/// The name from the first of its words to the last, as written.
fn span_of(text: &str, parts: &[&str]) -> Option<String> {
    let start = text.find(parts.first()?)?;
    let last = parts.last()?;
    let end = text.rfind(last)? + last.len();
    text.get(start..end).map(str::to_owned)
}

/// A name without the side of the place before it; none if nothing is left.
fn without_sides(text: &str, list: &PlaceWords) -> Option<String> {
    let mut name = text.trim();
    while let Some(first) = words(name).next().and_then(|at| name.get(at)) {
        if !list.sides.contains(&fold(first)) {
            return Some(name.to_owned());
        }
        name = name.split_once([' ', '-']).map_or("", |(_, rest)| rest).trim_start();
    }
    None
}

/// The city with most votes.
pub(super) fn of(case: &Case<'_, '_>, hurt: &BTreeMap<ArticleId, Vec<usize>>) -> Option<Answer> {
    let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
    for (_, page) in case.pages {
        let mut voices: BTreeMap<&str, f64> = BTreeMap::new();
        for ground in &page.grounds {
            *voices.entry(&ground.key).or_default() += ground.voice;
        }
        let title = format!(" {} ", page.title.join(" "));
        for (key, voice) in &mut voices {
            *voice += if title.contains(&format!(" {key} ")) { TITLE } else { 0.0 };
        }
        let all: f64 = voices.values().sum();
        for (key, voice) in voices {
            *votes.entry(key).or_default() += voice / all;
        }
    }
    let (&key, _) = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    let mut marks: Vec<Mark> = Vec::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for &(article, page) in case.pages {
        for ground in page.grounds.iter().filter(|ground| ground.key == key) {
            *names.entry(&ground.name).or_default() += 1;
            let Some(name) = page.names.get(&ground.mention) else { continue };
            let Some(claim) = first_claim(case, hurt, (article, page)) else {
                continue;
            };
            let (span, raw, text) = (name.span, name.raw, name.words.clone());
            marks.push(Mark { claim, article, span, raw, text });
        }
    }
    let shouted = |name: &str| !name.chars().any(char::is_lowercase);
    let (&name, _) = names.iter().max_by_key(|(name, n)| (!shouted(name), **n, **name))?;
    let mut telling: Vec<ArticleId> = marks.iter().map(|mark| mark.article).collect();
    telling.dedup();
    let verb = if telling.len() == 1 { "speaks" } else { "speak" };
    let explanation = format!(
        "{} {verb} of it, the city of most weight.",
        share(telling.len(), case.pages.len())
    );
    Some(Answer { value: name.to_owned(), explanation, items: Vec::new(), marks })
}
