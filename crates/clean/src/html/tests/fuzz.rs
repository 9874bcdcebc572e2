//! Pages changed at random, and strings that trouble programs.

use testkit::mutate::{self, Numbers};
use tidings_model::{Article, Span};

use super::{read, reader};

const PAGE: &str = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Fog in port | Lunde Post</title>\
<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Fog in port\",\"datePublished\":\"2024-05-02\"}</script>\
</head><body class=single><nav><ul><li><a href=/>Home</a><li><a href=/sea>Sea</a></ul></nav><main><article>\
<h1>Fog in port</h1><p class=byline>By Ada Mols, <time datetime=2024-05-02>2 May</time></p><div class='entry-content'>\
<p>Fog lay over the port of Lunde on Monday, and no ship could leave it &mdash; not one.<br><br>Two tugs waited.</p>\
<h2>What the pilots say</h2><blockquote><p>&ldquo;We wait for rain,&rdquo; said one of the caf\u{e9}&#39;s guests.</p></blockquote>\
<table><tr><th>Ship<th>Hours<tr><td>Eider<td>12</table><figure><img src=a.jpg><figcaption>The port.</figcaption></figure>\
<ul><li>Rain came on Tuesday.<li>Wind came from the north.</ul><pre>a\n b</pre></div></article>\
<aside><h3>Related</h3><a href=/x>Ten ports in pictures</a></aside></main><footer>&copy; 2024</footer></body></html>";

/// Pieces that parsers trip over.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\"",
    "'",
    "=",
    "&",
    "&#",
    "&#x1F600;",
    "&amp",
    "\0",
    "<p>",
    "</p>",
    "<table>",
    "<td>",
    "</table>",
    "<a>",
    "</a>",
    "<svg>",
    "</svg>",
    "<script>",
    "</script>",
    "<title>",
    "<template>",
    "</template>",
    "<select>",
    "<form>",
    "</form>",
    "<b>",
    "</b>",
    "<li>",
    "</ul>",
    "<body>",
    "</html>",
    "<br/>",
    "<plaintext>",
    "<textarea>",
    "<x-y z>",
    "\u{feff}",
    "\u{202e}",
    "\u{e9}",
    " ",
];

/// A page with a few changes: parts cut, doubled, moved, bytes and pieces put in.
fn changed(page: &[u8], dice: &mut Numbers) -> Vec<u8> {
    let mut page = page.to_vec();
    for _ in 0..=dice.below(12) {
        let at = dice.below(page.len() + 1);
        let end = (at + dice.below(60)).min(page.len());
        match dice.below(5) {
            0 => drop(page.drain(at..end)),
            1 => {
                let part = page[at..end].to_vec();
                let to = dice.below(page.len() + 1);
                page.splice(to..to, part);
            }
            2 => page.truncate(page.len() - dice.below(page.len() / 8)),
            3 => page.insert(at, dice.below(256) as u8),
            _ => drop(page.splice(at..at, PIECES[dice.below(PIECES.len())].bytes()).count()),
        }
    }
    page
}

/// What must hold of any article: spans in the text, in order, and traces that lead into the bytes,
/// to the very letters.
fn check(article: &Article, raw: &[u8]) {
    let mut end = 0;
    for block in &article.blocks {
        assert!(
            article.text.holds(block.span) && block.span.start >= end && !block.span.is_empty()
        );
        end = block.span.end;
    }
    assert_eq!(end, article.text.len(), "the text ends with its last block");
    for removal in &article.removed {
        assert!(raw.get(removal.raw.range()).is_some(), "{removal:?}");
    }
    for (at, c) in article.text.as_str().char_indices() {
        let behind = article.text.trace(Span::at(at..at + c.len_utf8()));
        assert!(!behind.is_empty() || c.is_whitespace(), "{c:?} at {at} comes from nowhere");
        for span in behind {
            let bytes = raw.get(span.range()).unwrap();
            let own = bytes.starts_with(b"&") || bytes.contains(&(c as u32 as u8));
            assert!(own || !c.is_ascii_alphanumeric(), "{c:?} at {at} leads to {bytes:?}");
        }
    }
}

#[test]
fn changed_pages_are_read_or_refused() {
    let reader = reader();
    let (mut pages, mut articles) = (0, 0);
    mutate::for_seeds(4_000, |seed| {
        let page = changed(PAGE.as_bytes(), &mut Numbers::new(seed));
        pages += 1;
        if let Ok(article) = read(&reader, &page) {
            check(&article, &page);
            articles += 1;
        }
    });
    assert!(2 * articles > pages, "{articles} of {pages} pages were articles");
}

#[test]
fn strings_that_trouble_programs_pass_through() {
    let Some(path) = testkit::shared("bench/bad/naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let reader = reader();
    for string in &strings {
        // Read as markup, it may be anything; escaped, it must come out as it is.
        let around = "Fog came to the port of Lunde, and no ship could leave it before noon.";
        let page = format!("<p>{around}</p><p title=\"{string}\">{string}</p>");
        if let Ok(article) = read(&reader, page.as_bytes()) {
            check(&article, page.as_bytes());
        }
        let escaped = string.replace('&', "&amp;").replace('<', "&lt;");
        let page = format!("<p>{around} {escaped} {around}</p>");
        let article = read(&reader, page.as_bytes()).unwrap();
        check(&article, page.as_bytes());
        let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = even(&format!("{around} {string} {around}"));
        assert!(even(article.text.as_str()).contains(&expected), "{string:?}");
    }
}
