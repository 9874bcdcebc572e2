//! Questions to the tables and the index, answered as the parts of a page.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Params, params};
use serde_json::Value;
use tidings_model::table::{self, Cell, Named, Table};

use super::PAGE_LINES;
use crate::pages::{
    ArticleParts, ArticleRow, ConflictLine, DatedRow, EntitiesParts, EntityParts, EntityRef,
    EntityRow, FactMark, FactRow, Found, Listed, MarkRow, OverviewParts, PageRow, Pages, PairRow,
    StoryParts, StoryRow, StorySummary, Tally, around,
};
use crate::read::sqlite::cells_of;
use crate::sql::quoted;

type Answer<T> = rusqlite::Result<T>;

/// Facts of one story, conflicts first.
const MOST_FACTS: usize = 400;
/// Articles whose words are quoted on the page of a story.
const MOST_QUOTED: usize = 400;
/// Things found by a search.
const MOST_FOUND: usize = 100;

/// Rows of a table, as SQL after `FROM` chooses them.
fn select<T>(
    db: &Connection,
    table: &'static Table,
    tail: &str,
    with: impl Params,
    make: impl Fn(&Named<'_>) -> T,
) -> Answer<Vec<T>> {
    let columns: Vec<String> =
        table.columns.iter().map(|column| format!("t.{}", quoted(column.name))).collect();
    let sql = format!("SELECT {} FROM {} AS t {tail}", columns.join(","), quoted(table.name));
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(with)?;
    let mut made = Vec::new();
    while let Some(row) = rows.next()? {
        let cells: Vec<Cell<'static>> = cells_of(table, row).map_err(|why| {
            rusqlite::Error::FromSqlConversionFailure(
                0,
                rusqlite::types::Type::Text,
                why.to_string().into(),
            )
        })?;
        made.push(make(&Named::row(table, &cells)));
    }
    Ok(made)
}

/// The row of that identifier.
fn one<T>(
    db: &Connection,
    table: &'static Table,
    id: &str,
    make: impl Fn(&Named<'_>) -> T,
) -> Answer<Option<T>> {
    Ok(select(db, table, "WHERE t.id = ?1 LIMIT 1", [id], make)?.pop())
}

/// The first columns of rows, as text.
fn texts(db: &Connection, sql: &str, with: impl Params) -> Answer<Vec<String>> {
    db.prepare_cached(sql)?.query_map(with, |row| row.get(0))?.collect()
}

fn count(db: &Connection, sql: &str, with: impl Params) -> Answer<usize> {
    db.query_row(sql, with, |row| row.get::<_, i64>(0))
        .map(|n| usize::try_from(n).unwrap_or_default())
}

pub(super) fn overview(db: &Connection, run: &Value) -> Answer<OverviewParts> {
    let first = texts(db, "SELECT id FROM lists.story_rank ORDER BY place LIMIT 20", [])?;
    let conflicts = texts(db, "SELECT id FROM lists.conflicting", [])?;
    let conflicts = conflicts.iter().map(|id| {
        let Some(fact) = one(db, &table::FACTS, id, FactRow::of)? else { return Ok(None) };
        let story = one(db, &table::STORIES, &fact.story, StoryRow::of)?;
        let title = story.map_or_else(String::new, |story| story.title);
        Ok(Some(ConflictLine::of(&fact, &title)))
    });
    Ok(OverviewParts {
        verdicts: verdicts(db)?,
        tally: tally(db)?.tallied(),
        stories: summaries(db, &first)?,
        all_stories: count(db, "SELECT count(*) FROM lists.story_rank", [])?,
        conflicts: conflicts.filter_map(Answer::transpose).collect::<Answer<_>>()?,
        ..OverviewParts::of_run(run)
    })
}

fn verdicts(db: &Connection) -> Answer<BTreeMap<String, u64>> {
    let mut statement = db.prepare_cached("SELECT verdict, n FROM lists.verdicts")?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    rows.collect()
}

fn tally(db: &Connection) -> Answer<Tally> {
    let mut tally = Tally::default();
    let mut statement =
        db.prepare_cached("SELECT source, language, day, n, copies FROM lists.tally")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let page = PageRow {
            source: row.get(0)?,
            language: row.get(1)?,
            published: row.get(2)?,
            ..PageRow::default()
        };
        let n = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        tally.take_many(&page, n(3)?, n(4)?);
    }
    Ok(tally)
}

