//! Word lists: shipped as files of `config/lexicon`, embedded, and extended by files of the user.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tidings_model::Label;
use tidings_stage::{BuildError, Settings};

use crate::towns::Towns;
use crate::words::{WordSet, folded, hash_of_words};

const ALIASES: &str = include_str!("../../../config/lexicon/aliases.toml");
const FACTS: &str = include_str!("../../../config/lexicon/facts.toml");
const INCIDENTS: &str = include_str!("../../../config/lexicon/incidents.toml");
const OPPOSITES: &str = include_str!("../../../config/lexicon/opposites.toml");
const FUNCTION_WORDS: &str = include_str!("../../../config/lexicon/function_words.toml");

/// Names for one thing, and what people are called by before their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aliases {
    names: BTreeMap<(Label, String), String>,
    titles: BTreeSet<String>,
    /// By the hash of a spelling's folded words.
    seats: BTreeMap<u64, Seat>,
}

/// A state that acts under other names.
#[derive(Debug, Clone)]
struct Seat {
    name: String,
    /// Hash of its folded words.
    key: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenAliases {
    titles: Vec<String>,
    alias: Vec<WrittenAlias>,
    seat: Vec<WrittenSeat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAlias {
    label: Label,
    name: String,
    also: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSeat {
    name: String,
    also: Vec<String>,
}

/// The form of a name under which spellings are looked up: folded words, a blank between them.
pub(crate) fn name_key(name: &str) -> String {
    folded(name).join(" ")
}

impl Aliases {
    /// The embedded list and the files of a setting, later ones winning.
    pub(crate) fn load(setting: &'static str, settings: &Settings) -> Result<Self, BuildError> {
        let mut aliases = Self::default();
        aliases.extend(embedded(ALIASES));
        for path in settings.paths(setting) {
            aliases.extend(read(setting, path)?);
        }
        Ok(aliases)
    }

    fn extend(&mut self, written: WrittenAliases) {
        self.titles.extend(written.titles.iter().map(|title| name_key(title)));
        for alias in written.alias {
            for spelling in alias.also.iter().chain([&alias.name]) {
                self.names.insert((alias.label, name_key(spelling)), alias.name.clone());
            }
        }
        for seat in written.seat {
            for spelling in seat.also.iter().chain([&seat.name]) {
                let key = hash_of_words(&seat.name);
                let known = Seat { name: seat.name.clone(), key };
                self.seats.insert(hash_of_words(spelling), known);
            }
        }
    }

    /// The name under which a spelling is listed.
    pub(crate) fn listed(&self, label: Label, spelling: &str) -> Option<&str> {
        self.names.get(&(label, name_key(spelling))).map(String::as_str)
    }

    /// Whether a folded word is a title or a form of address.
    pub(crate) fn is_title(&self, word: &str) -> bool {
        self.titles.contains(word)
    }

    /// The state that acts when a capital, a palace or a people is said to act.
    pub(crate) fn state(&self, name: &str) -> Option<&str> {
        self.seats.get(&hash_of_words(name)).map(|seat| seat.name.as_str())
    }

    /// The hash of that state's folded words.
    pub(crate) fn state_key(&self, name: &str) -> Option<u64> {
        self.seats.get(&hash_of_words(name)).map(|seat| seat.key)
    }
}

/// What the words of claims mean for facts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactWords {
    /// Classes of harm to people, of which a story has one main count each.
    pub(crate) casualties: BTreeSet<String>,
    /// Classes whose counts only grow while more becomes known.
    pub(crate) cumulative: BTreeSet<String>,
    /// Classes of events that happen once to a thing.
    pub(crate) once: BTreeSet<String>,
    /// Classes of violent or sudden events, whose day and place are the day and place of casualties.
    pub(crate) incidents: BTreeSet<String>,
    /// What speakers do by speaking: the act is compared, whoever speaks.
    pub(crate) acts: BTreeSet<String>,
    /// Nouns for people, in the singular.
    pub(crate) people: BTreeSet<String>,
    /// Words for parts of a whole.
    pub(crate) quantifiers: BTreeSet<String>,
}

/// By which words the casualties, the day and the place of one incident are put together.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IncidentWords {
    pub(crate) people: PeopleWords,
    pub(crate) harm: HarmWords,
    pub(crate) place: PlaceWords,
}

/// How people are told apart.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleWords {
    pub(crate) male: BTreeSet<String>,
    pub(crate) female: BTreeSet<String>,
    /// Nouns that fit anybody.
    pub(crate) anybody: BTreeSet<String>,
    /// Nouns for people that are counted, besides those of [`FactWords`].
    pub(crate) counted: BTreeSet<String>,
    pub(crate) pronouns: BTreeSet<String>,
    /// Before a noun: somebody else.
    pub(crate) others: BTreeSet<String>,
}

