//! What a word is to the rules, as a set of bits.

use serde::Deserialize;
use toml::Spanned;

/// A set of traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Traits(u32);

impl Traits {
    /// Whether it has any of `these`.
    pub(super) const fn any(self, these: Traits) -> bool {
        self.0 & these.0 != 0
    }

    /// The set as a number.
    pub(super) const fn bits(self) -> u64 {
        self.0 as u64
    }

    /// It and `those` together.
    pub(super) const fn and(self, those: Traits) -> Traits {
        Traits(self.0 | those.0)
    }
}

/// Names every trait, and the list of a lexicon file that gives it to its words.
macro_rules! traits {
    ($($(#[$meta:meta])* $name:ident = $list:ident at $bit:literal;)+) => {
        impl Traits {
            $($(#[$meta])* pub(super) const $name: Traits = Traits(1 << $bit);)+
        }

        /// The lists of a lexicon file that give a trait to their words.
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        pub(super) struct Lists { $($list: Vec<Spanned<String>>,)+ }

        impl Lists {
            /// Their names.
            pub(super) const NAMES: &'static [&'static str] = &[$(stringify!($list)),+];

            /// Each trait with its words.
            pub(super) fn into_traits(self) -> impl Iterator<Item = (Traits, Vec<Spanned<String>>)> {
                [$((Traits::$name, self.$list)),+].into_iter()
            }
        }
    };
}

traits! {
    /// A given name.
    GIVEN = given at 0;
    /// A surname.
    SURNAME = surname at 1;
    /// A small word inside a person's name.
    PARTICLE = particles at 2;
    /// A capitalised particle that begins a surname.
    SURNAME_HEAD = surname_heads at 3;
    /// What may stand behind a person's name.
    SUFFIX = suffixes at 4;
    /// What a person does.
    PERSON_VERB = person_verbs at 5;
    /// Stands before a title and belongs to it.
    BEFORE_TITLE = before_titles at 6;
    /// The last word of an organisation.
    ORGANISATION_END = organisation_ends at 7;
    /// Before `of`, the first word of an organisation.
    ORGANISATION_HEAD = organisation_heads at 8;
    /// The last word of a place.
    PLACE_END = place_ends at 9;
    /// The first word of a place.
    PLACE_HEAD = place_heads at 10;
    /// A common noun that makes its neighbour a place.
    PLACE_NOUN = place_nouns at 11;
    /// A common noun that makes the name before it an organisation.
    ORGANISATION_NOUN = organisation_nouns at 12;
    /// Speaks for a place behind it.
    PLACE_PREPOSITION = place_prepositions at 13;
    /// Belongs to a place name behind it.
    COMPASS = compass at 14;
    /// The last word of an event, a law, a work.
    EVENT_END = event_ends at 15;
    /// The first word of an event.
    EVENT_HEAD = event_heads at 16;
    /// No name by itself, though it may be capitalised.
    NEVER = never at 17;
    /// Joins the parts of a name.
    JOINER = joiners at 18;
    /// A common word, in lower case.
    COMMON = common at 19;
    /// Shows that a sentence speaks of machines.
    MACHINE_CONTEXT = context at 20;
    /// Stands before the name of a ship.
    SHIP = ship_prefixes at 21;
    /// A common noun that makes the name behind it an organisation.
    ORGANISATION_BEFORE = organisation_before at 22;
    /// Ends the name of a company, perhaps behind a comma.
    COMPANY_END = company_ends at 23;
}
