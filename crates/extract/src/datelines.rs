//! Datelines and credits of agencies: “QUARVIK, Nov. 3 (Reuters) - ”, “- Xinhua” as a last line.
//!
//! Adds what no other stage has found: the place in capitals at the head of a paragraph, and the
//! agency, which stands in `config/lexicon/agencies.toml`. Where the place lies is not known.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use tidings_model::{AnnotatedArticle, Findings, Label, Span};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};
use toml::Spanned;

use crate::lexicon::{self, Distinct, Source};
use crate::listed_phrases::ListedPhrases;
use crate::tokens::Tokens;
use crate::unnamed::Unnamed;

/// How sure a place or an agency is that a dateline names.
const CONFIDENCE: f64 = 0.85;

/// So many words a dateline may have before its dash.
const LONGEST: usize = 16;

/// Writes the places and agencies of datelines.
#[derive(Debug)]
pub struct Datelines {
    agencies: ListedPhrases,
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
        let mut all = Self { agencies: ListedPhrases::default() };
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
        let place = words.run_from(0);
        let upper = |at: usize| words.word(at).chars().all(|c| !c.is_lowercase());
        let dash = (1..words.len().min(LONGEST)).find(|at| is_dash(words.word(*at)));
        let Some(dash) = dash.filter(|_| upper(0)) else { return };
        let bracket = (1..dash).find(|at| words.word(at + 1) != ")" && words.word(*at) == "(");
        let behind = words.word(place.end);
        let shaped = place.end == dash || matches!(behind, "," | "(");
        let long = |at: usize| words.word(at).len() > 2;
        if !place.is_empty() && shaped && place.clone().all(upper) && place.clone().any(long) {
            out.mentions.push(words.mention(place, Label::Loc, None, CONFIDENCE));
        }
        if let Some(bracket) = bracket {
            self.agency(words, bracket + 1, out);
        }
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

/// Whether nothing stands before a sentence in its line.
fn opens_line(doc: &AnnotatedArticle, sentence: Span) -> bool {
    let before = doc.text().get(..sentence.start as usize).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t', '\u{a0}']);
    before.is_empty() || before.ends_with(['\n', '\u{2028}', '\u{2029}'])
}

fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "--" | "–" | "—" | "―")
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
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &*STAGE);
    }
}
