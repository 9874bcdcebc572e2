//! A cleaner that is a command of the user's own.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use super::pool::Pool;
use super::{EXAMPLE, SETTINGS, answer, record};

/// Asks a process what to change. The text of a record is left as it is.
#[derive(Debug)]
pub struct ExecCleaner(Pool);

impl Stage for ExecCleaner {
    const SPEC: Spec = Spec {
        name: "exec",
        family: Family::Clean,
        about: "Asks a command of your own, in any language, what to change in each article.",
        reads: &[Field::Text],
        writes: &[Field::Text, Field::Blocks, Field::Page, Field::Language],
        settings: SETTINGS,
        example: EXAMPLE,
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Pool::start(settings).map(Self)
    }
}

impl Cleaner for ExecCleaner {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let id = article.id;
        let changes = self.0.ask(&record::clean(&article), |line| answer::cleaned(id, line))?;
        changes.apply(Self::SPEC.name, article)
    }
}
