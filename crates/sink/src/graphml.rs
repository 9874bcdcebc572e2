//! `graphml`: the network of entities, for Gephi, yEd, Cytoscape, NetworkX and igraph.
//!
//! A node is an entity, an edge a pair that articles name together; their attributes are the flat
//! columns of `entities` and `cooccurrence`, with aliases as JSON text. Three have other names, for
//! programs that draw graphs look for them: `name` is `label`, `label` is `class`, and the number of
//! articles of a pair stands once more as `weight`. XML has no way to write control characters, so
//! each becomes U+FFFD.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use tidings_model::table::{self, Cell, Column, Kind, Table};
use tidings_stage::{
    BuildError, Family, Field, PartWriter, Row, Settings, Sink, SinkContext, SinkError, Spec,
    Stage, Written,
};

use crate::json_lines::push_cell;

const FILE: &str = "entities.graphml";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// Writes entities as nodes and pairs of them as edges.
#[derive(Debug)]
pub struct Graphml;

impl Stage for Graphml {
    const SPEC: Spec = Spec {
        name: "graphml",
        family: Family::Sink,
        about: "Writes the network of entities that articles name together, as GraphML.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Sink for Graphml {
    fn files(&self) -> Vec<PathBuf> {
        vec![PathBuf::from(FILE)]
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let path = context.folder.join(FILE);
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let mut writer = Writer {
            path,
            file: BufWriter::with_capacity(1 << 16, file),
            out: Vec::new(),
            rows: 0,
        };
        writer.head();
        writer.flush()?;
        Ok(Box::new(writer))
    }
}

struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    /// What is to be written next.
    out: Vec<u8>,
    rows: u64,
}

impl PartWriter for Writer {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        match row.table {
            known if known == &table::ENTITIES => self.node(row.cells),
            known if known == &table::COOCCURRENCE => self.edge(row.cells),
            _ => return Ok(()),
        }
        self.rows += 1;
        self.flush()
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.out.extend_from_slice(b"</graph>\n</graphml>\n");
        self.flush()?;
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        Ok(vec![Written { name: PathBuf::from(FILE), rows: self.rows }])
    }
}

impl Writer {
    fn flush(&mut self) -> Result<(), SinkError> {
        let written = self.file.write_all(&self.out);
        self.out.clear();
        written.map_err(SinkError::disk("write", &self.path))
    }

    fn head(&mut self) {
        self.out.extend_from_slice(HEAD.as_bytes());
        for (family, letter, table) in
            [("node", 'n', &table::ENTITIES), ("edge", 'e', &table::COOCCURRENCE)]
        {
            for (at, column) in attributes(table) {
                self.key(&format!("{letter}{at}"), family, attribute_of(table, column));
            }
        }
        self.key("weight", "edge", ("weight", "long"));
        self.out.extend_from_slice(b"<graph id=\"entities\" edgedefault=\"undirected\">\n");
    }

    fn key(&mut self, id: &str, family: &str, (name, kind): (&str, &str)) {
        let key = format!(
            "<key id=\"{id}\" for=\"{family}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"
        );
        self.out.extend_from_slice(key.as_bytes());
    }

