//! The values of a pipeline file, each with its place; variables are filled in.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::Problems;
use crate::environment::{self, Fault};
use crate::origin::{Origin, Place};
use crate::problem::Problem;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) at: Place,
    pub(crate) value: Value,
}

/// A value of a pipeline file.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Text),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A date or time; no setting accepts one.
    Datetime,
    List(Vec<Item>),
    Table(Table),
    /// A value that cannot be read. It is told when the tree is whole, as the command line may
    /// have put another in its place; whoever meets it has nothing to add.
    Broken(Problem, Place),
}

/// A text, before and after its variables are filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) written: String,
    pub(crate) value: String,
}

/// The entries of a table, in order of their keys; those of the command line last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(pub(crate) Vec<Entry>);

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: Place,
    pub(crate) item: Item,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn item(&self, key: &str) -> Option<&Item> {
        self.get(key).map(|entry| &entry.item)
    }

    /// Writes an entry, in place of one of that key.
    pub(crate) fn set(&mut self, entry: Entry) {
        match self.0.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry,
            None => self.0.push(entry),
        }
    }

    /// Tells of every value in it that cannot be read.
    pub(crate) fn report_broken(&self, problems: &mut Problems) {
        self.0.iter().for_each(|entry| entry.item.report_broken(problems));
    }

    /// The table of that key, made if it is not there; `None` if something else stands there.
    pub(crate) fn table_mut(&mut self, key: &str, key_at: &Place) -> Option<&mut Table> {
        let at = match self.0.iter().position(|entry| entry.key == key) {
            Some(at) => at,
            None => {
                let item = Item { at: key_at.clone(), value: Value::Table(Table::default()) };
                self.0.push(Entry { key: key.to_owned(), key_at: key_at.clone(), item });
                self.0.len() - 1
            }
        };
        match &mut self.0[at].item.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl Item {
    /// The text, if it is one. On the command line, where quotes are the shell's, so is a number.
    pub(crate) fn text(&self) -> Option<Text> {
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) if self.at.origin.is_option() => {
                let written = self.at.written().to_owned();
                Some(Text { value: written.clone(), written })
            }
            _ => None,
        }
    }

    /// The table, if it is one.
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn is_broken(&self) -> bool {
        matches!(self.value, Value::Broken(..))
    }

    /// Tells of every value in it that cannot be read.
    fn report_broken(&self, problems: &mut Problems) {
        match &self.value {
            Value::Broken(problem, at) => problems.add(at, problem.clone()),
            Value::List(items) => items.iter().for_each(|item| item.report_broken(problems)),
            Value::Table(table) => table.report_broken(problems),
            _ => {}
        }
    }

    /// What it is, for messages; a text as it is written.
    pub(crate) fn found(&self) -> String {
        match &self.value {
            Value::Text(text) if text.written.chars().count() <= 40 => {
                format!("the text \"{}\"", text.written)
            }
            Value::Text(_) => "a text".into(),
            Value::Int(number) => format!("the whole number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Bool(value) => format!("{value}"),
            Value::Datetime => "a date or time".into(),
            Value::List(_) => "a list".into(),
            Value::Table(_) => "a table".into(),
            Value::Broken(..) => "a value that cannot be read".into(),
        }
    }
}

/// Reads TOML into trees.
pub(crate) struct TreeReader<'a> {
    pub(crate) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) problems: &'a mut Problems,
}

impl TreeReader<'_> {
    /// The table that a whole file is; `None` if it is not TOML.
    pub(crate) fn file(&mut self, origin: &Arc<Origin>) -> Option<Table> {
        let (table, errors) = DeTable::parse_recoverable(&origin.text);
        let mut sound = true;
        for error in errors {
            let at = Place::new(origin, error.span().unwrap_or(0..0));
            let problem = syntax_problem(error.message(), &at);
            // The first of two values still tells what else is wrong; a half-read file does not.
            sound &= matches!(problem, Problem::Twice { .. });
            self.problems.add(&at, problem);
        }
        sound.then(|| self.table(origin, table.into_inner(), 0))
    }

    /// A value of the command line: TOML where it can be read as such, else a text.
    ///
    /// `start` is where it begins in the text of the option.
    pub(crate) fn option(&mut self, origin: &Arc<Origin>, start: usize) -> Item {
        let written = origin.text.get(start..).unwrap_or_default();
        match DeValue::parse(written) {
            Ok(value) => self.item(origin, value, start),
            Err(_) => self.bare(origin, start),
        }
    }

    /// A text of the command line, as it is.
    pub(crate) fn bare(&mut self, origin: &Arc<Origin>, start: usize) -> Item {
        let at = Place::new(origin, start..origin.text.len());
        let written = at.written().to_owned();
        let value = self.text(&at, written);
        Item { at, value }
    }

    fn table(&mut self, origin: &Arc<Origin>, table: DeTable<'_>, start: usize) -> Table {
        let entries = table
            .into_iter()
            .map(|(key, value)| {
                let key_at = place(origin, key.span(), start);
                let item = self.item(origin, value, start);
                Entry { key: key.into_inner().into_owned(), key_at, item }
            })
            .collect();
        Table(entries)
    }

    fn item(&mut self, origin: &Arc<Origin>, value: Spanned<DeValue<'_>>, start: usize) -> Item {
        let at = place(origin, value.span(), start);
        let value = match value.into_inner() {
            DeValue::String(text) => self.text(&at, text.into_owned()),
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix());
                parsed.map_or_else(|_| Value::Broken(Problem::TooLarge, at.clone()), Value::Int)
            }
            DeValue::Float(number) => {
                // TOML writes `inf` and `nan` as Rust reads them.
                let parsed = number.as_str().parse();
                parsed.map_or_else(|_| Value::Broken(Problem::TooLarge, at.clone()), Value::Float)
            }
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Datetime(_) => Value::Datetime,
            DeValue::Array(values) => {
                Value::List(values.into_iter().map(|v| self.item(origin, v, start)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(origin, table, start)),
        };
        Item { at, value }
    }

    fn text(&mut self, at: &Place, written: String) -> Value {
        match environment::expand(&written, self.environment) {
            Ok(expanded) => {
                self.problems.keep_secret(expanded.read);
                Value::Text(Text { written, value: expanded.value })
            }
            Err(Fault::Unset { written, name }) => {
                Value::Broken(Problem::Unset { name }, at.part(&written))
            }
            Err(Fault::Malformed { written }) => {
                Value::Broken(Problem::Malformed, at.part(&written))
            }
        }
    }
}

fn place(origin: &Arc<Origin>, span: std::ops::Range<usize>, start: usize) -> Place {
    Place::new(origin, span.start + start..span.end + start)
}

fn syntax_problem(message: &str, at: &Place) -> Problem {
    let word = at.written();
    if message == "duplicate key" {
        return Problem::Twice { key: word.to_owned() };
    }
    let (message, expected) = match message.split_once(", expected ") {
        Some((message, expected)) => (message, Some(expected.to_owned())),
        None => (message, None),
    };
    let begins = word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '/'));
    if begins && !word.contains(char::is_whitespace) && !word.contains(['"', '\'']) {
        return Problem::Unquoted { word: word.to_owned() };
    }
    Problem::Syntax { message: message.to_owned(), expected }
}
