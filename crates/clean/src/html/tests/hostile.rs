//! Pages that someone made to break readers.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::{read, reader};
use crate::html::document::Document;
use crate::html::tree::DEEPEST;

/// Twice the page may take at most so many times as long.
const MOST: f64 = 2.6;

/// The CPU time of this thread.
fn clock() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// How long it takes to read a page, whatever comes of it; the better of two.
fn cost(page: &str) -> Duration {
    let reader = reader();
    let once = || {
        let before = clock();
        let _either = read(&reader, page.as_bytes());
        clock() - before
    };
    (0..2).map(|_| once()).min().unwrap_or_default()
}

/// Pages of about a number of bytes, each of one hostile kind.
fn pages(bytes: usize) -> Vec<(&'static str, String)> {
    let many = |unit: &str| unit.repeat(bytes / unit.len());
    let words = "Fog came to the port of Lunde on Monday, and no ship could leave it. ";
    vec![
        ("nested", many("<div>")),
        ("nested text", many("<div>a")),
        ("nested and closed", many("<b><i>") + &many("</i></b>")),
        ("stray ends", format!("<table><tr><td>{}", many("</p></div></x>"))),
        ("stray ends in depth", format!("<table>{}{}", "<span>".repeat(500), many("</div>"))),
        ("lists in lists", many("<ul><li>a")),
        ("items among blocks", format!("<li><ul>{}{}", "<div>".repeat(500), many("<li></li>"))),
        ("tables in tables", many("<table><tr><td>")),
        ("links in links", many("<a href=x><p>a")),
        ("forms", many("<form></form>")),
        ("unknown elements", many("<x-a><y-b></x-a>")),
        ("drawings", many("<svg><g>")),
        ("a wide attribute", format!("<p title=\"{}\">{words}</p>", many("x"))),
        ("many attributes", format!("<p {}>{words}</p>", many("a=1 "))),
        ("many classes", format!("<div class=\"{}\">{words}</div>", many("related-"))),
        ("quotes in a tag", format!("<p {}>", many("a='\" "))),
        ("an open attribute", format!("<p title=\"{}", many("x>"))),
        ("an open tag", many("<p ")),
        ("open comments", many("<!--")),
        ("open declarations", many("<!")),
        ("open scripts", many("<script>")),
        ("comments in scripts", format!("<script>{}", many("<!--<script>"))),
        ("titles", many("<title>")),
        ("angles", many("<")),
        ("references", many("&")),
        ("numbers", format!("<p>&#{};", many("9"))),
        ("names", many("&amp")),
        ("blanks", format!("<p>a{}b", many(" "))),
        ("line ends", format!("<p>a{}b", many("<br>"))),
        ("one line", many(words)),
        ("paragraphs", many("<p>Fog came to the port of Lunde, and no ship left it.</p>")),
        ("headings", many("<h1>Fog</h1>")),
        ("wide title", format!("<title>{}</title><h1>{words}</h1>", many("Fog - "))),
        ("times", many("<time datetime=2024-05-02>")),
        ("metadata", many("<meta property=og:title content=Fog>")),
        ("records", format!("<script type=application/ld+json>{}</script>", many("{\"a\":["))),
        ("rows", format!("<table>{}</table>", many("<tr><td>a<td>b"))),
        ("cells", format!("<table><tr>{}</table>", many("<td>a"))),
        ("articles", many("<article><p>a</p>")),
        ("figures", many("<figure>a")),
        ("hidden", many("<div hidden>a")),
    ]
}

/// How many times as long the second page takes; the best of some tries, since machines are noisy.
fn ratio(half: &str, whole: &str) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        best = best.min(cost(whole).as_secs_f64() / cost(half).as_secs_f64());
        if best <= MOST {
            break;
        }
    }
    best
}

/// No page costs more than its length: twice as long, hardly more than twice the time.
#[test]
fn time_is_linear() {
    let size = if cfg!(debug_assertions) { 40_000 } else { 1_000_000 };
    for ((name, half), (_, whole)) in pages(size).iter().zip(&pages(2 * size)) {
        // What takes no time at all has no ratio worth the name.
        if cost(whole) > Duration::from_millis(3) {
            let ratio = ratio(half, whole);
            assert!(ratio <= MOST, "{name}: twice the page takes {ratio:.2} times as long");
        }
    }
}

/// Ten megabytes of anything take at most a second of a processor; optimised builds alone are held
/// to it.
#[test]
fn ten_megabytes_take_a_second() {
    let size = if cfg!(debug_assertions) { 200_000 } else { 10_000_000 };
    for (name, page) in pages(size) {
        let took = cost(&page);
        assert!(took <= Duration::from_secs(1), "{name}: {took:?}");
    }
}

#[test]
fn a_deep_page_is_read() {
    let words = "Fog came to the port of Lunde on Monday, and no ship could leave it. ".repeat(9);
    let page = format!("{}<p>{words}</p>{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let article = read(&reader(), page.as_bytes()).unwrap();
    assert!(article.text.as_str().contains("no ship could leave"));
    let document = Document::parse(&page);
    assert!(document.nodes().all(|node| node.ancestors().count() <= DEEPEST));
}

#[test]
fn pages_without_an_article_are_refused() {
    let check = |bytes: &[u8], expected: &str| {
        let found = read(&reader(), bytes).map_err(|reject| reject.reason.into_owned());
        assert_eq!(found.map(|article| article.text.as_str().to_owned()), Err(expected.to_owned()));
    };
    check(b"", "empty");
    check(b" \n ", "empty");
    check(b"<html><body></body></html>", "empty");
    check(b"<html><script>document.write('Fog')</script></html>", "empty");
    check(b"<!-- Fog -->", "empty");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0", "not_text");
    check(&[0; 4096], "not_text");
}

#[test]
fn charsets_lead_home() {
    let check = |bytes: &[u8], raw: &[u8]| {
        let article = read(&reader(), bytes).unwrap();
        let at = article.text.as_str().find('é').unwrap();
        let found = article.text.trace(tidings_model::Span::at(at..at + 2));
        let behind: Vec<u8> = found.iter().flat_map(|raw| bytes[raw.range()].to_vec()).collect();
        assert_eq!(behind, raw, "{}", article.text.as_str());
    };
    let words =
        |cafe: &str| format!("<p>The {cafe} by the quay of Lunde was full, for no ship left.</p>");
    check(words("café").as_bytes(), "é".as_bytes());
    check(words("caf&eacute;").as_bytes(), b"&eacute;");
    let western: Vec<u8> = words("café").chars().map(|c| u8::try_from(c).unwrap()).collect();
    check(&western, b"\xE9");
    check(&[b"<meta charset=utf-8>", western.as_slice()].concat(), b"\xE9");
    check(&[b"<meta charset=windows-1252>", words("café").as_bytes()].concat(), "é".as_bytes());
    let wide = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
        let body: Vec<u8> = words("café").encode_utf16().flat_map(unit).collect();
        [mark, &body].concat()
    };
    check(&wide(u16::to_le_bytes, b"\xFF\xFE"), b"\xE9\0");
    check(&wide(u16::to_be_bytes, b"\xFE\xFF"), b"\0\xE9");
    check(&wide(u16::to_le_bytes, b""), b"\xE9\0");
}
