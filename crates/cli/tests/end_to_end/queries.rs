//! The questions of `docs/queries.md`, asked of the sample corpus: on SQLite, and on Parquet through
//! DuckDB's Python package where `TIDINGS_PEERS`, or `python3`, has it.

use std::path::Path;
use std::process::Command;

use rusqlite::types::Value as Held;
use serde_json::{Value, json};

use crate::common::{root, run, tidings};

/// A block of SQL: the database that it is for, if it is for one alone, and the statements.
struct Block {
    only: Option<String>,
    sql: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let fences = page.split("```sql").skip(1).map(|rest| {
        let (head, rest) = rest.split_once('\n').unwrap();
        let (sql, _) = rest.split_once("```").expect("a block ends");
        let only = Some(head.trim().to_owned()).filter(|head| !head.is_empty());
        Block { only, sql: sql.to_owned() }
    });
    fences.collect()
}

/// Runs the sample corpus with tables in that format.
fn ran(format: &str, out: &Path) {
    let mut command =
        tidings(&["run", "pipelines/news.toml", "--quiet", "--tables", format, "--out"]);
    let output = command.arg(out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn asked_of_sqlite(out: &Path, sql: &str) -> Vec<Value> {
    let file = rusqlite::Connection::open(out.join("tables.sqlite")).unwrap();
    let mut select = file.prepare(sql).unwrap_or_else(|why| panic!("{why} in\n{sql}"));
    let columns = select.column_count();
    let value = |held: Held| match held {
        Held::Null => Value::Null,
        Held::Integer(n) => json!(n),
        Held::Real(n) => json!(n),
        Held::Text(text) => json!(text),
        Held::Blob(_) => panic!("no column holds bytes"),
    };
    let rows = select.query_map([], |row| (0..columns).map(|at| row.get(at).map(value)).collect());
    rows.unwrap().map(|row| row.unwrap()).collect()
}

/// Each statement's rows as DuckDB gives them; the statements for it alone give none.
const DUCKDB: &str = "
import duckdb, json, os, sys
os.chdir(sys.argv[1])
database = duckdb.connect()
for sql in json.loads(sys.argv[2]):
    print(json.dumps(database.execute(sql).fetchall()))
";

#[test]
fn every_question_is_answered_alike_by_sqlite_and_duckdb() {
    let page = std::fs::read_to_string(root().join("docs/queries.md")).unwrap();
    let blocks = blocks(&page);
    assert_eq!(blocks.iter().filter(|block| block.only.is_none()).count(), 10);
    let folder = tempfile::tempdir().unwrap();
    let (flat, parquet) = (folder.path().join("sqlite"), folder.path().join("parquet"));
    ran("sqlite", &flat);
    let on_sqlite = blocks.iter().filter(|block| block.only.as_deref() != Some("duckdb"));
    let answers: Vec<(&str, Vec<Value>)> =
        on_sqlite.map(|block| (block.sql.as_str(), asked_of_sqlite(&flat, &block.sql))).collect();
    for (sql, rows) in &answers {
        assert!(!rows.is_empty(), "the sample corpus has no answer to\n{sql}");
    }

    let Some(python) = testkit::python_with("duckdb") else { return };
    ran("parquet", &parquet);
    let on_duckdb: Vec<&Block> =
        blocks.iter().filter(|block| block.only.as_deref() != Some("sqlite")).collect();
    let statements: Vec<&str> = on_duckdb.iter().map(|block| block.sql.as_str()).collect();
    let output = Command::new(&python)
        .args(["-c", DUCKDB])
        .arg(&parquet)
        .arg(json!(statements).to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut compared = 0;
    for (block, line) in
        on_duckdb.iter().zip(lines.lines()).filter(|(block, _)| block.only.is_none())
    {
        let (_, expected) = answers.iter().find(|(sql, _)| *sql == block.sql).unwrap();
        let found: Vec<Value> = serde_json::from_str(line).unwrap();
        assert_eq!(&found, expected, "{}", block.sql);
        compared += 1;
    }
    assert_eq!(compared, 10);
}

#[test]
fn the_views_of_the_file_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    ran("sqlite", &out);
    let views = asked_of_sqlite(&out, "SELECT name FROM sqlite_master WHERE type = 'view'");
    assert_eq!(views.len(), 7);
    for view in views {
        let view = view[0].as_str().unwrap();
        let rows = asked_of_sqlite(&out, &format!("SELECT * FROM {view}"));
        assert!(!rows.is_empty(), "{view} is empty");
    }
    // What a view quotes by bytes is what the page says, also behind letters of several bytes.
    let page = folder.path().join("page.txt");
    let text = "Fähre sinkt vor Vigo\n\nThe “Ría” sank. “Nine people were killed”, Ana Souto, the mayor, said.\n";
    std::fs::write(&page, text).unwrap();
    let json = folder.path().join("json");
    run("news.toml", &page, &json, &[]);
    let sqlite = folder.path().join("one");
    let mut command = tidings(&["run", "pipelines/news.toml", "--quiet", "--tables", "sqlite"]);
    command.arg("--input").arg(&page).arg("--out").arg(&sqlite).output().unwrap();
    let words = asked_of_sqlite(&sqlite, "SELECT words FROM statements");
    let claims = crate::common::rows(&json, "claims");
    let article = crate::common::rows(&json, "articles").remove(0);
    let expected: Vec<Value> = claims
        .iter()
        .filter(|claim| !claim["speaker"].is_null())
        .map(|claim| {
            let at = |name: &str| usize::try_from(claim[name].as_u64().unwrap()).unwrap();
            json!([article["text"].as_str().unwrap().get(at("start")..at("end")).unwrap()])
        })
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(words, expected);
}
