//! The files that lookups go to: the tables as SQLite, ranks and counts, and an index of words.

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
/// Ranks and counts.
const LISTS: &str = "serve-lists.sqlite";
/// The index of words.
const WORDS: &str = "serve-words.sqlite";
/// Raised when what stands in the files changes.
const VERSION: i64 = 4;
/// Rows copied between two reports of how far it is.
const ROWS_TOLD: u64 = 100_000;

/// What lists and the overview need, made in one pass over each table.
const MAKE_LISTS: &str = "
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
";

/// The words of stories, entities and facts.
const MAKE_WORDS: &str = "
CREATE VIRTUAL TABLE found USING fts5 (kind, id UNINDEXED, story UNINDEXED, words, more,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO found SELECT 'story', id, NULL, title, CASE json_array_length(articles) WHEN 1 THEN '1 page'
    ELSE json_array_length(articles) || ' pages' END FROM stories;
INSERT INTO found SELECT 'entity', id, NULL, name,
    (SELECT group_concat(alias.value ->> 'text', ', ') FROM json_each(aliases) AS alias) FROM entities;
INSERT INTO found SELECT 'fact', id, story, label, verdict || ': ' || coalesce(preferred, '')
    || coalesce(' ' || (SELECT group_concat(text, '; ') FROM
        (SELECT DISTINCT value.value ->> 'text' AS text FROM json_each(facts.\"values\") AS value LIMIT 4)), '')
    FROM facts;
";

/// What must be there before pages can be made, in the order in which it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The tables: pages of stories, articles and entities.
    Tables,
    /// Ranks and counts: the overview and the lists.
    Lists,
    /// The index of words: the search.
    Words,
}

/// The files of a run that lookups go to.
#[derive(Debug, Clone)]
pub(super) struct Files {
    out: PathBuf,
    made_of: String,
}

impl Files {
    pub(super) fn of(out: &Path, run: &Value) -> Self {
        let made_of = Sha256::of(run.to_string().as_bytes()).to_string();
        Self { out: out.to_owned(), made_of }
    }

    /// What of it is there, opened; none without tables.
    pub(super) fn open(&self) -> Result<Option<(Connection, Part)>, BrowseError> {
        let Some(tables) = self.tables() else { return Ok(None) };
        let db = read_only(&tables)?;
        let mut last = Part::Tables;
        for (part, name, schema) in [(Part::Lists, LISTS, "lists"), (Part::Words, WORDS, "words")] {
            let path = self.out.join(name);
            if !self.is_made(&path) {
                break;
            }
            db.execute(&format!("ATTACH ?1 AS {schema}"), [address(&path)])?;
            last = part;
        }
        Ok(Some((db, last)))
    }

    /// Makes the next part that is missing and tells which; none once all are there.
    pub(super) fn make_next(
        &self,
        rows: u64,
        say: &mut dyn FnMut(&str),
    ) -> Result<Option<Part>, BrowseError> {
        let Some(tables) = self.tables() else {
            made(&self.out.join(COPY), |to| self.copy(to, rows, say))?;
            return Ok(Some(Part::Tables));
        };
        for (part, name, sql, words) in [
            (Part::Lists, LISTS, MAKE_LISTS, "counting and ordering what can be listed, once"),
            (Part::Words, WORDS, MAKE_WORDS, "making an index of what can be searched, once"),
        ] {
            let path = self.out.join(name);
            if !self.is_made(&path) {
                say(words);
                made(&path, |to| self.ask(&tables, to, sql))?;
                return Ok(Some(part));
            }
        }
        Ok(None)
    }

    /// The tables as an SQLite file, if there is one.
    fn tables(&self) -> Option<PathBuf> {
        let (own, copy) = (self.out.join(FILE), self.out.join(COPY));
        match own.is_file() {
            true => Some(own),
            false => Some(copy).filter(|copy| self.is_made(copy)),
        }
    }

    fn copy(&self, to: &Path, rows: u64, say: &mut dyn FnMut(&str)) -> Result<(), BrowseError> {
        let refused =
            |why: SinkError| BrowseError::Index { path: to.to_owned(), problem: why.to_string() };
        let mut copy = Box::new(Sqlite::create(to.to_owned()).map_err(refused)?);
        let mut written: u64 = 0;
        for table in table::ALL {
            let mut failed = None;
            read_table(&self.out, table, &mut |cells| {
                if written.is_multiple_of(ROWS_TOLD) {
                    say(&copying(written, rows));
                }
                written += 1;
                failed = copy.write(Row { table, cells: &cells }).err();
                failed.is_none()
            })?;
            failed.map_or(Ok(()), |why| Err(refused(why)))?;
        }
        say("ordering the copied tables, once");
        copy.finish().map_err(refused)?;
        self.sign(&Connection::open(to)?)
    }

    /// Makes a file out of what the tables answer.
    fn ask(&self, tables: &Path, to: &Path, sql: &str) -> Result<(), BrowseError> {
        let db = Connection::open(to)?;
        db.execute("ATTACH ?1 AS run", [address(tables)])?;
        db.execute_batch(&format!(
            "PRAGMA main.journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; BEGIN; {sql}"
        ))?;
        self.sign(&db)?;
        db.execute_batch("COMMIT; DETACH run;")?;
        Ok(())
    }

    /// Notes what a file was made of.
    fn sign(&self, db: &Connection) -> Result<(), BrowseError> {
        db.execute_batch("CREATE TABLE main.made_of (version INTEGER, run TEXT) STRICT;")?;
        db.execute("INSERT INTO main.made_of VALUES (?1, ?2)", params![VERSION, self.made_of])?;
        Ok(())
    }

    /// Whether a file is there and was made of this run.
    fn is_made(&self, path: &Path) -> bool {
        let asked = || -> rusqlite::Result<bool> {
            let sql = "SELECT count(*) FROM made_of WHERE version = ?1 AND run = ?2";
            let with = params![VERSION, self.made_of];
            read_only(path)?.query_row(sql, with, |row| Ok(row.get::<_, i64>(0)? == 1))
        };
        path.is_file() && asked().unwrap_or(false)
    }
}

/// How far the copying is, in words.
fn copying(written: u64, rows: u64) -> String {
    let done = (written * 100).checked_div(rows).unwrap_or_default().min(100);
    format!(
        "copying the tables into SQLite, once, which `run --tables sqlite` would have spared: {done} % of {rows} rows"
    )
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

fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
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
