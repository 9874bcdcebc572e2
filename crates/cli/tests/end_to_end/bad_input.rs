//! Bad input: nothing is lost in silence, and nothing brings the run down.

use std::path::Path;

use crate::common::{reasons, rows, run, said};

const GOOD: &str = "Storm closes the harbour\n\nThe harbour of Vigo was closed on Tuesday, the port authority said.\n";

/// Runs a folder of files; the exit code, the reasons of rejects, and the number of articles.
fn ran(files: &[(&str, &[u8])]) -> (Option<i32>, Vec<String>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    for (name, bytes) in files {
        std::fs::write(input.join(name), bytes).unwrap();
    }
    let output = run("news.toml", &input, &out, &[]);
    assert!(out.join("run.json").exists(), "{}", said(&output));
    (output.status.code(), reasons(&out), rows(&out, "articles").len())
}

/// One bad file beside a good one: the good one comes through, the bad one has its reason.
#[track_caller]
fn check(name: &str, bytes: &[u8], reason: &str) {
    let (code, reasons, articles) = ran(&[("good.txt", GOOD.as_bytes()), (name, bytes)]);
    assert_eq!((code, reasons, articles), (Some(1), vec![reason.to_owned()], 1), "{name}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_empty_file_is_rejected() {
    check("empty.txt", b"", "empty");
    check("blank.txt", b" \n\n\t ", "empty");
}

#[test]
fn a_file_that_is_not_text_is_rejected() {
    check("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0", "not_text");
    check("nul.txt", b"The harbour\0was closed\0\0\0\0on Tuesday", "not_text");
}

#[test]
fn json_of_another_shape_is_no_page() {
    check("array.json", b"[{\"text\": \"The harbour was closed\"}]", "not_a_page");
    let (code, reasons, articles) = ran(&[("one.json", b"{\"text\": \"The harbour was closed\"}")]);
    assert_eq!((code, reasons, articles), (Some(0), vec![], 1));
}

#[test]
fn each_row_of_a_table_is_an_article() {
    let (code, reasons, articles) =
        ran(&[("rows.csv", b"id,text\n1,The harbour was closed\n2,It was opened again\n")]);
    assert_eq!((code, reasons, articles), (Some(0), vec![], 2));
}

#[test]
fn arguments_that_would_run_nothing_are_refused() {
    let check = |input: &str, more: &[&str], expected: &str| {
        let folder = tempfile::tempdir().unwrap();
        let output = run("news.toml", Path::new(input), &folder.path().join("out"), more);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
    };
    check("https://example.org/x", &[], "is an address on the web, which is not read");
    check("pipelines/samples", &["--limit", "0"], "0 is not in 1..");
}

#[test]
fn invalid_utf_8_is_read_in_another_charset() {
    let page = "Caf\u{e9} owners closed".chars().map(|c| c as u8).collect::<Vec<u8>>();
    let (code, reasons, articles) = ran(&[("latin.txt", &page)]);
    assert_eq!((code, reasons, articles), (Some(0), vec![], 1));
}

#[test]
fn a_line_of_100_mb_is_rejected() {
    check("long.jsonl", &[b'a'; 100 << 20], "too_large");
}

#[test]
fn a_truncated_gzip_gives_what_it_holds_and_a_reject() {
    let line =
        |n: u32| format!("{{\"id\": \"{n}\", \"text\": \"{n} boats sank in the harbour.\"}}\n");
    let lines: String = (0..2000).map(line).collect();
    let whole = gzip(lines.as_bytes());
    let (code, reasons, articles) = ran(&[("lines.jsonl.gz", &whole[..whole.len() / 2])]);
    assert_eq!((code, reasons), (Some(1), vec!["truncated".to_owned()]));
    assert!(articles > 100, "{articles}");
}

#[test]
fn broken_json_lines_are_rejected_one_by_one() {
    let lines = b"{\"id\": \"1\", \"text\": \"Nine boats sank.\"}\n{\"id\": \"2\", \"text\": \n{\"id\": \"3\"}\n";
    let (code, mut reasons, articles) = ran(&[("lines.jsonl", lines)]);
    reasons.sort();
    assert_eq!((code, articles), (Some(1), 1));
    assert_eq!(reasons, ["broken_json", "no_text"]);
}

#[test]
fn the_second_of_two_documents_with_one_id_is_rejected() {
    let lines = b"{\"id\": \"1\", \"text\": \"Nine boats sank.\"}\n{\"id\": \"1\", \"text\": \"Ten boats sank.\"}\n";
    check("lines.jsonl", b"", "empty");
    let (code, reasons, articles) = ran(&[("lines.jsonl", lines)]);
    assert_eq!((code, reasons, articles), (Some(1), vec!["duplicate_id".to_owned()], 1));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_rejected() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    std::fs::write(input.join("good.txt"), GOOD).unwrap();
    symlink(folder.path().join("gone.txt"), input.join("dangling.txt")).unwrap();
    let output = run("news.toml", &input, &out, &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!((reasons(&out).len(), rows(&out, "articles").len()), (1, 1));
}

/// A stop before the first document: exit code 2, a message that holds these words, no output.
#[track_caller]
fn stops(input: &Path, out: &Path, more: &[&str], words: &str) {
    let output = run("news.toml", input, out, more);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains(words), "expected {words:?} in:\n{}", said(&output));
}

#[test]
fn an_absent_path_or_an_empty_folder_stops_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    stops(&folder.path().join("nowhere"), &out, &[], "nowhere");
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    stops(&empty, &out, &[], "holds no document");
    assert!(!out.exists());
}

#[test]
fn an_output_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    std::fs::write(input.join("good.txt"), GOOD).unwrap();
    assert_eq!(run("news.toml", &input, &out, &[]).status.code(), Some(0));
    stops(&input, &out, &[], "--overwrite");
    assert_eq!(run("news.toml", &input, &out, &["--overwrite"]).status.code(), Some(0));

    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("thesis.docx"), "mine").unwrap();
    stops(&input, &foreign, &["--overwrite"], "thesis.docx");
    assert_eq!(std::fs::read(foreign.join("thesis.docx")).unwrap(), b"mine");

    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    stops(&input, &file, &[], "not a folder");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_written_stops_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("good.txt");
    std::fs::write(&input, GOOD).unwrap();
    stops(&input, Path::new("/proc/nowhere/out"), &[], "/proc/nowhere");
}