fn summaries(db: &Connection, ids: &[String]) -> Answer<Vec<StorySummary>> {
    let summary = |id: &String| {
        let Some(story) = one(db, &table::STORIES, id, StoryRow::of)? else { return Ok(None) };
        let sql = "SELECT verdict, count(*) FROM facts WHERE story = ?1 AND verdict <> 'single' GROUP BY 1";
        let mut statement = db.prepare_cached(sql)?;
        let verdicts = statement
            .query_map([id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(Some(StorySummary::of(&story, verdicts.collect::<Answer<_>>()?)))
    };
    ids.iter().filter_map(|id| summary(id).transpose()).collect()
}

/// A page of identifiers: all of a kind by rank, or those that match a query.
fn page_of(db: &Connection, kind: &str, query: &str, page: usize) -> Answer<(Vec<String>, usize)> {
    let from = page.saturating_mul(PAGE_LINES);
    let (from, most) = (i64::try_from(from).unwrap_or(i64::MAX), PAGE_LINES as i64);
    let wanted = wanted(query);
    if wanted.is_empty() {
        let ids =
            format!("SELECT id FROM lists.{kind}_rank WHERE place > ?1 ORDER BY place LIMIT ?2");
        let all = count(db, &format!("SELECT count(*) FROM lists.{kind}_rank"), [])?;
        return Ok((texts(db, &ids, params![from, most])?, all));
    }
    let wanted = format!("kind : {kind} AND ({wanted})");
    let ids = texts(
        db,
        "SELECT id FROM words.found WHERE found MATCH ?1 ORDER BY rank, rowid LIMIT ?2 OFFSET ?3",
        params![wanted, most, from],
    )?;
    let all = count(db, "SELECT count(*) FROM words.found WHERE found MATCH ?1", [&wanted])?;
    Ok((ids, all))
}

/// A query as the index of words takes it.
fn wanted(query: &str) -> String {
    let words = match_of(query);
    if words.is_empty() { words } else { format!("{{words more}} : ({words})") }
}

/// A query as a full-text index takes it: every word, or the beginning of one.
fn match_of(query: &str) -> String {
    let words = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(12).map(|word| format!("\"{word}\"*")).collect();
    words.join(" AND ")
}

/// A list with the addresses of the pages before and after.
fn listed<T>(rows: Vec<T>, all: usize, path: &str, query: &str, page: usize) -> Listed<T> {
    let address = |page: usize| {
        let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("{path}?q={query}&page={page}")
    };
    Listed {
        rows,
        all,
        before: (page > 0).then(|| address(page - 1)),
        after: ((page + 1).saturating_mul(PAGE_LINES) < all).then(|| address(page + 1)),
        query: query.to_owned(),
    }
}

pub(super) fn stories(db: &Connection, query: &str, page: usize) -> Answer<Listed<StorySummary>> {
    let (ids, all) = page_of(db, "story", query, page)?;
    Ok(listed(summaries(db, &ids)?, all, "/stories", query, page))
}

/// By rank, or by the full text of titles and texts.
pub(super) fn articles(db: &Connection, query: &str, page: usize) -> Answer<Listed<PageRow>> {
    let wanted = match_of(query);
    let (ids, all) = if wanted.is_empty() {
        page_of(db, "article", "", page)?
    } else {
        let from = i64::try_from(page.saturating_mul(PAGE_LINES)).unwrap_or(i64::MAX);
        let ids = "SELECT a.id FROM articles_text AS x JOIN articles AS a ON a.rowid = x.rowid
            WHERE articles_text MATCH ?1 ORDER BY rank, a.id LIMIT ?2 OFFSET ?3";
        let all = "SELECT count(*) FROM articles_text WHERE articles_text MATCH ?1";
        let with = params![wanted, PAGE_LINES as i64, from];
        (texts(db, ids, with)?, count(db, all, [&wanted])?)
    };
    let rows = ids.iter().filter_map(|id| one(db, &table::ARTICLES, id, PageRow::of).transpose());
    Ok(listed(rows.collect::<Answer<_>>()?, all, "/articles", query, page))
}

pub(super) fn story(db: &Connection, id: &str) -> Answer<Option<StoryParts>> {
    let Some(story) = one(db, &table::STORIES, id, StoryRow::of)? else { return Ok(None) };
    let order = "WHERE t.story = ?1 ORDER BY t.verdict = 'conflict' DESC, t.verdict = 'single', instr(t.key, '/') > 0, t.origins DESC, t.id LIMIT ?2";
    let mut facts = select(db, &table::FACTS, order, params![id, MOST_FACTS as i64], FactRow::of)?;
    quote(db, &mut facts)?;
    let pages = select(
        db,
        &table::ARTICLES,
        "WHERE t.story = ?1 ORDER BY t.id LIMIT 2000",
        [id],
        PageRow::of,
    )?;
    let entities = story.entities.iter().take(100);
    let entities =
        entities.map(|id| one(db, &table::ENTITIES, id, |row| EntityRef::of(&EntityRow::of(row))));
    Ok(Some(StoryParts {
        dated: select(
            db,
            &table::TIMELINE,
            "WHERE t.story = ?1 ORDER BY t.\"from\", t.fact LIMIT 2000",
            [id],
            DatedRow::of,
        )?,
        pages: pages.into_iter().map(|page| (page.id.clone(), page)).collect(),
        entities: entities.filter_map(Answer::transpose).collect::<Answer<_>>()?,
        facts,
        story,
    }))
}

/// Finds the words around every value.
fn quote(db: &Connection, facts: &mut [FactRow]) -> Answer<()> {
    let mut quoted = BTreeMap::<String, Vec<(usize, usize)>>::new();
    for (fact, row) in facts.iter().enumerate() {
        for (at, value) in row.values.iter().enumerate().take(200) {
            quoted.entry(value.article.clone()).or_default().push((fact, at));
        }
    }
    for (article, values) in quoted.into_iter().take(MOST_QUOTED) {
        let sql = "SELECT text FROM articles WHERE id = ?1";
        let text: Option<String> =
            db.prepare_cached(sql)?.query_row([&article], |row| row.get(0)).optional()?.flatten();
        let text = text.unwrap_or_default();
        for (fact, at) in values {
            let value = &mut facts[fact].values[at];
            value.around = around(&text, value.span);
        }
    }
    Ok(())
}

pub(super) fn article(db: &Connection, id: &str) -> Answer<Option<ArticleParts>> {
    let Some(article) = one(db, &table::ARTICLES, id, ArticleRow::of)? else { return Ok(None) };
    let story = article.page.story.clone().unwrap_or_default();
    let mut marks = Vec::new();
    for layer in [&table::MENTIONS, &table::TIMEXES, &table::QUANTITIES, &table::CLAIMS] {
        let made = |row: &Named<'_>| MarkRow::of(layer.name, row);
        let found =
            select(db, layer, "WHERE t.article = ?1 ORDER BY t.rowid LIMIT 5000", [id], made)?;
        marks.extend(found.into_iter().flatten());
    }
    let title = one(db, &table::STORIES, &story, |row| StoryRow::of(row).title)?;
    let copies = "WHERE t.copy_of = ?1 ORDER BY t.id LIMIT 50";
    let copies = select(db, &table::ARTICLES, copies, [id], PageRow::of)?;
    Ok(Some(ArticleParts {
        facts: facts_of(db, &story, id)?,
        copies: copies.into_iter().map(|page| (page.id, page.source)).collect(),
        story_title: title,
        article,
        marks,
    }))
}

/// The values that an article gives to the facts of its story.
fn facts_of(db: &Connection, story: &str, article: &str) -> Answer<Vec<FactMark>> {
    let sql = "WHERE t.story = ?1 AND instr(t.\"values\", ?2) ORDER BY t.verdict = 'single', t.id LIMIT 500";
    let facts = select(db, &table::FACTS, sql, [story, article], FactRow::of)?;
    let marks = facts.iter().flat_map(|fact| {
        let own = fact.values.iter().filter(|value| value.article == article);
        own.map(|value| FactMark {
            span: value.span,
            fact: fact.id.clone(),
            verdict: fact.verdict.clone(),
            label: fact.label.clone(),
        })
    });
    let mut marks: Vec<FactMark> = marks.collect();
    marks.sort_by_key(|mark| (mark.verdict == "single", mark.span));
    Ok(marks)
}

pub(super) fn entities(db: &Connection, query: &str, page: usize) -> Answer<EntitiesParts> {
    let (ids, all) = page_of(db, "entity", query, page)?;
    let rows = ids.iter().filter_map(|id| one(db, &table::ENTITIES, id, EntityRow::of).transpose());
    let rows = rows.collect::<Answer<Vec<_>>>()?;
    let list = listed(rows, all, "/entities", query, page);
    if page > 0 || !query.is_empty() {
        return Ok(EntitiesParts { entities: list, ..EntitiesParts::default() });
    }
    let pairs = "JOIN lists.strong_pairs AS s ON s.a = t.a AND s.b = t.b ORDER BY s.rowid";
    let pairs = select(db, &table::COOCCURRENCE, pairs, [], PairRow::of)?;
    let placed = "JOIN lists.placed AS p ON p.id = t.id ORDER BY p.rowid";
    Ok(EntitiesParts {
        entities: list,
        names: names(db, pairs.iter().flat_map(|pair| [&pair.a, &pair.b]))?,
        places: select(db, &table::ENTITIES, placed, [], EntityRow::of)?,
        pairs,
    })
}

fn names<'a>(
    db: &Connection,
    ids: impl Iterator<Item = &'a String>,
) -> Answer<BTreeMap<String, EntityRef>> {
    let mut names = BTreeMap::new();
    for id in ids {
        if !names.contains_key(id) {
            let named = one(db, &table::ENTITIES, id, |row| EntityRef::of(&EntityRow::of(row)))?;
            names.extend(named.map(|named| (id.clone(), named)));
        }
    }
    Ok(names)
}

pub(super) fn entity(db: &Connection, id: &str) -> Answer<Option<EntityParts>> {
    let Some(entity) = one(db, &table::ENTITIES, id, EntityRow::of)? else { return Ok(None) };
    let pairs =
        "WHERE t.a = ?1 OR t.b = ?1 ORDER BY t.origins DESC, t.articles DESC, t.a, t.b LIMIT 25";
    let pairs = select(db, &table::COOCCURRENCE, pairs, [id], PairRow::of)?;
    let named = names(db, pairs.iter().flat_map(|pair| [&pair.a, &pair.b]))?;
    let company = pairs.iter().filter_map(|pair| {
        let other = named.get(if pair.a == id { &pair.b } else { &pair.a })?;
        Some((other.clone(), pair.articles, pair.origins, pair.pmi))
    });
    let pages = "WHERE t.id IN (SELECT DISTINCT article FROM mentions WHERE entity = ?1 LIMIT 40) ORDER BY t.id";
    let mut pages = select(db, &table::ARTICLES, pages, [id], PageRow::of)?;
    pages.sort_by(PageRow::latest_first);
    let mut stories: Vec<&String> = pages.iter().filter_map(|page| page.story.as_ref()).collect();
    stories.sort_unstable();
    stories.dedup();
    let stories = stories
        .into_iter()
        .map(|id| one(db, &table::STORIES, id, |row| (id.clone(), StoryRow::of(row).title)));
    Ok(Some(EntityParts {
        entity,
        company: company.collect(),
        stories: stories.filter_map(Answer::transpose).collect::<Answer<_>>()?,
        pages,
    }))
}

pub(super) fn search(db: &Connection, pages: &Pages, query: &str) -> Answer<(Vec<Found>, bool)> {
    let wanted = wanted(query);
    if wanted.is_empty() {
        return Ok((Vec::new(), false));
    }
    let sql = "SELECT kind, id, story, words, more FROM words.found WHERE found MATCH ?1
        ORDER BY rank, rowid LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map(params![wanted, (MOST_FOUND + 1) as i64], |row| {
        let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
        let story: Option<String> = row.get(2)?;
        let words = row.get::<_, Option<String>>(3)?.unwrap_or_default();
        let more = row.get::<_, Option<String>>(4)?.unwrap_or_default();
        let found = |kind, href| Found { kind, words, more, href, verdict: None, story: None };
        Ok(match kind.as_str() {
            "fact" => {
                let story = story.unwrap_or_default();
                let found = found("fact", pages.link("story", &story, Some(&id)));
                let verdict = found.more.split(':').next().map(str::to_owned);
                let title = one(db, &table::STORIES, &story, |row| StoryRow::of(row).title)?;
                Found { verdict, story: title, ..found }
            }
            "entity" => found("entity", pages.link("entity", &id, None)),
            _ => found("story", pages.link("story", &id, None)),
        })
    })?;
    let mut found: Vec<Found> = found.collect::<Answer<_>>()?;
    let more = found.len() > MOST_FOUND;
    found.truncate(MOST_FOUND);
    Ok((found, more))
}

#[test]
fn queries_are_words_whatever_they_hold() {
    let check = |query: &str, expected: &str| assert_eq!(wanted(query), expected);
    check("", "");
    check("\" OR *; --", "{words more} : (\"OR\"*)");
    check("Vigo dead", "{words more} : (\"Vigo\"* AND \"dead\"*)");
}
