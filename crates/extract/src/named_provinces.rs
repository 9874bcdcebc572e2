//! Parts of countries by the noun behind or before them: “the Quarvik province”, “the district of
//! Ostrel”.
//!
//! Adds what no other stage has found. The nouns are those of `config/lexicon/administrative.toml`.
//! Where it lies is not known.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tidings_model::{AnnotatedArticle, Findings, Label};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};
use toml::Spanned;

use crate::lexicon::{self, Distinct, Source};
use crate::unnamed::Unnamed;

/// How sure such a place is.
const CONFIDENCE: f64 = 0.75;

/// Writes places beside the noun of a part of a country.
#[derive(Debug)]
pub struct NamedProvinces {
    /// Nouns, and the kinds of what they name.
    nouns: BTreeMap<String, String>,
    /// What may stand before a name that a noun follows.
    before: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    before: Vec<Spanned<String>>,
    nouns: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Stage for NamedProvinces {
    const SPEC: Spec = Spec {
        name: "named_provinces",
        family: Family::Extract,
        about: "Finds provinces and districts by that noun, where `names` has found nothing.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens, Field::Mentions],
        writes: &[Field::Mentions],
        settings: &[Setting::new(
            lexicon::SETTING,
            Kind::Files,
            "More nouns, in files laid out like config/lexicon/administrative.toml.",
        )],
        example: "lexicon = [\"my-nouns.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let text = include_str!("../../../config/lexicon/administrative.toml");
        let mut sources = vec![Source::embedded("administrative.toml", text)];
        sources.extend(Source::of_user(settings)?);
        let mut all = Self { nouns: BTreeMap::new(), before: BTreeSet::new() };
        for source in &sources {
            let written: Written = source.parse()?;
            let mut distinct = Distinct::new(source);
            for (kind, nouns) in written.nouns {
                for noun in nouns {
                    all.nouns.insert(distinct.take(noun)?, kind.clone());
                }
            }
            let mut distinct = Distinct::new(source);
            for word in written.before {
                all.before.insert(distinct.take(word)?);
            }
        }
        Ok(all)
    }
}

impl Extractor for NamedProvinces {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for sentence in &doc.sentences {
            let words = Unnamed::new(doc, *sentence);
            for at in 1..words.len() {
                let Some(kind) = self.nouns.get(words.word(at)) else { continue };
                let behind = words.run_from(at + 2);
                let run = words.run_before(at);
                let head = usize::from(run.start == 0 && self.before.contains(words.word(0)));
                let before = run.start + head..run.end;
                if words.word(at + 1) == "of" && !behind.is_empty() {
                    out.mentions.push(words.mention(behind, Label::Loc, Some(kind), CONFIDENCE));
                } else if before.start > 0 && self.before.contains(words.word(before.start - 1)) {
                    let found = !before.is_empty();
                    let mention = || words.mention(before, Label::Loc, Some(kind), CONFIDENCE);
                    out.mentions.extend(found.then(mention));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::tokens::Tokens;

    static STAGE: LazyLock<NamedProvinces> = LazyLock::new(|| {
        NamedProvinces::build(&Settings::defaults(NamedProvinces::SPEC.settings, ".")).unwrap()
    });

    #[track_caller]
    fn check(text: &str, expected: &str) {
        crate::unnamed::check(&*STAGE, text, expected);
    }

    #[test]
    fn a_noun_makes_a_place() {
        check("Ships left the Quarvik province.", "Quarvik LOC/province");
        check("They crossed the district of Upper Ostrel today.", "Upper Ostrel LOC/county");
        check("In Quarvik county it rained.", "Quarvik LOC/county");
    }

    #[test]
    fn without_a_name_or_an_article_there_is_none() {
        check("They left the province of their birth.", "");
        check("the poor province", "");
        check("Quarvik province officials left.", "");
        check("province", "");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &*STAGE);
    }
}
