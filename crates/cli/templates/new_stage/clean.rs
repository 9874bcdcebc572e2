//! A stage of Tidings in a library. `cargo build --release`, and name it in a pipeline file:
//!
//! ```toml
//! [[@FAMILY@]]
//! use = "@NAME@"
//! from = "PATH/TO/target/release/@NAME@"
//! ```

use tidings_plugin_api::{
    BuildError, Cleaner, Default, Doc, Edits, Family, Field, Kind, Reject, Setting, Settings, Span,
    Spec, Stage,
};

tidings_plugin_api::export_stages! { cleaner @TYPE@; }

/// Cuts lines that begin with certain words.
pub struct @TYPE@ {
    beginning: String,
}

impl Stage for @TYPE@ {
    const SPEC: Spec = Spec {
        name: "@NAME@",
        family: Family::Clean,
        about: "Cuts lines that begin with certain words.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[Setting::new("beginning", Kind::Text, "How the lines begin.")
            .or(Default::Text("Advertisement"))],
        example: "",
    };

    /// What can fail for good fails here, before the first document.
    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { beginning: settings.text("beginning").unwrap_or_default().to_owned() })
    }
}

impl Cleaner for @TYPE@ {
    fn clean(&self, doc: &Doc<'_>, out: &mut Edits<'_>) -> Result<(), Reject> {
        let mut start = 0;
        for line in doc.text().split_inclusive('\n') {
            if line.starts_with(&self.beginning) {
                out.cut(Span::at(start..start + line.len()), "@NAME@");
            }
            start += line.len();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cuts_lines() {
        let article = tidings_plugin_host::Trial::of(super::tidings_stages(), "@NAME@")
            .clean("Fog came.\nAdvertisement: soap\nIt went.")
            .unwrap();
        assert_eq!(article.text.as_str(), "Fog came.\nIt went.");
        assert_eq!(article.removed[0].reason, "@NAME@");
    }
}
