//! Files that are cut off, broken or hostile: nothing panics, and everything is accounted for.

use std::collections::HashSet;
use std::path::Path;

use tidings_ingest::Files;
use tidings_stage::{Brought, Source};

use crate::made::{self, folder, gzip, with_limits};

const LIMITS: &[(&str, i64)] = &[("max_document_bytes", 1 << 20), ("max_unpacked_bytes", 1 << 26)];

/// Files of every kind, small and whole.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    let lines = b"{\"id\":\"x\",\"text\":\"Fog over the port.\"}\n{\"text\":\"Rain.\"}\n".to_vec();
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
    let body = made::chunked(&gzip(b"<html>Fog over the port."));
    let records = ["a", "b", "c"]
        .map(|name| made::response(&format!("https://{name}.example/"), html, &body));
    let arc = ["a", "b"].map(|name| {
        let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>{name}");
        made::arc("http://quay.example/", "192.0.2.7", "text/html", page.as_bytes())
    });
    let members: &[(&str, &[u8])] =
        &[("a.jsonl", &lines), ("b/c.txt", b"A ferry."), ("d.gz", &gzip(&lines))];
    let tar = made::tar(members);
    vec![
        ("a.jsonl", lines.clone()),
        ("a.csv", b"id,text\n1,\"Fog, thick\"\n2,Rain.\n".to_vec()),
        ("a.txt", b"Fog closes the port.\n\nShips wait.\n".to_vec()),
        ("a.html", b"<html><body>Fog.".to_vec()),
        ("a.warc", records.concat()),
        ("a.arc", arc.concat()),
        ("a.arc.gz", arc.map(|record| gzip(&record)).concat()),
        ("a.warc.gz", records.clone().map(|record| gzip(&record)).concat()),
        ("b.warc.gz", gzip(&records.concat())),
        ("a.warc.zst", records.map(|record| made::zstd(&record)).concat()),
        ("a.jsonl.gz", gzip(&lines)),
        ("a.jsonl.zst", made::zstd(&lines)),
        ("a.jsonl.bz2", made::bzip2(&lines)),
        ("a.jsonl.xz", made::xz(&lines)),
        ("a.tar.gz", gzip(&tar)),
        ("a.tar", tar),
        ("a.zip", made::zip(members)),
        ("b.zip", made::zip_behind(members)),
        ("a.parquet", crate::records::parquet_of_two()),
        ("a.xml", crate::records::RSS.as_bytes().to_vec()),
        ("a.json", crate::records::JSON_FEED.as_bytes().to_vec()),
    ]
}

/// What a folder brings is one thing at least, each document within its limit and once.
#[track_caller]
fn is_accounted_for(source: &Files, name: &str) {
    let mut seen = HashSet::new();
    let mut brought = 0;
    for item in source.open().unwrap() {
        brought += 1;
        if let Brought::Document(raw) = item {
            assert!(raw.bytes.len() <= 1 << 20, "{} is too large", raw.uri);
            assert!(seen.insert(raw.uri.clone()), "{} comes twice", raw.uri);
        }
    }
    assert!(brought > 0, "{name} brings nothing, and no word on it");
}

fn look(name: &str, bytes: &[u8]) {
    let folder = folder(&[(name, bytes)]);
    is_accounted_for(&with_limits(folder.path(), &["."], LIMITS), name);
}

#[test]
fn what_is_cut_off_is_accounted_for() {
    for (name, bytes) in whole() {
        let step = (bytes.len() / 64).max(1);
        (0..bytes.len()).step_by(step).for_each(|at| look(name, &bytes[..at]));
        (bytes.len().saturating_sub(16)..bytes.len()).for_each(|at| look(name, &bytes[..at]));
    }
}

#[test]
fn what_is_damaged_is_accounted_for() {
    testkit::mutate::for_many(&whole(), 60, look);
}

#[test]
fn documents_of_damaged_files_can_be_fetched_again() {
    testkit::mutate::for_many(&whole(), 6, |name, bytes| {
        let folder = folder(&[(name, bytes)]);
        made::fetched(&with_limits(folder.path(), &["."], LIMITS));
    });
}

/// Public collections of broken files, where they are.
#[test]
fn public_collections_of_broken_files_are_accounted_for() {
    for collection in ["commons-compress", "warcio-samples", "zstd-golden", "JSONTestSuite"] {
        let Some(files) = testkit::shared(&format!("bench/bad/{collection}")) else { return };
        let mut files = vec![files];
        let mut looked = 0;
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            looked += 1;
            let name = path.file_name().unwrap().to_str().unwrap();
            is_accounted_for(&with_limits(path.parent().unwrap(), &[name], LIMITS), name);
            with_another_name(&path);
        }
        assert!(looked > 5, "{collection} holds {looked} files");
    }
}

/// A name promises nothing: the same bytes under others.
fn with_another_name(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    ["x.html", "x.jsonl", "x.csv", "x.warc.gz"].into_iter().for_each(|name| look(name, &bytes));
}