    fn node(&mut self, cells: &[Cell<'_>]) {
        self.out.extend_from_slice(b"<node id=\"");
        self.id(&table::ENTITIES, "id", cells);
        self.out.extend_from_slice(b"\">");
        self.data('n', &table::ENTITIES, cells);
        self.out.extend_from_slice(b"</node>\n");
    }

    fn edge(&mut self, cells: &[Cell<'_>]) {
        self.out.extend_from_slice(b"<edge source=\"");
        self.id(&table::COOCCURRENCE, "a", cells);
        self.out.extend_from_slice(b"\" target=\"");
        self.id(&table::COOCCURRENCE, "b", cells);
        self.out.extend_from_slice(b"\">");
        self.data('e', &table::COOCCURRENCE, cells);
        let articles = table::COOCCURRENCE.column("articles").map(|at| &cells[at]);
        if let Some(Cell::Int(n)) = articles {
            self.out.extend_from_slice(format!("<data key=\"weight\">{n}</data>").as_bytes());
        }
        self.out.extend_from_slice(b"</edge>\n");
    }

    fn id(&mut self, table: &Table, column: &str, cells: &[Cell<'_>]) {
        let id = table.column(column).and_then(|at| cells[at].as_text());
        escape(&mut self.out, id.unwrap_or_default());
    }

    fn data(&mut self, letter: char, table: &'static Table, cells: &[Cell<'_>]) {
        for (at, column) in attributes(table) {
            if cells[at] == Cell::Null {
                continue;
            }
            self.out.extend_from_slice(format!("<data key=\"{letter}{at}\">").as_bytes());
            match &cells[at] {
                Cell::Text(text) => escape(&mut self.out, text),
                cell => {
                    let mut json = Vec::new();
                    push_cell(&mut json, column.kind, cell);
                    escape(&mut self.out, &String::from_utf8_lossy(&json));
                }
            }
            self.out.extend_from_slice(b"</data>");
        }
    }
}

/// The columns that are attributes, each with its place; identifiers have a place of their own.
fn attributes(table: &'static Table) -> impl Iterator<Item = (usize, &'static Column)> {
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| !matches!(column.name, "id" | "a" | "b"))
}

/// An attribute's name and type.
fn attribute_of(table: &Table, column: &Column) -> (&'static str, &'static str) {
    let name = match column.name {
        "name" if table == &table::ENTITIES => "label",
        "label" if table == &table::ENTITIES => "class",
        name => name,
    };
    let kind = match column.kind {
        Kind::Int => "long",
        Kind::Float => "double",
        Kind::Bool => "boolean",
        Kind::Text | Kind::List(_) | Kind::Struct(_) => "string",
    };
    (name, kind)
}

/// Appends a text so that XML gives it back as it is, for an element or an attribute in quotes.
fn escape(out: &mut Vec<u8>, text: &str) {
    for c in text.chars() {
        let written = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' => "&#9;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
            c => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
        };
        out.extend_from_slice(written.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use quick_xml::events::Event;
    use testkit::hostile;

    use super::*;

    /// The attributes of every node and edge, by name, as a reader of XML gives them.
    fn read(text: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = quick_xml::Reader::from_str(text);
        let (mut names, mut found, mut key) = (BTreeMap::new(), Vec::new(), None::<String>);
        loop {
            let event = reader.read_event().unwrap();
            match &event {
                Event::Eof => return found,
                Event::Start(tag) | Event::Empty(tag) => {
                    let given: BTreeMap<String, String> = tag
                        .attributes()
                        .map(|attribute| {
                            let attribute = attribute.unwrap();
                            let name = attribute.key.0.to_owned();
                            let value = attribute.value.to_string();
                            (name, quick_xml::escape::unescape(&value).unwrap().into_owned())
                        })
                        .collect();
                    match tag.name().0 {
                        "key" => {
                            names.insert(given["id"].clone(), given["attr.name"].clone());
                        }
                        "node" | "edge" => found.push(given),
                        "data" => key = Some(names[&given["key"]].clone()),
                        _ => {}
                    }
                    if let (Some(key), Some(last)) = (&key, found.last_mut()) {
                        last.entry(key.clone()).or_default();
                    }
                }
                Event::End(_) => key = None,
                Event::Text(text) => {
                    if let (Some(key), Some(last)) = (&key, found.last_mut()) {
                        last.get_mut(key).unwrap().push_str(text);
                    }
                }
                Event::GeneralRef(entity) => {
                    let written = format!("&{};", &**entity);
                    let text = quick_xml::escape::unescape(&written).unwrap().into_owned();
                    found
                        .last_mut()
                        .unwrap()
                        .get_mut(key.as_ref().unwrap())
                        .unwrap()
                        .push_str(&text);
                }
                _ => {}
            }
        }
    }

    /// What XML gives back of a text.
    fn in_xml(text: &str) -> String {
        let kept = |c: char| c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}' || "\t\n\r".contains(c);
        text.chars().map(|c| if kept(c) { c } else { '\u{fffd}' }).collect()
    }

    #[test]
    fn hostile_text_reads_back_equal() {
        let folder = tempfile::tempdir().unwrap();
        let mut part = Graphml.open(SinkContext { folder: folder.path(), run: "{}" }).unwrap();
        let (nodes, edges) = (hostile::rows(&table::ENTITIES), hostile::rows(&table::COOCCURRENCE));
        nodes.iter().for_each(|cells| part.write(Row { table: &table::ENTITIES, cells }).unwrap());
        edges
            .iter()
            .for_each(|cells| part.write(Row { table: &table::COOCCURRENCE, cells }).unwrap());
        part.finish().unwrap();
        let found = read(&std::fs::read_to_string(folder.path().join(FILE)).unwrap());
        assert_eq!(found.len(), nodes.len() + edges.len());
        let at = |table: &Table, name| table.column(name).unwrap();
        for (cells, node) in nodes.iter().zip(&found) {
            for (column, attribute) in [("name", "label"), ("label", "class"), ("id", "id")] {
                let text = cells[at(&table::ENTITIES, column)].as_text().unwrap();
                assert_eq!(node[attribute], in_xml(text), "{column}");
            }
            let Cell::Int(mentions) = cells[at(&table::ENTITIES, "mentions")] else { panic!() };
            assert_eq!(node["mentions"], mentions.to_string());
        }
        for (cells, edge) in edges.iter().zip(&found[nodes.len()..]) {
            let Cell::Int(articles) = cells[at(&table::COOCCURRENCE, "articles")] else { panic!() };
            assert_eq!(edge["weight"], articles.to_string());
            let text = cells[at(&table::COOCCURRENCE, "a")].as_text().unwrap();
            assert_eq!(edge["source"], in_xml(text));
        }
    }
}
