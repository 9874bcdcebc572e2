//! The `[[test]]` tables of a pipeline file: an input, and what must come out of a stage.
//!
//! ```toml
//! [[test]]
//! about = "a percentage is a quantity"
//! input = "Sales rose by 12.5% in a year."
//! stage = "quantities"
//!
//! [[test.expect.quantities]]
//! text = "12.5%"
//! value = 12.5
//! ```
//!
//! What comes out of a stage is what the sinks of a run would get if the pipeline ended behind that
//! stage and the document of the test were its only one:
//!
//! - the stages before it run too, in the order of a run; of the readers, which stand beside each
//!   other, a named one is the only one;
//! - sources do not run, as the document takes their place, so none can be named; a sink is not
//!   opened, and naming one stands for the whole pipeline.
//!
//! Under `expect` stand output tables, and under each the rows it must have, in order and no others.
//! A row names only the columns that matter, and a group within it only the fields that matter.
//! Tables that are not named may hold anything, but nothing may be rejected on the way. With
//! `rejected`, the named stage must reject the document, or every article of it, for that reason.
//!
//! The document's address is `test`, wherever the pipeline file lies.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;
use tidings_model::MediaType;
use tidings_model::table::{self, Column};
use tidings_stage::{Default, Kind, Setting};

use crate::diagnostics::{Diagnostic, Problems};
use crate::origin::Place;
use crate::problem::{Problem, Scope, Valid};
use crate::settings::{Checked, Declared};
use crate::tree::{Entry, Item, Table, Value};

/// A test that a pipeline file carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it shows.
    pub about: String,
    /// The bytes of the document.
    pub input: Vec<u8>,
    /// What the bytes are.
    pub media: MediaType,
    /// The label of the stage whose answer is looked at.
    pub stage: String,
    /// What must come out of it.
    pub outcome: Outcome,
    /// The line of the file where it begins, counted from 1.
    pub line: usize,
}

/// What must come out of a stage.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// These rows, by table; of each row, these columns.
    Rows(BTreeMap<&'static str, Vec<Row>>),
    /// A reject with this reason.
    Rejected(String),
}

/// Columns of a row with their values.
pub type Row = BTreeMap<&'static str, Json>;

/// The names of all media types.
const MEDIA: &[&str] = &{
    let mut names = [""; MediaType::ALL.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = MediaType::ALL[index].as_str();
        index += 1;
    }
    names
};

/// Keys of `[[test]]`, beside `expect`.
pub(crate) const TEST: &[Setting] = &[
    Setting::new("about", Kind::Text, "What the test shows.").or(Default::Text("")),
    Setting::new("input", Kind::Text, "The document, as a text."),
    Setting::new("file", Kind::File, "The document, as a file; instead of `input`."),
    Setting::new("media", Kind::Choice(MEDIA), "What the document is.")
        .or(Default::Text("text/plain")),
    Setting::new("stage", Kind::Text, "The stage whose answer is looked at; not a source.")
        .required(),
    Setting::new(
        "rejected",
        Kind::Text,
        "The reason for which it is rejected; instead of `expect`.",
    ),
];

/// What `expect` is for.
pub(crate) const EXPECT_ABOUT: &str =
    "Output tables with the rows they must have, in order; of each row, the columns that matter.";

/// Checks the shape of every `[[test]]`; `labels` are those of the stages that a test can name.
pub(crate) fn check(
    root: &Table,
    base: &Path,
    labels: &[&str],
    problems: &mut Problems,
) -> Vec<Case> {
    let Some(entry) = root.get("test") else { return Vec::new() };
    let mut checker = CaseChecker { base, labels, problems };
    match &entry.item.value {
        Value::List(items) if items.iter().all(|item| item.table().is_some()) => {
            items.iter().filter_map(|item| checker.case(item)).collect()
        }
        Value::Broken(..) => Vec::new(),
        _ => {
            let (family, found) = ("test".to_owned(), entry.item.found());
            checker.problems.add(&entry.key_at, Problem::NotAnArray { family, found });
            Vec::new()
        }
    }
}

