//! What an output folder may hold before a run, and what it holds after.

use std::fs;
use std::path::Path;

use tidings_runner::{Exit, FolderError, Options, RunError};

use crate::harness::{folder, results, watched};
use crate::toys::{documents, lost, pipeline, raw};

fn run(out: &Path, overwrite: bool, text: &str) -> Result<Exit, FolderError> {
    let options = Options { overwrite, ..Options::new(out) };
    match tidings_runner::run(&pipeline(vec![raw("a", text)]), &options) {
        Ok(summary) => Ok(summary.exit),
        Err(RunError::Folder(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_finished_run_is_replaced_only_when_told_to() {
    watched(|| {
        let parent = folder();
        let out = parent.path().join("deep/out");
        run(&out, false, "One").unwrap();
        let first = results(&out);
        let names: Vec<_> = first.keys().collect();
        assert_eq!(names, ["rejects.jsonl", "rows.txt", "run.json", "run.txt"]);
        let refused = run(&out, false, "Two").unwrap_err();
        assert!(matches!(refused, FolderError::Finished(_)));
        assert!(refused.to_string().ends_with("holds a finished run; --overwrite replaces it"));
        assert_eq!(results(&out), first);
        run(&out, true, "Two").unwrap();
        assert_ne!(results(&out), first);
    });
}

#[test]
fn an_earlier_run_stays_until_the_new_one_is_whole() {
    watched(|| {
        let out = folder();
        run(out.path(), false, "One").unwrap();
        let first = results(out.path());
        let options = Options { overwrite: true, ..Options::new(out.path()) };
        let broken = pipeline(vec![raw("a", "Panic-finish")]);
        tidings_runner::run(&broken, &options).unwrap_err();
        fs::remove_dir_all(out.path().join(".tidings")).unwrap();
        assert_eq!(results(out.path()), first);
    });
}

#[test]
fn files_of_others_are_never_touched() {
    watched(|| {
        let out = folder();
        fs::write(out.path().join("thesis.txt"), "mine").unwrap();
        for overwrite in [false, true] {
            let refused = run(out.path(), overwrite, "One").unwrap_err();
            assert!(refused.to_string().contains("`thesis.txt`"), "{refused}");
            assert_eq!(results(out.path()).len(), 1);
        }
        fs::remove_file(out.path().join("thesis.txt")).unwrap();
        run(out.path(), false, "One").unwrap();
        fs::write(out.path().join("thesis.txt"), "mine").unwrap();
        run(out.path(), true, "Two").unwrap();
        assert_eq!(results(out.path())["thesis.txt"], "mine");
    });
}

#[test]
fn a_run_json_of_another_program_is_not_ours() {
    watched(|| {
        let out = folder();
        fs::write(out.path().join("run.json"), "{\"name\": \"make\"}").unwrap();
        let refused = run(out.path(), true, "One").unwrap_err();
        assert!(matches!(refused, FolderError::Foreign { .. }), "{refused}");
    });
}

#[test]
fn no_file_of_another_is_written_over() {
    watched(|| {
        let out = folder();
        run(out.path(), false, "One").unwrap();
        // The earlier run is made to know nothing of one of its files.
        let path = out.path().join("run.json");
        let text = fs::read_to_string(&path).unwrap().replace("rows.txt", "else.txt");
        fs::write(&path, text).unwrap();
        let refused = run(out.path(), true, "Two").unwrap_err();
        assert!(refused.to_string().contains("`rows.txt`"), "{refused}");
    });
}

#[test]
fn a_run_json_cannot_name_files_elsewhere() {
    watched(|| {
        let parent = folder();
        let out = parent.path().join("out");
        run(&out, false, "One").unwrap();
        fs::write(parent.path().join("precious"), "mine").unwrap();
        let path = out.join("run.json");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("\"rows.txt\"", "\"../precious\", \"rows.txt\"");
        fs::write(&path, text).unwrap();
        run(&out, true, "Two").unwrap();
        assert_eq!(fs::read_to_string(parent.path().join("precious")).unwrap(), "mine");
    });
}

#[test]
fn what_cannot_be_written_is_refused_at_once() {
    watched(|| {
        let parent = folder();
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(run(&file, true, "One"), Err(FolderError::NotAFolder(_))));
        let refused = run(&file.join("out"), true, "One").unwrap_err();
        assert!(matches!(refused, FolderError::Unwritable { .. }), "{refused}");
        assert!(refused.to_string().contains("choose a folder that can be written"), "{refused}");
    });
}

#[test]
fn a_folder_in_use_is_left_alone() {
    watched(|| {
        let out = folder();
        fs::create_dir(out.path().join(".tidings")).unwrap();
        let lock = fs::File::create(out.path().join(".tidings/lock")).unwrap();
        lock.lock().unwrap();
        assert!(matches!(run(out.path(), true, "One"), Err(FolderError::Busy(_))));
        drop(lock);
        run(out.path(), false, "One").unwrap();
    });
}

#[test]
fn a_run_that_did_nothing_yet_is_not_in_the_way() {
    watched(|| {
        let out = folder();
        fs::create_dir(out.path().join(".tidings")).unwrap();
        run(out.path(), false, "One").unwrap();
    });
}

#[test]
fn run_json_says_what_happened() {
    watched(|| {
        let out = folder();
        let mut items = documents(100);
        items.push(lost("last"));
        let options = Options { version: "9.9".to_owned(), ..Options::new(out.path()) };
        let summary = tidings_runner::run(&pipeline(items), &options).unwrap();
        let text = fs::read(out.path().join("run.json")).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(serde_json::to_value(&summary.record).unwrap(), json);
        assert_eq!(json["version"], "9.9");
        assert_eq!(json["pipeline_hash"], "00");
        assert_eq!(json["pipeline"]["toys"], true);
        let labels: Vec<_> =
            json["stages"].as_array().unwrap().iter().map(|stage| &stage["label"]).collect();
        let expected =
            ["given", "dispatch", "parts", "tidy", "unique", "copies", "names", "count", "lines"];
        assert_eq!(labels, expected);
        assert!(json["timing"]["seconds"].as_f64().unwrap() > 0.0);
        assert_eq!(json["timing"]["threads"], 2);
        // What the sinks were told is the same without the times.
        let told = fs::read_to_string(out.path().join("run.txt")).unwrap();
        let mut told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told.get("timing"), None);
        told["timing"] = json["timing"].clone();
        assert_eq!(told, json);
    });
}
