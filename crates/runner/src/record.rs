//! What `run.json` says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tidings_model::{View, table};
use tidings_stage::Pipeline;

use crate::folds::ArticleRows;
use crate::ledger::Ledger;
use crate::meter::Cost;

/// The content of `run.json`.
///
/// Everything but `timing` is the same for any number of threads, batch size and credits, and for
/// the same input in any order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The pipeline's name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The version of the program.
    pub version: String,
    /// A hash of everything that can change a result.
    pub pipeline_hash: String,
    /// The pipeline in resolved form.
    pub pipeline: serde_json::Value,
    /// What each source brought.
    pub inputs: Vec<InputRecord>,
    /// The ledger: a row for every stage, in the order a document meets them. Rows of family
    /// `runner` are the runner's own steps: `dispatch` finds a reader for a document, `unique` lets
    /// each address through once.
    pub stages: Vec<StageRecord>,
    /// Rejected documents and articles by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// The files of the run, beside this one.
    pub files: Vec<String>,
    /// What may differ between equal runs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub timing: Option<Timing>,
}

/// What a source brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// The source's label.
    pub label: String,
    /// Documents it brought.
    pub documents: u64,
    /// Documents it could not bring.
    pub rejected: u64,
    /// Bytes of the documents, after decompression.
    pub bytes: u64,
}

/// A row of the ledger: `in = out + dropped + failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRecord {
    /// The stage's label.
    pub label: String,
    /// Its family.
    pub family: String,
    /// Documents or articles that came to it.
    pub r#in: u64,
    /// Those that went on; of a reader, the documents it could read.
    pub out: u64,
    /// Articles that a reader made of its documents.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub yielded: Option<u64>,
    /// Left out by the stage's own rule, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Could not be worked on, by reason.
    pub failed: BTreeMap<String, u64>,
}

/// What a run cost, and how it was run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// How long it took.
    pub seconds: f64,
    /// The most memory the process held, where the system says it.
    pub peak_memory_bytes: Option<u64>,
    /// Worker threads.
    pub threads: u64,
    /// Most documents in a batch.
    pub batch_documents: u64,
    /// Most bytes in a batch.
    pub batch_bytes: u64,
    /// Batches in flight.
    pub credits: u64,
    /// Documents that an earlier, unfinished run had done already.
    pub resumed_documents: u64,
    /// Folders that addresses of documents may be relative to.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub bases: Vec<String>,
    /// How the run was asked for, so that `replay` and `explain` can ask again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<Call>,
    /// Cost of each stage by label, summed over threads, where it was measured.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub stages: BTreeMap<String, Cost>,
}

/// How a run was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The folder that names of files are relative to.
    pub folder: String,
    /// The words that say which pipeline, and how it differs from its file.
    pub arguments: Vec<String>,
}

/// Rows by table.
pub(crate) fn tables(view: &View, rows: ArticleRows) -> BTreeMap<String, u64> {
    let noted = view.placements.values().map(|placement| placement.notes.len() as u64).sum::<u64>();
    let count = |name: &str| match name {
        "stories" => view.stories.len() as u64,
        "entities" => view.entities.len() as u64,
        "facts" => view.facts.len() as u64,
        "timeline" => view.timeline.len() as u64,
        "cooccurrence" => view.cooccurrence.len() as u64,
        "copies" => view.copies.len() as u64,
        "articles" => rows.articles,
        "mentions" => rows.mentions,
        "timexes" => rows.timexes,
        "quantities" => rows.quantities,
        "claims" => rows.claims,
        "notes" => rows.notes + noted,
        other => unreachable!("table `{other}` is not counted"),
    };
    table::ALL.iter().map(|table| (table.name.to_owned(), count(table.name))).collect()
}

impl RunRecord {
    /// What can be said before the sinks write; they take every article.
    pub(crate) fn new(
        pipeline: &Pipeline,
        version: &str,
        ledger: &Ledger,
        tables: BTreeMap<String, u64>,
        files: Vec<String>,
    ) -> Self {
        let mut rejects = BTreeMap::new();
        for rejected in ledger.rejects() {
            *rejects.entry(rejected.reason.to_string()).or_default() += 1;
        }
        let resolved = serde_json::from_str(&pipeline.resolved);
        Self {
            name: pipeline.name.clone(),
            about: pipeline.about.clone(),
            version: version.to_owned(),
            pipeline_hash: pipeline.hash.clone(),
            pipeline: resolved.unwrap_or_else(|_| pipeline.resolved.clone().into()),
            inputs: inputs(ledger),
            stages: stages(ledger, tables["articles"]),
            rejects,
            tables,
            files,
            timing: None,
        }
    }

    /// How many documents and articles failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.stages.iter().flat_map(|stage| stage.failed.values()).sum()
    }

    /// The file, byte for byte.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("a record is plain data");
        text.push(b'\n');
        text
    }
}

fn inputs(ledger: &Ledger) -> Vec<InputRecord> {
    let rows = ledger.rows();
    let input = |row: usize| {
        let count = ledger.count(row);
        InputRecord {
            label: rows.label(row).to_owned(),
            documents: count.left,
            rejected: count.entered - count.left,
            bytes: count.bytes,
        }
    };
    rows.sources.clone().map(input).collect()
}

fn stages(ledger: &Ledger, articles: u64) -> Vec<StageRecord> {
    let rows = ledger.rows();
    let stage = |(row, ((label, family), reasons)): (usize, (&(String, &str), _))| {
        let crate::ledger::Reasons { dropped, failed } = reasons;
        let count = ledger.count(row);
        let sink = rows.sinks.contains(&row);
        StageRecord {
            label: label.clone(),
            family: (*family).to_owned(),
            r#in: if sink { articles } else { count.entered },
            out: if sink { articles } else { count.left },
            yielded: rows.readers.contains(&row).then_some(count.yielded),
            dropped,
            failed,
        }
    };
    rows.names.iter().zip(ledger.reasons()).enumerate().map(stage).collect()
}