/// How harm is told.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HarmWords {
    /// Predicates that tell of people who are hit, whether they die or not.
    pub(crate) struck: BTreeSet<String>,
    /// In a headline: somebody died.
    pub(crate) fatal: BTreeSet<String>,
    /// In a headline: somebody was hurt.
    pub(crate) hurt: BTreeSet<String>,
    /// Classes of what comes after an incident.
    pub(crate) aftermath: BTreeSet<String>,
    /// Words that tell what a date close to them is the day of.
    pub(crate) cues: CueWords,
    /// Numbers that headlines write in words.
    pub(crate) numbers: BTreeMap<String, u32>,
}

/// Words beside a date that tell what it is the day of.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueWords {
    /// The incident itself.
    pub(crate) deed: BTreeSet<String>,
    /// What comes after it.
    pub(crate) after: BTreeSet<String>,
    /// What is said of it.
    pub(crate) speech: BTreeSet<String>,
    /// A death, which may come later.
    pub(crate) death: BTreeSet<String>,
}

/// How cities are told from other places.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceWords {
    /// Bodies that bear the name of their city.
    pub(crate) bodies: BTreeSet<String>,
    /// What may stand between that name and the body.
    pub(crate) between: BTreeSet<String>,
    /// Last words of names that are no cities.
    pub(crate) grounds: BTreeSet<String>,
    /// Parts of a place, before its name.
    pub(crate) sides: BTreeSet<String>,
    /// Before a name: something happened there.
    pub(crate) within: BTreeSet<String>,
    /// Behind a name: it is part of a city.
    pub(crate) quarters: BTreeSet<String>,
    /// Behind a name: it is a neighbourhood, wherever else it is named.
    pub(crate) neighbourhoods: BTreeSet<String>,
    /// Kinds of places that are no cities.
    pub(crate) kinds: BTreeSet<String>,
    /// Before a name: somebody comes from there.
    pub(crate) origins: BTreeSet<String>,
    /// Right before a name that need not be a place's: something happened there.
    pub(crate) places: BTreeSet<String>,
    /// Words of bodies that serve more than a city.
    pub(crate) wide: BTreeSet<String>,
    /// In a headline, behind the place of a whole site.
    pub(crate) sections: BTreeSet<String>,
    /// Kinds under which towns are taken for the things they are named after.
    pub(crate) named_after: BTreeSet<String>,
    /// Words of names, folded, and how they are written in full.
    pub(crate) in_full: BTreeMap<String, String>,
    /// Names of districts and boroughs, and the city that they stand for.
    pub(crate) city_of: BTreeMap<String, String>,
}

/// Pairs of predicates that cannot both hold of one thing at one time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opposites {
    names: Vec<String>,
    sides: BTreeMap<String, BTreeSet<(usize, bool)>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOpposites {
    pair: Vec<WrittenPair>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPair {
    one: Vec<String>,
    other: Vec<String>,
}

impl Opposites {
    /// The first word of each side of a pair: `close-open`.
    pub(crate) fn name(&self, pair: usize) -> String {
        self.names.get(pair).cloned().unwrap_or_default()
    }

    /// Which pairs a word is in, by its stem, and on which side.
    pub(crate) fn sides(&self, word: &str) -> impl Iterator<Item = (usize, bool)> {
        self.sides.get(word).into_iter().flatten().copied()
    }
}

/// Everything that [`crate::facts`] looks words up in.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    pub(crate) aliases: Aliases,
    pub(crate) facts: FactWords,
    pub(crate) incidents: IncidentWords,
    pub(crate) towns: Towns,
    pub(crate) opposites: Opposites,
    pub(crate) function_words: WordSet,
}

