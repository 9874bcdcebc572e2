//! Where on a page its article stands.
//!
//! Every paragraph has a weight: sentences weigh as many words as they have, short lines without a
//! stop weigh against. The article is the stretch that weighs most, a maximum-subsequence
//! segmentation (Pasternack and Roth, “Extracting article text from the web with maximum
//! subsequence segmentation”, WWW 2009) on plain text; a heading such as “Related articles” with
//! most of the text before it ends it.

use std::ops::Range;

use tidings_model::Span;

use super::shape::{ends_sentence, is_bullet, word_count};
use super::wrap::paragraphs;

/// A paragraph or a short line, with what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit<'a> {
    /// Where it stands.
    pub(crate) span: Span,
    /// Its text.
    pub(crate) text: &'a str,
    /// How many words it has.
    pub(crate) words: usize,
    /// How much it speaks for an article, or against.
    pub(crate) weight: i64,
}

/// What a short line without a stop weighs.
const SHORT_LINE: i64 = -6;

/// No paragraph counts for more.
const MOST: i64 = 80;

/// Before a heading of comments so much makes an article.
const ENOUGH: i64 = 300;

/// What a line says of the end of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing.
    No,
    /// It is a heading such as “Related articles”.
    Heading,
    /// It is a heading of comments, or stands among them.
    Comments,
}

/// Short lines in a row weigh no more than this against an article: it may hold a table or a list.
const HEAVIEST_RUN: i64 = 100;

/// The paragraphs of a page; `is_notice` knows those about the site, not about the news.
pub(crate) fn units(text: &str, is_notice: impl Fn(&str) -> bool) -> Vec<Unit<'_>> {
    let unit = |span: Span| {
        let text = text.get(span.range()).unwrap_or_default();
        let words = word_count(text);
        let weight = weight(text, words);
        let weight = if weight > 0 && is_notice(text) { SHORT_LINE } else { weight };
        Unit { span, text, words, weight }
    };
    paragraphs(text).into_iter().map(unit).collect()
}

fn weight(text: &str, words: usize) -> i64 {
    let count = i64::try_from(words).unwrap_or(MOST).min(MOST);
    match (ends_sentence(text), is_bullet(text)) {
        (true, false) if words >= 5 => count,
        (true, true) if words >= 8 => count,
        (_, true) if words >= 20 => count,
        (false, _) if words >= 25 => count,
        (true, false) if words >= 1 => 1,
        (_, true) => -4,
        _ => SHORT_LINE,
    }
}

/// The units that are the article; `None` where hardly anything looks like one.
pub(crate) fn body(units: &[Unit<'_>], ends: impl Fn(&str) -> End) -> Option<Range<usize>> {
    let units = units.get(..end(units, ends)).unwrap_or_default();
    let (mut best, mut best_weight) = (0..0, 0);
    let (mut start, mut sum, mut against) = (0, 0, 0);
    for (at, unit) in units.iter().enumerate() {
        if sum <= 0 {
            (start, sum) = (at, 0);
        }
        let weight =
            if unit.weight < 0 { unit.weight.max(-HEAVIEST_RUN - against) } else { unit.weight };
        against = if unit.weight < 0 { against + weight } else { 0 };
        sum += weight;
        if sum > best_weight {
            (best, best_weight) = (start..at + 1, sum);
        }
    }
    (best_weight >= 25).then_some(best)
}

/// The first heading that ends an article, with most of the text before it; before comments, of which
/// there may be many, with enough of it.
fn end(units: &[Unit<'_>], ends: impl Fn(&str) -> End) -> usize {
    let all: i64 = units.iter().map(|unit| unit.weight.max(0)).sum();
    let mut before = 0;
    for (at, unit) in units.iter().enumerate() {
        let least = match ends(unit.text) {
            End::No => i64::MAX,
            End::Heading => all / 2,
            End::Comments => (all / 2).min(ENOUGH),
        };
        if before >= least {
            return at;
        }
        before += unit.weight.max(0);
    }
    units.len()
}
