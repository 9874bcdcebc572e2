//! What the source `files` brings out of archives, and what it says of what it cannot bring.

use tidings_stage::{Brought, Source};

use crate::made::{self, brought, check, check_with, fetched, folder, gzip, response, source};

const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n";

#[test]
fn a_response_brings_its_page_and_what_the_server_said() {
    let info = made::record("warcinfo", "", "application/warc-fields", b"software: none\r\n");
    let page = response("https://quay.example/fog", HTML, b"<html>Fog.");
    let folder = folder(&[("a.warc", &[info.clone(), page].concat())]);
    let all = brought(&source(folder.path(), &["."]));
    let at = info.len();
    assert_eq!(
        all,
        [format!(
            "a.warc#{at} text/html <html>Fog. content_type=\"text/html; charset=koi8-r\" \
             fetched=\"2024-03-14T18:05:00Z\" url=\"https://quay.example/fog\""
        )]
    );
}

#[test]
fn a_record_lies_where_its_packed_member_begins() {
    let records = ["a", "b", "c"].map(|name| {
        response(&format!("https://quay.example/{name}"), HTML, format!("<html>{name}").as_bytes())
    });
    let members = records.clone().map(|record| gzip(&record));
    let [first, second, _] = members.clone().map(|member| member.len());
    let together = gzip(&records.concat());
    let [one, two, _] = records.clone().map(|record| record.len());
    let addresses = |file: &str, bytes: &[u8], expected: [String; 3]| {
        let folder = folder(&[(file, bytes)]);
        let source = source(folder.path(), &["."]);
        let found: Vec<String> = brought(&source)
            .iter()
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect();
        assert_eq!(found, expected.map(|at| format!("{file}#{at}")));
        fetched(&source);
    };
    let at = [0, first, first + second].map(|at| at.to_string());
    addresses("members.warc.gz", &members.concat(), at);
    addresses(
        "whole.warc.gz",
        &together,
        [0, one, one + two].map(|at| match at {
            0 => "0".to_owned(),
            at => format!("0+{at}"),
        }),
    );
    let frames = records.clone().map(|record| made::zstd(&record));
    let [first, second, _] = frames.clone().map(|frame| frame.len());
    addresses(
        "frames.warc.zst",
        &frames.concat(),
        [0, first, first + second].map(|at| at.to_string()),
    );
}

#[test]
fn a_record_is_fetched_from_where_it_begins() {
    let records = ["a", "b"].map(|name| {
        response(&format!("https://quay.example/{name}"), HTML, format!("<html>{name}").as_bytes())
    });
    let packed = records.clone().map(|record| gzip(&record));
    for (name, [first, second]) in [("a.warc", records), ("a.warc.gz", packed)] {
        let folder = folder(&[(name, &[&first[..], &second].concat())]);
        let source = source(folder.path(), &["."]);
        let last = source.open().unwrap().last();
        let Some(Brought::Document(raw)) = last else { panic!("{name} {last:?}") };
        // What stands before the record is no archive any more, and nobody looks at it.
        let other = [b"%PDF-".to_vec(), vec![b' '; first.len() - 5]].concat();
        std::fs::write(folder.path().join(name), [other, second].concat()).unwrap();
        assert_eq!(source.fetch(&raw.uri), Ok(Some(raw)));
    }
}

#[test]
fn records_of_arc_are_read_too() {
    let first = b"1 0 Quay\nURL IP-address Archive-date Content-type Archive-length\n";
    let first = made::arc("filedesc://a.arc", "0.0.0.0", "text/plain", first);
    let page = |name: &str| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>{name}\n");
        made::arc(
            &format!("http://quay.example/a {name}"),
            "192.0.2.7",
            "text/html",
            block.as_bytes(),
        )
    };
    let gone =
        made::arc("http://quay.example/c", "192.0.2.7", "text/html", b"HTTP/1.0 404 Gone\r\n\r\n");
    let records = [first, page("a"), page("b"), gone];
    let packed = records.clone().map(|record| gzip(&record));
    for (file, records) in [("a.arc", records), ("a.arc.gz", packed)] {
        let folder = folder(&[(file, &records.concat())]);
        let source = source(folder.path(), &["."]);
        let at = |n: usize| records[..n].iter().map(Vec::len).sum::<usize>();
        let shown = |n: usize, name: &str| {
            format!(
                "{file}#{} text/html <html>{name}\\n content_type=\"text/html\" \
                 fetched=\"2024-03-14T18:05:00Z\" url=\"http://quay.example/a {name}\"",
                at(n)
            )
        };
        let gone = format!("{file}#{} ! http_status: the server answered 404", at(3));
        assert_eq!(brought(&source), [shown(1, "a"), shown(2, "b"), gone]);
        fetched(&source);
    }
}

