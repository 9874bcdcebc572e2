//! Drops texts with hardly any of the words that no English text does without.
//!
//! As Gopher does (Rae et al., 2021, table A1): of eight such words a text has two at least. The words
//! stand in `config/lexicon/stop_words.toml`; name others for other languages.

use std::collections::BTreeSet;

use serde::Deserialize;
use tidings_model::{Article, Reject};
use tidings_stage::{
    BuildError, Cleaner, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

use crate::lexicon::{self, Lexicon};
use crate::quality::Measure;

const MIN: Setting = Setting::new(
    "min_stop_words",
    Kind::Int { min: 0, max: i64::MAX },
    "How many different stop words a text has at least.",
)
.or(Default::Int(2));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    stop_words: BTreeSet<String>,
}

impl Lexicon for Words {
    fn extend(&mut self, more: Self) {
        self.stop_words.extend(more.stop_words);
    }
}

/// Drops texts by their stop words.
#[derive(Debug)]
pub struct QualityStopWords {
    words: BTreeSet<String>,
    least: f64,
}

impl Stage for QualityStopWords {
    const SPEC: Spec = Spec {
        name: "quality_stop_words",
        family: Family::Clean,
        about: "Drops texts with hardly any of the commonest words of English (Gopher).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[MIN, lexicon::SETTING],
        example: "min_stop_words = 2",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let built_in = include_str!("../../../config/lexicon/stop_words.toml");
        let words: Words = lexicon::load(built_in, lexicon::SETTING.name, settings)?;
        Ok(Self { words: words.stop_words, least: settings.int(MIN.name) as f64 })
    }
}

impl Cleaner for QualityStopWords {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str().to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        let found: BTreeSet<&str> = words.filter(|word| self.words.contains(*word)).collect();
        let value = found.len() as f64;
        Measure { reason: "stop_words", what: "stop words", value }.at_least(self.least)?;
        Ok(article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_stop_words() {
        let check = check::<QualityStopWords>;
        check("The pilot and two hands left.", "");
        check("the The THE", "dropped (stop_words): stop words: 1, below 2");
        check("Ships. Piers. Ports.", "dropped (stop_words): stop words: 0, below 2");
    }
}
