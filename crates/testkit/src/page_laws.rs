//! What holds for every reader and cleaner, whatever the bytes and the page.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tidings_model::{Article, MediaType, Metadata, RawDocument, Span};
use tidings_stage::{Cleaner, Reader};

use crate::{laws, page};

/// Lines that rules of readers and cleaners look for.
const LINES: &[&str] = &[
    "Fog closes the port of Lunde",
    "16/06/2021 21:35 by admin",
    "05/06/2024",
    "Published: 14 March 2024 18:05 GMT",
    "By Jane Doe | Lunde Post",
    "A pilot boat leaves the port of Lunde in thick fog on Monday morning, with two aboard.",
    "The pilots of Lunde hope for rain, as they told the harbour master on",
    "and for wind.",
    "Page 2 of 3",
    "Fog closes Published on Post (http://www.post.example)",
    "READ MORE: ten ports",
    "[gallery ids=\"1,2\"] [wpGrid",
    "| Home | Contact |",
    "    Ten ports in pictures",
    "© 2019 Lunde Post. All rights reserved",
    "Related articles",
    "- AFP",
    "(Reuters)",
    "• tea",
    "cafÃ© â€œfullâ€ cafe\u{301}\u{a0}\u{200b}har\u{ad}bour",
    "",
    "   ",
];

/// Pages as hostile and as news-like as they come.
pub fn pages() -> impl Strategy<Value = String> {
    let line =
        prop_oneof![3 => prop::sample::select(LINES).prop_map(str::to_owned), 1 => laws::text()];
    let end = prop_oneof![4 => Just("\n"), 4 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just(" ")];
    prop::collection::vec((line, end), 0..24).prop_map(|parts| {
        parts.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect()
    })
}

fn for_many<T: std::fmt::Debug>(
    inputs: impl Strategy<Value = T>,
    check: impl Fn(&T) -> Result<(), String>,
) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new_with_rng(config, rng)
        .run(&inputs, |input| check(&input).map_err(TestCaseError::fail));
    if let Err(why) = result {
        panic!("{why}");
    }
}

/// A cleaner, after those before it, never panics, leads every letter home, loses none in silence,
/// and repeats itself.
///
/// # Panics
/// If it does not.
pub fn cleaner(before: &[&dyn Cleaner], stage: &dyn Cleaner) {
    for_many(pages(), |text| {
        let start = before.iter().try_fold(page(text), |article, stage| stage.clean(article));
        let Ok(start) = start else { return Ok(()) };
        let once = stage.clean(start.clone());
        if once != stage.clean(start) {
            return Err("two runs differ".to_owned());
        }
        once.map_or(Ok(()), |article| is_sound(&article, text.as_bytes()))
    });
}

/// A cleaner after which it finds nothing more to do.
///
/// # Panics
/// If a second run changes an article once more.
pub fn cleans_once(stage: &dyn Cleaner) {
    for_many(pages(), |text| {
        let Ok(once) = stage.clean(page(text)) else { return Ok(()) };
        match stage.clean(once.clone()) {
            Ok(twice) if twice == once => Ok(()),
            other => Err(format!("{once:?} became {other:?}")),
        }
    });
}

/// A reader never panics on any bytes, leads every letter home, and repeats itself.
///
/// # Panics
/// If it does not.
pub fn reader(stage: &dyn Reader, media: MediaType) {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        pages().prop_map(String::into_bytes),
        (pages(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(text, at, byte)| {
            let mut bytes = text.into_bytes();
            bytes.insert(at.index(bytes.len() + 1), byte);
            bytes
        }),
    ];
    for_many(bytes, |bytes| {
        let raw = RawDocument {
            uri: "test".to_owned(),
            bytes: bytes.clone(),
            media,
            metadata: Metadata::new(),
        };
        let run = || {
            let mut out = Vec::new();
            stage.read(&raw, &mut out).map(|()| out)
        };
        let found = run();
        if found != run() {
            return Err("two runs differ".to_owned());
        }
        found.unwrap_or_default().iter().try_for_each(|article| is_home(article, bytes))
    });
}

/// Everything about an article that must hold whatever its page.
fn is_sound(article: &Article, raw: &[u8]) -> Result<(), String> {
    is_home(article, raw)?;
    is_accounted_for(article, raw)?;
    let mut end = 0;
    for block in &article.blocks {
        if block.span.start < end || block.span.is_empty() || !article.text.holds(block.span) {
            return Err(format!("block {} is out of order or off the text", block.span));
        }
        end = block.span.end;
    }
    let placed = article.notes.iter().filter_map(|note| note.span);
    match placed.into_iter().find(|span| !article.text.holds(*span)) {
        Some(span) => Err(format!("note {span} is off the text")),
        None => Ok(()),
    }
}

/// Every plain letter and digit of the text stands in the raw bytes behind it.
fn is_home(article: &Article, raw: &[u8]) -> Result<(), String> {
    let text = article.text.as_str();
    for (at, c) in text.char_indices() {
        let pieces = article.text.trace(Span::at(at..at + c.len_utf8()));
        let behind: Option<Vec<&[u8]>> =
            pieces.iter().map(|piece| raw.get(piece.range())).collect();
        let Some(behind) = behind else {
            return Err(format!("{c:?} at {at} leads out of the bytes"));
        };
        let plain = u8::try_from(c).ok().filter(u8::is_ascii_alphanumeric);
        if plain.is_some_and(|byte| !behind.iter().any(|piece| piece.contains(&byte))) {
            return Err(format!("{c:?} at {at} leads to {behind:?}"));
        }
    }
    Ok(())
}

/// Every plain letter and digit of the raw bytes stands behind a character of the text that is no
/// blank, or in the list of removals.
fn is_accounted_for(article: &Article, raw: &[u8]) -> Result<(), String> {
    let mut known = vec![false; raw.len()];
    let shown = article.text.as_str().char_indices().filter(|(_, c)| !c.is_whitespace());
    let kept = shown.flat_map(|(at, c)| article.text.trace(Span::at(at..at + c.len_utf8())));
    for span in kept.chain(article.removed.iter().map(|removal| removal.raw)) {
        known[span.range()].fill(true);
    }
    let lost =
        raw.iter().zip(known).position(|(byte, known)| byte.is_ascii_alphanumeric() && !known);
    lost.map_or(Ok(()), |at| Err(format!("the byte at {at} is neither kept nor removed")))
}
