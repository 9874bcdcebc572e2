//! The conformance kit: finds nothing in a good library, and each fault in the library of faults.

use tidings_plugin_host::{Outcome, conformance};

use crate::common::{faults, second};

/// What failed, as `STAGE: CHECK`.
fn failures(environment: &[(&str, &str)]) -> Vec<String> {
    let verdicts = conformance(faults(), second(environment));
    assert!(verdicts.len() > 1 || verdicts[0].outcome != Outcome::Passed);
    let failed = verdicts.into_iter().filter_map(|verdict| match verdict.outcome {
        Outcome::Failed { found, mend } => {
            assert!(!found.is_empty() && !mend.is_empty());
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
    for (fault, check) in [("PANIC", "panic"), ("MILLION", "records")] {
        let variable = format!("TIDINGS_FAULT_{fault}");
        let found = failures(&[(&variable, "harbour")]);
        let expected = format!("extract `faults`: {check}");
        assert!(found.contains(&expected), "{fault}: {found:?}");
        assert!(found.iter().all(|it| it.ends_with(check) || it.starts_with("sink")), "{found:?}");
    }
}

#[test]
fn what_cannot_be_loaded_fails_the_handshake() {
    let verdicts = conformance(faults(), second(&[("TIDINGS_FAULT_LOAD", "major")]));
    let Outcome::Failed { found, .. } = &verdicts[0].outcome else { panic!("{verdicts:?}") };
    assert!(found.contains("speaks version 2.0"), "{found}");
}
