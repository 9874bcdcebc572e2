//! Every spelling of a run once, with all that rules find in it.
//!
//! A run has far fewer spellings than mentions, so what a name is listed under, its key and its
//! initials are found once, and pages are read as numbers of spellings.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use tidings_model::{Label, Place};

use super::judgements::Judgements;
use super::page::{PageName, PageNames};
use super::{Key, Node};
use crate::lexicon::{Aliases, name_key};
use crate::names::is_acronym_of;
use crate::words::{Hashed, hash};

/// A spelling, as some page writes it.
#[derive(Debug)]
struct Spelling {
    text: String,
    label: Label,
    kind: Option<String>,
    place: Option<Place>,
    /// The name it is shown by.
    shown: String,
    /// Whether a list or a gazetteer knows it.
    known: bool,
    /// The number of its own key.
    key: u32,
    /// Of a person of several words, the number of the key of the last one.
    surname: Option<u32>,
    /// The folded words as they are written.
    folded: String,
    /// First letters of its words, of all and of those with a capital.
    initials: Vec<String>,
}

/// The spellings and keys of a run, by number.
#[derive(Debug)]
pub(super) struct Spellings<'a> {
    aliases: &'a Aliases,
    judgements: &'a Judgements,
    spellings: Vec<Spelling>,
    found: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    keys: Vec<Key>,
    numbers: HashMap<Key, u32>,
    /// How often a spelling stands for a key.
    counts: HashMap<(u32, u32), u64>,
}

