//! Stages out of libraries, by a loader that knows two.

use std::path::Path;

use tidings_plan::{Loaded, Loader};
use tidings_stage::Family;

use crate::{load_text, loaded_text, stages};

const PIPELINE: &str = r#"
name = "guest"
[[source]]
use = "files"
paths = ["pages"]
[[read]]
use = "text"
[[extract]]
use = "tokens"
from = "lib/libguest"
[[sink]]
use = "tables"
"#;

/// Gives the stages of the tests out of any library that ends in `libguest`.
struct Guests {
    hash: &'static str,
}

impl Loader for Guests {
    fn load(&self, library: &Path, family: Family, name: &str) -> Result<Loaded, String> {
        if !library.ends_with("lib/libguest") {
            return Err(format!("no library at {}", library.file_name().unwrap().display()));
        }
        // A library may answer with a stage of another family; the plan must notice.
        let registry = stages::registry();
        let known = registry.get(family, name).or_else(|| registry.get(Family::Sink, name));
        let entry = known.ok_or_else(|| format!("the library has no stage `{name}`"))?.clone();
        Ok(Loaded { entry, hash: self.hash.to_owned() })
    }
}

fn message(text: &str) -> String {
    let guests = Guests { hash: "1" };
    let Err(diagnostics) = load_text(text, |request| request.loader = Some(&guests)) else {
        panic!("loaded")
    };
    let first = diagnostics.iter().next().unwrap();
    format!("{}: {} ({})", first.underlined(), first.problem(), first.expectation())
}

#[test]
fn a_library_is_resolved_against_the_file_and_counts_in_the_hash() {
    let with = |hash| {
        let guests = Guests { hash };
        loaded_text(PIPELINE, |request| request.loader = Some(&guests))
    };
    let (one, other) = (with("1"), with("2"));
    assert_eq!(one.extractors[0].label, "tokens");
    assert_ne!(one.hash, other.hash);
    assert!(one.resolved.contains(r#""from":"lib/libguest""#), "{}", one.resolved);
}

#[test]
fn a_library_that_does_not_serve_is_told() {
    let check = |from, to, expected| assert_eq!(message(&PIPELINE.replace(from, to)), expected);
    check(
        "lib/libguest",
        "lib/libnone",
        "\"lib/libnone\": `tokens` cannot be loaded (no library at libnone)",
    );
    check(
        "\"tokens\"",
        "\"tables\"",
        "\"lib/libguest\": `tables` is not a stage of [[extract]] (`tables` is a stage of [[sink]])",
    );
    check(
        "\"tokens\"",
        "\"other\"",
        "\"lib/libguest\": `other` cannot be loaded (the library has no stage `other`)",
    );
    check(
        "\"lib/libguest\"",
        "7",
        "7: wrong type for `from` (expected a text in quotes, found the whole number 7)",
    );
}
