//! `bench names`: text to sentences, tokens, tags and names, on one core.
//!
//! The tagger alone is what `names` takes longer with it than by lexicons and rules.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::Serialize;
use tidings_extract::names::Names;
use tidings_extract::parts_of_speech::PartsOfSpeech;
use tidings_extract::tokens::Tokens;
use tidings_model::AnnotatedArticle;
use tidings_stage::{Extractor, Value};

use super::alone::{article, extract, shortest, stage, texts};

/// What was measured; rates are in millions of tokens a second.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measured {
    texts: usize,
    tokens: usize,
    bytes: usize,
    load_seconds: f64,
    /// What models and lexicons of the three stages hold.
    loaded_bytes: Option<u64>,
    tokens_mb_per_second: f64,
    parts_of_speech: f64,
    rules: f64,
    names: f64,
    tagger_alone: f64,
    text_to_names: f64,
}

pub(super) fn measure(input: Option<&Path>) -> Result<Measured> {
    let texts = texts(input)?;
    let before = resident_bytes();
    let clock = Instant::now();
    let tokens: Tokens = stage(&[])?;
    let names: Names = stage(&[])?;
    let tags: PartsOfSpeech = stage(&[])?;
    let load_seconds = clock.elapsed().as_secs_f64();
    let loaded_bytes = Some(resident_bytes()?.saturating_sub(before?));
    let rules: Names = stage(&[("learned", Value::Bool(false))])?;
    let stages: [&dyn Extractor; 4] = [&tokens, &tags, &rules, &names];
    let mut docs: Vec<AnnotatedArticle> = texts.iter().map(|text| article(text)).collect();
    let cut = shortest(stages[0], &docs);
    extract(&tokens, &mut docs)?;
    let [tag, rule, name] = [1, 2, 3].map(|at| shortest(stages[at], &docs));
    let count: usize = docs.iter().map(|doc| doc.tokens.len()).sum();
    let bytes: usize = texts.iter().map(String::len).sum();
    let rate = |seconds: f64| count as f64 / 1e6 / seconds.max(1e-9);
    Ok(Measured {
        texts: texts.len(),
        tokens: count,
        bytes,
        load_seconds,
        loaded_bytes,
        tokens_mb_per_second: bytes as f64 / 1e6 / cut,
        parts_of_speech: rate(tag),
        rules: rate(rule),
        names: rate(name),
        tagger_alone: rate(name - rule),
        text_to_names: rate(cut + name),
    })
}

/// Memory of this process that is in use.
fn resident_bytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")
        .context("memory is measured where the system has /proc")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.map(|kilobytes| 1024 * kilobytes).context("/proc/self/status tells no VmRSS")
}

/// The figures for a person.
pub(super) fn table(measured: &Measured) -> String {
    let Measured { texts, tokens, bytes, load_seconds, .. } = measured;
    let memory = measured
        .loaded_bytes
        .map_or_else(|| "not known".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
    let rates = [
        ("parts_of_speech", measured.parts_of_speech),
        ("names, rules alone", measured.rules),
        ("names", measured.names),
        ("tagger alone", measured.tagger_alone),
        ("text to names", measured.text_to_names),
    ];
    let mut lines = vec![
        format!("{texts} texts, {tokens} tokens, {:.1} MB", *bytes as f64 / 1e6),
        format!("models and lexicons: {memory}, loaded in {load_seconds:.2} s"),
        format!("{:<24}{:>8.0} MB/s", "tokens and sentences", measured.tokens_mb_per_second),
    ];
    lines.extend(rates.map(|(name, rate)| format!("{name:<24}{rate:>8.2} million tokens/s")));
    lines.join("\n")
}
