//! Pages that scripts fill: their text stands in their record alone.

use super::{read, reader};

const LINES: [&str; 2] = [
    "Fog lay over the port of Lunde on Monday, and no ship could leave it before rain came in the evening.",
    "The pilots\u{2019} office spoke of \u{201c}the worst week\u{201d} since spring; it counted nine ships & a ferry at anchor.",
];

/// A page of a record with a body as written, and of what it shows.
fn page(body: &str, shown: &str) -> String {
    format!(
        "<title>Fog in port</title><script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \
         \"headline\": \"Fog in port\", \"articleBody\": \"{body}\"}}</script>{shown}"
    )
}

/// The body as it is written in JSON.
fn written() -> String {
    let lines = [LINES[0].repeat(9), LINES[1].replace('&', "&amp;").replace('\u{2019}', "\\u2019")];
    lines.join("\\r\\n\\n\\t")
}

#[test]
fn the_text_of_the_record_stands_in_for_a_page_without_text() {
    let source = page(&written(), "<div id=root><p>One moment, please.</p></div>");
    let article = read(&reader(), source.as_bytes()).unwrap();
    assert_eq!(
        article.text.as_str(),
        format!("Fog in port\n\n{}\n\n{}", LINES[0].repeat(9), LINES[1])
    );
    let kinds: Vec<String> = article.blocks.iter().map(|block| block.kind.to_string()).collect();
    assert_eq!(kinds, ["title", "paragraph", "paragraph"]);
    let reasons: Vec<&str> = article.removed.iter().map(|cut| cut.reason.as_str()).collect();
    assert_eq!(reasons, ["placeholder"]);
    assert_eq!(
        article.notes[0].text,
        "the page shows hardly any text; that of its own record is taken"
    );
    for (word, raw) in [("worst week", "worst week"), ("\u{2019}", "\\u2019"), ("& a", "&amp; a")] {
        let at = article.text.as_str().find(word).unwrap();
        let found = article.text.trace(tidings_model::Span::at(at..at + word.len()));
        let behind: String = found.iter().map(|raw| source.get(raw.range()).unwrap()).collect();
        assert_eq!(behind, raw);
    }
}

#[test]
fn a_page_that_shows_its_text_keeps_it() {
    let shown = format!("<p>{}</p>", "Rain came to the port of Lunde in the evening. ".repeat(9));
    let check = |source: &str, expected: &str| {
        let article = read(&reader(), source.as_bytes()).unwrap();
        assert!(article.text.as_str().contains(expected), "{}", article.text.as_str());
        assert!(!article.text.as_str().contains("no ship"), "{}", article.text.as_str());
    };
    check(&page(&written(), &shown), "Rain came");
    check(&page("no ship", "<p>One moment, please.</p>"), "One moment");
    check(&page(&format!("<p>{}</p>", written()), "<p>One moment, please.</p>"), "One moment");
}
