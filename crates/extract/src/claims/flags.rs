//! What a word can be, as a set of small facts.

/// A set of facts about a word, from the lists of grammar, status, certainty and roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags(u64);

macro_rules! flags {
    ($($(#[$meta:meta])* $name:ident = $bit:literal;)+) => {
        impl Flags {
            $($(#[$meta])* pub(super) const $name: Flags = Flags(1 << $bit);)+
        }
    };
}

flags! {
    DETERMINER = 0;
    DEFINITE = 1;
    INDEFINITE = 2;
    POSSESSIVE = 3;
    PERSON_PRONOUN = 4;
    THING_PRONOUN = 5;
    GROUP_PRONOUN = 6;
    FIRST_PERSON = 7;
    PREPOSITION = 8;
    AGENT = 9;
    POSSESSOR = 10;
    INFINITIVE = 11;
    CONJUNCTION = 12;
    COMPLEMENTIZER = 13;
    RELATIVE = 14;
    SUBORDINATOR = 15;
    MANNER = 16;
    BE = 17;
    HAVE = 18;
    DO = 19;
    MODAL = 20;
    ADVERB = 21;
    NEGATION = 22;
    CONTINUER = 23;
    PLANNED = 24;
    RUNNING = 25;
    CONDITIONAL = 26;
    POSSIBLE = 27;
    PERSON_ROLE = 28;
    OFFICE = 29;
    BODY = 30;
    DOCUMENT = 31;
    TITLE = 32;
    ANONYMITY = 33;
    SOURCE = 34;
    QUOTER = 35;
    UNNAMED = 36;
    RAISING = 37;
    LIGHT = 38;
    CAUSING = 39;
    CLAIMING = 40;
    LIFE = 41;
    RISING = 42;
    TOLL = 43;
    FATAL = 44;
    PEOPLE = 45;
    ATTACKER = 46;
    /// A form of a verb that ends a list of nouns; any verb the lists know.
    VERB = 47;
    /// The plural of a noun.
    PLURAL = 48;
    /// A preposition that hangs a description on any noun: `of`.
    ATTACHING = 49;
    /// A preposition that hangs a place on a noun: `in`.
    PLACING = 50;
    GENITIVE = 51;
    /// A phrase that begins a number: `at least`.
    HEDGE = 52;
    REFLEXIVE = 53;
    /// A word in `-ly` that is no adverb.
    UNLIKE_ADVERB = 54;
    BOUND = 55;
    /// An adjective behind a noun that a preposition ties to what it knows: `close to`.
    KNOWING = 56;
    /// A noun for how many have died: `toll`.
    DEATHS = 57;
    /// A word that names some of those counted before: `including`.
    INCLUDING = 58;
    /// A word for two who belong together: `couple`, `both`.
    PAIR = 59;
    /// A bound from which on something holds: `since`.
    BEGINNING = 60;
}

impl Flags {
    pub(super) const NONE: Flags = Flags(0);
    /// Forms of `be`, `have`, `do`, and modal verbs.
    pub(super) const AUXILIARY: Flags = Self::BE.or(Self::HAVE).or(Self::DO).or(Self::MODAL);
    /// Nouns for whoever speaks.
    pub(super) const ROLE: Flags =
        Self::PERSON_ROLE.or(Self::OFFICE).or(Self::BODY).or(Self::DOCUMENT);
    /// Pronouns of the third person.
    pub(super) const PRONOUN: Flags =
        Self::PERSON_PRONOUN.or(Self::THING_PRONOUN).or(Self::GROUP_PRONOUN);

    pub(super) const fn or(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// Whether the two share a fact.
    pub(super) const fn any(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }
}

/// Which forms of a verb or noun a word can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Forms(u8);

impl Forms {
    pub(super) const BASE: Forms = Forms(1);
    pub(super) const THIRD: Forms = Forms(2);
    pub(super) const PAST: Forms = Forms(4);
    pub(super) const PARTICIPLE: Forms = Forms(8);
    pub(super) const GERUND: Forms = Forms(16);
    pub(super) const NOUN: Forms = Forms(32);
    pub(super) const STATE: Forms = Forms(64);
    /// Every form of a verb.
    pub(super) const VERB: Forms = Forms(31);

    pub(super) const fn or(self, other: Forms) -> Forms {
        Forms(self.0 | other.0)
    }

    pub(super) const fn any(self, other: Forms) -> bool {
        self.0 & other.0 != 0
    }
}
