//! Helpers for the tests of Tidings.
//!
//! [`page`] and [`annotate`] make records out of a line of text, [`check_extractor`] holds a stage
//! against a readable answer, [`laws`] holds for every stage whatever the text, [`mutate`] damages
//! files, [`growth`] finds cost that outgrows its input, [`hostile`] has rows for whatever writes and
//! reads tables, and [`browser`] looks at pages.

pub mod browser;
pub mod growth;
pub mod hostile;
pub mod laws;
pub mod mutate;
pub mod page_laws;

use std::path::PathBuf;

use tidings_model::{
    AnnotatedArticle, Article, Findings, MediaType, Metadata, Moment, Published, PublishedFrom,
    RawDocument,
};
use tidings_stage::Extractor;

/// A raw document of plain text.
#[must_use]
pub fn raw(uri: &str, text: &str) -> RawDocument {
    RawDocument {
        uri: uri.to_owned(),
        bytes: text.as_bytes().to_vec(),
        media: MediaType::Text,
        metadata: Metadata::new(),
    }
}

/// An article whose text is the page, byte for byte.
#[must_use]
pub fn page(text: &str) -> Article {
    Article::of_text("test.txt", text)
}

/// The same, published on a day given in ISO 8601; an empty day is none.
///
/// # Panics
/// If the day cannot be read.
#[must_use]
pub fn dated(text: &str, published: &str) -> Article {
    let at = (!published.is_empty()).then(|| Moment::parse(published).expect("an ISO 8601 day"));
    let published = at.map(|at| Published { at, from: PublishedFrom::Metadata });
    Article { published, ..page(text) }
}

/// An article after these extractors, in order.
///
/// # Panics
/// If one of them answers with a span or an index that does not fit.
#[must_use]
pub fn annotate(stages: &[&dyn Extractor], article: Article) -> AnnotatedArticle {
    let mut doc = AnnotatedArticle::new(article);
    for stage in stages {
        let mut found = Findings::default();
        stage.extract(&doc, &mut found);
        doc.accept("test", found).expect("findings fit their article");
    }
    doc
}

/// Holds what `show` makes of an annotated article against the expected words.
///
/// # Panics
/// If they differ.
#[track_caller]
pub fn check_extractor(
    stages: &[&dyn Extractor],
    article: Article,
    show: impl Fn(&AnnotatedArticle) -> Vec<String>,
    expected: &str,
) {
    let doc = annotate(stages, article);
    let notes = doc.article.notes.iter().map(|note| format!("note: {}", note.text));
    let found: Vec<String> = show(&doc).into_iter().chain(notes).collect();
    assert_eq!(found.join("; "), expected, "in {:?}", doc.text());
}

/// The folder of shared data that `TIDINGS_SHARED` names, or `None` with a message on why the test
/// is skipped.
#[must_use]
pub fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TIDINGS_SHARED").map(PathBuf::from);
    let found = root.map(|root| root.join(part)).filter(|path| path.exists());
    if found.is_none() {
        skipped(&format!("TIDINGS_SHARED names no folder with {part}"));
    }
    found
}

/// A Python that has a package, `TIDINGS_PEERS` or `python3`; or `None` with a message on why the
/// test is skipped.
#[must_use]
pub fn python_with(package: &str) -> Option<String> {
    let python = std::env::var("TIDINGS_PEERS").unwrap_or_else(|_| "python3".to_owned());
    let import = format!("import {package}");
    let there = std::process::Command::new(&python).args(["-c", &import]).output();
    if there.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    skipped(&format!("no Python with the package `{package}`; TIDINGS_PEERS may name one"));
    None
}

/// Says why a test is skipped.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
