//! Persons by the title before their name: “Brig. Gen. Quarvik”, “Minister Ostrel”.
//!
//! Adds what no other stage has found. The titles are those of `config/lexicon/titles.toml`; an
//! office counts with a capital only, for `president Quarvik` is seldom written of anything else but
//! `coach Quarvik` often of a bus.

use std::collections::BTreeSet;

use serde::Deserialize;
use tidings_model::{AnnotatedArticle, Findings, Label};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};
use toml::Spanned;

use crate::lexicon::{self, Distinct, Source};
use crate::listed_phrases::ListedPhrases;
use crate::tokens::Tokens;
use crate::unnamed::Unnamed;

/// How sure such a person is.
const CONFIDENCE: f64 = 0.8;

/// Writes persons before whose name a title stands.
#[derive(Debug)]
pub struct TitledPersons {
    titles: ListedPhrases,
    /// What may stand behind the title of nobody: `President Monday`.
    never: BTreeSet<String>,
}

/// The lists of titles; other lists of the file are for other stages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    honorifics: Vec<Spanned<String>>,
    ranks: Vec<Spanned<String>>,
    roles: Vec<Spanned<String>>,
    never: Vec<String>,
}

impl Stage for TitledPersons {
    const SPEC: Spec = Spec {
        name: "titled_persons",
        family: Family::Extract,
        about: "Finds people by the title before their name, where `names` has found nothing.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens, Field::Mentions],
        writes: &[Field::Mentions],
        settings: &[Setting::new(
            lexicon::SETTING,
            Kind::Files,
            "More titles, in files laid out like config/lexicon/titles.toml.",
        )],
        example: "lexicon = [\"my-titles.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let titles = include_str!("../../../config/lexicon/titles.toml");
        let words = include_str!("../../../config/lexicon/name_words.toml");
        let mut sources = vec![Source::embedded("titles.toml", titles)];
        sources.push(Source::embedded("name_words.toml", words));
        sources.extend(Source::of_user(settings)?);
        Self::load(&sources)
    }
}

impl TitledPersons {
    fn load(sources: &[Source]) -> Result<Self, BuildError> {
        let tokens = Tokens::embedded()?;
        let mut all = Self { titles: ListedPhrases::default(), never: BTreeSet::new() };
        for source in sources {
            let written: Written = source.parse()?;
            for list in [written.honorifics, written.ranks, written.roles] {
                let mut distinct = Distinct::new(source);
                for title in list {
                    all.titles.add(&tokens, &distinct.take(title)?);
                }
            }
            all.never.extend(written.never);
        }
        Ok(all)
    }
}

impl Extractor for TitledPersons {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for sentence in &doc.sentences {
            let words = Unnamed::new(doc, *sentence);
            let mut at = 0;
            while at < words.len() {
                let Some(len) = self.titles.len_at(&words, at).filter(|_| words.is_capital(at))
                else {
                    at += 1;
                    continue;
                };
                let name = words.run_from(at + len);
                at = name.end.max(at + len);
                let person = name.clone().all(|at| self.may_be_person(&words, at));
                if !name.is_empty() && person {
                    out.mentions.push(words.mention(name, Label::Per, None, CONFIDENCE));
                }
            }
        }
    }
}

impl TitledPersons {
    /// Whether a word may be one of a person's name: capitalised as such, and no word of calendars.
    fn may_be_person(&self, words: &Unnamed<'_>, at: usize) -> bool {
        let word = words.word(at);
        let capitals = word.chars().skip(1).any(char::is_uppercase);
        let lower = word.chars().any(char::is_lowercase);
        word.len() > 1
            && lower
            && (!capitals || word.contains('-') || word.starts_with("Mc"))
            && !self.never.contains(word)
            && !self.titles.begin_with(word)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static STAGE: LazyLock<TitledPersons> = LazyLock::new(|| {
        TitledPersons::build(&Settings::defaults(TitledPersons::SPEC.settings, ".")).unwrap()
    });

    #[track_caller]
    fn check(text: &str, expected: &str) {
        crate::unnamed::check(&*STAGE, text, expected);
    }

    #[test]
    fn a_title_makes_a_person() {
        check("It was Brig. Gen. Quarvik Ostrel who left.", "Quarvik Ostrel PER");
        check("Minister Ostrel and Mr Quarvik left.", "Ostrel PER; Quarvik PER");
        check("We met Dr McQuarvik.", "McQuarvik PER");
    }

    #[test]
    fn other_words_behind_a_title_do_not() {
        check("The Minister left.", "");
        check("President NATO", "");
        check("The Minister Monday left.", "");
        check("a coach Quarvik", "");
        check("Gen. Major", "");
    }

    #[test]
    fn a_title_listed_twice_is_refused_with_its_line() {
        let source = Source::embedded("mine.toml", "ranks = [\n  \"Bosun\",\n  \"Bosun\",\n]");
        let why = TitledPersons::load(&[source]).unwrap_err().to_string();
        assert!(why.contains("mine.toml:3: `Bosun` is listed twice; remove one"), "{why}");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &*STAGE);
    }
}
