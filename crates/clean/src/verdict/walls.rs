//! The words of walls, ready to look for.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use tidings_stage::{BuildError, Settings};

use crate::lexicon::{self, Lexicon};
use crate::page::bare;

/// No more of a page is looked through, in bytes: a wall says at once what it is.
const WITHIN: usize = 4_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    titles: Vec<String>,
    phrases: BTreeMap<String, Vec<String>>,
}

impl Lexicon for Lists {
    fn extend(&mut self, more: Self) {
        self.titles.extend(more.titles);
        for (reason, phrases) in more.phrases {
            self.phrases.entry(reason).or_default().extend(phrases);
        }
    }
}

/// The words of walls.
#[derive(Debug)]
pub(crate) struct Walls {
    titles: BTreeSet<String>,
    finder: AhoCorasick,
    /// The reason and the words of each phrase.
    phrases: Vec<(String, String)>,
}

impl Walls {
    /// The built-in words, with those of a setting.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(crate) fn load(setting: &'static str, settings: &Settings) -> Result<Self, BuildError> {
        const BUILT_IN: &str = include_str!("../../../../config/lexicon/walls.toml");
        let lists: Lists = lexicon::load(BUILT_IN, setting, settings)?;
        let pairs = lists.phrases.into_iter().flat_map(|(reason, phrases)| {
            phrases.into_iter().map(move |phrase| (reason.clone(), bare(&phrase)))
        });
        let phrases: Vec<(String, String)> = pairs.collect();
        let bounded = phrases.iter().map(|(_, phrase)| format!(" {phrase} "));
        let finder = AhoCorasick::new(bounded)
            .map_err(|why| BuildError::Setting { setting, problem: why.to_string() })?;
        Ok(Self { titles: lists.titles.iter().map(|title| bare(title)).collect(), finder, phrases })
    }

    /// The words by which a title is that of a wall: all of it, or a part between marks.
    pub(super) fn title(&self, title: &str) -> Option<&str> {
        let parts =
            title.split(['|', '–', '—', ':', '·', '!', '…']).flat_map(|part| part.split(" - "));
        parts.map(bare).find_map(|part| self.titles.get(&part)).map(String::as_str)
    }

    /// The first phrase of a wall in a text, and what kind of wall says so.
    pub(super) fn phrase(&self, text: &str) -> Option<(&str, &str)> {
        let head = text.get(..text.floor_char_boundary(WITHIN)).unwrap_or(text);
        let even = format!(" {} ", bare(&head.replace(['’', '\''], " ")));
        let found = self.finder.find(&even)?;
        let (reason, phrase) = self.phrases.get(found.pattern().as_usize())?;
        Some((reason, phrase))
    }
}