struct CaseChecker<'a> {
    base: &'a Path,
    labels: &'a [&'a str],
    problems: &'a mut Problems,
}

impl CaseChecker<'_> {
    fn case(&mut self, item: &Item) -> Option<Case> {
        let table = item.table()?;
        let declared =
            Declared { scope: Scope::Test, settings: TEST, besides: &["expect"], base: self.base };
        let checked = declared.check(table, &item.at, self.problems);
        let input = self.input(&checked, &item.at);
        let outcome = self.outcome(&checked, table, &item.at);
        let settings = &checked.settings;
        let stage = settings.text("stage")?.to_owned();
        if !self.labels.contains(&stage.as_str()) {
            let known = self.labels.iter().map(|&label| label.to_owned()).collect();
            let (wanted, given) = (format!("stage `{stage}` after its sources"), stage.clone());
            self.problems
                .add(checked.places.get("stage")?, Problem::NoTarget { wanted, given, known });
        }
        Some(Case {
            about: settings.text("about").unwrap_or_default().to_owned(),
            input: input?,
            media: MediaType::from_name(settings.text("media")?)?,
            stage,
            outcome: outcome?,
            line: item.at.line_and_column().0,
        })
    }

    fn input(&mut self, checked: &Checked, at: &Place) -> Option<Vec<u8>> {
        self.one_of(checked, at, "input", "file");
        if let Some(text) = checked.settings.text("input") {
            return Some(text.as_bytes().to_vec());
        }
        let place = checked.places.get("file")?;
        match std::fs::read(checked.settings.path("file")?) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let (written, cause) = (place.written().to_owned(), error.to_string());
                self.problems.add(place, Problem::NotAFile { written, cause });
                None
            }
        }
    }

    fn outcome(&mut self, checked: &Checked, table: &Table, at: &Place) -> Option<Outcome> {
        let Some(expect) = table.get("expect") else {
            self.one_of(checked, at, "expect", "rejected");
            return Some(Outcome::Rejected(checked.settings.text("rejected")?.to_owned()));
        };
        if let Some(rejected) = checked.places.get("rejected") {
            self.exclusive(rejected, "rejected", &expect.key_at, "expect");
        }
        let Some(tables) = expect.item.table() else {
            self.wrong_type(
                "expect",
                "tables of rows, [[test.expect.TABLE]]",
                "[[test.expect.mentions]]",
                &expect.item,
            );
            return None;
        };
        let rows = |entry: &Entry| self.rows(&entry.key, &entry.key_at, &entry.item);
        // All are looked at before the first that is wrong ends it.
        let rows: Vec<_> = tables.0.iter().map(rows).collect();
        rows.into_iter().collect::<Option<_>>().map(Outcome::Rows)
    }

    /// Tells if neither or both of two keys are there.
    fn one_of(&mut self, checked: &Checked, at: &Place, key: &'static str, other: &'static str) {
        match (checked.places.get(key), checked.places.get(other)) {
            (Some(one), Some(two)) => self.exclusive(two, other, one, key),
            (None, None) => {
                let about = format!("`{other}` may stand in its place");
                let expected = "what the test is about".to_owned();
                let key = key.to_owned();
                let problem = Problem::MissingKey { key, scope: Scope::Test, expected, about };
                self.problems.add(at, problem);
            }
            _ => {}
        }
    }

    fn exclusive(&mut self, at: &Place, key: &'static str, first: &Place, other: &'static str) {
        let diagnostic = Diagnostic::new(at, Problem::Exclusive { key, other });
        self.problems.push(diagnostic.with(first, "the other one"));
    }

    fn wrong_type(&mut self, key: &str, expected: &str, example: &str, item: &Item) {
        if !item.is_broken() {
            let (key, expected) = (key.to_owned(), expected.to_owned());
            let (found, instead) = (item.found(), None);
            let valid = Valid::Example(example.to_owned());
            let problem = Problem::WrongType { key, expected, found, instead, valid };
            self.problems.add(&item.at, problem);
        }
    }

    fn rows(&mut self, name: &str, at: &Place, item: &Item) -> Option<(&'static str, Vec<Row>)> {
        let Some(table) = table::ALL.iter().find(|table| table.name == name) else {
            let known = table::ALL.iter().map(|table| table.name.to_owned()).collect();
            let (key, scope) = (name.to_owned(), Scope::Expect);
            self.problems.add(at, Problem::UnknownKey { key, scope, known });
            return None;
        };
        let Value::List(items) = &item.value else {
            self.wrong_type(name, "a list of rows", &format!("[[test.expect.{name}]]"), item);
            return None;
        };
        let rows: Vec<Option<Row>> = items.iter().map(|item| self.row(table, item)).collect();
        Some((table.name, rows.into_iter().collect::<Option<_>>()?))
    }

    fn row(&mut self, table: &'static table::Table, item: &Item) -> Option<Row> {
        let Some(entries) = item.table() else {
            let first = table.columns.first().map_or("id", |column| column.name);
            let example = format!("{} = [{{ {first} = \"text\" }}]", table.name);
            self.wrong_type(table.name, "rows, each a table of columns", &example, item);
            return None;
        };
        let cells: Vec<_> = entries
            .0
            .iter()
            .map(|entry| {
                let column = self.column(table, &entry.key, &entry.key_at)?;
                Some((column.name, self.cell(column, &entry.item)?))
            })
            .collect();
        cells.into_iter().collect()
    }

    fn column(
        &mut self,
        table: &'static table::Table,
        key: &str,
        at: &Place,
    ) -> Option<&'static Column> {
        let column = table.columns.iter().find(|column| column.name == key);
        if column.is_none() {
            let known = table.columns.iter().map(|column| column.name.to_owned()).collect();
            let scope = Scope::Row(table.name.to_owned());
            self.problems.add(at, Problem::UnknownKey { key: key.to_owned(), scope, known });
        }
        column
    }

    fn cell(&mut self, column: &'static Column, item: &Item) -> Option<Json> {
        let cell = json(item, column.kind);
        if cell.is_none() {
            let example = format!("{} = {}", column.name, example(column.kind));
            self.wrong_type(column.name, expectation(column.kind), &example, item);
        }
        cell
    }
}

