//! `check --test`: pipeline files that carry tests.

use std::path::PathBuf;

use crate::common::{pipeline, said, tidings};

/// Every pipeline that ships passes the tests it carries.
#[test]
fn the_pipelines_pass_their_own_tests() {
    let paths = std::fs::read_dir(pipeline("")).unwrap().map(|entry| entry.unwrap().path());
    let tested = |path: &PathBuf| {
        path.is_file() && std::fs::read_to_string(path).unwrap().contains("\n[[test]]\n")
    };
    let tested: Vec<PathBuf> = paths.filter(tested).collect();
    for name in ["clean.toml", "annotate.toml"] {
        assert!(tested.contains(&pipeline(name)), "{name} carries no tests");
    }
    for path in tested {
        let output = tidings(&["check", path.to_str().unwrap(), "--test"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.ends_with(" tests passed\n"), "{told}");
    }
}

const STAGES: &str = r#"
name = "tested"

[[source]]
use = "files"
paths = ["page.txt"]

[[read]]
use = "text"

[[clean]]
use = "page_furniture"

[[sink]]
use = "tables"

"#;

/// Checks a pipeline with these tests, from the folder it lies in: exit code, standard output and
/// standard error.
fn check(tests: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("page.txt"), "Tugs left at noon.\n").unwrap();
    std::fs::write(folder.path().join("tested.toml"), format!("{STAGES}{tests}")).unwrap();
    let mut command = tidings(&["check", "tested.toml", "--test"]);
    let output = command.current_dir(folder.path()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), said(&output))
}

#[test]
fn a_test_that_fails_is_shown_with_its_place() {
    let tests = r#"
[[test]]
about = "this one passes"
input = "Tugs left at noon."
stage = "page_furniture"
expect = { articles = [{ text = "Tugs left at noon." }] }

[[test]]
about = "a menu goes"
input = """
Tugs left at noon

Home | Boats | Contact

The crew of the dredger was brought ashore before dark.
"""
stage = "page_furniture"

[[test.expect.articles]]
uri = "test"
text = "Tugs left at noon\n\n\nThe crew of the ferry was brought ashore before dark.\n"
removed = [{ reason = "menus" }]

[[test]]
file = "page.txt"
stage = "tables"
rejected = "empty"
"#;
    let (code, out, err) = check(tests);
    assert_eq!(code, Some(2));
    assert_eq!(out, "tested.toml: pipeline `tested` is sound, 4 stages\n");
    let expected = "\
tested.toml:24: test of `page_furniture` failed: a menu goes
  articles, row 1  expected                                  found
  uri              \"test\"                                    \"test\"
≠ text             …n\\nThe crew of the ferry was brought a…  …n\\nThe crew of the dredger was brought…
≠ removed          [{\"reason\":\"menus\"}]                      [{\"reason\":\"menu\"}]

tested.toml:40: test of `tables` failed
  expected  rejected by `tables`: empty
  found     comes out of `tables`

2 of 3 tests failed
";
    assert_eq!(err, expected);
}

#[test]
fn a_file_without_tests_says_so() {
    let (code, out, _) = check("");
    assert_eq!(code, Some(0));
    assert!(out.ends_with("tested.toml: the file carries no tests\n"), "{out}");
}

#[test]
fn the_tests_of_a_file_that_is_wrong_are_not_run() {
    let (code, out, err) = check("[[test]]\ninput = \"A page.\"\nstage = \"files\"\nexpect = {}\n");
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("the pipeline has no stage `files` after its sources"), "{err}");
}
