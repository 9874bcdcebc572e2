//! What a report shows, as it is gathered from the rows of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tidings_model::table::{Named, Table};

use super::Most;
use crate::pages::{
    ArticleParts, ArticleRow, ConflictLine, DatedRow, EntitiesParts, EntityParts, EntityRef,
    EntityRow, FactMark, FactRow, Listed, MarkRow, OverviewParts, PageRow, Pages, PairRow,
    StoryParts, StoryRow, StorySummary, Tally, around, counted, rank,
};

/// Values kept of one fact.
const MOST_VALUES: usize = 200;
/// Articles listed for one entity.
const MOST_PAGES: usize = 40;
/// Others listed for one entity.
const MOST_COMPANY: usize = 25;
/// Copies listed for one article.
const MOST_COPIES: usize = 50;
/// Stories and conflicts on the overview.
const MOST_FIRST: usize = 20;
/// Places on the map.
const MOST_PLACES: usize = 300;

/// Everything that is shown, and the article whose rows are coming.
pub(super) struct Gathered {
    most: Most,
    run: Value,
    stories: Vec<StoryRow>,
    /// Stories that are shown, to their place.
    shown: BTreeMap<String, usize>,
    all_stories: usize,
    entities: Vec<EntityRow>,
    entity_at: BTreeMap<String, usize>,
    all_entities: usize,
    facts: Vec<FactRow>,
    verdicts: BTreeMap<String, u64>,
    dated: BTreeMap<String, Vec<DatedRow>>,
    pairs: Vec<PairRow>,
    /// Of each entity, the places of the pairs that name it together with another that is shown.
    company: Vec<Vec<usize>>,
    copies: BTreeMap<String, Vec<String>>,
    /// Articles to the facts and values that quote them.
    quoted: BTreeMap<String, Vec<(usize, usize)>>,
    pages: BTreeMap<String, PageRow>,
    tally: Tally,
    coming: Option<ArticleParts>,
    /// Articles that others repeat, until the sources of those are known.
    waiting: Vec<ArticleParts>,
    /// Places of entities to the articles that name them.
    named: BTreeMap<usize, BTreeSet<String>>,
    left_out: usize,
}

impl Gathered {
    pub(super) fn new(most: Most, run: Value) -> Self {
        Self {
            most,
            run,
            stories: Vec::new(),
            shown: BTreeMap::new(),
            all_stories: 0,
            entities: Vec::new(),
            entity_at: BTreeMap::new(),
            all_entities: 0,
            facts: Vec::new(),
            verdicts: BTreeMap::new(),
            dated: BTreeMap::new(),
            pairs: Vec::new(),
            company: Vec::new(),
            copies: BTreeMap::new(),
            quoted: BTreeMap::new(),
            pages: BTreeMap::new(),
            tally: Tally::default(),
            coming: None,
            waiting: Vec::new(),
            named: BTreeMap::new(),
            left_out: 0,
        }
    }

    pub(super) fn run_name(&self) -> String {
        self.run["name"].as_str().unwrap_or_default().to_owned()
    }

    /// Takes a row; of an article, the row before its others.
    pub(super) fn take(&mut self, table: &'static Table, row: &Named<'_>) {
        match table.name {
            "stories" => self.stories.push(StoryRow::of(row)),
            "entities" => {
                self.choose_stories();
                self.entities.push(EntityRow::of(row));
            }
            "facts" => self.take_fact(FactRow::of(row)),
            "timeline" => self.take_dated(DatedRow::of(row)),
            "cooccurrence" => self.pairs.push(PairRow::of(row)),
            "copies" => self.take_copy(row),
            "articles" => self.take_article(ArticleRow::of(row)),
            name => {
                if let Some((mark, coming)) = MarkRow::of(name, row).zip(self.coming.as_mut()) {
                    coming.marks.push(mark);
                }
            }
        }
    }

    /// Keeps the largest stories, once all are known, as far as articles allow.
    fn choose_stories(&mut self) {
        if self.all_stories > 0 {
            return;
        }
        self.all_stories = self.stories.len();
        self.stories.sort_by(|a, b| (b.articles.len(), &a.id).cmp(&(a.articles.len(), &b.id)));
        self.stories.truncate(self.most.stories);
        let mut articles = 0;
        let fits = |story: &StoryRow| {
            articles += story.articles.len();
            articles <= self.most.articles
        };
        let fitting = self.stories.iter().map(fits).take_while(|fits| *fits).count();
        // The largest story is shown even if it alone has more articles than fit.
        self.stories.truncate(fitting.max(1));
        let place = |(at, story): (usize, &StoryRow)| (story.id.clone(), at);
        self.shown = self.stories.iter().enumerate().map(place).collect();
    }

