//! The article among what its place on the page gives away: menus above it, related headlines and
//! comments below.
//!
//! Left alone where hardly anything on the page looks like running text.

use tidings_model::{Article, Block, Form, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::furniture::Words;
use crate::lexicon;
use crate::page::{self, Cut, Unit};

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
            let title = article.title_block();
            let cuts = self.cuts(article.text.as_str(), title);
            let edits = page::cut_lines(article.text.as_str(), cuts);
            page::edit(&mut article, edits)?;
        }
        Ok(article)
    }
}

impl MainText {
    fn cuts(&self, text: &str, title: Option<Block>) -> Vec<Cut> {
        let units = page::units(text);
        let Some(body) = page::body(&units, |line| self.words.ends_article(line)) else {
            return Vec::new();
        };
        let is_title = |unit: &Unit<'_>| title.is_some_and(|title| title.span.overlaps(unit.span));
        let from = if leads_in(&units, body.start, title) { body.start - 1 } else { body.start };
        let cut = |(at, unit): (usize, &Unit<'_>)| {
            let reason = if at < from { "before_article" } else { "after_article" };
            let inside = (from..body.end).contains(&at);
            (!inside && !is_title(unit)).then_some(Cut { line: unit.span, reason })
        };
        units.iter().enumerate().filter_map(cut).collect()
    }
}

/// Whether the line right above the article is a heading of it, between headline and text.
fn leads_in(units: &[Unit<'_>], body: usize, title: Option<Block>) -> bool {
    let Some(above) = body.checked_sub(1).and_then(|at| units.get(at)) else { return false };
    let below_title = title.is_some_and(|title: Block| title.span.end <= above.span.start);
    below_title && (2..=16).contains(&above.words) && !page::is_bullet(above.text)
}
