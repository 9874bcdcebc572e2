//! What a lexicon file of the claims stage may hold.

use serde::Deserialize;
use toml::Spanned;

use super::super::flags::Flags;

/// A file as it is written: any of these tables, in any number of files.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    pub(super) words: Words,
    pub(super) status: StatusWords,
    pub(super) certainty: CertaintyWords,
    pub(super) verbs: Verbs,
    pub(super) cue: Vec<WrittenCue>,
    pub(super) noun: Vec<WrittenNoun>,
    pub(super) raising: VerbList,
    pub(super) source: WrittenSource,
    pub(super) event: Vec<WrittenEvent>,
    pub(super) light: WrittenLight,
    pub(super) fatal: WordList,
    pub(super) people: People,
    pub(super) person: NounList,
    pub(super) office: NounList,
    pub(super) body: NounList,
    pub(super) document: NounList,
    pub(super) title: WordList,
    pub(super) anonymity: WordList,
}

/// A table of word lists, each of which says one thing of its words.
macro_rules! word_lists {
    ($(#[$meta:meta])* $name:ident { $($field:ident => $flag:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct $name { $($field: Vec<String>,)+ }

        impl $name {
            /// Each list with what it says of its words.
            pub(super) fn lists(self) -> Vec<(Flags, Vec<String>)> {
                vec![$((Flags::$flag, self.$field),)+]
            }
        }
    };
}

word_lists! {
    /// The little words.
    Words {
        determiners => DETERMINER,
        definite => DEFINITE,
        indefinite => INDEFINITE,
        possessives => POSSESSIVE,
        persons => PERSON_PRONOUN,
        things => THING_PRONOUN,
        groups => GROUP_PRONOUN,
        first_person => FIRST_PERSON,
        prepositions => PREPOSITION,
        attaching => ATTACHING,
        knowing => KNOWING,
        placing => PLACING,
        genitives => GENITIVE,
        agents => AGENT,
        possessors => POSSESSOR,
        infinitives => INFINITIVE,
        conjunctions => CONJUNCTION,
        complementizers => COMPLEMENTIZER,
        relatives => RELATIVE,
        subordinators => SUBORDINATOR,
        manners => MANNER,
        be => BE,
        have => HAVE,
        auxiliary_do => DO,
        modals => MODAL,
        adverbs => ADVERB,
        unlike_adverbs => UNLIKE_ADVERB,
        negations => NEGATION,
        continuers => CONTINUER,
        hedges => HEDGE,
        reflexives => REFLEXIVE,
        including => INCLUDING,
        both => PAIR,
    }
}

word_lists! {
    /// Words that tell what has happened from what has not.
    StatusWords {
        planned => PLANNED,
        running => RUNNING,
        bounds => BOUND,
        beginnings => BEGINNING,
        conditional => CONDITIONAL,
    }
}

word_lists! {
    /// Words that hedge.
    CertaintyWords {
        possible => POSSIBLE,
    }
}

/// Verbs that need to be spelled out, and verbs that are only to be known as verbs.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Verbs {
    pub(super) irregular: Vec<Spanned<Vec<String>>>,
    pub(super) doubling: Vec<String>,
    pub(super) nouns: Vec<String>,
    pub(super) common: Vec<String>,
}

/// A list of words or phrases.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WordList {
    pub(super) words: Vec<String>,
}

/// A list of nouns in the singular.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NounList {
    pub(super) nouns: Vec<String>,
}

/// A list of verbs.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct VerbList {
    pub(super) verbs: Vec<String>,
}

/// Nouns for people, and those of them who do harm.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct People {
    pub(super) nouns: Vec<String>,
    pub(super) attackers: Vec<String>,
    pub(super) pairs: Vec<String>,
}

/// Ways to name a source.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenSource {
    pub(super) phrases: Vec<String>,
    pub(super) quoters: Vec<String>,
    pub(super) unnamed: Vec<String>,
}

/// Verbs and nouns that help to count.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenLight {
    pub(super) verbs: Vec<String>,
    pub(super) causing: Vec<String>,
    pub(super) claiming: Vec<String>,
    pub(super) lives: Vec<String>,
    pub(super) rising: Vec<String>,
    pub(super) tolls: Vec<String>,
    pub(super) deaths: Vec<String>,
}

/// What sort of act a cue marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum CueKind {
    /// It tells.
    Statement,
    /// It makes others act.
    Directive,
    /// It binds the speaker.
    Commissive,
    /// It owns up.
    Responsibility,
}

/// What a cue may go with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Takes {
    /// A clause with `that`.
    That,
    /// A clause, with `that` or without, after it or before the speaker.
    Clause,
    /// A quotation.
    Quote,
    /// An infinitive, perhaps after the one addressed.
    To,
    /// A noun phrase.
    Object,
    /// In the passive, the one who says it.
    Agent,
}

/// A certainty that a cue lends to what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Doubt {
    /// It may be so.
    Possible,
    /// It is denied.
    Denied,
}

/// Verbs of speech that behave alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCue {
    pub(super) kind: CueKind,
    pub(super) class: Option<String>,
    pub(super) takes: Vec<Takes>,
    #[serde(default)]
    pub(super) hearer: bool,
    #[serde(default)]
    pub(super) relay: bool,
    #[serde(default)]
    pub(super) more: bool,
    pub(super) doubt: Option<Doubt>,
    pub(super) verbs: Vec<Spanned<String>>,
}

/// Nouns of speech that behave alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenNoun {
    pub(super) kind: CueKind,
    pub(super) class: Option<String>,
    pub(super) nouns: Vec<String>,
}

/// Where the one stands to whom an event happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Victim {
    /// After the verb, in the active voice.
    #[default]
    Object,
    /// Before it.
    Subject,
}

/// Verbs, nouns and states that tell of one class of event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenEvent {
    pub(super) class: String,
    #[serde(default)]
    pub(super) victim: Victim,
    #[serde(default)]
    pub(super) verbs: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) nouns: Vec<String>,
    #[serde(default)]
    pub(super) states: Vec<String>,
    #[serde(default)]
    pub(super) personal: bool,
    #[serde(default)]
    pub(super) counted: bool,
    #[serde(default)]
    pub(super) borne: bool,
    #[serde(default)]
    pub(super) only_people: bool,
    #[serde(default)]
    pub(super) towards: Vec<String>,
    #[serde(default)]
    pub(super) legal: bool,
}
