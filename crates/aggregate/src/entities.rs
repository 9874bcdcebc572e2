//! Entities: one record for each person, organisation, place or other name, over all articles.
//!
//! Within a page a surname belongs to the only full name that bears it, capitals to the name they
//! abbreviate, and titles do not count. Over pages names meet by the alias list, by their folded
//! spelling, and by likeness behind blocking keys: first the consonant skeleton, then the words
//! themselves. Labels are never crossed; names that a gazetteer or list knows under different names
//! stay apart, so Niger is not Nigeria; two people of one surname stay two, and so do like names that
//! stand side by side on their pages. A capital that speaks or acts stands for its state. What a user
//! [judges](judgements) goes before all of this.
//!
//! What bounds the cost: each spelling of the run is read once; within a blocking key a name is
//! compared with the [`merge::COMPARED`] most frequent ones only; pages are unpacked one at a time.

mod context;
mod judgements;
mod merge;
mod page;
mod spellings;

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{
    Alias, AnnotatedArticle, ArticleId, Date, Entity, EntityId, Label, Place, View,
};
use tidings_stage::{Aggregator, BuildError, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::digests::Digests;
use crate::lexicon::Aliases;
use judgements::Judgements;
use page::PageNames;
use spellings::Spellings;

/// Merges mentions into entities.
#[derive(Debug)]
pub struct Entities {
    aliases: Aliases,
    judgements: Judgements,
}

/// The names of some articles.
#[derive(Debug, Default)]
pub struct Names(Digests<PageNames>);

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
        settings: &[
            Setting::new(
                "lexicon",
                Kind::Files,
                "Further alias lists, in the form of config/lexicon/aliases.toml.",
            ),
            Setting::new(
                "judgements",
                Kind::Files,
                "Names that are the same or not, whatever rules and lists say: `[[same]]` and `[[apart]]`, each with `label` and `names`.",
            ),
        ],
        example: "judgements = [\"my-judgements.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self {
            aliases: Aliases::load("lexicon", settings)?,
            judgements: Judgements::load("judgements", settings)?,
        })
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
            partial.0.add(doc.article.id, &names);
        }
    }

    fn merge(&self, into: &mut Names, other: Names) {
        into.0.merge(other.0);
    }

    fn finish(&self, partial: Names, view: &mut View) {
        let pages = partial.0.sorted();
        let mut spellings = Spellings::new(&self.aliases, &self.judgements);
        let mut keys: Vec<Vec<u32>> = pages.iter().map(|(_, page)| spellings.read(&page)).collect();
        let mut made = self.made(spellings.nodes(), &mut keys);
        for ((id, page), leads) in pages.into_iter().zip(keys) {
            let mut entities = BTreeMap::new();
            for (name, lead) in page.names.iter().zip(leads) {
                let entity = &mut made[lead as usize];
                entity.see(id, &page);
                entities.extend(name.at.iter().map(|&at| (at, entity.id)));
            }
            view.placements.entry(id).or_default().entities = entities;
        }
        view.entities = made.into_iter().filter_map(Made::entity).collect();
        view.entities.sort_by_key(|entity| entity.id);
    }
}

impl Entities {
    /// The entities of all names; the keys of each page become the places of their entities.
    fn made(&self, nodes: Vec<(Key, Node)>, pages: &mut [Vec<u32>]) -> Vec<Made> {
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by(|&a, &b| nodes[a].0.cmp(&nodes[b].0));
        let mut nodes: Vec<Option<(Key, Node)>> = nodes.into_iter().map(Some).collect();
        let sorted: Vec<(Key, Node)> = order.iter().filter_map(|&at| nodes[at].take()).collect();
        let mut places = vec![0; order.len()];
        for (at, key) in (0u32..).zip(order) {
            places[key] = at;
        }
        pages.iter_mut().flatten().for_each(|key| *key = places[*key as usize]);
        let leads = merge::merged(&sorted, pages, &self.judgements);
        pages.iter_mut().flatten().for_each(|key| *key = leads[*key as usize] as u32);
        let mut made: Vec<Made> = Vec::with_capacity(sorted.len());
        let mut followers = Vec::new();
        for (at, (key, node)) in sorted.into_iter().enumerate() {
            let mut one = Made::new(key);
            if leads[at] == at {
                one.node = node;
            } else {
                followers.push((leads[at], node));
            }
            made.push(one);
        }
        for (lead, node) in followers {
            made[lead].node.absorb(node);
        }
        made.iter_mut().for_each(Made::settle);
        made
    }
}

/// An entity while its articles are counted; they come in order.
#[derive(Debug)]
struct Made {
    key: Key,
    node: Node,
    id: EntityId,
    name: String,
    last: Option<ArticleId>,
    articles: u64,
    sources: BTreeSet<String>,
    days: Option<(Date, Date)>,
}

