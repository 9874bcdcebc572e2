//! `explain` quotes from the raw pages, and refuses pages that have changed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::common::{root, rows, run, tidings};

fn explained(out: &Path, id: &str) -> String {
    let output = tidings(&["explain", out.to_str().unwrap(), id]).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_fact_of_the_samples_is_quoted_from_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run("news.toml", &root().join("pipelines/samples"), &out, &[]);
    let facts = rows(&out, "facts");
    let fact = facts.iter().find(|fact| fact["key"] == "killed").expect("the ferry has its dead");
    let told = explained(&out, fact["id"].as_str().unwrap());
    for value in fact["values"].as_array().unwrap() {
        let words = value["text"].as_str().unwrap();
        assert!(told.contains(&format!("»{words}«")), "no quote of {words:?} in:\n{told}");
    }
    assert!(!told.contains('\u{1b}'), "a pipe gets no colours:\n{told}");
    let id = fact["id"].as_str().unwrap();
    let json = tidings(&["explain", out.to_str().unwrap(), id, "--json"]).output().unwrap().stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let quotes = json["quotes"].as_array().unwrap();
    let values = fact["values"].as_array().unwrap();
    let articles = rows(&out, "articles");
    assert_eq!(quotes.len(), values.len());
    for (quote, value) in quotes.iter().zip(values) {
        assert_eq!((&quote["words"], &quote["article"]), (&value["text"], &value["article"]));
        let article = articles.iter().find(|article| article["id"] == quote["article"]);
        let article = article.expect("a quote is out of an article of the run");
        assert_eq!((&quote["source"], &quote["title"]), (&article["source"], &article["title"]));
    }
    on_a_terminal(&out, fact["id"].as_str().unwrap());
    let story = fact["story"].as_str().unwrap();
    let told = explained(&out, story);
    assert!(told.starts_with(&format!("story {story}\n")), "{told}");
}

/// Has colours there, unless they are not wanted.
fn on_a_terminal(out: &Path, id: &str) {
    let program = assert_cmd::cargo::cargo_bin("tidings");
    let asked = format!("{} explain {} {id}", program.display(), out.display());
    let shown = |wanted: &str| {
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &asked, "/dev/null"]);
        script.current_dir(root()).env("TERM", "xterm").env("NO_COLOR", wanted);
        script.stdin(Stdio::null()).output().ok().filter(|output| output.status.success())
    };
    let (Some(coloured), Some(plain)) = (shown(""), shown("1")) else {
        return testkit::skipped("no `script` that lends a terminal");
    };
    let text = String::from_utf8(coloured.stdout).unwrap();
    assert!(text.contains("\u{1b}[1;33m") && !text.contains('»'), "{text}");
    let text = String::from_utf8(plain.stdout).unwrap();
    assert!(!text.contains('\u{1b}') && text.contains('»'), "{text}");
}

#[test]
fn a_page_that_has_changed_is_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let (page, out) = (folder.path().join("page.txt"), folder.path().join("out"));
    let text =
        "Ferry sinks off Vigo\n\nNine people were killed on Tuesday, the port authority said.\n";
    std::fs::write(&page, text).unwrap();
    run("news.toml", &page, &out, &[]);
    let claim = rows(&out, "claims").remove(0);
    let id = claim["id"].as_str().unwrap().to_owned();
    assert!(explained(&out, &id).contains('»'));
    std::fs::write(&page, text.replace("Nine", "Nobody")).unwrap();
    let told = explained(&out, &id);
    assert!(told.contains("has changed since the run") && !told.contains('»'), "{told}");
}

#[test]
fn a_record_in_an_archive_is_quoted_and_its_way_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, out) = (folder.path().join("day 1.warc.gz"), folder.path().join("out"));
    let text =
        "Ferry sinks off Vigo\n\nNine people were killed on Tuesday, the port authority said.\n";
    let record = |kind: &str, text: &str| {
        let head = "Content-Type: text/plain\r\nWARC-Target-URI: https://quay.example/ferry";
        let length = text.len();
        let record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\n{head}\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n"
        );
        let mut member = GzEncoder::new(Vec::new(), Compression::default());
        member.write_all(record.as_bytes()).unwrap();
        member.finish().unwrap()
    };
    let first = record("warcinfo", "made: by hand");
    std::fs::write(&archive, [&first[..], &record("conversion", text)].concat()).unwrap();
    run("news.toml", &archive, &out, &[]);
    let article = rows(&out, "articles").remove(0);
    assert_eq!(article["url"], "https://quay.example/ferry");
    let uri = article["uri"].as_str().unwrap();
    assert!(uri.ends_with(&format!("day%201.warc.gz#{}", first.len())), "{uri}");
    let claim = rows(&out, "claims").remove(0);
    let told = explained(&out, claim["id"].as_str().unwrap());
    assert!(told.contains('»') && told.contains(uri), "{told}");
    let told = explained(&out, uri);
    assert!(told.contains(&format!("{} bytes of text/plain", text.len())), "{told}");
}

#[test]
fn an_identifier_that_is_none_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let told = explained(folder.path(), "x12");
    assert!(told.contains("no identifier"), "{told}");
}
