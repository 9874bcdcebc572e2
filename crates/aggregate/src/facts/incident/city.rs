//! The city of an incident: each page has one vote, shared among the places that can be its city
//! by their voices ([`super::ground`]).

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::ArticleId;

use super::{Answer, Case, Mark, first_claim, share};

/// What a place of the page gains that stands in its headline too, and has no voice for that.
const TITLE: f64 = 1.5;
/// What a place counts that a page of the story calls a neighbourhood.
const PART: f64 = 0.3;

/// The city with most votes.
pub(super) fn of(case: &Case<'_, '_>, hurt: &BTreeMap<ArticleId, Vec<usize>>) -> Option<Answer> {
    let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
    let grounds = case.pages.iter().flat_map(|(_, page)| &page.grounds);
    let parts: BTreeSet<&str> =
        grounds.filter(|ground| ground.is_part).map(|ground| ground.key.as_str()).collect();
    for (_, page) in case.pages {
        let mut voices: BTreeMap<&str, f64> = BTreeMap::new();
        for ground in &page.grounds {
            *voices.entry(&ground.key).or_default() += ground.voice;
        }
        let title = format!(" {} ", page.title.join(" "));
        let heard = |key: &str| page.grounds.iter().any(|g| g.key == key && g.mention.is_none());
        for (key, voice) in &mut voices {
            let headed = title.contains(&format!(" {key} ")) && !heard(key);
            *voice += if headed { TITLE } else { 0.0 };
            *voice *= if parts.contains(key) { PART } else { 1.0 };
        }
        let all: f64 = voices.values().sum();
        for (key, voice) in voices {
            *votes.entry(key).or_default() += if all > 0.0 { voice / all } else { 0.0 };
        }
    }
    let (&key, _) = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    let mut marks: Vec<Mark> = Vec::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for &(article, page) in case.pages {
        for ground in page.grounds.iter().filter(|ground| ground.key == key) {
            *names.entry(&ground.name).or_default() += 1;
            let name = ground.mention.and_then(|mention| page.names.get(&mention));
            let Some(name) = name else { continue };
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
    let explanation = match telling.len() {
        0 => "Headlines alone name it.".to_owned(),
        n => {
            let verb = if n == 1 { "speaks" } else { "speak" };
            format!("{} {verb} of it, the city of most weight.", share(n, case.pages.len()))
        }
    };
    Some(Answer { value: name.to_owned(), explanation, items: Vec::new(), marks })
}
