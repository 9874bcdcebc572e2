//! What kind of page a page is: an article, a list of articles, a wall in front of one, or nothing.
//!
//! Decided by how much running text there is, how much of the page leads elsewhere, and whether what
//! little is left speaks as walls do. In doubt a page is an article.

mod walls;

use tidings_model::{Article, Note, PageVerdict};

pub(crate) use walls::Walls;

/// What speaks for one kind of page or another.
#[derive(Debug, Default)]
pub(crate) struct Evidence<'a> {
    /// The page's title.
    pub(crate) title: Option<&'a str>,
    /// The visible text, or the beginning of it.
    pub(crate) shown: &'a str,
    /// Words in sentences of the article.
    pub(crate) running: usize,
    /// Words of the longest paragraph of them.
    pub(crate) longest: usize,
    /// Lines or links in the shape of headlines.
    pub(crate) entries: usize,
    /// Words of these.
    pub(crate) entry_words: usize,
    /// Headings that lead to another page.
    pub(crate) linked_headings: usize,
    /// Whether the page calls itself an article.
    pub(crate) is_recorded: bool,
}

/// With more running text than this a page is no wall, in words.
const WALL: usize = 120;

/// With more than this it is none unless its title says so.
const SHORT_WALL: usize = 60;

/// With less running text than this a page with many entries is an index, in words.
const LITTLE: usize = 150;

/// An index has so many entries.
const ENTRIES: usize = 10;

/// An index whose entries have teasers has so many headings that lead on, no paragraph longer than
/// this, and half as many words for each heading.
const CARDS: usize = 8;
const TEASER: usize = 50;

/// Less than this on a page is nothing, in words.
const NOTHING: usize = 12;

/// Whether the words of a page have to be known to tell whether it is a wall.
pub(crate) fn may_be_wall(page: &Evidence<'_>) -> bool {
    page.running <= WALL
}

/// Decides, and gives the reason where the page is no article.
pub(crate) fn judge(walls: &Walls, page: &Evidence<'_>) -> (PageVerdict, Option<String>) {
    let shown = crate::page::word_count(page.shown);
    if let Some(reason) = wall(walls, page) {
        return (PageVerdict::Blocked, Some(reason));
    }
    if is_index(page) {
        let Evidence { entries, running, .. } = page;
        let reason =
            format!("an index page: {entries} entries and {running} words of running text");
        return (PageVerdict::Index, Some(reason));
    }
    if shown < NOTHING || page.running == 0 && shown < 3 * NOTHING {
        return (PageVerdict::Empty, Some(format!("hardly any text: {shown} words")));
    }
    (PageVerdict::Article, None)
}

fn wall(walls: &Walls, page: &Evidence<'_>) -> Option<String> {
    let title = page.title.and_then(|title| walls.title(title));
    let phrase = walls.phrase(page.shown);
    let reason =
        |reason: &str, words: &str| format!("a wall, not an article: {reason} (“{words}”)");
    match (title, phrase) {
        (Some(_), Some((why, words))) if page.running <= WALL => Some(reason(why, words)),
        (Some(words), None) if page.running <= SHORT_WALL => {
            Some(reason("its title says so", words))
        }
        (None, Some((why, words)))
            if page.running <= SHORT_WALL && page.entries < ENTRIES && !page.is_recorded =>
        {
            Some(reason(why, words))
        }
        _ => None,
    }
}

fn is_index(page: &Evidence<'_>) -> bool {
    let Evidence { running, longest, entries, entry_words, linked_headings, is_recorded, .. } =
        *page;
    let listed = entries >= ENTRIES && running < LITTLE && entry_words > running;
    let cards =
        linked_headings >= CARDS && longest <= TEASER && running <= TEASER / 2 * linked_headings;
    !is_recorded && (listed || cards)
}

/// Writes a verdict and its reason into an article.
pub(crate) fn write(
    article: &mut Article,
    stage: &str,
    verdict: PageVerdict,
    reason: Option<String>,
) {
    article.page_verdict = Some(verdict);
    let note = |text| Note { stage: stage.to_owned(), span: None, text };
    article.notes.extend(reason.map(note));
}
