//! The lexicons of names: what they hold, and how they are read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;
use tidings_model::{Label, Place, Precision, Span};
use tidings_stage::BuildError;
use toml::Spanned;

use super::phrases::{EntryId, Phrases};
use super::traits::Lists;
use super::vocabulary::{FastMap, Vocabulary, WordId};
use crate::lexicon::{Distinct, Source};
use crate::tokens::Tokens;

/// A thing that a lexicon names.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) label: Label,
    pub(super) kind: String,
    /// The name it is listed under.
    pub(super) name: String,
    /// The country it lies in, or is.
    pub(super) country: Option<String>,
    /// The part of the country, where the lexicon tells it.
    pub(super) region: Option<String>,
    /// How many people live there; 0 where that is not told.
    pub(super) people: u32,
    pub(super) place: Option<Place>,
    /// Whether the name is a common word or a person's name too.
    pub(super) ambiguous: bool,
    /// Whether every nation has one.
    pub(super) national: bool,
    /// Whether a user's file lists it, which nothing overrules.
    pub(super) of_user: bool,
}

/// Everything the lexicons say.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    pub(super) words: Vocabulary,
    pub(super) phrases: Phrases,
    entries: Vec<Entry>,
    /// Parts of countries, by the code that stands behind the name of a city: `Camden, NJ`.
    pub(super) codes: FastMap<WordId, EntryId>,
    /// The kind of machine, by the letters before its number.
    pub(super) designations: BTreeMap<String, String>,
    /// The kind of an organisation or place, by the last or first word of its name.
    pub(super) kinds: FastMap<WordId, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCountry {
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    #[serde(default)]
    adjectives: Vec<Spanned<String>>,
    #[serde(default, rename = "capital")]
    _capital: Option<String>,
    at: Option<Spanned<(f64, f64)>>,
    #[serde(default)]
    ambiguous: bool,
}

/// A city, a region or an organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenThing {
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    kind: Option<String>,
    country: Option<String>,
    region: Option<String>,
    code: Option<Spanned<String>>,
    #[serde(default)]
    people: u32,
    at: Option<Spanned<(f64, f64)>>,
    #[serde(default)]
    ambiguous: bool,
    #[serde(default)]
    national: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMachines {
    kind: String,
    names: Vec<Vec<Spanned<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDesignations {
    kind: String,
    prefixes: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKinds {
    kind: String,
    words: Vec<Spanned<String>>,
}

/// The tables of a lexicon file; beside them stand [`Lists`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    country: Vec<WrittenCountry>,
    city: Vec<WrittenThing>,
    region: Vec<WrittenThing>,
    organisation: Vec<WrittenThing>,
    nationality: Vec<Vec<Spanned<String>>>,
    weapon: Vec<WrittenMachines>,
    designations: Vec<WrittenDesignations>,
    kinds: Vec<WrittenKinds>,
    honorifics: Vec<Spanned<String>>,
    ranks: Vec<Spanned<String>>,
    roles: Vec<Spanned<String>>,
}

impl Written {
    const NAMES: &'static [&'static str] = &[
        "country",
        "city",
        "region",
        "organisation",
        "nationality",
        "weapon",
        "designations",
        "kinds",
        "honorifics",
        "ranks",
        "roles",
    ];
}

impl Gazetteer {
    /// What all these files say; what the user's say counts more.
    pub(super) fn load(embedded: &[Source], user: &[Source]) -> Result<Self, BuildError> {
        let mut all = Self::default();
        let tokens = Tokens::embedded()?;
        for (sources, overrides) in [(embedded, false), (user, true)] {
            for source in sources {
                Loader { all: &mut all, tokens: &tokens, source, overrides }.load()?;
            }
        }
        Ok(all)
    }

    /// An entry by its number.
    pub(super) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id as usize]
    }
}

/// Reads one file.
struct Loader<'a> {
    all: &'a mut Gazetteer,
    tokens: &'a Tokens,
    source: &'a Source,
    overrides: bool,
}

