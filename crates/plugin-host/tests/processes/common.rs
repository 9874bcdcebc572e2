//! The library of faults, built and loaded.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tidings_model::{AnnotatedArticle, Findings};
use tidings_plugin_host::{Libraries, Second};
use tidings_stage::{Builder, Cleaner, Extractor, Family, Settings, Value};

/// The library of faults, as `cargo build` makes it.
pub(crate) fn faults() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| library(&["build", "--quiet", "--package", "faults"], "faults-unwinding"))
}

/// The same, built with `panic = "abort"`.
pub(crate) fn aborting() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        faults(); // Both lie in one place for a moment.
        let rustc = ["rustc", "--quiet", "--package", "faults", "--", "-C", "panic=abort"];
        library(&rustc, "faults-aborting")
    })
}

/// Builds the library, and keeps a copy under a name of its own.
fn library(arguments: &[&str], name: &str) -> PathBuf {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = kept.parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).env("CARGO_TARGET_DIR", target);
    assert!(cargo.status().unwrap().success(), "the library of faults does not build");
    let file =
        |name| format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let copy = kept.join(format!("{}-{}", std::process::id(), file(name)));
    std::fs::copy(target.join("debug").join(file("faults")), &copy).unwrap();
    copy
}

/// Processes of this crate's own binary, with variables of the environment.
pub(crate) fn second(environment: &[(&str, &str)]) -> Second {
    let set = environment.iter().map(|(name, value)| format!("{name}={value}"));
    set.fold(Second::new("env"), Second::argument)
        .argument(env!("CARGO_BIN_EXE_tidings-plugin-child"))
}

/// What a library is loaded with.
#[derive(Default)]
pub(crate) struct Setup<'a> {
    /// Variables of the environment of its processes.
    pub(crate) environment: &'a [(&'a str, &'a str)],
    /// Settings that are whole numbers.
    pub(crate) numbers: &'a [(&'static str, i64)],
    /// In our own process.
    pub(crate) trusted: bool,
}

impl Setup<'_> {
    pub(crate) fn built(&self, library: &Path, family: Family) -> (Builder, Settings) {
        let libraries = match self.trusted {
            true => Libraries::trusted(),
            false => Libraries::isolated(second(self.environment)),
        };
        let entry = libraries.load(library, family, "faults").unwrap().entry;
        let mut settings = Settings::defaults(entry.spec.settings, "");
        for (name, value) in self.numbers {
            settings.set(name, Value::Int(*value));
        }
        (entry.builder, settings)
    }

    /// The extractor.
    pub(crate) fn extractor(&self, library: &Path) -> Box<dyn Extractor> {
        match self.built(library, Family::Extract) {
            (Builder::Extract(build), settings) => build(&settings).unwrap(),
            _ => panic!("not an extractor"),
        }
    }

    /// The cleaner.
    pub(crate) fn cleaner(&self, library: &Path) -> Box<dyn Cleaner> {
        match self.built(library, Family::Clean) {
            (Builder::Clean(build), settings) => build(&settings).unwrap(),
            _ => panic!("not a cleaner"),
        }
    }
}

/// How many notes it makes of a text, or why it rejects it.
pub(crate) fn notes(stage: &dyn Extractor, text: &str) -> String {
    let mut found = Findings::default();
    let mut doc = AnnotatedArticle::new(testkit::page(text));
    match stage.try_extract(&doc, &mut found) {
        Err(reject) => reject.to_string(),
        Ok(()) => match doc.accept("faults", found) {
            Ok(()) => format!("{} notes", doc.article.notes.len()),
            Err(bad) => bad.to_string(),
        },
    }
}
