//! The lines of a text.

use tidings_model::Span;

/// A line, with and without the blanks around its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// From its first byte to its line end, not included.
    pub(crate) whole: Span,
    /// From its first to its last character that is not blank; empty on a blank line.
    pub(crate) span: Span,
    /// The words of `span`.
    pub(crate) text: &'a str,
}

impl Line<'_> {
    /// Whether it has no words.
    pub(crate) fn is_blank(&self) -> bool {
        self.span.is_empty()
    }
}

/// The lines of a text, in order; together they are the whole of it, line ends left out.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for whole in text.split('\n') {
        found.push(line(start, whole));
        start += whole.len() + 1;
    }
    found
}

fn line(start: usize, whole: &str) -> Line<'_> {
    let text = whole.trim();
    let before = if text.is_empty() { 0 } else { whole.len() - whole.trim_start().len() };
    let at = start + before;
    Line { whole: Span::at(start..start + whole.len()), span: Span::at(at..at + text.len()), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines() {
        let text = "One\n  \n\t two é \n";
        let found: Vec<_> = lines(text).iter().map(|l| (l.text, l.whole.len())).collect();
        assert_eq!(found, [("One", 3), ("", 2), ("two é", 9), ("", 0)]);
        for line in lines(text) {
            assert_eq!(&text[line.span.range()], line.text);
        }
    }
}
