//! Datelines and credits of agencies: “QUARVIK, Nov. 3 (Reuters) - ”, “- Xinhua” as a last line.
//!
//! Adds what no other stage has found: the place in capitals at the head of a paragraph, and the
//! agency, which stands in `config/lexicon/agencies.toml`. Where such a place lies is not known; those
//! that the gazetteer knows are found by `names`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use tidings_model::{AnnotatedArticle, Findings, Label};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};
use toml::Spanned;

use crate::dateline::{Dateline, Form, is_dash, opens_line};
use crate::lexicon::{self, Distinct, Source};
use crate::listed_phrases::ListedPhrases;
use crate::tokens::Tokens;
use crate::unnamed::Unnamed;

/// How sure a place or an agency is that a dateline names.
const CONFIDENCE: f64 = 0.85;

/// An acronym has so many letters at most.
const ACRONYM: usize = 4;

/// Writes the places and agencies of datelines.
#[derive(Debug)]
pub struct Datelines {
    agencies: ListedPhrases,
    /// Words that end no name of a place: `GUNMAN KILLED - `.
    common: BTreeSet<String>,
}

/// The list of common words; other lists of the file are for other stages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Words {
    common: BTreeSet<String>,
    never: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    agencies: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// For the stages that look for the credit of a page.
    #[serde(rename = "credits")]
    _credits: BTreeMap<String, IgnoredAny>,
}

impl Stage for Datelines {
    const SPEC: Spec = Spec {
        name: "datelines",
        family: Family::Extract,
        about: "Finds the place and the agency of a dateline, where `names` has found nothing.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens, Field::Mentions],
        writes: &[Field::Mentions],
        settings: &[Setting::new(
            lexicon::SETTING,
            Kind::Files,
            "More agencies, in files laid out like config/lexicon/agencies.toml.",
        )],
        example: "lexicon = [\"my-agencies.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let text = include_str!("../../../config/lexicon/agencies.toml");
        let mut sources = vec![Source::embedded("agencies.toml", text)];
        sources.extend(Source::of_user(settings)?);
        let tokens = Tokens::embedded()?;
        let words = include_str!("../../../config/lexicon/common_words.toml");
        let words: Words = Source::embedded("common_words.toml", words).parse()?;
        let never = words.never.into_iter().map(|word| word.to_lowercase());
        let common = words.common.into_iter().chain(never).collect();
        let mut all = Self { agencies: ListedPhrases::default(), common };
        for source in &sources {
            let written: Written = source.parse()?;
            let mut distinct = Distinct::new(source);
            for (name, others) in written.agencies {
                for name in [name].into_iter().chain(others) {
                    all.agencies.add(&tokens, &distinct.take(name)?);
                }
            }
        }
        Ok(all)
    }
}

impl Datelines {
    /// The agency at a place, if no mention covers it.
    fn agency(&self, words: &Unnamed<'_>, at: usize, out: &mut Findings) {
        let len = self.agencies.len_at(words, at);
        if let Some(len) = len.filter(|len| (at..at + len).all(|at| words.is_free(at))) {
            out.mentions.push(words.mention(at..at + len, Label::Org, Some("media"), CONFIDENCE));
        }
    }

    /// `QUARVIK, Nov. 3 (Reuters) - …` and `QUARVIK - …`.
    fn dateline(&self, words: &Unnamed<'_>, out: &mut Findings) {
        let line = Dateline::read(words.len(), |at| words.part(at));
        let Some(line) = line.filter(|line| line.form > Form::Loose) else { return };
        for place in line.places {
            if place.clone().all(|at| words.is_free(at)) && self.is_place(words, &place, line.form)
            {
                out.mentions.push(words.mention(place, Label::Loc, None, CONFIDENCE));
            }
        }
        if let Some(inside) = line.bracket {
            self.agency(words, inside, out);
        }
    }
}

impl Datelines {
    /// Whether words that no list of places knows may be one. Where only a dash stands behind them, an
    /// acronym or a heading is as likely.
    fn is_place(&self, words: &Unnamed<'_>, place: &Range<usize>, form: Form) -> bool {
        let common = |at: usize| self.common.contains(&words.word(at).to_lowercase());
        let long = |at: usize| words.word(at).chars().count() > ACRONYM;
        let plain = form == Form::Full;
        let doubt = !plain && place.clone().any(common);
        !doubt && !common(place.end - 1) && (plain || place.clone().any(long))
    }
}

impl Extractor for Datelines {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for sentence in &doc.sentences {
            let words = Unnamed::new(doc, *sentence);
            if words.len() < 6 && is_dash(words.word(0)) {
                self.agency(&words, 1, out);
            } else if opens_line(doc, *sentence) {
                self.dateline(&words, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static STAGE: LazyLock<Datelines> = LazyLock::new(|| {
        Datelines::build(&Settings::defaults(Datelines::SPEC.settings, ".")).unwrap()
    });

    #[track_caller]
    fn check(text: &str, expected: &str) {
        crate::unnamed::check(&*STAGE, text, expected);
    }

    #[test]
    fn a_dateline_names_a_place_and_an_agency() {
        check("QUARVIK, Nov. 3 (Reuters) - Ships left.", "QUARVIK LOC; Reuters ORG/media");
        check(
            "UPPER QUARVIK (Xinhua News Agency) — Ships left.",
            "UPPER QUARVIK LOC; Xinhua News Agency ORG/media",
        );
        check("QUARVIK – Ships left.", "QUARVIK LOC");
        check("Ships left.\n\n- IANS", "IANS ORG/media");
    }

    #[test]
    fn other_heads_of_paragraphs_do_not() {
        check("Quarvik - ships left.", "");
        check("SHIPS left - all of them.", "");
        check("A - B", "");
        check("They left. QUARVIK - ships.", "");
        check("- Ships left.", "");
        check("QUARVIK, the port of the north, is shut - again.", "");
        check("QUARVIK: ships left.", "");
        check("BOAT FIRE - ships left.", "");
        check("LED BY QUARVIK - ships left.", "");
        check("TSWG - ships left.", "");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &*STAGE);
    }
}
