//! What a call of a stage out of a library costs beyond its work.
//!
//! Rivals are measured in turn, in rounds of a few milliseconds, and the least of each counts: what
//! else the machine does only adds.

use std::hint::black_box;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Instant;

use tidings_model::{AnnotatedArticle, Article, Findings, Reject};
use tidings_plugin_api::glue::Exported;
use tidings_plugin_api::{Doc, Found, Library};
use tidings_stage::{BuildError, Builder, Entry, Extractor, Family, Field, Settings, Spec, Stage};

use crate::isolate::Second;
use crate::library::{Libraries, LoadError, linked};

/// Nanoseconds of a call that does nothing, built in and across the C interface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Of a built-in extractor.
    pub built_in_ns: f64,
    /// Of the same in a library, in this process.
    pub across_ns: f64,
}

/// Microseconds of a call about one document, here and in a process of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Isolation {
    /// Bytes of the document's text.
    pub bytes: usize,
    /// How many findings the stage makes of it.
    pub findings: usize,
    /// In this process.
    pub here_us: f64,
    /// In a process of its own.
    pub there_us: f64,
    /// The bare way there and back through two pipes of another process, with nothing made of the
    /// bytes: no isolation can cost less.
    pub pipes_us: f64,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The library.
    #[error(transparent)]
    Library(#[from] LoadError),
    /// Its stage.
    #[error("the stage cannot be built: {0}")]
    Build(#[from] BuildError),
    /// It has no stage to measure.
    #[error("the library has no extractor to measure")]
    NoStage,
    /// The stage rejects the document.
    #[error("the stage rejects the document: {0}")]
    Rejected(String),
    /// The process to compare with.
    #[error("`cat`, to compare with, cannot be used: {0}")]
    Pipes(#[from] io::Error),
}

/// Looks at the text, and finds nothing: what a call costs by itself.
struct Looks;

impl Stage for Looks {
    const SPEC: Spec = Spec {
        name: "looks",
        family: Family::Extract,
        about: "Looks at the text.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Extractor for Looks {
    fn extract(&self, doc: &AnnotatedArticle, _: &mut Findings) {
        black_box(doc.text().len());
    }
}

impl tidings_plugin_api::Extractor for Looks {
    fn extract(&self, doc: &Doc<'_>, _: &mut Found<'_>) -> Result<(), Reject> {
        black_box(doc.text().len());
        Ok(())
    }
}

/// What crossing the C interface costs.
///
/// # Errors
/// None that this version of the interface could give itself.
pub fn crossing() -> Result<Crossing, MeasureError> {
    static LIBRARY: LazyLock<Library> =
        LazyLock::new(|| Library::of(vec![Exported::extractor::<Looks>()]));
    let across = built(linked(&LIBRARY)?)?;
    let doc = page(1);
    let [built_in_ns, across_ns] =
        least(60, [&mut || calls(&Looks, &doc, 20_000), &mut || calls(&*across, &doc, 20_000)]);
    Ok(Crossing { built_in_ns, across_ns })
}

/// What a process of its own costs the first extractor of a library, for a document of 3 KB in which
/// it finds little, and for one in which it finds something in each sentence.
///
/// # Errors
/// If the library cannot be used, or there is no other process to compare with.
pub fn isolation(library: &Path, second: Second) -> Result<[Isolation; 2], MeasureError> {
    let there = built(Libraries::isolated(second).stages(library)?)?;
    let here = built(Libraries::trusted().stages(library)?)?;
    let of = |every: usize| -> Result<Isolation, MeasureError> {
        let doc = page(every);
        let mut found = Findings::default();
        let answer = there.try_extract(&doc, &mut found);
        answer.map_err(|reject| MeasureError::Rejected(reject.to_string()))?;
        let mut pipes = Pipes::open(doc.text().len())?;
        pipes.calls(1)?;
        let [here_ns, there_ns, pipes_ns] = least(
            60,
            [&mut || calls(&*here, &doc, 200), &mut || calls(&*there, &doc, 200), &mut || {
                pipes.calls(200).unwrap_or(f64::NAN)
            }],
        );
        Ok(Isolation {
            bytes: doc.text().len(),
            findings: found.quantities.len() + found.mentions.len() + found.notes.len(),
            here_us: here_ns / 1e3,
            there_us: there_ns / 1e3,
            pipes_us: pipes_ns / 1e3,
        })
    };
    Ok([of(8)?, of(1)?])
}

/// A text of 3 KB with a percentage in every so manieth sentence.
fn page(every: usize) -> AnnotatedArticle {
    const WITH: &str =
        "The ferry stayed in port on Monday, said Ann Lee. Some 40 waited; 12.5% left.\n";
    const WITHOUT: &str =
        "The ferry stayed in port on Monday, said Ann Lee. Some 40 waited; a few left.\n";
    let lines = (0..3 * 1024 / WITH.len()).map(|n| if n % every == 0 { WITH } else { WITHOUT });
    let text: String = lines.collect();
    AnnotatedArticle::new(Article::of_text("page.txt", &text))
}

fn built(entries: Vec<Entry>) -> Result<Box<dyn Extractor>, MeasureError> {
    let extractor = entries.into_iter().find_map(|entry| match entry.builder {
        Builder::Extract(build) => Some((build, entry.spec)),
        _ => None,
    });
    let (build, spec) = extractor.ok_or(MeasureError::NoStage)?;
    Ok(build(&Settings::defaults(spec.settings, "."))?)
}

/// Nanoseconds of a call, over so many of them.
fn calls(stage: &dyn Extractor, doc: &AnnotatedArticle, calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        let mut found = Findings::default();
        let _answer = black_box(stage.try_extract(black_box(doc), &mut found));
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// The least of each rival, taken in turn.
fn least<const N: usize>(rounds: usize, mut rivals: [&mut dyn FnMut() -> f64; N]) -> [f64; N] {
    let mut least = [f64::INFINITY; N];
    for _ in 0..rounds {
        for (least, rival) in least.iter_mut().zip(&mut rivals) {
            *least = least.min(rival());
        }
    }
    least
}

/// A process that gives back what it gets.
struct Pipes {
    child: std::process::Child,
    bytes: Vec<u8>,
}

impl Pipes {
    fn open(bytes: usize) -> io::Result<Self> {
        let mut cat = Command::new("cat");
        let child = cat.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        Ok(Self { child, bytes: vec![b'-'; bytes] })
    }

    /// Nanoseconds of the way there and back.
    fn calls(&mut self, calls: u32) -> io::Result<f64> {
        let (Some(to), Some(from)) = (&mut self.child.stdin, &mut self.child.stdout) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let start = Instant::now();
        for _ in 0..calls {
            to.write_all(&self.bytes)?;
            from.read_exact(&mut self.bytes)?;
        }
        Ok(start.elapsed().as_nanos() as f64 / f64::from(calls))
    }
}

impl Drop for Pipes {
    fn drop(&mut self) {
        // Either fails only if it has ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
