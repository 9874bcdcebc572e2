//! The passes of a run, one after the other.
//!
//! ```text
//! sources ─ read ─ clean ─▶ spool ─ observe ─┐
//!                            └───── apply ───┴▶ spool … ─ extract ─▶ spool ─ aggregate ─▶ view
//!                                                                     └──── every table ─▶ sinks
//! ```
//!
//! A pass either makes a spool, and can be resumed in the middle, or folds or writes one, and is
//! made again as a whole, which is quick beside it. Without gates everything up to the extractors is
//! one pass.
//!
//! Articles always come to rest in a spool before they are folded, and before they are written:
//!
//! - tables are in order of article, which is known only when the last article is;
//! - of two articles with one address one must go before anything learns from it, and which one may
//!   not depend on the order of input;
//! - gates and aggregators keep what they learned in memory, so a resumed run has to give them every
//!   article again: here both kinds of run do just that, in the same order.
//!
//! What it costs is reading each article back, a small part of extracting it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tidings_model::{AnnotatedArticle, Article, Placement, View};
use tidings_stage::{OnReject, Pipeline};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::RunError;
use crate::caught::guarded;
use crate::engine::{Ended, Engine};
use crate::feed::{Item, weight, with_sources};
use crate::fold::{Fold, Folded, fold};
use crate::folder::{Folder, REJECTS, RUN, ResultFile};
use crate::folds::{Aggregate, ArticleRows, Observe};
use crate::ledger::{Ledger, Rejected, Rows};
use crate::make::{Steps, spool_path};
use crate::meter::{Meter, peak_memory_bytes};
use crate::options::{Did, Options};
use crate::outcome::{Outcome, stop_at_failure};
use crate::record::{RunRecord, Timing, tables};
use crate::rejects;
use crate::segment::Segment;
use crate::spool::index::{Entry, settle};
use crate::spool::manifest::Maker;
use crate::spool::store::Store;
use crate::write::{Writers, file_names};

/// Whether everything came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// No document failed.
    Clean,
    /// The run is whole, but some documents failed.
    SomeFailed,
}

impl Exit {
    /// The exit code that says so.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::SomeFailed => 1,
        }
    }
}

/// A finished run.
#[derive(Debug, Clone)]
pub struct Summary {
    /// What `run.json` says: the ledger, the counts, the times.
    pub record: RunRecord,
    /// What aggregation found.
    pub view: View,
    /// The output folder.
    pub out: PathBuf,
    /// Whether everything came out.
    pub exit: Exit,
}

/// Runs a pipeline, from its sources to its results in the output folder.
///
/// # Errors
/// See [`RunError`]. What was proven done stays in the folder, and a run with [`Options::resume`]
/// goes on from there.
pub fn run(pipeline: &Pipeline, options: &Options<'_>) -> Result<Summary, RunError> {
    let result = Run::new(pipeline, options).and_then(Run::finish);
    options.progress.finished();
    result
}

/// A run that is under way.
pub(crate) struct Run<'p> {
    pub(crate) pipeline: &'p Pipeline,
    pub(crate) options: &'p Options<'p>,
    pub(crate) rows: Rows,
    pub(crate) engine: Engine<'p>,
    pub(crate) folder: Folder,
    pub(crate) ledger: Ledger,
    pub(crate) meter: Meter,
    /// Documents that an earlier run had sent through the first pass, once that is known.
    pub(crate) resumed: Option<u64>,
    view: View,
    files: Vec<PathBuf>,
    clock: Instant,
}

