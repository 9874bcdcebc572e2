//! What holds for every stage of this crate.

mod hostile;

use testkit::page_laws;
use tidings_model::{Article, Form, MediaType, View};
use tidings_stage::{Builder, Cleaner, Entry, Family, Gate, Reader, Registry, Settings, Stage};

fn registry() -> Registry {
    let mut registry = Registry::new();
    tidings_clean::register(&mut registry);
    registry
}

fn settings(entry: &Entry) -> Settings {
    Settings::defaults(entry.spec.settings, ".")
}

fn cleaner(entry: &Entry) -> Box<dyn Cleaner> {
    match &entry.builder {
        Builder::Clean(make) => make(&settings(entry)).expect("it builds with its defaults"),
        _ => unreachable!("a cleaner"),
    }
}

/// The cleaners in the order of the pipelines that ship.
const ORDER: &[&str] = &[
    "mojibake",
    "characters",
    "page_breaks",
    "page_verdict",
    "page_furniture",
    "page_facts",
    "main_text",
    "blocks",
    "language",
];

/// Cleaners that are in none of them: they drop what someone may want.
const CHOICES: &[&str] = &[
    "keep_language",
    "quality_length",
    "quality_line_ends",
    "quality_lines",
    "quality_repeats",
    "quality_stop_words",
    "quality_symbols",
];

fn cleaners() -> Vec<Box<dyn Cleaner>> {
    built(ORDER)
}

fn built(names: &[&str]) -> Vec<Box<dyn Cleaner>> {
    let registry = registry();
    names
        .iter()
        .map(|name| cleaner(registry.get(Family::Clean, name).expect("it is listed")))
        .collect()
}

fn clean(article: Article) -> Article {
    cleaners().iter().fold(article, |article, stage| {
        stage.clean(article).expect("no cleaner refuses these pages")
    })
}

#[test]
fn every_cleaner_has_its_place() {
    let mut names: Vec<&str> = [ORDER, CHOICES].concat();
    names.sort_unstable();
    let listed: Vec<&str> = registry().family(Family::Clean).map(|entry| entry.spec.name).collect();
    assert_eq!(names, listed);
}

#[test]
fn every_stage_has_its_file() {
    for entry in registry().iter() {
        let file = format!("{}/src/{}.rs", env!("CARGO_MANIFEST_DIR"), entry.spec.name);
        assert!(std::path::Path::new(&file).exists(), "{file}");
    }
}

#[test]
fn cleaners_keep_the_laws() {
    let all = cleaners();
    let all: Vec<&dyn Cleaner> = all.iter().map(AsRef::as_ref).collect();
    for (at, stage) in all.iter().enumerate() {
        page_laws::cleaner(&[], *stage);
        page_laws::cleaner(&all[..at], *stage);
    }
}

#[test]
fn choices_keep_the_laws() {
    let before = cleaners();
    let before: Vec<&dyn Cleaner> = before.iter().map(AsRef::as_ref).collect();
    for stage in built(CHOICES) {
        page_laws::cleaner(&[], stage.as_ref());
        page_laws::cleaner(&before, stage.as_ref());
        page_laws::cleans_once(stage.as_ref());
    }
}

#[test]
fn most_cleaners_have_nothing_to_do_twice() {
    let registry = registry();
    for name in ["mojibake", "characters", "page_breaks", "page_furniture", "blocks", "language"] {
        page_laws::cleans_once(cleaner(registry.get(Family::Clean, name).unwrap()).as_ref());
    }
}

#[test]
fn cleaners_leave_the_text_of_records_alone() {
    let text =
        "Fog\n\nShare this\n\n16/06/2021\n\nFog\u{a0}came to the port of Lunde.\nPage 1 of 2";
    let record = Article { form: Form::Record, ..testkit::page(text) };
    let cleaned = clean(record.clone());
    assert_eq!((&cleaned.text, &cleaned.removed), (&record.text, &record.removed));
}

#[test]
fn readers_keep_the_laws() {
    let text = hostile::build::<tidings_clean::Text>(None);
    let line = hostile::build::<tidings_clean::JsonLine>(None);
    let html = hostile::build::<tidings_clean::Html>(None);
    let all: [(&dyn Reader, MediaType); 3] =
        [(&text, MediaType::Text), (&line, MediaType::JsonLine), (&html, MediaType::Html)];
    for (stage, media) in all {
        assert_eq!(stage.media(), [media]);
        page_laws::reader(stage, media);
    }
}

/// A step that grows with the square of its input does not end on these.
#[test]
fn huge_pages_end() {
    let half_a_million = 500_000;
    let pages = [
        "word ".repeat(half_a_million / 2),
        "a".repeat(2 * half_a_million),
        format!("Fog came.{}", "\n".repeat(2 * half_a_million)),
        "The same line stands on this page again and again.\n".repeat(half_a_million / 10),
        "ab\n".repeat(half_a_million / 4),
        "[".repeat(half_a_million),
        format!("a{}", "\u{301}".repeat(half_a_million / 4)),
        "â€™".repeat(half_a_million / 8),
        "05/06/2024\n".repeat(half_a_million / 20),
        "The ship went on to\nPage 1 of 2\nsea with the boat\n".repeat(half_a_million / 50),
        "(“- ".repeat(half_a_million / 8),
    ];
    for page in pages {
        assert!(!clean(testkit::page(&page)).text.is_empty());
    }
}

#[test]
fn the_copies_gate_marks_and_keeps() {
    let gate =
        tidings_clean::Copies::build(&settings(registry().get(Family::Gate, "copies").unwrap()))
            .unwrap();
    let text = "The fog came in the evening and no ship left the port of Lunde before the morning.";
    let (one, two) = (testkit::dated(text, "2024-03-01"), testkit::dated(text, "2024-03-02"));
    let two = Article { id: testkit::page("other").id, ..two };
    let mut seen = Gate::start(&gate);
    Gate::observe(&gate, &mut seen, &two);
    Gate::observe(&gate, &mut seen, &one);
    let mut view = View::default();
    let frozen = Gate::freeze(&gate, seen, &mut view);
    assert_eq!(Gate::apply(&gate, &frozen, one.clone()).unwrap(), one);
    assert_eq!(Gate::apply(&gate, &frozen, two).unwrap().copy_of, Some(one.id));
    assert_eq!(view.copies.len(), 1);
}
