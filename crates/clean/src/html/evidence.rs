//! What a page of HTML says about the kind of page it is.

use tidings_model::{Article, BlockKind};

use super::{Document, Node, Tag, lines};
use crate::page;
use crate::verdict::Evidence;

/// A link of so many words may lead to an article.
const HEADLINE: std::ops::RangeInclusive<usize> = 4..=25;

/// A sentence has so many words at least.
const SENTENCE: usize = 5;

/// A page with a paragraph and a text as long as this needs no closer look, in words.
const PLENTY: usize = 600;
const LONG: usize = 60;

/// No more of a page is looked at to see what it shows, in nodes.
const SHOWN: usize = 2_000;

/// An element with more source than this is no link or heading of one article, in bytes.
const LONGEST: u32 = 4_096;

/// The words a page shows first.
pub(super) fn shown(document: &Document<'_>) -> String {
    let lines = lines::within(document, 0..SHOWN);
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// What speaks for one kind of page or another, but for the words it shows.
pub(super) fn of<'a>(
    document: &Document<'_>,
    article: &'a Article,
    is_recorded: bool,
) -> Evidence<'a> {
    let blocks = article.blocks.iter().filter(|block| block.kind != BlockKind::Title);
    let sentences =
        blocks.map(|block| article.text.slice(block.span)).filter(|text| page::ends_sentence(text));
    let sentences = sentences.map(page::word_count).filter(|words| *words >= SENTENCE);
    let (running, longest) = (sentences.clone().sum(), sentences.max().unwrap_or_default());
    let found = Evidence {
        title: article.title.as_deref(),
        running,
        longest,
        is_recorded,
        ..Evidence::default()
    };
    if running >= PLENTY && longest > LONG {
        return found;
    }
    let links = document.elements(Tag::A).filter(|link| link.span().len() <= LONGEST);
    let words = links.map(|link| page::word_count(&link.inner_text()));
    let entries: Vec<usize> = words.filter(|words| HEADLINE.contains(words)).collect();
    Evidence {
        entries: entries.len(),
        entry_words: entries.iter().sum(),
        linked_headings: document.nodes().filter(leads_on).count(),
        ..found
    }
}

/// Whether a node is a heading below the first that is a link, or stands in one.
fn leads_on(node: &Node<'_>) -> bool {
    let heading = matches!(node.tag(), Some(Tag::H2 | Tag::H3 | Tag::H4));
    let linked = || node.parent().is_some_and(|parent| parent.is(Tag::A));
    let links = || node.children().any(|inner| inner.is(Tag::A));
    heading && (linked() || links())
}

#[cfg(test)]
mod tests {
    use tidings_model::{MediaType, Metadata, RawDocument};
    use tidings_stage::{Reader, Settings, Stage};

    use crate::Html;

    /// The verdict on a page, and the reason.
    fn verdict(source: &str) -> String {
        let reader = Html::build(&Settings::defaults(Html::SPEC.settings, ".")).unwrap();
        let bytes = source.as_bytes().to_vec();
        let (uri, metadata) = ("fog.html".to_owned(), Metadata::new());
        let raw = RawDocument { uri, bytes, media: MediaType::Html, metadata };
        let mut out = Vec::new();
        if let Err(why) = reader.read(&raw, &mut out) {
            return why.to_string();
        }
        let notes: Vec<&str> = out[0].notes.iter().map(|note| note.text.as_str()).collect();
        format!("{} {}", out[0].page_verdict.unwrap(), notes.join("; ")).trim_end().to_owned()
    }

    #[test]
    fn tells_pages_apart() {
        let check =
            |source: &str, expected: &str| assert_eq!(verdict(source), expected, "{source}");
        let text = "<p>Fog lay over the port of Lunde on Monday, and no ship could leave it before rain came in the evening.</p>";
        let links = "<h3><a href=/a>Fog keeps all ships in port</a></h3><p>Rain may come in the evening.</p>";
        check(&format!("<h1>Fog</h1>{}", text.repeat(3)), "article");
        check(
            &format!(
                "<h1>Fog</h1><article>{}</article><aside>{}</aside>",
                text.repeat(20),
                links.repeat(9)
            ),
            "article",
        );
        check(
            &format!("<title>Lunde Post</title><main>{}</main>", links.repeat(12)),
            "index an index page: 12 entries and 72 words of running text",
        );
        check(
            "<title>Just a moment...</title><h2>Checking your browser before accessing quay.example</h2>",
            "blocked a wall, not an article: a check for robots (“checking your browser before accessing”)",
        );
        check(
            "<title>Tides</title><noscript>Please enable JavaScript to see this.</noscript><div id=root></div>",
            "blocked a wall, not an article: a page that only scripts fill (“enable javascript”)",
        );
        check("<title>Tides</title><script>fill()</script>", "empty hardly any text: 0 words");
        check("<script>fill()</script>", "failed (empty): found no text on the page");
    }
}
