//! Stories: articles that report one event or one developing story.
//!
//! Each article is a vector of its terms, weighted by how often they stand in it and how rare they
//! are in the run. Articles that share rare terms and lie within a window of days are compared; the days
//! between them count against a pair, days of which both speak (where the pipeline finds dates) for it;
//! pairs above a threshold are edges, and average link with the same threshold cuts each connected
//! part into stories. A pair that average link would join has at least one edge, so parts without
//! an edge between them never influence each other: the result depends on the set of articles
//! alone, not on their order or on shards.
//!
//! What bounds the cost: an article keeps its [`digest::TERMS`] weightiest terms; a term proposes, for
//! each article, only its [`pairs::NEIGHBOURS`] next ones in order of day; a story keeps its
//! [`link::EDGES`] best edges while it grows. So the work grows with the number of articles, also
//! where all of them tell one story.

mod digest;
mod link;
mod pairs;

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{AnnotatedArticle, ArticleId, Date, EntityId, Label, Story, StoryId, View};
use tidings_stage::{
    Aggregator, BuildError, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

use crate::capped::Capped;
use crate::digests::Digests;
use crate::lexicon;
use crate::words::WordSet;
use digest::Page;

/// Groups articles into stories.
#[derive(Debug)]
pub struct Stories {
    threshold: f64,
    window_days: i32,
    function_words: WordSet,
}

/// The pages of some articles.
#[derive(Debug, Default)]
pub struct Pages {
    pages: Digests<Page>,
    capped: Capped,
    /// The same of dates.
    capped_dates: Capped,
}

impl Stage for Stories {
    const SPEC: Spec = Spec {
        name: "stories",
        family: Family::Aggregate,
        about: "Groups articles that report one event; every article is in exactly one story.",
        reads: &[Field::Text, Field::Published, Field::Entities],
        writes: &[Field::Stories],
        settings: &[
            Setting::new(
                "threshold",
                Kind::Float { min: 0.0, max: 1.0 },
                "Likeness from which articles are of one story.",
            )
            .or(Default::Float(0.12)),
            Setting::new(
                "window_days",
                Kind::Int { min: 0, max: 36_500 },
                "Days that two articles of one story may lie apart.",
            )
            .or(Default::Int(300)),
        ],
        example: "threshold = 0.25",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self {
            threshold: settings.float("threshold"),
            window_days: i32::try_from(settings.int("window_days")).unwrap_or(i32::MAX),
            function_words: lexicon::function_words(),
        })
    }
}

impl Aggregator for Stories {
    type Partial = Pages;

    fn start(&self) -> Pages {
        Pages::default()
    }

    fn add(&self, partial: &mut Pages, doc: &AnnotatedArticle) {
        let (page, terms) = Page::of(doc, &self.function_words);
        partial.pages.add(doc.article.id, &page);
        partial.capped.see(doc.article.id, terms, digest::TERMS);
        partial.capped_dates.see(doc.article.id, doc.timexes.len(), digest::DAYS);
    }

    fn merge(&self, into: &mut Pages, other: Pages) {
        into.pages.merge(other.pages);
        into.capped.merge(other.capped);
        into.capped_dates.merge(other.capped_dates);
    }

    fn finish(&self, partial: Pages, view: &mut View) {
        let (ids, mut pages): (Vec<ArticleId>, Vec<Page>) =
            partial.pages.sorted().into_iter().unzip();
        let vectors = digest::vectors(&mut pages);
        let pairs = pairs::alike(&pages, &vectors, self.threshold, self.window_days);
        for members in link::average(&pages, vectors, pairs, self.threshold) {
            let story = told(&ids, &pages, &members, view);
            for id in &story.articles {
                view.placements.entry(*id).or_default().story = Some(story.id);
            }
            view.stories.push(story);
        }
        view.stories.sort_by_key(|story| story.id);
        let what = ("terms are compared, the most frequent", digest::TERMS);
        partial.capped.tell(Self::SPEC.name, what, view);
        let what = ("dates are compared, the first", digest::DAYS);
        partial.capped_dates.tell(Self::SPEC.name, what, view);
    }
}

/// The record of a story; `members` are in order of article id.
fn told(ids: &[ArticleId], pages: &[Page], members: &[usize], view: &View) -> Story {
    let articles: Vec<ArticleId> = members.iter().map(|&at| ids[at]).collect();
    let bits: Vec<[u8; 16]> = articles.iter().map(|id| id.bits().to_le_bytes()).collect();
    let parts: Vec<&[u8]> = bits.iter().map(<[u8; 16]>::as_slice).collect();
    let days = || members.iter().filter_map(|&at| pages[at].day);
    let first = members
        .iter()
        .filter(|&&at| pages[at].title.is_some())
        .min_by_key(|&&at| (pages[at].is_copy, pages[at].day.unwrap_or(Date::MAX), at));
    let (places, entities) = named(&articles, view);
    let sources: BTreeSet<&String> =
        members.iter().filter_map(|&at| pages[at].source.as_ref()).collect();
    Story {
        id: StoryId::of(&parts),
        title: first.and_then(|&at| pages[at].title.clone()),
        from: days().min(),
        to: days().max(),
        places,
        entities,
        sources: sources.into_iter().cloned().collect(),
        articles,
    }
}

