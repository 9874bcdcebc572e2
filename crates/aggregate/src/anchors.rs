//! Anchors: the day of an undated page, as far as the dated pages of its story prove it.
//!
//! An undated page that says “on Tuesday” in a sentence it shares with a dated page must have been
//! written when “Tuesday” meant that day. Each such piece of evidence leaves a range of days on
//! which the page can have been written; the ranges of all evidence must meet, and what they meet in
//! is the page's [`window`](Window). A relative date is resolved only if it means the same on every
//! day of the window, and the page is dated only if one day is left. Nothing else is concluded: no
//! evidence, or evidence that does not agree, leaves the page as it was.
//!
//! A date whose day another page tells for the same event needs no day of its page: [`direct`].
//!
//! A page is written within days of its story, [`evidence::NEAR`] says how many. The evidence:
//! 1. a sentence copied from or to a dated page, with a relative date at the same place;
//! 2. two dates, each in a sentence that shares class, actor and more with one of a dated page.
//!
//! A page that has neither, but shares a whole sentence or a day of the year and its event with a
//! page of the story, was written within weeks of it ([`evidence::WIDE`]): enough to know the year of
//! `31 October`, never enough for a weekday.

mod digest;
mod direct;
mod evidence;

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{
    Anchor, AnnotatedArticle, ArticleId, Date, Moment, Placement, Published, PublishedFrom,
    Resolved, Story, View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Settings, Spec, Stage};

use crate::capped::Capped;
use crate::digests::Digests;
use crate::lexicon::{self, Aliases};
use crate::words::WordSet;
use digest::Page;
use evidence::Window;

/// Dates undated pages by their stories.
#[derive(Debug)]
pub struct Anchors {
    function_words: WordSet,
    aliases: Aliases,
}

/// The dates of some articles.
#[derive(Debug, Default)]
pub struct Dated {
    pages: Digests<Page>,
    /// Articles without a day of their own: a story without one of them has nothing to resolve.
    undated: BTreeSet<ArticleId>,
    capped: Capped,
    /// The same of sentences.
    capped_sentences: Capped,
}

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
            partial.pages.add(doc.article.id, &page);
            partial.capped.see(doc.article.id, doc.timexes.len(), digest::DATES);
            let sentences = doc.sentences.len();
            partial.capped_sentences.see(doc.article.id, sentences, digest::SENTENCES);
            if page.day.is_none() {
                partial.undated.insert(doc.article.id);
            }
        }
    }

    fn merge(&self, into: &mut Dated, other: Dated) {
        into.pages.merge(other.pages);
        into.undated.extend(other.undated);
        into.capped.merge(other.capped);
        into.capped_sentences.merge(other.capped_sentences);
    }

    fn finish(&self, partial: Dated, view: &mut View) {
        let pages = partial.pages.sorted();
        let open = |story: &&Story| story.articles.iter().any(|id| partial.undated.contains(id));
        for story in view.stories.iter().filter(open) {
            let told = |id: &ArticleId| Some((*id, pages.get(*id)?));
            let pages: Vec<(ArticleId, Page)> = story.articles.iter().filter_map(told).collect();
            let pages: Vec<(ArticleId, &Page)> =
                pages.iter().map(|(id, page)| (*id, page)).collect();
            for (id, page, window) in evidence::windows(&pages) {
                settle(id, page, window, &mut view.placements);
            }
            for (id, index, resolved) in direct::resolved(&pages, &view.placements) {
                view.placements.entry(id).or_default().timexes.insert(index, resolved);
            }
        }
        let what = ("dates are looked at, the first", digest::DATES);
        partial.capped.tell(Self::SPEC.name, what, view);
        let what = ("sentences are held against those of others, the first", digest::SENTENCES);
        partial.capped_sentences.tell(Self::SPEC.name, what, view);
    }
}