    /// Keeps the entities that are spoken of most, once all are known.
    fn choose_entities(&mut self) {
        if self.all_entities > 0 {
            return;
        }
        self.all_entities = self.entities.len();
        let order = |entity: &EntityRow| {
            (std::cmp::Reverse((entity.articles, entity.mentions)), entity.id.clone())
        };
        self.entities.sort_by_cached_key(order);
        self.entities.truncate(self.most.entities);
        let place = |(at, entity): (usize, &EntityRow)| (entity.id.clone(), at);
        self.entity_at = self.entities.iter().enumerate().map(place).collect();
    }

    fn take_fact(&mut self, mut fact: FactRow) {
        self.choose_stories();
        self.choose_entities();
        *self.verdicts.entry(fact.verdict.clone()).or_default() += 1;
        if !self.shown.contains_key(&fact.story) {
            return;
        }
        fact.values.truncate(MOST_VALUES);
        for (at, value) in fact.values.iter().enumerate() {
            self.quoted.entry(value.article.clone()).or_default().push((self.facts.len(), at));
        }
        self.facts.push(fact);
    }

    fn take_dated(&mut self, dated: DatedRow) {
        if self.shown.contains_key(&dated.story) {
            self.dated.entry(dated.story.clone()).or_default().push(dated);
        }
    }

    fn take_copy(&mut self, row: &Named<'_>) {
        if row.text("kind") != Some("shared") {
            let (copy, of) = (row.text("a").unwrap_or_default(), row.text("b").unwrap_or_default());
            self.copies.entry(of.to_owned()).or_default().push(copy.to_owned());
        }
    }

    fn take_article(&mut self, article: ArticleRow) {
        self.choose_stories();
        self.choose_entities();
        let id = article.page.id.clone();
        self.tally.take(&article.page);
        let mut facts = Vec::new();
        for (fact, at) in self.quoted.remove(&id).unwrap_or_default() {
            let fact = &mut self.facts[fact];
            let value = &mut fact.values[at];
            value.around = around(&article.text, value.span);
            facts.push(FactMark {
                span: value.span,
                fact: fact.id.clone(),
                verdict: fact.verdict.clone(),
                label: fact.label.clone(),
            });
        }
        let story = article.page.story.as_ref().and_then(|story| self.shown.get(story));
        let fits =
            story.is_some() || (self.all_stories == 0 && self.pages.len() < self.most.articles);
        if !fits {
            self.left_out += 1;
            return;
        }
        self.pages.insert(id.clone(), article.page.clone());
        facts.sort_by_key(|fact| (fact.verdict == "single", fact.span));
        let unnamed = |copy: &String| (copy.clone(), String::new());
        self.coming = Some(ArticleParts {
            story_title: story.map(|at| self.stories[*at].title.clone()),
            copies: self
                .copies
                .get(&id)
                .into_iter()
                .flatten()
                .take(MOST_COPIES)
                .map(unnamed)
                .collect(),
            article,
            facts,
            ..ArticleParts::default()
        });
    }

    /// The article whose rows have all come, if one is shown and need not wait for others.
    pub(super) fn article_is_whole(&mut self) -> Option<ArticleParts> {
        let parts = self.coming.take()?;
        for entity in parts.marks.iter().filter_map(|mark| mark.entity.as_ref()) {
            if let Some(at) = self.entity_at.get(entity) {
                let named = self.named.entry(*at).or_default();
                if named.len() < MOST_PAGES {
                    named.insert(parts.article.page.id.clone());
                }
            }
        }
        if parts.copies.is_empty() {
            return Some(parts);
        }
        self.waiting.push(parts);
        None
    }

    /// The articles that have waited for those that repeat them, which are named by their sources now.
    pub(super) fn take_waiting(&mut self) -> Vec<ArticleParts> {
        let mut waiting = std::mem::take(&mut self.waiting);
        for (copy, name) in waiting.iter_mut().flat_map(|parts| &mut parts.copies) {
            *name = self.pages.get(copy).map_or_else(|| short(copy), |page| page.source.clone());
        }
        waiting
    }

