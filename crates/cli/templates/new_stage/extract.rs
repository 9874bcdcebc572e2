//! A stage of Tidings in a library. `cargo build --release`, and name it in a pipeline file:
//!
//! ```toml
//! [[@FAMILY@]]
//! use = "@NAME@"
//! from = "PATH/TO/target/release/@NAME@"
//! ```

use tidings_plugin_api::{
    BuildError, Default, Doc, Extractor, Family, Field, Found, Kind, Reject, Setting, Settings,
    Span, Spec, Stage,
};

tidings_plugin_api::export_stages! { extractor @TYPE@; }

/// Notes each place where a word stands.
pub struct @TYPE@ {
    word: String,
}

impl Stage for @TYPE@ {
    const SPEC: Spec = Spec {
        name: "@NAME@",
        family: Family::Extract,
        about: "Notes each place where a word stands.",
        // It sees the layers that it names here: Field::Tokens, Field::Mentions and so on.
        reads: &[Field::Text],
        writes: &[],
        settings: &[Setting::new("word", Kind::Text, "What to look for.").or(Default::Text("example"))],
        example: "",
    };

    /// What can fail for good fails here, before the first document.
    fn build(settings: &Settings) -> Result<Self, BuildError> {
        match settings.text("word") {
            None | Some("") => {
                Err(BuildError::Setting { setting: "word", problem: "expected a word".into() })
            }
            Some(word) => Ok(Self { word: word.to_owned() }),
        }
    }
}

impl Extractor for @TYPE@ {
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
        for (at, word) in doc.text().match_indices(&self.word) {
            out.note(Span::at(at..at + word.len()), "here");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_each_place() {
        let doc = tidings_plugin_host::Trial::of(tidings_stages(), "@NAME@")
            .extract("one example, two examples")
            .unwrap();
        let spans: Vec<_> = doc.article.notes.iter().map(|note| note.span).collect();
        assert_eq!(spans, [Some(Span::new(4, 11)), Some(Span::new(17, 24))]);
    }
}
