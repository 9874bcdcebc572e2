//! `generate`: corpora with planted truth, for measuring; the same seed gives the same bytes.

pub(crate) mod copies;
mod events;
mod noise;
pub(crate) mod plant;
mod prose;
pub(crate) mod random;
pub(crate) mod sites;
pub(crate) mod stories;
mod vocabulary;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

/// Make a corpus with planted truth, for measuring.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Generate {
    /// Articles with copies among them: DIR/articles.jsonl, and the pairs in DIR/gold.jsonl
    Copies {
        #[command(flatten)]
        wanted: copies::Wanted,
        /// Where to write; made if it is not there
        #[arg(value_name = "DIR")]
        out: PathBuf,
    },
    /// Pages of sites with their furniture: DIR/pages/SITE/PAGE.txt, and the articles in
    /// DIR/gold.json
    Sites {
        #[command(flatten)]
        wanted: sites::Wanted,
        /// Where to write; made if it is not there
        #[arg(value_name = "DIR")]
        out: PathBuf,
    },
    /// Reports of planted events that agree, hedge, copy and contradict: DIR/articles.jsonl, and
    /// the truth in DIR/gold.jsonl; `bench aggregate` makes the same with annotations
    Stories {
        #[command(flatten)]
        wanted: stories::Wanted,
        /// Where to write; made if it is not there
        #[arg(value_name = "DIR")]
        out: PathBuf,
    },
}

/// Generates.
///
/// # Errors
/// If something cannot be read or written.
pub(crate) fn run(what: &Generate) -> Result<()> {
    match what {
        Generate::Copies { wanted, out } => {
            let corpus = copies::make(wanted)?;
            fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
            lines(&out.join("articles.jsonl"), &corpus.articles)?;
            lines(&out.join("gold.jsonl"), &corpus.pairs)
        }
        Generate::Sites { wanted, out } => {
            let made = sites::make(wanted);
            for (path, page) in &made.pages {
                write(&out.join("pages").join(path), page.as_bytes())?;
            }
            write(&out.join("gold.json"), &serde_json::to_vec_pretty(&made.gold)?)
        }
        Generate::Stories { wanted, out } => {
            let corpus = stories::Corpus::new(wanted);
            fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
            let written = || (0..corpus.len()).map(|n| corpus.written(n));
            lines(&out.join("articles.jsonl"), written().map(|(article, _)| article))?;
            lines(&out.join("gold.jsonl"), written().map(|(_, truth)| truth))
        }
    }
}

/// Writes a file, and makes its folder.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes records, one a line.
fn lines<T: Serialize>(path: &Path, records: impl IntoIterator<Item = T>) -> Result<()> {
    let write = move || -> Result<()> {
        let mut file = std::io::BufWriter::new(fs::File::create(path)?);
        for record in records {
            serde_json::to_writer(&mut file, &record)?;
            file.write_all(b"\n")?;
        }
        Ok(file.flush()?)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
