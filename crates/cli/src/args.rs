//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Noisy news pages in; articles, claims and facts out, each traced to the bytes it came from.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Log to standard error: error, warn, info, debug or trace, with `json` for JSON lines
    #[arg(
        long,
        global = true,
        value_name = "LEVEL|json",
        default_value = "warn",
        value_delimiter = ','
    )]
    pub(crate) log: Vec<LogWord>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A word of `--log`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogWord {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a pipeline
    #[command(
        after_help = "Example: tidings run pipelines/news.toml --input pages/ --tables jsonl --out out/today"
    )]
    Run(Run),
    /// Run the rejected documents of a finished run again, after a fix, and make its tables whole
    #[command(
        after_help = "Example: tidings replay out/news\nAll other documents stay as that run left them."
    )]
    Replay(Replay),
    /// Check a pipeline without reading a document
    #[command(after_help = "Example: tidings check pipelines/clean.toml --test")]
    Check(Check),
    /// Draw a pipeline
    #[command(after_help = "Example: tidings graph pipelines/news.toml --format dot | dot -Tsvg")]
    Graph(Graph),
    /// List the stages, or tell all about one
    #[command(after_help = "Example: tidings stages quantities")]
    Stages(Stages),
    /// Show where a fact, claim, entity or article comes from, quoted from its pages
    #[command(after_help = "Example: tidings explain out/news f3a9c\n\
         An identifier may be cut short as long as it stays unique; it begins with f (fact), c (claim),\n\
         e (entity), s (story) or a (article). The tables may be in any format but that of a database server.\n\n\
         For programs: tidings explain out/news f3a9c --json | jq -r '.quotes[] | .uri + \": \" + .words'\n\
         Of a document: tidings explain out/news samples/harbour-storm/harbour-post.txt")]
    Explain(Explain),
    /// Make report.html of a finished run again, from its tables
    #[command(
        after_help = "Example: tidings report out/news --most-articles 20000\nThe tables may be of any format."
    )]
    Report(Report),
    /// Show a finished run in the browser, page by page, however large it is
    #[cfg(feature = "serve")]
    #[command(
        after_help = "Example: tidings serve out/news\nOnly this machine is answered unless --listen and --host say otherwise. Tables that are not SQLite are copied\ninto it the first time."
    )]
    Serve(Serve),
    /// Measure speed and memory on the sample corpus, repeated
    #[command(after_help = "Example: tidings bench --mb 20,100")]
    Bench(Bench),
    /// Score what the stages find in texts whose answers are known
    #[command(after_help = "Example: tidings eval names names/news.jsonl")]
    Eval(Eval),
    /// Learn the weights of a shipped model again, from labelled text
    #[command(
        after_help = "Example: tidings train names --data train/names --out my-names.bin\nA pipeline uses them by `model = \"my-names.bin\"` of the stage `names`."
    )]
    Train(Train),
    /// Print the JSON Schema of pipeline files, for editors that complete and check TOML
    #[command(
        after_help = "Example: tidings schema > pipeline.schema.json\nand in a pipeline file: #:schema ./pipeline.schema.json"
    )]
    Schema,
    /// Print the completions of a shell
    #[command(
        after_help = "Example: tidings completions bash > ~/.local/share/bash-completion/completions/tidings\n\
         zsh:     tidings completions zsh > ~/.zfunc/_tidings, with fpath+=~/.zfunc before compinit\n\
         fish:    tidings completions fish > ~/.config/fish/completions/tidings.fish"
    )]
    Completions(Completions),
    /// Print the manual as a man page, or write a page for each command
    #[command(
        after_help = "Example: tidings man | man -l -\nAll pages: tidings man --dir ~/.local/share/man/man1"
    )]
    Man(Man),
    /// Make a crate with a stage of your own in it
    #[command(
        after_help = "Example: tidings new-stage extract percentages, and docs/custom-stages.md"
    )]
    NewStage(NewStage),
    /// Look after libraries of stages
    #[command(subcommand, after_help = "Example: tidings plugin check target/release/percentages")]
    Plugin(Plugin),
    /// Serve a stage of a library to the copy of this program that started this one
    #[command(hide = true)]
    PluginChild,
}

/// What says which pipeline, and how it differs from its file.
#[derive(Debug, Clone, Args)]
pub(crate) struct Chosen {
    /// The pipeline file
    pub(crate) pipeline: PathBuf,
    /// Read these files, folders or patterns instead of the paths of the file's sources
    #[arg(long, value_name = "PATH")]
    pub(crate) input: Vec<String>,
    /// Change a setting, such as `run.on_reject=stop` or `sink.tables.format=jsonl`
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) set: Vec<(String, String)>,
    /// Write tables in this format, whatever the file says: parquet, jsonl, csv or sqlite
    #[arg(long, value_name = "FORMAT")]
    pub(crate) tables: Option<String>,
    /// Worker threads; 0 is one per core
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Stop after so many documents
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().into(), value.trim().into()))
        }
        _ => Err("expected KEY=VALUE, such as run.threads=2".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// The output folder; out/NAME unless given
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace an earlier run in the output folder
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Go on with an unfinished run in the output folder
    #[arg(long, conflicts_with = "overwrite")]
    pub(crate) resume: bool,
    /// Let the run be watched here, as Prometheus wants it; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) metrics: Option<String>,
    /// No progress bar and no summary
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Size in bytes at which a part on disk is made durable: small for tests of resuming
    #[arg(long, value_name = "BYTES", hide = true)]
    pub(crate) part_bytes: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The output folder of a finished run
    pub(crate) out: PathBuf,
    /// No progress bar and no summary
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The output folder of a finished run
    pub(crate) out: PathBuf,
    /// Where the report goes; report.html in the output folder unless given
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// Show so many stories, the largest first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub(crate) most_stories: Option<i64>,
    /// Show so many articles, those of the largest stories first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub(crate) most_articles: Option<i64>,
    /// Show so many entities, those in most articles first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub(crate) most_entities: Option<i64>,
}

