//! Writes what the command line changes into the tree of a pipeline file.
//!
//! Each option keeps its own text and places, so that a mistake in it is shown where it stands.

use std::sync::Arc;

use tidings_stage::{Family, Kind};

use crate::file::FILE;
use crate::origin::{Origin, Place};
use crate::problem::Problem;
use crate::request::Request;
use crate::stages::Labels;
use crate::tree::{Entry, Item, Table, Text, TreeReader, Value};

/// Writes every override of a request into the tree.
pub(crate) fn apply(root: &mut Table, request: &Request<'_>, reader: &mut TreeReader<'_>) {
    let mut options = Options { request, reader, rank: 0 };
    options.inputs(root);
    options.tables(root);
    for (key, value) in &request.overrides.set {
        options.set(root, key, value);
    }
}

struct Options<'a, 'r> {
    request: &'a Request<'a>,
    reader: &'a mut TreeReader<'r>,
    rank: usize,
}

impl Options<'_, '_> {
    fn origin(&mut self, name: &str, text: String) -> Arc<Origin> {
        self.rank += 1;
        let base = self.request.current.to_owned();
        Arc::new(Origin { rank: self.rank, name: name.to_owned(), text, base })
    }

    /// A text of the command line, taken as it is: the shell has read its variables.
    fn literal(&mut self, option: &str, text: &str) -> Item {
        let origin = self.origin(option, text.to_owned());
        let at = Place::new(&origin, 0..text.len());
        Item { at, value: Value::Text(Text { written: text.to_owned(), value: text.to_owned() }) }
    }

    fn inputs(&mut self, root: &mut Table) {
        let inputs: Vec<Item> = self
            .request
            .overrides
            .inputs
            .iter()
            .map(|input| self.literal("--input", input))
            .collect();
        let Some(first) = inputs.first() else { return };
        let at = first.at.clone();
        let list = Item { at: at.clone(), value: Value::List(inputs) };
        let registry = self.request.registry;
        let takes_paths = |name: &str| {
            registry.get(Family::Source, name).is_none_or(|entry| {
                entry.spec.settings.iter().any(|s| s.name == "paths" && s.kind == Kind::Patterns)
            })
        };
        self.write(root, Family::Source, takes_paths, "paths", &list, "source that takes `paths`");
    }

    fn tables(&mut self, root: &mut Table) {
        let Some(format) = &self.request.overrides.tables else { return };
        let item = self.literal("--tables", format);
        self.write(
            root,
            Family::Sink,
            |name| name == "tables",
            "format",
            &item,
            "sink named `tables`",
        );
    }

    /// Writes a setting into every stage of a family that is one of `which`.
    fn write(
        &mut self,
        root: &mut Table,
        family: Family,
        which: impl Fn(&str) -> bool,
        key: &str,
        item: &Item,
        wanted: &str,
    ) {
        let mut written = false;
        for table in tables_mut(root, family) {
            let name = table.item("use").and_then(Item::text);
            if name.is_some_and(|name| which(&name.value)) {
                let (key, key_at) = (key.to_owned(), item.at.clone());
                table.set(Entry { key, key_at, item: item.clone() });
                written = true;
            }
        }
        if !written {
            self.no_target(&item.at, wanted.to_owned(), String::new(), Vec::new());
        }
    }

    fn set(&mut self, root: &mut Table, key: &str, value: &str) {
        let origin = self.origin("--set", format!("{key}={value}"));
        let item = self.reader.option(&origin, key.len() + 1);
        // What is wrong with a key is told without the value, which may be a secret.
        let keys = Place::new(&origin, key.len() + 1..origin.text.len()).masked().origin;
        let path = segments(&keys, key);
        let first = path.first().map(|segment| segment.name);
        let family = Family::ALL.iter().find(|family| Some(family.as_str()) == first);
        // Not for keys that say whose they are.
        let of_file =
            first == Some("run") || FILE.iter().any(|setting| Some(setting.name) == first);
        let known = if of_file { Vec::new() } else { self.meant(root, key) };
        let written = match (family, path.as_slice()) {
            (Some(&family), [_, stage, setting @ ..]) if !setting.is_empty() => {
                self.set_in_stage(root, family, stage, setting, item)
            }
            (Some(_), _) => false,
            (None, _) if !known.is_empty() => false,
            (None, path) => write_path(root, path, item),
        };
        if !written {
            let at = Place::new(&keys, 0..key.len());
            self.reader.problems.add(&at, Problem::NoSetting { key: key.to_owned(), known });
        }
    }