    pub(super) fn overview(&mut self) -> OverviewParts {
        self.choose_stories();
        self.choose_entities();
        let title = |fact: &FactRow| self.stories[self.shown[&fact.story]].title.as_str();
        let mut conflicts: Vec<&FactRow> =
            self.facts.iter().filter(|fact| fact.verdict == "conflict").collect();
        conflicts.sort_by_key(|fact| (std::cmp::Reverse(fact.origins), &fact.id));
        let conflicts = conflicts.into_iter().take(MOST_FIRST);
        OverviewParts {
            verdicts: self.verdicts.clone(),
            tally: self.tally.tallied(),
            stories: self.summaries().take(MOST_FIRST).collect(),
            all_stories: self.all_stories,
            conflicts: conflicts.map(|fact| ConflictLine::of(fact, title(fact))).collect(),
            left_out: self.left_out(),
            ..OverviewParts::of_run(&self.run)
        }
    }

    fn left_out(&self) -> Vec<String> {
        let shown = self.stories.len();
        let mut notes = Vec::new();
        if self.all_stories > shown {
            notes.push(format!(
                "This file shows the {} largest of {} stories, with their {} articles; the tables of the run hold the rest, and `tidings serve` shows it.",
                many(shown),
                many(self.all_stories),
                many(self.pages.len())
            ));
        } else if self.left_out > 0 {
            notes.push(format!(
                "{} articles are left out of this file; the tables of the run hold them.",
                many(self.left_out)
            ));
        }
        if self.all_entities > self.entities.len() {
            notes.push(format!(
                "Of {} entities it shows the {} in most articles.",
                many(self.all_entities),
                many(self.entities.len())
            ));
        }
        notes
    }

    fn summaries(&self) -> impl Iterator<Item = StorySummary> {
        let mut verdicts = vec![BTreeMap::<String, u64>::new(); self.stories.len()];
        for fact in &self.facts {
            if fact.verdict != "single" {
                let of = &mut verdicts[self.shown[&fact.story]];
                *of.entry(fact.verdict.clone()).or_default() += 1;
            }
        }
        let summary = |(story, verdicts)| StorySummary::of(story, verdicts);
        self.stories.iter().zip(verdicts).map(summary)
    }

    pub(super) fn story_list(&self) -> Listed<StorySummary> {
        Listed { rows: self.summaries().collect(), all: self.all_stories, ..Listed::default() }
    }

    pub(super) fn article_list(&self) -> Listed<PageRow> {
        let mut rows: Vec<PageRow> = self.pages.values().cloned().collect();
        rows.sort_by(PageRow::latest_first);
        Listed { all: rows.len() + self.left_out, rows, ..Listed::default() }
    }

    pub(super) fn entity_list(&mut self) -> EntitiesParts {
        let rank = |pair: &PairRow| {
            (std::cmp::Reverse((pair.origins, pair.articles)), pair.a.clone(), pair.b.clone())
        };
        self.pairs.sort_by_cached_key(rank);
        self.find_company();
        let placed = self.entities.iter().filter(|entity| entity.place.is_some());
        let ends = self.pairs.iter().take(MOST_PLACES).flat_map(|pair| [&pair.a, &pair.b]);
        let names = ends.filter_map(|id| Some((id.clone(), self.entity_ref(id)?))).collect();
        EntitiesParts {
            places: placed.take(MOST_PLACES).cloned().collect(),
            pairs: self.pairs.iter().take(MOST_PLACES).cloned().collect(),
            names,
            entities: Listed {
                rows: self.entities.clone(),
                all: self.all_entities,
                ..Listed::default()
            },
        }
    }

    /// Who each entity is named with, the strongest pairs first, once pairs are in that order.
    fn find_company(&mut self) {
        self.company = vec![Vec::new(); self.entities.len()];
        for (place, pair) in self.pairs.iter().enumerate() {
            let ends = [&pair.a, &pair.b].map(|end| self.entity_at.get(end));
            let [Some(&a), Some(&b)] = ends else { continue };
            for of in [a, b] {
                if self.company[of].len() < MOST_COMPANY {
                    self.company[of].push(place);
                }
            }
        }
    }

