//! Persons by their age: “Ingrid Vasterholm, 34, of Bergen”.
//!
//! Adds what no other stage has found: capitalised words in the middle of a sentence, or two and more
//! at its head, with a number of years between commas behind them.

use tidings_model::{AnnotatedArticle, Findings, Label};
use tidings_stage::{BuildError, Extractor, Family, Field, Settings, Spec, Stage};

use crate::unnamed::Unnamed;

/// Writes persons whose age stands behind their name.
#[derive(Debug)]
pub struct AgedPersons;

/// Nobody is older, in years.
const OLDEST: u8 = 119;

/// How sure such a person is: ages stand behind names of ships and horses, too.
const CONFIDENCE: f64 = 0.8;

impl Stage for AgedPersons {
    const SPEC: Spec = Spec {
        name: "aged_persons",
        family: Family::Extract,
        about: "Finds people by the age behind their name, where `names` has found nothing.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens, Field::Mentions],
        writes: &[Field::Mentions],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Extractor for AgedPersons {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for sentence in &doc.sentences {
            let words = Unnamed::new(doc, *sentence);
            for comma in (1..words.len()).filter(|at| has_age(&words, *at)) {
                let name = words.run_before(comma);
                let sure = name.start > 0 || name.len() > 1;
                if !name.is_empty() && sure && !is_date(&words, comma) {
                    out.mentions.push(words.mention(name, Label::Per, None, CONFIDENCE));
                }
            }
        }
    }
}

/// Whether a comma stands here, and an age and another comma behind it.
fn has_age(words: &Unnamed<'_>, comma: usize) -> bool {
    let age = words.word(comma + 1).parse::<u8>();
    words.word(comma) == ","
        && words.is_number(comma + 1)
        && age.is_ok_and(|age| (1..=OLDEST).contains(&age))
        && words.word(comma + 2) == ","
}

/// Whether a number stands before the name, as in `7 May, 12, …`.
fn is_date(words: &Unnamed<'_>, comma: usize) -> bool {
    let start = words.run_before(comma).start;
    start > 0 && words.is_number(start - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Tokens;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        crate::unnamed::check(&AgedPersons, text, expected);
    }

    #[test]
    fn an_age_between_commas_makes_a_person() {
        check("They met Quarvik Ostrel, 34, of Bergen.", "Quarvik Ostrel PER");
        check("Quarvik Ostrel, 9, and Tuva, 101, swam.", "Quarvik Ostrel PER; Tuva PER");
    }

    #[test]
    fn other_numbers_do_not() {
        check("Yesterday, 34, of them left.", "");
        check("In Bergen, 340, or so, left.", "");
        check("We met Quarvik, 120, there.", "");
        check("On 7 May, 12, or 13, of them left.", "");
        check("It cost Quarvik, 34.", "");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&Tokens::embedded().unwrap()], &AgedPersons);
    }
}
