//! Pages that someone made to break readers.

use std::time::Duration;

use testkit::growth::{TIMES, grows_evenly, timed};

use super::{read, reader};
use crate::html::document::Document;
use crate::html::tree::DEEPEST;

/// How long it takes to read a page, whatever comes of it.
fn cost(page: &str) -> Duration {
    let reader = reader();
    timed(|| read(&reader, page.as_bytes())).0
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

/// No page costs more than its length.
#[test]
fn time_is_linear() {
    let size = if cfg!(debug_assertions) { 20_000 } else { 400_000 };
    for ((name, small), (_, large)) in pages(size).iter().zip(&pages(TIMES * size)) {
        let even = grows_evenly(small.as_str(), large, cost);
        assert!(even.is_ok(), "{name}: {even:?}");
    }
}

/// Ten megabytes of anything take at most a second of a processor, by the least of a few turns, since
/// other work on the machine only adds to one; builds with checks are given a fiftieth of them.
#[test]
fn ten_megabytes_take_a_second() {
    let size = if cfg!(debug_assertions) { 200_000 } else { 10_000_000 };
    for (name, page) in pages(size) {
        let within = |limit| (0..6).any(|_| cost(&page) <= limit);
        assert!(within(Duration::from_secs(1)), "{name}: {size} bytes take more than a second");
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
