//! The hash of a pipeline: what changes it, and what does not.

use tidings_plan::{Overrides, Request};

use crate::loaded;

/// A pipeline file in a folder of its own, with the file that a setting names.
struct Folder(tempfile::TempDir);

const PIPELINE: &str = r#"
name = "harbour"
about = "Boats."
[run]
threads = 1
[[source]]
use = "files"
paths = ["*.toml"]
[[read]]
use = "text"
[[extract]]
use = "tokens"
[[extract]]
use = "names"
lexicon = ["names.toml"]
window = 5
[[sink]]
use = "tables"
format = "${FORMAT:-jsonl}"
"#;

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("names.toml", "harbour = 1");
        folder.write("pipeline.toml", PIPELINE);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn hash_with<'a>(&self, change: impl FnOnce(&mut Request<'a>)) -> String {
        loaded(self.0.path().join("pipeline.toml").to_str().unwrap(), change).hash
    }

    fn hash(&self) -> String {
        self.hash_with(|_| {})
    }

    /// The hash after a part of the pipeline file is written in another way.
    fn edited(from: &str, to: &str) -> String {
        let folder = Self::new();
        assert!(PIPELINE.contains(from), "{from}");
        folder.write("pipeline.toml", &PIPELINE.replacen(from, to, 1));
        folder.hash()
    }
}

#[test]
fn the_same_pipeline_elsewhere_has_the_same_hash() {
    let hash = Folder::new().hash();
    assert_eq!(hash, Folder::new().hash());
    assert_eq!(hash.len(), 64);
}

#[test]
fn what_changes_no_result_does_not_change_it() {
    let plain = Folder::new().hash();
    let check = |from, to| assert_eq!(Folder::edited(from, to), plain, "{to}");
    check("threads = 1", "threads = 4\ncredits = 2\nbatch_bytes = 1\nbatch_documents = 2");
    check("threads = 1", "on_reject = \"stop\"");
    check("\"*.toml\"", "\"names.toml\"");
    check("about = \"Boats.\"", "# nothing to say");
    check("window = 5", "");
    check("\nwindow = 5", "\n\nwindow = 0x5 # words");
    check("names.toml", "./names.toml");
    let limit = Overrides { limit: Some(3), ..Overrides::default() };
    assert_eq!(Folder::new().hash_with(|request| request.overrides = limit), plain);
}

#[test]
fn what_changes_a_result_changes_it() {
    let plain = Folder::new().hash();
    let check = |from, to| assert_ne!(Folder::edited(from, to), plain, "{to}");
    check("harbour", "port");
    check("window = 5", "window = 6");
    check("jsonl", "parquet");
    check("lexicon = [\"names.toml\"]", "");
    check("lexicon = [\"names.toml\"]", "lexicon = [\"names.toml\", \"names.toml\"]");
    check("[[read]]\nuse = \"text\"", "[[read]]\nuse = \"any_text\"");
    check("[[sink]]", "[[clean]]\nuse = \"blank_lines\"\n[[sink]]");
    check("paths = [\"*.toml\"]", "paths = [\"*.toml\"]\nrecurse = false");
}

#[test]
fn texts_that_run_into_each_other_are_told_apart() {
    let labels = |labels: &str| Folder::edited("window = 5", &format!("labels = {labels}"));
    assert_ne!(labels(r#"["ab", "c"]"#), labels(r#"["a", "bc"]"#));
}

#[test]
fn the_content_of_a_file_counts_and_not_its_name() {
    let folder = Folder::new();
    let plain = folder.hash();
    folder.write("names.toml", "harbour = 2");
    assert_ne!(folder.hash(), plain);
    folder.write("others.toml", "harbour = 1");
    folder.write("pipeline.toml", &PIPELINE.replace("names.toml", "others.toml"));
    assert_eq!(folder.hash(), plain);
}

#[test]
fn a_variable_counts_by_what_it_holds() {
    let with = |value: &str| {
        let environment = |_: &str| Some(value.to_owned());
        Folder::new().hash_with(|request| request.environment = &environment)
    };
    assert_ne!(with("parquet"), with("jsonl"));
    assert_eq!(with("jsonl"), Folder::new().hash());
}
