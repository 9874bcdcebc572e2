//! Taking lines out of an article.

use tidings_model::{Article, Reject, Span, TextEdit};

/// A line to take out, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The line, line end not included.
    pub(crate) line: Span,
    /// The reason, for the list of removals.
    pub(crate) reason: &'static str,
}

/// The edits that take lines out, line ends and all; neighbours with one reason go together.
pub(crate) fn cut_lines(text: &str, cuts: Vec<Cut>) -> Vec<TextEdit> {
    let end = Span::at(0..text.len()).end;
    let mut edits: Vec<TextEdit> = Vec::new();
    for Cut { line, reason } in cuts {
        let span = Span::new(line.start, line.end.saturating_add(1).min(end));
        match edits.last_mut() {
            Some(last) if last.reason == Some(reason) && last.edit.span.end == span.start => {
                last.edit.span.end = span.end;
            }
            _ => edits.push(TextEdit::cut(span, reason)),
        }
    }
    edits
}

/// Applies edits to an article.
///
/// # Errors
/// If an edit does not fit the text, which is a mistake of the stage.
pub(crate) fn edit(article: &mut Article, edits: Vec<TextEdit>) -> Result<(), Reject> {
    article.edit(edits).map_err(|why| Reject::failed("bad_edit", why.to_string()))
}