impl Lexicon {
    /// The embedded lists, aliases extended by the files of a setting.
    pub(crate) fn load(setting: &'static str, settings: &Settings) -> Result<Self, BuildError> {
        let incidents: IncidentWords = embedded(INCIDENTS);
        Ok(Self {
            aliases: Aliases::load(setting, settings)?,
            facts: embedded(FACTS),
            towns: Towns::new(&incidents.place),
            incidents,
            opposites: opposites(),
            function_words: function_words(),
        })
    }
}

fn opposites() -> Opposites {
    let mut sides: BTreeMap<String, BTreeSet<(usize, bool)>> = BTreeMap::new();
    let written: WrittenOpposites = embedded(OPPOSITES);
    let first = |words: &[String]| words.first().cloned().unwrap_or_default();
    let names =
        written.pair.iter().map(|pair| format!("{}-{}", first(&pair.one), first(&pair.other)));
    let names: Vec<String> = names.collect();
    for (number, pair) in written.pair.into_iter().enumerate() {
        let one = pair.one.into_iter().map(|word| (word, false));
        for (word, side) in one.chain(pair.other.into_iter().map(|word| (word, true))) {
            sides.entry(crate::words::stem(&word).to_owned()).or_default().insert((number, side));
        }
    }
    Opposites { names, sides }
}

/// Words that carry no subject of their own, folded.
pub(crate) fn function_words() -> WordSet {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        words: BTreeSet<String>,
    }
    embedded::<Written>(FUNCTION_WORDS).words.into_iter().collect()
}

pub(crate) fn embedded<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a test reads every embedded list")
}

/// A file of a setting.
pub(crate) fn read<T: DeserializeOwned>(
    setting: &'static str,
    path: &Path,
) -> Result<T, BuildError> {
    let fail = |line, problem| BuildError::File { setting, path: path.to_owned(), line, problem };
    let text = std::fs::read_to_string(path).map_err(|why| fail(None, why.to_string()))?;
    toml::from_str(&text).map_err(|why: toml::de::Error| {
        let line =
            why.span().and_then(|span| Some(text.get(..span.start)?.matches('\n').count() + 1));
        fail(line, why.message().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use tidings_stage::Value;

    use super::*;

    fn with(text: &str) -> Result<Aliases, BuildError> {
        let path = std::env::temp_dir()
            .join(format!("tidings-aliases-{:x}.toml", crate::words::hash(text)));
        std::fs::write(&path, text).unwrap();
        let mut settings = Settings::defaults(&[], ".");
        settings.set("lexicon", Value::Paths(vec![path.clone()]));
        let loaded = Aliases::load("lexicon", &settings);
        std::fs::remove_file(path).unwrap();
        loaded
    }

    #[test]
    fn every_embedded_list_reads() {
        let lexicon = Lexicon::load("lexicon", &Settings::defaults(&[], ".")).unwrap();
        assert!(lexicon.facts.casualties.contains("killed"));
        assert!(lexicon.function_words.contains("the"));
        let close: Vec<_> = lexicon.opposites.sides(crate::words::stem("closes")).collect();
        let open: Vec<_> = lexicon.opposites.sides("open").collect();
        assert!(close.iter().any(|(pair, side)| open.contains(&(*pair, !side))));
    }

    #[test]
    fn users_add_aliases() {
        let aliases =
            with("[[alias]]\nlabel = \"ORG\"\nname = \"Northern Rail Wire\"\nalso = [\"NRW\"]")
                .unwrap();
        assert_eq!(aliases.listed(Label::Org, "nrw"), Some("Northern Rail Wire"));
        assert_eq!(aliases.listed(Label::Loc, "nrw"), None);
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let why =
            with("titles = []\n[[alias]]\nlabel = \"TOWN\"\nname = \"A\"\nalso = []").unwrap_err();
        assert!(matches!(why, BuildError::File { line: Some(3), .. }), "{why}");
    }
}
