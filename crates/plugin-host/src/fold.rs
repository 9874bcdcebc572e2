//! What an aggregator out of a library keeps of all articles, and the rows it makes of them.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tidings_model::{ArticleId, Entity, View};
use tidings_stage::Field;

/// What was kept: of each article, in order of identifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digests(pub(crate) Vec<(String, Vec<u8>)>);

/// What is being kept, by article.
pub(crate) type Keeping = BTreeMap<ArticleId, Vec<Vec<u8>>>;

/// New rows in JSON, each with its table.
pub(crate) type NewRows = Vec<(String, String)>;

/// Rows of earlier aggregators in JSON, by table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tables(BTreeMap<String, Vec<String>>);

impl Digests {
    pub(crate) fn of(keeping: Keeping) -> Self {
        let each = keeping.into_iter().flat_map(|(article, kept)| {
            let article = article.to_string();
            kept.into_iter().map(move |bytes| (article.clone(), bytes))
        });
        Self(each.collect())
    }

    /// Bytes of all of them.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(article, bytes)| article.len() + bytes.len()).sum()
    }
}

/// The tables of the view that a library can read and write, by the field that stands for each.
const TABLES: &[(Field, &str)] = &[
    (Field::Entities, "entities"),
    (Field::Stories, "stories"),
    (Field::Facts, "facts"),
    (Field::Timeline, "timeline"),
    (Field::Cooccurrence, "cooccurrence"),
    (Field::Copies, "copies"),
];

impl Tables {
    /// The tables among these fields.
    pub(crate) fn of(view: &View, reads: &[Field]) -> Self {
        let read = TABLES.iter().filter(|(field, _)| reads.contains(field));
        Self(read.map(|(field, name)| ((*name).to_owned(), rows(view, *field))).collect())
    }

    /// A row.
    pub(crate) fn row(&self, table: &str, index: usize) -> Option<&str> {
        self.0.get(table)?.get(index).map(String::as_str)
    }
}

fn rows(view: &View, field: Field) -> Vec<String> {
    fn json<T: Serialize>(rows: &[T]) -> Vec<String> {
        let row = |row: &T| serde_json::to_string(row).expect("records with finite numbers");
        rows.iter().map(row).collect()
    }
    match field {
        Field::Entities => json(&view.entities),
        Field::Stories => json(&view.stories),
        Field::Facts => json(&view.facts),
        Field::Timeline => json(&view.timeline),
        Field::Cooccurrence => json(&view.cooccurrence),
        Field::Copies => json(&view.copies),
        _ => Vec::new(),
    }
}

/// Whether a stage that writes these fields may add to a table.
///
/// # Errors
/// Those that it may add to.
pub(crate) fn may_write(table: &str, writes: &[Field]) -> Result<(), String> {
    let written =
        || TABLES.iter().filter(|(field, _)| writes.contains(field)).map(|(_, name)| *name);
    match written().any(|name| name == table) {
        true => Ok(()),
        false => Err(format!(
            "row: expected a table that the stage says it writes ({}), found `{table}`",
            written().collect::<Vec<_>>().join(", ")
        )),
    }
}

/// Adds rows to the view, and puts each table in order again.
///
/// # Errors
/// The first row that is no record of its table.
pub(crate) fn add(rows: NewRows, view: &mut View) -> Result<(), String> {
    for (table, json) in rows {
        let taken = match table.as_str() {
            "entities" => push::<Entity>(&mut view.entities, &json),
            "stories" => push(&mut view.stories, &json),
            "facts" => push(&mut view.facts, &json),
            "timeline" => push(&mut view.timeline, &json),
            "cooccurrence" => push(&mut view.cooccurrence, &json),
            "copies" => push(&mut view.copies, &json),
            _ => Err("there is no such table".to_owned()),
        };
        taken.map_err(|why| format!("row: {table}: {why}"))?;
    }
    view.entities.sort_by_key(|entity| entity.id);
    view.stories.sort_by_key(|story| story.id);
    view.facts.sort_by_key(|fact| fact.id);
    view.timeline.sort();
    view.cooccurrence.sort_by_key(|pair| (pair.a, pair.b));
    view.copies.sort_by_key(|pair| (pair.a, pair.b));
    Ok(())
}

fn push<T: DeserializeOwned>(rows: &mut Vec<T>, json: &str) -> Result<(), String> {
    rows.push(serde_json::from_str(json).map_err(|why| why.to_string())?);
    Ok(())
}
