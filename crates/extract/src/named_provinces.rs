//! Parts of countries by the noun behind or before them: “the Quarvik province”, “the district of
//! Ostrel”.
//!
//! Adds what no other stage has found. Where it lies is not known.

use tidings_model::{AnnotatedArticle, Findings, Label};
use tidings_stage::{BuildError, Extractor, Family, Field, Settings, Spec, Stage};

use crate::unnamed::Unnamed;

/// How sure such a place is.
const CONFIDENCE: f64 = 0.75;

/// Nouns of parts of countries, and the kinds of what they name.
const NOUNS: &[(&str, &str)] = &[
    ("province", "province"),
    ("governorate", "province"),
    ("prefecture", "province"),
    ("oblast", "province"),
    ("county", "county"),
    ("district", "county"),
    ("municipality", "county"),
];

/// Writes places beside the noun of a part of a country.
#[derive(Debug)]
pub struct NamedProvinces;

impl Stage for NamedProvinces {
    const SPEC: Spec = Spec {
        name: "named_provinces",
        family: Family::Extract,
        about: "Finds provinces and districts by that noun, where `names` has found nothing.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens, Field::Mentions],
        writes: &[Field::Mentions],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Extractor for NamedProvinces {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for sentence in &doc.sentences {
            let words = Unnamed::new(doc, *sentence);
            for at in 1..words.len() {
                let noun = NOUNS.iter().find(|(noun, _)| *noun == words.word(at));
                let Some((_, kind)) = noun else { continue };
                let behind = words.run_from(at + 2);
                let run = words.run_before(at);
                let head = usize::from(run.start == 0 && is_article(words.word(0)));
                let before = run.start + head..run.end;
                if words.word(at + 1) == "of" && !behind.is_empty() {
                    out.mentions.push(words.mention(behind, Label::Loc, Some(kind), CONFIDENCE));
                } else if before.start > 0 && is_article(words.word(before.start - 1)) {
                    let found = !before.is_empty();
                    let mention = || words.mention(before, Label::Loc, Some(kind), CONFIDENCE);
                    out.mentions.extend(found.then(mention));
                }
            }
        }
    }
}

/// Whether a word may stand before the name of a place that a noun follows.
fn is_article(word: &str) -> bool {
    matches!(word, "the" | "The" | "in" | "In" | "of" | "from" | "across")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Tokens;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let tokens = Tokens::embedded().unwrap();
        let one = |doc: &AnnotatedArticle, it: &tidings_model::Mention| {
            let kind = it.kind.as_deref().unwrap_or_default();
            format!("{} {}/{kind}", doc.slice(it.span), it.label)
        };
        let show = |doc: &AnnotatedArticle| doc.mentions.iter().map(|it| one(doc, it)).collect();
        testkit::check_extractor(&[&tokens, &NamedProvinces], testkit::page(text), show, expected);
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
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &NamedProvinces);
    }
}
