//! `score`: what a run found, held against the truth that `generate` planted.

mod articles;
mod copies;
mod gate;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;

/// Hold a run against the truth that `generate` planted.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Score {
    /// The tables `articles` and `copies` against planted pairs: pair F1, recall by kind
    Copies {
        /// The file gold.jsonl that `generate copies` wrote
        gold: PathBuf,
        /// The folder of a run with tables as JSON Lines
        out: PathBuf,
        /// How many wrong and missed pairs to list
        #[arg(long, default_value_t = 0)]
        errors: usize,
    },
    /// The gate `copies` by itself, over articles in memory: articles a CPU-second, bytes an article
    Gate {
        /// The file articles.jsonl that `generate copies` wrote, or any JSON Lines with `text`
        articles: PathBuf,
    },
    /// The table `articles` against planted pages: F1 of their texts
    Articles {
        /// The file gold.json that `generate sites` wrote
        gold: PathBuf,
        /// The folder of a run with tables as JSON Lines
        out: PathBuf,
    },
}

/// Scores, and prints the figures.
///
/// # Errors
/// If a file cannot be read.
pub(crate) fn run(what: &Score) -> Result<()> {
    match what {
        Score::Copies { gold, out, errors } => copies::run(gold, out, *errors),
        Score::Gate { articles } => gate::run(articles),
        Score::Articles { gold, out } => articles::run(gold, out),
    }
}

/// The records of a file of JSON lines.
fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let line = |(at, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1))
    };
    text.lines().enumerate().map(line).collect()
}
