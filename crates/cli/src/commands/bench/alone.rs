//! Stages by themselves, on one core: each goes over all texts several times, and the shortest time
//! counts, because other work on the machine can only add.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use tidings_model::{AnnotatedArticle, Article, Findings};
use tidings_stage::{Extractor, Settings, Stage, Value};

/// How often all texts are gone over.
const ROUNDS: usize = 5;

/// A stage with its defaults but for some settings.
pub(super) fn stage<S: Stage>(settings: &[(&'static str, Value)]) -> Result<S> {
    let mut all = Settings::defaults(S::SPEC.settings, ".");
    for (name, value) in settings {
        all.set(name, value.clone());
    }
    Ok(S::build(&all)?)
}

/// Seconds that a stage takes for all articles.
pub(super) fn shortest(stage: &dyn Extractor, docs: &[AnnotatedArticle]) -> f64 {
    let round = || {
        let clock = Instant::now();
        for doc in docs {
            let mut found = Findings::default();
            stage.extract(doc, &mut found);
            black_box(&found);
        }
        clock.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

#[derive(Debug, Deserialize)]
struct Line {
    text: String,
}

/// The texts of a file of JSON lines, else the sample pages often enough to measure.
pub(super) fn texts(input: Option<&Path>) -> Result<Vec<String>> {
    let Some(path) = input else {
        let pages = super::corpus::pages_of(Path::new("pipelines/samples"))?;
        let text = |(_, bytes): &(String, Vec<u8>)| String::from_utf8_lossy(bytes).into_owned();
        let texts: Vec<String> = pages.iter().map(text).collect();
        return Ok(std::iter::repeat_n(texts, 50).flatten().collect());
    };
    let lines =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = |(number, line): (usize, &str)| {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("{}:{}", path.display(), number + 1))?;
        Ok(line.text)
    };
    lines.lines().enumerate().map(text).collect()
}

/// An article that is nothing but its text.
pub(super) fn article(text: &str) -> AnnotatedArticle {
    AnnotatedArticle::new(Article::of_text("bench", text))
}

/// Adds what a stage finds to the articles.
pub(super) fn extract(stage: &dyn Extractor, docs: &mut [AnnotatedArticle]) -> Result<()> {
    for doc in docs {
        let mut found = Findings::default();
        stage.extract(doc, &mut found);
        doc.accept("bench", found)?;
    }
    Ok(())
}