#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The output folder of a finished run
    pub(crate) out: PathBuf,
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8017")]
    pub(crate) listen: std::net::SocketAddr,
    /// Answer requests that name this host, too; without it, only those that name this machine
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Run the tests that the file carries: what comes out of a stage for a document they give
    #[arg(long)]
    pub(crate) test: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// The drawing's language
    #[arg(long, value_enum, default_value_t = Drawing::Mermaid)]
    pub(crate) format: Drawing,
}

/// A language for drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawing {
    Mermaid,
    Dot,
}

#[derive(Debug, Args)]
pub(crate) struct Stages {
    /// A stage's name
    pub(crate) name: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The output folder of a finished run
    pub(crate) out: PathBuf,
    /// The identifier of a fact, claim, entity, story or article, or its beginning; or the address
    /// of a document, to be told what each stage did to it
    pub(crate) id: String,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Which benchmark
    #[arg(value_enum, default_value_t = Benchmark::News)]
    pub(crate) name: Benchmark,
    /// Sizes to measure, in MB of input, side by side
    #[arg(long, value_name = "MB", value_delimiter = ',', default_values_t = [20, 100])]
    pub(crate) mb: Vec<u64>,
    /// Worker threads; 0 is one per core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// For names and claims: JSON lines with a `text` each, in place of the sample pages
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Measure one size in this process; the others run as its children
    #[arg(long, hide = true)]
    pub(crate) here: bool,
}

/// A benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Benchmark {
    /// The whole of pipelines/news.toml
    News,
    /// pipelines/clean.toml: pages in, articles out; then beside trafilatura, resiliparse and DataTrove where
    /// TIDINGS_PEERS names a Python that has them
    Clean,
    /// Dates, quantities and claims, on one core
    Claims,
    /// Reading web archives alone, beside FastWARC where TIDINGS_PEERS names a Python that has it
    Ingest,
    /// Text to sentences, tokens, tags and names, on one core, and what models and lexicons hold
    Names,
    /// What the runner itself costs a document, and calls of stages out of libraries
    Runner,
    /// Writing rows like those of the sample corpus in every format, 10,000 rows for each of `--mb`
    Sink,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// What to score
    #[arg(value_enum)]
    pub(crate) task: Task,
    /// For names a file of JSON lines, each with `text` and `spans` of `start`, `end` (bytes) and `label`;
    /// else a folder of `.conllu` files, every fifth of which counts, in order of name
    pub(crate) gold: PathBuf,
    /// The labels of names that count
    #[arg(long, value_delimiter = ',', default_values_t = crate::commands::eval::default_labels())]
    pub(crate) labels: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What can be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    /// Spans of names with their labels
    Names,
    /// Where sentences end
    Sentences,
    /// Parts of speech and lemmas of words
    PartsOfSpeech,
}

#[derive(Debug, Args)]
pub(crate) struct Train {
    /// Which model
    #[arg(value_enum)]
    pub(crate) model: Model,
    /// The folder of labelled text: for names `.iob` files of tokens and IOB2 tags, for parts of
    /// speech `.conllu` files
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// A file that names the files of the folder to learn from, one a line; all of them unless given
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<PathBuf>,
    /// Where the weights go
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Decides the order in which sentences are seen; the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

/// A model that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Model {
    /// People, organisations, places and other names
    Names,
    /// Parts of speech and lemmas
    PartsOfSpeech,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// A shell that can complete commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// A command; the program itself unless given
    pub(crate) command: Option<String>,
    /// Write the page of the program and one for each command into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct NewStage {
    /// The family
    #[arg(value_enum)]
    pub(crate) family: NewFamily,
    /// The stage's name in a pipeline file, and that of the crate
    pub(crate) name: String,
    /// Where the crate goes; a folder of its name here unless given
    #[arg(long)]
    pub(crate) dir: Option<PathBuf>,
    /// The folder crates/ of Tidings; looked for here and above unless given
    #[arg(long, value_name = "PATH")]
    pub(crate) crates: Option<PathBuf>,
}

/// A family that a library can provide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewFamily {
    Read,
    Clean,
    Extract,
    Aggregate,
    Sink,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// Try a library with what a run may hand it, and say what to mend
    #[command(after_help = "Example: tidings plugin check target/release/percentages")]
    Check {
        /// The library; its ending and prefix may be left out
        library: PathBuf,
    },
}
