//! The files that lookups go to: the tables as SQLite, and an index of words and ranks.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};
use serde_json::Value;
use tidings_model::Sha256;
use tidings_model::table;
use tidings_stage::{PartWriter as _, Row, SinkError};

use super::BrowseError;
use crate::read::read_table;
use crate::sqlite::{FILE, Sqlite};

/// The copy of tables that are of another format.
const COPY: &str = "serve-tables.sqlite";
/// The index.
const INDEX: &str = "serve-index.sqlite";
/// Raised when what stands in the files changes.
const VERSION: i64 = 2;

/// What the index holds, made in one pass over each table.
const MAKE: &str = "
CREATE TABLE story_rank (place INTEGER PRIMARY KEY, id TEXT NOT NULL);
INSERT INTO story_rank (id) SELECT id FROM stories ORDER BY json_array_length(articles) DESC, id DESC;
CREATE TABLE entity_rank (place INTEGER PRIMARY KEY, id TEXT NOT NULL);
INSERT INTO entity_rank (id) SELECT id FROM entities ORDER BY articles DESC, mentions DESC, id;
CREATE TABLE article_rank (place INTEGER PRIMARY KEY, id TEXT NOT NULL);
INSERT INTO article_rank (id) SELECT id FROM articles ORDER BY published IS NULL, published DESC, uri, id;
CREATE TABLE placed AS SELECT id FROM entities WHERE lat IS NOT NULL ORDER BY articles DESC, id LIMIT 300;
CREATE TABLE strong_pairs AS SELECT a, b FROM cooccurrence ORDER BY origins DESC, articles DESC, a, b LIMIT 300;
CREATE TABLE conflicting AS SELECT id FROM facts WHERE verdict = 'conflict' ORDER BY origins DESC, id LIMIT 20;
CREATE TABLE verdicts AS SELECT verdict, count(*) AS n FROM facts GROUP BY verdict;
CREATE TABLE tally AS SELECT coalesce(source, uri) AS source, language, substr(published, 1, 10) AS day,
    count(*) AS n, count(copy_of) AS copies FROM articles GROUP BY 1, 2, 3;
CREATE VIRTUAL TABLE found USING fts5 (kind, id UNINDEXED, story UNINDEXED, words, more,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO found SELECT 'story', id, NULL, title, json_array_length(articles) || ' pages' FROM stories;
INSERT INTO found SELECT 'entity', id, NULL, name,
    (SELECT group_concat(alias.value ->> 'text', ', ') FROM json_each(aliases) AS alias) FROM entities;
INSERT INTO found SELECT 'fact', id, story, label, verdict || ': ' || coalesce(preferred, '')
    || coalesce(' ' || (SELECT group_concat(text, '; ') FROM
        (SELECT DISTINCT value.value ->> 'text' AS text FROM json_each(facts.\"values\") AS value LIMIT 4)), '')
    FROM facts;
";

/// The tables of a run with its index beside them, made if need be.
pub(super) fn open(
    out: &Path,
    run: &Value,
    say: &mut dyn FnMut(&str),
) -> Result<Connection, BrowseError> {
    let made_of = Sha256::of(run.to_string().as_bytes()).to_string();
    let tables = tables(out, &made_of, say)?;
    let index = out.join(INDEX);
    if !is_of(&index, &made_of) {
        say("making an index of what can be listed and searched, once");
        made(&index, |unfinished| make_index(&tables, unfinished, &made_of))?;
    }
    let db = read_only(&tables)?;
    attach(&db, &index)?;
    Ok(db)
}

/// The tables as an SQLite file.
fn tables(out: &Path, made_of: &str, say: &mut dyn FnMut(&str)) -> Result<PathBuf, BrowseError> {
    let own = out.join(FILE);
    if own.is_file() {
        return Ok(own);
    }
    let copy = out.join(COPY);
    if !is_of(&copy, made_of) {
        say("copying the tables into SQLite, once; `run --tables sqlite` would have them so");
        made(&copy, |unfinished| make_copy(out, unfinished, made_of))?;
    }
    Ok(copy)
}

/// Makes a file under another name, and gives it its own when it is whole.
fn made(
    path: &Path,
    make: impl FnOnce(&Path) -> Result<(), BrowseError>,
) -> Result<(), BrowseError> {
    let problem = |problem: String| BrowseError::Index { path: path.to_owned(), problem };
    let unfinished = path.with_extension("sqlite.unfinished");
    match std::fs::remove_file(&unfinished) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            return Err(problem(why.to_string()));
        }
        _ => {}
    }
    make(&unfinished).map_err(|why| match why {
        BrowseError::Ask(why) => problem(why.to_string()),
        other => other,
    })?;
    std::fs::rename(&unfinished, path).map_err(|why| problem(why.to_string()))
}

fn make_copy(out: &Path, to: &Path, made_of: &str) -> Result<(), BrowseError> {
    let refused =
        |why: SinkError| BrowseError::Index { path: to.to_owned(), problem: why.to_string() };
    let mut copy = Box::new(Sqlite::create(to.to_owned()).map_err(refused)?);
    for table in table::ALL {
        let mut failed = None;
        read_table(out, table, &mut |cells| {
            failed = copy.write(Row { table, cells: &cells }).err();
            failed.is_none()
        })?;
        failed.map_or(Ok(()), |why| Err(refused(why)))?;
    }
    copy.finish().map_err(refused)?;
    sign(&Connection::open(to)?, "main", made_of)
}

fn make_index(tables: &Path, to: &Path, made_of: &str) -> Result<(), BrowseError> {
    let db = Connection::open(to)?;
    db.execute("ATTACH ?1 AS run", [address(tables)])?;
    db.execute_batch(&format!(
        "PRAGMA main.journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; BEGIN; {MAKE}"
    ))?;
    sign(&db, "main", made_of)?;
    db.execute_batch("COMMIT; DETACH run;")?;
    Ok(())
}

/// Notes what a file was made of.
fn sign(db: &Connection, schema: &str, made_of: &str) -> Result<(), BrowseError> {
    db.execute_batch(&format!(
        "CREATE TABLE {schema}.made_of (version INTEGER, run TEXT) STRICT;"
    ))?;
    db.execute(
        &format!("INSERT INTO {schema}.made_of VALUES (?1, ?2)"),
        params![VERSION, made_of],
    )?;
    Ok(())
}

/// Whether a file is there and was made of this run.
fn is_of(path: &Path, made_of: &str) -> bool {
    let asked = || -> rusqlite::Result<bool> {
        let sql = "SELECT count(*) FROM made_of WHERE version = ?1 AND run = ?2";
        read_only(path)?
            .query_row(sql, params![VERSION, made_of], |row| Ok(row.get::<_, i64>(0)? == 1))
    };
    path.is_file() && asked().unwrap_or(false)
}

fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

fn attach(db: &Connection, index: &Path) -> rusqlite::Result<()> {
    db.execute("ATTACH ?1 AS idx", [address(index)]).map(|_| ())
}

/// A file as an address that is only read.
fn address(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let path = path.to_string_lossy();
    let written: String = path
        .chars()
        .map(|c| match plain(c) {
            true => c.to_string(),
            false => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect();
    format!("file:{written}?mode=ro")
}
