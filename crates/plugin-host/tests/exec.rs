//! Stages that are commands: the example is run, and what goes wrong costs one article.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::path::Path;
use std::process::Command;

use tidings_model::{AnnotatedArticle, Article, Findings, Reject, Span};
use tidings_plugin_host::exec::{ExecCleaner, ExecExtractor};
use tidings_stage::{BuildError, Cleaner, Extractor, Settings, Stage, Value};

fn settings<T: Stage>(command: &[&str], limits: &[(&'static str, i64)]) -> Settings {
    let mut settings = Settings::defaults(T::SPEC.settings, env!("CARGO_MANIFEST_DIR"));
    settings.set("command", Value::Texts(command.iter().map(|&part| part.to_owned()).collect()));
    for (name, limit) in limits {
        settings.set(name, Value::Int(*limit));
    }
    settings
}

fn shell(body: &str, limits: &[(&'static str, i64)]) -> ExecExtractor {
    let script = format!("while read -r line; do {body}; done");
    ExecExtractor::build(&settings::<ExecExtractor>(&["sh", "-c", &script], limits)).unwrap()
}

fn asked(stage: &ExecExtractor, text: &str) -> Result<Findings, Reject> {
    let mut found = Findings::default();
    stage.try_extract(&AnnotatedArticle::new(testkit::page(text)), &mut found)?;
    Ok(found)
}

/// Holds the answers about several articles against words, in order.
#[track_caller]
fn check(stage: &ExecExtractor, expected: &[(&str, &str)]) {
    for (text, expected) in expected {
        let answer = asked(stage, text);
        let said = answer.map_or_else(|reject| reject.to_string(), |_| "fine".to_owned());
        assert!(said.starts_with(expected), "{text}: expected {expected:?}, found {said:?}");
    }
}

#[test]
fn the_example_notes_words_in_capitals() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return;
    }
    let command = ["python3", "../../examples/exec/shouting.py"];
    let stage = ExecExtractor::build(&settings::<ExecExtractor>(&command, &[])).unwrap();
    let show = |_: &AnnotatedArticle| vec![];
    let article = testkit::page("é BREAKING: ÉCOLE shut, says NATO ABC");
    testkit::check_extractor(&[&stage], article, show, "note: in capitals; note: in capitals");
    let found = asked(&stage, "é BREAKING: ÉCOLE").unwrap();
    assert_eq!(found.notes, [(Span::new(3, 11), "in capitals".to_owned())]);
}

#[test]
fn many_articles_at_once_each_get_their_own_answer() {
    // It answers how long the record is, which tells the articles apart.
    let stage = shell(r#"echo "{\"notes\": [[{\"start\": 0, \"end\": 0}, \"${#line}\"]]}""#, &[]);
    let stage = &stage;
    let one = |n: usize| asked(stage, &"x".repeat(n)).unwrap().notes[0].1.parse::<usize>().unwrap();
    let empty = one(0);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            scope.spawn(move || {
                for n in (worker..200).step_by(4) {
                    assert_eq!(one(n), empty + n);
                }
            });
        }
    });
}