#[test]
fn a_length_of_arc_that_lies_costs_no_other_record() {
    let record = |length: &str, name: &str| {
        let block = format!("HTTP/1.1 200 OK\r\n\r\n<html>{name}");
        let length = if length.is_empty() { block.len().to_string() } else { length.to_owned() };
        format!("http://quay.example/ 192.0.2.7 20240314180500 text/html {length}\n{block}\n")
    };
    for lie in ["0", "3", "-1", "90", "99999", "abc"] {
        let archive = [record("", "a"), record(lie, "b"), record("", "c")].concat();
        let folder = folder(&[("a.arc", archive.as_bytes())]);
        let found = brought(&source(folder.path(), &["."]));
        let pages: Vec<bool> = ["a", "b", "c"]
            .map(|name| found.iter().any(|one| one.contains(&format!("<html>{name}"))))
            .into();
        assert_eq!((pages, found.len()), (vec![true; 3], 3), "{lie}: {found:?}");
        assert!(found[1].contains("doubt="), "{lie}: {found:?}");
    }
}

#[test]
fn zstd_may_begin_with_a_dictionary() {
    let records = ["a", "b"].map(|name| {
        response(&format!("https://quay.example/{name}"), HTML, format!("<html>{name}").as_bytes())
    });
    let dictionary = records[0].as_slice();
    let frame = |content: &[u8]| {
        [b"\x5d\x2a\x4d\x18", &(content.len() as u32).to_le_bytes()[..], content].concat()
    };
    let packed = records.clone().map(|record| made::zstd_with(&record, dictionary)).concat();
    for dictionary in [frame(dictionary), frame(&made::zstd(dictionary))] {
        let folder = folder(&[("a.warc.zst", &[&dictionary[..], &packed].concat())]);
        let source = source(folder.path(), &["."]);
        let all = brought(&source);
        let first = format!("a.warc.zst#{} text/html <html>a ", dictionary.len());
        assert!(all.len() == 2 && all[0].starts_with(&first), "{all:?}");
        assert!(all[1].contains(" text/html <html>b "), "{all:?}");
        fetched(&source);
    }
    let cut = [&frame(dictionary)[..40], &packed].concat();
    let folder = folder(&[("a.warc.zst", &cut)]);
    let all = brought(&source(folder.path(), &["."]));
    assert!(all[0].starts_with("a.warc.zst ! "), "{all:?}");
}

#[test]
fn a_feed_in_a_web_archive_brings_its_entries() {
    let feed = crate::records::JSON_FEED.as_bytes();
    let said = |kind: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n");
    let archive = response("https://quay.example/feed", &said("application/feed+json"), feed);
    let folder = folder(&[("a.warc", &archive)]);
    let source = source(folder.path(), &["."]);
    assert_eq!(
        brought(&source),
        [
            r#"a.warc#0#7 application/x-ndjson {\"url\": \"https://quay.example/fog\", \"published\": \"2024-03-14T18:05:00Z\", \"text\": \"Fog.\"} fetched="2024-03-14T18:05:00Z""#
        ]
    );
    fetched(&source);
}

