//! The lines of a text.

use tidings_model::Span;

/// A line that has words, with and without the blanks around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// From its first byte to its line end, not included.
    pub(crate) whole: Span,
    /// From its first to its last character that is not blank.
    pub(crate) span: Span,
    /// The words of `span`.
    pub(crate) text: &'a str,
    /// Whether it stands right below another line with words.
    pub(crate) follows: bool,
}

/// The lines of a text that have words, in order.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut start, mut follows) = (0, false);
    for whole in text.split('\n') {
        let words = whole.trim();
        if !words.is_empty() {
            let at = start + whole.len() - whole.trim_start().len();
            let span = Span::at(at..at + words.len());
            let whole = Span::at(start..start + whole.len());
            found.push(Line { whole, span, text: words, follows });
        }
        follows = !words.is_empty();
        start += whole.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines() {
        let text = "One\n  \n\t two é \nthree\n";
        let found: Vec<_> =
            lines(text).iter().map(|l| (l.text, l.whole.len(), l.follows)).collect();
        assert_eq!(found, [("One", 3, false), ("two é", 9, false), ("three", 5, true)]);
        for line in lines(text) {
            assert_eq!(text.get(line.span.range()), Some(line.text));
        }
    }
}
