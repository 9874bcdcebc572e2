//! Drops texts that are too short or too long, or whose words are.
//!
//! The bounds are those of Gopher (Rae et al., “Scaling language models: methods, analysis & insights
//! from training Gopher”, 2021, table A1).

use tidings_model::{Article, Reject};
use tidings_stage::{
    BuildError, Cleaner, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

use crate::quality::{Measure, part};

const MIN_WORDS: Setting = Setting::new(
    "min_words",
    Kind::Int { min: 0, max: i64::MAX },
    "The fewest words of a text that is kept.",
)
.or(Default::Int(50));

const MAX_WORDS: Setting = Setting::new(
    "max_words",
    Kind::Int { min: 1, max: i64::MAX },
    "The most words of a text that is kept.",
)
.or(Default::Int(100_000));

const ANY: Kind = Kind::Float { min: 0.0, max: f64::INFINITY };

const MIN_MEAN: Setting =
    Setting::new("min_mean_word_length", ANY, "The least mean length of words, in characters.")
        .or(Default::Float(3.0));

const MAX_MEAN: Setting =
    Setting::new("max_mean_word_length", ANY, "The greatest mean length of words, in characters.")
        .or(Default::Float(10.0));

/// Drops texts by their length.
#[derive(Debug)]
pub struct QualityLength {
    words: [f64; 2],
    mean: [f64; 2],
}

impl Stage for QualityLength {
    const SPEC: Spec = Spec {
        name: "quality_length",
        family: Family::Clean,
        about: "Drops texts that are too short or too long, or whose words are (Gopher).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[MIN_WORDS, MAX_WORDS, MIN_MEAN, MAX_MEAN],
        example: "min_words = 50",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let words = [MIN_WORDS, MAX_WORDS].map(|setting| settings.int(setting.name) as f64);
        let mean = [MIN_MEAN, MAX_MEAN].map(|setting| settings.float(setting.name));
        Ok(Self { words, mean })
    }
}

impl Cleaner for QualityLength {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let words = || article.text.as_str().split_whitespace();
        let many = words().count();
        let letters = words().map(|word| word.chars().count()).sum();
        let count = Measure { reason: "length", what: "words", value: many as f64 };
        count.at_least(self.words[0])?;
        count.at_most(self.words[1])?;
        let what = "mean length of words";
        let mean = Measure { reason: "word_length", what, value: part(letters, many) };
        mean.at_least(self.mean[0])?;
        mean.at_most(self.mean[1])?;
        Ok(article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_length() {
        let check = check::<QualityLength>;
        check(&"The ship left. ".repeat(20), "");
        check("The ship left.", "dropped (length): words: 3, below 50");
        check(&"a ".repeat(100_001), "dropped (length): words: 100001, above 100000");
        check(&"a by ".repeat(40), "dropped (word_length): mean length of words: 1.5, below 3");
        let long = format!("{} ", "fog".repeat(4)).repeat(60);
        check(&long, "dropped (word_length): mean length of words: 12, above 10");
    }
}
