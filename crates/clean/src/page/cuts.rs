//! Taking lines out of an article, and repairing characters in it.

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

/// Repairs of characters, in the order of the text.
///
/// Each leads back to its own bytes, unless there are so many that a list of them would be larger
/// than the text: of those beyond, neighbours on a line are one, up to 64 bytes long.
#[derive(Debug, Default)]
pub(crate) struct Repairs(Vec<TextEdit>);

/// So many repairs are kept one by one.
const MOST_REPAIRS: usize = 100_000;

/// Further ones stand within so many bytes to be one.
const STRETCH: u32 = 64;

impl Repairs {
    /// Writes a span of the text in another way.
    pub(crate) fn push(&mut self, text: &str, span: Span, with: &str) {
        if self.0.len() < MOST_REPAIRS || !self.lengthen(text, span, with) {
            self.0.push(TextEdit::repair(span, with));
        }
    }

    /// Makes the last repair longer by this one, if they are neighbours.
    fn lengthen(&mut self, text: &str, span: Span, with: &str) -> bool {
        let Some(last) = self.0.last_mut().map(|last| &mut last.edit) else { return false };
        let between = text.get(last.span.end as usize..span.start as usize).unwrap_or("\n");
        let ends_line = [between, with, last.with.as_str()].iter().any(|part| part.contains('\n'));
        let near = span.end - last.span.start <= STRETCH && !ends_line;
        if near {
            last.with.push_str(between);
            last.with.push_str(with);
            last.span.end = span.end;
        }
        near
    }

    /// The edits, and whether there are any.
    pub(crate) fn edits(self) -> Option<Vec<TextEdit>> {
        Some(self.0).filter(|edits| !edits.is_empty())
    }
}

/// Applies edits to an article.
///
/// # Errors
/// If an edit does not fit the text, which is a mistake of the stage.
pub(crate) fn edit(article: &mut Article, edits: Vec<TextEdit>) -> Result<(), Reject> {
    article.edit(edits).map_err(|why| Reject::failed("bad_edit", why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_repairs_neighbours_on_a_line_are_one() {
        let text = format!("{}\na_b_c\n_d{}_", "_".repeat(MOST_REPAIRS), "e".repeat(70));
        let mut repairs = Repairs::default();
        for (at, _) in text.match_indices('_') {
            repairs.push(&text, Span::at(at..at + 1), "--");
        }
        let edits = repairs.edits().unwrap();
        let beyond = edits.get(MOST_REPAIRS..).unwrap_or_default();
        let shown: Vec<_> = beyond
            .iter()
            .map(|edit| (text.get(edit.edit.span.range()), &*edit.edit.with))
            .collect();
        assert_eq!(shown, [(Some("_b_"), "--b--"), (Some("_"), "--"), (Some("_"), "--")]);
    }
}
