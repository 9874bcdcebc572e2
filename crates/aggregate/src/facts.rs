//! Facts: what the pages of a story say about one thing, counted by independent origin.
//!
//! Claims of a story that speak of one thing meet in one fact: [`group`] deals them into groups by
//! what [`scope`] finds them to share, [`parts`] puts addends to their totals, [`origins`] sees which
//! values have one source, [`choose`] finds the value that most origins support, and [`verdict`] says
//! how the values stand to each other. What the pages tell piece by piece of the casualties, day and
//! place of their incident [`incident`] puts together. Of each article only a digest is kept.

mod choose;
mod digest;
mod distinct;
mod group;
mod incident;
mod items;
mod naming;
mod opposites;
mod origins;
mod parts;
mod scope;
mod sheet;
mod spot;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use tidings_model::{
    AnnotatedArticle, ArticleId, Fact, FactId, FactValue, Story, StoryId, Verdict, View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::capped::Capped;
use crate::digests::{Digests, Held};
use crate::lexicon::Lexicon;
use digest::Page;
use items::{Item, Maker, Topic};
use naming::Named;

/// Stories whose pages are unpacked at a time.
const STORIES: usize = 1024;

/// Compares the claims of each story.
#[derive(Debug)]
pub struct Facts {
    lexicon: Lexicon,
}

/// The claims of some articles.
#[derive(Debug, Default)]
pub struct Claims {
    pages: Digests<Page>,
    /// Which article each copy repeats.
    copies: BTreeMap<ArticleId, ArticleId>,
    capped: Capped,
    /// The same of dates and of places, that an incident is read off.
    capped_dates: Capped,
    capped_places: Capped,
}

impl Stage for Facts {
    const SPEC: Spec = Spec {
        name: "facts",
        family: Family::Aggregate,
        about: "Compares the claims of a story: which agree, refine, repeat or contradict each other.",
        reads: &[Field::Claims, Field::Entities, Field::Stories, Field::Anchors],
        writes: &[Field::Facts],
        settings: &[Setting::new(
            "lexicon",
            Kind::Files,
            "Further alias lists, in the form of config/lexicon/aliases.toml.",
        )],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { lexicon: Lexicon::load("lexicon", settings)? })
    }
}

impl Aggregator for Facts {
    type Partial = Claims;

    fn start(&self) -> Claims {
        Claims::default()
    }

    fn add(&self, partial: &mut Claims, doc: &AnnotatedArticle) {
        if !doc.claims.is_empty() || incident::is_headline(doc, &self.lexicon) {
            let id = doc.article.id;
            let page = Page::of(doc, &self.lexicon);
            partial.pages.add(id, &page);
            partial.copies.extend(doc.article.copy_of.map(|of| (id, of)));
            partial.capped.see(id, doc.claims.len(), digest::CLAIMS);
            partial.capped_dates.see(id, digest::dated(doc).count(), digest::DAYS);
            partial.capped_places.see(id, page.places, incident::PLACES);
        }
    }

    fn merge(&self, into: &mut Claims, other: Claims) {
        into.pages.merge(other.pages);
        into.copies.extend(other.copies);
        into.capped.merge(other.capped);
        into.capped_dates.merge(other.capped_dates);
        into.capped_places.merge(other.capped_places);
    }

    fn finish(&self, partial: Claims, view: &mut View) {
        let mut pages = partial.pages.sorted();
        let roots = roots(&partial.copies);
        let maker = Maker::new(&self.lexicon, view);
        let mut facts: Vec<Fact> = Vec::new();
        for stories in view.stories.chunks(STORIES) {
            let mut held = |story: &Story| -> (StoryId, Vec<Held<Page>>) {
                (story.id, story.articles.iter().filter_map(|id| pages.take(*id)).collect())
            };
            let told: Vec<(StoryId, Vec<Held<Page>>)> = stories.iter().map(&mut held).collect();
            facts.par_extend(told.into_par_iter().flat_map_iter(|(story, held)| {
                let pages: Vec<(ArticleId, Page)> = held.iter().map(Held::unpacked).collect();
                drop(held);
                let mut pages: Vec<(ArticleId, &Page)> =
                    pages.iter().map(|(id, page)| (*id, page)).collect();
                // What pages say decides, not where they lie, of which their ids are made.
                pages.sort_by(|(id, page), (other_id, other)| {
                    page.before(other).then_with(|| id.cmp(other_id))
                });
                self.story(story, &pages, &maker, &roots)
            }));
        }
        facts.sort_by_key(|fact| fact.id);
        view.facts = facts;
        let what = ("claims are compared, the first", digest::CLAIMS);
        partial.capped.tell(Self::SPEC.name, what, view);
        let what = ("dates can be that of its incident, the first", digest::DAYS);
        partial.capped_dates.tell(Self::SPEC.name, what, view);
        let what = ("places can be that of its incident, the first", incident::PLACES);
        partial.capped_places.tell(Self::SPEC.name, what, view);
    }
}

/// Where the copies of copies lead in the end.
fn roots(copies: &BTreeMap<ArticleId, ArticleId>) -> BTreeMap<ArticleId, ArticleId> {
    const STEPS: usize = 8;
    let next = |id: &ArticleId| copies.get(id).copied();
    let root = |id: ArticleId| std::iter::successors(Some(id), next).take(STEPS).last();
    copies.keys().filter_map(|&id| Some((id, root(id)?))).collect()
}

/// Items that make one fact, with what the sums of their pages add.
struct Group {
    block: String,
    members: Vec<usize>,
    parts: BTreeSet<usize>,
    total: Option<usize>,
    opposed: bool,
    /// Whether its block holds more claims than each is compared with.
    crowded: bool,
}

