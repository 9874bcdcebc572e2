//! The headline of a page.

use crate::page::{Unit, bare, is_bullet};

/// How far above the article a headline may stand, in units.
const REACH: usize = 12;

/// A headline is no longer than this, in bytes and in words.
const LONGEST: usize = 260;
const MOST_WORDS: usize = 32;

/// The unit that is the headline.
///
/// It stands above the article. Of several lines there, the one that is most like a headline: with
/// more words than its neighbours, near the text, at the top of the page.
pub(crate) fn find_title(
    units: &[Unit<'_>],
    body: usize,
    is_fact: impl Fn(usize) -> bool,
) -> Option<usize> {
    let fits = |at: &usize| !is_fact(*at) && units.get(*at).is_some_and(is_headline);
    let first = (0..units.len()).find(|&at| !is_fact(at))?;
    let score = |at: usize| {
        let words = units.get(at).map_or(0, |unit| unit.words.min(12));
        let far = body.saturating_sub(at);
        (2 * words).saturating_sub(far) + if at == first && far < 8 { 6 } else { 0 }
    };
    let above = body.saturating_sub(REACH)..body;
    let best = above.filter(fits).max_by_key(|&at| (score(at), std::cmp::Reverse(at)));
    best.or_else(|| Some(first).filter(fits))
}

fn is_headline(unit: &Unit<'_>) -> bool {
    let wordy = (1..=MOST_WORDS).contains(&unit.words) && unit.span.len() as usize <= LONGEST;
    wordy && !is_bullet(unit.text) && !unit.text.ends_with(['.', ',', ':', ';'])
}

/// Where a headline ends if the name of its site stands behind it; the evidence is the site's own
/// name, or the headline without it on a line of its own.
pub(crate) fn without_site(title: &str, site: Option<&str>, units: &[Unit<'_>]) -> Option<usize> {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "];
    let at = marks.iter().filter_map(|mark| title.rfind(mark)).max()?;
    let (head, tail) = title.split_at_checked(at)?;
    let squeezed = |text: &str| bare(text).replace(' ', "");
    let tail = squeezed(tail);
    let named = site.map(squeezed).is_some_and(|site| tail.len() >= 3 && site.contains(&tail));
    let alone = || {
        let head = bare(head);
        head.contains(' ') && units.iter().any(|u| u.text.len() <= LONGEST && bare(u.text) == head)
    };
    (named || alone()).then(|| head.trim_end().len())
}
