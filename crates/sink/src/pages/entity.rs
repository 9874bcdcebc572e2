//! Entities: all of them, and each with its spellings, its company and where it stands.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::Listed;
use super::rows::{EntityRow, PageRow, PairRow};
use super::story::EntityRef;

/// Pairs drawn as a network.
const MOST_DRAWN: usize = 90;
/// Pairs in the table beside it.
const MOST_PAIRS: usize = 40;

/// All that the page of entities shows.
#[derive(Debug, Default)]
pub struct EntitiesParts {
    /// The entities, the most spoken of first.
    pub entities: Listed<EntityRow>,
    /// Pairs that are named together, those with most origins first.
    pub pairs: Vec<PairRow>,
    /// Names and labels of entities that pairs speak of.
    pub names: BTreeMap<String, EntityRef>,
    /// Places for the map.
    pub places: Vec<EntityRow>,
}

/// All that the page of one entity shows.
#[derive(Debug, Default, Serialize)]
pub struct EntityParts {
    /// The entity.
    pub entity: EntityRow,
    /// Who it is named with: articles, origins, bits.
    pub company: Vec<(EntityRef, i64, i64, f64)>,
    /// Stories in which it stands: identifier and headline.
    pub stories: Vec<(String, String)>,
    /// Articles that name it.
    pub pages: Vec<PageRow>,
}

/// What the template of entities is filled with.
#[derive(Debug, Serialize)]
pub(super) struct EntitiesPage<'a> {
    list: &'a Listed<EntityRow>,
    pairs: Vec<(&'a EntityRef, &'a EntityRef, i64, i64)>,
    pairs_left_out: usize,
    network: String,
    places: &'a [EntityRow],
    map: String,
}

pub(super) fn shown(parts: &EntitiesParts) -> EntitiesPage<'_> {
    let pairs: Vec<_> = parts.pairs.iter().filter_map(|pair| both(parts, pair)).collect();
    EntitiesPage {
        list: &parts.entities,
        network: network(&pairs),
        pairs_left_out: pairs.len().saturating_sub(MOST_PAIRS),
        pairs: pairs.into_iter().take(MOST_PAIRS).collect(),
        places: &parts.places,
        map: map(&parts.places),
    }
}

type Pair<'a> = (&'a EntityRef, &'a EntityRef, i64, i64);

fn both<'a>(parts: &'a EntitiesParts, pair: &PairRow) -> Option<Pair<'a>> {
    let of = |id: &String| parts.names.get(id);
    Some((of(&pair.a)?, of(&pair.b)?, pair.articles, pair.origins))
}

/// Nodes and links, for a chart.
fn network(pairs: &[Pair<'_>]) -> String {
    let drawn = &pairs[..pairs.len().min(MOST_DRAWN)];
    let mut places = BTreeMap::<&str, usize>::new();
    let mut nodes = Vec::new();
    for end in drawn.iter().flat_map(|pair| [pair.0, pair.1]) {
        places.entry(&end.id).or_insert_with(|| {
            nodes.push(json!({ "name": end.name, "label": end.label, "articles": end.articles }));
            nodes.len() - 1
        });
    }
    let link = |pair: &Pair<'_>| json!({ "source": places[pair.0.id.as_str()], "target": places[pair.1.id.as_str()], "value": pair.3 });
    let links: Vec<_> = drawn.iter().map(link).collect();
    json!({ "nodes": nodes, "links": links }).to_string()
}

/// Points, for a chart.
fn map(places: &[EntityRow]) -> String {
    let point = |place: &EntityRow| {
        let (lat, lon) = place.place?;
        let precision = place.precision.as_deref().unwrap_or("not known").replace('_', " ");
        Some(json!({
            "name": place.name, "lat": lat, "lon": lon, "articles": place.articles, "precision": precision,
        }))
    };
    let points: Vec<_> = places.iter().filter_map(point).collect();
    json!(points).to_string()
}

#[test]
fn a_network_names_each_entity_once() {
    let name = |id: &str| EntityRef {
        id: id.to_owned(),
        name: id.to_uppercase(),
        label: "PER".to_owned(),
        articles: 2,
    };
    let pair = |a: &str, b: &str| PairRow {
        a: a.to_owned(),
        b: b.to_owned(),
        articles: 2,
        origins: 1,
        pmi: 0.5,
    };
    let parts = EntitiesParts {
        pairs: vec![pair("a", "b"), pair("b", "c"), pair("c", "unknown")],
        names: ["a", "b", "c"].map(|id| (id.to_owned(), name(id))).into(),
        ..EntitiesParts::default()
    };
    let drawn: serde_json::Value = serde_json::from_str(&shown(&parts).network).unwrap();
    assert_eq!(drawn["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(drawn["links"][1], json!({ "source": 1, "target": 2, "value": 1 }));
}
