//! A stage of Tidings in a library. `cargo build --release`, and name it in a pipeline file:
//!
//! ```toml
//! [[@FAMILY@]]
//! use = "@NAME@"
//! from = "PATH/TO/target/release/@NAME@"
//! ```

use tidings_plugin_api::{
    Aggregator, Alias, BuildError, Default, Digests, Doc, Entity, EntityId, Family, Field, Kept,
    Kind, Label, Reject, Rows, Setting, Settings, Spec, Stage,
};

tidings_plugin_api::export_stages! { aggregator @TYPE@; }

/// Lists a word as an entity, with the number of places and articles where it stands.
pub struct @TYPE@ {
    word: String,
}

impl Stage for @TYPE@ {
    const SPEC: Spec = Spec {
        name: "@NAME@",
        family: Family::Aggregate,
        about: "Lists a word as an entity, with the number of places and articles where it stands.",
        reads: &[Field::Text],
        // It may add rows to the tables that it names here.
        writes: &[Field::Entities],
        settings: &[Setting::new("word", Kind::Text, "What to look for.").or(Default::Text("example"))],
        example: "",
    };

    /// What can fail for good fails here, before the first document.
    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { word: settings.text("word").unwrap_or_default().to_owned() })
    }
}

impl Aggregator for @TYPE@ {
    /// What is kept of each article is held in memory until all were seen: keep it small.
    fn digest(&self, doc: &Doc<'_>, out: &mut Kept<'_>) -> Result<(), Reject> {
        let places = doc.text().matches(&self.word).count() as u64;
        if places > 0 {
            out.keep(&places.to_le_bytes());
        }
        Ok(())
    }

    /// Sees all digests, in order of the articles' identifiers.
    fn finish(&self, digests: &Digests<'_>, out: &mut Rows<'_>) -> Result<(), String> {
        let (mut articles, mut mentions) = (0, 0);
        for (_, digest) in digests.iter() {
            articles += 1;
            mentions += digest.try_into().map(u64::from_le_bytes).map_err(|_| "a broken digest")?;
        }
        let entity = Entity {
            id: EntityId::of(&[b"MISC", self.word.as_bytes()]),
            label: Label::Misc,
            kind: Some("@NAME@".to_owned()),
            name: self.word.clone(),
            aliases: vec![Alias { text: self.word.clone(), count: mentions }],
            mentions,
            articles,
            sources: 0,
            first_seen: None,
            last_seen: None,
            place: None,
        };
        out.push("entities", &entity)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_places_and_articles() {
        let view = tidings_plugin_host::Trial::of(super::tidings_stages(), "@NAME@")
            .aggregate(&["an example", "nothing", "example and example"]);
        let entity = &view.entities[0];
        assert_eq!((entity.articles, entity.mentions), (2, 3));
    }
}
