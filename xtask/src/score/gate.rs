//! What the gate `copies` costs by itself: CPU time and memory, over articles that are held already.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use tidings_clean::{Copies, JsonLine};
use tidings_model::{Article, MediaType, Metadata, RawDocument, View};
use tidings_stage::{Gate, Reader, Settings, Stage};

/// Prints articles a CPU-second and bytes an article.
///
/// # Errors
/// If the articles cannot be read, or the system does not say what a process costs.
#[expect(clippy::print_stdout, reason = "figures are what the command is for")]
pub(super) fn run(path: &Path) -> Result<()> {
    let articles = read(path)?;
    ensure!(!articles.is_empty(), "{} has no article", path.display());
    let many = articles.len() as f64;
    let words: usize = articles.iter().map(|a| a.text.as_str().split_whitespace().count()).sum();
    let gate = Copies::build(&Settings::defaults(Copies::SPEC.settings, "."))?;
    // The most that was held is counted anew from here on (proc(5)).
    std::fs::write("/proc/self/clear_refs", "5").context("the count of memory stays as it is")?;
    let (held, clock) = (status("VmRSS:")?, cpu_seconds()?);
    let mut seen = Gate::start(&gate);
    articles.iter().for_each(|article| Gate::observe(&gate, &mut seen, article));
    let (learned, sketches) = (cpu_seconds()?, status("VmRSS:")?);
    let mut view = View::default();
    let frozen = Gate::freeze(&gate, seen, &mut view);
    let (found, most) = (cpu_seconds()?, status("VmHWM:")?);
    for article in articles {
        Gate::apply(&gate, &frozen, article).map_err(|why| anyhow::anyhow!("{why}"))?;
    }
    let applied = cpu_seconds()?;
    let each = |seconds: f64| seconds * 1e6 / many;
    println!("articles a CPU-second    {:.0}", many / (applied - clock));
    println!(
        "microseconds an article  {:.1} to learn, {:.1} to find, {:.1} to mark",
        each(learned - clock),
        each(found - learned),
        each(applied - found)
    );
    let bytes = |kilobytes: u64| (kilobytes.saturating_sub(held) * 1024) as f64 / many;
    println!("bytes an article         {:.0} learned, {:.0} at most", bytes(sketches), bytes(most));
    println!("words an article         {:.0} ({many} articles)", words as f64 / many);
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Article>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let reader = JsonLine::build(&Settings::defaults(JsonLine::SPEC.settings, "."))?;
    let mut articles = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let raw = RawDocument {
            uri: format!("{}#{at}", path.display()),
            bytes: line.as_bytes().to_vec(),
            media: MediaType::JsonLine,
            metadata: Metadata::new(),
        };
        let read = reader.read(&raw, &mut articles);
        read.map_err(|why| anyhow::anyhow!("{}: {why}", raw.uri))?;
    }
    articles.shrink_to_fit();
    Ok(articles)
}

/// CPU time of this thread.
fn cpu_seconds() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")
        .context("this system does not say what CPU time a thread has had")?;
    let nanoseconds = text.split(' ').next().unwrap_or_default().parse::<f64>()?;
    Ok(nanoseconds / 1e9)
}

/// A line of what the system says of this process, in kilobytes.
fn status(name: &str) -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status")
        .context("this system does not say what memory a process has")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).map(str::trim);
    Ok(kilobytes.context("the line on memory is not there")?.parse()?)
}
