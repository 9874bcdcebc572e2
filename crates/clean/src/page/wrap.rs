//! Paragraphs: which line ends part them, and which only wrap a long line.

use tidings_model::Span;

use super::line::{Line, lines};
use super::shape::{ends_sentence, is_bullet};

/// No line of a text wrapped by machine is longer than this, in bytes.
const LONGEST: u32 = 132;

/// How the lines of a text are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrap {
    /// The length of the longest line, in bytes, where long lines are wrapped.
    width: Option<u32>,
}

impl Wrap {
    /// Finds whether a text wraps its lines.
    ///
    /// It does where no line is very long, and of the lines that follow another without a blank
    /// line between, a third go on in the middle of a sentence.
    pub(crate) fn of(lines: &[Line<'_>]) -> Self {
        let width = lines.iter().map(|line| line.span.len()).max().unwrap_or_default();
        let pairs = || lines.windows(2).filter(|pair| pair.iter().skip(1).all(|line| line.follows));
        let runs_on = |pair: &&[Line<'_>]| goes_on(pair, width);
        let wraps =
            width <= LONGEST && 3 * pairs().filter(runs_on).count() >= pairs().count().max(1);
        Self { width: wraps.then_some(width) }
    }

    /// Whether a line and the next are one.
    pub(crate) fn joins(self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let Some(width) = self.width else { return false };
        if !next.follows || is_bullet(next.text) {
            return false;
        }
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
    let lines = lines(text);
    let wrap = Wrap::of(&lines);
    let mut found: Vec<Span> = Vec::new();
    let mut before: Option<&Line<'_>> = None;
    for line in &lines {
        match found.last_mut() {
            Some(last) if before.is_some_and(|before| wrap.joins(before, line)) => {
                last.end = line.span.end;
            }
            _ => found.push(line.span),
        }
        before = Some(line);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_paragraphs() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = paragraphs(text).iter().map(|s| &text[s.range()]).collect();
            assert_eq!(found, expected);
        };
        check(" A storm rose.\n\n\n It fell. \n", &["A storm rose.", "It fell."]);
        check("A storm rose.\nIt fell.", &["A storm rose.", "It fell."]);
        check("", &[]);
        let wrapped = "The storm that rose over the bay on Monday night\nbroke two masts and a crane before it\nturned north.\nNobody was hurt, and the port opened again in\nthe morning.";
        check(wrapped, &[&wrapped[..100], &wrapped[101..]]);
    }
}