    /// The keys that were probably meant by one without its family, or without its stage:
    /// `tables.format` or `format` for `sink.tables.format`.
    fn meant(&self, root: &Table, key: &str) -> Vec<String> {
        let (first, last) = (key.split('.').next(), key.rsplit('.').next().unwrap_or(key));
        let (mut with_family, mut with_stage) = (Vec::new(), Vec::new());
        for &family in Family::ALL {
            for Label { label, stage } in labels_of(root, family) {
                let entry = self.request.registry.get(family, &stage);
                let has = entry.is_some_and(|e| e.spec.settings.iter().any(|s| s.name == last));
                if first == Some(&label) && key.contains('.') {
                    with_family.push(format!("{family}.{key}"));
                } else if has {
                    with_stage.push(format!("{family}.{label}.{last}"));
                }
            }
        }
        if with_family.is_empty() { with_stage } else { with_family }
    }

    fn set_in_stage(
        &mut self,
        root: &mut Table,
        family: Family,
        stage: &Segment<'_>,
        setting: &[Segment<'_>],
        item: Item,
    ) -> bool {
        let labels = labels_of(root, family);
        let Some(index) = position(&labels, stage.name) else {
            let known = labels.into_iter().map(|label| label.label);
            let known = known.filter(|label| !label.is_empty()).collect();
            let wanted = format!("{family} stage `{}`", stage.name);
            self.no_target(&stage.at, wanted, stage.name.to_owned(), known);
            return true;
        };
        tables_mut(root, family).nth(index).is_some_and(|table| write_path(table, setting, item))
    }

    fn no_target(&mut self, at: &Place, wanted: String, given: String, known: Vec<String>) {
        self.reader.problems.add(at, Problem::NoTarget { wanted, given, known });
    }
}

/// A part of a dotted key.
struct Segment<'k> {
    name: &'k str,
    at: Place,
}

fn segments<'k>(origin: &Arc<Origin>, key: &'k str) -> Vec<Segment<'k>> {
    let mut start = 0;
    let segment = |name: &'k str| {
        let at = Place::new(origin, start..start + name.len());
        start += name.len() + 1;
        Segment { name, at }
    };
    key.split('.').map(segment).collect()
}

/// Writes a value under a path of keys; answers whether all but the last lead to tables.
fn write_path(mut table: &mut Table, path: &[Segment<'_>], item: Item) -> bool {
    let Some((last, folders)) = path.split_last() else { return false };
    for folder in folders {
        match table.table_mut(folder.name, &folder.at) {
            Some(inner) => table = inner,
            None => return false,
        }
    }
    table.set(Entry { key: last.name.to_owned(), key_at: last.at.clone(), item });
    true
}

/// The tables of a family, in file order.
fn tables_mut(root: &mut Table, family: Family) -> impl Iterator<Item = &mut Table> {
    let entry = root.0.iter_mut().find(|entry| entry.key == family.as_str());
    let items = match entry.map(|entry| &mut entry.item.value) {
        Some(Value::List(items)) => items.as_mut_slice(),
        _ => &mut [],
    };
    items.iter_mut().filter_map(|item| match &mut item.value {
        Value::Table(table) => Some(table),
        _ => None,
    })
}

/// What a stage table is called.
struct Label {
    /// Its name within the pipeline.
    label: String,
    /// The stage it uses.
    stage: String,
}

/// What the tables of a family are called, in file order.
fn labels_of(root: &Table, family: Family) -> Vec<Label> {
    let mut labels = Labels::default();
    let mut found = Vec::new();
    for &each in Family::ALL {
        let Some(Value::List(items)) = root.item(each.as_str()).map(|item| &item.value) else {
            continue;
        };
        for item in items {
            let (Some(label), Some(table)) = (labels.next(item), item.table()) else { continue };
            let stage = table.item("use").and_then(Item::text).unwrap_or_default().value;
            if each == family {
                found.push(Label { label, stage });
            }
        }
    }
    found
}

/// The stage of that label, or else the only one of that name.
fn position(labels: &[Label], name: &str) -> Option<usize> {
    labels.iter().position(|label| label.label == name).or_else(|| {
        let mut same = (0..labels.len()).filter(|&index| labels[index].stage == name);
        same.next().filter(|_| same.next().is_none())
    })
}
