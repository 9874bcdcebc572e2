//! `eval names`: exact spans of names with their labels, and what they were taken for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::json;
use tidings_extract::{names::Names, tokens::Tokens};
use tidings_model::{AnnotatedArticle, Article, Findings, Label};
use tidings_stage::{Extractor, Settings, Stage as _};

use super::reliability::Reliability;

/// The scores of what is found in the texts of a gold file, in words and as JSON.
pub(super) fn score(gold: &Path, labels: &[String]) -> Result<(String, serde_json::Value)> {
    let scores = names(gold, labels)?;
    Ok((scores.told(), scores.as_json()))
}

/// A text and its names, as a line of a gold file has them.
#[derive(Debug, Deserialize)]
struct Gold {
    text: String,
    spans: Vec<GoldSpan>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct GoldSpan {
    start: u32,
    end: u32,
    label: String,
}

/// How many names were found, known, and both.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    known: usize,
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            found: self.found + other.found,
            known: self.known + other.known,
        }
    }

    /// Precision, recall and their harmonic mean, in per cent.
    fn scores(self) -> [f64; 3] {
        let share = |of: usize, all: usize| 100.0 * of as f64 / all.max(1) as f64;
        let both = self.found + self.known;
        [share(self.right, self.found), share(self.right, self.known), share(2 * self.right, both)]
    }
}

/// What came of a gold file.
#[derive(Debug, Default)]
struct Scores {
    labels: BTreeMap<String, Count>,
    /// What a name is, what it was taken for, and how often: `PER`, `ORG`, `bounds`, `nothing`.
    confusions: BTreeMap<(String, String), usize>,
    reliability: Reliability,
}

/// Scores exact spans with their labels.
fn names(gold: &Path, labels: &[String]) -> Result<Scores> {
    let file = File::open(gold).with_context(|| format!("cannot read {}", gold.display()))?;
    let tokens = Tokens::build(&Settings::defaults(Tokens::SPEC.settings, "."))?;
    let names = Names::build(&Settings::defaults(Names::SPEC.settings, "."))?;
    let asked = |span: &GoldSpan| labels.contains(&span.label);
    let mut scores = Scores::default();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let place = || format!("{}:{}", gold.display(), number + 1);
        let gold: Gold = serde_json::from_str(&line.with_context(place)?).with_context(place)?;
        let found = found(&[&tokens, &names], &gold.text).with_context(place)?;
        let known: BTreeSet<GoldSpan> = gold.spans.into_iter().filter(asked).collect();
        let found: Vec<_> = found.into_iter().filter(|(span, _)| asked(span)).collect();
        for (span, confidence) in &found {
            scores.reliability.add(&span.label, *confidence, known.contains(span));
        }
        scores.add(&found.into_iter().map(|(span, _)| span).collect(), &known);
    }
    Ok(scores)
}

/// The names of a text, each with its confidence.
fn found(stages: &[&dyn Extractor], text: &str) -> Result<Vec<(GoldSpan, f64)>> {
    let mut doc = AnnotatedArticle::new(Article::of_text("gold", text));
    for stage in stages {
        let mut findings = Findings::default();
        stage.extract(&doc, &mut findings);
        doc.accept("eval", findings)?;
    }
    let span = |mention: &tidings_model::Mention| {
        let (start, end) = (mention.span.start, mention.span.end);
        (GoldSpan { start, end, label: mention.label.to_string() }, mention.confidence)
    };
    Ok(doc.mentions.iter().map(span).collect())
}

impl Scores {
    fn add(&mut self, found: &BTreeSet<GoldSpan>, known: &BTreeSet<GoldSpan>) {
        for span in found {
            self.labels.entry(span.label.clone()).or_default().found += 1;
        }
        for span in known {
            let count = self.labels.entry(span.label.clone()).or_default();
            count.known += 1;
            if found.contains(span) {
                count.right += 1;
            } else {
                self.confuse(&span.label, &taken_for(found, span));
            }
        }
        for span in found.difference(known).filter(|span| !known.iter().any(|it| meets(it, span))) {
            self.confuse("nothing", &span.label);
        }
    }

