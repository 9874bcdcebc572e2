//! Which of the titles a page gives is its headline.
//!
//! Headings, Open Graph, JSON-LD and the `title` element each name the article, some with the name of
//! the site around it, some in words for search engines. A heading on which another of them agrees is
//! the headline; where none agrees, the main heading, unless it is a mere label.

use super::collect::{Heading, Statement};
use super::json_ld::{Property, Value};
use super::names::Stated;
use super::{Page, Place};
use crate::page::bare;

/// A headline, and where on the page it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Headline {
    /// Its words, single blanks between them.
    pub(crate) text: String,
    pub(crate) place: Place,
    /// The heading that stands in its place on the page, whether in the same words or not.
    pub(crate) heading: Option<usize>,
}

/// Marks between a headline and the name of its site.
const MARKS: [&str; 12] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " › ", " « ", " • ", " · ", " ~ ", " / "];

/// So many marks from either end of a title are looked at.
const MOST_CUTS: usize = 4;

/// A heading of so few words is a label, if no other title has all of them; with fewer than the
/// second number it is one in any case.
const LABEL: usize = 4;
const SHORT_LABEL: usize = 3;

/// Of the words of another title, in percent, a heading that stands in it has at least so many.
const MOST_OF: usize = 60;

/// Of the words of the shorter of two titles of one article, in percent, so many stand in both.
const IN_COMMON: usize = 20;

/// Finds the headline.
pub(super) fn find(page: &Page<'_>) -> Option<Headline> {
    let titles = Titles::of(page);
    let of = |heading: &Heading| Headline {
        text: heading.text.clone(),
        place: Place::Node(heading.node),
        heading: Some(heading.node),
    };
    let heading = titles.agreed(|level| level == 1).or_else(|| titles.main());
    let heading = heading.or_else(|| titles.agreed(|level| level > 1)).map(of);
    heading
        .or_else(|| titles.stated())
        .or_else(|| titles.headings.first().map(|(first, _)| of(first)))
}

/// A title that is not a heading.
struct Title<'p> {
    text: &'p str,
    /// Without the name of the site, to compare by.
    key: String,
    /// With it.
    whole: String,
    source: Source<'p>,
}

/// Where a title was found.
#[derive(Clone, Copy)]
enum Source<'p> {
    Said(&'p Statement<'p>),
    Record(&'p Value),
}

impl<'p> Source<'p> {
    fn text(self) -> &'p str {
        match self {
            Self::Said(said) => &said.text,
            Self::Record(value) => &value.text,
        }
    }

    /// Where a part of it stands.
    fn place(self, part: &str) -> Option<Place> {
        match self {
            Self::Said(said) => place(said, part),
            Self::Record(value) => Some(Place::Record(value.span)),
        }
    }
}

/// The titles a page gives.
struct Titles<'p> {
    page: &'p Page<'p>,
    /// Names of the site, and of the section, to compare by.
    sites: Vec<String>,
    /// With their words to compare by.
    headings: Vec<(&'p Heading, String)>,
    /// The surest first.
    titles: Vec<Title<'p>>,
}

impl<'p> Titles<'p> {
    fn of(page: &'p Page<'p>) -> Self {
        let sites = page.sites().into_iter().map(bare).filter(|site| !site.is_empty());
        let headings = page.found.headings.iter().map(|heading| (heading, bare(&heading.text)));
        let headings = headings.filter(|(_, key)| !key.is_empty());
        let mut all =
            Self { page, sites: sites.collect(), headings: headings.collect(), titles: Vec::new() };
        let said = page.found.meta.iter().filter(|said| said.stated == Stated::Title);
        let record = page.own.and_then(|own| page.found.things.value_of(own, Property::Headline));
        let graph = said.clone().filter(|said| said.rank == 0).map(Source::Said);
        let others = said.filter(|said| said.rank > 0).map(Source::Said);
        let element = page.found.title.iter().map(Source::Said);
        for source in graph.chain(record.map(Source::Record)).chain(element).chain(others) {
            let text = all.without_site(source.text());
            all.titles.push(Title { text, key: bare(text), whole: bare(source.text()), source });
        }
        all.titles.retain(|title| !title.key.is_empty());
        all
    }

