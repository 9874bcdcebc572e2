//! `follow_the_money`: articles, names and entities for tools of investigators (Aleph, OpenAleph, `ftm`).
//!
//! A JSON object a line, as the [FollowTheMoney] schema has it: an `Article` for each article, a
//! `Person`, `Organization`, `Company`, `Address`, `Event` or `Vehicle` for each entity that is one, a
//! `Mention` for each name in an article, a `Documentation` for each entity in an article, which is
//! its provenance, and an `UnknownLink` for each pair of entities that articles name together.
//!
//! What the schema has no place for: entities that are none of these (nationalities, works) are named
//! by mentions alone; a mention leads to its entity where that is a person or an organisation, for
//! nothing else can be a mention's; the SHA-256 of the raw document stands in `notes`.
//!
//! [FollowTheMoney]: https://followthemoney.tech/explorer/

mod languages;
mod values;

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::json;
use tidings_model::table::{self, Named};
use tidings_stage::{
    BuildError, Family, Field, PartWriter, Row, Settings, Sink, SinkContext, SinkError, Spec,
    Stage, Written,
};

use values::Properties;

const FILE: &str = "entities.ftm.json";

/// Writes a FollowTheMoney entity a line.
#[derive(Debug)]
pub struct FollowTheMoney;

impl Stage for FollowTheMoney {
    const SPEC: Spec = Spec {
        name: "follow_the_money",
        family: Family::Sink,
        about: "Writes articles, mentions and entities with their provenance as FollowTheMoney JSON, one a line.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Sink for FollowTheMoney {
    fn files(&self) -> Vec<PathBuf> {
        vec![PathBuf::from(FILE)]
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let path = context.folder.join(FILE);
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Box::new(Writer { path, file, rows: 0, without_schema: HashSet::new(), article: None }))
    }
}

struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    rows: u64,
    /// Entities that the schema has no place for.
    without_schema: HashSet<String>,
    /// The article whose rows come now.
    article: Option<Current>,
}

/// An article whose mentions are being written.
struct Current {
    id: String,
    published: Option<String>,
    entities: BTreeSet<String>,
}

impl PartWriter for Writer {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let cells = Named::row(row.table, row.cells);
        match row.table {
            known if known == &table::ENTITIES => self.entity(&cells),
            known if known == &table::COOCCURRENCE => self.pair(&cells),
            known if known == &table::ARTICLES => self.article(&cells),
            known if known == &table::MENTIONS => self.mention(&cells),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.end_article()?;
        self.file.flush().map_err(SinkError::disk("write", &self.path))?;
        Ok(vec![Written { name: PathBuf::from(FILE), rows: self.rows }])
    }
}

impl Writer {
    fn put(&mut self, id: &str, schema: &str, properties: Properties) -> Result<(), SinkError> {
        let line = json!({ "id": id, "schema": schema, "properties": properties.into_json() });
        self.rows += 1;
        writeln!(self.file, "{line}").map_err(SinkError::disk("write", &self.path))
    }

    fn entity(&mut self, row: &Named<'_>) -> Result<(), SinkError> {
        let id = row.text("id").unwrap_or_default();
        let Some(schema) = schema_of(row.text("label"), row.text("kind")) else {
            self.without_schema.insert(id.to_owned());
            return Ok(());
        };
        let mut properties = Properties::default();
        properties.name("name", row.text("name"));
        for alias in row.groups("aliases") {
            let text = alias.text("text").filter(|text| Some(*text) != row.text("name"));
            properties.name("alias", text);
        }
        properties.name("keywords", row.text("kind"));
        if schema == "Address" {
            properties.name("full", row.text("name"));
            properties.number("latitude", row.cell("lat"));
            properties.number("longitude", row.cell("lon"));
            properties.name("remarks", row.text("precision"));
        }
        self.put(id, schema, properties)
    }

    fn pair(&mut self, row: &Named<'_>) -> Result<(), SinkError> {
        let [a, b] = ["a", "b"].map(|name| row.text(name).unwrap_or_default());
        if [a, b].iter().any(|id| self.without_schema.contains(*id)) {
            return Ok(());
        }
        let mut properties = Properties::default();
        properties.name("subject", Some(a));
        properties.name("object", Some(b));
        properties.name("role", Some("named in the same articles"));
        let [articles, origins] =
            ["articles", "origins"].map(|name| row.int(name).unwrap_or_default());
        let summary = format!("{articles} articles of {origins} independent origins name both");
        properties.text("summary", Some(&summary));
        self.put(&format!("{a}.{b}"), "UnknownLink", properties)
    }

    fn article(&mut self, row: &Named<'_>) -> Result<(), SinkError> {
        self.end_article()?;
        let id = row.text("id").unwrap_or_default();
        let mut properties = Properties::default();
        for (property, column) in [
            ("title", "title"),
            ("fileName", "uri"),
            ("author", "byline"),
            ("keywords", "section"),
            ("publisher", "publisher"),
            ("publisher", "source"),
        ] {
            properties.name(property, row.text(column));
        }
        for (property, column) in
            [("publishedAt", "published"), ("modifiedAt", "modified"), ("retrievedAt", "fetched")]
        {
            properties.date(property, row.text(column));
        }
        properties.address("sourceUrl", row.text("url"));
        properties.text("bodyText", row.text("text"));
        properties.name("language", row.text("language").and_then(languages::three_letters));
        let hash = row.text("sha256").map(|hash| format!("SHA-256 of the raw document: {hash}"));
        properties.text("notes", hash.as_deref());
        let published = row.text("published").map(str::to_owned);
        self.article = Some(Current { id: id.to_owned(), published, entities: BTreeSet::new() });
        self.put(id, "Article", properties)
    }

    fn mention(&mut self, row: &Named<'_>) -> Result<(), SinkError> {
        let article = row.text("article").unwrap_or_default();
        let [start, end] = ["start", "end"].map(|name| row.int(name).unwrap_or_default());
        let entity = row.text("entity").filter(|id| !self.without_schema.contains(*id));
        let schema = schema_of(row.text("label"), row.text("kind"));
        let mut properties = Properties::default();
        properties.name("document", Some(article));
        properties.name("name", row.text("text"));
        properties.name("detectedSchema", schema);
        if matches!(row.text("label"), Some("PER" | "ORG")) {
            properties.name("resolved", entity);
        }
        let current = self.article.as_mut().filter(|current| current.id == article);
        if let (Some(current), Some(entity)) = (current, entity) {
            current.entities.insert(entity.to_owned());
        }
        self.put(&format!("{article}.{start}-{end}"), "Mention", properties)
    }

    /// Writes which entities the article names.
    fn end_article(&mut self) -> Result<(), SinkError> {
        let Some(Current { id, published, entities }) = self.article.take() else { return Ok(()) };
        for entity in entities {
            let mut properties = Properties::default();
            properties.name("document", Some(&id));
            properties.name("entity", Some(&entity));
            properties.name("role", Some("named in it"));
            properties.date("date", published.as_deref());
            self.put(&format!("{id}.{entity}"), "Documentation", properties)?;
        }
        Ok(())
    }
}

/// The schema of an entity; none where there is none for it.
fn schema_of(label: Option<&str>, kind: Option<&str>) -> Option<&'static str> {
    match (label?, kind) {
        ("PER", _) => Some("Person"),
        ("ORG", Some("company")) => Some("Company"),
        ("ORG", _) => Some("Organization"),
        ("LOC", _) => Some("Address"),
        (_, Some("event")) => Some("Event"),
        (_, Some("vehicle")) => Some("Vehicle"),
        _ => None,
    }
}
