//! Anchors: the day of an undated page, as far as the dated pages of its story prove it.
//!
//! An undated page that says “on Tuesday” in a sentence it shares with a dated page must have been
//! written when “Tuesday” meant that day. Each such piece of evidence leaves a range of days on
//! which the page can have been written; the ranges of all evidence must meet, and what they meet in
//! is the page's [`window`](Window). A relative date is resolved only if it means the same on every
//! day of the window, and the page is dated only if one day is left. Nothing else is concluded: no
//! evidence, or evidence that does not agree, leaves the page as it was.
//!
//! Evidence, the first kind that is there:
//! 1. a sentence copied from or to a dated page, with a relative date at the same place;
//! 2. two claims, or one by a named speaker, that share class, actor and more with claims of dated
//!    pages and name the same weekday;
//! 3. for a day of the year without its year, one such claim: the page was written within weeks of
//!    its story.

mod digest;
mod evidence;

use std::collections::BTreeMap;

use tidings_model::{
    Anchor, AnnotatedArticle, ArticleId, Date, Moment, Published, PublishedFrom, Resolved, StoryId,
    View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Settings, Spec, Stage};

use crate::lexicon::{self, Aliases};
use digest::Page;
use evidence::Window;

/// Dates undated pages by their stories.
#[derive(Debug)]
pub struct Anchors {
    function_words: std::collections::BTreeSet<String>,
    aliases: Aliases,
}

/// The dates of some articles.
#[derive(Debug, Default)]
pub struct Dated(BTreeMap<ArticleId, Page>);

impl Stage for Anchors {
    const SPEC: Spec = Spec {
        name: "anchors",
        family: Family::Aggregate,
        about: "Resolves the relative dates of undated pages where dated pages of the story prove them.",
        reads: &[Field::Timexes, Field::Claims, Field::Stories],
        writes: &[Field::Anchors],
        settings: &[],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self {
            function_words: lexicon::function_words(),
            aliases: Aliases::load("lexicon", settings)?,
        })
    }
}

impl Aggregator for Anchors {
    type Partial = Dated;

    fn start(&self) -> Dated {
        Dated::default()
    }

    fn add(&self, partial: &mut Dated, doc: &AnnotatedArticle) {
        let page = Page::of(doc, &self.function_words, &self.aliases);
        if !page.is_empty() {
            partial.0.insert(doc.article.id, page);
        }
    }

    fn merge(&self, into: &mut Dated, mut other: Dated) {
        into.0.append(&mut other.0);
    }

    fn finish(&self, partial: Dated, view: &mut View) {
        let mut stories: BTreeMap<StoryId, Vec<(ArticleId, &Page)>> = BTreeMap::new();
        for (id, page) in &partial.0 {
            if let Some(story) = view.placements.get(id).and_then(|placement| placement.story) {
                stories.entry(story).or_default().push((*id, page));
            }
        }
        for pages in stories.values() {
            for (id, page, window) in evidence::windows(pages) {
                settle(id, page, window, view);
            }
        }
    }
}

/// Writes what the window of a page proves.
fn settle(id: ArticleId, page: &Page, window: Window, view: &mut View) {
    let placement = view.placements.entry(id).or_default();
    if window.from == window.to {
        let at = Moment::day(window.from);
        placement.published = Some(Published { at, from: PublishedFrom::Story });
    }
    for (index, resolved) in page.relative().filter_map(|(index, timex)| {
        let known = |day: Date| timex.resolve(day, Anchor::Story);
        Some((index, agreed(window, known)?))
    }) {
        placement.timexes.insert(index, resolved);
    }
}

/// What a relative date means, if it is the same on every day of the window.
fn agreed(window: Window, resolve: impl Fn(Date) -> Option<Resolved>) -> Option<Resolved> {
    let mut days = window.days();
    let first = resolve(days.next()?)?;
    days.all(|day| resolve(day).as_ref() == Some(&first)).then_some(first)
}