impl Loader<'_> {
    fn load(&mut self) -> Result<(), BuildError> {
        let has_lists = self.check_keys()?;
        let written: Written = self.source.parse()?;
        self.countries(written.country)?;
        self.things(written.city, Label::Loc, Some("city"))?;
        self.things(written.region, Label::Loc, None)?;
        self.things(written.organisation, Label::Org, None)?;
        self.nationalities(written.nationality)?;
        self.machines(written.weapon)?;
        self.designations(written.designations)?;
        self.kinds(written.kinds)?;
        self.titles(written.honorifics, false)?;
        self.titles(written.ranks, true)?;
        self.titles(written.roles, true)?;
        if has_lists { self.lists(self.source.parse()?) } else { Ok(()) }
    }

    /// Refuses a list that nobody reads; says whether the file holds any of [`Lists`].
    fn check_keys(&self) -> Result<bool, BuildError> {
        let keys: BTreeMap<Spanned<String>, IgnoredAny> = self.source.parse()?;
        let known = |key: &str| Written::NAMES.contains(&key) || Lists::NAMES.contains(&key);
        let has_lists = keys.keys().any(|key| Lists::NAMES.contains(&key.get_ref().as_str()));
        match keys.into_keys().find(|key| !known(key.get_ref())) {
            None => Ok(has_lists),
            Some(key) => {
                let names = [Written::NAMES, Lists::NAMES].concat().join(", ");
                let problem = format!("unknown list `{}`; expected one of {names}", key.get_ref());
                Err(self.source.error(key.span(), problem))
            }
        }
    }

    fn countries(&mut self, countries: Vec<WrittenCountry>) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        for country in countries {
            let place = self.place(country.at, Precision::Country)?;
            let name = country.name.get_ref().clone();
            let country_name = name.clone();
            let entry = self.add(Entry {
                label: Label::Loc,
                kind: "country".to_owned(),
                name: name.clone(),
                country: Some(name),
                region: None,
                people: 0,
                place,
                ambiguous: country.ambiguous,
                national: false,
                of_user: self.overrides,
            });
            self.names(&mut distinct, [country.name].into_iter().chain(country.aliases), entry)?;
            self.people(&mut distinct, country.adjectives, Some(country_name))?;
        }
        Ok(())
    }

    /// Adjectives and words for people: all of them one entry, under the first.
    fn people(
        &mut self,
        distinct: &mut Distinct<'_>,
        words: Vec<Spanned<String>>,
        country: Option<String>,
    ) -> Result<(), BuildError> {
        let Some(first) = words.first() else { return Ok(()) };
        let entry = self.add(Entry {
            label: Label::Misc,
            kind: "nationality".to_owned(),
            name: first.get_ref().clone(),
            country,
            region: None,
            people: 0,
            place: None,
            ambiguous: false,
            national: false,
            of_user: self.overrides,
        });
        self.names(distinct, words.into_iter(), entry)
    }

    fn nationalities(&mut self, all: Vec<Vec<Spanned<String>>>) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        all.into_iter().try_for_each(|words| self.people(&mut distinct, words, None))
    }

    fn things(
        &mut self,
        things: Vec<WrittenThing>,
        label: Label,
        kind: Option<&str>,
    ) -> Result<(), BuildError> {
        let (mut distinct, mut codes) = (Distinct::new(self.source), Distinct::new(self.source));
        let precision = if kind == Some("city") { Precision::City } else { Precision::Region };
        for thing in things {
            let Some(kind) = thing.kind.as_deref().or(kind) else {
                let problem = "expected a `kind` for this entry";
                return Err(self.source.error(thing.name.span(), problem));
            };
            let precision = if kind == "landmark" { Precision::City } else { precision };
            let entry = Entry {
                label,
                kind: kind.to_owned(),
                name: thing.name.get_ref().clone(),
                country: thing.country.clone(),
                region: thing.region.clone(),
                people: thing.people,
                place: self.place(thing.at, precision)?,
                ambiguous: thing.ambiguous,
                national: thing.national,
                of_user: self.overrides,
            };
            let entry = self.add(entry);
            if let Some(code) = thing.code {
                let id = self.all.words.intern(&codes.take(code)?);
                self.all.codes.insert(id, entry);
            }
            let lies = [thing.country, thing.region].map(Option::unwrap_or_default).join(", ");
            distinct.within(&lies);
            self.names(&mut distinct, [thing.name].into_iter().chain(thing.aliases), entry)?;
        }
        Ok(())
    }

    fn machines(&mut self, machines: Vec<WrittenMachines>) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        for WrittenMachines { kind, names } in machines {
            for spellings in names {
                let Some(first) = spellings.first() else { continue };
                let numbered = first.get_ref().contains(|c: char| c.is_ascii_digit());
                let entry = self.add(Entry {
                    label: Label::Misc,
                    kind: kind.clone(),
                    name: first.get_ref().clone(),
                    country: None,
                    region: None,
                    people: 0,
                    place: None,
                    ambiguous: !numbered,
                    national: false,
                    of_user: self.overrides,
                });
                self.names(&mut distinct, spellings.into_iter(), entry)?;
            }
        }
        Ok(())
    }

    fn designations(&mut self, all: Vec<WrittenDesignations>) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        for WrittenDesignations { kind, prefixes } in all {
            for prefix in prefixes {
                self.all.designations.insert(distinct.take(prefix)?, kind.clone());
            }
        }
        Ok(())
    }

    fn kinds(&mut self, all: Vec<WrittenKinds>) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        for WrittenKinds { kind, words } in all {
            for word in words {
                let id = self.all.words.intern(&distinct.take(word)?);
                self.all.kinds.insert(id, kind.clone());
            }
        }
        Ok(())
    }

    /// Titles as they are written, and, where they name an office, in lower case too.
    fn titles(&mut self, titles: Vec<Spanned<String>>, lower: bool) -> Result<(), BuildError> {
        let mut distinct = Distinct::new(self.source);
        for title in titles {
            let title = distinct.take(title)?;
            let words = self.words(&title);
            self.all.phrases.add_title(&words);
            if lower && !title.chars().all(|c| !c.is_lowercase()) {
                let words = self.words(&title.to_lowercase());
                self.all.phrases.add_title(&words);
            }
        }
        Ok(())
    }

    fn lists(&mut self, lists: Lists) -> Result<(), BuildError> {
        for (traits, words) in lists.into_traits() {
            let mut distinct = Distinct::new(self.source);
            for word in words {
                let at = word.span();
                let word = distinct.take(word)?;
                if word.contains(' ') {
                    let problem = format!("expected one word, found `{word}`");
                    return Err(self.source.error(at, problem));
                }
                let id = self.all.words.intern(&word);
                self.all.words.mark(id, traits);
            }
        }
        Ok(())
    }

    fn place(
        &self,
        at: Option<Spanned<(f64, f64)>>,
        precision: Precision,
    ) -> Result<Option<Place>, BuildError> {
        let Some(at) = at else { return Ok(None) };
        let (lat, lon) = *at.get_ref();
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            let problem = format!("expected latitude and longitude, found {lat} and {lon}");
            return Err(self.source.error(at.span(), problem));
        }
        Ok(Some(Place { lat, lon, precision }))
    }

    fn add(&mut self, entry: Entry) -> EntryId {
        self.all.entries.push(entry);
        EntryId::try_from(self.all.entries.len() - 1).expect("lexicons are small")
    }

    fn names(
        &mut self,
        distinct: &mut Distinct<'_>,
        names: impl Iterator<Item = Spanned<String>>,
        entry: EntryId,
    ) -> Result<(), BuildError> {
        for name in names {
            let name = distinct.take(name)?;
            for words in self.spellings(&name) {
                if self.overrides {
                    self.all.phrases.clear_name(&words);
                }
                self.all.phrases.add_name(&words, entry);
            }
        }
        Ok(())
    }

    /// The name as the tokeniser cuts it, and with every hyphen a word of its own.
    fn spellings(&mut self, name: &str) -> BTreeSet<Vec<WordId>> {
        let parted = name.replace('-', " - ");
        [name, parted.as_str()].into_iter().map(|name| self.words(name)).collect()
    }

    fn words(&mut self, name: &str) -> Vec<WordId> {
        let tokens = self.tokens.words_of(name);
        let word = |span: Span| name.get(span.range()).unwrap_or_default();
        tokens.into_iter().map(|span| self.all.words.intern(word(span))).collect()
    }
}
