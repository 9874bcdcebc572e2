//! How two articles stand to each other: copies, a passage in common, or nothing.

use tidings_model::{SharedSpan, Span};

use super::passages::{Matches, Passage, Reach};
use super::sketch::Sketch;

/// From how many words in common on a passage is worth a row.
const PASSAGE_WORDS: f64 = 20.0;

/// A copy that was misread word by word shares shingles in at least so many places, so many bytes
/// apart (of a short text a tenth of it), side by side in both texts and over so much of the shorter
/// one.
const WORN_PLACES: usize = 4;
const APART: u32 = 100;
const WORN_COVER: f64 = 0.5;

/// What two articles share.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Of the shingles that either has, the share that both have, 0 to 1.
    pub(super) resemblance: f64,
    /// How much of each the other has too, 0 to 1.
    pub(super) contained: [f64; 2],
    /// Containment of the shorter in the longer, 0 to 1.
    pub(super) similarity: f64,
    /// Whether one repeats the other.
    pub(super) is_near: bool,
    /// Whether it does so misread, with few words in a row the same.
    pub(super) is_worn: bool,
    passages: Vec<Passage>,
}

impl Relation {
    /// Judges two articles; `least` is the containment from which they are near copies, `rare` says
    /// how many shingles both have that hardly any other has.
    pub(super) fn of(a: &Sketch, b: &Sketch, rare: usize, least: f64) -> Self {
        let matches = Matches::of(a, b);
        let share = a.bound().min(b.bound()) as f64 / (1u64 << 32) as f64;
        let both = matches.shared.len();
        let part = |of: usize| both as f64 / of.max(1) as f64;
        let containment = part(matches.of_a.min(matches.of_b));
        let long = a.is_long() && b.is_long();
        // Of what stands in both texts one shingle in so many bytes is in the sample: a stretch
        // four times as long without one does not stand in both.
        let passages = matches.passages(Reach { gap: (28.0 / share) as u32, drift: 8 });
        let near = containment >= least;
        // Weather reports share shingles all along too, but with all other weather reports.
        let may_be_worn = long && !near && rare >= WORN_PLACES;
        let worn = if may_be_worn { worn(&matches, a, b) } else { None };
        let is_worn = worn.is_some();
        let is_near = long && (near || is_worn);
        let passages = worn.unwrap_or(passages);
        let contained = match near {
            true => [part(matches.of_a), part(matches.of_b)],
            false => cover(&passages, a, b),
        };
        Self {
            resemblance: part(matches.of_a + matches.of_b - both),
            similarity: if is_worn { contained[0].max(contained[1]) } else { containment },
            contained,
            is_near,
            is_worn,
            passages,
        }
    }

    /// The passages in common, in order of the first text.
    pub(super) fn spans(&self, a: &Sketch, b: &Sketch) -> Vec<SharedSpan> {
        let whole = self.passages.iter().filter_map(|passage| passage.whole(a, b));
        let placed = whole.map(|passage| passage.placed(a, b));
        let mut spans: Vec<_> = placed.map(|(a, b)| SharedSpan { a, b }).collect();
        // Most have one or two, where a list that grew has room for four.
        spans.shrink_to_fit();
        spans
    }

    /// Whether a passage in common is long enough to tell of.
    pub(super) fn has_passage(&self, a: &Sketch, b: &Sketch) -> bool {
        let per_word = f64::from(a.body.len()) / f64::from(a.words.max(1));
        let least = (PASSAGE_WORDS * per_word) as u32;
        self.passages.iter().any(|passage| passage.is_long(least, a, b))
    }
}

/// The passages of two texts of which one is the other, misread: few words in a row are the same,
/// but all along both texts.
fn worn(matches: &Matches, a: &Sketch, b: &Sketch) -> Option<Vec<Passage>> {
    let many = matches.shared.len();
    if many < WORN_PLACES {
        return None;
    }
    let shorter = a.body.len().min(b.body.len());
    let gap = 6 * (shorter / crate::offset(many));
    let mut passages = matches.passages(Reach { gap: gap.clamp(200, 2_000), drift: 32 });
    passages.retain(|passage| passage.anchors > 1);
    let apart = APART.min(shorter / 10);
    let places = passages.iter().map(|passage| matches.places(passage.a, apart)).sum::<usize>();
    let [of_a, of_b] = cover(&passages, a, b);
    (of_a.max(of_b) >= WORN_COVER && places >= WORN_PLACES).then_some(passages)
}

/// How much of each text its passages cover.
fn cover(passages: &[Passage], a: &Sketch, b: &Sketch) -> [f64; 2] {
    let part = |len: u32, of: &Sketch| f64::from(len) / f64::from(of.body.len().max(1));
    let sum = |of: fn(&Passage) -> u32| passages.iter().map(of).sum();
    [part(sum(|p| p.a.len()), a).min(1.0), part(sum(|p| p.b.len()), b).min(1.0)]
}

/// How much of the shorter text these passages cover: more exact than a sample of few shingles.
pub(super) fn covered(spans: &[SharedSpan], a: &Sketch, b: &Sketch) -> f64 {
    let is_a = a.body.len() <= b.body.len();
    let (of, len): (fn(&SharedSpan) -> Span, u32) =
        if is_a { (|span| span.a, a.body.len()) } else { (|span| span.b, b.body.len()) };
    let covered: u32 = spans.iter().map(|span| of(span).len()).sum();
    (f64::from(covered) / f64::from(len.max(1))).min(1.0)
}

/// Both texts from end to end.
pub(super) fn all(a: &Sketch, b: &Sketch) -> SharedSpan {
    let whole = |sketch: &Sketch| Span::new(0, sketch.body.end);
    SharedSpan { a: whole(a), b: whole(b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        Sketch::of(&testkit::page(text))
    }

    fn words(of: std::ops::Range<u32>) -> String {
        of.map(|n| format!("fog{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn judges_pairs() {
        let check = |a: &str, b: &str, near: bool, passage: bool| {
            let (one, two) = (sketch(a), sketch(b));
            let found = Relation::of(&one, &two, 9, 0.5);
            assert_eq!((found.is_near, found.has_passage(&one, &two)), (near, passage), "{a}\n{b}");
        };
        let (text, other) = (words(0..300), words(1000..1300));
        check(&text, &text, true, true);
        check(&text, &other, false, false);
        check(&text, &words(100..220), true, true);
        check(&format!("{} {other}", words(0..60)), &text, false, true);
        check(&format!("{} {other}", words(0..12)), &text, false, false);
        check("Fog came at night.", "Fog came at night.", false, false);
    }

    #[test]
    fn knows_a_copy_misread_all_over() {
        let misread = |every: u32| {
            let word = |n: u32| {
                if n.is_multiple_of(every) { format!("f0g{n}") } else { format!("fog{n}") }
            };
            (0..400).map(word).collect::<Vec<_>>().join(" ")
        };
        let (text, worn) = (sketch(&words(0..400)), sketch(&misread(6)));
        let found = Relation::of(&worn, &text, 9, 0.5);
        assert!(found.is_near && found.similarity > 0.8, "{found:?}");
        assert!(!Relation::of(&worn, &text, 1, 0.5).is_near);
        // As many shingles in two places are two quotations.
        let quotes = format!("{} {} {}", words(40..80), words(1000..1300), words(300..340));
        let found = Relation::of(&sketch(&quotes), &text, 9, 0.5);
        assert!(!found.is_near, "{found:?}");
    }
}