/// Places, and all entities, in order of the number of articles and mentions.
fn named(articles: &[ArticleId], view: &View) -> (Vec<EntityId>, Vec<EntityId>) {
    let mut counts: BTreeMap<EntityId, (u64, u64)> = BTreeMap::new();
    for placement in articles.iter().filter_map(|id| view.placements.get(id)) {
        let here: BTreeSet<EntityId> = placement.entities.values().copied().collect();
        for entity in placement.entities.values() {
            counts.entry(*entity).or_default().1 += 1;
        }
        for entity in here {
            counts.entry(entity).or_default().0 += 1;
        }
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    let entities: Vec<EntityId> = ranked.into_iter().map(|(id, _)| id).collect();
    let is_place = |id: &&EntityId| {
        let found = view.entities.binary_search_by_key(*id, |entity| entity.id);
        found.is_ok_and(|at| view.entities[at].label == Label::Loc)
    };
    (entities.iter().filter(is_place).copied().collect(), entities)
}

#[cfg(test)]
mod tests {
    use tidings_model::{AnnotatedArticle, Label, View};

    use crate::made::{Made, run, view_of};

    /// Stories as lists of addresses, in order.
    fn stories(docs: &[AnnotatedArticle]) -> Vec<Vec<&str>> {
        let mut view = View::default();
        run::<super::Stories>(docs, 3, &mut view);
        let uri =
            |id| docs.iter().find(|doc| doc.article.id == id).map(|doc| doc.article.uri.as_str());
        let mut stories: Vec<Vec<&str>> = Vec::new();
        for story in &view.stories {
            let mut uris: Vec<&str> = story.articles.iter().filter_map(|id| uri(*id)).collect();
            uris.sort();
            stories.push(uris);
        }
        stories.sort();
        stories
    }

    const BRIDGE: &str = "The road bridge over the Lenn at Ostby collapsed; divers searched the cold river for lorries.";
    const ALSO_BRIDGE: &str =
        "Divers found two lorries in the Lenn near Ostby, where the road bridge had collapsed.";
    const CHOIR: &str =
        "The Norrvik choir sang an unknown mass by a forgotten composer to a full cathedral.";

    fn page(uri: &str, day: &'static str, text: &str) -> AnnotatedArticle {
        Made::page(uri, day).says(text).article()
    }

    #[test]
    fn articles_of_one_event_meet() {
        let docs = [
            page("a", "2021-05-03", BRIDGE),
            page("b", "2021-05-04", ALSO_BRIDGE),
            page("c", "2021-05-04", CHOIR),
            page("d", "", BRIDGE),
        ];
        assert_eq!(stories(&docs), [vec!["a", "b", "d"], vec!["c"]]);
    }

    #[test]
    fn the_same_words_a_year_later_are_another_story() {
        let docs = [page("a", "2021-05-03", BRIDGE), page("b", "2022-05-03", BRIDGE)];
        assert_eq!(stories(&docs), [["a"], ["b"]]);
    }

    #[test]
    fn empty_articles_are_stories_of_their_own() {
        assert_eq!(stories(&[page("a", "", ""), page("b", "", "…")]), [["a"], ["b"]]);
        assert!(stories(&[]).is_empty());
    }

    #[test]
    fn a_story_names_what_most_of_its_articles_name() {
        let told = |uri: &str, day| {
            Made::page(uri, day).says(BRIDGE).city("Ostby").name("Lenn", Label::Loc)
        };
        let docs = [
            told("a", "2021-05-04").article(),
            told("b", "2021-05-03").says("Ostby waits.").city("Ostby").article(),
        ];
        let view = view_of(&docs, 1);
        let story = &view.stories[0];
        let name = |at: usize| {
            view.entities
                .iter()
                .find(|entity| entity.id == story.places[at])
                .map(|entity| entity.name.as_str())
        };
        assert_eq!((name(0), name(1), story.places.len()), (Some("Ostby"), Some("Lenn"), 2));
        let days = (story.from.unwrap().to_string(), story.to.unwrap().to_string());
        assert_eq!(days, ("2021-05-03".to_owned(), "2021-05-04".to_owned()));
        assert_eq!(story.sources, ["a", "b"]);
    }

    #[test]
    fn terms_beyond_the_most_frequent_leave_a_note() {
        let text: String = (0..450).map(|n| format!("term{n} ")).collect();
        let doc = page("a", "2021-05-03", &text);
        let mut view = View::default();
        run::<super::Stories>(std::slice::from_ref(&doc), 1, &mut view);
        let notes = &view.placements[&doc.article.id].notes;
        let text: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(text, ["only 400 of its 450 terms are compared, the most frequent"]);
    }

    #[test]
    fn many_articles_of_one_story_stay_within_bounds() {
        let docs: Vec<AnnotatedArticle> = (0..400)
            .map(|n| page(&format!("{n}"), "2021-05-03", &format!("{BRIDGE} Call {n}.")))
            .collect();
        assert_eq!(stories(&docs).len(), 1);
    }
}
