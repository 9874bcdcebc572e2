//! Runs of capitalised words, as far as nothing known begins in them.

use std::ops::Range;

use super::page::{Page, Sentence, Shape};
use super::persons;
use super::phrases::Longest;

/// No run is longer.
const LONGEST: usize = 8;

/// How far back the head of a sentence is looked for, past quotes and bullets.
const MARKS: usize = 4;

/// The capitalised words from here to the next that is known, or is a title.
pub(super) fn at(page: &Page<'_>, sentence: &Sentence, at: usize) -> Range<usize> {
    let limit = sentence.words.end.min(at + LONGEST);
    let mut end = at + 1;
    while end < limit && goes_on(page, sentence, end) {
        end += 1;
    }
    while end > at + 1 && matches!(page.words[end - 1].text, "-" | "&") {
        end -= 1;
    }
    at..end + persons::tail_len(page, end, sentence.words.end)
}

/// Whether a word continues a run.
fn goes_on(page: &Page<'_>, sentence: &Sentence, at: usize) -> bool {
    let word = &page.words[at];
    let next = page.get(at + 1).filter(|next| at + 1 < sentence.words.end && next.is_capital());
    match word.text {
        "-" => word.glued && next.is_some_and(|next| next.glued),
        "&" => next.is_some(),
        _ => word.is_capital() && !breaks(page, sentence, at),
    }
}

/// Whether something known begins here.
pub(super) fn breaks(page: &Page<'_>, sentence: &Sentence, at: usize) -> bool {
    let known = page.longest(at, sentence.words.end);
    let title = known.title_len > 0 && page.words[at].text.len() > 2;
    title || is_named(page, &known)
}

/// Whether a phrase names something, and nothing else.
pub(super) fn is_named(page: &Page<'_>, known: &Longest<'_>) -> bool {
    known.names.iter().any(|id| !page.lexicon.entry(*id).ambiguous)
}

/// Whether a word begins its sentence, or stands behind a mark that opens something.
pub(super) fn is_head(page: &Page<'_>, sentence: &Sentence, at: usize) -> bool {
    let start = sentence.words.start;
    let before = &page.words[start.max(at.saturating_sub(MARKS))..at];
    let opens = |text| matches!(text, ":" | "“" | "\"" | "‘" | "•" | "|");
    (at - start <= MARKS && before.iter().all(|word| word.shape == Shape::Mark))
        || before.last().is_some_and(|word| opens(word.text))
}