impl<'p> Run<'p> {
    /// Checks all that can be checked before the first document.
    fn new(pipeline: &'p Pipeline, options: &'p Options<'p>) -> Result<Self, RunError> {
        let clock = Instant::now();
        for staged in &pipeline.sources {
            let error = |source| RunError::Source { stage: staged.label.clone(), source };
            guarded(&staged.label, || staged.stage.check())?.map_err(error)?;
        }
        for staged in &pipeline.sinks {
            let error = |source| RunError::Sink { stage: staged.label.clone(), source };
            guarded(&staged.label, || staged.stage.check())?.map_err(error)?;
        }
        let files = file_names(pipeline, &[RUN, REJECTS])?;
        let settings = &pipeline.run;
        let engine = Engine::new(settings.threads, settings.credits, options.interrupt);
        let maker = Maker::of(pipeline, &options.version);
        let folder = Folder::claim(options, &maker, &files)?;
        let rows = Rows::of(pipeline);
        Ok(Self {
            pipeline,
            options,
            engine,
            folder,
            ledger: Ledger::new(rows.clone()),
            meter: Meter::new(rows.names.len(), options.measure),
            rows,
            resumed: None,
            view: View::default(),
            files,
            clock,
        })
    }

    fn finish(mut self) -> Result<Summary, RunError> {
        let hints = self.pipeline.sources.iter().map(|staged| staged.stage.size_hint_bytes());
        self.options.progress.started(hints.sum());
        let store = self.first_pass()?;
        let store = self.gates(store)?;
        let (store, rows) = self.aggregate(store)?;
        self.write(&store, rows)
    }

    /// Tells whoever watches that a pass begins.
    fn begin(&self, pass: &str, documents: Option<u64>) {
        tracing::info!(pass, documents, "pass");
        self.options.progress.pass(pass, documents);
    }

    /// Tells whoever watches of rejects that no batch of this run met.
    pub(crate) fn tell(&self, rejects: &[Rejected]) {
        if self.options.measure && !rejects.is_empty() {
            let (meter, waited) = (Meter::new(0, false), self.engine.waited());
            self.options.progress.did(&Did::new((0, 0), &self.rows, rejects, &meter, waited));
        }
    }

    /// From the sources to the first spool.
    fn first_pass(&mut self) -> Result<Store, RunError> {
        let extracts = self.pipeline.gates.is_empty();
        let pass = if extracts { "articles" } else { "read" };
        self.begin(pass, None);
        let (pipeline, rows) = (self.pipeline, self.rows.clone());
        let segment = Segment { pipeline, rows: &rows, extracts };
        let steps = Steps {
            weigh: |item: &Item| weight(&item.brought),
            hash: hash_item,
            cook: |item, out: &mut Outcome| segment.document(item, out),
        };
        let measure = self.options.measure;
        let mut kept = self.kept(pass)?;
        let made = with_sources(pipeline, measure, |items| {
            self.make(pass, kept.leave_out(items, hash_item), &steps)
        });
        let (mut entries, times) = made?;
        entries.extend(kept.all_met()?);
        for (row, time) in rows.sources.clone().zip(times) {
            let count = self.ledger.count(row);
            self.meter.spent(row, count.entered, count.bytes, time);
        }
        self.unique(pass, entries, extracts)
    }

    /// Lets each address through once.
    fn unique(
        &mut self,
        pass: &str,
        entries: Vec<Entry>,
        annotated: bool,
    ) -> Result<Store, RunError> {
        let arrived = entries.len() as u64;
        let mut store = Store::new(self.folder.work().join(spool_path(pass)), Vec::new());
        let (kept, doubles) = settle(entries, |entry| {
            let article = if annotated {
                store.read::<AnnotatedArticle>(entry, &mut Vec::new())?.article
            } else {
                store.read::<Article>(entry, &mut Vec::new())?
            };
            Ok((article.id, article.uri))
        })?;
        let row = self.rows.unique;
        let rejects = doubles.into_iter().map(|double| Rejected {
            uri: double.uri,
            article: Some(double.article),
            row: row as u32,
            reject: double.reject,
        });
        let rejects: Vec<Rejected> = rejects.collect();
        if self.pipeline.run.on_reject == OnReject::Stop {
            stop_at_failure(&rejects, &self.rows)?;
        }
        self.tell(&rejects);
        let count = self.ledger.tally().of(row);
        count.entered += arrived;
        count.left += kept.len() as u64;
        self.ledger.reject(rejects);
        store.entries = kept;
        Ok(store)
    }

