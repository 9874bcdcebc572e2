//! What is kept of an article to tell copies by: a sample of its shingles and its sentence breaks.
//!
//! A shingle is in the sample if its hash is below a bound: so two texts keep the same ones of what
//! they share, wherever it stands in them (FracMinHash: Irber et al., 2022, after the modulo
//! sketches of Broder, 1997). The bound falls with the length of the text, so that a sample has
//! about [`USUAL`] shingles, of a long text a tenth of all, and hardly ever more than [`MOST`].

use tidings_model::{Article, ArticleId, Moment, Span};

use super::anchors::{self, Anchor};
use super::breaks::{self, Break};
use super::words::{self, RUN, Word};

/// Shingles in the sample of a text of some hundred words.
const USUAL: u64 = 72;

/// Of a longer text one shingle in so many.
const ONE_IN: u64 = 10;

/// Shingles in the sample of a text of thousands of words.
const MOST: u64 = 192;

/// Bytes that say how many the sample takes.
const SAMPLED: usize = size_of::<u32>();

/// An article as far as copies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sketch {
    /// The article.
    pub(crate) id: ArticleId,
    /// When it was published.
    pub(crate) published: Option<Moment>,
    /// The agency it credits.
    pub(crate) agency: Option<Box<str>>,
    /// A hash of all its words; zero if it has none.
    pub(super) whole: u128,
    /// The part of its text that is looked at: all but the headline.
    pub(super) body: Span,
    /// How many words that has.
    pub(super) words: u32,
    /// How many bytes the sample takes, in four; the sample, by hash, each hash once; the breaks.
    ///
    /// In one place, for each costs room of its own.
    packed: Box<[u8]>,
}

impl Sketch {
    /// The sketch of an article. A headline is left out: who copies a text often writes another.
    pub(crate) fn of(article: &Article) -> Self {
        let text = article.text.as_str();
        let title = article.title_block().filter(|title| title.span.end < article.text.len());
        let from = title.map_or(0, |title| title.span.end);
        let body = text.get(from as usize..).unwrap_or(text);
        let words = words::words(body);
        let mut packed = vec![0; SAMPLED];
        anchors::pack(&sample(&words), &mut packed);
        let sampled = crate::offset(packed.len() - SAMPLED).to_le_bytes();
        packed[..SAMPLED].copy_from_slice(&sampled);
        breaks::pack(body, &words, &mut packed);
        Self {
            id: article.id,
            published: article.published.map(|published| published.at),
            agency: article.agency.as_deref().map(Box::from),
            whole: words::whole(&words).unwrap_or_default(),
            body: Span::new(from, article.text.len()),
            words: crate::offset(words.len()),
            // A copy, so that the room they were packed in is used again, not broken up.
            packed: Box::from(packed.as_slice()),
        }
    }

    /// The order in which articles may be copied: dated ones by date, then the others.
    pub(crate) fn order(&self) -> (bool, Option<Moment>, ArticleId) {
        (self.published.is_none(), self.published, self.id)
    }

    /// Whether it was published after another, as far as both say when.
    pub(super) fn is_later_than(&self, other: &Self) -> bool {
        let (Some(mine), Some(others)) = (self.published, other.published) else { return false };
        let timed = mine.time.is_some() && others.time.is_some();
        mine.date > others.date || (timed && mine > others)
    }

    /// Hashes below it are in the sample.
    pub(super) fn bound(&self) -> u64 {
        bound(self.words as usize)
    }

    /// Whether it has words enough to say that another has most of them too.
    pub(super) fn is_long(&self) -> bool {
        self.words >= 16
    }

    /// Its shingles, packed.
    pub(super) fn sample(&self) -> &[u8] {
        self.parts().0
    }

    /// Its shingles, in order of their hashes.
    pub(super) fn anchors(&self) -> anchors::Iter<'_> {
        anchors::unpack(self.sample())
    }

    /// Where its sentences end and begin, in offsets from the start of the body.
    pub(super) fn breaks(&self) -> impl Iterator<Item = Break> {
        breaks::unpack(self.parts().1)
    }

    /// The sample and the breaks, packed.
    fn parts(&self) -> (&[u8], &[u8]) {
        let Some((sampled, rest)) = self.packed.split_first_chunk() else { return (&[], &[]) };
        rest.split_at(u32::from_le_bytes(*sampled) as usize)
    }

    /// Its shingles below a bound.
    pub(super) fn below(&self, bound: u64) -> impl Iterator<Item = Anchor> + Clone {
        self.anchors().take_while(move |anchor| u64::from(anchor.hash) < bound)
    }

    /// Bytes it takes, on the heap too.
    #[cfg(test)]
    pub(crate) fn size(&self) -> usize {
        let agency = self.agency.as_ref().map_or(0, |agency| agency.len());
        size_of::<Self>() + self.packed.len() + agency
    }
}

/// The share of shingles to keep, as a bound of 32-bit hashes.
fn bound(words: usize) -> u64 {
    let words = (words as u64).max(1);
    let kept = USUAL.max((words / ONE_IN).min(MOST));
    ((kept << 32) / words).min(1 << 32)
}

fn sample(words: &[Word]) -> Vec<Anchor> {
    let bound = bound(words.len());
    let hashes = words::shingles(words).zip(words.windows(RUN));
    let kept = hashes.filter(|(hash, _)| u64::from(*hash) < bound);
    let anchors =
        kept.filter_map(|(hash, run)| Anchor::new(hash, Span::new(run[0].start, run[RUN - 1].end)));
    let mut anchors: Vec<Anchor> = anchors.collect();
    anchors.sort_unstable();
    anchors.dedup_by_key(|anchor| anchor.hash);
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: usize) -> Sketch {
        let text: Vec<String> = (0..words).map(|n| format!("fog{n}")).collect();
        Sketch::of(&testkit::page(&text.join(" ")))
    }

    #[test]
    fn a_sample_grows_slower_than_its_text() {
        let check = |words: usize, least: usize, most: usize| {
            let found = sketch(words).anchors().count();
            assert!((least..=most).contains(&found), "{found} of {words}");
        };
        check(4, 0, 0);
        check(40, 36, 36);
        check(400, 45, 85);
        check(1_500, 115, 185);
        check(100_000, 140, 250);
    }

    #[test]
    fn anchors_stand_where_their_words_do() {
        let text = "Fog came at night, and “no ship” left.";
        let sketch = Sketch::of(&testkit::page(text));
        let mut spans: Vec<&str> =
            sketch.anchors().map(|a| text.get(a.span().range()).unwrap()).collect();
        spans.sort_unstable();
        assert_eq!(
            spans,
            [
                "Fog came at night, and",
                "at night, and “no ship",
                "came at night, and “no",
                "night, and “no ship” left"
            ]
        );
    }

    #[test]
    fn news_takes_less_than_a_kilobyte_each() {
        // Lengths of news, in words; what the index takes at the end comes on top.
        let lengths = [80, 150, 200, 250, 300, 350, 400, 450, 500, 700, 900, 1_500];
        let sizes: usize = lengths.iter().map(|&words| sketch(words).size()).sum();
        assert!(sizes / lengths.len() < 640, "{}", sizes / lengths.len());
    }
}