/// Writes what the window of a page proves.
fn settle(
    id: ArticleId,
    page: &Page,
    window: Window,
    placements: &mut BTreeMap<ArticleId, Placement>,
) {
    let placement = placements.entry(id).or_default();
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

#[cfg(test)]
mod tests {
    use tidings_model::{AnnotatedArticle, ClaimKind, Direction, PublishedFrom, Reference};

    use crate::made::{Made, view_of};

    const TUESDAY: Reference =
        Reference::Weekday { day: 2, direction: Direction::Past, strict: false };
    const FRIDAY: Reference =
        Reference::Weekday { day: 5, direction: Direction::Past, strict: false };
    const TODAY: Reference = Reference::Day(0);
    const COMMON: &str =
        "Ostby bridge collapse over the river Lenn: rescue crews at work with divers and cranes.";
    const FELL: &str =
        "The Ostby bridge fell into the river Lenn on Tuesday with seven lorries on it.";

    fn page(uri: &str, day: &'static str) -> Made {
        Made::page(uri, day).says(COMMON)
    }

    /// The values of the last page's dates, and its day, where the story gives them.
    fn placed(pages: &[Made]) -> (Vec<String>, Option<String>) {
        let docs: Vec<AnnotatedArticle> = pages.iter().map(|page| page.clone().article()).collect();
        let view = view_of(&docs, 1);
        assert_eq!(view.stories.len(), 1, "the pages are one story");
        let placement = &view.placements[&docs.last().unwrap().article.id];
        let values = placement.timexes.values().map(|resolved| resolved.value.clone()).collect();
        let published = placement.published.map(|published| {
            assert_eq!(published.from, PublishedFrom::Story);
            published.at.to_string()
        });
        (values, published)
    }

    #[test]
    fn a_copied_sentence_proves_its_day() {
        let pages = [
            page("a", "2021-05-06").says(FELL).relative("Tuesday", TUESDAY),
            page("b", "").says(FELL).relative("Tuesday", TUESDAY),
        ];
        assert_eq!(placed(&pages), (vec!["2021-05-04".to_owned()], None));
    }

    #[test]
    fn a_day_left_alone_dates_the_page() {
        let divers =
            "Divers said the water was too cold to go on today under the broken Ostby bridge.";
        let pages = [
            page("a", "2021-05-06").says(divers).relative("today", TODAY),
            page("b", "").says(divers).relative("today", TODAY),
        ];
        assert_eq!(placed(&pages), (vec!["2021-05-06".to_owned()], Some("2021-05-06".to_owned())));
    }

    #[test]
    fn what_the_evidence_leaves_open_stays_open() {
        let pages = [
            page("a", "2021-05-06").says(FELL).relative("Tuesday", TUESDAY),
            page("b", "")
                .says(FELL)
                .relative("Tuesday", TUESDAY)
                .says("The county opens a ferry, it said on Friday.")
                .relative("Friday", FRIDAY),
        ];
        // Written between Tuesday the 4th and Monday the 10th, “Friday” is the 30th or the 7th.
        assert_eq!(placed(&pages), (vec!["2021-05-04".to_owned()], None));
    }

    #[test]
    fn no_evidence_proves_nothing() {
        let pages = [
            page("a", "2021-05-06").says(FELL).relative("Tuesday", TUESDAY),
            page("b", "")
                .says("A choir sang for the dead on Tuesday.")
                .relative("Tuesday", TUESDAY),
        ];
        assert_eq!(placed(&pages), (vec![], None));
    }

    #[test]
    fn evidence_that_disagrees_proves_nothing() {
        let pages = [
            page("a", "2021-05-06").says(FELL).relative("Tuesday", TUESDAY),
            page("b", "2021-05-12").says(FELL).relative("Tuesday", TUESDAY),
            page("c", "").says(FELL).relative("Tuesday", TUESDAY),
        ];
        assert_eq!(placed(&pages), (vec![], None));
    }

    #[test]
    fn sentences_beyond_the_first_leave_a_note() {
        let long =
            (0..501).fold(page("a", "2021-05-06"), |page, n| page.says(&format!("Call {n}.")));
        let doc = long.article();
        let view = view_of(std::slice::from_ref(&doc), 1);
        let notes = &view.placements[&doc.article.id].notes;
        let told = |note: &&tidings_model::Note| note.stage == "anchors";
        let text = notes.iter().find(told).map(|note| note.text.as_str());
        let expected = "only 500 of its 502 sentences are held against those of others, the first";
        assert_eq!(text, Some(expected));
    }

    /// A page on which Berit Holm closes the bridge, and in a second sentence something else happens.
    fn closed(uri: &str, day: &'static str, closed: &str, other: (&str, &str, Reference)) -> Made {
        let holm = |claim: &mut tidings_model::Claim| claim.actor = Some("Berit Holm".to_owned());
        let (sentence, word, reference) = other;
        page(uri, day)
            .says(closed)
            .relative("Tuesday", TUESDAY)
            .claim(ClaimKind::Event, "bridge", "close", holm)
            .then()
            .says(sentence)
            .relative(word, reference)
            .claim(ClaimKind::Event, word, "order", holm)
            .then()
    }

    const CLOSED: &str = "Berit Holm closed the bridge to lorries on Tuesday.";
    const QUEUED: &str = "Traffic had queued before Berit Holm closed the bridge on Tuesday.";

    #[test]
    fn one_claim_alike_tells_its_own_day_and_two_date_the_rest_of_the_page() {
        let ordered = ("Berit Holm ordered an inquiry on Tuesday.", "Tuesday", TUESDAY);
        let dated = closed("a", "2021-05-06", CLOSED, ordered);
        let ferry = ("The county opens a ferry, it said on Friday.", "Friday", FRIDAY);
        let one = closed("b", "", QUEUED, ferry);
        assert_eq!(placed(&[dated.clone(), one]), (vec!["2021-05-04".to_owned()], None));
        let inquiry = ("An inquiry was what Berit Holm ordered on Tuesday.", "Tuesday", TUESDAY);
        let both = closed("c", "", QUEUED, inquiry);
        assert_eq!(placed(&[dated, both]).0, ["2021-05-04", "2021-05-04"]);
    }

    #[test]
    fn a_weekday_of_which_pages_differ_stays_open() {
        let ferry = ("The county opens a ferry, it said on Friday.", "Friday", FRIDAY);
        let early = closed("a", "2021-05-06", CLOSED, ferry);
        let late = closed("b", "2021-05-13", CLOSED, ferry);
        assert_eq!(placed(&[early, late, closed("c", "", QUEUED, ferry)]), (vec![], None));
    }

    #[test]
    fn a_plan_that_others_date_tells_its_week() {
        let visit = |uri: &str, day, sentence: &str, word: &str, reference| {
            page(uri, day)
                .says(sentence)
                .relative(word, reference)
                .claim(ClaimKind::Date, word, "visit", |claim| {
                    claim.actor = Some("Berit Holm".to_owned());
                    claim.status = tidings_model::Status::Planned;
                })
                .then()
        };
        let ahead = Reference::Weekday { day: 3, direction: Direction::Future, strict: false };
        let dated = "Berit Holm is to visit the Lenn on Wednesday.";
        let open = "Berit Holm will travel to the Lenn next week, an aide said.";
        let pages = [
            visit("a", "2021-05-06", dated, "Wednesday", ahead),
            visit("b", "", open, "next week", Reference::Week(1)),
        ];
        assert_eq!(placed(&pages), (vec!["2021-W19".to_owned()], None));
    }
}
