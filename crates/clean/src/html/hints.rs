//! What the `class` and `id` of an element give away.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use tidings_stage::{BuildError, Settings};
use xxhash_rust::xxh3::xxh3_64;

use super::document::Node;
use crate::lexicon::{self, Lexicon};

/// A set of things that a name hints at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints(u16);

impl Hints {
    pub(super) const ARTICLE: Hints = Hints(1);
    pub(super) const COMMENTS: Hints = Hints(1 << 1);
    pub(super) const RELATED: Hints = Hints(1 << 2);
    pub(super) const SHARE: Hints = Hints(1 << 3);
    pub(super) const NEWSLETTER: Hints = Hints(1 << 4);
    pub(super) const ADS: Hints = Hints(1 << 5);
    pub(super) const NOTICE: Hints = Hints(1 << 6);
    pub(super) const NAVIGATION: Hints = Hints(1 << 7);
    pub(super) const ABOUT: Hints = Hints(1 << 8);
    pub(super) const CAPTION: Hints = Hints(1 << 9);
    pub(super) const HIDDEN: Hints = Hints(1 << 10);

    /// Whether any of the others is among these.
    pub(super) fn any(self, others: Hints) -> bool {
        self.0 & others.0 != 0
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    article: Vec<String>,
    #[serde(default)]
    comments: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    share: Vec<String>,
    #[serde(default)]
    newsletter: Vec<String>,
    #[serde(default)]
    ads: Vec<String>,
    #[serde(default)]
    notice: Vec<String>,
    #[serde(default)]
    navigation: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    caption: Vec<String>,
    #[serde(default)]
    hidden: Vec<String>,
    #[serde(default)]
    disclaimers: Vec<String>,
}

impl Lexicon for Written {
    fn extend(&mut self, more: Self) {
        self.article.extend(more.article);
        self.comments.extend(more.comments);
        self.related.extend(more.related);
        self.share.extend(more.share);
        self.newsletter.extend(more.newsletter);
        self.ads.extend(more.ads);
        self.notice.extend(more.notice);
        self.navigation.extend(more.navigation);
        self.about.extend(more.about);
        self.caption.extend(more.caption);
        self.hidden.extend(more.hidden);
        self.disclaimers.extend(more.disclaimers);
    }
}

impl Written {
    fn lists(self) -> [(Hints, Vec<String>); 11] {
        [
            (Hints::ARTICLE, self.article),
            (Hints::COMMENTS, self.comments),
            (Hints::RELATED, self.related),
            (Hints::SHARE, self.share),
            (Hints::NEWSLETTER, self.newsletter),
            (Hints::ADS, self.ads),
            (Hints::NOTICE, self.notice),
            (Hints::NAVIGATION, self.navigation),
            (Hints::ABOUT, self.about),
            (Hints::CAPTION, self.caption),
            (Hints::HIDDEN, self.hidden),
        ]
    }
}

/// The words that hint at something.
#[derive(Debug)]
pub(super) struct Names {
    finder: AhoCorasick,
    hints: Vec<Hints>,
    disclaimers: AhoCorasick,
}

impl Names {
    /// The built-in words, and those of the setting `lexicon`.
    pub(super) fn load(settings: &Settings) -> Result<Self, BuildError> {
        let built_in = include_str!("../../../../config/lexicon/markup.toml");
        let mut written: Written = lexicon::load(built_in, lexicon::SETTING.name, settings)?;
        let disclaimers = automaton(&std::mem::take(&mut written.disclaimers))?;
        let all = written
            .lists()
            .into_iter()
            .flat_map(|(hint, words)| words.into_iter().map(move |word| (pattern(&word), hint)));
        let (patterns, hints): (Vec<String>, Vec<Hints>) = all.unzip();
        Ok(Self { finder: automaton(&patterns)?, hints, disclaimers })
    }

    /// Whether a paragraph says what the article is not, such as advice.
    pub(super) fn disclaims(&self, text: &str) -> bool {
        self.disclaimers.is_match(text)
    }

    /// What a name that was made even hints at.
    fn of(&self, name: &str) -> Hints {
        let found = self.finder.find_overlapping_iter(name);
        Hints(found.fold(0, |all, found| all | self.hints[found.pattern().as_usize()].0))
    }
}

fn automaton(words: &[String]) -> Result<AhoCorasick, BuildError> {
    let built = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    let setting = lexicon::SETTING.name;
    built.map_err(|why| BuildError::Setting { setting, problem: why.to_string() })
}

/// A word of the list as it is looked for: hyphens around it, none behind an open end.
fn pattern(word: &str) -> String {
    match word.strip_suffix('*') {
        Some(open) => format!("-{}", open.to_lowercase()),
        None => format!("-{}-", word.to_lowercase()),
    }
}

/// Looks names up, each only once a page: templates repeat themselves.
pub(super) struct Reader<'n> {
    names: &'n Names,
    known: HashMap<u64, Hints>,
    even: String,
}

impl<'n> Reader<'n> {
    pub(super) fn new(names: &'n Names) -> Self {
        Self { names, known: HashMap::new(), even: String::new() }
    }

    /// What `class` and `id` of an element hint at.
    pub(super) fn hints(&mut self, node: Node<'_>) -> Hints {
        let (class, id) = node.class_and_id();
        if class.is_empty() && id.is_empty() {
            return Hints::default();
        }
        let key = xxh3_64(class.as_bytes()) ^ xxh3_64(id.as_bytes()).rotate_left(1);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        self.even.clear();
        self.even.push('-');
        for name in [class, id] {
            even(name, &mut self.even);
        }
        let found = self.names.of(&self.even);
        self.known.insert(key, found);
        found
    }
}

/// Adds a name in small letters, its words apart by hyphens: `relatedPosts_2` is `related-posts-2-`.
fn even(name: &str, all: &mut String) {
    let mut small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() && c.is_ascii() {
            small = false;
            hyphen(all);
            continue;
        }
        if small && c.is_ascii_uppercase() {
            hyphen(all);
        }
        small = c.is_ascii_lowercase() || c.is_ascii_digit();
        all.push(c.to_ascii_lowercase());
    }
    hyphen(all);
}

fn hyphen(all: &mut String) {
    if !all.ends_with('-') {
        all.push('-');
    }
}