    /// Past every gate: each learns from all articles, and is then applied to each on their way to
    /// the next spool.
    fn gates(&mut self, mut store: Store) -> Result<Store, RunError> {
        let pipeline = self.pipeline;
        for (index, gate) in pipeline.gates.iter().enumerate() {
            let observe = Observe { gate, row: self.rows.gates.start + index };
            let seen = self.fold(&format!("observe {}", gate.label), &mut store, &observe)?;
            let frozen = observe.freeze(seen, &mut self.view)?;
            let extracts = index + 1 == pipeline.gates.len();
            let pass = format!("gate-{index}");
            self.begin(&format!("apply {}", gate.label), Some(store.entries.len() as u64));
            let rows = self.rows.clone();
            let segment = Segment { pipeline, rows: &rows, extracts };
            let steps = Steps {
                weigh: |entry: &Entry| entry.len as usize,
                hash: hash_entry,
                cook: |entry, out: &mut Outcome| match store.read(&entry, &mut Vec::new()) {
                    Ok(article) => segment.gated(index, &frozen, article, out),
                    Err(why) => out.stop(why),
                },
            };
            let mut entries = self.make(&pass, store.entries.iter().copied(), &steps)?;
            entries.sort_unstable();
            store = Store::new(self.folder.work().join(spool_path(&pass)), entries);
        }
        Ok(store)
    }

    /// What the aggregators make of all articles.
    fn aggregate(&mut self, mut store: Store) -> Result<(Store, ArticleRows), RunError> {
        let rows = self.rows.clone();
        let aggregate = Aggregate { pipeline: self.pipeline, rows: &rows };
        let partials = self.fold("aggregate", &mut store, &aggregate)?;
        let counted = partials.rows;
        let view = &mut self.view;
        self.engine.within(|| aggregate.finish(partials, view))?;
        Ok((store, counted))
    }

    /// Folds a spool, and takes the articles out of it at which a stage panicked.
    fn fold<F: Fold>(&mut self, pass: &str, store: &mut Store, by: &F) -> Result<F::Sum, RunError> {
        self.begin(pass, Some(store.entries.len() as u64));
        let stops = self.pipeline.run.on_reject == OnReject::Stop;
        let (ledger, meter, progress) = (&mut self.ledger, &mut self.meter, self.options.progress);
        let (pipeline, rows, mut gone) = (self.pipeline, &self.rows, Vec::new());
        let (engine, measure) = (&self.engine, self.options.measure);
        let sum = fold(engine, (rows, measure), store, by, |folded| {
            RunError::if_halted(pipeline)?;
            let Folded { counts, rejects, left_out, documents, bytes, .. } = folded;
            if measure {
                progress.did(&Did::new((0, 0), rows, &rejects, &counts.meter, engine.waited()));
            }
            if stops {
                stop_at_failure(&rejects, rows)?;
            }
            ledger.add(&counts.tally, rejects)?;
            meter.add(&counts.meter);
            gone.extend(left_out);
            progress.advanced(documents, bytes);
            Ok(())
        })?;
        // Both are in order of identifier.
        store.entries.retain(|entry| gone.binary_search(&entry.id).is_err());
        Ok(sum)
    }

    /// Every table to every sink, and the end of the run.
    fn write(mut self, store: &Store, counted: ArticleRows) -> Result<Summary, RunError> {
        self.ledger.settle();
        let names = self.files.iter().filter(|name| name.as_os_str() != RUN);
        let files = names.map(|name| name.to_string_lossy().replace('\\', "/")).collect();
        let version = &self.options.version;
        let tables = tables(&self.view, counted);
        let record = RunRecord::new(self.pipeline, version, &self.ledger, tables, files);
        let mut results = vec![rejects::write(&self.folder.work(), &self.ledger)?];
        results.extend(self.sinks(store, &record)?);
        self.ledger.check(store.entries.len() as u64)?;
        let record = RunRecord { timing: Some(self.timing()), ..record };
        self.folder.commit(&results, &record.to_json(), record.failed() > 0)?;
        let exit = if record.failed() == 0 { Exit::Clean } else { Exit::SomeFailed };
        Ok(Summary { record, view: self.view, out: self.options.out.clone(), exit })
    }

