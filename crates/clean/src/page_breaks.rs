//! Page breaks of print versions: page numbers and headers go, and a sentence broken by them is
//! joined with one blank. A header also names the site.

use tidings_model::{Article, Form, Reject, Span, TextEdit};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::furniture::{PageBreak, Words, page_break};
use crate::lexicon;
use crate::page::{self, Cut, Line};

/// A line at least this long goes on behind a break even before a capital, in bytes.
const LONG: u32 = 80;

/// Takes page breaks out and joins what they broke.
#[derive(Debug)]
pub struct PageBreaks {
    words: Words,
}

impl Stage for PageBreaks {
    const SPEC: Spec = Spec {
        name: "page_breaks",
        family: Family::Clean,
        about: "Takes page numbers and print headers out and joins the sentences they broke.",
        reads: &[Field::Text],
        writes: &[Field::Text, Field::Page],
        settings: &[lexicon::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { words: Words::load(settings)? })
    }
}

impl Cleaner for PageBreaks {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form != Form::Page {
            return Ok(article);
        }
        let lines = page::lines(article.text.as_str());
        let breaks: Vec<_> = lines.iter().map(|line| page_break(&self.words, line.text)).collect();
        let site = breaks.iter().flatten().find_map(|found| match found {
            PageBreak::Header(host) => host.clone(),
            PageBreak::Number => None,
        });
        let edits = edits(article.text.as_str(), &lines, &breaks);
        page::edit(&mut article, edits)?;
        article.source = site.or(article.source);
        Ok(article)
    }
}

/// Walks from one line of text to the next and looks at what breaks stand between.
fn edits(text: &str, lines: &[Line<'_>], breaks: &[Option<PageBreak>]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut between: Vec<Cut> = Vec::new();
    let mut before: Option<(Line<'_>, bool)> = None;
    for (line, found) in lines.iter().zip(breaks) {
        match found {
            Some(found) => between.push(Cut { line: line.whole, reason: found.reason() }),
            None => {
                let cuts = std::mem::take(&mut between);
                match before.filter(|(before, first)| !first && goes_on(before, line)) {
                    Some((before, _)) if !cuts.is_empty() => join(&before, line, cuts, &mut edits),
                    _ => edits.extend(page::cut_lines(text, cuts)),
                }
                before = Some((*line, before.is_none()));
            }
        }
    }
    edits.extend(page::cut_lines(text, between));
    edits
}

/// Whether a sentence goes on from one line in the other.
fn goes_on(before: &Line<'_>, after: &Line<'_>) -> bool {
    let open = before.text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '–'));
    let low = after.text.starts_with(char::is_lowercase);
    let long = before.span.len() >= LONG && 2 * after.span.len() >= LONG;
    open && page::word_count(before.text) >= 4 && (low || long)
}

/// Takes the breaks between two lines out and puts one blank in place of all blanks between.
fn join(before: &Line<'_>, after: &Line<'_>, cuts: Vec<Cut>, edits: &mut Vec<TextEdit>) {
    let mut blank = " ";
    let mut done = before.span.end;
    for cut in cuts {
        edits.push(TextEdit::repair(Span::new(done, cut.line.start), std::mem::take(&mut blank)));
        edits.push(TextEdit::cut(cut.line, cut.reason));
        done = cut.line.end;
    }
    edits.push(TextEdit::repair(Span::new(done, after.span.start), ""));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> Article {
        let settings = Settings::defaults(PageBreaks::SPEC.settings, ".");
        PageBreaks::build(&settings).unwrap().clean(testkit::page(text)).unwrap()
    }

    #[test]
    fn joins_broken_sentences() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text).text.as_str(), expected);
        let header = "Fog closes por Published on Lunde Post (http://www.lunde-post.example)";
        check(
            &format!(
                "Fog\n\nShips wait. The pilots\n\n\n{header}\n\nhope for rain.\n\nPage 2 of 3"
            ),
            "Fog\n\nShips wait. The pilots hope for rain.\n\n",
        );
        check(
            &format!("Fog\n\nShips wait outside the port\nPage 1 of 2\n{header}\nas they must.\n"),
            "Fog\n\nShips wait outside the port as they must.\n",
        );
        check(
            &format!("Fog\n\nShips wait outside the port.\n\n{header}\n\nas they must.\n"),
            "Fog\n\nShips wait outside the port.\n\n\nas they must.\n",
        );
        check(
            "Fog in the bay again\n\n- 2 -\n\nships wait.",
            "Fog in the bay again\n\n\nships wait.",
        );
    }

    #[test]
    fn knows_page_breaks() {
        let check = |line: &str, expected: &str| {
            let found = clean(&format!("Fog.\n{line}\nRain.")).removed;
            let reason = found.first().map(|cut| cut.reason.as_str()).unwrap_or_default();
            assert_eq!(reason, expected, "{line:?}");
        };
        check("Page 4 of 7", "page_number");
        check("p. 2/3", "page_number");
        check("2 of 3", "page_number");
        check("– 4 –", "page_number");
        check("9/11", "");
        check("1915", "");
        check("Page 3 of the report was missing", "");
        check("Source URL: https://fog.example/a", "print_header");
        check("The list was published on Monday on http://fog.example", "");
    }

    #[test]
    fn traces_the_joined_sentence() {
        let text = "Fog.\nThe pilots of Lunde\nPage 1\nhope.";
        let article = clean(text);
        let all = Span::new(5, article.text.len());
        let raws = article.text.trace(all);
        let raw: Vec<&str> = raws.iter().map(|raw| text.get(raw.range()).unwrap()).collect();
        assert_eq!(raw, ["The pilots of Lunde\n", "hope."]);
    }

    #[test]
    fn takes_the_site_from_the_header() {
        let article = clean("Fog\nFog Published on The Post (https://www.post.example/a)\nRain.");
        assert_eq!(article.source.as_deref(), Some("post.example"));
    }
}