/// A value as JSON, if it may stand in a column of that kind.
fn json(item: &Item, kind: table::Kind) -> Option<Json> {
    match (&item.value, kind) {
        (Value::Text(text), table::Kind::Text) => Some(text.value.as_str().into()),
        (Value::Int(number), table::Kind::Int | table::Kind::Float) => Some((*number).into()),
        (Value::Float(number), table::Kind::Float) => Some((*number).into()),
        (Value::Bool(value), table::Kind::Bool) => Some((*value).into()),
        (Value::List(items), table::Kind::List(kind)) => {
            items.iter().map(|item| json(item, *kind)).collect()
        }
        (Value::Table(fields), table::Kind::Struct(columns)) => {
            let field = |entry: &Entry| {
                let column = columns.iter().find(|column| column.name == entry.key)?;
                Some((entry.key.clone(), json(&entry.item, column.kind)?))
            };
            fields.0.iter().map(field).collect()
        }
        _ => None,
    }
}

fn expectation(kind: table::Kind) -> &'static str {
    match kind {
        table::Kind::Text => "a text in quotes",
        table::Kind::Int => "a whole number",
        table::Kind::Float => "a number",
        table::Kind::Bool => "true or false",
        table::Kind::List(_) => "a list of what the column holds",
        table::Kind::Struct(_) => "a table of the fields of the column",
    }
}

fn example(kind: table::Kind) -> String {
    match kind {
        table::Kind::Text => "\"text\"".to_owned(),
        table::Kind::Int => "1".to_owned(),
        table::Kind::Float => "0.5".to_owned(),
        table::Kind::Bool => "true".to_owned(),
        table::Kind::List(kind) => format!("[{}]", example(*kind)),
        table::Kind::Struct(columns) => {
            let field = |column: &Column| format!("{} = {}", column.name, example(column.kind));
            let first = columns.first().map(field).unwrap_or_default();
            format!("{{ {first} }}")
        }
    }
}
