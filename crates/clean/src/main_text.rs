//! The article among what its place on the page gives away: menus above it, related headlines and
//! comments below.
//!
//! Headings such as “Related articles” that stand within the article go too. Left alone is a page
//! where hardly anything looks like running text.

use tidings_model::{Article, Form, Reject, Span};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::furniture::Words;
use crate::lexicon;
use crate::page::{self, Cut, Unit};

/// More lines behind an article than this are never its end.
const MOST_BEHIND: usize = 6;

/// Reasons for which a line went that is no furniture.
const FACTS: [&str; 5] = ["agency_credit", "byline", "dateline", "page_number", "print_header"];

/// Takes what stands before and behind the article out.
#[derive(Debug)]
pub struct MainText {
    words: Words,
}

impl Stage for MainText {
    const SPEC: Spec = Spec {
        name: "main_text",
        family: Family::Clean,
        about: "Takes out what stands before and behind the article on its page.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[lexicon::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { words: Words::load(settings)? })
    }
}

impl Cleaner for MainText {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form == Form::Page {
            let cuts = self.cuts(&article);
            let edits = page::cut_lines(article.text.as_str(), cuts);
            page::edit(&mut article, edits)?;
        }
        Ok(article)
    }
}

impl MainText {
    fn cuts(&self, article: &Article) -> Vec<Cut> {
        let text = article.text.as_str();
        let units = page::units(text, |part| self.words.is_notice(part));
        let Some(body) = page::body(&units, |line| self.words.end(line)) else {
            return Vec::new();
        };
        let title = article.title_block().map(|title| title.span);
        let is_title = |unit: &Unit<'_>| title.is_some_and(|title| title.overlaps(unit.span));
        let from = body.start - usize::from(leads_in(&units, body.start, title));
        let to = match page::author_note(&units, &body, |word| self.words.is_author_verb(word)) {
            Some(note) => note,
            None if self.is_bare_end(article, &units, body.end) => units.len(),
            None => body.end,
        };
        let cut = |(at, unit): (usize, &Unit<'_>)| {
            let reason = match at {
                _ if at < from => "before_article",
                _ if at >= to => "after_article",
                _ if self.words.ends_article(unit.text) => "end_heading",
                _ => return None,
            };
            (!is_title(unit)).then_some(Cut { line: unit.span, reason })
        };
        units.iter().enumerate().filter_map(cut).collect()
    }

    /// Whether the few lines behind the article belong to it after all, such as a list of names: they
    /// are not set in, and no furniture stands or stood among or behind them.
    fn is_bare_end(&self, article: &Article, units: &[Unit<'_>], end: usize) -> bool {
        let behind = units.get(end..).unwrap_or_default();
        let last = end.checked_sub(1).and_then(|at| units.get(at)).map(|unit| unit.span);
        let raw = last.and_then(|last| article.text.hull(last));
        let furnished = article.removed.iter().any(|cut| {
            raw.is_some_and(|raw| cut.raw.start >= raw.end) && !FACTS.contains(&cut.reason.as_str())
        });
        let set_in = |unit: &Unit<'_>| {
            let before = article.text.as_str().get(..unit.span.start as usize);
            before.is_some_and(|before| before.ends_with([' ', '\t']))
        };
        let ends = |unit: &Unit<'_>| self.words.ends_article(unit.text);
        behind.len() <= MOST_BEHIND
            && !furnished
            && !behind.iter().any(|unit| set_in(unit) || ends(unit))
    }
}

/// Whether the line right above the article is a heading of it, between headline and text.
fn leads_in(units: &[Unit<'_>], body: usize, title: Option<Span>) -> bool {
    let Some(above) = body.checked_sub(1).and_then(|at| units.get(at)) else { return false };
    let below_title = title.is_some_and(|title| title.end <= above.span.start);
    below_title && (2..=16).contains(&above.words) && !page::is_bullet(above.text)
}

#[cfg(test)]
mod tests {
    use tidings_model::{Block, BlockKind};

    use super::*;

    const BODY: &str = "Fog lay over the port of Lunde on Monday, and no ship could leave it.\n\nThe pilots were told to wait for rain, which came in the evening from the north.\n\nNobody was hurt, the harbour master said on Tuesday.";

    /// What is taken out of a page whose first line is its title.
    fn removed(text: &str) -> Vec<String> {
        let settings = Settings::defaults(MainText::SPEC.settings, ".");
        let end = text.find('\n').unwrap_or(text.len());
        let title = Block { kind: BlockKind::Title, span: Span::at(0..end) };
        let page = Article { blocks: vec![title], ..testkit::page(text) };
        let article = MainText::build(&settings).unwrap().clean(page).unwrap();
        let raw =
            |cut: &tidings_model::Removal| text.get(cut.raw.range()).unwrap().trim().to_owned();
        article.removed.iter().map(|cut| format!("{} {}", cut.reason, raw(cut))).collect()
    }

    #[test]
    fn takes_out_what_is_not_the_article() {
        let check = |text: &str, expected: &[&str]| assert_eq!(removed(text), expected, "{text:?}");
        check(&format!("Fog\n\n{BODY}"), &[]);
        check(&format!("Fog\n\nA white Monday\n\n{BODY}"), &[]);
        check(
            &format!("Fog\n\nPorts\nShips\nLog of the day\n\n{BODY}"),
            &["before_article Ports\nShips"],
        );
        check(
            &format!("Fog\n\n{BODY}\n\n    Ten ports in pictures\n    Rain at last"),
            &["after_article Ten ports in pictures", "after_article Rain at last"],
        );
        let comment = "I was there on that day, and the fog was as thick as this post says it was.";
        check(
            &format!("Fog\n\n{BODY}\n\nRelated articles\n\n{comment}"),
            &["after_article Related articles", &format!("after_article {comment}")],
        );
        check(&format!("Fog\n\nComments\n\n{BODY}"), &["before_article Comments"]);
        let article = format!("Fog\n\n{}", format!("{BODY}\n\n").repeat(8));
        let many =
            "I was there as well, and I saw no fog at all before noon on that day.\n\n".repeat(60);
        let found = removed(&format!("{article}61 Comments\n\n{many}"));
        assert_eq!(found.first().map(String::as_str), Some("after_article 61 Comments"));
        assert_eq!(found.len(), 61);
        check(
            &format!("{article}Ada Mols\n\nAda Mols has lived by the sea for more than ten years."),
            &[
                "after_article Ada Mols",
                "after_article Ada Mols has lived by the sea for more than ten years.",
            ],
        );
        check(
            &BODY.replacen("The pilots", "Comments (2)\n\nThe pilots", 1),
            &["end_heading Comments (2)"],
        );
        check(&format!("Fog\n\n{BODY}\n\nThe ships\nEider\nMerle"), &[]);
        check("Fog\n\nPorts\nShips\n\nLog of the day", &[]);
    }
}
