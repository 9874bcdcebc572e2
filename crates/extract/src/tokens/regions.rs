//! Cuts an article into stretches that no sentence crosses.

use tidings_model::{Article, Span};

/// A region ends at the end of a block, at an empty line, and at a line end that is not a wrap.
pub(super) fn regions(article: &Article) -> Vec<Span> {
    let text = article.text.as_str();
    let mut out = Vec::new();
    let mut at = 0;
    for block in &article.blocks {
        let (start, end) = (block.span.start as usize, block.span.end as usize);
        if start >= at && end <= text.len() {
            paragraphs(text, at, start, &mut out);
            paragraphs(text, start, end, &mut out);
            at = end;
        }
    }
    paragraphs(text, at, text.len(), &mut out);
    out
}

/// Splits `start..end` at empty lines.
fn paragraphs(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut at = start;
    let stretch = text.get(start..end).unwrap_or_default();
    for line in stretch.split_inclusive(['\n', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let next = at + line.len();
        if line.trim().is_empty() {
            joined(text, &lines, out);
            lines.clear();
        } else {
            lines.push((at, next));
        }
        at = next;
    }
    joined(text, &lines, out);
}

/// Joins the lines of a paragraph where they are wrapped.
fn joined(text: &str, lines: &[(usize, usize)], out: &mut Vec<Span>) {
    let wrapped = is_wrapped(text, lines);
    let mut open: Option<(usize, usize)> = None;
    for &(start, end) in lines {
        let line = text.get(start..end).unwrap_or_default();
        let goes_on = wrapped || line.trim_start().starts_with(char::is_lowercase);
        open = match open {
            Some((first, _)) if goes_on => Some((first, end)),
            Some((first, last)) => {
                out.push(Span::at(first..last));
                Some((start, end))
            }
            None => Some((start, end)),
        };
    }
    out.extend(open.map(|(first, last)| Span::at(first..last)));
}

/// Whether a paragraph was broken into lines of like width, as plain-text mail is: three lines or
/// more, each but the last 40 to 100 characters long, and some of them broken within a sentence.
fn is_wrapped(text: &str, lines: &[(usize, usize)]) -> bool {
    let Some((_, full)) = lines.split_last().filter(|(_, full)| full.len() > 1) else {
        return false;
    };
    let line = |&(start, end): &(usize, usize)| text.get(start..end).unwrap_or_default().trim();
    let width = |at: &(usize, usize)| line(at).chars().take(101).count();
    let ended = |at: &(usize, usize)| line(at).ends_with(['.', '!', '?', '"', '”', ':', '…']);
    full.iter().all(|at| (40..=100).contains(&width(at)))
        && full.iter().filter(|at| ended(at)).count() * 2 < full.len()
}
