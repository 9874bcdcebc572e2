//! What the source `files` brings, and what it says of what it cannot bring.

use std::fs;
use std::path::Path;

use tidings_ingest::Files;
use tidings_stage::{Brought, BuildError, Settings, Source, SourceError, Stage, Value};

use crate::made::{brought, check, folder, gzip, source, zstd};

fn built(base: &Path, paths: &[&str], limits: &[(&'static str, i64)]) -> Result<Files, BuildError> {
    let mut settings = Settings::defaults(Files::SPEC.settings, base);
    settings.set("paths", Value::Texts(paths.iter().map(|&path| path.to_owned()).collect()));
    for (name, limit) in limits {
        settings.set(name, Value::Int(*limit));
    }
    Files::build(&settings)
}

/// Two documents a line, long enough that a cut near the end leaves the first whole.
fn two_lines() -> Vec<u8> {
    let noise: String =
        (0..40_000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    format!("{{\"id\":\"a\"}}\n{{\"id\":\"b\",\"text\":\"{noise}\"}}\n").into_bytes()
}

#[test]
fn pages_come_in_order_of_address_whatever_the_order_of_patterns() {
    let folder = folder(&[("b/x.txt", b"3"), ("a.txt", b"1"), ("b.txt", b"2"), ("b/c/y.md", b"4")]);
    let expected = [
        "a.txt text/plain 1",
        "b.txt text/plain 2",
        "b/c/y.md text/plain 4",
        "b/x.txt text/plain 3",
    ];
    let check = |paths: &[&str]| {
        assert_eq!(brought(&source(folder.path(), paths)), expected, "{paths:?}");
    };
    check(&["."]);
    check(&["b", "a.txt", "b.txt"]);
    check(&["b.txt", "a.txt", "b/**/*", "b/x.txt", "./b/"]);
    check(&["*"]);
    check(&["**/*"]);
    check(&["{a,b}.txt", "b/*"]);
}

#[test]
fn a_file_named_in_two_ways_is_read_once() {
    let folder = folder(&[("a/x.txt", b"1")]);
    let outright = folder.path().join("a/x.txt");
    let check = |paths: &[&str], expected: &str| {
        assert_eq!(brought(&source(folder.path(), paths)), [expected], "{paths:?}");
    };
    check(&["a", "a/../a/x.txt"], "a/../a/x.txt text/plain 1");
    let absolute = outright.to_str().unwrap();
    check(&["a", absolute], &format!("{absolute} text/plain 1"));
}

#[test]
fn a_name_with_wildcards_in_it_is_taken_at_its_word() {
    let folder = folder(&[("a[1].txt", b"1"), ("a1.txt", b"2")]);
    assert_eq!(brought(&source(folder.path(), &["a[1].txt"])), ["a[1].txt text/plain 1"]);
}

#[test]
fn what_is_not_there_is_said_before_the_run() {
    let folder = folder(&[("a.txt", b"1")]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let check = |paths: &[&str], expected: Result<(), SourceError>| {
        assert_eq!(source(folder.path(), paths).check(), expected, "{paths:?}");
    };
    let nothing = |path: &str| Err(SourceError::Nothing(path.to_owned()));
    let absent = |path: &str| Err(SourceError::Absent(folder.path().join(path)));
    check(&["a.txt"], Ok(()));
    check(&["*.txt"], Ok(()));
    check(&["empty"], nothing("empty"));
    check(&["a.txt", "*.html"], nothing("*.html"));
    check(&["b.txt"], absent("b.txt"));
    check(&["nowhere/*.txt"], absent("nowhere"));
    check(&["a.txt/b"], absent("a.txt/b"));
}

#[test]
fn patterns_that_make_no_sense_are_said_when_the_source_is_built() {
    let check = |paths: &[&str], expected: &str| {
        let error = built(Path::new("."), paths, &[]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(&[], "setting `paths`: expected at least one path or pattern, found an empty list");
    check(&[""], "setting `paths`: expected a path or a pattern, found an empty text");
    check(
        &["HTTPS://example.org/*.html"],
        "setting `paths`: `HTTPS://example.org/*.html` is an address on the web, which is not \
         read; fetch the page and name its file",
    );
    check(
        &["x/[a"],
        "setting `paths`: `x/[a` is not a pattern: unclosed character class; missing ']'",
    );
}

#[cfg(unix)]
#[test]
fn links_neither_loop_nor_leave_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.txt", b"0")]);
    let inside = folder(&[("a/x.txt", b"1"), ("b/y.txt", b"2")]);
    let link = |from: &str, to: &Path| symlink(to, inside.path().join(from)).unwrap();
    link("a/loop", inside.path());
    link("a/out", outside.path());
    link("a/out.txt", &outside.path().join("secret.txt"));
    link("a/0.txt", Path::new("../b/y.txt"));
    link("a/gone.txt", Path::new("gone"));
    assert_eq!(
        brought(&source(inside.path(), &["."])),
        [
            "a/gone.txt ! unreadable: No such file or directory (os error 2)",
            "a/out ! link_out: a link to somewhere outside the folder; name its target to read it",
            "a/out.txt ! link_out: a link to somewhere outside the folder; name its target to read it",
            "a/x.txt text/plain 1",
            "b/y.txt text/plain 2",
        ]
    );
    // Named outright, a link is followed wherever it leads.
    assert_eq!(brought(&source(inside.path(), &["a/out.txt"])), ["a/out.txt text/plain 0"]);
    assert_eq!(brought(&source(inside.path(), &["a/out"])), ["a/out/secret.txt text/plain 0"]);
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_not_waited_for() {
    let folder = folder(&[]);
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let said = "not_a_file: a pipe, a socket or a device; expected a file or a folder";
    let expected = [format!("pipe ! {said}"), format!("socket ! {said}")];
    assert_eq!(brought(&source(folder.path(), &["."])), expected);
    assert_eq!(brought(&source(folder.path(), &["pipe"])), expected[..1]);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_rejected_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.txt", b"1"), ("b.txt", b"2"), ("c/x.txt", b"3")]);
    for closed in ["a.txt", "c"] {
        let closed = folder.path().join(closed);
        fs::set_permissions(closed, fs::Permissions::from_mode(0o0)).unwrap();
    }
    let found = brought(&source(folder.path(), &["."]));
    let refused = "unreadable: Permission denied (os error 13)";
    if fs::read(folder.path().join("a.txt")).is_ok() {
        eprintln!("permissions mean nothing to this user, so only a link to nowhere is tested");
        assert_eq!(found.len(), 3);
    } else {
        let expected =
            [format!("a.txt ! {refused}"), "b.txt text/plain 2".into(), format!("c ! {refused}")];
        assert_eq!(found, expected);
    }
    fs::set_permissions(folder.path().join("c"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn pages_are_told_by_their_content() {
    check(
        &[
            ("a.txt", b"A ferry."),
            ("b", b"<!doctype html><p>A ferry."),
            ("c.html", b"%PDF-1.4\n"),
            ("d.txt", b""),
            ("e.txt", b"\xff\xfeA\0"),
            ("f.txt", b"caf\xe9"),
            ("g.txt", b"\x7fELF\x02\x01\x01\0\0"),
        ],
        &[
            "a.txt text/plain A ferry.",
            "b text/html <!doctype html><p>A ferry.",
            "c.html ! not_text: expected text, found what looks like a PDF document",
            "d.txt ! empty: the file holds no byte",
            "e.txt text/plain \\xff\\xfeA\\x00",
            "f.txt text/plain caf\\xe9",
            "g.txt ! not_text: expected text, found what looks like an ELF program",
        ],
    );
}

#[test]
fn json_lines_come_one_by_one() {
    check(
        &[
            ("a.jsonl", b"\xef\xbb\xbf{\"id\":\"x y\"}\r\n\n  \n{\"id\":7}\n{\"text\":\"t\"}"),
            ("b.NDJSON", b"{\"id\":\"x y\"}\n"),
            ("c.jsonl", b"\n\n"),
            ("d.jsonl", b"\x89PNG\r\n\x1a\nrest"),
        ],
        &[
            r#"a.jsonl#x%20y application/x-ndjson {\"id\":\"x y\"}"#,
            r#"a.jsonl#7 application/x-ndjson {\"id\":7}"#,
            r#"a.jsonl#line-5 application/x-ndjson {\"text\":\"t\"}"#,
            r#"b.NDJSON#x%20y application/x-ndjson {\"id\":\"x y\"}"#,
            "c.jsonl ! empty: the file holds no line to read",
            "d.jsonl ! not_text: expected text, found what looks like a PNG picture",
        ],
    );
}

#[test]
fn json_is_told_by_its_content_whatever_its_name() {
    let refused = |uri: &str, found: &str| {
        format!(
            "{uri} ! not_a_page: expected a page of text, found {found}; turn it into JSON Lines, \
             a line {{\"id\": \"…\", \"text\": \"…\"}} for each document"
        )
    };
    let other = "JSON without a `text` at its top";
    let expected = [
        refused("array.json.gz", other),
        refused("broken.json", "a file named as JSON that is none"),
        "lines.txt#a application/x-ndjson {\\\"id\\\":\\\"a\\\",\\\"text\\\":\\\"x\\\"}".to_owned(),
        "lines.txt#line-2 application/x-ndjson {\\\"text\\\":\\\"y\\\"}".to_owned(),
        refused("log.txt", other),
        "one.json#line-1 application/x-ndjson {\\\"text\\\":\\\"x\\\"}".to_owned(),
        "page.xml text/html <html><p>x".to_owned(),
        "pretty.json#7 application/x-ndjson {\\n\\\"id\\\":7,\\n\\\"text\\\":\\\"x\\\"\\n}\\n"
            .to_owned(),
        "prose.txt text/plain [Photo] The ferry sank.".to_owned(),
        refused("rows.xml", "XML"),
    ];
    check(
        &[
            ("array.json.gz", &gzip(b"[{\"text\":\"x\"}]")),
            ("broken.json", b"{\"text\":"),
            ("lines.txt", b"{\"id\":\"a\",\"text\":\"x\"}\n{\"text\":\"y\"}\n"),
            ("log.txt", b"{\"level\":\"x\"}\n{\"level\":\"y\"}\n"),
            ("one.json", b"{\"text\":\"x\"}"),
            ("page.xml", b"<html><p>x"),
            ("pretty.json", b"\xef\xbb\xbf{\n\"id\":7,\n\"text\":\"x\"\n}\n"),
            ("prose.txt", b"[Photo] The ferry sank."),
            ("rows.xml", b"<?xml version=\"1.0\"?><rows/>"),
        ],
        &expected.iter().map(String::as_str).collect::<Vec<_>>(),
    );
}

#[test]
fn lines_of_an_unnamed_file_are_read_beyond_the_limit_of_one() {
    let folder = folder(&[("a.json", "{\"text\":\"x\"}\n".repeat(9).as_bytes())]);
    let source = built(folder.path(), &["."], &[("max_document_bytes", 20)]).unwrap();
    let brought = brought(&source);
    assert_eq!(brought.len(), 9, "{brought:?}");
    assert!(brought[8].starts_with("a.json#line-9 "), "{brought:?}");
}

#[test]
fn a_bad_line_is_rejected_alone() {
    check(
        &[("a.jsonl", b"{\"id\":\"x\"}\n{\"id\":\n\"s\"\n{\"text\":\"\xff\"}\n{\"id\":\"x\",\"n\":2}\n{\"id\":\"y\"}\n")],
        &[
            r#"a.jsonl#x application/x-ndjson {\"id\":\"x\"}"#,
            "a.jsonl#line-2 ! broken_json: line 2: EOF while parsing a value at byte 6",
            "a.jsonl#line-3 ! broken_json: line 3: invalid type: string \"s\", expected an object \
             with a `text` at byte 3",
            "a.jsonl#line-4 ! invalid_utf8: line 4: invalid utf-8 sequence of 1 bytes from index \
             9; JSON is UTF-8",
            "a.jsonl#line-5 ! duplicate_id: line 5: an earlier line of the file has id \"x\"",
            r#"a.jsonl#y application/x-ndjson {\"id\":\"y\"}"#,
        ],
    );
}

#[test]
fn packed_files_are_unpacked_whole() {
    let two = [gzip(b"{\"id\":1}\n"), gzip(b"{\"id\":2}\n")].concat();
    let frames = [zstd(b"A fer"), zstd(b"ry.")].concat();
    let twice = zstd(&gzip(b"A ferry."));
    let times = |times| (0..times).fold(b"A ferry.".to_vec(), |bytes, _| gzip(&bytes));
    check(
        &[
            ("a.jsonl.gz", &two),
            ("b.txt", &frames),
            ("c.txt.gz.zst", &twice),
            ("d.gz", &times(8)),
            ("e.gz", &times(9)),
        ],
        &[
            r#"a.jsonl.gz#1 application/x-ndjson {\"id\":1}"#,
            r#"a.jsonl.gz#2 application/x-ndjson {\"id\":2}"#,
            "b.txt text/plain A ferry.",
            "c.txt.gz.zst text/plain A ferry.",
            "d.gz text/plain A ferry.",
            "e.gz ! nested: packed deeper than `max_depth` = 8; unpack it and name what is inside",
        ],
    );
}

#[test]
fn what_a_truncated_file_still_holds_comes_out() {
    let cut = |packed: Vec<u8>| packed[..packed.len() - 40].to_vec();
    let (gz, zst) = (cut(gzip(&two_lines())), cut(zstd(&two_lines())));
    let page = cut(gzip(&two_lines()));
    let why = "the packed file ends too early; was it copied whole?";
    check(
        &[
            ("a.jsonl.gz", &gz),
            ("b.jsonl.zst", &zst),
            ("c.txt.gz", &page),
            ("d.gz", &gzip(b"x")[..5]),
        ],
        &[
            r#"a.jsonl.gz#a application/x-ndjson {\"id\":\"a\"}"#,
            &format!("a.jsonl.gz ! truncated: after line 1: {why}"),
            r#"b.jsonl.zst#a application/x-ndjson {\"id\":\"a\"}"#,
            &format!("b.jsonl.zst ! truncated: after line 1: {why}"),
            &format!("c.txt.gz ! truncated: {why}"),
            &format!("d.gz ! truncated: {why}"),
        ],
    );
}

#[test]
fn a_corrupt_file_is_rejected() {
    let mut gz = gzip(b"A ferry sank off the cape.");
    let checksum = gz.len() - 8;
    gz[checksum] ^= 1;
    check(
        &[("a.txt.gz", &gz)],
        &["a.txt.gz ! corrupt: the packed file cannot be read on: a checksum does not match"],
    );
}

#[test]
fn limits_hold() {
    let folder = folder(&[
        ("a.txt", b"12345"),
        ("b.txt", b"123456"),
        ("c.jsonl", b"{ }\n{\"a\":1}\n{}"),
        ("d.txt.gz", &gzip(&[b'a'; 3 << 20])),
        ("e.jsonl.zst", &zstd(&[b'a'; 3 << 20])),
    ]);
    let check = |limits: &[(&'static str, i64)], expected: &[&str]| {
        assert_eq!(brought(&built(folder.path(), &["*"], limits).unwrap()), expected);
    };
    let small = [
        "a.txt text/plain 12345",
        "b.txt ! too_large: more than 5 bytes, which is `max_document_bytes`",
        "c.jsonl#line-1 application/x-ndjson { }",
        "c.jsonl#line-2 ! too_large: line of 7 bytes; `max_document_bytes` is 5",
        "c.jsonl#line-3 application/x-ndjson {}",
    ];
    let ratio = "unpacks beyond `max_ratio` = 200; raise it if the file can be trusted";
    let page = format!("d.txt.gz ! ratio: {ratio}");
    let lines = format!("e.jsonl.zst ! ratio: after line 0: {ratio}");
    check(&[("max_document_bytes", 5)], &[&small[..], &[&page, &lines]].concat());
    let size = "unpacks beyond `max_unpacked_bytes` = 2000; raise it if the file can be trusted";
    let page = format!("d.txt.gz ! unpacked_size: {size}");
    let lines = format!("e.jsonl.zst ! unpacked_size: after line 0: {size}");
    check(
        &[("max_document_bytes", 5), ("max_unpacked_bytes", 2000)],
        &[&small[..], &[&page, &lines]].concat(),
    );
}

#[test]
fn every_document_can_be_fetched_again_by_its_address() {
    let lines = gzip(b"{\"id\":\"x/ y\"}\n{\"text\":\"t\"}\n");
    let folder = folder(&[
        ("p q.txt", b"page"),
        ("sub/w.jsonl.gz", &lines),
        ("sub/r.json", b"{\n\"text\":\"x\"}"),
        ("sub/s.json", b"{\"id\":3,\"text\":\"x\"}"),
        ("other.md", b"no"),
    ]);
    let source = source(folder.path(), &["*.txt", "sub"]);
    let all: Vec<Brought> = source.open().unwrap().collect();
    assert_eq!(all.len(), 5);
    for item in all {
        let Brought::Document(raw) = item else { panic!("{item:?}") };
        assert_eq!(source.fetch(&raw.uri), Ok(Some(raw)));
    }
    for others in ["other.md", "p%20q.txt#1", "sub/w.jsonl.gz", "../p%20q.txt", "a%2"] {
        assert_eq!(source.fetch(others), Ok(None), "{others}");
    }
    let check = |uri: &str, expected: &str| {
        assert_eq!(source.fetch(uri).unwrap_err().to_string(), format!("{uri}: {expected}"));
    };
    check("sub/w.jsonl.gz#z", "the file no longer holds this document");
    check("gone.txt", "failed (unreadable): No such file or directory (os error 2)");
}

#[test]
fn the_size_is_known_where_nothing_is_packed() {
    let folder = folder(&[("a.txt", b"123"), ("b/c.txt", b"45"), ("z.gz", b"")]);
    assert_eq!(source(folder.path(), &["*.txt", "b"]).size_hint_bytes(), Some(5));
    assert_eq!(source(folder.path(), &["."]).size_hint_bytes(), None);
}
