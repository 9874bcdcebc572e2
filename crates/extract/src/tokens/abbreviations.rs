//! The words that scanner and sentence splitter must know.

use std::collections::BTreeSet;

use serde::Deserialize;
use tidings_stage::BuildError;
use toml::Spanned;

use crate::lexicon::{Distinct, Source};

/// What may stand in a file of abbreviations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Written {
    before_names: Vec<Spanned<String>>,
    before_numbers: Vec<Spanned<String>>,
    anywhere: Vec<Spanned<String>>,
    starters: Vec<Spanned<String>>,
    prefixes: Vec<Spanned<String>>,
    particles: Vec<Spanned<String>>,
}

/// What follows an abbreviation, as a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A name: its full stop never ends a sentence.
    Name,
    /// A number; without one it is a plain word.
    Number,
    /// Anything: its full stop may end a sentence too.
    Anything,
}

/// Words of English that decide where tokens and sentences end.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    before_names: BTreeSet<String>,
    before_numbers: BTreeSet<String>,
    anywhere: BTreeSet<String>,
    starters: BTreeSet<String>,
    prefixes: BTreeSet<String>,
    particles: BTreeSet<String>,
}

/// No abbreviation of the lexicons is longer; longer words are not looked up.
const LONGEST: usize = 16;

impl Abbreviations {
    /// The words of all these files together.
    pub(super) fn load(sources: &[Source]) -> Result<Self, BuildError> {
        let mut all = Self::default();
        for source in sources {
            all.add(source)?;
        }
        Ok(all)
    }

    fn add(&mut self, source: &Source) -> Result<(), BuildError> {
        let written: Written = source.parse()?;
        for (into, words) in [
            (&mut self.before_names, written.before_names),
            (&mut self.before_numbers, written.before_numbers),
            (&mut self.anywhere, written.anywhere),
            (&mut self.starters, written.starters),
            (&mut self.prefixes, written.prefixes),
            (&mut self.particles, written.particles),
        ] {
            let mut distinct = Distinct::new(source);
            for word in words {
                let at = word.span();
                let word = distinct.take(word)?;
                if word.len() > LONGEST {
                    let problem = format!("expected at most {LONGEST} bytes, found `{word}`");
                    return Err(source.error(at, problem));
                }
                into.insert(word);
            }
        }
        Ok(())
    }

    /// What kind of abbreviation a word is, if a full stop follows it.
    pub(super) fn kind(&self, word: &str) -> Option<Before> {
        if word.len() > LONGEST {
            None
        } else if self.before_names.contains(word) {
            Some(Before::Name)
        } else if self.before_numbers.contains(word) {
            Some(Before::Number)
        } else if self.anywhere.contains(word) || is_dotted(word) {
            Some(Before::Anything)
        } else {
            None
        }
    }

    /// Whether a capitalised word begins a sentence, rather than go on behind an abbreviation.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        word.len() <= LONGEST && self.starters.contains(word)
    }

    /// Whether the word is bound to a small word by a hyphen, as in `co-ordinate`.
    pub(super) fn is_prefix(&self, word: &str) -> bool {
        word.len() <= LONGEST && self.prefixes.contains(word)
    }

    /// Whether the word is bound to a name by a hyphen, as in `al-Abadi`.
    pub(super) fn is_particle(&self, word: &str) -> bool {
        word.len() <= LONGEST && self.particles.contains(word)
    }
}

/// Whether a word is single letters with full stops between them: `U.S`, `a.m`.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
}
