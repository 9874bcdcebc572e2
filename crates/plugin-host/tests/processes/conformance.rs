//! The conformance kit: finds nothing in a good library, and each fault in the library of faults.

use tidings_plugin_host::{Outcome, conformance};

use crate::common::{faults, second};

/// What failed, as `STAGE: CHECK`.
fn failures(environment: &[(&str, &str)]) -> Vec<String> {
    let verdicts: Vec<_> = conformance(faults(), second(environment)).collect();
    assert!(verdicts.len() > 1, "no stage was tried: {verdicts:?}");
    let failed = verdicts.into_iter().filter_map(|verdict| match verdict.outcome {
        Outcome::Failed { found, mend } => {
            assert!(!found.is_empty() && mend.is_some_and(|mend| !mend.is_empty()));
            Some(format!("{}: {}", verdict.stage, verdict.check))
        }
        Outcome::Passed | Outcome::Skipped(_) => None,
    });
    failed.collect()
}

#[test]
fn a_good_library_passes() {
    assert_eq!(failures(&[]), [""; 0]);
}

#[test]
fn each_fault_is_found_and_named() {
    // Each at a text of its own, so that none hides another.
    let found = failures(&[
        ("TIDINGS_FAULT_PANIC", "harbour"),
        ("TIDINGS_FAULT_EXIT", "no and went"),
        ("TIDINGS_FAULT_BEYOND", "1e999"),
        ("TIDINGS_FAULT_FICKLE", "ﬁ"),
    ]);
    for check in ["panic", "crash", "records", "determinism"] {
        let expected = format!("extract `faults`: {check}");
        assert!(found.contains(&expected), "{expected}: {found:?}");
    }
    for family in ["read", "clean", "aggregate", "sink"] {
        let expected = format!("{family} `faults`: crash");
        assert!(found.contains(&expected), "{expected}: {found:?}");
    }
    for check in ["settings", "builds", "hang", "leak"] {
        assert!(!found.iter().any(|it| it.ends_with(check)), "{check}: {found:?}");
    }
}

#[test]
fn too_many_records_are_found() {
    let found = failures(&[("TIDINGS_FAULT_MILLION", "harbour")]);
    assert!(found.contains(&"extract `faults`: records".to_owned()), "{found:?}");
    assert!(found.iter().all(|it| it.ends_with("records")), "{found:?}");
}

#[test]
fn what_cannot_be_loaded_fails_the_handshake() {
    for (load, expected) in [("major", "speaks version 2.0"), ("magic", "build it again with")] {
        let environment = [("TIDINGS_FAULT_LOAD", load)];
        let verdicts: Vec<_> = conformance(faults(), second(&environment)).collect();
        let [verdict] = &verdicts[..] else { panic!("{verdicts:?}") };
        let Outcome::Failed { found, .. } = &verdict.outcome else { panic!("{verdict:?}") };
        assert!(found.contains(expected), "{found}");
    }
}
