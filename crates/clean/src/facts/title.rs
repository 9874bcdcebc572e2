//! The headline of a page.
//!
//! It stands above the article. Of the lines there, it is the one for which most speaks: it has more
//! words than its neighbours, its words come again in the text, it stands near the text or at the
//! top of the page, a dateline or byline stands right below it, it stands there twice.

use std::collections::BTreeSet;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::page::{Unit, bare, is_bullet};

/// How far above the article a headline may stand, in units.
const REACH: usize = 60;

/// A headline is no longer than this, in bytes and in words.
const LONGEST: usize = 260;
const MOST_WORDS: usize = 32;

/// Shorter words say nothing of what a text is about, in letters.
const SHORTEST_WORD: usize = 4;

/// The unit that is the headline.
///
/// `is_fact` knows the lines that give date, author or agency.
pub(crate) fn find_title(
    units: &[Unit<'_>],
    body: &Range<usize>,
    is_fact: impl Fn(usize) -> bool,
) -> Option<usize> {
    let first = (0..units.len()).find(|&at| !is_fact(at))?;
    let fits = |at: &usize| !is_fact(*at) && units.get(*at).is_some_and(is_headline);
    let above = body.start.saturating_sub(REACH)..body.start;
    if above.is_empty() {
        return Some(first).filter(fits);
    }
    let said = words_of(units.get(body.clone()).unwrap_or_default());
    let score = |at: usize| {
        let far = i64::try_from(body.start - at).unwrap_or(i64::MAX);
        let wordy = units.get(at).is_some_and(|unit| unit.words >= 4);
        let top = if at == first && wordy && far < 12 { 12 } else { 0 };
        let dated =
            if (at + 1..at + 3).any(|next| next < body.start && is_fact(next)) { 12 } else { 0 };
        units.get(at).map_or(i64::MIN, |unit| wording(unit, &said)) + top + dated - far.min(20)
    };
    above.filter(fits).max_by_key(|&at| (score(at), std::cmp::Reverse(at)))
}

/// What the words of a headline say for it.
fn wording(unit: &Unit<'_>, said: &BTreeSet<u64>) -> i64 {
    let long = i64::try_from(unit.words.min(12)).unwrap_or(12);
    let own = words_of(std::slice::from_ref(unit));
    let again = own.iter().filter(|word| said.contains(word)).count();
    let share = (12 * again).checked_div(own.len()).unwrap_or(0);
    let shouts = if unit.text.ends_with('!') { 6 } else { 0 };
    2 * long + i64::try_from(share).unwrap_or(0) - shouts
}

/// Hashes of the longer words of some units.
fn words_of(units: &[Unit<'_>]) -> BTreeSet<u64> {
    let words = units.iter().flat_map(|unit| unit.text.split(|c: char| !c.is_alphanumeric()));
    let long = words.filter(|word| word.len() >= SHORTEST_WORD);
    long.map(|word| xxh3_64(word.to_lowercase().as_bytes())).collect()
}

fn is_headline(unit: &Unit<'_>) -> bool {
    let wordy = (1..=MOST_WORDS).contains(&unit.words) && unit.span.len() as usize <= LONGEST;
    let open =
        !unit.text.ends_with(['.', ',', ':', ';']) && !unit.text.starts_with(char::is_lowercase);
    wordy && open && !is_bullet(unit.text) && glued(unit.text) < 2
}

/// How often a small letter stands right before a capital: entries of a menu run together.
fn glued(text: &str) -> usize {
    let pairs = text.chars().zip(text.chars().skip(1));
    pairs.filter(|(a, b)| a.is_lowercase() && b.is_uppercase()).count()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page;

    /// The title of a page whose lines that begin with `@` give its date.
    fn title(text: &str) -> String {
        let units = page::units(text, |_| false);
        let body = page::body(&units, |_| page::End::No).unwrap_or(0..units.len());
        let is_fact = |at: usize| units[at].text.starts_with('@');
        let at = find_title(&units, &body, is_fact);
        at.map_or("none", |at| units[at].text).to_owned()
    }

    #[test]
    fn finds_titles() {
        const BODY: &str = "Fog lay over the port of Lunde on Monday, and no ship could leave it. The pilots were told to wait for rain, which came in the evening from the north and the west.";
        let check = |above: &str, expected: &str| {
            assert_eq!(title(&format!("{above}\n\n{BODY}\n")), expected, "{above:?}");
        };
        check("Fog keeps ships in port", "Fog keeps ships in port");
        check("Fog keeps ships in port\n\n@14 March 2024", "Fog keeps ships in port");
        check("Fog keeps ships in port\n\nThe view from the pier", "Fog keeps ships in port");
        check(
            "Weather\nSigns of spring\nFog keeps ships in port\n@ 3 May\nListen now",
            "Fog keeps ships in port",
        );
        check(
            "Lunde Post\nOur free app is here!\nFog keeps ships in port",
            "Fog keeps ships in port",
        );
        check("HomeWeatherPortsShips and boatsAbout us\nFog in port", "Fog in port");
        check("• Fog\n• Rain", "none");
        check("", "none");
        assert_eq!(title("Fog\n\nRain"), "Fog");
    }

    #[test]
    fn leaves_the_site_out() {
        let check = |title: &str, site: Option<&str>, page: &str, expected: &str| {
            let units = page::units(page, |_| false);
            let end = without_site(title, site, &units).unwrap_or(title.len());
            assert_eq!(title.get(..end), Some(expected));
        };
        check(
            "Fog in port | The Lunde Post",
            Some("lunde-post.example"),
            "",
            "Fog in port | The Lunde Post",
        );
        check("Fog in port | Lunde Post", Some("lunde-post.example"), "", "Fog in port");
        check("Fog in port - reports", Some("lunde-post.example"), "", "Fog in port - reports");
        check("Fog in port - reports", None, "Fog in port\n\nIt came.", "Fog in port");
    }
}
