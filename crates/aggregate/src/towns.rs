//! Names of towns: those of `config/lexicon/cities.toml`, and how one name is written in full.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::lexicon::{PlaceWords, embedded, name_key};
use crate::words::{fold, words};

const CITIES: &str = include_str!("../../../config/lexicon/cities.toml");

/// Which names are those of towns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Towns {
    /// Keys of spellings; whether one may be a common word or somebody's name too.
    ambiguous: BTreeMap<String, bool>,
    /// Keys of the names under which towns are listed.
    names: BTreeSet<String>,
    in_full: BTreeMap<String, String>,
    city_of: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Written {
    city: Vec<WrittenCity>,
}

/// Of a city only what is needed here; other columns are read where names are found.
#[derive(Debug, Deserialize)]
struct WrittenCity {
    name: String,
    #[serde(default)]
    aliases: BTreeSet<String>,
    #[serde(default)]
    ambiguous: bool,
}

impl Towns {
    /// The embedded list, its names written in full.
    pub(crate) fn new(list: &PlaceWords) -> Self {
        let city_of =
            list.city_of.iter().map(|(part, city)| (name_key(part), city.clone())).collect();
        let mut towns = Self { in_full: list.in_full.clone(), city_of, ..Self::default() };
        for city in embedded::<Written>(CITIES).city {
            towns.names.insert(name_key(&towns.in_full(&city.name)));
            for name in city.aliases.iter().chain([&city.name]) {
                let key = name_key(&towns.in_full(name));
                // Of several towns of a name the largest stands first.
                towns.ambiguous.entry(key).or_insert(city.ambiguous);
            }
        }
        towns
    }

    /// Whether a name is listed as that of a town, or stands for a city.
    pub(crate) fn lists(&self, name: &str) -> bool {
        let key = name_key(&self.in_full(name));
        self.city_of.contains_key(&key) || self.ambiguous.contains_key(&key)
    }

    /// Whether a town is listed under this very name, whatever else it may be another spelling of.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.names.contains(&name_key(&self.in_full(name)))
    }

    /// Whether a name may be a common word or somebody's name as well.
    pub(crate) fn is_ambiguous(&self, name: &str) -> bool {
        self.ambiguous.get(&name_key(&self.in_full(name))).copied().unwrap_or_default()
    }

    /// The city that a district stands for.
    pub(crate) fn city_of(&self, name: &str) -> Option<&str> {
        self.city_of.get(&name_key(name)).map(String::as_str)
    }

    /// A name with a first word in short written out: `St. Louis` is `Saint Louis`.
    pub(crate) fn in_full(&self, name: &str) -> String {
        let name = name.trim();
        let Some(first) = words(name).next() else { return name.to_owned() };
        let full = name.get(first.clone()).map(fold).and_then(|word| self.in_full.get(&word));
        let rest = name.get(first.end..).unwrap_or_default();
        match full {
            Some(full) if rest.starts_with(['.', ' ']) => {
                format!("{full} {}", rest.trim_start_matches(['.', ' ']))
            }
            _ => name.to_owned(),
        }
    }
}

#[test]
fn names_in_short_and_in_full_are_one_town() {
    let lexicon =
        crate::lexicon::Lexicon::load("lexicon", &tidings_stage::Settings::defaults(&[], "."))
            .unwrap();
    let towns = &lexicon.towns;
    assert_eq!(towns.in_full("St. Louis"), "Saint Louis");
    assert_eq!(towns.in_full("Stockton"), "Stockton");
    assert_eq!(towns.in_full("St"), "St");
    assert!(towns.lists("Saint Louis") && towns.lists("Vigo") && !towns.lists("Quarvik"));
    assert!(towns.is_ambiguous("Reading") && !towns.is_ambiguous("Chicago"));
    assert!(towns.is_name("Antioch") && !towns.is_name("NYC") && towns.lists("NYC"));
    assert_eq!(towns.city_of("D.C."), Some("Washington"));
}
