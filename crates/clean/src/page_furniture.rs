//! Page furniture known by its words: menus, footers, link lines, share bars, shortcodes, and long
//! lines that stand more than once.
//!
//! The first line of a page is left alone: it is more often a headline than anything else. So are
//! headings such as “Related articles”: `main_text` needs them to see where the article ends.

use tidings_model::{Article, Form, Reject, Span, TextEdit};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::furniture::{self, Words};
use crate::{lexicon, page};

/// Takes page furniture out.
#[derive(Debug)]
pub struct PageFurniture {
    words: Words,
}

impl Stage for PageFurniture {
    const SPEC: Spec = Spec {
        name: "page_furniture",
        family: Family::Clean,
        about: "Takes menus, footers, link lines, share bars, shortcodes and repeated captions out.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[lexicon::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { words: Words::load(settings)? })
    }
}

impl Cleaner for PageFurniture {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form == Form::Page {
            let edits = self.edits(article.text.as_str());
            page::edit(&mut article, edits)?;
        }
        Ok(article)
    }
}

impl PageFurniture {
    fn edits(&self, text: &str) -> Vec<TextEdit> {
        let lines = page::lines(text);
        let repeated = furniture::repeated(&lines);
        let is_end = |line: &page::Line<'_>| self.words.ends_article(line.text);
        let entries: Vec<bool> =
            lines.iter().map(|line| furniture::may_be_entry(&self.words, line.text)).collect();
        let beside = |at: usize| {
            let is_entry = |at: usize| entries.get(at).copied().unwrap_or(false);
            is_entry(at) && (is_entry(at + 1) || at.checked_sub(1).is_some_and(is_entry))
        };
        let mut cuts = Vec::new();
        for (at, (line, repeats)) in lines.iter().zip(repeated).enumerate() {
            let known = || furniture::reason(&self.words, line.text).filter(|_| !is_end(line));
            let reason = repeats.or_else(known).or_else(|| beside(at).then_some("menu"));
            let headline = at == 0 && repeats.is_none() && line.text.contains(' ');
            let reason = reason.filter(|_| !headline);
            cuts.extend(reason.map(|reason| page::Cut { line: line.whole, reason }));
        }
        with_shortcodes(text, page::cut_lines(text, cuts))
    }
}

/// Adds the shortcodes within lines that stay.
fn with_shortcodes(text: &str, mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    let taken: Vec<Span> = edits.iter().map(|edit| edit.edit.span).collect();
    let is_free = |span: &Span| {
        let next = taken.partition_point(|cut| cut.end <= span.start);
        taken.get(next).is_none_or(|cut| !cut.overlaps(*span))
    };
    let inline = furniture::inline_shortcodes(text).into_iter().filter(is_free);
    edits.extend(inline.map(|span| TextEdit::cut(span, "shortcode")));
    edits.sort_by_key(|edit| edit.edit.span);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> PageFurniture {
        PageFurniture::build(&Settings::defaults(PageFurniture::SPEC.settings, ".")).unwrap()
    }

    /// What is taken out of a line in the middle of a page.
    fn removed(line: &str) -> String {
        let text = format!("Fog closes the port of Lunde\n\nShips wait outside.\n{line}\nThe end.");
        let article = stage().clean(testkit::page(&text)).unwrap();
        let shown = article.removed.iter().map(|cut| {
            let raw = text.get(cut.raw.range()).unwrap().trim();
            let part = if raw == line.trim() { "" } else { raw };
            format!("{}{part}", cut.reason)
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn takes_furniture_out() {
        let check = |line, expected| assert_eq!(removed(line), expected, "{line:?}");
        check("[wpGrid]", "shortcode");
        check("[photos ids=\"3,4\" size='big']", "shortcode");
        check(
            "A gull [caption id=\"g\"]sat[/caption] there.",
            "shortcode[caption id=\"g\"], shortcode[/caption]",
        );
        check("| About Us | Imprint | Our Friends |", "menu");
        check("Home > Weather > Lunde", "menu");
        check("Home | Boats | Contact", "menu");
        check("  Privacy Policy  ", "menu");
        check("READ MORE: 12 ports that never close", "link_line");
        check("MORE: 'Fog will stay' - **#Lunde** http://fog.example/1", "link_line");
        check("Also read | Ten ports in pictures", "link_line");
        check("ALSO READ Ten ports in pictures", "link_line");
        check("→ Continue reading »", "link_line");
        check("Powered by: Brine Systems © 2016", "footer");
        check("© 2019 The Lunde Post", "footer");
        check("World\nHealth\nTravel", "menu");
        check("Share this", "share_bar");
        check("Subscribe to our newsletter", "share_bar");
        check("We use cookies to give you the best experience.", "share_bar");
    }

    #[test]
    fn leaves_the_article_alone() {
        let check = |line| assert_eq!(removed(line), "", "{line:?}");
        check("[chosen by the crew] was the only word left of it.");
        check(
            "More: that is what every skipper wants, said the pilot, and more is what none will get, not this year and not in the next one, unless the state pays for new ships, new docks, and above all for the men and women who have to work on them in every weather, at sea and on land, by day and by night, year in year out.",
        );
        check("Background: the port was closed twice last year.");
        check("Powered by solar cells alone, the boat crossed the bay in two days.");
        check("Health");
        check("Related articles");
        check("Background");
        check("More than ten ships waited.");
        check("Read the log of the ship, and you know it all.");
        check("News of the fog came late.");
        check("Either/or: that is the choice before the port.");
    }

    #[test]
    fn takes_every_copy_of_a_caption() {
        let caption = "A pilot boat leaves the port of Lunde in thick fog on Monday morning.";
        let body = "Ships wait outside the port, as nobody dares to leave. The harbour master said the fog would stay until Thursday, and then rain would come.";
        let text = format!("Fog\n\n{caption}\n{caption}\n\n{body}\n\n{caption}\n");
        let article = stage().clean(testkit::page(&text)).unwrap();
        assert_eq!(article.text.as_str(), format!("Fog\n\n\n{body}\n\n"));
        assert_eq!(
            article.removed.iter().filter(|cut| cut.reason == "repeated_caption").count(),
            2
        );
        let doubled = format!("Fog\n{body}\n{caption}\n{body}\n{caption}\n");
        let article = stage().clean(testkit::page(&doubled)).unwrap();
        assert_eq!(article.text.as_str(), format!("Fog\n{body}\n{caption}\n"));
    }

    #[test]
    fn leaves_records_alone() {
        let article = Article { form: Form::Record, ..testkit::page("Fog\nShare this") };
        assert_eq!(stage().clean(article.clone()).unwrap(), article);
    }
}
