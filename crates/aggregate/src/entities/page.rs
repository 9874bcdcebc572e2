//! The names of one page, and what they are called in full there.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{AnnotatedArticle, Date, Label, Mention, Place};

use super::{Key, Node};
use crate::lexicon::{Aliases, name_key};
use crate::names::is_acronym_of;

/// The names of an article, each spelling once.
#[derive(Debug, Default)]
pub(super) struct PageNames {
    pub(super) source: Option<String>,
    pub(super) day: Option<Date>,
    pub(super) names: Vec<PageName>,
}

/// A spelling on a page.
#[derive(Debug)]
pub(super) struct PageName {
    text: String,
    canonical: Option<String>,
    label: Label,
    kind: Option<String>,
    place: Option<Place>,
    /// Indices of its mentions.
    pub(super) at: Vec<u32>,
}

impl PageNames {
    pub(super) fn of(doc: &AnnotatedArticle) -> Self {
        let mut names: Vec<PageName> = Vec::new();
        let mut found: BTreeMap<(Label, &str, Option<&str>), usize> = BTreeMap::new();
        for (at, mention) in (0..).zip(&doc.mentions) {
            let text = doc.slice(mention.span);
            let key = (mention.label, text, mention.canonical.as_deref());
            let place = *found.entry(key).or_insert_with(|| {
                names.push(PageName::new(text, mention));
                names.len() - 1
            });
            names[place].at.push(at);
        }
        Self {
            source: doc.article.source.clone(),
            day: doc.article.published.map(|published| published.at.date),
            names,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The key of each name: of a surname that of its full name, of capitals that of the name they
    /// stand for.
    pub(super) fn keys(&self, aliases: &Aliases) -> Vec<Key> {
        let own: Vec<Key> = self.names.iter().map(|name| name.key(aliases)).collect();
        let surnames = surnames(&own);
        let expansions = self.expansions();
        let full = |name: &PageName, key: &Key| {
            let by_surname = surnames.get(key).cloned().flatten();
            let by_letters = expansions.get(name.text.as_str()).map(|&at| own[at].clone());
            by_letters.filter(|to| to.0 == key.0).or(by_surname).unwrap_or_else(|| key.clone())
        };
        self.names.iter().zip(&own).map(|(name, key)| full(name, key)).collect()
    }

    /// Which name each acronym of the page abbreviates, where only one can be meant.
    fn expansions(&self) -> BTreeMap<&str, usize> {
        let mut by_letters: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (at, name) in self.names.iter().enumerate() {
            for letters in initials(&name.text) {
                by_letters.entry(letters).or_default().entry(name_key(&name.text)).or_insert(at);
            }
        }
        let short = |name: &&PageName| name.label == Label::Org && !name.text.contains(' ');
        let find = |name: &PageName| {
            let found = by_letters.get(&name.text.replace('.', ""))?;
            found
                .values()
                .copied()
                .find(|&at| found.len() == 1 && is_acronym_of(&name.text, &self.names[at].text))
        };
        self.names
            .iter()
            .filter(short)
            .filter_map(|name| Some((name.text.as_str(), find(name)?)))
            .collect()
    }

    /// Adds the names to the nodes of their keys.
    pub(super) fn count(&self, keys: &[Key], aliases: &Aliases, nodes: &mut BTreeMap<Key, Node>) {
        for (name, key) in self.names.iter().zip(keys) {
            let node = nodes.entry(key.clone()).or_default();
            let n = name.at.len() as u64;
            let listed = aliases.listed(name.label, name.name());
            let shown =
                listed.map_or_else(|| bare(name.name(), name.label, aliases), str::to_owned);
            *node.spellings.entry(name.text.clone()).or_default() += n;
            if name_key(&shown) == key.1 {
                *node.shown.entry(shown).or_default() += n;
            }
            if let Some(kind) = &name.kind {
                *node.kinds.entry(kind.clone()).or_default() += n;
            }
            node.place = node.place.or(name.place);
            node.known |= listed.is_some() || name.place.is_some();
            node.mentions += n;
        }
    }
}

impl PageName {
    fn new(text: &str, mention: &Mention) -> Self {
        Self {
            text: text.to_owned(),
            canonical: mention.canonical.clone(),
            label: mention.label,
            kind: mention.kind.clone(),
            place: mention.place,
            at: Vec::new(),
        }
    }

    fn name(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.text)
    }

    fn key(&self, aliases: &Aliases) -> Key {
        let listed = aliases
            .listed(self.label, self.name())
            .or_else(|| aliases.listed(self.label, &self.text));
        let key = match listed {
            Some(name) => name_key(name),
            None => name_key(&bare(self.name(), self.label, aliases)),
        };
        // A name of marks alone has no folded words.
        (self.label, if key.is_empty() { self.text.clone() } else { key })
    }
}

/// A person's name without titles, an organisation's or a place's without its article.
fn bare(name: &str, label: Label, aliases: &Aliases) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let drop = |word: &str| match label {
        Label::Per => aliases.is_title(&name_key(word)),
        _ => word.eq_ignore_ascii_case("the"),
    };
    let titles = words.iter().take_while(|word| drop(word)).count();
    if titles < words.len() {
        words.drain(..titles);
    }
    let joined = words.join(" ");
    let cut = joined.strip_suffix("’s").or_else(|| joined.strip_suffix("'s"));
    cut.unwrap_or(&joined).to_owned()
}

/// For each person of one word, the only person of the page with more words and that surname.
fn surnames(keys: &[Key]) -> BTreeMap<Key, Option<Key>> {
    let mut full: BTreeMap<&str, BTreeSet<&Key>> = BTreeMap::new();
    for key in keys.iter().filter(|key| key.0 == Label::Per) {
        if let Some((_, last)) = key.1.rsplit_once(' ') {
            full.entry(last).or_default().insert(key);
        }
    }
    let only = |key: &Key| {
        let bearers = full.get(key.1.as_str())?;
        bearers.first().filter(|_| bearers.len() == 1).map(|&key| key.clone())
    };
    let single = keys.iter().filter(|key| key.0 == Label::Per && !key.1.contains(' '));
    single.map(|key| (key.clone(), only(key))).collect()
}

/// The first letters of a name's words, of all and of those with a capital.
fn initials(name: &str) -> Vec<String> {
    let words: Vec<char> = name
        .split([' ', '-'])
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    if words.len() < 2 {
        return Vec::new();
    }
    let all: String = words.iter().flat_map(|c| c.to_uppercase()).collect();
    let capitals: String = words.iter().filter(|c| c.is_uppercase()).collect();
    if all == capitals { vec![all] } else { vec![all, capitals] }
}
