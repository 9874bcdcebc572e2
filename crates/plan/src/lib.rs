//! From a pipeline file to a checked [`Pipeline`], or to everything that is wrong with it.
//!
//! [`load`] parses the TOML, fills in variables of the environment, writes the changes of the
//! command line into it, holds every table against the settings that its stage declares, follows
//! the fields that stages read and write, and builds the stages. Whatever is wrong is collected,
//! so that one look at the message is enough to mend the file.
//!
//! No stage is known here: the caller brings a [`Registry`](tidings_stage::Registry). Nothing of
//! the environment is read but through the [`Request`], and nothing of it appears in a message:
//! values are shown as they are written.

mod assemble;
mod case;
mod diagnostics;
mod environment;
mod fields;
mod file;
mod fingerprint;
mod graph;
mod instead;
mod nearest;
mod origin;
mod overrides;
mod paths;
mod problem;
mod request;
mod resolved;
mod schema;
mod settings;
mod stages;
mod tree;
mod value;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidings_stage::Pipeline;

pub use case::{Case, Outcome, Row};
pub use diagnostics::{Diagnostic, Diagnostics};
pub use graph::{Drawing, graph};
pub use problem::{Problem, Scope, Valid};
pub use request::{Loaded, Loader, Overrides, Request};
pub use schema::schema;

use diagnostics::Problems;
use origin::{Origin, Place};
use tree::TreeReader;

/// A checked pipeline with the tests that its file carries.
pub struct Plan {
    /// The pipeline, built.
    pub pipeline: Pipeline,
    /// Its `[[test]]` tables, in file order.
    pub cases: Vec<Case>,
}

/// Checks a pipeline file and builds the pipeline.
///
/// ```
/// use std::path::Path;
///
/// use tidings_plan::{Request, load};
/// use tidings_stage::Registry;
///
/// let registry = Registry::new();
/// let request = Request::new(Path::new("no/such/pipeline.toml"), &registry);
/// let mistakes = load(&request).err().expect("there is no such file");
/// assert!(mistakes.to_string().starts_with("error: cannot read the pipeline file"));
/// ```
///
/// # Errors
/// Everything that is wrong with the file, or with what the command line changes in it.
pub fn load(request: &Request<'_>) -> Result<Pipeline, Diagnostics> {
    load_with_cases(request).map(|plan| plan.pipeline)
}

/// The same, with the tests of the file.
///
/// # Errors
/// Everything that is wrong with the file, or with what the command line changes in it.
pub fn load_with_cases(request: &Request<'_>) -> Result<Plan, Diagnostics> {
    let mut problems = Problems::default();
    let plan = plan(request, &mut problems);
    problems.into_result(plan)
}

/// The pipeline, as far as it goes; of use only if no problem was found.
fn plan(request: &Request<'_>, problems: &mut Problems) -> Option<Plan> {
    let origin = read(request.path, problems)?;
    let mut reader = TreeReader { environment: request.environment, problems };
    let mut root = reader.file(&origin)?;
    overrides::apply(&mut root, request, &mut reader);
    root.report_broken(problems);
    let start = Place::new(&origin, 0..0);
    let mut file = file::check(&root, &start, request, problems);
    if file.whole {
        assemble::check_needed(&file, request.registry, problems);
        fields::check(&mut file.stages, request.registry, problems);
    }
    let pipeline = assemble::assemble(&file, problems);
    Some(Plan { pipeline, cases: file.cases })
}

fn read(path: &Path, problems: &mut Problems) -> Option<Arc<Origin>> {
    let name = path.display().to_string();
    let origin = |text| Arc::new(Origin { rank: 0, name, text, base: folder_of(path) });
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => return Some(origin(text)),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            let origin = origin(String::from_utf8_lossy(error.as_bytes()).into_owned());
            problems.add(&Place::new(&origin, at..at + 1), Problem::NotUtf8);
        }
        Err(error) => {
            let at = Place::new(&origin(String::new()), 0..0);
            problems.add(&at, Problem::Unreadable { cause: error.to_string() });
        }
    }
    None
}

/// The folder of a file; `.` where the path is a mere name.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => ".".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_folder() {
        let check = |path, folder| assert_eq!(folder_of(Path::new(path)), Path::new(folder));
        check("pipelines/news.toml", "pipelines");
        check("news.toml", ".");
        check("/news.toml", "/");
    }
}
