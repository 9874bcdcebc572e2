//! Libraries in processes of their own: the same answers, and nothing they do ends this process.

use crate::common::{Setup, aborting, faults, notes, second};
use testkit::page;
use tidings_plugin_host::Libraries;
use tidings_stage::{Family, Halt};

const ABORTED: &str = "failed (plugin_died): it was ended by signal 6";

#[test]
fn an_isolated_stage_answers_as_it_answers_here() {
    let there = Setup::default();
    let here = Setup { trusted: true, ..Setup::default() };
    let (there, here) = (
        (there.extractor(faults()), there.cleaner(faults())),
        (here.extractor(faults()), here.cleaner(faults())),
    );
    for text in ["", "plain", "the sea, é sea\n", &"sea ".repeat(40_000)] {
        assert_eq!(notes(&*there.0, text), notes(&*here.0, text), "{} bytes", text.len());
        assert_eq!(there.1.clean(page(text)), here.1.clean(page(text)), "{} bytes", text.len());
    }
    testkit::laws::extractor(&[], &*there.0);
}

/// Runs a document with the fault between others without it.
#[track_caller]
fn costs_one(
    library: &std::path::Path,
    fault: &str,
    numbers: &[(&'static str, i64)],
    expected: &str,
) {
    let variable = format!("TIDINGS_FAULT_{}", fault.to_uppercase());
    let environment = [(variable.as_str(), "fog")];
    let stage = Setup { environment: &environment, numbers, trusted: false }.extractor(library);
    for (text, expected) in [
        ("sea", "1 notes"),
        ("fog é", expected),
        ("sea sea", "2 notes"),
        ("fog é", expected),
        ("", "0 notes"),
    ] {
        let said = notes(&*stage, text);
        assert!(
            said.starts_with(expected),
            "{fault}: {text}: expected {expected:?}, found {said:?}"
        );
    }
}

#[test]
fn whatever_a_library_does_costs_the_documents_it_does_it_at() {
    let soon = [("time_limit_ms", 300)];
    costs_one(faults(), "panic", &[], "failed (panic): a fault");
    costs_one(faults(), "bomb", &[], "failed (panic): a panic without words");
    costs_one(aborting(), "panic", &[], ABORTED);
    costs_one(faults(), "abort", &[], ABORTED);
    costs_one(
        faults(),
        "exit",
        &[],
        "failed (plugin_died): it ended by itself, with exit status 7",
    );
    costs_one(faults(), "hang", &soon, "failed (plugin_silent): no answer within 300 ms");
    costs_one(faults(), "overflow", &[], ABORTED);
    costs_one(faults(), "wild", &[], "failed (plugin_died): it was ended by signal 11");
    costs_one(faults(), "memory", &[("memory_limit_mb", 256)], ABORTED);
    costs_one(faults(), "beyond", &[], "notes: span 0..7 is not on character boundaries");
    costs_one(faults(), "inside", &[], "sentences: span 0..5 is not on character boundaries");
    costs_one(faults(), "million", &[], "failed (too_many_records)");
}

#[test]
fn restarts_come_to_an_end() {
    let environment = [("TIDINGS_FAULT_EXIT", "fog")];
    let numbers = [("max_restarts", 3)];
    let setup = Setup { environment: &environment, numbers: &numbers, trusted: false };
    let stage = setup.extractor(faults());
    let exited = "failed (plugin_died)";
    // Two processes die of each of the first two; none is started for the third.
    for (text, expected) in [
        ("fog", exited),
        ("fog", exited),
        ("fog", "failed (plugin_restarts)"),
        ("sea", "failed (plugin_restarts)"),
    ] {
        let said = notes(&*stage, text);
        assert!(said.starts_with(expected), "{text}: expected {expected:?}, found {said:?}");
    }
    let Some(Halt::Broken(why)) = stage.halted() else { panic!("it goes on") };
    assert!(why.contains("have died 4 times, the last one at"), "{why}");
    assert!(why.contains("`max_restarts` = 3 allows no more"), "{why}");
}

#[test]
fn many_threads_each_have_a_process() {
    let environment = [("TIDINGS_FAULT_ABORT", "fog")];
    let stage = Setup { environment: &environment, ..Setup::default() }.extractor(faults());
    let stage = &*stage;
    std::thread::scope(|scope| {
        for worker in 0..4 {
            scope.spawn(move || {
                for n in (worker..100).step_by(4) {
                    let fog = if n % 10 == 0 { "fog" } else { "" };
                    let said = notes(stage, &format!("{}{fog}", "sea ".repeat(n)));
                    match n % 10 {
                        0 => assert!(said.starts_with(ABORTED), "{n}: {said}"),
                        _ => assert_eq!(said, format!("{n} notes")),
                    }
                }
            });
        }
    });
}

#[test]
fn a_library_that_is_unfit_is_refused_in_words() {
    let check = |load: &str, expected: &str| {
        let libraries = Libraries::isolated(second(&[("TIDINGS_FAULT_LOAD", load)]));
        let said = libraries.load(faults(), Family::Extract, "faults").unwrap_err().to_string();
        assert!(said.contains(expected), "{load}: expected {expected:?}, found {said:?}");
    };
    check("magic", "expected the magic number");
    check("major", "speaks version 2.0 of the plugin interface");
    check("minor", "speaks version 1.1 of the plugin interface");
    check("schema", "was built for other records");
    check("null", "it gave nothing");
    check("abort", "opening it ends the process that opens it: it was ended by signal 6");
    check(
        "exit",
        "opening it ends the process that opens it: it ended by itself, with exit status 7",
    );
}
