//! The names under which pages state facts, ready to look things up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tidings_stage::{BuildError, Settings};

use crate::lexicon::{self, Lexicon};

/// A fact that a `meta` element states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stated {
    Published,
    Modified,
    Title,
    Author,
    Section,
    Site,
    Publisher,
    Language,
    Url,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    meta: Meta,
    types: Types,
    classes: Classes,
    bylines: Bylines,
    orders: Orders,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Meta {
    published: Vec<String>,
    modified: Vec<String>,
    title: Vec<String>,
    author: Vec<String>,
    section: Vec<String>,
    site: Vec<String>,
    publisher: Vec<String>,
    language: Vec<String>,
    url: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Types {
    article: Vec<String>,
    page: Vec<String>,
    site: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Classes {
    author: Vec<String>,
    modified: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Bylines {
    starts: Vec<String>,
    nobody: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Orders {
    month_first: Vec<String>,
    day_first: Vec<String>,
    month_first_hosts: Vec<String>,
}

impl Lists {
    fn each(&mut self) -> [&mut Vec<String>; 19] {
        let Self { meta, types, classes, bylines, orders } = self;
        [
            &mut meta.published,
            &mut meta.modified,
            &mut meta.title,
            &mut meta.author,
            &mut meta.section,
            &mut meta.site,
            &mut meta.publisher,
            &mut meta.language,
            &mut meta.url,
            &mut types.article,
            &mut types.page,
            &mut types.site,
            &mut classes.author,
            &mut classes.modified,
            &mut bylines.starts,
            &mut bylines.nobody,
            &mut orders.month_first,
            &mut orders.day_first,
            &mut orders.month_first_hosts,
        ]
    }
}

impl Lexicon for Lists {
    fn extend(&mut self, mut more: Self) {
        for (mine, more) in self.each().into_iter().zip(more.each()) {
            mine.append(more);
        }
    }
}

/// The names under which pages state facts.
#[derive(Debug)]
pub(super) struct Names {
    /// A name to its fact and its rank among the names of that fact.
    meta: BTreeMap<String, (Stated, usize)>,
    articles: BTreeSet<String>,
    pages: BTreeSet<String>,
    sites: BTreeSet<String>,
    author: Vec<String>,
    modified: Vec<String>,
    /// The longest first.
    byline_starts: Vec<String>,
    nobody: BTreeSet<String>,
    month_first: BTreeSet<String>,
    day_first: BTreeSet<String>,
    month_first_hosts: BTreeSet<String>,
}

impl Names {
    /// The built-in names, with those a pipeline adds.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(super) fn load(settings: &Settings) -> Result<Self, BuildError> {
        const BUILT_IN: &str = include_str!("../../../../../config/lexicon/metadata.toml");
        let Lists { meta, types, classes, bylines, orders } =
            lexicon::load(BUILT_IN, super::SETTING.name, settings)?;
        let mut byline_starts = lower(bylines.starts);
        byline_starts.sort_by_key(|start| std::cmp::Reverse(start.len()));
        Ok(Self {
            meta: meta.ranked(),
            articles: lower(types.article).into_iter().collect(),
            pages: lower(types.page).into_iter().collect(),
            sites: lower(types.site).into_iter().collect(),
            author: lower(classes.author),
            modified: lower(classes.modified),
            byline_starts,
            nobody: lower(bylines.nobody).into_iter().collect(),
            month_first: lower(orders.month_first).into_iter().collect(),
            day_first: lower(orders.day_first).into_iter().collect(),
            month_first_hosts: lower(orders.month_first_hosts).into_iter().collect(),
        })
    }

    /// What a `meta` element of this name states, and the rank of the name, the surest 0.
    pub(super) fn stated(&self, name: &str) -> Option<(Stated, usize)> {
        self.meta.get(name.trim().to_ascii_lowercase().as_str()).copied()
    }

    pub(super) fn is_article(&self, kind: &str) -> bool {
        self.articles.contains(kind)
    }

    pub(super) fn is_page(&self, kind: &str) -> bool {
        self.pages.contains(kind)
    }

    pub(super) fn is_site(&self, kind: &str) -> bool {
        self.sites.contains(kind)
    }

    /// Whether a `class` says that its element holds the day of a change.
    pub(super) fn is_modified_class(&self, class: &str) -> bool {
        has_word(class, &self.modified)
    }

    /// Whether a `class` says that its element holds the name of an author.
    pub(super) fn is_author_class(&self, class: &str) -> bool {
        has_word(class, &self.author)
    }

    /// A name without the words that stand before names.
    pub(super) fn without_start<'a>(&self, name: &'a str) -> &'a str {
        let low = name.to_lowercase();
        let starts = |start: &&String| {
            low.strip_prefix(start.as_str()).is_some_and(|rest| rest.starts_with([' ', ':']))
        };
        let found = self.byline_starts.iter().find(starts);
        let rest = found.and_then(|start| name.get(start.len()..)).unwrap_or(name);
        rest.trim_start_matches([' ', ':'])
    }

    pub(super) fn is_nobody(&self, name: &str) -> bool {
        self.nobody.contains(&name.to_lowercase())
    }

    /// Whether sites of a region write the day first, if they do it one way.
    pub(super) fn day_first(&self, region: &str) -> Option<bool> {
        match region {
            _ if self.day_first.contains(region) => Some(true),
            _ if self.month_first.contains(region) => Some(false),
            _ => None,
        }
    }

    /// Whether a host that ends in this writes the month first.
    pub(super) fn is_month_first_host(&self, end: &str) -> bool {
        self.month_first_hosts.contains(end)
    }
}

impl Meta {
    fn ranked(self) -> BTreeMap<String, (Stated, usize)> {
        let lists = [
            (Stated::Published, self.published),
            (Stated::Modified, self.modified),
            (Stated::Title, self.title),
            (Stated::Author, self.author),
            (Stated::Section, self.section),
            (Stated::Site, self.site),
            (Stated::Publisher, self.publisher),
            (Stated::Language, self.language),
            (Stated::Url, self.url),
        ];
        let ranked = |(stated, names): (Stated, Vec<String>)| {
            names
                .into_iter()
                .enumerate()
                .map(move |(rank, name)| (name.to_lowercase(), (stated, rank)))
        };
        lists.into_iter().flat_map(ranked).collect()
    }
}

fn lower(words: Vec<String>) -> Vec<String> {
    words.into_iter().map(|word| word.to_lowercase()).collect()
}

/// Whether one of some words is a part of a class name, between its hyphens and blanks.
fn has_word(class: &str, words: &[String]) -> bool {
    let low = class.to_ascii_lowercase().replace(['_', ' '], "-");
    let bounded = format!("-{low}-");
    words.iter().any(|word| bounded.contains(&format!("-{word}-")))
}
