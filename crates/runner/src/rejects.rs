//! `rejects.jsonl`: every document and article that did not come out, and why.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tidings_model::{ArticleId, Fate};

use crate::RunError;
use crate::folder::{REJECTS, ResultFile};
use crate::kept::Kept;
use crate::ledger::{Ledger, Rows};

/// A line of `rejects.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectLine {
    /// Where the document lies.
    pub uri: String,
    /// The article, where there was one already.
    pub article: Option<ArticleId>,
    /// The label of the stage at which it ended.
    pub stage: String,
    /// Left out on purpose, or failed.
    pub fate: Fate,
    /// A short name to count by.
    pub reason: String,
    /// What was expected and found.
    pub detail: String,
}

impl RejectLine {
    fn new(kept: &Kept, rows: &Rows) -> Self {
        Self {
            uri: kept.uri.to_string(),
            article: kept.article.as_deref().copied(),
            stage: rows.label(kept.row as usize).to_owned(),
            fate: kept.fate,
            reason: kept.reason.to_string(),
            detail: kept.detail.to_string(),
        }
    }
}

/// Writes the file into a folder.
///
/// # Errors
/// If the disk refuses.
pub(crate) fn write(folder: &Path, ledger: &Ledger) -> Result<ResultFile, RunError> {
    let path = folder.join(REJECTS);
    let refused = |action| RunError::disk(action, &path);
    let mut file = BufWriter::new(File::create(&path).map_err(refused("create"))?);
    for rejected in ledger.rejects() {
        let line = RejectLine::new(rejected, ledger.rows());
        let text = serde_json::to_string(&line).expect("a line is plain data");
        writeln!(file, "{text}").map_err(refused("write"))?;
    }
    file.flush().map_err(refused("write"))?;
    drop(file);
    Ok(ResultFile { path, name: REJECTS.into() })
}
