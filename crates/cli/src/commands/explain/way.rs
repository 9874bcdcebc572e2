//! The way of a document: what each stage did to it, and why it did not come out, if it did not.
//!
//! The document is fetched again and sent through the stages of the pipeline once more; it is
//! refused if it is no longer what the run read.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tidings_model::{RawDocument, Sha256, Span};
use tidings_runner::{Done, RejectLine, Step, Trace};
use tidings_stage::Pipeline;

use super::found;
use crate::Exit;
use crate::args::Explain;
use crate::commands::{call, load};

/// Characters shown of what was cut.
const MOST_CHARS: usize = 100;

pub(super) fn run(arguments: &Explain) -> Result<Exit> {
    let uri = arguments.id.trim();
    let asked = call::again(&arguments.out).with_context(|| {
        format!(
            "`{uri}` is no identifier, and whether it is the address of a document cannot be told"
        )
    })?;
    let rejects = rejects(&asked.out, uri)?;
    let articles = found::articles_of(&asked.out, uri)?;
    if rejects.is_empty() && articles.is_empty() {
        bail!(
            "`{uri}` is no identifier, which begins with a (article), c (claim), e (entity), f (fact) or \
             s (story), and the run has read no document of that address"
        );
    }
    let pipeline = load::plan(&asked.chosen)?.pipeline;
    let mut out = std::io::stdout().lock();
    let raw = fetch(&pipeline, uri);
    if let Ok(raw) = &raw {
        let now = Sha256::of(&raw.bytes).to_string();
        if articles.iter().any(|article| article.text("sha256") != now) {
            bail!("{uri} has changed since the run; run the pipeline again");
        }
    }
    let trace = raw.as_ref().ok().map(|raw| tidings_runner::trace(&pipeline, raw));
    if arguments.json {
        let problem = raw.as_ref().err().map(ToString::to_string);
        writeln!(
            out,
            "{:#}",
            json!({ "uri": uri, "way": trace, "problem": problem, "rejects": rejects })
        )?;
        return Ok(Exit::Clean);
    }
    if pipeline.hash != asked.record.pipeline_hash {
        writeln!(out, "the pipeline is not what it was: this is what it does now")?;
    }
    writeln!(out, "document {uri}")?;
    match (&raw, &trace) {
        (Ok(raw), Some(trace)) => write_way(&mut out, raw, trace)?,
        (Err(why), _) => writeln!(out, "  cannot be read again: {why}")?,
        _ => {}
    }
    for line in &rejects {
        let RejectLine { stage, fate, reason, detail, .. } = line;
        writeln!(out, "  in the run: {fate} at {stage}, {}: {detail}", reason.replace('_', " "))?;
    }
    for article in &articles {
        writeln!(out, "  in the run: came out as article {}", article.text("id"))?;
        if let Some(original) = article.named().text("copy_of") {
            writeln!(out, "    as a copy of {original}")?;
        }
    }
    Ok(Exit::Clean)
}

/// What the run rejected of a document.
fn rejects(out: &Path, uri: &str) -> Result<Vec<RejectLine>> {
    let text = std::fs::read_to_string(out.join("rejects.jsonl")).unwrap_or_default();
    let mut found = Vec::new();
    for line in text.lines() {
        let line: RejectLine = serde_json::from_str(line)?;
        let of = |part: &str| part.is_empty() || part.starts_with('#');
        if line.uri.strip_prefix(uri).is_some_and(of) {
            found.push(line);
        }
    }
    Ok(found)
}

/// The document once more, from the source that has it; an article may be a part of it.
pub(super) fn fetch(pipeline: &Pipeline, uri: &str) -> Result<RawDocument> {
    let whole = uri.rsplit_once('#').map(|(whole, _)| whole);
    for uri in [uri].into_iter().chain(whole) {
        for source in &pipeline.sources {
            if let Some(raw) = source.stage.fetch(uri)? {
                return Ok(raw);
            }
        }
    }
    bail!("no source of the pipeline brings it alone")
}

fn write_way(out: &mut impl Write, raw: &RawDocument, trace: &Trace) -> Result<()> {
    writeln!(out, "  {} bytes of {}", raw.bytes.len(), raw.media)?;
    trace.document.iter().try_for_each(|step| write_step(out, "  ", step, raw))?;
    for article in &trace.articles {
        if trace.articles.len() > 1 {
            writeln!(out, "  article {}", article.uri)?;
        }
        article.steps.iter().try_for_each(|step| write_step(out, "  ", step, raw))?;
    }
    Ok(())
}

fn write_step(out: &mut impl Write, indent: &str, step: &Step, raw: &RawDocument) -> Result<()> {
    let stage = &step.stage;
    let (words, notes) = match &step.did {
        Done::Read { articles: 1 } => ("one article".to_owned(), &[][..]),
        Done::Read { articles } => (format!("{articles} articles"), &[][..]),
        Done::Cleaned { changed: false, .. } => ("nothing to change".to_owned(), &[][..]),
        Done::Cleaned { from, to, notes, .. } if from == to => {
            ("changed, no shorter".to_owned(), &notes[..])
        }
        Done::Cleaned { from, to, notes, .. } => (format!("{from} to {to} bytes"), &notes[..]),
        Done::PassedBy => ("compares all articles; see below what came of it".to_owned(), &[][..]),
        Done::Found { found, notes } if found.is_empty() => ("nothing".to_owned(), &notes[..]),
        Done::Found { found, notes } => {
            let found: Vec<String> =
                found.iter().map(|(layer, count)| format!("{count} {layer}")).collect();
            (found.join(", "), &notes[..])
        }
        Done::Rejected(reject) => (reject.to_string(), &[][..]),
    };
    writeln!(out, "{indent}{stage}: {words}")?;
    if let Done::Cleaned { cut, .. } = &step.did {
        for removal in cut {
            let reason = removal.reason.replace('_', " ");
            writeln!(out, "{indent}  cut as {reason}: »{}«", quoted(&raw.bytes, removal.raw))?;
        }
    }
    for note in notes {
        writeln!(out, "{indent}  note: {}", note.text)?;
    }
    Ok(())
}

/// The first characters of a span, on one line.
fn quoted(bytes: &[u8], span: Span) -> String {
    let bytes = bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let short: String = line.chars().take(MOST_CHARS).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}
