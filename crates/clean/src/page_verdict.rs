//! What kind of page a plain-text page is: an article, an index, a wall, or nothing.
//!
//! Looks at the page as it came, so it stands before the stages that cut. A page that already has a
//! verdict, and a record, are left alone.

use tidings_model::{Article, Form, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::lexicon;
use crate::page::{self, Unit};
use crate::verdict::{self, Evidence, Walls};

/// A headline has so many words.
const HEADLINE: std::ops::RangeInclusive<usize> = 4..=25;

/// Tells articles from index pages, walls and empty pages.
#[derive(Debug)]
pub struct PageVerdict {
    walls: Walls,
}

impl Stage for PageVerdict {
    const SPEC: Spec = Spec {
        name: "page_verdict",
        family: Family::Clean,
        about: "Tells articles from index pages, walls and empty pages; nothing is dropped.",
        reads: &[Field::Text],
        writes: &[Field::Page],
        settings: &[lexicon::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { walls: Walls::load(lexicon::SETTING.name, settings)? })
    }
}

impl Cleaner for PageVerdict {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form == Form::Page && article.page_verdict.is_none() {
            let text = article.text.as_str().to_owned();
            let units = page::units(&text, |_| false);
            let title = article.title.clone();
            let title = title.as_deref().or(units.first().map(|unit| unit.text));
            let evidence = Evidence { title, shown: &text, ..evidence(&units) };
            let (kind, reason) = verdict::judge(&self.walls, &evidence);
            verdict::write(&mut article, Self::SPEC.name, kind, reason);
        }
        Ok(article)
    }
}

/// What the paragraphs and lines of a page say.
fn evidence<'a>(units: &[Unit<'a>]) -> Evidence<'a> {
    let running = units.iter().filter(|unit| unit.weight > 1).map(|unit| unit.words);
    let is_entry = |unit: &&Unit<'_>| unit.weight < 0 && HEADLINE.contains(&unit.words);
    let entries = units.iter().filter(is_entry).map(|unit| unit.words);
    Evidence {
        running: running.clone().sum(),
        longest: running.max().unwrap_or_default(),
        entries: entries.clone().count(),
        entry_words: entries.sum(),
        ..Evidence::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Fog lay over the port of Lunde on Monday, and no ship could leave it.\n\nThe pilots were told to wait for rain, which came in the evening from the north.\n\nNobody was hurt, the harbour master said on Tuesday.";

    #[test]
    fn tells_pages_apart() {
        let stage =
            PageVerdict::build(&Settings::defaults(PageVerdict::SPEC.settings, ".")).unwrap();
        let check = |text: &str, expected: &str| {
            let article = stage.clean(testkit::page(text)).unwrap();
            let notes: Vec<String> = article.notes.into_iter().map(|note| note.text).collect();
            let verdict = article.page_verdict.unwrap();
            assert_eq!(format!("{verdict} {}", notes.join("; ")).trim_end(), expected, "{text:?}");
        };
        check(&format!("Fog in port\n\n{BODY}"), "article");
        let headlines =
            "Fog keeps ships in port\n\nRain is on its way\n\nA new pier for Lunde\n\n".repeat(5);
        check(&headlines, "index an index page: 15 entries and 0 words of running text");
        check(&format!("Fog in port\n\n{}\n\n{headlines}", BODY.repeat(4)), "article");
        let robots = "a wall, not an article: a check for robots (“verify you are human”)";
        check(
            "Just a moment...\n\nVerify you are human by completing the action below.",
            &format!("blocked {robots}"),
        );
        check(
            "Access Denied",
            "blocked a wall, not an article: a refusal by the server (“access denied”)",
        );
        check(
            "Lunde Post\n\nYou need to enable JavaScript to run this app.",
            "blocked a wall, not an article: a page that only scripts fill (“need to enable javascript”)",
        );
        check(
            "Log in | Lunde Post\n\nName\n\nWord",
            "blocked a wall, not an article: its title says so (“log in”)",
        );
        check("Lunde Post\n\nPorts", "empty hardly any text: 3 words");
        check(
            &format!("Robots at the pier\n\n{BODY}\n\n{BODY} “I am not a robot”, he said."),
            "article",
        );
    }

    #[test]
    fn leaves_what_is_decided() {
        let stage =
            PageVerdict::build(&Settings::defaults(PageVerdict::SPEC.settings, ".")).unwrap();
        let known = Some(tidings_model::PageVerdict::Article);
        let page = Article { page_verdict: known, ..testkit::page("Access Denied") };
        assert_eq!(stage.clean(page).unwrap().page_verdict, known);
        let record = Article { form: Form::Record, ..testkit::page("Access Denied") };
        assert_eq!(stage.clean(record).unwrap().page_verdict, None);
    }
}
