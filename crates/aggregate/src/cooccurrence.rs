//! Co-occurrence: which entities are named in the same articles, counted by origin.
//!
//! An article that repeats another one counts as an article but not as an origin. Pointwise mutual
//! information is taken over articles: `log2(n(a, b) · N / (n(a) · n(b)))`.
//!
//! What bounds the cost: of an article only the [`NAMED`] most mentioned entities are paired, so a
//! list of a thousand names gives at most 780 pairs.

use std::collections::{BTreeMap, BTreeSet};

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

/// Which article each article repeats.
#[derive(Debug, Default)]
pub struct Articles(BTreeMap<ArticleId, Option<ArticleId>>);

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

#[derive(Default)]
struct Pair {
    articles: u64,
    origins: BTreeSet<ArticleId>,
}

impl Aggregator for Cooccurrences {
    type Partial = Articles;

    fn start(&self) -> Articles {
        Articles::default()
    }

    fn add(&self, partial: &mut Articles, doc: &AnnotatedArticle) {
        partial.0.insert(doc.article.id, doc.article.copy_of);
    }

    fn merge(&self, into: &mut Articles, mut other: Articles) {
        into.0.append(&mut other.0);
    }

    fn finish(&self, partial: Articles, view: &mut View) {
        let mut pairs: BTreeMap<(EntityId, EntityId), Pair> = BTreeMap::new();
        let mut single: BTreeMap<EntityId, u64> = BTreeMap::new();
        for (id, copy_of) in &partial.0 {
            let named = most_named(*id, view);
            for (n, &a) in named.iter().enumerate() {
                *single.entry(a).or_default() += 1;
                for &b in named.iter().skip(n + 1) {
                    let pair = pairs.entry((a, b)).or_default();
                    pair.articles += 1;
                    pair.origins.insert(copy_of.unwrap_or(*id));
                }
            }
        }
        let total = partial.0.len() as f64;
        let row = |((a, b), pair): ((EntityId, EntityId), Pair)| {
            let expected = single[&a] as f64 * single[&b] as f64 / total;
            let pmi = (pair.articles as f64 / expected).log2();
            Cooccurrence { a, b, articles: pair.articles, origins: pair.origins.len() as u64, pmi }
        };
        let often = |pair: &Pair| pair.articles >= self.least;
        view.cooccurrence = pairs.into_iter().filter(|(_, pair)| often(pair)).map(row).collect();
    }
}

/// The entities of an article that are paired, in order of identifier.
fn most_named(id: ArticleId, view: &View) -> Vec<EntityId> {
    let mut counts: BTreeMap<EntityId, u64> = BTreeMap::new();
    for entity in
        view.placements.get(&id).into_iter().flat_map(|placement| placement.entities.values())
    {
        *counts.entry(*entity).or_default() += 1;
    }
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