impl Made {
    fn new(key: Key) -> Self {
        Self {
            key,
            node: Node::default(),
            id: EntityId::of(&[]),
            name: String::new(),
            last: None,
            articles: 0,
            sources: BTreeSet::new(),
            days: None,
        }
    }

    fn settle(&mut self) {
        let (label, key) = &self.key;
        self.name = most(&self.node.shown).cloned().unwrap_or_else(|| key.clone());
        self.id = EntityId::of(&[label.as_str().as_bytes(), self.name.as_bytes(), key.as_bytes()]);
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

    /// The record; none of a key that no mention goes by.
    fn entity(self) -> Option<Entity> {
        if self.articles == 0 {
            return None;
        }
        let mut aliases: Vec<Alias> = self
            .node
            .spellings
            .iter()
            .map(|(text, &count)| Alias { text: text.clone(), count })
            .collect();
        aliases.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        Some(Entity {
            id: self.id,
            label: self.key.0,
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
    fn transliterations_of_one_name_meet() {
        assert_eq!(
            entities(&[
                &[("Deir ez-Zor", Loc)],
                &[("Deir ez-Zor", Loc)],
                &[("Deir Ezzor", Loc)],
                &[("Deir el-Zour", Loc)],
                &[("Raqqa", Loc)],
                &[("Raqqa", Loc)],
                &[("Raqa", Loc)],
                &[("Vladimir Putin", Per)],
                &[("Vladimir Putin", Per)],
                &[("Vladmir Putin", Per)],
            ]),
            [
                "LOC Deir ez-Zor (Deir ez-Zor, Deir Ezzor, Deir el-Zour) 4/4",
                "LOC Raqqa (Raqqa, Raqa) 3/3",
                "PER Vladimir Putin (Vladimir Putin, Vladmir Putin) 3/3",
            ]
        );
    }

    #[test]
    fn like_names_side_by_side_are_two() {
        let pages: [&[(&str, Label)]; 2] = [
            &[("Giorgi Melikadze", Per), ("Georgi Melikadze", Per)],
            &[("Giorgi Melikadze", Per), ("Georgi Melikadze", Per)],
        ];
        assert_eq!(entities(&pages).len(), 2);
        assert_eq!(entities(&[&pages[0][..1], &pages[0][1..]]).len(), 1);
    }

    #[test]
    fn a_capital_that_speaks_stands_for_its_state() {
        let page = |uri: &str| Made::page(uri, "2021-05-03");
        let said = page("a")
            .says("Moscow has closed its embassy.")
            .name("Moscow", Loc)
            .claim(tidings_model::ClaimKind::Event, "closed", "close", |_| {})
            .by("Moscow")
            .article();
        let visited = page("b").says("Trains to Moscow ran late.").name("Moscow", Loc).article();
        let named = page("c").says("Russian Federation").name("Russian Federation", Loc).article();
        let mut view = View::default();
        run::<super::Entities>(&[said, visited, named], 2, &mut view);
        let mut shown: Vec<(&str, u64)> =
            view.entities.iter().map(|entity| (entity.name.as_str(), entity.mentions)).collect();
        shown.sort_unstable();
        assert_eq!(shown, [("Moscow", 1), ("Russia", 2)]);
    }

    #[test]
    fn judgements_go_before_rules_and_lists() {
        let path = std::env::temp_dir().join("tidings-judged-entities.toml");
        let judged = "[[same]]\nlabel = \"PER\"\nnames = [\"Berit Holm\", \"The Ferrywoman\"]\n\
                      [[apart]]\nlabel = \"ORG\"\nnames = [\"ISIS\", \"Daesh\"]\n\
                      [[apart]]\nlabel = \"LOC\"\nnames = [\"Sarvika\", \"Sarvikka\"]";
        std::fs::write(&path, judged).unwrap();
        let mut settings = tidings_stage::Settings::defaults(&[], ".");
        settings.set("judgements", tidings_stage::Value::Paths(vec![path.clone()]));
        let docs: Vec<AnnotatedArticle> = [
            ("Berit Holm", Per),
            ("The Ferrywoman", Per),
            ("ISIS", Org),
            ("Daesh", Org),
            ("Sarvika", Loc),
            ("Sarvikka", Loc),
        ]
        .into_iter()
        .map(|(name, label)| Made::page(name, "2021-05-03").says(name).name(name, label).article())
        .collect();
        let mut view = View::default();
        crate::made::run_with::<super::Entities>(&settings, &docs, 2, &mut view);
        std::fs::remove_file(path).unwrap();
        let mut shown: Vec<(&str, usize)> = view
            .entities
            .iter()
            .map(|entity| (entity.name.as_str(), entity.aliases.len()))
            .collect();
        shown.sort_unstable();
        let expected =
            [("Berit Holm", 2), ("Daesh", 1), ("ISIS", 1), ("Sarvika", 1), ("Sarvikka", 1)];
        assert_eq!(shown, expected);
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
