//! Who wrote it: names as records, markup and lines below the headline give them.

use super::Page;
use super::json_ld::Property;
use super::names::Stated;
use crate::facts::{self, Credit};
use crate::html::{Node, Tag};
use crate::page::bare;

/// Longer texts are no names, in bytes and words.
const LONGEST: usize = 120;
const MOST_WORDS: usize = 12;

/// No line with a name is longer, in bytes.
const LONGEST_LINE: usize = 160;

/// An element that holds nothing but a name has no more words, and no more source in bytes.
const MOST_ALONE: usize = 6;
const LONGEST_MARKUP: u32 = 2_048;

/// The author or authors, accounts and addresses left out, and the agency if one is credited.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) byline: Option<String>,
    pub(super) agency: Option<String>,
}

/// Finds them; the surest place that names somebody counts, one that names the site only where no
/// other names anybody.
pub(super) fn find(page: &Page<'_>) -> People {
    let mut found = People::default();
    let mut site = None;
    let sources = [of_record, of_statements, of_lines, of_classes];
    for names in sources.iter().map(|names| names(page)) {
        let mut people: Vec<String> = Vec::new();
        for name in names.iter().filter_map(|name| clean(page, name)) {
            match page.agencies.line(&format!("({name})")) {
                Some(Credit(Some(agency))) => found.agency = found.agency.or(Some(agency)),
                _ if page.sites().iter().any(|site| bare(site) == bare(&name)) => {
                    site = site.or(Some(name))
                }
                _ if people.iter().any(|known| known.contains(&name)) => {}
                _ => people.push(name),
            }
        }
        if !people.is_empty() {
            found.byline = Some(people.join(", "));
            break;
        }
    }
    found.byline = found.byline.or(site);
    found
}

fn of_record(page: &Page<'_>) -> Vec<String> {
    let things = &page.found.things;
    let of = |role| page.own.map(|own| things.names(own, role)).unwrap_or_default();
    let authors = of(Property::Author);
    let names = if authors.is_empty() { of(Property::Creator) } else { authors };
    let agencies = of(Property::SourceOrganization);
    names.into_iter().chain(agencies).map(str::to_owned).collect()
}

/// What elements say, one kind of element at a time: the surest that names somebody.
fn of_statements(page: &Page<'_>) -> Vec<String> {
    let said = page.found.meta.iter().chain(&page.found.microdata);
    let said =
        said.filter(|said| said.stated == Stated::Author && clean(page, &said.text).is_some());
    let best = said.clone().map(|said| said.rank).min();
    said.filter(|said| Some(said.rank) == best).map(|said| said.text.clone()).collect()
}

fn of_lines(page: &Page<'_>) -> Vec<String> {
    // Most lines can be passed over by a look at their beginning.
    let may_name = |text: &str| {
        text.len() <= LONGEST_LINE
            && (text.contains(" by ")
                || page.names.without_start(text) != text.trim_start_matches([' ', ':']))
    };
    let below = page.lines.iter().filter(|line| line.node >= page.headline);
    let bylines = below.filter(|line| may_name(&line.text)).filter_map(|line| {
        facts::dateline(page.words, &line.text)
            .or_else(|| facts::dateline(page.words, &line.pieces))?
            .byline
    });
    bylines.filter(|name| !name.is_empty()).take(1).collect()
}

/// Elements around the headline that say of themselves that they hold the author, or lead to more by
/// one: the first behind the headline, else the last before it.
fn of_classes(page: &Page<'_>) -> Vec<String> {
    let is_author = |node: &Node<'_>| {
        let class =
            || node.attribute("class").is_some_and(|class| page.names.is_author_class(&class));
        let leads = || {
            let href = node.attribute("href").unwrap_or_default();
            node.attribute("rel").as_deref() == Some("author")
                || href.contains("/author/")
                || href.contains("/authors/")
        };
        node.tag().is_some()
            && node.span().len() <= LONGEST_MARKUP
            && (class() || node.is(Tag::A) && leads())
    };
    let name = |node: Node<'_>| {
        let text = node.inner_text();
        let shaped =
            text.split(' ').count() <= MOST_ALONE && !text.contains(|c: char| c.is_ascii_digit());
        clean(page, &text).filter(|name| shaped && name.starts_with(char::is_uppercase))
    };
    let window = page.window();
    let nodes =
        |nodes: std::ops::Range<usize>| nodes.map(|at| page.document.node(at)).filter(is_author);
    let end = window.end.min(page.document.len());
    let behind = nodes(page.headline.min(end)..end).find_map(name);
    behind.or_else(|| nodes(window.start..page.headline).rev().find_map(name)).into_iter().collect()
}

/// A name without what stands before it; `None` for an address, an account, the site or a sentence.
fn clean(page: &Page<'_>, name: &str) -> Option<String> {
    let name = page
        .names
        .without_start(name.trim())
        .trim_matches(|c: char| c.is_whitespace() || ",;|•·-–—".contains(c));
    let is_address = name.contains("://")
        || name.contains('@')
        || name.starts_with("www.")
        || name.starts_with('/');
    let words = name.split_whitespace().count();
    let shaped = name.contains(char::is_alphabetic) && name.len() <= LONGEST && words <= MOST_WORDS;
    let nobody = page.names.is_nobody(name) || page.words.is_account(name) || is_handle(name);
    (shaped && !is_address && !nobody && !name.ends_with(['.', '!', '?', ':'])
        || ends_short(name) && shaped && !is_address)
        .then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a name ends in a short form: `Jr.`, `M.D.`
fn ends_short(name: &str) -> bool {
    name.ends_with('.') && name.rsplit(' ').next().is_some_and(|last| last.len() <= 5)
}

/// Whether this is no name but what a machine calls somebody: `ada.mols`, `7 minutes`.
fn is_handle(name: &str) -> bool {
    let dotted =
        !name.contains(' ') && name.contains(['.', '_']) && !name.contains(char::is_uppercase);
    dotted || name.starts_with(|c: char| c.is_ascii_digit()) && name.contains(' ')
}
