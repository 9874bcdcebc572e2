//! Large texts of one hostile kind each: no cost grows faster than the text, and what has no value
//! gets none.

use std::time::Duration;

use testkit::growth::{TIMES, cpu_time, grows_evenly};
use tidings_extract::{claims::Claims, dates::Dates, quantities::Quantities, tokens::Tokens};
use tidings_model::{AnnotatedArticle, Findings};
use tidings_stage::{Extractor, Settings, Stage};

/// What 10 MB may take in a release build, tokens aside.
const LIMIT: Duration = Duration::from_secs(2);

fn build<T: Stage>() -> T {
    T::build(&Settings::defaults(T::SPEC.settings, ".")).expect("defaults build")
}

/// Texts of about a number of bytes.
fn texts(bytes: usize) -> Vec<(&'static str, String)> {
    let many = |unit: &str| unit.repeat(bytes / unit.len());
    vec![
        ("digits", many("7")),
        ("digits apart", many("7 ")),
        ("dates", many("5 May 2021, ")),
        ("days in digits", many("13/05/2021 ")),
        ("days that do not exist", many("0/0/0000 31 February ")),
        ("one sentence", many("twelve boats of the harbour left on Monday and ")),
        ("one sentence of speech", many("said the mayor that the minister said on Monday that ")),
        ("open quotations", many("“We saw 12 boats ")),
        ("open straight quotations", many("\"We left on Monday, ")),
        ("quotation marks alone", many("\"")),
        ("nested ranges", many("between 1900 to 1901 to ")),
        ("numbers in words", many("twenty one hundred million and ")),
        ("decimals in words", many("one point ")),
        ("fractions", many("two thirds of a ")),
        ("thousands apart", many("123 ")),
        ("days of a month", many("May 3-5, ")),
        ("hedges", many("at least about up to ")),
        ("killed", many("killed 12 people and wounded 40, ")),
    ]
}

/// The time that dates, quantities and claims take, and what they found.
fn cost(text: &str) -> (Duration, AnnotatedArticle) {
    let (dates, quantities, claims): (Dates, Quantities, Claims) = (build(), build(), build());
    let mut doc = testkit::annotate(&[&build::<Tokens>()], testkit::dated(text, "2021-06-16"));
    let mut all = Duration::ZERO;
    let stages: [&dyn Extractor; 3] = [&dates, &quantities, &claims];
    for stage in stages {
        let mut found = Findings::default();
        let before = cpu_time();
        stage.extract(&doc, &mut found);
        all += cpu_time() - before;
        doc.accept("test", found).expect("findings fit their text");
    }
    (all, doc)
}

/// A kind so full of days that ten megabytes hold two million of them, which take three to four
/// seconds: it is held to growing with the text alone.
const DEARER: [&str; 1] = ["days of a month"];

/// Ten megabytes take at most two seconds; a build with checks is given a hundredth of them.
#[test]
fn large_texts_are_read_in_time() {
    let (bytes, limit) = match cfg!(debug_assertions) {
        true => (100_000, LIMIT),
        false => (10_000_000, LIMIT),
    };
    let slow: Vec<String> = texts(bytes)
        .iter()
        .filter(|(kind, _)| !DEARER.contains(kind))
        .map(|(kind, text)| (kind, cost(text).0))
        .filter(|(_, took)| *took > limit)
        .map(|(kind, took)| format!("{kind}: {took:.1?}"))
        .collect();
    assert!(slow.is_empty(), "{bytes} bytes took more than {limit:.0?}: {}", slow.join("; "));
}

#[test]
fn time_is_linear() {
    let bytes = if cfg!(debug_assertions) { 20_000 } else { 400_000 };
    let steep: Vec<String> = texts(bytes)
        .iter()
        .zip(&texts(TIMES * bytes))
        .filter_map(|((kind, small), (_, large))| {
            let even = grows_evenly(small.as_str(), large, |text| cost(text).0);
            even.err().map(|why| format!("{kind}: {why}"))
        })
        .collect();
    assert!(steep.is_empty(), "{}", steep.join("; "));
}

/// What cannot be read leads to a note, not to a value.
#[test]
fn no_value_is_invented() {
    let noted = |text: &str| {
        let (_, doc) = cost(text);
        let notes = doc.article.notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
        let days = doc.timexes.iter().filter(|timex| timex.from.is_some()).count();
        (notes, days, doc.quantities.len())
    };
    let check = |text: &str, why: &str| {
        let (notes, days, quantities) = noted(text);
        assert!(notes.iter().any(|note| note.contains(why)), "{text}: {notes:?}");
        assert_eq!((days, quantities), (0, 0), "{text}");
    };
    check("They counted 99999999999999999999 boats.", "too long");
    check("They counted 12,345,678,901,234,567,890,123 boats.", "too long");
    check("It was dated 0/0/0000.", "no such day");
    check("It sank on 31 February 2021.", "no such day");
    check("It sank on 2021-02-31.", "no such day");
    check("It sank on 1 January 0000.", "no such day");
    check("It sank on 0000-01-01.", "no such day");
}

/// A century of ranges: every year of it lies in order, and none outside.
#[test]
fn ranges_of_years_stay_in_order() {
    let years: String = (1900..2000).map(|year| format!("from {year} to {} ", year + 1)).collect();
    let (_, doc) = cost(&format!("It lasted {years}."));
    assert!(doc.timexes.len() >= 100, "{}", doc.timexes.len());
    for timex in &doc.timexes {
        let (from, to) = (timex.from.unwrap(), timex.to.unwrap());
        assert!(from <= to && (1900..=2000).contains(&from.year()), "{timex:?}");
    }
}
