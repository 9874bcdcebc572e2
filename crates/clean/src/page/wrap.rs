//! Paragraphs: which line ends part them, and which only wrap a long line.

use tidings_model::Span;

use super::line::{Line, lines};
use super::shape::{ends_sentence, is_bullet};

/// No line of a text wrapped by machine is longer than this, in bytes.
const LONGEST: u32 = 132;

/// How lines that follow each other without a blank line between are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrap {
    /// The length of the longest line, in bytes, where long lines are wrapped.
    width: Option<u32>,
}

impl Wrap {
    /// Finds whether a run of lines is wrapped: no line is very long, and of those that follow
    /// another a third go on in the middle of a sentence.
    fn of(run: &[Line<'_>]) -> Self {
        let width = run.iter().map(|line| line.span.len()).max().unwrap_or_default();
        let going = run.windows(2).filter(|pair| goes_on(pair, width)).count();
        let wraps = width <= LONGEST && 3 * going >= run.len().saturating_sub(1).max(1);
        Self { width: wraps.then_some(width) }
    }

    /// Whether a line and the next are one.
    fn joins(self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let Some(width) = self.width.filter(|_| !is_bullet(next.text)) else { return false };
        // A line well short of the margin ends where its writer ended it.
        let short = 4 * line.span.len() < 3 * width;
        !(short && (ends_sentence(line.text) || !starts_low(next.text)))
    }
}

fn goes_on(pair: &[Line<'_>], width: u32) -> bool {
    let [line, next] = pair else { return false };
    2 * line.span.len() >= width && !ends_sentence(line.text) && starts_low(next.text)
}

fn starts_low(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// The paragraphs of a text, in order, without the blanks around them.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for run in lines(text).chunk_by(|_, next| next.follows) {
        let wrap = Wrap::of(run);
        let parts = run.chunk_by(|line, next| wrap.joins(line, next));
        found.extend(parts.filter_map(|part| Some(part.first()?.span.hull(part.last()?.span))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_paragraphs() {
        let check = |text: &str, expected: &[&str]| {
            let found = paragraphs(text).into_iter().map(|span| text.get(span.range()).unwrap());
            assert_eq!(found.collect::<Vec<_>>(), expected);
        };
        check(" A storm rose.\n\n\n It fell. \n", &["A storm rose.", "It fell."]);
        check("A storm rose.\nIt fell.", &["A storm rose.", "It fell."]);
        check("", &[]);
        let storm = "The storm that rose over the bay on Monday night\nbroke two masts and a crane before it\nturned north.";
        let port = "Nobody was hurt, and the port opened again in\nthe morning.";
        check(&format!("{storm}\n{port}"), &[storm, port]);
        let long = format!("{}\nand on", "on ".repeat(60));
        check(&long, &["on ".repeat(60).trim_end(), "and on"]);
    }
}
