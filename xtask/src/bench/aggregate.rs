//! `bench aggregate`: the aggregators alone, over planted reports, at several sizes.
//!
//! Articles are made, and then folded, a chunk at a time, so the corpus is never held; making them
//! is not counted. Folding is shared out as the runner does it, in stretches of 256 that are merged in
//! order. Every size is measured in a process of its own.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, View};
use tidings_stage::{Builder, DynAggregator, Family, Partial, Registry, Settings};

use super::truth::{self, Quality};
use crate::generate::stories::{Corpus, Wanted};

/// Articles that are made before they are folded.
const CHUNK: usize = 1024;
/// Articles in a stretch, as in the runner.
const STRETCH: usize = 256;
/// In the order that their fields demand.
const STAGES: &[&str] = &["entities", "stories", "anchors", "facts", "timeline", "cooccurrence"];

/// What to measure.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Asked {
    /// Sizes to measure, in articles, side by side
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [10_000, 100_000])]
    articles: Vec<usize>,
    /// Where every draw comes from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let all articles be of one story
    #[arg(long)]
    one_story: bool,
    /// Leave the days of publication out
    #[arg(long)]
    undated: bool,
    /// Worker threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Measure one size in this process; the others run as its children
    #[arg(long, hide = true)]
    here: bool,
}

/// What one size measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Measured {
    articles: usize,
    /// Seconds in which the articles were added and merged, by all threads together.
    fold_seconds: f64,
    /// Seconds in which each stage finished.
    finish_seconds: Vec<(String, f64)>,
    peak_memory_bytes: u64,
    quality: Quality,
}

impl Measured {
    fn seconds(&self) -> f64 {
        self.fold_seconds + self.finish_seconds.iter().map(|(_, seconds)| seconds).sum::<f64>()
    }
}

#[expect(clippy::print_stdout, reason = "figures are what the command is for")]
pub(super) fn run(asked: &Asked) -> Result<()> {
    if asked.here {
        let articles = asked.articles.first().copied().unwrap_or(1);
        println!("{}", serde_json::to_string(&measure(asked, articles)?)?);
        return Ok(());
    }
    let measured =
        asked.articles.iter().map(|&n| in_child(asked, n)).collect::<Result<Vec<_>>>()?;
    match asked.json {
        true => println!("{}", serde_json::to_string_pretty(&measured)?),
        false => println!("{}", table(&measured)),
    }
    Ok(())
}

fn in_child(asked: &Asked, articles: usize) -> Result<Measured> {
    let program = std::env::current_exe().context("cannot find this program again")?;
    let mut command = Command::new(program);
    let numbers = [articles.to_string(), asked.seed.to_string(), asked.threads.to_string()];
    let [articles, seed, threads] = &numbers;
    command.args(["bench", "aggregate", "--here", "--articles", articles]);
    command.args(["--seed", seed, "--threads", threads]);
    command.args(asked.one_story.then_some("--one-story"));
    command.args(asked.undated.then_some("--undated"));
    let child = command.output().context("cannot start the measuring process")?;
    if !child.status.success() {
        bail!("the measuring process failed:\n{}", String::from_utf8_lossy(&child.stderr));
    }
    serde_json::from_slice(&child.stdout).context("the measuring process gave no figures")
}

fn measure(asked: &Asked, articles: usize) -> Result<Measured> {
    let wanted =
        Wanted { seed: asked.seed, articles, one_story: asked.one_story, undated: asked.undated };
    let corpus = Corpus::new(&wanted);
    let stages = stages()?;
    let mut view = View::default();
    let (partials, fold_seconds) = folded(&corpus, &stages, asked.threads.max(1));
    let mut finish_seconds = Vec::new();
    for ((name, stage), partial) in STAGES.iter().zip(&stages).zip(partials) {
        let clock = Instant::now();
        stage.finish(partial, &mut view);
        finish_seconds.push(((*name).to_owned(), clock.elapsed().as_secs_f64()));
    }
    let peak_memory_bytes = peak()?;
    let quality = truth::score(&corpus, &view);
    Ok(Measured { articles, fold_seconds, finish_seconds, peak_memory_bytes, quality })
}

type Stages = Vec<Box<dyn DynAggregator>>;

fn stages() -> Result<Stages> {
    let mut registry = Registry::new();
    tidings_aggregate::register(&mut registry);
    let build = |name: &&str| -> Result<Box<dyn DynAggregator>> {
        let entry = registry.get(Family::Aggregate, name).context("a stage is not registered")?;
        let Builder::Aggregate(make) = &entry.builder else { bail!("{name} does not aggregate") };
        Ok(make(&Settings::defaults(entry.spec.settings, "."))?)
    };
    STAGES.iter().map(build).collect()
}