    fn confuse(&mut self, is: &str, taken_for: &str) {
        *self.confusions.entry((is.to_owned(), taken_for.to_owned())).or_default() += 1;
    }

    fn all(&self) -> Count {
        self.labels.values().fold(Count::default(), |all, one| all.plus(*one))
    }

    fn told(&self) -> String {
        let mut text = String::from("label   precision  recall  F1\n");
        let all = [("all", self.all())];
        let labels = self.labels.iter().map(|(label, count)| (label.as_str(), *count));
        for (label, count) in all.into_iter().chain(labels) {
            let [precision, recall, f1] = count.scores();
            let _ = writeln!(text, "{label:<7} {precision:>9.1} {recall:>7.1} {f1:>5.1}");
        }
        text.push_str("\nmissed or wrong, by what it is and what it was taken for\n");
        let mut confusions: Vec<_> = self.confusions.iter().collect();
        confusions.sort_by_key(|(pair, count)| (std::cmp::Reverse(**count), *pair));
        for ((is, taken_for), count) in confusions {
            let _ = writeln!(text, "{count:>6}  {is} as {taken_for}");
        }
        text.push_str(&self.reliability.told());
        text
    }

    fn as_json(&self) -> serde_json::Value {
        let scores = |count: Count| {
            let [precision, recall, f1] = count.scores();
            json!({ "precision": precision, "recall": recall, "f1": f1 })
        };
        let labels: BTreeMap<_, _> =
            self.labels.iter().map(|(label, count)| (label, scores(*count))).collect();
        let confusion = |((is, taken_for), count): (&(String, String), &usize)| json!({ "is": is, "taken_for": taken_for, "count": count });
        let confusions: Vec<_> = self.confusions.iter().map(confusion).collect();
        json!({
            "all": scores(self.all()),
            "labels": labels,
            "confusions": confusions,
            "calibration": self.reliability.as_json(),
        })
    }
}

/// What a name was taken for: another label, a name of other bounds, or nothing.
fn taken_for(found: &BTreeSet<GoldSpan>, span: &GoldSpan) -> String {
    let same = found.iter().find(|it| (it.start, it.end) == (span.start, span.end));
    let near = || found.iter().find(|it| meets(it, span));
    match (same, near()) {
        (Some(same), _) => same.label.clone(),
        (None, Some(near)) if near.label == span.label => "other bounds".to_owned(),
        (None, Some(near)) => format!("{} of other bounds", near.label),
        (None, None) => "nothing".to_owned(),
    }
}

fn meets(one: &GoldSpan, other: &GoldSpan) -> bool {
    one.start < other.end && other.start < one.end
}

/// The labels that are scored unless others are asked for.
pub(crate) fn default_labels() -> [String; 3] {
    [Label::Per, Label::Org, Label::Loc].map(|label| label.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(all: &[(u32, u32, &str)]) -> BTreeSet<GoldSpan> {
        let span = |(start, end, label): &(u32, u32, &str)| GoldSpan {
            start: *start,
            end: *end,
            label: (*label).to_owned(),
        };
        all.iter().map(span).collect()
    }

    #[test]
    fn names_count_when_bounds_and_label_are_right() {
        let mut scores = Scores::default();
        let found = spans(&[(0, 4, "PER"), (5, 9, "ORG"), (20, 25, "LOC"), (30, 33, "LOC")]);
        let known = spans(&[(0, 4, "PER"), (5, 9, "LOC"), (18, 25, "LOC"), (40, 44, "PER")]);
        scores.add(&found, &known);
        assert_eq!(scores.all().scores(), [25.0, 25.0, 25.0]);
        let told: Vec<String> = scores
            .confusions
            .keys()
            .map(|(is, taken_for)| format!("{is} as {taken_for}"))
            .collect();
        let expected = ["LOC as ORG", "LOC as other bounds", "PER as nothing", "nothing as LOC"];
        assert_eq!(told, expected);
    }
}
