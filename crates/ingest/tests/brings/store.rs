//! Objects of a web server and of an S3-compatible store, each on the loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use tidings_ingest::Store;
use tidings_stage::{Brought, Settings, Source, SourceError, Stage, Value};

use crate::made::{gzip, response, shown, tar};

type Objects = BTreeMap<&'static str, Vec<u8>>;

/// A server of objects on the loopback, and the requests that were made of it.
struct Server {
    origin: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn serve(objects: Objects) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let (objects, log) = (objects.clone(), Arc::clone(&log));
            std::thread::spawn(move || answer(connection.unwrap(), &objects, &log));
        }
    });
    Server { origin, asked }
}

/// Answers one request, and closes the connection.
fn answer(mut connection: TcpStream, objects: &Objects, log: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(connection.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let head = lines.by_ref().take_while(|line| !line.is_empty());
    let head: Vec<String> = head.map(|line| line.to_ascii_lowercase()).collect();
    let field = |name: &str| head.iter().find_map(|line| line.strip_prefix(name));
    let signed = field("authorization: aws4-hmac-sha256").map_or("", |_| " signed");
    let from = field("range: bytes=").and_then(|range| range.strip_suffix('-'));
    let asked = from.map_or(String::new(), |from| format!(" from {from}"));
    log.lock().unwrap().push(format!("{request}{signed}{asked}"));
    let path = request.split(' ').nth(1).unwrap_or_default();
    let from = from.map(|from| from.parse::<usize>().unwrap());
    let (status, body) = match (path.split_once('?'), objects.get(path), from) {
        (Some((_, query)), ..) if query.contains("list-type=2") => ("200 OK".into(), list(objects)),
        // One that knows no ranges sends all of it.
        (_, Some(body), Some(from)) if !path.contains("simple") => {
            let (end, len) = (body.len() - 1, body.len());
            let status = format!("206 Partial\r\nContent-Range: bytes {from}-{end}/{len}");
            (status, body[from..].to_vec())
        }
        (_, Some(body), _) => ("200 OK".to_owned(), body.clone()),
        _ => ("404 Not Found".to_owned(), Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"1\"\r\nLast-Modified: Thu, 14 Mar 2024 18:05:00 GMT\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(&body));
}

/// What S3 answers when it is asked for the objects of a bucket.
fn list(objects: &Objects) -> Vec<u8> {
    let contents = objects.iter().map(|(path, body)| {
        let key = path.trim_start_matches("/crawl/");
        let size = body.len();
        format!("<Contents><Key>{key}</Key><LastModified>2024-03-14T18:05:00.000Z</LastModified><ETag>1</ETag><Size>{size}</Size></Contents>")
    });
    let contents: String = contents.collect();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>")
        .into_bytes()
}

fn store(paths: &[String], more: &[(&'static str, &str)]) -> Store {
    let mut settings = Settings::defaults(Store::SPEC.settings, ".");
    settings.set("paths", Value::Texts(paths.to_vec()));
    settings.set("allow_http", Value::Bool(true));
    settings.set("retries", Value::Int(0));
    more.iter().for_each(|(name, value)| settings.set(name, Value::Text((*value).to_owned())));
    Store::build(&settings).unwrap()
}

fn brought(store: &Store) -> Vec<String> {
    let all: Vec<Brought> = store.open().unwrap().collect();
    for item in &all {
        if let Brought::Document(raw) = item {
            assert_eq!(store.fetch(&raw.uri), Ok(Some(raw.clone())));
        }
    }
    all.into_iter().map(shown).collect()
}

#[test]
fn objects_of_a_web_server_are_looked_into() {
    let archive =
        gzip(&tar(&[("a.txt", b"A ferry."), ("b.jsonl", b"{\"id\":\"x\",\"text\":\"Fog.\"}\n")]));
    let server =
        serve(BTreeMap::from([("/day/a.tgz", archive), ("/page", b"<html>Fog.".to_vec())]));
    let at = |path: &str| format!("{}{path}", server.origin);
    let store = store(&[at("/page"), at("/day/a.tgz"), at("/gone"), at("/page")], &[]);
    let found = brought(&store);
    assert_eq!(
        &found[..2],
        [
            format!("{}#a.txt text/plain A ferry.", at("/day/a.tgz")),
            format!(
                r#"{}#b.jsonl#x application/x-ndjson {{\"id\":\"x\",\"text\":\"Fog.\"}}"#,
                at("/day/a.tgz")
            ),
        ]
    );
    assert!(found[2].starts_with(&format!("{} ! unreachable: ", at("/gone"))), "{found:?}");
    assert_eq!(&found[3..], [format!("{} text/html <html>Fog.", at("/page"))]);
    assert_eq!(store.fetch("http://elsewhere.example/page"), Ok(None));
}

#[test]
fn objects_of_a_bucket_are_listed_and_looked_into() {
    let server = serve(BTreeMap::from([
        ("/crawl/2024/b.txt", b"Rain.".to_vec()),
        ("/crawl/2024/a.txt.gz", gzip(b"Fog.")),
    ]));
    let keys =
        [("endpoint", server.origin.as_str()), ("access_key", "key"), ("secret_key", "secret")];
    let expected =
        ["s3://crawl/2024/a.txt.gz text/plain Fog.", "s3://crawl/2024/b.txt text/plain Rain."];
    let all = store(&["s3://crawl/2024/".to_owned()], &keys);
    assert_eq!(all.check(), Ok(()));
    assert_eq!(brought(&all), expected);
    assert_eq!(brought(&store(&["s3://crawl/2024/b.txt".to_owned()], &keys[..1])), expected[1..]);
    let asked = server.asked.lock().unwrap();
    assert!(asked[0].contains("list-type=2") && asked[0].ends_with(" signed"), "{asked:?}");
    assert!(!asked[asked.len() - 1].ends_with(" signed"), "{asked:?}");
}

#[test]
fn a_record_is_asked_for_from_where_it_begins() {
    let page = |name: &str| {
        response(&format!("http://quay.example/{name}"), "HTTP/1.1 200 OK\r\n", b"<html>Fog.")
    };
    let one = gzip(&page("a"));
    let archive = [one.clone(), gzip(&page("b"))].concat();
    let server = serve(BTreeMap::from([
        ("/crawl/a.warc.gz", archive.clone()),
        ("/simple/a.warc.gz", archive),
    ]));
    let check = |path: &str, settings: &[(&'static str, &str)], expected: &[&str]| {
        let store = store(&[path.to_owned()], settings);
        server.asked.lock().unwrap().clear();
        let uri = format!("{path}#{}", one.len());
        let raw = store.fetch(&uri).unwrap().unwrap();
        assert_eq!((raw.uri, raw.bytes), (uri, b"<html>Fog.".to_vec()));
        let from = format!(" from {}", one.len());
        let asked = server.asked.lock().unwrap();
        let asked: Vec<&str> = asked
            .iter()
            .map(|asked| asked.strip_suffix(&from).map_or("whole", |_| "part"))
            .collect();
        assert_eq!(asked, expected);
    };
    check(&format!("{}/crawl/a.warc.gz", server.origin), &[], &["part"]);
    check("s3://crawl/a.warc.gz", &[("endpoint", &server.origin)], &["part"]);
    check(&format!("{}/simple/a.warc.gz", server.origin), &[], &["part", "whole"]);
}

#[test]
fn what_is_wrong_with_an_address_is_said_before_the_run() {
    let check = |path: &str, expected: &str| {
        let mut settings = Settings::defaults(Store::SPEC.settings, ".");
        settings.set("paths", Value::Texts(vec![path.to_owned()]));
        let error = Store::build(&settings).err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("pages/a.txt", "is no address such as `https://host/file`");
    check("http://quay.example/a", "in the clear; set `allow_http`");
    check("ftp://quay.example/a", "expected https, http or s3, found ftp");
    check("https://quay.example/a?b=c", "has a query or a fragment");
}

#[test]
fn a_store_that_is_not_there_stops_the_run() {
    let gone = store(&["s3://crawl/".to_owned()], &[("endpoint", "http://127.0.0.1:9")]);
    assert!(matches!(gone.check(), Err(SourceError::Unusable { .. })));
}
