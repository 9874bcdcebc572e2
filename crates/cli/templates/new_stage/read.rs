//! A stage of Tidings in a library. `cargo build --release`, and name it in a pipeline file:
//!
//! ```toml
//! [[@FAMILY@]]
//! use = "@NAME@"
//! from = "PATH/TO/target/release/@NAME@"
//! ```

use tidings_plugin_api::{
    Articles, BlockKind, BuildError, Family, Field, Form, MediaType, Raw, Reader, Reject, Settings,
    Span, Spec, Stage, TextField,
};

tidings_plugin_api::export_stages! { reader @TYPE@; }

/// Reads plain text: a title in the first line, and a paragraph in each of the others.
pub struct @TYPE@;

impl Stage for @TYPE@ {
    const SPEC: Spec = Spec {
        name: "@NAME@",
        family: Family::Read,
        about: "Reads plain text: a title in the first line, a paragraph in each of the others.",
        reads: &[Field::Raw],
        writes: &[Field::Text, Field::Blocks, Field::Page],
        settings: &[],
        example: "",
    };

    /// What can fail for good fails here, before the first document.
    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Reader for @TYPE@ {
    /// A pipeline has at most one reader for each media type.
    const MEDIA: &'static [MediaType] = &[MediaType::Text];

    fn read(&self, raw: &Raw<'_>, out: &mut Articles<'_>) -> Result<(), Reject> {
        let text = std::str::from_utf8(raw.bytes())
            .map_err(|why| Reject::failed("not_utf8", why.to_string()))?;
        // Text that is the bytes of the document traces to them one by one.
        out.begin("", Form::Page);
        out.text(text, Span::at(0..text.len()));
        let (mut start, mut kind) = (0, BlockKind::Title);
        for line in text.split_inclusive('\n') {
            let words = line.trim_end();
            if kind == BlockKind::Title {
                out.set(TextField::Title, words);
            }
            if !words.is_empty() {
                out.block(kind, Span::at(start..start + words.len()));
            }
            kind = BlockKind::Paragraph;
            start += line.len();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_lines() {
        let trial = tidings_plugin_host::Trial::of(super::tidings_stages(), "@NAME@");
        let articles = trial.read("Fog\n\nIt came in.\n".as_bytes()).unwrap();
        assert_eq!(articles[0].title.as_deref(), Some("Fog"));
        assert_eq!(articles[0].blocks.len(), 2);
        assert!(trial.read(b"\xff").is_err());
    }
}
