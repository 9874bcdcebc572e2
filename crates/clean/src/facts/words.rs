//! The words of datelines, ready to look things up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tidings_stage::{BuildError, Settings};

use crate::lexicon::{self, Lexicon};

/// The word lists, in the form of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    published: Vec<String>,
    modified: Vec<String>,
    first: Vec<String>,
    own: Vec<String>,
    by: Vec<String>,
    accounts: Vec<String>,
    roles: Vec<String>,
    fillers: Vec<String>,
    counters: Vec<String>,
    zones: BTreeMap<String, i16>,
}

impl Lexicon for Lists {
    fn extend(&mut self, more: Self) {
        for (mine, more) in [(&mut self.months, more.months), (&mut self.weekdays, more.weekdays)] {
            mine.iter_mut().zip(more).for_each(|(names, more)| names.extend(more));
        }
        self.published.extend(more.published);
        self.modified.extend(more.modified);
        self.first.extend(more.first);
        self.own.extend(more.own);
        self.by.extend(more.by);
        self.accounts.extend(more.accounts);
        self.roles.extend(more.roles);
        self.fillers.extend(more.fillers);
        self.counters.extend(more.counters);
        self.zones.extend(more.zones);
    }
}

/// What a label says of the date behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// The page was published then.
    Published,
    /// It was changed then.
    Modified,
    /// A name follows.
    By,
}

/// The words of datelines.
#[derive(Debug)]
pub(crate) struct Words {
    /// Month names to numbers, from 1.
    months: BTreeMap<String, i8>,
    /// Names of weekdays to numbers, Monday 1.
    weekdays: BTreeMap<String, i8>,
    /// Labels as words, the longest first.
    labels: Vec<(Vec<String>, Label)>,
    /// Labels of a first day, and what a page calls itself before them.
    first: Vec<String>,
    own: Vec<String>,
    accounts: BTreeSet<String>,
    roles: BTreeSet<String>,
    fillers: BTreeSet<String>,
    counters: BTreeSet<String>,
    zones: BTreeMap<String, i16>,
}

impl Words {
    /// The built-in lists, with those a pipeline names.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(crate) fn load(settings: &Settings) -> Result<Self, BuildError> {
        const BUILT_IN: &str = include_str!("../../../../config/lexicon/dateline.toml");
        let lists: Lists = lexicon::load(BUILT_IN, lexicon::SETTING.name, settings)?;
        let labelled = |words: Vec<String>, label| {
            let split = |words: String| words.split_whitespace().map(str::to_owned).collect();
            words.into_iter().map(split).map(move |words: Vec<String>| (words, label))
        };
        let mut labels: Vec<_> = labelled(lists.published, Label::Published)
            .chain(labelled(lists.modified, Label::Modified))
            .chain(labelled(lists.by, Label::By))
            .collect();
        labels.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Ok(Self {
            months: numbered(lists.months),
            weekdays: numbered(lists.weekdays),
            labels,
            first: lists.first,
            own: lists.own,
            accounts: lists.accounts.into_iter().collect(),
            roles: lists.roles.into_iter().collect(),
            fillers: lists.fillers.into_iter().collect(),
            counters: lists.counters.into_iter().collect(),
            zones: lists.zones,
        })
    }

    pub(super) fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word).copied()
    }

    pub(super) fn weekday(&self, word: &str) -> Option<i8> {
        self.weekdays.get(word).copied()
    }

    /// The label that some words begin with, and how many words it has.
    pub(super) fn label(&self, words: &[&str]) -> Option<(usize, Label)> {
        let fits = |label: &&(Vec<String>, Label)| {
            words.len() >= label.0.len() && label.0.iter().zip(words).all(|(a, b)| a == b)
        };
        self.labels.iter().find(fits).map(|(words, label)| (words.len(), *label))
    }

    /// Whether a text in lower case begins by telling when its page was first published.
    pub(super) fn tells_first(&self, text: &str) -> bool {
        let begins = |text: &str| self.first.iter().any(|label| text.starts_with(label.as_str()));
        let behind = |own: &String| Some(text.strip_prefix(own.as_str())?.trim_start());
        begins(text) || self.own.iter().filter_map(behind).any(begins)
    }

    /// Whether a name is that of an account.
    pub(crate) fn is_account(&self, name: &str) -> bool {
        self.accounts.contains(&name.to_lowercase())
    }

    pub(super) fn is_role(&self, word: &str) -> bool {
        self.roles.contains(word)
    }

    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.fillers.contains(word)
    }

    pub(super) fn is_counter(&self, word: &str) -> bool {
        self.counters.contains(word)
    }

    pub(super) fn zone(&self, word: &str) -> Option<i16> {
        self.zones.get(word).copied()
    }
}

fn numbered(names: Vec<Vec<String>>) -> BTreeMap<String, i8> {
    let number = |(at, names): (i8, Vec<String>)| names.into_iter().map(move |name| (name, at));
    (1i8..).zip(names).flat_map(number).collect()
}