    /// The files that the sinks wrote.
    fn sinks(&mut self, store: &Store, record: &RunRecord) -> Result<Vec<ResultFile>, RunError> {
        if self.pipeline.sinks.is_empty() {
            return Ok(Vec::new());
        }
        self.begin("write", Some(store.entries.len() as u64));
        let run = serde_json::to_string(record).expect("a record is plain data");
        let rows = (&self.rows, self.options.measure);
        let mut writers = Writers::open(self.pipeline, rows, &run, |name| self.folder.make(name))?;
        writers.view(&self.view)?;
        let (view, progress, nowhere) = (&self.view, self.options.progress, Placement::default());
        let read = |entries: &[Entry]| {
            let mut buffer = Vec::new();
            let read = |entry| store.read::<AnnotatedArticle>(entry, &mut buffer);
            entries.iter().map(read).collect::<Result<Vec<_>, _>>()
        };
        let batches = store.entries.chunks(self.pipeline.run.batch_documents.max(1));
        let ended = self.engine.run_pass(batches, read, |docs| {
            let docs = docs?;
            for doc in &docs {
                let placement = view.placements.get(&doc.article.id).unwrap_or(&nowhere);
                writers.article(doc, placement)?;
            }
            progress.advanced(docs.len() as u64, 0);
            Ok(())
        })?;
        if ended == Ended::Interrupted {
            return Err(RunError::Interrupted);
        }
        let (files, tally, meter) = writers.finish(&record.tables)?;
        self.ledger.add(&tally, Vec::new())?;
        if self.options.measure {
            progress.did(&Did::new((0, 0), &self.rows, &[], &meter, self.engine.waited()));
        }
        self.meter.add(&meter);
        Ok(files)
    }

    fn timing(&self) -> Timing {
        let settings = &self.pipeline.run;
        let labels = self.rows.names.iter().map(|(label, _)| label.clone());
        Timing {
            seconds: self.clock.elapsed().max(Duration::from_micros(1)).as_secs_f64(),
            peak_memory_bytes: peak_memory_bytes(),
            threads: self.engine.threads() as u64,
            batch_documents: settings.batch_documents as u64,
            batch_bytes: settings.batch_bytes as u64,
            credits: self.engine.credits() as u64,
            resumed_documents: self.resumed.unwrap_or(0),
            bases: self.options.bases.iter().map(|base| base.to_string_lossy().into()).collect(),
            call: self.options.call.clone(),
            stages: labels.zip(self.meter.clone().costs()).collect(),
        }
    }
}

/// A hash of what a source brought, and which.
fn hash_item(item: &Item) -> u128 {
    let mut state = Xxh3::new();
    let mut add = |part: &[u8]| {
        state.update(&(part.len() as u64).to_le_bytes());
        state.update(part);
    };
    add(&item.source.to_le_bytes());
    match &item.brought {
        tidings_stage::Brought::Document(raw) => {
            add(raw.uri.as_bytes());
            add(raw.media.as_str().as_bytes());
            add(&raw.bytes);
            for (key, value) in &raw.metadata {
                add(key.as_bytes());
                add(value.as_bytes());
            }
        }
        tidings_stage::Brought::Rejected { uri, reject } => {
            add(uri.as_bytes());
            add(reject.reason.as_bytes());
        }
    }
    state.digest128()
}

/// A hash of an article in a spool.
fn hash_entry(entry: &Entry) -> u128 {
    let mut bytes = [0; 24];
    bytes[..16].copy_from_slice(&entry.id.to_le_bytes());
    bytes[16..].copy_from_slice(&entry.check.to_le_bytes());
    xxh3_128(&bytes)
}