#[test]
fn bodies_come_as_they_were_meant() {
    let page = b"<html>Fog over the quay.";
    let chunks = b"a\r\n<html>Fog \r\n6;x=y\r\nover t\r\n8\r\nhe quay.\r\n0\r\n\r\n";
    let with =
        |more: &str, body: &[u8]| response("https://quay.example/", &format!("{HTML}{more}"), body);
    let brotli = made::BROTLI_FOG;
    for (more, body) in [
        ("Transfer-Encoding: chunked\r\n", &chunks[..]),
        // The archive kept it as it was meant, and its head as it came.
        ("Transfer-Encoding: chunked\r\n", page),
        ("Content-Encoding: gzip\r\n", &gzip(page)),
        ("Content-Encoding: gzip\r\n", page),
        ("content-encoding: DEFLATE\r\n", &made::zlib(page)),
        ("Content-Encoding: deflate\r\n", &made::deflate(page)),
        ("Content-Encoding: zstd\r\n", &made::zstd(page)),
        ("Content-Encoding: br\r\n", brotli),
        ("Content-Encoding: br\r\n", page),
        ("Content-Encoding: identity\r\n", page),
        ("Content-Encoding: gzip, zstd\r\n", &made::zstd(&gzip(page))),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &made::chunked(&gzip(page))),
    ] {
        let folder = folder(&[("a.warc", &with(more, body))]);
        let all = brought(&source(folder.path(), &["."]));
        assert!(
            all[0].starts_with("a.warc#0 text/html <html>Fog over the quay. "),
            "{more} {all:?}"
        );
    }
}

