//! What is kept of an article to tell copies by: at most [`MOST`] hashes, 256 bytes.

use tidings_model::{Article, ArticleId, Moment};

use super::shingles::shingled;

/// How many shingles stand for an article; the error of an estimated share is about 1/16.
const MOST: usize = 64;

/// An article as far as copies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sketch {
    /// The article.
    pub(crate) id: ArticleId,
    /// When it was published.
    pub(crate) published: Option<Moment>,
    /// Length of its text, in bytes.
    pub(crate) len: u32,
    /// A hash of all its words; none if it has none.
    pub(crate) whole: Option<u128>,
    /// How many different shingles it has.
    shingles: u32,
    /// The least hashes among them, in order: a random sample, the same for the same shingles.
    pub(super) least: Box<[u32]>,
}

impl Sketch {
    /// The sketch of an article. A headline is left out: who copies a text often writes another.
    pub(crate) fn of(article: &Article) -> Self {
        let text = article.text.as_str();
        let title = article.title_block().filter(|title| title.span.end < article.text.len());
        let from = title.map_or(0, |title| title.span.end as usize);
        let found = shingled(text.get(from..).unwrap_or(text));
        let mut least: Vec<u32> = found.shingles.iter().map(|hash| (hash >> 32) as u32).collect();
        least.sort_unstable();
        least.dedup();
        let shingles = crate::offset(least.len());
        least.truncate(MOST);
        Self {
            id: article.id,
            published: article.published.map(|published| published.at),
            len: article.text.len(),
            whole: (found.words > 0).then_some(found.whole),
            shingles,
            least: least.into_boxed_slice(),
        }
    }

    /// The order in which articles may be copied: dated ones by date, then the others.
    pub(crate) fn order(&self) -> (bool, Option<Moment>, ArticleId) {
        (self.published.is_none(), self.published, self.id)
    }

    /// Whether it has shingles enough to compare.
    pub(super) fn is_long(&self) -> bool {
        self.shingles >= 20
    }

    /// The share of the shorter one's shingles that the other has too, estimated.
    ///
    /// The least hashes of both together are a sample of all shingles of both; the share of it that
    /// both have is their resemblance, and from that and their sizes follows the containment.
    pub(super) fn containment(&self, other: &Self) -> f64 {
        let (mut mine, mut others) = (self.least.iter().peekable(), other.least.iter().peekable());
        let (mut all, mut both) = (0u32, 0u32);
        // Where both hold all their shingles the sample is all of them.
        let whole = self.shingles as usize <= MOST && other.shingles as usize <= MOST;
        while whole || (all as usize) < MOST {
            let Some(next) = mine.peek().into_iter().chain(others.peek()).copied().min() else {
                break;
            };
            let in_mine = mine.next_if_eq(&next).is_some();
            let in_others = others.next_if_eq(&next).is_some();
            all += 1;
            both += u32::from(in_mine && in_others);
        }
        let resemblance = f64::from(both) / f64::from(all.max(1));
        let sizes = f64::from(self.shingles) + f64::from(other.shingles);
        let shared = resemblance / (1.0 + resemblance) * sizes;
        (shared / f64::from(self.shingles.min(other.shingles).max(1))).min(1.0)
    }
}