impl Facts {
    fn story(
        &self,
        story: StoryId,
        pages: &[(ArticleId, &Page)],
        maker: &Maker<'_>,
        roots: &BTreeMap<ArticleId, ArticleId>,
    ) -> Vec<Fact> {
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut sums: Vec<parts::Sum> = Vec::new();
        for (id, page) in pages {
            let of_page = self.items(*id, page, maker);
            let offset = items.len();
            sums.extend(parts::sums(&of_page, |a, b| self.same_noun(a, b)).into_iter().map(
                |sum| parts::Sum {
                    total: sum.total + offset,
                    parts: sum.parts.iter().map(|part| part + offset).collect(),
                },
            ));
            items.extend(of_page);
        }
        let groups = self.groups(&items, sums);
        let judged: Vec<(Named, Vec<usize>, Fact)> =
            groups.iter().map(|group| self.fact(story, &items, group, roots)).collect();
        let case = incident::Case { pages, items: &items, maker, lexicon: &self.lexicon, roots };
        let incident = incident::read(case);
        let mut facts = naming::keyed(story, &items, judged, &incident, &self.lexicon);
        let distinct = distinct::distinct(&items, &facts, &self.lexicon.facts.people);
        facts.extend(distinct.into_iter().map(|fact| (fact, Vec::new())));
        facts.into_iter().map(|(fact, _)| fact).collect()
    }

    fn items<'a>(&self, id: ArticleId, page: &'a Page, maker: &Maker<'a>) -> Vec<Item<'a>>
    where
        Self: 'a,
    {
        maker.items(id, page)
    }

    fn same_noun(&self, a: &Item<'_>, b: &Item<'_>) -> bool {
        let people = |item: &Item<'_>| {
            let unit = item.said.unit.as_deref().map(crate::words::folded).unwrap_or_default();
            unit.last().is_none_or(|head| self.lexicon.facts.people.contains(head))
        };
        a.head == b.head || b.head.is_none() || people(a) && people(b)
    }

    fn groups(&self, items: &[Item<'_>], sums: Vec<parts::Sum>) -> Vec<Group> {
        let plain = |(block, members, crowded)| Group {
            block,
            members,
            parts: BTreeSet::new(),
            total: None,
            opposed: false,
            crowded,
        };
        let mut groups: Vec<Group> =
            group::groups(items, &self.lexicon).into_iter().map(plain).collect();
        let mut home: BTreeMap<usize, usize> = BTreeMap::new();
        for (n, group) in groups.iter().enumerate() {
            home.extend(group.members.iter().map(|&member| (member, n)));
        }
        for sum in sums {
            let Some(group) = home.get(&sum.total).and_then(|&n| groups.get_mut(n)) else {
                continue;
            };
            if group.total.is_none() && !sum.parts.iter().any(|part| group.members.contains(part)) {
                group.total = Some(sum.total);
                group.members.extend(&sum.parts);
                group.members.sort_unstable();
                group.parts.extend(sum.parts);
            }
        }
        for (a, b, pair) in opposites::opposed(items, &self.lexicon) {
            groups.push(Group {
                block: pair,
                members: vec![a, b],
                parts: BTreeSet::new(),
                total: None,
                opposed: true,
                crowded: false,
            });
        }
        groups
    }

    fn fact(
        &self,
        story: StoryId,
        items: &[Item<'_>],
        group: &Group,
        roots: &BTreeMap<ArticleId, ArticleId>,
    ) -> (Named, Vec<usize>, Fact) {
        let members: Vec<&Item<'_>> = group.members.iter().map(|&at| &items[at]).collect();
        let origins = origins::origins(&members, roots);
        let part: Vec<bool> = group.members.iter().map(|at| group.parts.contains(at)).collect();
        let total = group.total.and_then(|total| group.members.iter().position(|&at| at == total));
        let case = verdict::Case { items: &members, origins: &origins, part: &part, total };
        let mut judged = verdict::judge(case, &self.lexicon);
        if group.crowded {
            let note =
                "Of the many claims like these, each was held against the 64 before it alone.";
            judged.explanation = format!("{} {note}", judged.explanation);
        }
        if group.opposed {
            judged.verdict = Verdict::Conflict;
            judged.explanation = "The pages say opposite things of one object and time.".to_owned();
        }
        let values =
            members.iter().enumerate().map(|(n, item)| value(item, origins.of[n], judged.roles[n]));
        let fact = Fact {
            id: FactId::of(&[]),
            story,
            kind: if group.opposed { Topic::Statement } else { members[0].topic }
                .as_str()
                .to_owned(),
            key: String::new(),
            label: String::new(),
            verdict: judged.verdict,
            preferred: judged.preferred,
            explanation: judged.explanation,
            origins: judged.origins.max(1),
            values: values.collect(),
        };
        (Named::of(&members, &group.block, group.opposed), group.members.clone(), fact)
    }
}

fn value(item: &Item<'_>, origin: u32, role: Option<&'static str>) -> FactValue {
    let interval = item.interval();
    let count = item.topic == Topic::Count;
    FactValue {
        claim: item.said.id,
        article: item.article,
        span: item.span,
        raw: item.raw,
        text: item.text.to_owned(),
        value: match item.topic {
            Topic::Count if item.said.value.is_none() => None,
            _ => verdict::shown(item),
        },
        low: interval.low.filter(|_| count),
        high: interval.high.filter(|_| count),
        modifier: item.said.modifier.filter(|_| count),
        certainty: item.said.certainty,
        status: item.said.status,
        speaker: item.said.speaker.as_ref().map(|speaker| speaker.text.clone()),
        role: role.map(str::to_owned),
        origin,
    }
}