    /// The heading of some level on which most other titles agree.
    fn agreed(&self, level: impl Fn(u8) -> bool) -> Option<&'p Heading> {
        let votes = |key: &str, level: u8| {
            let weigh = |title: &Title<'_>| match () {
                () if title.key == key || title.whole == key => 4,
                () if level == 1 && holds_most(&title.key, key) => 1,
                () => 0,
            };
            self.titles.iter().map(weigh).sum::<usize>()
        };
        let is_name =
            |key: &str| self.is_site(key) && self.titles.iter().any(|title| title.key != key);
        let headings =
            self.headings.iter().filter(|(heading, key)| level(heading.level) && !is_name(key));
        let voted = headings.map(|(heading, key)| (votes(key, heading.level), *heading));
        let voted = voted.filter(|(votes, _)| *votes > 0);
        let order = |heading: &Heading| std::cmp::Reverse((heading.level, heading.node));
        voted.max_by_key(|(votes, heading)| (*votes, order(heading))).map(|(_, heading)| heading)
    }

    /// The main heading, where no title agrees with it, unless it is a label.
    fn main(&self) -> Option<&'p Heading> {
        let mut first = self.headings.iter().filter(|(heading, _)| heading.level == 1);
        let (main, key) = first.find(|(_, key)| !self.is_site(key))?;
        let words = key.split(' ').count();
        let shared = self.titles.iter().map(|title| common(key, &title.key)).max();
        let is_label = words < SHORT_LABEL || words <= LABEL && shared < Some(100);
        let is_padded = self.titles.iter().any(|title| holds(key, &title.key));
        let fits = shared.is_none_or(|shared| !is_label && !is_padded && shared >= IN_COMMON);
        fits.then_some(*main)
    }

    /// The title on which most others agree, the surest first.
    fn stated(&self) -> Option<Headline> {
        let votes =
            |title: &&Title<'_>| self.titles.iter().filter(|other| other.key == title.key).count();
        let best = self.titles.iter().rev().max_by_key(votes)?;
        let place = best.source.place(best.text)?;
        let mut main = self.headings.iter().filter(|(heading, _)| heading.level == 1);
        let heading = main.next().map(|(heading, _)| heading.node);
        Some(Headline { text: best.text.to_owned(), place, heading })
    }

    /// Whether this is the name of the site.
    fn is_site(&self, key: &str) -> bool {
        let alike = |site: &String| site == key || holds_most(site, key) || holds_most(key, site);
        self.sites.iter().any(alike) || self.is_host(key)
    }

    /// Whether a name, its blanks left out or its first letters alone, is that of the host.
    fn is_host(&self, key: &str) -> bool {
        let Some(host) = self.page.url.and_then(crate::host::host) else { return false };
        let squeezed = key.replace(' ', "");
        let squeezed = squeezed.strip_prefix("the").unwrap_or(&squeezed);
        let host = host.replace('-', "");
        let initials: String = key.split(' ').filter_map(|word| word.chars().next()).collect();
        let mut labels = host.split('.');
        squeezed.len() >= 3 && (host == squeezed || host.replace('.', "") == squeezed)
            || labels.any(|label| {
                label.len() >= 3 && (label == squeezed || label == initials)
                    || label.len() >= 5 && squeezed.starts_with(label)
                    || squeezed.len() >= 5 && label.starts_with(squeezed)
            })
    }

    /// A title without names of the site before and behind it.
    fn without_site<'t>(&self, title: &'t str) -> &'t str {
        let next = |title: &&'t str| self.shorter(title);
        std::iter::successors(Some(title), next).take(MOST_CUTS).last().unwrap_or(title)
    }

    fn shorter<'t>(&self, title: &'t str) -> Option<&'t str> {
        let marks = |mark: &&str| {
            title.match_indices(*mark).map(|(at, mark)| (at, at + mark.len())).collect::<Vec<_>>()
        };
        let mut cuts: Vec<(usize, usize)> = MARKS.iter().flat_map(marks).collect();
        cuts.sort_unstable();
        let parts = |&(at, behind): &(usize, usize)| {
            Some((title.get(..at)?.trim(), title.get(behind..)?.trim()))
        };
        let heading = |text: &str| {
            let key = bare(text);
            key.contains(' ') && self.headings.iter().any(|(_, heading)| *heading == key)
        };
        let mut tails = cuts.iter().rev().take(MOST_CUTS).filter_map(parts);
        let mut heads = cuts.iter().take(MOST_CUTS).filter_map(parts);
        tails
            .find(|(head, tail)| {
                !head.is_empty()
                    && (self.is_name(tail) || heading(head) && bare(title) != bare(head))
            })
            .map(|(head, _)| head)
            .or_else(|| {
                heads
                    .find(|(head, tail)| !tail.is_empty() && (self.is_name(head) || heading(tail)))
                    .map(|(_, tail)| tail)
            })
    }

    /// Whether this part of a title is no part of the headline: the site, the section, the author.
    fn is_name(&self, part: &str) -> bool {
        let key = bare(part);
        let is_section = || self.page.sections().into_iter().any(|section| bare(section) == key);
        part.is_empty()
            || self.is_site(&key)
            || is_section()
            || key.starts_with("by ") && key.split(' ').count() <= 5
    }
}

/// Whether a title, as keys, holds another with whole words.
fn holds(title: &str, part: &str) -> bool {
    title.len() > part.len()
        && part.contains(' ')
        && format!(" {title} ").contains(&format!(" {part} "))
}

/// Whether a title holds another that is most of it.
fn holds_most(title: &str, part: &str) -> bool {
    let count = |key: &str| key.split(' ').count();
    holds(title, part) && 100 * count(part) >= MOST_OF * count(title)
}

/// How many words of the shorter of two titles stand in the other, in percent.
fn common(a: &str, b: &str) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared =
        short.split(' ').filter(|word| long.split(' ').any(|other| other == *word)).count();
    100 * shared / short.split(' ').count().max(1)
}

/// Where in the source a title stands, without the name of the site around it.
fn place(said: &Statement<'_>, text: &str) -> Option<Place> {
    let span = said.span?;
    if said.text == text {
        return Some(Place::Source(span));
    }
    let even = |raw: &str| {
        crate::html::document::decoded(raw, true).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let ends = said.raw.char_indices().map(|(at, c)| at + c.len_utf8());
    let head = ends.clone().find(|&end| said.raw.get(..end).is_some_and(|raw| even(raw) == text));
    if let Some(end) = head {
        return Some(Place::Source(tidings_model::Span::new(
            span.start,
            span.start + crate::offset(end),
        )));
    }
    let start =
        ends.rev().find(|&start| said.raw.get(start..).is_some_and(|raw| even(raw) == text))?;
    Some(Place::Source(tidings_model::Span::new(span.start + crate::offset(start), span.end)))
}
