//! Everything wrong with a pipeline, in order, and how it is shown.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use crate::origin::Place;
use crate::problem::Problem;
use crate::words;

/// One thing wrong with a pipeline, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    place: Place,
    problem: Problem,
    also: Option<(Place, &'static str)>,
}

impl Diagnostic {
    pub(crate) fn new(place: &Place, problem: Problem) -> Self {
        Self { place: place.clone(), problem, also: None }
    }

    pub(crate) fn with(self, place: &Place, label: &'static str) -> Self {
        Self { also: Some((place.clone(), label)), ..self }
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The file it stands in, or the option of the command line.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.origin.name
    }

    /// Line and column where the underlined text begins, in characters, counted from 1.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        self.place.line_and_column()
    }

    /// The text that is underlined.
    #[must_use]
    pub fn underlined(&self) -> &str {
        self.place.written()
    }

    /// What was expected, and what was found instead.
    #[must_use]
    pub fn expectation(&self) -> String {
        words::label(&self.problem)
    }

    /// The valid name or value that was probably meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        words::suggestion(&self.problem)
    }

    /// What to do about it, where that is not just to write what was probably meant.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        words::help(&self.problem)
    }

    fn render(&self, renderer: &Renderer) -> String {
        let mut report = vec![self.main_group()];
        report.extend(self.suggestion());
        renderer.render(&report)
    }

    fn main_group(&self) -> Group<'_> {
        let title = Level::ERROR.primary_title(self.problem.to_string());
        let group = if self.place.origin.text.is_empty() {
            // Nothing to underline: the file is empty, or was not read.
            let note = Level::NOTE.message(words::label(&self.problem));
            title.element(Origin::path(self.file())).element(note)
        } else {
            title.elements(self.snippets())
        };
        group.elements(self.advice().map(|help| Level::HELP.message(help)))
    }

    fn snippets(&self) -> Vec<Snippet<'_, annotate_snippets::Annotation<'_>>> {
        let primary = AnnotationKind::Primary.span(self.place.span());
        let mut snippet =
            snippet(&self.place).annotation(primary.label(words::label(&self.problem)));
        let mut others = Vec::new();
        if let Some((place, label)) = &self.also {
            let context = AnnotationKind::Context.span(place.span()).label(*label);
            if place.origin == self.place.origin {
                snippet = snippet.annotation(context);
            } else {
                others.push(self::snippet(place).annotation(context));
            }
        }
        std::iter::once(snippet).chain(others).collect()
    }

    fn suggestion(&self) -> Option<Group<'_>> {
        let nearest = self.nearest()?;
        let title = match &self.problem {
            Problem::Unquoted { .. } => "write it in quotes",
            Problem::Absent { .. } => "there is one of nearly that name",
            Problem::WrongType { .. } => "probably meant",
            Problem::OutOfRange { .. } => "nearest valid value",
            _ => "nearest valid name",
        };
        let patch = Patch::new(self.place.span(), self.replacement(nearest));
        let snippet = Snippet::source(&self.place.origin.text).path(self.file()).patch(patch);
        Some(Level::HELP.secondary_title(title).element(snippet))
    }

    /// The name in the quotes that the wrong one has.
    fn replacement(&self, nearest: &str) -> String {
        if matches!(self.problem, Problem::WrongType { .. } | Problem::OutOfRange { .. }) {
            return nearest.to_owned();
        }
        let quoted = self.underlined().starts_with(['"', '\'']);
        if quoted || matches!(self.problem, Problem::Unquoted { .. }) {
            format!("\"{nearest}\"")
        } else {
            nearest.to_owned()
        }
    }
}

fn snippet(place: &Place) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    Snippet::source(&place.origin.text).path(&place.origin.name)
}

/// Nobody reads more at once, and each message looks through the whole file.
const MOST_SHOWN: usize = 50;

/// Everything wrong with a pipeline, in the order of the file, then of the command line.
///
/// `Display` shows it without colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// All of them, in order. There is at least one.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// The messages, one after the other, with a last line that counts them; at most 50 are shown.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in self.0.iter().take(MOST_SHOWN) {
            out.push_str(&diagnostic.render(&renderer));
            out.push_str("\n\n");
        }
        out.push_str(&match self.0.len() {
            1 => "1 mistake, nothing was run".to_owned(),
            n if n <= MOST_SHOWN => format!("{n} mistakes, nothing was run"),
            n => {
                format!("{n} mistakes, of which the first {MOST_SHOWN} are shown, nothing was run")
            }
        });
        out
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Collects what is wrong while a pipeline is checked.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Diagnostic>,
    /// What came out of the environment, with the way it is written.
    secrets: Vec<(String, String)>,
}

/// Words shorter than this hide nothing, and stand in messages by chance.
const SHORTEST_SECRET: usize = 4;

impl Problems {
    /// Notes a problem.
    pub(crate) fn add(&mut self, place: &Place, problem: Problem) {
        self.push(Diagnostic::new(place, problem));
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// Remembers what came out of the environment, to keep it out of messages.
    pub(crate) fn keep_secret(&mut self, read: Vec<(String, String)>) {
        self.secrets.extend(read);
    }

    /// Words of a stage or a library, with what came out of the environment as it is written.
    pub(crate) fn without_secrets(&self, words: &str) -> String {
        let mut long: Vec<_> =
            self.secrets.iter().filter(|(value, _)| value.len() >= SHORTEST_SECRET).collect();
        // The longest first: one secret may hold another.
        long.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        long.iter().fold(words.to_owned(), |words, (value, written)| words.replace(value, written))
    }

    /// The answer, if nothing was wrong.
    ///
    /// # Errors
    /// If a problem was noted; without an answer there is one.
    pub(crate) fn into_result<T>(mut self, answer: Option<T>) -> Result<T, Diagnostics> {
        self.found.sort_by_key(|diagnostic| diagnostic.place.order());
        self.found.dedup();
        match answer {
            Some(answer) if self.found.is_empty() => Ok(answer),
            _ => Err(Diagnostics(self.found)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_shown_as_they_are_written() {
        let mut problems = Problems::default();
        let secret = |value: &str, name: &str| (value.to_owned(), format!("${{{name}}}"));
        problems.keep_secret(vec![secret("hush", "A"), secret("hush-hush", "B"), secret("a", "C")]);
        let shown = problems.without_secrets("a `hush-hush` and a `hush`");
        assert_eq!(shown, "a `${B}` and a `${A}`");
    }
}
