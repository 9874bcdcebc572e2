//! A report holds nothing but words, whatever the rows hold.

use std::io::Read as _;

use tidings_model::table::{self, Cell, Column, Kind};

use super::*;

/// A row of a table with words in every column that holds words.
fn row(table: &'static Table, words: &str, also: &[(&str, Cell<'static>)]) -> Vec<Cell<'static>> {
    let cell = |column: &Column| match also.iter().find(|(name, _)| *name == column.name) {
        Some((_, cell)) => cell.clone(),
        None => filled(column.kind, words),
    };
    table.columns.iter().map(cell).collect()
}

fn filled(kind: Kind, words: &str) -> Cell<'static> {
    match kind {
        Kind::Text => Cell::from(words.to_owned()),
        Kind::Int => Cell::Int(0),
        Kind::Float => Cell::Float(0.0),
        Kind::Bool => Cell::Bool(false),
        Kind::List(kind) => Cell::List(vec![filled(*kind, words)]),
        Kind::Struct(columns) => {
            Cell::Struct(columns.iter().map(|column| filled(column.kind, words)).collect())
        }
    }
}

fn report_of(most: Most, rows: &[(&'static Table, Vec<Cell<'static>>)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let run = r#"{"name": "<script>alert(1)</script>", "tables": {"stories": 1, "entities": 2}}"#;
    let sink = Report { most };
    let mut part = sink.open(SinkContext { folder: folder.path(), run }).unwrap();
    for (table, cells) in rows {
        part.write(Row { table, cells }).unwrap();
    }
    part.finish().unwrap();
    std::fs::read_to_string(folder.path().join(FILE)).unwrap()
}

/// Every page within a report, one after the other.
fn pages_of(report: &str) -> String {
    let packed = report.split("<script type=\"application/zlib\" id=\"page:").skip(1);
    let text = |part: &str| {
        let packed = part.split_once('>').unwrap().1.split('<').next().unwrap();
        let mut text = String::new();
        let bytes = testkit::browser::decoded(packed);
        flate2::read::ZlibDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        text
    };
    packed.map(text).collect()
}

const MANY: Most = Most { stories: 10, articles: 10, entities: 10 };

/// Words that would be read as markup, end a script, or lead into one.
const HOSTILE: &str =
    "</script><script>alert(1)</script><!-- \"'><img src=x onerror=alert(2)> javascript:alert(3)";

#[test]
fn hostile_words_in_every_column_stay_words() {
    let text = [("text", Cell::from(HOSTILE)), ("url", Cell::from("javascript:alert(3)"))];
    let rows: Vec<_> = table::ALL
        .iter()
        .map(|table| {
            (*table, row(table, HOSTILE, if table.name == "articles" { &text } else { &[] }))
        })
        .collect();
    let page = report_of(MANY, &rows);
    let own = SCRIPTS.len();
    assert_eq!(page.matches("<script>").count(), own, "only our own scripts are run");
    assert_eq!(page.matches("</script>").count(), page.matches("<script").count());
    let pages = pages_of(&page);
    assert!(pages.contains("&lt;script&gt;alert(1)"), "{pages}");
    assert!(!pages.contains("<script") && !pages.contains("<img") && !pages.contains("<!--"));
    assert!(!pages.contains("href=\"javascript:"));
}

#[test]
fn the_policy_names_exactly_what_the_file_runs() {
    let page = report_of(MANY, &[]);
    let policy = page.split("content=\"default-src").nth(1).unwrap().split('"').next().unwrap();
    assert!(!policy.contains("unsafe"), "{policy}");
    let ends = |open: &'static str, close: &'static str| {
        page.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap())
    };
    for own in ends("<script>", "</script>").chain(ends("<style>", "</style>")) {
        assert!(policy.contains(&assets::source_of(own)), "a part is not in the policy");
    }
    assert_eq!(policy.matches("sha256-").count(), SCRIPTS.len() + 1);
}

#[test]
fn copies_are_named_by_their_sources() {
    let article = |id: &'static str, source: &'static str| {
        let cells = [("id", Cell::from(id)), ("source", Cell::from(source)), ("story", Cell::Null)];
        (&table::ARTICLES as &'static Table, row(&table::ARTICLES, "x", &cells))
    };
    let copy = [("a", Cell::from("a2")), ("b", Cell::from("a1"))];
    let copy = (&table::COPIES as &'static Table, row(&table::COPIES, "near", &copy));
    let rows = [copy, article("a1", "coast-wire"), article("a2", "harbour-post")];
    let pages = pages_of(&report_of(MANY, &rows));
    assert!(pages.contains("<a href=\"#article/a2\">harbour-post</a></li></ul>"), "{pages}");
}

#[test]
fn says_what_it_leaves_out() {
    let story = |id: &str| (&table::STORIES as &'static Table, row(&table::STORIES, id, &[]));
    let rows = [story("s1"), story("s2")];
    let page = pages_of(&report_of(Most { stories: 1, ..MANY }, &rows));
    assert!(page.contains("shows the 1 largest of 2 stories"), "{page}");
    assert!(page.contains("<b>1</b> story</li>") && page.contains("<b>2</b> entities</li>"));
}
