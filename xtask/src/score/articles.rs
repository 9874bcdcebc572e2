//! Article texts against those planted: the words four by four, averaged over pages, as public
//! benchmarks of article extraction count them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::generate::sites::Truth;

#[derive(Debug, Deserialize)]
struct Article {
    uri: String,
    text: String,
    #[serde(default)]
    blocks: Vec<Block>,
}

#[derive(Debug, Deserialize)]
struct Block {
    kind: String,
    start: usize,
    end: usize,
}

impl Article {
    /// Its name in the corpus.
    fn name(&self) -> &str {
        let file = self.uri.rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".txt")
    }

    /// Its text without its title.
    fn body(&self) -> &str {
        let title = self.blocks.first().filter(|block| block.kind == "title" && block.start == 0);
        title.and_then(|title| self.text.get(title.end..)).unwrap_or(&self.text)
    }
}

/// Prints precision, recall and F1.
///
/// # Errors
/// If a file cannot be read.
#[expect(clippy::print_stdout, reason = "figures are what the command is for")]
pub(super) fn run(gold: &Path, out: &Path) -> Result<()> {
    let text =
        std::fs::read_to_string(gold).with_context(|| format!("cannot read {}", gold.display()))?;
    let gold: BTreeMap<String, Truth> = serde_json::from_str(&text)?;
    let articles: Vec<Article> = super::lines(&out.join("articles.jsonl"))?;
    let found: BTreeMap<&str, &str> =
        articles.iter().map(|article| (article.name(), article.body())).collect();
    let pairs = gold.iter().map(|(name, truth)| {
        let found = found.get(name.as_str()).copied().unwrap_or_default();
        (truth.body.as_str(), found)
    });
    let [p, r, f1] = figures(pairs);
    println!("articles   precision {p:.4}  recall {r:.4}  F1 {f1:.4}  ({} pages)", gold.len());
    Ok(())
}

/// Precision and recall over pages, and F1 of the two.
fn figures<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> [f64; 3] {
    let (mut precision, mut recall) = (Vec::new(), Vec::new());
    for (wanted, found) in pairs {
        let (wanted, found) = (runs(wanted), runs(found));
        let both: usize =
            wanted.iter().map(|(run, many)| *many.min(found.get(run).unwrap_or(&0))).sum();
        let total = |runs: &BTreeMap<Vec<&str>, usize>| runs.values().sum::<usize>().max(1) as f64;
        if !found.is_empty() {
            precision.push(both as f64 / total(&found));
        }
        recall.push(both as f64 / total(&wanted));
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    let (p, r) = (mean(&precision), mean(&recall));
    [p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }]
}

fn runs(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut runs = BTreeMap::new();
    if !words.is_empty() {
        for run in words.windows(4.min(words.len())) {
            *runs.entry(run.to_vec()).or_default() += 1;
        }
    }
    runs
}

#[test]
fn counts_runs_of_four_words() {
    let check = |wanted, found, expected: [f64; 2]| {
        let [p, r, _] = figures([(wanted, found)].into_iter());
        assert_eq!([p, r], expected, "{wanted:?} {found:?}");
    };
    check("a b c d e", "a b c d e", [1.0, 1.0]);
    check("a b c d e", "a b c d e f g", [0.5, 1.0]);
    check("a b c d e", "a b c d", [1.0, 0.5]);
    check("a b", "", [0.0, 0.0]);
}
