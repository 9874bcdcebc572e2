//! FollowTheMoney: what leads to what, hostile text, and what the published schema says.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its run has failed")]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use testkit::hostile;
use tidings_model::table::{ARTICLES, COOCCURRENCE, Cell, Column, ENTITIES, MENTIONS, Table};
use tidings_sink::FollowTheMoney;
use tidings_stage::{Row, Sink, SinkContext};

const FILE: &str = "entities.ftm.json";

/// A row with these cells, all others null.
fn row(table: &'static Table, given: &[(&str, Cell<'static>)]) -> Vec<Cell<'static>> {
    let cell = |column: &Column| {
        let found = given.iter().find(|(name, _)| *name == column.name);
        found.map_or(Cell::Null, |(_, cell)| cell.clone())
    };
    table.columns.iter().map(cell).collect()
}

fn written(rows: &[(&'static Table, Vec<Cell<'static>>)]) -> (tempfile::TempDir, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let mut part = FollowTheMoney.open(SinkContext { folder: folder.path(), run: "{}" }).unwrap();
    for (table, cells) in rows {
        part.write(Row { table, cells }).unwrap();
    }
    let rows = part.finish().unwrap()[0].rows;
    let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, rows);
    (folder, lines)
}

fn entity(id: &'static str, label: &'static str, name: &'static str) -> Vec<Cell<'static>> {
    let lat = if label == "LOC" { Cell::Float(42.25) } else { Cell::Null };
    let kind = if label == "MISC" { "nationality".into() } else { Cell::Null };
    let given: [(&str, Cell<'_>); 5] = [
        ("id", id.into()),
        ("label", label.into()),
        ("name", name.into()),
        ("kind", kind),
        ("lat", lat),
    ];
    row(&ENTITIES, &given)
}

fn mention(entity: &'static str, label: &'static str, start: i64) -> Vec<Cell<'static>> {
    let given: [(&str, Cell<'_>); 6] = [
        ("article", "a1".into()),
        ("start", Cell::Int(start)),
        ("end", Cell::Int(start + 4)),
        ("text", "Some  name".into()),
        ("label", label.into()),
        ("entity", entity.into()),
    ];
    row(&MENTIONS, &given)
}

fn sample() -> Vec<(&'static Table, Vec<Cell<'static>>)> {
    let article: [(&str, Cell<'_>); 9] = [
        ("id", "a1".into()),
        ("uri", "pages/one.html".into()),
        ("title", "Nine lost\noff Vigo".into()),
        ("published", "2026-03-12T10:00Z".into()),
        ("url", "https://quay.example/ferry?day=1".into()),
        ("text", "Nine lost off Vigo\n\nMayor Ana Souto said so.\u{0}".into()),
        ("language", "en".into()),
        ("source", "Harbour Post".into()),
        ("sha256", "00ff".into()),
    ];
    let pair = |a: &'static str, b: &'static str| {
        row(&COOCCURRENCE, &[("a", a.into()), ("b", b.into()), ("articles", Cell::Int(2))])
    };
    vec![
        (&ENTITIES, entity("e1", "PER", "Ana Souto")),
        (&ENTITIES, entity("e2", "LOC", "Vigo")),
        (&ENTITIES, entity("e3", "MISC", "Galician")),
        (&COOCCURRENCE, pair("e1", "e2")),
        (&COOCCURRENCE, pair("e1", "e3")),
        (&ARTICLES, row(&ARTICLES, &article)),
        (&MENTIONS, mention("e1", "PER", 0)),
        (&MENTIONS, mention("e2", "LOC", 14)),
        (&MENTIONS, mention("e1", "PER", 20)),
        (&MENTIONS, mention("e3", "MISC", 30)),
    ]
}

#[test]
fn articles_names_and_entities_lead_to_each_other() {
    let (_folder, lines) = written(&sample());
    let of =
        |schema: &str| lines.iter().filter(|line| line["schema"] == schema).collect::<Vec<_>>();
    assert_eq!(of("Person")[0]["properties"]["name"][0], "Ana Souto");
    assert_eq!(of("Address")[0]["properties"]["latitude"][0], "42.25");
    assert_eq!(of("Article")[0]["properties"]["title"][0], "Nine lost off Vigo");
    assert_eq!(of("Article")[0]["properties"]["language"][0], "eng");
    let mentions = of("Mention");
    let resolved: Vec<_> =
        mentions.iter().map(|line| line["properties"]["resolved"][0].as_str()).collect();
    assert_eq!(resolved, [Some("e1"), None, Some("e1"), None]);
    let named: Vec<_> =
        of("Documentation").iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(named, ["a1.e1", "a1.e2"]);
    assert_eq!(of("UnknownLink").len(), 1);
    let ids: BTreeSet<_> = lines.iter().map(|line| line["id"].as_str()).collect();
    assert_eq!(ids.len(), lines.len(), "every entity has an identifier of its own");
}

#[test]
fn hostile_text_stays_within_its_line() {
    let rows = |table: &'static Table| {
        hostile::rows(table).into_iter().map(move |mut cells| {
            if let Some(at) = table.column("label") {
                cells[at] = "PER".into();
            }
            (table, cells)
        })
    };
    let rows: Vec<_> =
        [&ENTITIES, &COOCCURRENCE, &ARTICLES, &MENTIONS].into_iter().flat_map(rows).collect();
    let (_folder, lines) = written(&rows);
    let of_rows = lines.iter().filter(|line| line["schema"] != "Documentation");
    assert_eq!(of_rows.count(), rows.len());
}

/// What the published schema says of every line, if its package is there.
#[test]
fn the_published_schema_accepts_every_line() {
    const CHECK: &str = "
import json, sys
from followthemoney import model
for number, line in enumerate(open(sys.argv[1], encoding='utf-8'), 1):
    data = json.loads(line)
    proxy = model.get_proxy(data)
    proxy.schema.validate(data)
    for name, values in data['properties'].items():
        prop = proxy.schema.get(name)
        assert prop is not None, (number, data['schema'], name)
        for value in values:
            assert prop.type.validate(value), (number, name, value)
            assert prop.type.clean(value) is not None, (number, name, value)
    assert all(name in data['properties'] for name in proxy.schema.required), (number, data)
print('lines', number)
";
    let Some(python) = testkit::python_with("followthemoney") else { return };
    let (folder, lines) = written(&sample());
    let file = folder.path().join(FILE);
    let output = Command::new(python).args(["-c", CHECK]).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let counted = String::from_utf8_lossy(&output.stdout);
    assert_eq!(counted.trim(), format!("lines {}", lines.len()));
}
