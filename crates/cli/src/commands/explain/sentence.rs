//! The sentence around a span of an article.

use anyhow::Result;
use tidings_extract::tokens::Tokens;
use tidings_model::table::Named;
use tidings_model::{AnnotatedArticle, Article, Findings, Span};
use tidings_stage::{Extractor, Settings, Stage};

use super::found::span_of;

/// Bytes of a sentence shown on each side of the words; a list can be one sentence of a page.
const MOST_BYTES: usize = 300;

/// Cuts texts into sentences as the stage `tokens` does.
pub(super) struct Sentences(Tokens);

impl Sentences {
    pub(super) fn new() -> Result<Self> {
        Ok(Self(Tokens::build(&Settings::defaults(Tokens::SPEC.settings, "."))?))
    }

    /// What stands before a span in its sentence, the words, and what stands behind them.
    pub(super) fn around(&self, article: &Named<'_>, span: Span) -> (String, String, String) {
        let text = article.text("text").unwrap_or_default();
        let block = article
            .groups("blocks")
            .filter_map(|block| span_of(&block, "start", "end"))
            .find(|block| block.start <= span.start && span.end <= block.end)
            .unwrap_or(Span::at(0..text.len()));
        let Some(part) = text.get(block.start as usize..block.end as usize) else {
            return Default::default();
        };
        let within =
            span.start as usize - block.start as usize..span.end as usize - block.start as usize;
        let sentence = self.hull(part, &within);
        let cut = |range: std::ops::Range<usize>| part.get(range).unwrap_or_default();
        (
            shortened_front(cut(sentence.start..within.start)),
            cut(within.clone()).to_owned(),
            shortened_end(cut(within.end..sentence.end)),
        )
    }

    /// From the beginning of the sentence that a range begins in to the end of that it ends in.
    fn hull(&self, text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let doc = AnnotatedArticle::new(Article::of_text("", text));
        let mut findings = Findings::default();
        self.0.extract(&doc, &mut findings);
        let (mut start, mut end) = (range.start, range.end);
        for sentence in findings.sentences.iter().map(|s| s.start as usize..s.end as usize) {
            if sentence.contains(&range.start) {
                start = sentence.start;
            }
            if sentence.start < range.end && range.end <= sentence.end {
                end = sentence.end;
            }
        }
        start..end
    }
}

fn shortened_front(text: &str) -> String {
    let from = text.len().saturating_sub(MOST_BYTES);
    match text.char_indices().find(|(at, c)| *at >= from && (from == 0 || c.is_whitespace())) {
        Some((at, _)) if at > 0 => format!("…{}", text.get(at..).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

fn shortened_end(text: &str) -> String {
    match text.char_indices().find(|(at, c)| *at >= MOST_BYTES && c.is_whitespace()) {
        Some((at, _)) => format!("{} …", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tidings_model::table::{ARTICLES, Cell};

    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str, expected: [&str; 3]) {
        let cell = |column: &tidings_model::table::Column| match column.name {
            "text" => Cell::from(text),
            _ => Cell::Null,
        };
        let cells: Vec<Cell<'_>> = ARTICLES.columns.iter().map(cell).collect();
        let start = text.find(words).unwrap();
        let (before, words, after) = Sentences::new()
            .unwrap()
            .around(&Named::row(&ARTICLES, &cells), Span::at(start..start + words.len()));
        assert_eq!([before.as_str(), &words, &after], expected);
    }

    #[test]
    fn a_sentence_is_quoted_whole() {
        check(
            "One boat left. At least nine people died near St. John's, Gen. Votel said. More later.",
            "nine people",
            ["At least ", "nine people", " died near St. John's, Gen. Votel said."],
        );
        check("Eleven died. Ten lived.", "died. Ten", ["Eleven ", "died. Ten", " lived."]);
    }

    #[test]
    fn a_long_sentence_is_shortened_between_words() {
        let (front, end) = (
            format!("Not {}", "so many ".repeat(60)),
            format!("{} here.", " and so on".repeat(60)),
        );
        let (before, after) = (shortened_front(&front), shortened_end(&end));
        assert!(before.starts_with("… ") && before.len() < 310, "{before}");
        assert!(after.ends_with(" …") && after.len() < 320, "{after}");
    }
}
