//! Calls the extractors of a library: `calls time LIBRARY` measures what a call costs beyond its work,
//! `calls leak LIBRARY` makes 10,000 calls and ends, for a tool that counts what is not freed.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Instant;

use tidings_model::{
    AnnotatedArticle, Article, Findings, Form, MediaType, Metadata, RawDocument, TracedText,
};
use tidings_plugin_api::{
    BuildError, Doc, Family, Field, Found, Reject, Settings, Spec, Stage, export_stages,
};
use tidings_plugin_host::{Libraries, Second, linked};
use tidings_stage::{Builder, Entry, Extractor};

export_stages! { extractor Looks; }

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

impl tidings_plugin_api::Extractor for Looks {
    fn extract(&self, doc: &Doc<'_>, _out: &mut Found<'_>) -> Result<(), Reject> {
        black_box(doc.text().len());
        Ok(())
    }
}

/// The same, built in.
impl Extractor for Looks {
    fn extract(&self, doc: &AnnotatedArticle, _out: &mut Findings) {
        black_box(doc.text().len());
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "child"] => return tidings_plugin_host::serve(),
        [_, "leak", library] => leak(Path::new(library)),
        [_, "time", library] => time(Path::new(library)),
        _ => Err("expected `time LIBRARY` or `leak LIBRARY`".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tell(&format!("{why}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "figures are what this is for")]
fn tell(line: &str) {
    println!("{line}");
}

fn page() -> AnnotatedArticle {
    let text = "The ferry stayed in port on Monday, said Ann Lee. Some 40 waited; 12.5% left.\n";
    let text = text.repeat(3 * 1024 / text.len());
    let raw = RawDocument {
        uri: "page.txt".to_owned(),
        bytes: text.clone().into_bytes(),
        media: MediaType::Text,
        metadata: Metadata::new(),
    };
    AnnotatedArticle::new(Article::new(&raw, "", Form::Page, TracedText::verbatim(text)))
}

fn built(entry: &Entry) -> Result<Box<dyn Extractor>, Box<dyn Error>> {
    let Builder::Extract(build) = &entry.builder else { return Err("not an extractor".into()) };
    Ok(build(&Settings::defaults(entry.spec.settings, "."))?)
}

fn first(libraries: &Libraries, library: &Path) -> Result<Entry, Box<dyn Error>> {
    let mut extractors = libraries.stages(library)?.into_iter();
    let extractor = extractors.find(|entry| entry.spec.family == Family::Extract);
    extractor.ok_or_else(|| "the library has no extractor".into())
}

fn leak(library: &Path) -> Result<(), Box<dyn Error>> {
    // Held to the end, so that what every library costs once is not taken for a loss.
    static LIBRARIES: LazyLock<Libraries> = LazyLock::new(Libraries::trusted);
    let stage = built(&first(&LIBRARIES, library)?)?;
    let doc = page();
    for _ in 0..10_000 {
        stage.try_extract(&doc, &mut Findings::default()).map_err(|reject| reject.to_string())?;
    }
    Ok(())
}

/// Nanoseconds of a call, the least of several rounds: what else the machine does only adds.
fn nanoseconds(stage: &dyn Extractor, calls: u32) -> f64 {
    let doc = page();
    let round = |_| {
        let start = Instant::now();
        for _ in 0..calls {
            let mut found = Findings::default();
            let _answer = black_box(stage.try_extract(black_box(&doc), &mut found));
        }
        start.elapsed().as_nanos() as f64 / f64::from(calls)
    };
    (0..20).map(round).fold(f64::INFINITY, f64::min)
}

fn time(library: &Path) -> Result<(), Box<dyn Error>> {
    let own = linked(tidings_stages())?;
    let crossing = built(own.first().ok_or("no stage")?)?;
    let (inside, across) = (nanoseconds(&Looks, 200_000), nanoseconds(&*crossing, 200_000));
    tell(&format!("a built-in stage that does nothing     {inside:8.1} ns a call"));
    tell(&format!("the same across the C interface        {across:8.1} ns a call"));
    let second = Second::this_program()?.argument("child");
    let here = nanoseconds(&*built(&first(&Libraries::trusted(), library)?)?, 1_000);
    let there = nanoseconds(&*built(&first(&Libraries::isolated(second), library)?)?, 1_000);
    tell(&format!("the library's stage here, 3 KB         {:8.2} µs a call", here / 1e3));
    tell(&format!("in a process of its own                {:8.2} µs a call", there / 1e3));
    tell(&format!("which adds                             {:8.2} µs a call", (there - here) / 1e3));
    Ok(())
}
