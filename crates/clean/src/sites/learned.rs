//! On how many pages of a site a line stands.

use std::collections::BTreeMap;

use tidings_model::ArticleId;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::page;

/// Furniture is no longer than this, in words.
const MOST_WORDS: usize = 80;

/// The share of a site's pages that makes a line the site's, whatever it reads like.
pub(crate) const MANY: f64 = 0.25;

/// Of a page so many parts, the longest, tell what article it has.
const LONGEST: usize = 3;

/// What was seen so far: which lines stand on which pages.
#[derive(Debug, Default)]
pub struct Lines {
    lines: Vec<(u64, u32)>,
    pages: Vec<Page>,
}

/// A page, as far as it must be told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Page {
    page: u32,
    site: u64,
    /// Hashes of its longest parts, the longest first.
    longest: [u64; LONGEST],
}

/// On how many pages a line stands, or a site has, where these are many.
#[derive(Debug, Default)]
pub struct Shared(BTreeMap<u64, u32>);

impl Lines {
    /// Adds a page: all its parts, and the keys of those that may be furniture.
    pub(crate) fn add(
        &mut self,
        site: u64,
        article: ArticleId,
        parts: &[&str],
        lines: impl Iterator<Item = u64>,
    ) {
        let page = article.bits() as u32;
        let mut by_length: Vec<&str> = parts.to_vec();
        by_length.sort_by_key(|part| std::cmp::Reverse(part.len()));
        let mut longest = [0; LONGEST];
        for (hash, part) in longest.iter_mut().zip(by_length) {
            *hash = key(site, part).unwrap_or_else(|| xxh3_64(part.as_bytes()));
        }
        self.pages.push(Page { page, site, longest });
        self.lines.extend(lines.map(|line| (line, page)));
    }

    /// Adds what was seen elsewhere.
    pub(crate) fn merge(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.pages.extend(other.pages);
    }

    /// What is shared by so many pages.
    pub(crate) fn shared(mut self, least: u32) -> Shared {
        self.pages.sort_unstable();
        self.pages.dedup();
        let of_site = |page: &Page| (page.site, page.page);
        let all =
            Shared::count(self.pages.iter().map(of_site).chain(self.lines.iter().copied()), least);
        // What tells the article of a page must not be furniture.
        let own = |page: &Page| {
            let own = page.longest.iter().find(|part| all.of(page.site, **part) < MANY);
            let hash = own.copied().unwrap_or_else(|| {
                page.longest.iter().fold(0, |hash: u64, part| hash.rotate_left(21) ^ part)
            });
            (page.page, (hash >> 32) as u32)
        };
        let article: BTreeMap<u32, u32> = self.pages.iter().map(own).collect();
        let told = |(line, page): (u64, u32)| Some((line, *article.get(&page)?));
        let sites = self.pages.iter().map(of_site);
        Shared::count(sites.chain(self.lines.iter().copied()).filter_map(told), least)
    }
}

impl Shared {
    fn count(pairs: impl Iterator<Item = (u64, u32)>, least: u32) -> Self {
        let mut pairs: Vec<(u64, u32)> = pairs.collect();
        pairs.sort_unstable();
        pairs.dedup();
        let lines = pairs.chunk_by(|one, two| one.0 == two.0);
        let counted = lines.map(|pages| (pages[0].0, crate::offset(pages.len())));
        Self(counted.filter(|(_, pages)| *pages >= least).collect())
    }

    fn of(&self, site: u64, key: u64) -> f64 {
        match (self.0.get(&site), self.0.get(&key)) {
            (Some(&pages), Some(&seen)) => f64::from(seen) / f64::from(pages),
            _ => 0.0,
        }
    }

    /// The share of a site's pages that a line stands on; 0 if few do.
    pub(crate) fn share(&self, site: u64, line: &str) -> f64 {
        key(site, line).map_or(0.0, |key| self.of(site, key))
    }
}

/// A hash of a line of a site; none for what has no words or too many.
pub(crate) fn key(site: u64, line: &str) -> Option<u64> {
    let mut hash = Xxh3::with_seed(site);
    let mut words = 0;
    for word in page::bare(line).split(' ').filter(|word| !word.is_empty()) {
        words += 1;
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        hash.update(if is_number { b"0" } else { word.as_bytes() });
        hash.update(b" ");
    }
    (1..=MOST_WORDS).contains(&words).then(|| hash.digest())
}

#[test]
fn numbers_do_not_tell_lines_apart() {
    assert_eq!(key(1, "12 comments"), key(1, "3 Comments!"));
    assert_ne!(key(1, "12 comments"), key(2, "12 comments"));
    assert_ne!(key(1, "12 comments"), key(1, "12 views"));
    assert_eq!(key(1, "--"), None);
    assert_eq!(key(1, &"a ".repeat(MOST_WORDS + 1)), None);
}
