//! Drops texts with many symbols for words.
//!
//! As Gopher does (Rae et al., 2021, table A1): hash signs and ellipses, each for itself, are at most
//! a tenth as many as words, and four of five words have a letter.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Setting, Settings, Spec, Stage};

use crate::quality::{Measure, part, share};

const MAX_SYMBOLS: Setting =
    share("max_symbols", "The most hash signs, or ellipses, for each word.", 0.1);

const MIN_LETTERED: Setting =
    share("min_lettered", "The least share of words that have a letter.", 0.8);

/// Drops texts by their symbols.
#[derive(Debug)]
pub struct QualitySymbols {
    most: f64,
    lettered: f64,
}

impl Stage for QualitySymbols {
    const SPEC: Spec = Spec {
        name: "quality_symbols",
        family: Family::Clean,
        about: "Drops texts with many hash signs, ellipses and words without letters (Gopher).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[MAX_SYMBOLS, MIN_LETTERED],
        example: "max_symbols = 0.1",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let [most, lettered] = [MAX_SYMBOLS, MIN_LETTERED].map(|s| settings.float(s.name));
        Ok(Self { most, lettered })
    }
}

impl Cleaner for QualitySymbols {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        let words = text.split_whitespace().count();
        let hashes = text.matches('#').count();
        let dots = text.matches("...").count() + text.matches('…').count();
        let symbols = |what, many| Measure { reason: "symbols", what, value: part(many, words) };
        symbols("hash signs a word", hashes).at_most(self.most)?;
        symbols("ellipses a word", dots).at_most(self.most)?;
        let lettered = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
        let value = if words == 0 { 1.0 } else { part(lettered.count(), words) };
        let what = "share of words with a letter";
        Measure { reason: "letters", what, value }.at_least(self.lettered)?;
        Ok(article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_symbols() {
        let check = check::<QualitySymbols>;
        check("The ship left the port at 9 with two hands aboard, and came back # late.", "");
        check("#fog #pier came", "dropped (symbols): hash signs a word: 0.667, above 0.1");
        check("So … and so ... on", "dropped (symbols): ellipses a word: 0.333, above 0.1");
        check("1 2 3 go", "dropped (letters): share of words with a letter: 0.25, below 0.8");
        check("", "");
    }
}
