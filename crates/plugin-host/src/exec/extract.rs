//! An extractor that is a command of the user's own.

use tidings_model::{AnnotatedArticle, Findings, Reject, Span};
use tidings_stage::{BuildError, Extractor, Family, Field, Settings, Spec, Stage};

use super::pool::Pool;
use super::{EXAMPLE, SETTINGS, answer, record};

/// Asks a process what there is to find.
#[derive(Debug)]
pub struct ExecExtractor(Pool);

impl Stage for ExecExtractor {
    const SPEC: Spec = Spec {
        name: "exec",
        family: Family::Extract,
        about: "Asks a command of your own, in any language, what it finds in each article.",
        reads: &[Field::Text],
        // What it will find is known to its author alone.
        writes: &[
            Field::Sentences,
            Field::Tokens,
            Field::Mentions,
            Field::Timexes,
            Field::Quantities,
            Field::Claims,
        ],
        settings: SETTINGS,
        example: EXAMPLE,
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Pool::start(settings).map(Self)
    }
}

impl Extractor for ExecExtractor {
    /// What the process finds; where it gives no answer, a note says so.
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        if let Err(reject) = self.try_extract(doc, out) {
            out.note(Span::new(0, 0), reject.to_string());
        }
    }

    fn try_extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        let id = doc.article.id;
        *out = self.0.ask(&record::extract(doc), |line| answer::extracted(id, line))?;
        Ok(())
    }
}