impl<'a> Spellings<'a> {
    pub(super) fn new(aliases: &'a Aliases, judgements: &'a Judgements) -> Self {
        Self {
            aliases,
            judgements,
            spellings: Vec::new(),
            found: HashMap::default(),
            keys: Vec::new(),
            numbers: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    /// Reads a page: for each of its names the number of the key that it goes by there.
    ///
    /// A surname goes by the key of the only full name of the page that bears it, capitals by that of
    /// the name they stand for.
    pub(super) fn read(&mut self, page: &PageNames) -> Vec<u32> {
        let own: Vec<u32> = page.names.iter().map(|name| self.number(name)).collect();
        let mut keys: Vec<u32> = own.iter().map(|&at| self.spellings[at as usize].key).collect();
        self.by_surname(&own, &mut keys);
        self.by_letters(&own, &mut keys);
        for ((name, spelling), key) in page.names.iter().zip(own).zip(&keys) {
            *self.counts.entry((*key, spelling)).or_default() += name.at.len() as u64;
        }
        keys
    }

    /// The keys by number, and what stands for each; in order of number.
    pub(super) fn nodes(self) -> Vec<(Key, Node)> {
        let mut nodes: Vec<(Key, Node)> =
            self.keys.into_iter().map(|key| (key, Node::default())).collect();
        let mut counts: Vec<((u32, u32), u64)> = self.counts.into_iter().collect();
        counts.sort_unstable();
        for ((key, spelling), n) in counts {
            let (key, node) = &mut nodes[key as usize];
            let spelling = &self.spellings[spelling as usize];
            *node.spellings.entry(spelling.text.clone()).or_default() += n;
            if name_key(&spelling.shown) == key.1 {
                *node.shown.entry(spelling.shown.clone()).or_default() += n;
            }
            if let Some(kind) = &spelling.kind {
                *node.kinds.entry(kind.clone()).or_default() += n;
            }
            node.place = node.place.or(spelling.place);
            node.known |= spelling.known;
            node.mentions += n;
        }
        nodes
    }

    fn by_surname(&self, own: &[u32], keys: &mut [u32]) {
        let mut bearers: BTreeMap<u32, Option<u32>> = BTreeMap::new();
        for spelling in own.iter().map(|&at| &self.spellings[at as usize]) {
            let Some(surname) = spelling.surname else { continue };
            let only = bearers.entry(surname).or_insert(Some(spelling.key));
            *only = only.filter(|key| *key == spelling.key);
        }
        for key in keys {
            let full = bearers.get(key).copied().flatten();
            if let Some(full) = full.filter(|&full| !self.apart(*key, full)) {
                *key = full;
            }
        }
    }

    fn by_letters(&self, own: &[u32], keys: &mut [u32]) {
        let short = |spelling: &Spelling| {
            spelling.label == Label::Org && !spelling.text.contains(' ') && is_capitals(spelling)
        };
        if !own.iter().any(|&at| short(&self.spellings[at as usize])) {
            return;
        }
        // By letters, the names of the page that have them; one name in several spellings is one.
        let mut full: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for &at in own {
            let spelling = &self.spellings[at as usize];
            for letters in &spelling.initials {
                full.entry(letters).or_default().entry(&spelling.folded).or_insert(at);
            }
        }
        for (&at, key) in own.iter().zip(keys) {
            let spelling = &self.spellings[at as usize];
            let letters = spelling.text.replace('.', "");
            let Some(found) = full.get(letters.as_str()).filter(|found| found.len() == 1) else {
                continue;
            };
            let long = found.values().next().map(|&at| &self.spellings[at as usize]);
            let fits = |long: &&Spelling| {
                short(spelling)
                    && long.label == spelling.label
                    && is_acronym_of(&spelling.text, &long.text)
                    && !self.apart(spelling.key, long.key)
            };
            if let Some(long) = long.filter(fits) {
                *key = long.key;
            }
        }
    }

    fn apart(&self, a: u32, b: u32) -> bool {
        self.judgements.are_apart(&self.keys[a as usize], &self.keys[b as usize])
    }

    /// The number of a name's spelling.
    fn number(&mut self, name: &PageName) -> u32 {
        let print = hash(&format!(
            "{:?}\n{}\n{:?}\n{:?}\n{:?}\n{}",
            name.label,
            name.text,
            name.canonical,
            name.kind,
            name.place.map(|place| (place.lat.to_bits(), place.lon.to_bits())),
            name.acts,
        ));
        if let Some(&at) = self.found.get(&print) {
            return at;
        }
        let spelling = self.spelling(name);
        self.spellings.push(spelling);
        let at = (self.spellings.len() - 1) as u32;
        self.found.insert(print, at);
        at
    }

    fn spelling(&mut self, name: &PageName) -> Spelling {
        let listed = self.listed(name);
        let known = listed.is_some() || name.place.is_some();
        let shown = listed.unwrap_or_else(|| bare(name.name(), name.label, self.aliases));
        let folded = name_key(&shown);
        // A name of marks alone has no folded words.
        let key = (name.label, if folded.is_empty() { name.text.clone() } else { folded });
        let surname = key.1.rsplit_once(' ').filter(|_| name.label == Label::Per);
        let surname = surname.map(|(_, last)| (Label::Per, last.to_owned()));
        Spelling {
            text: name.text.clone(),
            label: name.label,
            kind: name.kind.clone(),
            place: name.place,
            shown,
            known,
            key: self.key(key),
            surname: surname.map(|surname| self.key(surname)),
            folded: name_key(&name.text),
            initials: initials(&name.text),
        }
    }

    /// The name that a judgement, a list or, of a capital that acts, its state gives it.
    fn listed(&self, name: &PageName) -> Option<String> {
        let spellings = [name.name(), &name.text];
        let judged =
            || spellings.into_iter().find_map(|text| self.judgements.listed(name.label, text));
        let state = || spellings.into_iter().find_map(|text| self.aliases.state(text));
        let alias = || spellings.into_iter().find_map(|text| self.aliases.listed(name.label, text));
        let acting = || if name.acts { state() } else { None };
        judged().or_else(acting).or_else(alias).map(str::to_owned)
    }

    fn key(&mut self, key: Key) -> u32 {
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        let number = self.keys.len() as u32;
        self.keys.push(key.clone());
        self.numbers.insert(key, number);
        number
    }
}

fn is_capitals(spelling: &Spelling) -> bool {
    let mut letters = spelling.text.chars().filter(|c| c.is_alphanumeric());
    letters.clone().count() >= 2 && letters.all(|c| c.is_uppercase() || c.is_numeric())
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