#[test]
fn records_that_bring_no_page_say_why() {
    let status = response("u", "HTTP/1.1 404 Not Found\r\n", b"<html>");
    let picture =
        response("u", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n");
    let script = response("u", "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n", b"go()");
    let empty = response("u", HTML, b"");
    let dns = made::record("response", "dns:quay.example", "text/dns", b"20240314\nquay.example.");
    let text = made::record("conversion", "https://quay.example/", "text/plain", b"Fog.");
    let all = [status, picture, script, empty, dns, text];
    let at: Vec<usize> = all
        .iter()
        .scan(0, |at, record| {
            let here = *at;
            *at += record.len();
            Some(here)
        })
        .collect();
    check(
        &[("a.warc", &all.concat())],
        &[
            &format!("a.warc#{} ! http_status: the server answered 404", at[0]),
            &format!(
                "a.warc#{} ! not_text: expected text, found what looks like a PNG picture",
                at[1]
            ),
            &format!("a.warc#{} ! media_type: expected a page, found text/javascript", at[2]),
            &format!("a.warc#{} ! empty: the record has no body", at[3]),
            &format!("a.warc#{} ! not_http: expected a response of HTTP, found text/dns", at[4]),
            &format!(
                "a.warc#{} text/plain Fog. content_type=\"text/plain\" \
                 fetched=\"2024-03-14T18:05:00Z\" url=\"https://quay.example/\"",
                at[5]
            ),
        ],
    );
}

#[test]
fn a_length_that_lies_costs_no_other_record() {
    let good = response("https://quay.example/b", HTML, b"<html>b");
    let text = |record: &[u8]| String::from_utf8(record.to_vec()).unwrap();
    let first = text(&response("https://quay.example/a", HTML, b"<html>a"));
    let says = first.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    for lie in ["3", "60", "99", "200", "5000", "99999999999999", "-1", "many", ""] {
        let lying = first.replacen(&format!("Length: {says}"), &format!("Length: {lie}"), 1);
        let packed = [gzip(lying.as_bytes()), gzip(&good)].concat();
        let whole = gzip(&[lying.as_bytes(), &good[..]].concat());
        let plain = [lying.as_bytes(), &good[..]].concat();
        for (name, bytes) in [("m.warc.gz", packed), ("w.warc.gz", whole), ("p.warc", plain)] {
            let folder = folder(&[(name, &bytes)]);
            let all = brought(&source(folder.path(), &["."]));
            let holds = |words: &str| all.iter().filter(|line| line.contains(words)).count();
            assert_eq!((all.len(), holds("<html>b ")), (2, 1), "{lie} {name} {all:?}");
            assert_eq!((holds("<html>a "), holds("doubt=")), (1, 1), "{lie} {name} {all:?}");
        }
    }
}

#[test]
fn a_broken_member_costs_one_record() {
    let records: Vec<Vec<u8>> = (0..5)
        .map(|n| {
            response(
                &format!("https://quay.example/{n}"),
                HTML,
                format!("<html>{n} {}", made::noise(n, 2000)).as_bytes(),
            )
        })
        .collect();
    let mut packed: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    let middle = packed[2].len() / 2;
    packed[2][middle..middle + 40].fill(0x55);
    let folder = folder(&[("a.warc.gz", &packed.concat())]);
    let all = brought(&source(folder.path(), &["."]));
    let starts = |n: usize| all.iter().any(|line| line.contains(&format!("<html>{n} ")));
    assert!([0, 1, 3, 4].into_iter().all(starts), "{all:?}");
    let at = packed[0].len() + packed[1].len();
    let rejected: Vec<&String> = all.iter().filter(|line| line.contains(" ! ")).collect();
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert!(rejected[0].starts_with(&format!("a.warc.gz#{at} ! corrupt: ")), "{rejected:?}");
}

#[test]
fn what_stands_between_records_is_said_once() {
    let (a, b) = (
        response("https://a.example/", HTML, b"<html>a"),
        response("https://b.example/", HTML, b"<html>b"),
    );
    let folder = folder(&[("a.warc", &[&a[..], b"noise\n\nmore noise\n", &b].concat())]);
    let all = brought(&source(folder.path(), &["."]));
    assert_eq!(all.len(), 2, "{all:?}");
    // What follows a record belongs to it if no record does; the record says otherwise.
    assert!(all[0].contains("doubt="), "{all:?}");
    assert!(all[1].contains("<html>b "), "{all:?}");
}

#[test]
fn members_of_tar_and_zip_are_looked_into() {
    let lines = b"{\"id\":\"x\",\"text\":\"Fog.\"}\n";
    let members: &[(&str, &[u8])] = &[
        ("./a b.txt", b"A ferry."),
        ("sub/lines.jsonl", lines),
        ("sub/lines.jsonl.gz", &gzip(lines)),
        ("sub/empty.txt", b""),
    ];
    let tar = made::tar(members);
    let inner = made::zip(&[("inner.tar", &tar)]);
    let expected = |archive: &str| {
        vec![
            format!("{archive}#a%20b.txt text/plain A ferry."),
            format!(
                r#"{archive}#sub/lines.jsonl#x application/x-ndjson {{\"id\":\"x\",\"text\":\"Fog.\"}}"#
            ),
            format!(
                r#"{archive}#sub/lines.jsonl.gz#x application/x-ndjson {{\"id\":\"x\",\"text\":\"Fog.\"}}"#
            ),
            format!("{archive}#sub/empty.txt ! empty: the file holds no byte"),
        ]
    };
    let of = |name: &str, bytes: &[u8], archive: &str| {
        let folder = folder(&[(name, bytes)]);
        let source = source(folder.path(), &["."]);
        assert_eq!(brought(&source), expected(archive));
        fetched(&source);
    };
    of("a.tar", &tar, "a.tar");
    of("a.tgz", &gzip(&tar), "a.tgz");
    of("a.bin", &made::zstd(&gzip(&tar)), "a.bin");
    of("a.tar.bz2", &made::bzip2(&tar), "a.tar.bz2");
    of("a.tar.xz", &made::xz(&tar), "a.tar.xz");
    of("a.zip", &made::zip(members), "a.zip");
    of("b.zip", &made::zip_behind(members), "b.zip");
    of("outer.zip", &inner, "outer.zip#inner.tar");
}

#[test]
fn names_and_links_that_lead_out_are_refused() {
    let tar = [
        made::tar_member("../../etc/passwd", b'0', "", b"x"),
        made::tar_member("/etc/passwd", b'0', "", b"x"),
        made::tar_member("a/good.txt", b'0', "", b"A ferry."),
        made::tar_member("a/good.txt", b'0', "", b"Another."),
        made::tar_member("a/link", b'2', "../../out", b""),
        made::tar_member("a/inner", b'2', "../a/good.txt", b""),
        made::tar_member("a/hard", b'1', "a/good.txt", b""),
        made::tar_member("pipe", b'6', "", b""),
        made::tar_member("folder/", b'5', "", b""),
        vec![0; 1024],
    ];
    check(
        &[("a.tar", &tar.concat())],
        &[
            "a.tar#../../etc/passwd ! path_out: a name that leads out of the archive",
            "a.tar#/etc/passwd ! path_out: a name that leads out of the archive",
            "a.tar#a/good.txt text/plain A ferry.",
            "a.tar#a/good.txt ! duplicate_member: an earlier member of the archive has this name",
            "a.tar#a/link ! link_out: a link to somewhere outside the archive",
            "a.tar#pipe ! not_a_file: a pipe or a device; expected a file",
        ],
    );
    let zip = made::zip(&[("..\\out.txt", b"x"), ("C:/out.txt", b"x"), ("in.txt", b"A ferry.")]);
    check(
        &[("a.zip", &zip)],
        &[
            "a.zip#..\\out.txt ! path_out: a name that leads out of the archive",
            "a.zip#C:/out.txt ! path_out: a name that leads out of the archive",
            "a.zip#in.txt text/plain A ferry.",
        ],
    );
}

#[test]
fn long_names_are_read_whole() {
    let long = format!("{}/page.txt", "folder".repeat(30));
    let (cut, _) = long.split_at(99);
    let gnu = [
        made::tar_member("././@LongLink", b'L', "", format!("{long}\0").as_bytes()),
        made::tar_member(cut, b'0', "", b"A ferry."),
    ];
    let line = format!("path={long}\n");
    let line = format!("{} {line}", line.len() + 4);
    let pax = [
        made::tar_member("pax", b'x', "", line.as_bytes()),
        made::tar_member(cut, b'0', "", b"A ferry."),
    ];
    for tar in [gnu, pax] {
        check(&[("a.tar", &tar.concat())], &[&format!("a.tar#{long} text/plain A ferry.")]);
    }
}

#[test]
fn archives_keep_within_their_limits() {
    let tar = made::tar(&[("a.txt", b"1"), ("b.txt", b"2"), ("c.txt", b"3")]);
    let most =
        "members: after member 3: holds more than `max_members` = 2; raise it if it can be trusted";
    let all = ["a.tar#a.txt text/plain 1", "a.tar#b.txt text/plain 2", "a.tar#c.txt text/plain 3"];
    check_with(
        &[("a.tar", &tar)],
        &[("max_members", 2)],
        &[&all[..], &[&format!("a.tar ! {most}")]].concat(),
    );
    check_with(
        &[("a.tar.gz", &gzip(&tar))],
        &[("max_depth", 1)],
        &[
            "a.tar.gz ! nested: packed deeper than `max_depth` = 1; unpack it and name what is inside",
        ],
    );
    let bomb = made::zip(&[("a.txt", &[b'a'; 3 << 20]), ("b.txt", b"A ferry.")]);
    check(
        &[("a.zip", &bomb)],
        &[
            "a.zip#a.txt ! ratio: unpacks beyond `max_ratio` = 200; raise it if the file can be trusted",
            "a.zip ! ratio: after member 1: unpacks beyond `max_ratio` = 200; raise it if the file can be trusted",
            "a.zip#b.txt text/plain A ferry.",
        ],
    );
}

#[test]
fn what_no_archive_can_bring_is_said() {
    check(
        &[
            ("a.tar", &[made::tar_member("folder/", b'5', "", b""), vec![0; 1024]].concat()),
            ("b.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            ("c.zip", &made::zip_encrypted("a.txt", b"secret")),
            ("d.docx", &made::zip(&[("[Content_Types].xml", b"<x/>")])),
            ("e.arc", b"filedesc://a.arc and nothing else\n"),
        ],
        &[
            "a.tar ! empty: the archive holds no file",
            "b.zip ! empty: the archive holds no file",
            "c.zip#a.txt ! encrypted: encrypted with a password",
            "d.docx ! not_text: expected text, found what looks like an Office document, an e-book or a Java archive",
            "e.arc ! not_text: expected text, found what looks like an ARC file whose first line cannot be read",
        ],
    );
}
