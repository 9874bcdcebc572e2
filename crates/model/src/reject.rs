//! Why a document did not come out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::named_enum;

named_enum! {
    /// Whether a document was left out on purpose or could not be worked on.
    Fate {
        /// A stage left it out by its own rule.
        Dropped = "dropped",
        /// It could not be worked on: broken input, a panic, a limit.
        Failed = "failed",
    }
}

/// The reason why a document or article ends at a stage.
///
/// The stage gives the reason; the runner adds stage and document, keeps and counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Dropped or failed.
    pub fate: Fate,
    /// A short name to count by, such as `empty` or `broken_json`.
    pub reason: Cow<'static, str>,
    /// What was expected and found here, for a reader at three in the morning.
    pub detail: String,
}

impl Reject {
    /// Left out by the stage's own rule.
    #[must_use]
    pub fn dropped(reason: &'static str, detail: impl Into<String>) -> Self {
        Self { fate: Fate::Dropped, reason: reason.into(), detail: detail.into() }
    }

    /// Could not be worked on.
    #[must_use]
    pub fn failed(reason: &'static str, detail: impl Into<String>) -> Self {
        Self { fate: Fate::Failed, reason: reason.into(), detail: detail.into() }
    }
}

impl std::fmt::Display for Reject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.fate, self.reason, self.detail)
    }
}