/// What all articles amount to for each stage, and how long that took, making them aside.
fn folded(corpus: &Corpus, stages: &Stages, threads: usize) -> (Vec<Partial>, f64) {
    let start = || stages.iter().map(|stage| stage.start()).collect::<Vec<Partial>>();
    let mut total = start();
    let mut seconds = 0.0;
    for first in (0..corpus.len()).step_by(CHUNK) {
        let numbers: Vec<usize> = (first..corpus.len().min(first + CHUNK)).collect();
        let docs: Vec<AnnotatedArticle> = shared_out(&numbers, threads, |numbers| {
            numbers.iter().map(|&n| corpus.article(n).doc).collect::<Vec<_>>()
        })
        .concat();
        let clock = Instant::now();
        let sums = shared_out(&docs, threads, |docs| {
            let mut partials = start();
            for (stage, partial) in stages.iter().zip(&mut partials) {
                docs.iter().for_each(|doc| stage.add(partial, doc));
            }
            partials
        });
        for sum in sums {
            for ((stage, into), partial) in stages.iter().zip(&mut total).zip(sum) {
                stage.merge(into, partial);
            }
        }
        seconds += clock.elapsed().as_secs_f64();
    }
    (total, seconds)
}

/// Stretches of items, each through `work`, by so many threads; the results in order.
fn shared_out<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let stretches: Vec<&[T]> = items.chunks(STRETCH).collect();
    let work = &work;
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..threads)
            .map(|hand| {
                let own = stretches.iter().enumerate().skip(hand).step_by(threads);
                scope.spawn(move || own.map(|(at, items)| (at, work(items))).collect::<Vec<_>>())
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().expect("no stage panics")).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The most memory that this process has held, in bytes.
fn peak() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status")
        .context("this system does not say what memory a process has")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).map(str::trim);
    let kilobytes: u64 = kilobytes.context("the line on memory is not there")?.parse()?;
    ensure!(kilobytes > 0, "the system counts no memory");
    Ok(kilobytes * 1024)
}

/// The figures side by side: a column a size.
fn table(measured: &[Measured]) -> String {
    let mut lines = vec![row("articles", measured, |m| m.articles.to_string())];
    lines.push(row("seconds", measured, |m| format!("{:.2}", m.seconds())));
    lines.push(row("  add and merge", measured, |m| format!("{:.2}", m.fold_seconds)));
    for (at, stage) in STAGES.iter().enumerate() {
        let seconds = |m: &Measured| m.finish_seconds.get(at).map_or(0.0, |(_, seconds)| *seconds);
        lines.push(row(&format!("  finish {stage}"), measured, |m| format!("{:.2}", seconds(m))));
    }
    let megabytes = |m: &Measured| format!("{:.0}", m.peak_memory_bytes as f64 / 1e6);
    lines.push(row("peak memory, MB", measured, megabytes));
    let each =
        |m: &Measured| format!("{:.1}", m.peak_memory_bytes as f64 / 1e3 / m.articles as f64);
    lines.push(row("KB an article", measured, each));
    for (name, figure) in truth::FIGURES {
        lines.push(row(name, measured, |m| {
            let found = figure(&m.quality);
            format!("{:.3} {:.3}", found.precision, found.recall)
        }));
    }
    lines.push("(precision, recall; BCubed but for conflicts)".to_owned());
    lines.join("\n")
}

fn row(name: &str, measured: &[Measured], figure: impl Fn(&Measured) -> String) -> String {
    let figures: Vec<String> = measured.iter().map(|m| format!("{:>14}", figure(m))).collect();
    format!("{name:<24}{}", figures.concat())
}

/// The bytes of what articles in this order, dealt to so many shards, come to.
#[cfg(test)]
fn bytes(corpus: &Corpus, order: &[usize], shards: usize) -> Vec<u8> {
    let stages = stages().unwrap();
    let mut view = View::default();
    for stage in &stages {
        let mut partials: Vec<Partial> = (0..shards).map(|_| stage.start()).collect();
        for (place, &n) in order.iter().enumerate() {
            stage.add(&mut partials[place * 31 % shards], &corpus.article(n).doc);
        }
        let mut whole = stage.start();
        partials.into_iter().rev().for_each(|partial| stage.merge(&mut whole, partial));
        stage.finish(whole, &mut view);
    }
    serde_json::to_vec(&view).unwrap()
}

#[test]
fn shards_and_order_change_no_byte() {
    let wanted = Wanted { seed: 5, articles: 150, one_story: false, undated: false };
    let corpus = Corpus::new(&wanted);
    let mut order: Vec<usize> = (0..corpus.len()).collect();
    let whole = bytes(&corpus, &order, 1);
    assert_eq!(bytes(&corpus, &order, 7), whole);
    for seed in 0..3 {
        crate::generate::random::Random::new(seed).shuffle(&mut order);
        assert_eq!(bytes(&corpus, &order, 7), whole);
        assert_eq!(bytes(&corpus, &order, 1), whole);
    }
}
