//! Pages of plain text that someone made to keep cleaners busy: no cost grows faster than its page.

use std::time::Duration;

use testkit::growth::{TIMES, grows_evenly, timed};
use tidings_clean::{Copies, SiteLines, Text};
use tidings_model::{Article, Reject, View};
use tidings_stage::{Cleaner, Gate, Reader, Settings, Stage, Value};

use super::cleaners;

/// Pages of about a number of bytes, each of one hostile kind.
fn pages(bytes: usize) -> Vec<(&'static str, Vec<u8>)> {
    let many = |unit: &str| unit.repeat(bytes / unit.len()).into_bytes();
    let begun = |unit: &str| [b"Fog came to the port.".to_vec(), many(unit)].concat();
    vec![
        ("lines of a letter", many("a\n")),
        ("lines of a mark", many(",\n")),
        ("lines of an emoji", many("😀\n")),
        ("page ends", many("a\x0c")),
        ("separators of lines", many("a\u{2028}")),
        ("bylines", many("By Ada Mols\n")),
        ("bylines apart", many("By Ada Mols and Bo Lund, Lunde Wire\n\n")),
        ("dates", many("05/06/2024\n")),
        ("labelled dates", many("Published: 2 May 2024 9:05 GMT\n")),
        ("dates in a row", many("2 May 2024 3 June 2023 ")),
        ("labels in a row", many("published: updated: by ")),
        ("ages", many("3 hours ago\n")),
        ("datelines", many("LUNDE (AFP) – Fog came.\n")),
        ("agencies in a row", many("(AFP) ")),
        ("copyright lines", many("© 2024 The Lunde Post. All rights reserved\n")),
        ("copyright signs", many("© ")),
        ("link bars", many("Home | Boats | Contact\n")),
        ("one bar", many("Home | ")),
        ("one trail", many("Home > ")),
        ("link lines", many("READ MORE: Ten ports in pictures\n")),
        ("addresses", many("https://lunde.example/a/b\n")),
        ("shortcodes", many("[gallery ids=\"1,2\"]\n")),
        ("shortcodes in a row", many("[gallery ids=1]")),
        ("open shortcodes", many("[gallery ")),
        ("mojibake", many("The quayâ€™s cafÃ© was full.\n")),
        ("mojibake in a row", many("â€™")),
        ("mojibake three times over", many("Ã¢â‚¬â„¢")),
        ("loose accents", many("e\u{301}")),
        ("loose accents in words", many("cafe\u{301} ")),
        ("accents alone", begun("\u{301}")),
        ("repeated lines", many("The same line stands here again and again, and once more.\n")),
        ("page headers", many("The ship went on to\nPage 1 of 2\nsea with the boat\n")),
        ("headings", many("RELATED ARTICLES\n")),
        ("comments", many("12 Comments\nI was there on that day, and I saw it.\n")),
        ("items", many("- one item\n")),
        ("numbers", many("1. ")),
        ("quotations", many("“Yes,” he said.\n")),
        ("open quotations", many("“")),
        ("brackets", many("(“- ")),
        ("stops", many(". ")),
        ("one word", many("a")),
        ("one sentence", many("fog and ")),
        ("paragraphs", many("Fog lay over the port of Lunde, and no ship could leave it.\n\n")),
        ("no blanks", many("这是一个句子。")),
        ("tabs", many("a\tb\n")),
        ("blanks", begun(" ")),
        ("odd blanks", begun("\u{a0}")),
        ("marks without a shape", begun("\u{200b}")),
        ("line ends", begun("\n")),
        ("line ends of two kinds", begun("\r\n\n\r")),
        ("lines ended in two ways", many("Fog came.\r\n\n\rAnd went.\n\r\n")),
        ("letters of no known charset", many("Fog ").iter().map(|b| b | 0x80).collect()),
        (
            "western letters",
            many("caf# ").iter().map(|&b| if b == b'#' { 0xE9 } else { b }).collect(),
        ),
        ("wide letters", many("F\0o\0g\0 \0")),
    ]
}

/// All that `clean.toml` does to pages of text.
struct Stages {
    reader: Text,
    cleaners: Vec<Box<dyn Cleaner>>,
    lines: SiteLines,
    copies: Copies,
}

/// A stage with its defaults, but for the limit of lines.
pub(crate) fn build<T: Stage>(max_lines: Option<i64>) -> T {
    let mut settings = Settings::defaults(T::SPEC.settings, ".");
    if let Some(most) = max_lines {
        settings.set("max_lines", Value::Int(most));
    }
    T::build(&settings).expect("defaults build")
}

impl Stages {
    fn new(max_lines: Option<i64>) -> Self {
        let (lines, copies) = (build(None), build(None));
        Self { reader: build(max_lines), cleaners: cleaners(), lines, copies }
    }

    fn article(&self, page: &[u8]) -> Result<Article, Reject> {
        let mut read = Vec::new();
        let raw =
            tidings_model::RawDocument { bytes: page.to_vec(), ..testkit::raw("page.txt", "") };
        self.reader.read(&raw, &mut read)?;
        let article = read.remove(0);
        let article =
            self.cleaners.iter().try_fold(article, |article, stage| stage.clean(article))?;
        let article = passed(&self.lines, article)?;
        passed(&self.copies, article)
    }

    /// What a page costs, whatever comes of it.
    fn cost(&self, page: &[u8]) -> Duration {
        timed(|| self.article(page)).0
    }
}

/// An article that went through a gate that has seen it alone.
fn passed<G: Gate>(gate: &G, article: Article) -> Result<Article, Reject> {
    let mut seen = gate.start();
    gate.observe(&mut seen, &article);
    let frozen = gate.freeze(seen, &mut View::default());
    gate.apply(&frozen, article)
}

#[test]
fn time_is_linear() {
    let size = if cfg!(debug_assertions) { 12_000 } else { 400_000 };
    let stages = Stages::new(Some(i64::MAX));
    for ((name, small), (_, large)) in pages(size).iter().zip(&pages(TIMES * size)) {
        let even = grows_evenly(small.as_slice(), large, |page| stages.cost(page));
        assert!(even.is_ok(), "{name}: {even:?}");
    }
}

/// Pages of very many lines are left out with their reason, so that the others cost what their bytes do.
#[test]
fn pages_of_very_many_lines_are_left_out() {
    let stages = Stages::new(None);
    let check = |unit: &str, lines: usize, expected: &str| {
        let page = unit.repeat(lines);
        let found = stages.article(page.as_bytes()).map_err(|reject| reject.to_string());
        assert_eq!(found.map(|_| ()), Err(expected.to_owned()), "{unit:?}");
    };
    let failed = "failed (too_many_lines): found 100001 lines of text, `max_lines` is 100000";
    for unit in ["a\n", "a\r\n", "a\r", "a\n\n", "a\u{2028}", "a\x0c", "a\x0b"] {
        check(unit, 100_001, failed);
    }
}
