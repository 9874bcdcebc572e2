//! Records read back from the tables of a run.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::Value;
use tidings_model::Span;
use tidings_model::table::{self, Cell, Named, Table};
use tidings_sink::{Wanted, find_rows};

use crate::rows;

/// Places quoted for one record, at the most; the tables hold them all.
const MOST_PLACES: usize = 50;

/// A row of a table.
pub(super) struct Record {
    pub(super) table: &'static Table,
    cells: Vec<Cell<'static>>,
}

impl Record {
    /// The row with its cells by name.
    pub(super) fn named(&self) -> Named<'_> {
        Named::row(self.table, &self.cells)
    }

    /// The text in a column; none is as an empty one.
    pub(super) fn text(&self, name: &str) -> String {
        self.named().text(name).unwrap_or_default().to_owned()
    }

    pub(super) fn to_json(&self) -> Value {
        rows::object(self.table.columns, &self.cells)
    }
}

/// A span of an article, to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) article: String,
    /// In the article's text; none for what was cut from it.
    pub(super) span: Option<Span>,
    /// In the raw bytes; none where no raw byte stands behind it.
    pub(super) raw: Option<Span>,
    /// What stands there, for the heading of the quotation.
    pub(super) heading: String,
}

impl Place {
    /// The place of a row that has `article`, `raw_start` and `raw_end`.
    pub(super) fn of(row: &Named<'_>) -> Self {
        let words = ["value", "modifier", "speaker", "role", "status", "certainty"];
        let words = words.into_iter().filter_map(|name| Some((name, row.text(name)?)));
        let heading: Vec<String> = words.map(|(name, word)| format!("{name} {word}")).collect();
        let article = row.text("article").unwrap_or_default().to_owned();
        let span = span_of(row, "start", "end");
        Self { article, span, raw: raw_of(row), heading: heading.join(", ") }
    }
}

fn raw_of(row: &Named<'_>) -> Option<Span> {
    span_of(row, "raw_start", "raw_end")
}

/// The span between two columns.
pub(super) fn span_of(row: &Named<'_>, start: &str, end: &str) -> Option<Span> {
    let at = |name| row.int(name).and_then(|n| u32::try_from(n).ok());
    let (start, end) = (at(start)?, at(end)?);
    (start <= end).then(|| Span::new(start, end))
}

/// The one record whose identifier begins with these letters.
pub(super) fn unique(out: &Path, table: &'static Table, id: &str) -> Result<Record> {
    let mut found = Vec::new();
    find_rows(out, table, &Wanted::beginning("id", [id]), &mut |cells| {
        found.push(Record { table, cells });
        found.len() < 5
    })?;
    match found.len() {
        0 => bail!(
            "{}: no row of `{}` has an identifier that begins with {id}",
            out.display(),
            table.name
        ),
        1 => Ok(found.remove(0)),
        _ => {
            let ids: Vec<String> = found.iter().map(|record| record.text("id")).collect();
            bail!("{id} is cut too short; it may be any of {}", ids.join(", "))
        }
    }
}

/// The articles of these identifiers.
pub(super) fn articles(out: &Path, mut ids: BTreeSet<&str>) -> Result<Vec<Record>> {
    let mut found = Vec::new();
    let at = table::ARTICLES.column("id").unwrap_or_default();
    let wanted = Wanted::beginning("id", ids.iter().copied());
    find_rows(out, &table::ARTICLES, &wanted, &mut |cells| {
        if ids.remove(cells[at].as_text().unwrap_or_default()) {
            found.push(Record { table: &table::ARTICLES, cells });
        }
        !ids.is_empty()
    })?;
    match ids.first() {
        Some(id) => bail!("{}: holds no article {id}, though other rows name it", out.display()),
        None => Ok(found),
    }
}

/// The articles that came of a document.
pub(super) fn articles_of(out: &Path, uri: &str) -> Result<Vec<Record>> {
    let mut found = Vec::new();
    let at = table::ARTICLES.column("uri").unwrap_or_default();
    find_rows(out, &table::ARTICLES, &Wanted::beginning("uri", [uri]), &mut |cells| {
        let known = cells[at].as_text().unwrap_or_default();
        if known.strip_prefix(uri).is_some_and(|part| part.is_empty() || part.starts_with('#')) {
            found.push(Record { table: &table::ARTICLES, cells });
        }
        true
    })?;
    Ok(found)
}

/// The values of a fact.
pub(super) fn values_of(fact: &Record) -> Vec<Place> {
    fact.named().groups("values").map(|value| Place::of(&value)).collect()
}

/// The headlines and days of a story's own pages, the earliest first: what a fact rests on that
/// quotes no sentence.
pub(super) fn headlines_of(out: &Path, story: &str) -> Result<Vec<Place>> {
    let story = unique(out, &table::STORIES, story)?;
    let mut pages =
        articles(out, story.named().list("articles").iter().filter_map(Cell::as_text).collect())?;
    pages.retain(|page| page.named().text("copy_of").is_none());
    pages.sort_by_key(|page| {
        let published = page.text("published");
        (published.is_empty(), published, page.text("uri"))
    });
    Ok(pages.iter().take(MOST_PLACES).map(headline_of).collect())
}

/// The headline of an article, in its text if it stands there.
fn headline_of(page: &Record) -> Place {
    let row = page.named();
    let title = row.groups("blocks").find(|block| block.text("kind") == Some("title"));
    let day = row.text("published").unwrap_or("not known");
    let beside = if title.is_some() { "" } else { " beside the text" };
    Place {
        article: page.text("id"),
        span: title.as_ref().and_then(|title| span_of(title, "start", "end")),
        raw: title.as_ref().and_then(raw_of),
        heading: format!("headline{beside}, published {day}"),
    }
}

/// The first mentions of an entity.
pub(super) fn mentions_of(out: &Path, entity: &str) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    let wanted = Wanted::beginning("entity", [entity]);
    find_rows(out, &table::MENTIONS, &wanted, &mut |cells| {
        let row = Named::row(&table::MENTIONS, &cells);
        places.push(Place { heading: "mention".to_owned(), ..Place::of(&row) });
        places.len() < MOST_PLACES
    })?;
    Ok(places)
}

/// What was cut from an article.
pub(super) fn removals_of(record: &Record) -> Vec<Place> {
    let article = record.text("id");
    let place = |cut: Named<'_>| Place {
        article: article.clone(),
        span: None,
        raw: raw_of(&cut),
        heading: format!("cut as {}", cut.text("reason").unwrap_or_default().replace('_', " ")),
    };
    record.named().groups("removed").take(MOST_PLACES).map(place).collect()
}
