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

/// Takes lines out of an article, line ends and all; the cuts are in order.
///
/// # Errors
/// If a cut does not fit the text, which is a mistake of the stage.
pub(crate) fn apply(article: &mut Article, cuts: Vec<Cut>) -> Result<(), Reject> {
    let end = article.text.len();
    let edits = cuts.into_iter().map(|cut| {
        let past = cut.line.end.saturating_add(1).min(end);
        TextEdit::cut(Span::new(cut.line.start, past), cut.reason)
    });
    edit(article, edits.collect())
}

/// Applies edits to an article.
///
/// # Errors
/// If an edit does not fit the text, which is a mistake of the stage.
pub(crate) fn edit(article: &mut Article, edits: Vec<TextEdit>) -> Result<(), Reject> {
    article.edit(edits).map_err(|why| Reject::failed("bad_edit", why.to_string()))
}
