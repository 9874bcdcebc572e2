//! Drops texts whose lines are no sentences.
//!
//! The three filters that FineWeb adds to others (Penedo et al., “The FineWeb datasets”, 2024, section
//! 3.5): more than 12 % of the lines end in punctuation; at most 10 % of the characters stand in lines
//! that repeat others; at most 67 % of the lines are shorter than thirty characters.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Setting, Settings, Spec, Stage};

use crate::quality::{Measure, lines, part, repeated, share};

/// A line shorter than this is short, in characters.
const SHORT: usize = 30;

const MIN_PUNCTUATED: Setting =
    share("min_punctuated", "The least share of lines that end in punctuation.", 0.12);

const MAX_REPEATED: Setting =
    share("max_repeated", "The greatest share of text in lines that repeat others.", 0.1);

const MAX_SHORT: Setting =
    share("max_short", "The greatest share of lines shorter than 30 characters.", 0.67);

/// Drops texts by how their lines end, and how long they are.
#[derive(Debug)]
pub struct QualityLineEnds {
    punctuated: f64,
    repeated: f64,
    short: f64,
}

impl Stage for QualityLineEnds {
    const SPEC: Spec = Spec {
        name: "quality_line_ends",
        family: Family::Clean,
        about: "Drops texts whose lines are short, alike or without punctuation (FineWeb).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[MIN_PUNCTUATED, MAX_REPEATED, MAX_SHORT],
        example: "max_short = 0.67",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let [punctuated, repeated, short] =
            [MIN_PUNCTUATED, MAX_REPEATED, MAX_SHORT].map(|s| settings.float(s.name));
        Ok(Self { punctuated, repeated, short })
    }
}

impl Cleaner for QualityLineEnds {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let lines = || lines(article.text.as_str());
        let all = lines().count();
        let ends = |line: &&str| line.ends_with(['.', '!', '?', '"', '\'', '”', '’', '…', '。']);
        let measure = |reason, what, value| Measure { reason, what, value };
        let punctuated = if all == 0 { 1.0 } else { part(lines().filter(ends).count(), all) };
        let what = "lines that end in punctuation";
        measure("line_ends", what, punctuated).at_least(self.punctuated)?;
        let bytes = lines().map(str::len).sum();
        let again = part(repeated(lines()).1, bytes);
        measure("repeated_lines", "text in repeated lines", again).at_most(self.repeated)?;
        let short = lines().filter(|line| line.chars().count() < SHORT).count();
        measure("short_lines", "short lines", part(short, all)).at_most(self.short)?;
        Ok(article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_line_ends() {
        let check = check::<QualityLineEnds>;
        let line = "The fog came in the evening, and no ship left.";
        check(line, "");
        check(
            "Ports of the north\nPiers of the south",
            "dropped (line_ends): lines that end in punctuation: 0, below 0.12",
        );
        check(
            &format!("{line}\n{line}"),
            "dropped (repeated_lines): text in repeated lines: 0.5, above 0.1",
        );
        check("Fog.\nRain.\nWind.", "dropped (short_lines): short lines: 1, above 0.67");
        check("", "");
    }
}
