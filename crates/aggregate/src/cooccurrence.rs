//! Co-occurrence: which entities are named in the same articles, counted by origin.
//!
//! An article that repeats another one counts as an article but not as an origin. Pointwise mutual
//! information is taken over articles: `log2(n(a, b) · N / (n(a) · n(b)))`.
//!
//! What bounds the cost: of an article only the [`NAMED`] most mentioned entities are paired, so a
//! list of a thousand names gives at most 780 pairs; and only entities that stand in enough articles to
//! be listed are paired at all.

use std::collections::BTreeMap;

use crate::capped::Capped;
use tidings_model::{AnnotatedArticle, ArticleId, Cooccurrence, EntityId, View};
use tidings_stage::{
    Aggregator, BuildError, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

/// Entities of an article that are paired: the most mentioned, of equal ones the lesser identifier.
const NAMED: usize = 40;

/// Counts pairs of entities.
#[derive(Debug)]
pub struct Cooccurrences {
    least: u64,
}

/// Articles, in no order, and which article each repeats.
#[derive(Debug, Default)]
pub struct Articles(Vec<(ArticleId, Option<ArticleId>)>);

impl Stage for Cooccurrences {
    const SPEC: Spec = Spec {
        name: "cooccurrence",
        family: Family::Aggregate,
        about: "Counts pairs of entities that are named in the same articles.",
        reads: &[Field::Entities],
        writes: &[Field::Cooccurrence],
        settings: &[Setting::new(
            "least",
            Kind::Int { min: 1, max: i64::MAX },
            "Articles that a pair must share to be listed.",
        )
        .or(Default::Int(2))],
        example: "least = 5",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { least: settings.int("least").unsigned_abs() })
    }
}

/// What is counted of a pair; articles of one origin come one after the other.
#[derive(Debug, Default)]
struct Pair {
    articles: u32,
    origins: u32,
    last: Option<ArticleId>,
}

impl Pair {
    fn count(&mut self, origin: ArticleId) {
        self.articles += 1;
        self.origins += u32::from(self.last.replace(origin) != Some(origin));
    }
}

impl Aggregator for Cooccurrences {
    type Partial = Articles;

    fn start(&self) -> Articles {
        Articles::default()
    }

    fn add(&self, partial: &mut Articles, doc: &AnnotatedArticle) {
        partial.0.push((doc.article.id, doc.article.copy_of));
    }

    fn merge(&self, into: &mut Articles, mut other: Articles) {
        into.0.append(&mut other.0);
    }

    fn finish(&self, mut partial: Articles, view: &mut View) {
        partial.0.sort_unstable_by_key(|(id, of)| (of.unwrap_or(*id), *id));
        partial.0.dedup();
        let mut single: BTreeMap<EntityId, u64> = BTreeMap::new();
        let mut capped = Capped::default();
        for (id, _) in &partial.0 {
            let named = named(*id, view);
            capped.see(*id, named.len(), NAMED);
            most(named).into_iter().for_each(|a| *single.entry(a).or_default() += 1);
        }
        let mut pairs: BTreeMap<(EntityId, EntityId), Pair> = BTreeMap::new();
        for (id, copy_of) in &partial.0 {
            let mut named = most(named(*id, view));
            // What stands in fewer articles has no pair that is listed.
            named.retain(|a| single.get(a).is_some_and(|articles| *articles >= self.least));
            for (n, &a) in named.iter().enumerate() {
                for &b in named.iter().skip(n + 1) {
                    pairs.entry((a, b)).or_default().count(copy_of.unwrap_or(*id));
                }
            }
        }
        let total = partial.0.len() as f64;
        let row = |((a, b), pair): ((EntityId, EntityId), Pair)| {
            let expected = single[&a] as f64 * single[&b] as f64 / total;
            let (articles, origins) = (u64::from(pair.articles), u64::from(pair.origins));
            Cooccurrence { a, b, articles, origins, pmi: (articles as f64 / expected).log2() }
        };
        let often = |pair: &Pair| u64::from(pair.articles) >= self.least;
        view.cooccurrence = pairs.into_iter().filter(|(_, pair)| often(pair)).map(row).collect();
        capped.tell(Self::SPEC.name, ("names are paired, the most mentioned", NAMED), view);
    }
}

/// The entities of an article, and how often it mentions each.
fn named(id: ArticleId, view: &View) -> BTreeMap<EntityId, u64> {
    let mut counts: BTreeMap<EntityId, u64> = BTreeMap::new();
    for entity in
        view.placements.get(&id).into_iter().flat_map(|placement| placement.entities.values())
    {
        *counts.entry(*entity).or_default() += 1;
    }
    counts
}

/// Those of them that are paired, in order of identifier.
fn most(counts: BTreeMap<EntityId, u64>) -> Vec<EntityId> {
    let mut ranked: Vec<(EntityId, u64)> = counts.into_iter().collect();
    ranked.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    ranked.truncate(NAMED);
    ranked.sort_by_key(|(id, _)| *id);
    ranked.into_iter().map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use tidings_model::{AnnotatedArticle, Label, View};

    use crate::made::{Made, run};

    fn page(uri: &str, names: &[&str]) -> AnnotatedArticle {
        let blank = Made::page(uri, "2021-05-03");
        names.iter().fold(blank, |page, name| page.says(name).name(name, Label::Loc)).article()
    }

    fn pairs(docs: &[AnnotatedArticle]) -> Vec<(u64, u64, f64)> {
        let mut view = View::default();
        run::<crate::Entities>(docs, 2, &mut view);
        run::<super::Cooccurrences>(docs, 2, &mut view);
        assert!(view.cooccurrence.iter().all(|pair| pair.a < pair.b));
        view.cooccurrence.iter().map(|pair| (pair.articles, pair.origins, pair.pmi)).collect()
    }

    #[test]
    fn copies_count_as_articles_but_not_as_origins() {
        let both = page("a", &["Ostby", "Lenn"]);
        let mut copy = page("b", &["Ostby", "Lenn"]);
        copy.article.copy_of = Some(both.article.id);
        let alone = [page("c", &["Norrvik"]), page("d", &["Norrvik"])];
        let docs = [vec![both, copy], alone.to_vec()].concat();
        // Two of four articles name each, and the same two name both: log2(2 · 4 / (2 · 2)).
        assert_eq!(pairs(&docs), [(2, 1, 1.0)]);
    }

    #[test]
    fn pairs_of_an_article_are_bounded() {
        let names: Vec<String> = (0..100).map(|n| format!("Place{n}burg")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let docs = [page("a", &names), page("b", &names)];
        assert_eq!(pairs(&docs).len(), super::NAMED * (super::NAMED - 1) / 2);
    }
}
