//! A run that is served: the same views, page by page, to this machine alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt as _;
use testkit::browser::Browser;

use crate::common::{root, rows, samples};

/// A server of a run, ended with the test.
struct Served {
    child: Child,
    /// `http://ADDRESS:PORT`.
    url: String,
}

impl Served {
    fn of(out: &Path) -> Self {
        let mut child = Command::cargo_bin("tidings")
            .unwrap()
            .args(["serve", out.to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .current_dir(root())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        let served = Self { child, url: url.trim().to_owned() };
        // The search is what is ready last.
        let clock = Instant::now();
        while served.ask("/search?q=x", "localhost").0 == 503 {
            assert!(clock.elapsed() < Duration::from_secs(120), "it never gets ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    /// Status, head and body of an answer to a request written as it is.
    fn ask(&self, path: &str, host: &str) -> (u16, String, Vec<u8>) {
        let mut to = TcpStream::connect(self.url.trim_start_matches("http://")).unwrap();
        write!(to, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        to.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_lowercase(), answer[end + 4..].to_vec())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn answers_this_machine_alone_and_nothing_but_pages() {
    let folder = tempfile::tempdir().unwrap();
    samples(folder.path(), "jsonl");
    let served = Served::of(folder.path());
    let status = |path: &str, host: &str| served.ask(path, host).0;
    for host in ["localhost", "127.0.0.1:8017", "LOCALHOST:1", "[::1]:80"] {
        assert_eq!(status("/", host), 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "localhost:x"]
    {
        assert_eq!(status("/", host), 421, "{host}");
        assert_eq!(status("/assets/page.js", host), 421, "{host}");
    }
    for path in [
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/run.json",
        "/raw/..%2f..%2frun.json",
        "/raw/%00",
        "/story/'%20OR%201=1",
        "/run.json",
        "/etc/passwd",
    ] {
        assert_eq!(status(path, "localhost"), 404, "{path}");
    }
    for path in [
        "/stories?page=99999999999999999",
        "/search?q=%22%20OR%20*%20--",
        "/entities?q=%3Cscript%3E",
    ] {
        let (status, head, body) = served.ask(path, "localhost");
        assert_eq!(status, 200, "{path}");
        assert!(head.contains("content-security-policy") && head.contains("nosniff"), "{head}");
        assert!(!String::from_utf8(body).unwrap().contains("<script>"), "{path}");
    }
}

#[test]
fn raw_bytes_are_those_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    samples(folder.path(), "jsonl");
    let served = Served::of(folder.path());
    for article in rows(folder.path(), "articles") {
        let (status, head, body) =
            served.ask(&format!("/raw/{}", article["id"].as_str().unwrap()), "localhost");
        let page = root().join("pipelines").join(article["uri"].as_str().unwrap());
        assert_eq!(status, 200, "{}", article["uri"]);
        assert!(head.contains("sandbox") && head.contains("text/plain"), "{head}");
        assert!(body.ends_with(&std::fs::read(page).unwrap()), "{}", article["uri"]);
    }
}

#[test]
fn what_was_cut_stands_greyed_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    samples(folder.path(), "sqlite");
    let served = Served::of(folder.path());
    let articles =
        String::from_utf8(served.ask("/articles?q=harbour+stays+shut", "localhost").2).unwrap();
    let (_, link) = articles.split_once("href=\"/article/").unwrap();
    let article =
        served.ask(&format!("/article/{}", link.split('"').next().unwrap()), "localhost").2;
    let article = String::from_utf8(article).unwrap();
    assert!(
        article.contains("cut as dateline") && article.contains("<del>Published: "),
        "{article}"
    );
    assert!(
        !folder.path().join("serve-tables.sqlite").exists(),
        "tables that are SQLite are read as they are"
    );
}

#[test]
fn the_same_views_stand_at_stable_addresses() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    samples(folder.path(), "jsonl");
    let served = Served::of(folder.path());
    let facts = rows(folder.path(), "facts");
    let conflict = facts.iter().find(|fact| fact["verdict"] == "conflict").unwrap();
    let of = |name: &str| conflict[name].as_str().unwrap();
    let value = &conflict["values"][0];
    let article = value["article"].as_str().unwrap();
    for (view, path, there) in [
        ("overview", "/".to_owned(), ".conflicts li"),
        ("stories", "/stories".to_owned(), ".lines li"),
        ("story", format!("/story/{}#{}", of("story"), of("id")), "details.here[open] mark"),
        ("article", format!("/article/{article}#at{}", value["start"]), ".mark.here"),
        ("articles", "/articles?q=harbour".to_owned(), ".pages li a"),
        ("entities", "/entities".to_owned(), ".entities tbody tr"),
        ("search", "/search?q=vigo".to_owned(), "#found li"),
    ] {
        browser.go(&format!("{}{path}", served.url));
        browser.wait_for(&format!("document.querySelector({there:?})"));
        let drawn =
            "[...document.querySelectorAll('[data-chart]')].every(at => at.querySelector('svg'))";
        browser.wait_for(drawn);
        let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
        browser.screenshot(&shots.join(format!("serve-{view}.png")));
    }
    assert!(browser.said.is_empty(), "{:#?}", browser.said);
    let elsewhere = |url: &&String| !url.starts_with(&served.url) && !url.starts_with("data:");
    assert_eq!(browser.asked.iter().filter(elsewhere).count(), 0, "{:?}", browser.asked);
}
