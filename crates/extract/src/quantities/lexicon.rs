//! The words of quantities: units, hedges, and what a counted noun can be.

use std::collections::BTreeMap;

use serde::Deserialize;
use tidings_model::Modifier;
use tidings_stage::BuildError;

use crate::atoms::{Atoms, Phrases, Vocabulary};
use crate::lexicon::Source;
use crate::numerals::Numbers;

/// A unit of measure or money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// In the singular, as it is written into the tables.
    pub(super) name: String,
    /// `length`, `money`, `ratio`, …
    pub(super) dimension: String,
    /// How many of it one is: a million in `30 MUSD`.
    pub(super) times: u64,
}

impl Unit {
    /// A unit by its name and dimension.
    pub(super) fn new(name: impl Into<String>, dimension: impl Into<String>) -> Self {
        Self { name: name.into(), dimension: dimension.into(), times: 1 }
    }
}

/// What a single word can be beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// No counted noun goes past it.
    Stop,
    /// It ends in -s and is no plural.
    NotPlural,
    /// A plural of its own form.
    Plural,
    /// A state that counts those who are in it, if no noun does.
    State,
    /// A number after it is a label.
    Label,
    /// `one` after it is a pronoun.
    Pronoun,
    /// It may stand between `three of` and the noun.
    Determiner,
    /// `X to Y` after it is no range.
    Change,
    /// It joins the ends of a range.
    To,
    /// It joins two units.
    Per,
    /// It joins a unit and any noun.
    PerNoun,
    /// A unit of time before it makes no rate.
    NoRate,
    /// It joins modifiers of a noun, and the ends of a range after `between`.
    And,
    /// It joins alternatives.
    Or,
    /// It stands between a number and what it is taken from.
    Of,
    /// `one`.
    One,
    /// A number after it is negative.
    Minus,
    /// A number after it is an age.
    Aged,
    /// After a number and a hyphen it counts the noun that follows: `12,000-strong`.
    Strong,
    /// It stands between a number and its noun: `two more people`.
    More,
    /// It makes a multiple of `three times`.
    Compared,
    /// `times`.
    Times,
    /// An ordinal after it numbers a noun: `the third attack`.
    Numbering,
    /// A number before it is that of a house: `the 1600 block of First Street`.
    Houses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUnits {
    units: Vec<WrittenUnit>,
    #[serde(default)]
    signs: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    joins: Option<Joins>,
    /// The names of hundredths, each with what it is a part of.
    #[serde(default)]
    hundredths: BTreeMap<String, Vec<String>>,
    /// What a unit is where millions of it are counted: pounds are money.
    #[serde(default)]
    in_millions: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Joins {
    unit: Vec<String>,
    any: Vec<String>,
    not_before: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUnit {
    name: String,
    dimension: String,
    #[serde(default = "one")]
    times: u64,
    forms: Vec<String>,
}

fn one() -> u64 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHedges {
    before: BTreeMap<String, Vec<String>>,
    after: BTreeMap<String, Vec<String>>,
    range: WrittenRange,
    change: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRange {
    from: Vec<String>,
    to: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNouns {
    plurals: BTreeMap<String, String>,
    same: BTreeMap<String, Vec<String>>,
    states: BTreeMap<String, Vec<String>>,
    stops: BTreeMap<String, Vec<String>>,
    not_plural: BTreeMap<String, Vec<String>>,
    labels: BTreeMap<String, Vec<String>>,
    pronouns: BTreeMap<String, Vec<String>>,
    determiners: BTreeMap<String, Vec<String>>,
    small: Small,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    and: Vec<String>,
    or: Vec<String>,
    of: Vec<String>,
    one: Vec<String>,
    minus: Vec<String>,
    aged: Vec<String>,
    strong: Vec<String>,
    more: Vec<String>,
    compared: Vec<String>,
    times: Vec<String>,
    numbering: Vec<String>,
    houses: Vec<String>,
}

/// Every word and phrase that the rules know.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    pub(super) numbers: Numbers,
    pub(super) units: Phrases<Unit>,
    pub(super) signs: Phrases<Unit>,
    /// Hedges that stand before the number.
    pub(super) before: Phrases<Modifier>,
    /// Hedges that stand after it.
    pub(super) after: Phrases<Modifier>,
    /// The longest hedge before a number, in atoms.
    pub(super) longest_hedge: usize,
    /// What begins a range.
    ranges: Phrases<()>,
    roles: Vec<u32>,
    singulars: BTreeMap<String, String>,
    hundredths: BTreeMap<String, Vec<String>>,
    /// What units are where millions of them are counted.
    pub(super) in_millions: BTreeMap<String, Unit>,
}

impl Lexicon {
    /// Reads the embedded files, and the units that a user adds.
    pub(super) fn load(more: &[Source]) -> Result<Self, BuildError> {
        let mut vocabulary = Vocabulary::default();
        let numbers = Numbers::load(&mut vocabulary)?;
        let mut built = Self { vocabulary, numbers, ..Self::default() };
        // A user's units come first, so that they win over ours.
        for source in more {
            built.add_units(source.parse()?);
        }
        let units = include_str!("../../../../config/lexicon/units.toml");
        built.add_units(Source::embedded("units.toml", units).parse()?);
        let hedges = include_str!("../../../../config/lexicon/hedges.toml");
        built.add_hedges(Source::embedded("hedges.toml", hedges).parse()?)?;
        let nouns = include_str!("../../../../config/lexicon/nouns.toml");
        built.add_nouns(Source::embedded("nouns.toml", nouns).parse()?);
        Ok(built)
    }

    fn add_units(&mut self, written: WrittenUnits) {
        for unit in written.units {
            let meaning = Unit { times: unit.times, ..Unit::new(unit.name, unit.dimension) };
            for form in &unit.forms {
                self.units.add(form, meaning.clone(), &mut self.vocabulary);
            }
        }
        for (name, signs) in written.signs {
            let meaning = Unit::new(name, "money");
            for sign in &signs {
                self.signs.add(sign, meaning.clone(), &mut self.vocabulary);
            }
        }
        self.hundredths.extend(written.hundredths);
        let sums = written.in_millions.into_iter();
        self.in_millions.extend(sums.map(|(unit, money)| (unit, Unit::new(money, "money"))));
        let joins = written.joins;
        self.give(joins.iter().flat_map(|joins| joins.any.iter().chain(&joins.unit)), Role::Per);
        self.give(joins.iter().flat_map(|joins| &joins.any), Role::PerNoun);
        self.give(joins.iter().flat_map(|joins| &joins.not_before), Role::NoRate);
    }

    fn add_hedges(&mut self, written: WrittenHedges) -> Result<(), BuildError> {
        for (name, phrases) in written.before {
            let modifier = modifier(&name)?;
            for phrase in &phrases {
                self.before.add(phrase, modifier, &mut self.vocabulary);
                let atoms = Atoms::cut(phrase, &[], &self.vocabulary).len();
                self.longest_hedge = self.longest_hedge.max(atoms);
            }
        }
        for (name, phrases) in written.after {
            let modifier = modifier(&name)?;
            for phrase in &phrases {
                self.after.add(phrase, modifier, &mut self.vocabulary);
            }
        }
        for phrase in &written.range.from {
            self.ranges.add(phrase, (), &mut self.vocabulary);
        }
        self.give(&written.range.to, Role::To);
        self.give(written.change.values().flatten(), Role::Change);
        Ok(())
    }

    fn add_nouns(&mut self, written: WrittenNouns) {
        self.give(written.plurals.keys(), Role::Plural);
        self.give(written.same.values().flatten(), Role::Plural);
        self.give(written.states.values().flatten(), Role::State);
        self.give(written.stops.values().flatten(), Role::Stop);
        self.give(written.not_plural.values().flatten(), Role::NotPlural);
        self.give(written.labels.values().flatten(), Role::Label);
        self.give(written.pronouns.values().flatten(), Role::Pronoun);
        self.give(written.determiners.values().flatten(), Role::Determiner);
        self.give(&written.small.and, Role::And);
        self.give(&written.small.or, Role::Or);
        self.give(&written.small.of, Role::Of);
        self.give(&written.small.one, Role::One);
        self.give(&written.small.minus, Role::Minus);
        self.give(&written.small.aged, Role::Aged);
        self.give(&written.small.strong, Role::Strong);
        self.give(&written.small.more, Role::More);
        self.give(&written.small.compared, Role::Compared);
        self.give(&written.small.times, Role::Times);
        self.give(&written.small.numbering, Role::Numbering);
        self.give(&written.small.houses, Role::Houses);
        let same = written.same.into_values().chain(written.states.into_values());
        let same = same.flatten().map(|word| (word.clone(), word));
        self.singulars.extend(written.plurals.into_iter().chain(same));
    }

    fn give<'w>(&mut self, words: impl IntoIterator<Item = &'w String>, role: Role) {
        for word in words {
            let slot = usize::from(self.vocabulary.add(word));
            if self.roles.len() <= slot {
                self.roles.resize(slot + 1, 0);
            }
            self.roles[slot] |= 1 << role as u32;
        }
    }

    /// Whether the word of an atom plays a role.
    pub(super) fn is(&self, atoms: &Atoms<'_>, i: usize, role: Role) -> bool {
        let roles = self.roles.get(usize::from(atoms.at(i).word)).copied().unwrap_or_default();
        roles & (1 << role as u32) != 0
    }

    /// Where a phrase begins that opens a range and ends right before an atom.
    pub(super) fn range_before(&self, atoms: &Atoms<'_>, i: usize) -> Option<usize> {
        let mut starts = (1..=3).rev().filter_map(|back| i.checked_sub(back));
        starts.find(|&start| {
            let end = self.ranges.longest(atoms, start).map(|(_, end)| end);
            end == Some(i) && atoms.continues(i)
        })
    }

    /// Whether a unit is the hundredth part of another: cents of a dollar.
    pub(super) fn parts(&self, small: &Unit, whole: &Unit) -> bool {
        self.hundredths.get(&small.name).is_some_and(|wholes| wholes.contains(&whole.name))
    }

    /// The singular of a noun, in lower case.
    pub(super) fn singular(&self, noun: &str) -> String {
        let lower = noun.to_lowercase();
        if let Some(known) = self.singulars.get(&lower) {
            return known.clone();
        }
        let cut = |ending: &str, with: &str| Some(format!("{}{with}", lower.strip_suffix(ending)?));
        let hissing = ["sses", "shes", "ches", "xes", "zzes"];
        let found = match () {
            () if ["ss", "us", "is"].iter().any(|ending| lower.ends_with(ending)) => None,
            () if lower.len() > 4 && lower.ends_with("ies") => cut("ies", "y"),
            () if hissing.iter().any(|ending| lower.ends_with(ending)) => cut("es", ""),
            () => cut("s", ""),
        };
        found.unwrap_or(lower)
    }
}

fn modifier(name: &str) -> Result<Modifier, BuildError> {
    Modifier::from_name(name)
        .ok_or_else(|| BuildError::Other(format!("hedges.toml: `{name}` is no modifier")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_singulars() {
        let lexicon = Lexicon::load(&[]).unwrap();
        let check = |noun: &str, expected: &str| assert_eq!(lexicon.singular(noun), expected);
        check("Sorties", "sortie");
        check("cities", "city");
        check("strikes", "strike");
        check("people", "person");
        check("aircraft", "aircraft");
        check("churches", "church");
        check("boxes", "box");
        check("lives", "life");
        check("crisis", "crisis");
        check("wounded", "wounded");
    }

    #[test]
    fn a_user_may_add_units() {
        let source = Source::embedded(
            "mine.toml",
            "units = [{ name = \"smoot\", dimension = \"length\", forms = [\"smoots\"] }]",
        );
        let lexicon = Lexicon::load(&[source]).unwrap();
        let atoms = Atoms::cut("smoots", &[], &lexicon.vocabulary);
        let found = lexicon.units.longest(&atoms, 0).unwrap().0;
        assert_eq!(*found, Unit::new("smoot", "length"));
    }
}
