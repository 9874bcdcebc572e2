//! Drops texts that repeat themselves: lines, paragraphs, runs of words.
//!
//! The measures and bounds are those of Gopher (Rae et al., 2021, table A1): of lines and paragraphs
//! the share that repeats others, by number and by text; of runs of two to four words the share of the
//! text that the most frequent one makes up; of runs of five to ten words the share of the text in
//! runs that stood there before. `strictness` moves all bounds at once.

use tidings_model::{Article, Reject};
use tidings_stage::{
    BuildError, Cleaner, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

use crate::quality::{Measure, duplicate_runs, lines, most_frequent_run, part, repeated};

const STRICTNESS: Setting = Setting::new(
    "strictness",
    Kind::Float { min: 0.1, max: 10.0 },
    "What the bounds are divided by: above 1 more texts are dropped.",
)
.or(Default::Float(1.0));

/// Greatest shares of lines or paragraphs that repeat others: by number, by text.
const PIECES: [f64; 2] = [0.30, 0.20];

/// Greatest shares of the most frequent run, by its words.
const TOP: [(usize, f64); 3] = [(2, 0.20), (3, 0.18), (4, 0.16)];

/// Greatest shares of runs that stood in the text before, by their words.
const AGAIN: [(usize, f64); 6] =
    [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)];

/// Drops texts that repeat themselves.
#[derive(Debug)]
pub struct QualityRepeats {
    strictness: f64,
}

impl Stage for QualityRepeats {
    const SPEC: Spec = Spec {
        name: "quality_repeats",
        family: Family::Clean,
        about: "Drops texts that repeat lines, paragraphs or runs of words (Gopher).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[STRICTNESS],
        example: "strictness = 1.0",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { strictness: settings.float(STRICTNESS.name) })
    }
}

impl Cleaner for QualityRepeats {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        let paragraphs: Vec<&str> =
            text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
        self.pieces(["repeated_lines", "repeated lines"], &lines(text).collect::<Vec<_>>())?;
        self.pieces(["repeated_paragraphs", "repeated paragraphs"], &paragraphs)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        for (run, bound) in TOP {
            let value = part(most_frequent_run(&words, run), text.len());
            self.keep(["frequent_words", "text in the most frequent run of words"], value, bound)?;
        }
        for (run, bound) in AGAIN {
            let value = part(duplicate_runs(&words, run), text.len());
            self.keep(["repeated_words", "text in repeated runs of words"], value, bound)?;
        }
        Ok(article)
    }
}

impl QualityRepeats {
    fn pieces(&self, names: [&'static str; 2], pieces: &[&str]) -> Result<(), Reject> {
        let (many, bytes) = repeated(pieces.iter().copied());
        self.keep(names, part(many, pieces.len()), PIECES[0])?;
        let all = pieces.iter().map(|piece| piece.len()).sum();
        self.keep(names, part(bytes, all), PIECES[1])
    }

    fn keep(&self, names: [&'static str; 2], value: f64, bound: f64) -> Result<(), Reject> {
        let [reason, what] = names;
        Measure { reason, what, value }.at_most(bound / self.strictness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_repetition() {
        let check = check::<QualityRepeats>;
        let text: Vec<String> = (0..30).map(|n| format!("Ship{n} left pier{n} at {n}.")).collect();
        check(&text.join("\n\n"), "");
        check(
            "Fog came.\nRain fell.\nFog came.\nFog came.",
            "dropped (repeated_lines): repeated lines: 0.5, above 0.3",
        );
        check(
            "Fog came.\nRain.\n\nFog came.\nRain.\n\nWind.\nHail.\nSnow.\nIce.\nSun.",
            "dropped (repeated_lines): repeated lines: 0.275, above 0.2",
        );
        check(
            "So it is, so it is, so it is, so it is.",
            "dropped (frequent_words): text in the most frequent run of words: 0.462, above 0.2",
        );
        let again = format!("{} {}", text.join(" "), text[..12].join(" "));
        check(
            &again,
            "dropped (repeated_words): text in repeated runs of words: 0.262, above 0.15",
        );
        check("", "");
    }
}
