//! What `run.json` shows of a pipeline.

use tidings_plan::Overrides;

use crate::{WHOLE, loaded};

#[test]
fn the_resolved_pipeline_is_kept() {
    let environment = |_: &str| Some("k-hunter2".to_owned());
    let pipeline = loaded(WHOLE, |request| request.environment = &environment);
    let resolved: serde_json::Value = serde_json::from_str(&pipeline.resolved).unwrap();
    insta::assert_snapshot!(format!("{resolved:#}"));
}

#[test]
fn what_changes_no_result_is_not_shown() {
    let resolved = |overrides| loaded(WHOLE, |request| request.overrides = overrides).resolved;
    let plain = resolved(Overrides::default());
    assert_eq!(resolved(Overrides { threads: Some(4), ..Overrides::default() }), plain);
    let set = [("run.batch_bytes", "1"), ("run.batch_documents", "1"), ("run.credits", "1")];
    let set = set.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    assert_eq!(resolved(Overrides { set, ..Overrides::default() }), plain);
    assert_ne!(resolved(Overrides { limit: Some(4), ..Overrides::default() }), plain);
}

#[test]
fn the_order_of_inputs_is_not_shown() {
    let resolved = |inputs: &[&str]| {
        let inputs = inputs.iter().map(|&input| input.to_owned()).collect();
        let overrides = Overrides { inputs, ..Overrides::default() };
        loaded(WHOLE, |request| request.overrides = overrides).resolved
    };
    assert_eq!(resolved(&["tests", "src"]), resolved(&["src", "tests", "src"]));
    assert_ne!(resolved(&["tests", "src"]), resolved(&["src"]));
}