#[test]
fn a_process_that_dies_costs_one_article() {
    let stage =
        shell(r#"case "$line" in *DIE*) echo "no more" >&2; exit 3;; esac; echo "{}""#, &[]);
    let died = "failed (exec_died): it ended with exit status: 3; the last it said: no more";
    check(&stage, &[("a", "fine"), ("DIE", died), ("b", "fine"), ("DIE", died), ("c", "fine")]);
}

#[test]
fn a_process_that_ends_after_each_article_costs_none() {
    let script = r#"read -r line; echo "{}"; read -r line; echo "{}""#;
    let stage =
        ExecExtractor::build(&settings::<ExecExtractor>(&["sh", "-c", script], &[])).unwrap();
    check(&stage, &[("a", "fine"), ("b", "fine"), ("c", "fine")]);
}

#[test]
fn a_process_that_hangs_costs_one_article() {
    let body = r#"case "$line" in *HANG*) exec sleep 60;; esac; echo "{}""#;
    let stage = shell(body, &[("timeout_ms", 300)]);
    let late = "failed (exec_timeout): no answer within 300 ms";
    check(&stage, &[("a", "fine"), ("HANG", late), ("b", "fine")]);
}

#[test]
fn a_process_that_does_not_read_costs_one_article() {
    let stage = {
        let script = r#"read -r line; echo "{}"; exec sleep 60"#;
        let limits = [("timeout_ms", 300)];
        ExecExtractor::build(&settings::<ExecExtractor>(&["sh", "-c", script], &limits)).unwrap()
    };
    // More than a pipe holds, so that the write blocks too.
    check(&stage, &[(&"x".repeat(1 << 20), "failed (exec_timeout)")]);
}

#[test]
fn an_answer_that_makes_no_sense_costs_one_article() {
    let body = r#"case "$line" in
        *WORDS*) echo "what?";; *TWICE*) echo "{} {}";; *KEY*) echo "{\"colour\": 1}";;
        *OTHER*) echo "{\"id\": \"a1\"}";; *LONG*) printf "%09999d\n" 0;; *FAIL*) echo "{\"fail\": \"dull\"}";;
        *DROP*) echo "{\"drop\": \"old\"}";; *) echo "{}";; esac"#;
    let stage = shell(body, &[("max_answer_bytes", 1000)]);
    let bad = "failed (exec_bad_answer)";
    check(
        &stage,
        &[
            ("a", "fine"),
            (
                "WORDS",
                &format!("{bad}: expected an answer in JSON: expected value at byte 1: what?"),
            ),
            ("TWICE", &format!("{bad}: expected an answer in JSON: trailing characters")),
            ("KEY", &format!("{bad}: expected an answer in JSON: unknown field `colour`")),
            ("OTHER", &format!("{bad}: an answer about a1, when a")),
            ("LONG", &format!("{bad}: an answer of more than 1000 bytes")),
            ("FAIL", "failed (exec_failed): dull"),
            ("DROP", "dropped (exec_dropped): old"),
            ("b", "fine"),
        ],
    );
}

#[test]
fn what_a_process_says_unasked_is_not_taken_for_an_answer() {
    let stage = shell(
        r#"case "$line" in *TWO*) printf '{}\n{"fail": "unasked"}\n';; *) echo "{}";; esac"#,
        &[],
    );
    check(&stage, &[("TWO", "fine")]);
    // Both lines went down the pipe at once; the second is there by now.
    std::thread::sleep(std::time::Duration::from_millis(100));
    check(&stage, &[("a", "fine"), ("b", "fine")]);
}

#[test]
fn a_command_that_does_not_work_is_found_when_the_stage_is_built() {
    let check = |command: &[&str], expected: &str| {
        let limits = [("start_timeout_ms", 500)];
        let error = ExecExtractor::build(&settings::<ExecExtractor>(command, &limits)).unwrap_err();
        let BuildError::Setting { setting: "command", problem } = error else { panic!("{error}") };
        assert!(problem.starts_with(expected), "expected {expected:?}, found {problem:?}");
    };
    check(&[], "expected a program, found an empty list");
    check(&["no-such-program-at-all"], "there is no program `no-such-program-at-all`; install it");
    check(&["./gone.sh"], "there is no program `./gone.sh`");
    check(&["Cargo.toml", "x"], "there is no program `Cargo.toml`");
    check(&["./Cargo.toml"], "`./Cargo.toml` cannot be started: Permission denied");
    check(&["sh", "gone.sh"], "a trial record got no answer: it ended with exit status: ");
    check(&["sleep", "60"], "a trial record got no answer: no answer within 500 ms");
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").exists());
}

#[test]
fn a_cleaner_changes_the_article() {
    let answer = r#"{"edits": [{"span": {"start": 0, "end": 4}, "reason": "menu"}, {"span": {"start": 5, "end": 6}, "with": "b"}], "set": {"byline": "Ann"}}"#;
    let script = format!("while read -r line; do echo '{answer}'; done");
    let stage = ExecCleaner::build(&settings::<ExecCleaner>(&["sh", "-c", &script], &[])).unwrap();
    let cleaned: Article = stage.clean(testkit::page("MENU a")).unwrap();
    assert_eq!((cleaned.text.as_str(), cleaned.byline.as_deref()), (" b", Some("Ann")));
    assert_eq!(cleaned.removed.len(), 1);
    let reject = stage.clean(testkit::page("é")).unwrap_err();
    assert_eq!(reject.reason, "bad_record");
}
