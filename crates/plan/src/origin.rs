//! The texts a pipeline is written in, and places in them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A text that says how a pipeline is to be: its file, or an option of the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Its rank among the origins: the file is 0, options follow.
    pub(crate) rank: usize,
    /// What a message calls it: the path of the file, or the option.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
    /// The folder that its relative paths start from.
    pub(crate) base: PathBuf,
}

impl Origin {
    /// Whether it is an option of the command line.
    pub(crate) fn is_option(&self) -> bool {
        self.rank > 0
    }
}

/// A stretch of an [`Origin`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) origin: Arc<Origin>,
    span: Range<usize>,
}

impl Place {
    /// The place of a span, cut down to what the text holds.
    pub(crate) fn new(origin: &Arc<Origin>, span: Range<usize>) -> Self {
        let text = &origin.text;
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        Self { origin: Arc::clone(origin), span: start..end }
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The text that stands there.
    pub(crate) fn written(&self) -> &str {
        self.origin.text.get(self.span()).unwrap_or_default()
    }

    /// The part of the place where `needle` stands as it is; the whole place if it stands nowhere.
    pub(crate) fn part(&self, needle: &str) -> Self {
        match self.written().find(needle) {
            Some(at) => {
                let start = self.span.start + at;
                Self { origin: Arc::clone(&self.origin), span: start..start + needle.len() }
            }
            None => self.clone(),
        }
    }

    /// The same place in the same text, with dots where it stands, in place of what follows on its line, and
    /// of every string before it there: another secret may stand beside it.
    pub(crate) fn masked(&self) -> Self {
        const DOTS: &str = "…";
        let Range { start, end } = self.span();
        let text = &self.origin.text;
        let end =
            text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at);
        let before = text.get(..start).unwrap_or_default();
        let (lines, beside) = before.split_at(before.rfind('\n').map_or(0, |at| at + 1));
        let hidden = |(n, part)| if n % 2 == 0 { part } else { DOTS };
        let beside: Vec<&str> = beside.split('"').enumerate().map(hidden).collect();
        let before = format!("{lines}{}", beside.join("\""));
        let start = before.len();
        let text = format!("{before}{DOTS}{}", text.get(end..).unwrap_or_default());
        let Origin { rank, name, base, .. } = &*self.origin;
        let origin = Origin { rank: *rank, name: name.clone(), text, base: base.clone() };
        Self { origin: Arc::new(origin), span: start..start + DOTS.len() }
    }

    /// Line and column of its first character, both counted from 1.
    pub(crate) fn line_and_column(&self) -> (usize, usize) {
        let before = self.origin.text.get(..self.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// A path written there, resolved.
    pub(crate) fn resolve(&self, path: &str) -> PathBuf {
        join(&self.origin.base, path)
    }

    /// A key to put places in order: the file first, then the options, each from its beginning.
    pub(crate) fn order(&self) -> (usize, usize) {
        (self.origin.rank, self.span.start)
    }
}

/// `base` and `path` as one path, without a `./` that says nothing.
pub(crate) fn join(base: &Path, path: &str) -> PathBuf {
    let path = path.strip_prefix("./").unwrap_or(path);
    if base == Path::new(".") && !path.is_empty() { path.into() } else { base.join(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Arc<Origin> {
        Arc::new(Origin { rank: 0, name: "a".into(), text: text.into(), base: ".".into() })
    }

    #[test]
    fn counts_lines_and_characters() {
        let origin = origin("é = 1\nüb = \"x\"\n");
        let check = |span: Range<usize>, written: &str, at| {
            let place = Place::new(&origin, span);
            assert_eq!((place.written(), place.line_and_column()), (written, at));
        };
        check(0..2, "é", (1, 1));
        check(5..6, "1", (1, 5));
        check(13..16, "\"x\"", (2, 6));
        check(14..14, "", (2, 7));
    }

    #[test]
    fn keeps_spans_inside_the_text() {
        let origin = origin("aé");
        assert_eq!(Place::new(&origin, 2..2).span(), 1..3);
        assert_eq!(Place::new(&origin, 7..9).span(), 3..3);
    }

    #[test]
    fn finds_a_part_of_itself() {
        let origin = origin("key = \"a ${B} c\"");
        let value = Place::new(&origin, 6..16);
        assert_eq!(value.part("${B}").line_and_column(), (1, 10));
        assert_eq!(value.part("${C}"), value);
    }

    #[test]
    fn a_masked_line_shows_no_string() {
        let text = "x = 1\nuse = { id = \"me\", key = \"hush\", word = \"quiet\" }\ny = 2";
        let key = text.find("\"hush\"").unwrap();
        let masked = Place::new(&origin(text), key..key + 6).masked();
        assert_eq!(masked.origin.text, "x = 1\nuse = { id = \"…\", key = …\ny = 2");
        assert_eq!(masked.written(), "…");
    }

    #[test]
    fn joins_without_dots() {
        let check = |base, path, joined| assert_eq!(join(Path::new(base), path), Path::new(joined));
        check(".", "./a/b", "a/b");
        check("pipelines", "./a", "pipelines/a");
        check(".", "", ".");
        check("x", "/abs", "/abs");
    }
}
