//! Entities: one record for each person, organisation, place or other name, over all articles.
//!
//! Within a page a surname belongs to the only full name that bears it, capitals to the name they
//! abbreviate, and titles do not count. Over pages names meet by the alias list, by their folded
//! spelling, and by likeness behind blocking keys: first the consonant skeleton, then the words
//! themselves. Labels are never crossed; names that a gazetteer or list knows under different names
//! stay apart, so Niger is not Nigeria; two people of one surname stay two.
//!
//! What bounds the cost: names are grouped by spelling first, and within a blocking key a name is
//! compared with the [`merge::COMPARED`] most frequent ones only.

mod merge;
mod page;

use std::collections::BTreeMap;

use tidings_model::{
    Alias, AnnotatedArticle, ArticleId, Date, Entity, EntityId, Label, Place, View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::lexicon::Aliases;
use page::PageNames;

/// Merges mentions into entities.
#[derive(Debug)]
pub struct Entities {
    aliases: Aliases,
}

/// The names of some articles.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<ArticleId, PageNames>);

/// What a name is listed under while entities are made.
pub(crate) type Key = (Label, String);

/// An entity in the making: all mentions under one key.
#[derive(Debug, Default, Clone)]
struct Node {
    /// Spellings and how often they stand there.
    spellings: BTreeMap<String, u64>,
    /// Names it may be shown under, with their counts.
    shown: BTreeMap<String, u64>,
    kinds: BTreeMap<String, u64>,
    place: Option<Place>,
    /// Whether a list or a gazetteer knows it.
    known: bool,
    mentions: u64,
}

impl Node {
    fn absorb(&mut self, other: Node) {
        for (counts, more) in [
            (&mut self.spellings, other.spellings),
            (&mut self.shown, other.shown),
            (&mut self.kinds, other.kinds),
        ] {
            for (text, n) in more {
                *counts.entry(text).or_default() += n;
            }
        }
        self.place = self.place.or(other.place);
        self.known |= other.known;
        self.mentions += other.mentions;
    }
}

impl Stage for Entities {
    const SPEC: Spec = Spec {
        name: "entities",
        family: Family::Aggregate,
        about: "Merges mentions into entities, within a page and over all pages.",
        reads: &[Field::Mentions],
        writes: &[Field::Entities],
        settings: &[Setting::new(
            "lexicon",
            Kind::Files,
            "Further alias lists, in the form of config/lexicon/aliases.toml.",
        )],
        example: "lexicon = [\"my-aliases.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { aliases: Aliases::load("lexicon", settings)? })
    }
}

impl Aggregator for Entities {
    type Partial = Names;

    fn start(&self) -> Names {
        Names::default()
    }

    fn add(&self, partial: &mut Names, doc: &AnnotatedArticle) {
        let names = PageNames::of(doc);
        if !names.is_empty() {
            partial.0.insert(doc.article.id, names);
        }
    }

    fn merge(&self, into: &mut Names, mut other: Names) {
        into.0.append(&mut other.0);
    }

    fn finish(&self, partial: Names, view: &mut View) {
        let pages: Vec<(ArticleId, PageNames)> = partial.0.into_iter().collect();
        let keys: Vec<Vec<Key>> = pages.iter().map(|(_, page)| page.keys(&self.aliases)).collect();
        let mut nodes: BTreeMap<Key, Node> = BTreeMap::new();
        for ((_, page), keys) in pages.iter().zip(&keys) {
            page.count(keys, &self.aliases, &mut nodes);
        }
        let leads = merge::merged(&nodes);
        let mut made: BTreeMap<Key, Made> = BTreeMap::new();
        for (key, node) in nodes {
            let lead = leads.get(&key).unwrap_or(&key).clone();
            made.entry(lead).or_default().node.absorb(node);
        }
        for (key, entity) in &mut made {
            entity.settle(key);
        }
        for ((id, page), keys) in pages.iter().zip(&keys) {
            for (name, key) in page.names.iter().zip(keys) {
                let lead = leads.get(key).unwrap_or(key);
                let Some(entity) = made.get_mut(lead) else { continue };
                entity.see(*id, page);
                let Some(entity_id) = entity.id else { continue };
                let placed = &mut view.placements.entry(*id).or_default().entities;
                placed.extend(name.at.iter().map(|&at| (at, entity_id)));
            }
        }
        view.entities = made.into_iter().filter_map(|(key, made)| made.entity(key.0)).collect();
        view.entities.sort_by_key(|entity| entity.id);
    }
}

/// An entity while its articles are counted; they come in order.
#[derive(Debug, Default)]
struct Made {
    node: Node,
    id: Option<EntityId>,
    name: String,
    last: Option<ArticleId>,
    articles: u64,
    sources: std::collections::BTreeSet<String>,
    days: Option<(Date, Date)>,
}

impl Made {
    fn settle(&mut self, key: &Key) {
        self.name = most(&self.node.shown).cloned().unwrap_or_else(|| key.1.clone());
        self.id = Some(EntityId::of(&[
            key.0.as_str().as_bytes(),
            self.name.as_bytes(),
            key.1.as_bytes(),
        ]));
    }

    fn see(&mut self, article: ArticleId, page: &PageNames) {
        if self.last.replace(article) == Some(article) {
            return;
        }
        self.articles += 1;
        self.sources.extend(page.source.iter().cloned());
        if let Some(day) = page.day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }

    fn entity(self, label: Label) -> Option<Entity> {
        let mut aliases: Vec<Alias> = self
            .node
            .spellings
            .iter()
            .map(|(text, &count)| Alias { text: text.clone(), count })
            .collect();
        aliases.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        Some(Entity {
            id: self.id?,
            label,
            kind: most(&self.node.kinds).cloned(),
            name: self.name,
            aliases,
            mentions: self.node.mentions,
            articles: self.articles,
            sources: self.sources.len() as u64,
            first_seen: self.days.map(|days| days.0),
            last_seen: self.days.map(|days| days.1),
            place: self.node.place,
        })
    }
}

/// The most frequent; of equal ones the longest, then the first in order.
fn most(counts: &BTreeMap<String, u64>) -> Option<&String> {
    counts
        .iter()
        .max_by_key(|(text, n)| (**n, text.len(), std::cmp::Reverse(*text)))
        .map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use tidings_model::Label::{Loc, Org, Per};
    use tidings_model::{AnnotatedArticle, Entity, Label, View};

    use crate::made::{Made, run};

    /// Entities as `LABEL name (spellings) mentions/articles`, in order of name.
    fn entities(pages: &[&[(&str, Label)]]) -> Vec<String> {
        let article = |(n, names): (usize, &&[(&str, Label)])| -> AnnotatedArticle {
            let page = Made::page(&format!("{n}.txt"), "2021-05-03");
            names
                .iter()
                .fold(page, |page, (name, label)| page.says(name).name(name, *label))
                .article()
        };
        let docs: Vec<AnnotatedArticle> = pages.iter().enumerate().map(article).collect();
        let mut view = View::default();
        run::<super::Entities>(&docs, 2, &mut view);
        let show = |entity: &Entity| {
            let spellings: Vec<&str> =
                entity.aliases.iter().map(|alias| alias.text.as_str()).collect();
            let (mentions, articles) = (entity.mentions, entity.articles);
            format!(
                "{} {} ({}) {mentions}/{articles}",
                entity.label,
                entity.name,
                spellings.join(", ")
            )
        };
        let mut shown: Vec<String> = view.entities.iter().map(show).collect();
        shown.sort();
        let placed: usize =
            view.placements.values().map(|placement| placement.entities.len()).sum();
        assert_eq!(
            placed,
            docs.iter().map(|doc| doc.mentions.len()).sum::<usize>(),
            "every mention has its entity"
        );
        shown
    }

    #[test]
    fn a_surname_belongs_to_the_full_name_of_its_page() {
        assert_eq!(
            entities(&[&[("Minister Berit Holm", Per), ("Holm", Per), ("Mr Holm", Per)]]),
            ["PER Berit Holm (Holm, Minister Berit Holm, Mr Holm) 3/1"]
        );
    }

    #[test]
    fn two_people_of_one_surname_stay_two() {
        assert_eq!(
            entities(&[&[("Berit Holm", Per), ("Anders Holm", Per), ("Holm", Per)]]),
            [
                "PER Anders Holm (Anders Holm) 1/1",
                "PER Berit Holm (Berit Holm) 1/1",
                "PER Holm (Holm) 1/1"
            ]
        );
    }

    #[test]
    fn a_surname_alone_on_its_page_goes_to_the_only_bearer() {
        assert_eq!(
            entities(&[&[("Berit Holm", Per)], &[("Holm", Per)]]),
            ["PER Berit Holm (Berit Holm, Holm) 2/2"]
        );
    }

    #[test]
    fn capitals_stand_for_the_name_they_abbreviate() {
        assert_eq!(
            entities(&[&[("Lenn Valley Rescue Service", Org), ("LVRS", Org)]]),
            ["ORG Lenn Valley Rescue Service (LVRS, Lenn Valley Rescue Service) 2/1"]
        );
    }

    #[test]
    fn spellings_meet_over_pages_and_lists_know_more() {
        assert_eq!(
            entities(&[
                &[("Sarvikka", Loc), ("Benjamin Osei", Per), ("ISIS", Org)],
                &[("Sarvika", Loc), ("Benjmin Osei", Per), ("Daesh", Org)],
                &[("Sarvikka", Loc), ("Benjamin Osei", Per)],
            ]),
            [
                "LOC Sarvikka (Sarvikka, Sarvika) 3/3",
                "ORG Islamic State (Daesh, ISIS) 2/2",
                "PER Benjamin Osei (Benjamin Osei, Benjmin Osei) 3/3",
            ]
        );
    }

    #[test]
    fn like_names_of_other_things_stay_apart() {
        let pairs = [("Austria", "Australia"), ("Niger", "Nigeria"), ("Iran", "Iraq")];
        for (a, b) in pairs {
            assert_eq!(entities(&[&[(a, Loc)], &[(b, Loc)]]).len(), 2, "{a} {b}");
        }
        assert_eq!(entities(&[&[("Cameron", Per)], &[("Cameroon", Loc)]]).len(), 2);
    }
}
