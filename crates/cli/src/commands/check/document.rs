//! A source of one document, that of a test.

use tidings_model::{Metadata, RawDocument};
use tidings_plan::Case;
use tidings_stage::{Brought, Family, Field, Source, SourceError, SourceItems, Spec, Staged};

/// The address of the document of every test: identifiers in what is expected stay the same
/// wherever the pipeline file lies.
const URI: &str = "test";

const SPEC: Spec = Spec {
    name: "test",
    family: Family::Source,
    about: "Brings the document of a test.",
    reads: &[],
    writes: &[Field::Raw],
    settings: &[],
    example: "",
};

/// The source that brings the document of a test.
pub(super) fn source(case: &Case) -> Staged<dyn Source> {
    let document = RawDocument {
        uri: URI.to_owned(),
        bytes: case.input.clone(),
        media: case.media,
        metadata: Metadata::new(),
    };
    Staged { spec: SPEC, label: SPEC.name.to_owned(), stage: Box::new(Document(document)) }
}

struct Document(RawDocument);

impl Source for Document {
    fn check(&self) -> Result<(), SourceError> {
        Ok(())
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        Ok(Box::new(std::iter::once(Brought::Document(self.0.clone()))))
    }

    fn fetch(&self, uri: &str) -> Result<Option<RawDocument>, SourceError> {
        Ok((uri == self.0.uri).then(|| self.0.clone()))
    }
}