    fn entity_ref(&self, id: &str) -> Option<EntityRef> {
        let entity = &self.entities[*self.entity_at.get(id)?];
        Some(EntityRef::of(entity))
    }

    pub(super) fn entities_shown(&self) -> usize {
        self.entities.len()
    }

    pub(super) fn entity(&self, at: usize) -> EntityParts {
        let entity = self.entities[at].clone();
        let other = |pair: &usize| {
            let pair = &self.pairs[*pair];
            let other = if pair.a == entity.id { &pair.b } else { &pair.a };
            Some((self.entity_ref(other)?, pair.articles, pair.origins, pair.pmi))
        };
        let company = self.company[at].iter().filter_map(other).collect();
        let named = self.named.get(&at).into_iter().flatten();
        let mut pages: Vec<PageRow> = named.filter_map(|id| self.pages.get(id).cloned()).collect();
        pages.sort_by(PageRow::latest_first);
        let stories: BTreeSet<usize> =
            pages.iter().filter_map(|page| self.shown.get(page.story.as_ref()?)).copied().collect();
        let story = |at: usize| (self.stories[at].id.clone(), self.stories[at].title.clone());
        EntityParts { entity, company, stories: stories.into_iter().map(story).collect(), pages }
    }

    /// What can be searched: kind, words, address, more.
    pub(super) fn index(&self, pages: &Pages) -> String {
        let story = |story: &StoryRow| {
            let more = match story.articles.len() {
                1 => "1 page".to_owned(),
                pages => format!("{} pages", many(pages)),
            };
            serde_json::json!(["story", story.title, pages.link("story", &story.id, None), more])
        };
        let entity = |entity: &EntityRow| {
            let other = entity.aliases.iter().map(|(text, _)| text.as_str());
            let other: Vec<&str> = other.filter(|text| *text != entity.name).take(8).collect();
            let more = other.join(", ");
            serde_json::json!(["entity", entity.name, pages.link("entity", &entity.id, None), more])
        };
        let fact = |fact: &FactRow| {
            let mut values: Vec<&str> =
                fact.values.iter().map(|value| value.text.as_str()).collect();
            values.retain(|text| !fact.label.contains(text));
            values.sort_unstable();
            values.dedup();
            values.truncate(4);
            let more = format!("{}: {}", fact.verdict, values.join("; "));
            serde_json::json!([
                "fact",
                fact.label,
                pages.link("story", &fact.story, Some(&fact.id)),
                more
            ])
        };
        // Where there are stories, their headlines stand for their articles.
        let alone = self.pages.values().filter(|_| self.all_stories == 0).map(|page| {
            let href = pages.link("article", &page.id, None);
            serde_json::json!(["article", page.title, href, page.source])
        });
        let lines = self.stories.iter().map(story).chain(alone);
        let lines = lines.chain(self.entities.iter().map(entity));
        let mut facts: Vec<&FactRow> = self.facts.iter().collect();
        facts.sort_by_key(|fact| (rank(&fact.verdict), std::cmp::Reverse(fact.origins)));
        Value::from_iter(lines.chain(facts.into_iter().map(fact))).to_string()
    }

    /// The stories with all that belongs to each.
    pub(super) fn take_stories(&mut self) -> Vec<StoryParts> {
        let mut facts = vec![Vec::new(); self.stories.len()];
        for fact in std::mem::take(&mut self.facts) {
            facts[self.shown[&fact.story]].push(fact);
        }
        let stories = std::mem::take(&mut self.stories);
        stories.into_iter().zip(facts).map(|(story, facts)| self.story(story, facts)).collect()
    }

    fn story(&mut self, story: StoryRow, facts: Vec<FactRow>) -> StoryParts {
        let page = |id: &String| Some((id.clone(), self.pages.get(id)?.clone()));
        StoryParts {
            pages: story.articles.iter().filter_map(page).collect(),
            entities: story.entities.iter().filter_map(|id| self.entity_ref(id)).collect(),
            dated: self.dated.remove(&story.id).unwrap_or_default(),
            facts,
            story,
        }
    }
}

/// How many there are, as people read it.
fn many(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX))
}

/// An identifier cut short, as people read it.
fn short(id: &str) -> String {
    id.chars().take(12).collect()
}
