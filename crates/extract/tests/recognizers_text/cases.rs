//! Reads the cases, runs them, and holds how many pass.

use serde::Deserialize;
use tidings_extract::{dates::Dates, quantities::Quantities, tokens::Tokens};
use tidings_model::AnnotatedArticle;
use tidings_stage::{Extractor, Settings, Stage, Value};

/// An input and what is to be found in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Case {
    pub(crate) input: String,
    pub(crate) results: Vec<Expected>,
    #[serde(default)]
    context: Option<Context>,
}

/// What is to be found at a place.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Expected {
    /// The first character.
    pub(crate) start: usize,
    /// The last character.
    pub(crate) end: usize,
    pub(crate) resolution: Resolution,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Resolution {
    pub(crate) value: Option<String>,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) values: Vec<Day>,
}

/// One of the days that an expression can mean.
#[derive(Debug, Deserialize)]
pub(crate) struct Day {
    pub(crate) timex: String,
    pub(crate) value: String,
}

#[derive(Debug, Deserialize)]
struct Context {
    #[serde(rename = "ReferenceDateTime")]
    reference: String,
}

impl Case {
    /// The article of the input, after the stages.
    pub(crate) fn annotated(&self, stages: &[&dyn Extractor]) -> AnnotatedArticle {
        let day = self.context.as_ref().and_then(|context| context.reference.get(..10));
        testkit::annotate(stages, testkit::dated(&self.input, day.unwrap_or_default()))
    }
}

impl Expected {
    /// Its bytes in the input.
    pub(crate) fn bytes(&self, input: &str) -> std::ops::Range<usize> {
        let at = |n| input.char_indices().nth(n).map_or(input.len(), |(at, _)| at);
        at(self.start)..at(self.end + 1)
    }
}

/// The stages of a pipeline up to quantities. The cases are of the United States, where the month
/// comes first.
pub(crate) fn stages() -> (Tokens, Dates, Quantities) {
    let mut american = Settings::defaults(Dates::SPEC.settings, ".");
    american.set("order", Value::Text("month_first".into()));
    let dates = Dates::build(&american).expect("settings are valid");
    (build(), dates, build())
}

fn build<T: Stage>() -> T {
    T::build(&Settings::defaults(T::SPEC.settings, ".")).expect("defaults build")
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exclusion {
    model: String,
    reason: String,
    inputs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exclusions {
    exclusion: Vec<Exclusion>,
}

/// The inputs of a model that are left out.
fn excluded(model: &str) -> Vec<String> {
    let file: Exclusions =
        toml::from_str(include_str!("exclusions.toml")).expect("exclusions are read");
    let of_model = file.exclusion.into_iter().filter(|group| group.model == model);
    let mut inputs = Vec::new();
    for group in of_model {
        assert!(!group.reason.is_empty(), "a group of {model} has no reason");
        inputs.extend(group.inputs);
    }
    inputs
}

/// Runs the cases of a model through `found`, which shows what was expected and what was found, and
/// holds how many agree: a lower number is a fault, a higher one is to be written down here.
pub(crate) fn hold(
    model: &str,
    cases: &str,
    (passing, of): (usize, usize),
    found: impl Fn(&Case) -> (String, String),
) {
    let cases: Vec<Case> = serde_json::from_str(cases).expect("cases are read");
    let excluded = excluded(model);
    for input in &excluded {
        assert!(cases.iter().any(|case| case.input == *input), "{input:?} is no case of {model}");
    }
    let tried: Vec<&Case> = cases.iter().filter(|case| !excluded.contains(&case.input)).collect();
    let mut failed = Vec::new();
    for case in &tried {
        let (expected, found) = found(case);
        if expected != found {
            failed.push(format!("{:?}\n    want {expected}\n    got  {found}", case.input));
        }
    }
    let passed = tried.len() - failed.len();
    assert_eq!(
        (passed, tried.len()),
        (passing, of),
        "cases of {model} that pass, and cases tried; these fail:\n{}",
        failed.join("\n")
    );
}
