//! Pipeline files, right and wrong, against the stages of `stages.rs`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod broken;
mod drawing;
mod fingerprint;
mod good;
mod hostile;
mod library;
mod overrides;
mod resolved;
mod schema;
mod stages;

use std::path::Path;
use std::sync::LazyLock;

use tidings_plan::{Diagnostics, Plan, Request, load_with_cases};
use tidings_stage::{Pipeline, Registry};

/// A pipeline file that is right, with every family in it.
const WHOLE: &str = "tests/good/whole.toml";

/// Loads a file of the tests with the stages of the tests.
fn load<'a>(path: &str, change: impl FnOnce(&mut Request<'a>)) -> Result<Plan, Diagnostics> {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(stages::registry);
    let mut request = Request::new(Path::new(""), &REGISTRY);
    change(&mut request);
    load_with_cases(&Request { path: Path::new(path), ..request })
}

/// Loads a file that must be right.
fn loaded<'a>(path: &str, change: impl FnOnce(&mut Request<'a>)) -> Pipeline {
    match load(path, change) {
        Ok(plan) => plan.pipeline,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

/// Loads a text that must be right; see [`load_text`].
fn loaded_text<'a>(text: &str, change: impl FnOnce(&mut Request<'a>)) -> Pipeline {
    match load_text(text, change) {
        Ok(plan) => plan.pipeline,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

/// Loads a text as a file in a folder of its own, beside `names.toml` and `pages/one.txt`.
fn load_text<'a>(text: &str, change: impl FnOnce(&mut Request<'a>)) -> Result<Plan, Diagnostics> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    std::fs::write(folder.path().join("pages/one.txt"), "A page.\n").unwrap();
    std::fs::write(folder.path().join("names.toml"), "harbour = \"place\"\n").unwrap();
    let path = folder.path().join("pipeline.toml");
    std::fs::write(&path, text).unwrap();
    load(path.to_str().unwrap(), change)
}
