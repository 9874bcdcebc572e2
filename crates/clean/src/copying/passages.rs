//! Passages that two texts have in common, out of the shingles that they share.

use tidings_model::Span;

use super::anchors::Anchor;
use super::sketch::Sketch;

/// A shingle that both texts have, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) a: Span,
    pub(super) b: Span,
}

/// The shingles that both texts have, in the order of the first, and how many of the sample of each
/// were looked at.
#[derive(Debug)]
pub(super) struct Matches {
    pub(super) shared: Vec<Match>,
    pub(super) of_a: usize,
    pub(super) of_b: usize,
}

/// A stretch of two texts that reads alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) a: Span,
    pub(super) b: Span,
    /// The first bytes of its last shingle, in each text.
    last: (u32, u32),
    /// How many shingles of the sample stand in it.
    pub(super) anchors: u32,
}

/// How far apart two shingles of one passage may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// In bytes of either text.
    pub(super) gap: u32,
    /// By how much the distance in one text may differ from that in the other, as a part of it.
    pub(super) drift: u32,
}

impl Matches {
    /// Goes through both samples at once, as far as both were taken by the same bound.
    pub(super) fn of(a: &Sketch, b: &Sketch) -> Self {
        let bound = a.bound().min(b.bound());
        let (mut mine, mut others) = (a.below(bound), b.below(bound));
        let mut found = Self { shared: Vec::new(), of_a: 0, of_b: 0 };
        let (mut left, mut right) = (mine.next(), others.next());
        while let (Some(one), Some(two)) = (left, right) {
            if one.hash == two.hash {
                found.shared.push(Match { a: one.span(), b: two.span() });
            }
            if one.hash <= two.hash {
                left = mine.next();
                found.of_a += 1;
            }
            if two.hash <= one.hash {
                right = others.next();
                found.of_b += 1;
            }
        }
        found.of_a += left.into_iter().chain(mine).count();
        found.of_b += right.into_iter().chain(others).count();
        found.shared.sort_unstable_by_key(|pair| (pair.a.start, pair.b.start));
        found
    }

    /// Lines the shared shingles up: a passage goes on while both texts do, side by side. One that
    /// stands where no passage goes on does not end it.
    pub(super) fn passages(&self, reach: Reach) -> Vec<Passage> {
        let mut runs: Vec<Passage> = Vec::new();
        let begin = |pair: &Match| Passage {
            a: pair.a,
            b: pair.b,
            last: (pair.a.start, pair.b.start),
            anchors: 1,
        };
        for next in self.shared.iter().map(begin) {
            push(&mut runs, next, reach);
        }
        let (alone, runs): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.anchors == 1);
        let mut joined = Vec::new();
        for next in runs {
            push(&mut joined, next, reach);
        }
        joined.extend(alone);
        joined.sort_unstable_by_key(|passage| (passage.a.start, passage.b.start));
        joined
    }

    /// In how many places within a stretch of the first text shingles are shared, of which none is
    /// nearer than `apart` to the next.
    pub(super) fn places(&self, within: Span, apart: u32) -> usize {
        let mut next = 0;
        let mut places = 0;
        for pair in self.shared.iter().filter(|pair| within.contains(pair.a)) {
            if pair.a.start >= next {
                places += 1;
                next = pair.a.start + apart;
            }
        }
        places
    }
}

/// Adds a passage, or makes the last one longer by it.
fn push(passages: &mut Vec<Passage>, next: Passage, reach: Reach) {
    match passages.last_mut().filter(|last| last.goes_on(&next, reach)) {
        None => passages.push(next),
        Some(last) => {
            last.a = last.a.hull(next.a);
            last.b = last.b.hull(next.b);
            last.last = next.last;
            last.anchors += next.anchors;
        }
    }
}

impl Passage {
    fn goes_on(&self, next: &Passage, reach: Reach) -> bool {
        let (Some(a), Some(b)) =
            (next.a.start.checked_sub(self.last.0), next.b.start.checked_sub(self.last.1))
        else {
            return false;
        };
        a.max(b) <= reach.gap && a.abs_diff(b) <= 12 + a / reach.drift
    }

    /// The passage out to where both texts begin and end a sentence at one distance, as long as
    /// nothing between says that they differ.
    ///
    /// A single shingle may be chance: none unless both texts begin and end a sentence around it.
    pub(super) fn whole(self, a: &Sketch, b: &Sketch) -> Option<Self> {
        let bound = a.bound().min(b.bound());
        let [free_a, free_b] = [Free::around(a, self.a, bound), Free::around(b, self.b, bound)];
        let before = furthest(&free_a.starts(a, self.a.start), &free_b.starts(b, self.b.start));
        let behind = furthest(&free_a.ends(a, self.a.end), &free_b.ends(b, self.b.end));
        let wider = |span: Span| Span::new(span.start - before, span.end + behind);
        let whole = Self { a: wider(self.a), b: wider(self.b), ..self };
        (self.anchors > 1 || (before > 0 && behind > 0)).then_some(whole)
    }

    /// Whether the whole passage has at least so many bytes.
    pub(super) fn is_long(self, least: u32, a: &Sketch, b: &Sketch) -> bool {
        // Sentences are looked up only where they decide.
        let is_long = self.anchors > 1 && self.a.len() >= least;
        is_long || {
            let free = Free::around(a, self.a, a.bound().min(b.bound()));
            free.to.saturating_sub(free.from) >= least
                && self.whole(a, b).is_some_and(|whole| whole.a.len() >= least)
        }
    }

    /// The same in offsets of the whole texts.
    pub(super) fn placed(self, a: &Sketch, b: &Sketch) -> (Span, Span) {
        let moved = |span: Span, by: u32| Span::new(span.start + by, span.end + by);
        (moved(self.a, a.body.start), moved(self.b, b.body.start))
    }
}

/// The greatest distance that stands in both lists.
fn furthest(a: &[u32], b: &[u32]) -> u32 {
    a.iter().copied().filter(|distance| b.contains(distance)).max().unwrap_or(0)
}

/// How far a passage may reach before a shingle stands in the way that is in the sample, and so
/// would be part of the passage, were it in both texts.
#[derive(Debug, Clone, Copy)]
struct Free {
    from: u32,
    to: u32,
}

impl Free {
    fn around(sketch: &Sketch, span: Span, bound: u64) -> Self {
        let spans = sketch.below(bound).map(Anchor::span);
        let before = spans.clone().filter(|at| at.start < span.start).map(|at| at.start + 1);
        let behind = spans.filter(|at| at.end > span.end).map(|at| at.end - 1);
        Self { from: before.max().unwrap_or(0), to: behind.min().unwrap_or(sketch.body.len()) }
    }

    /// How far before a place sentences begin.
    fn starts(self, sketch: &Sketch, at: u32) -> Vec<u32> {
        let starts = sketch.breaks().map(|found| found.start);
        let fit = starts.skip_while(|start| *start < self.from).take_while(|start| *start <= at);
        fit.map(|start| at - start).collect()
    }

    /// How far behind a place sentences end.
    fn ends(self, sketch: &Sketch, at: u32) -> Vec<u32> {
        let ends = sketch.breaks().map(|found| found.end);
        let fit = ends.skip_while(|end| *end < at).take_while(|end| *end <= self.to);
        fit.map(|end| end - at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: Reach = Reach { gap: 200, drift: 8 };

    fn words(of: std::ops::Range<u32>) -> String {
        of.map(|n| format!("fog{n}")).collect::<Vec<_>>().join(" ")
    }

    /// The passages of two texts, as they stand in the first; those of the second are the same.
    fn found(a: &str, b: &str) -> Vec<String> {
        let (one, two) = (Sketch::of(&testkit::page(a)), Sketch::of(&testkit::page(b)));
        let found = Matches::of(&one, &two).passages(REACH);
        let whole = found.into_iter().filter_map(|passage| passage.whole(&one, &two));
        let shown = whole.map(|passage| {
            let (in_a, in_b) = passage.placed(&one, &two);
            let (in_a, in_b) = (a.get(in_a.range()).unwrap(), b.get(in_b.range()).unwrap());
            assert_eq!(in_a, in_b);
            in_a.to_owned()
        });
        shown.collect()
    }

    #[test]
    fn lines_up_what_two_texts_share() {
        let (one, two, own) = (words(0..12), words(50..70), words(100..110));
        let whole = format!("{one}. {two}.");
        assert_eq!(found(&whole, &whole).concat(), whole);
        let with_own = format!("{own}. {one}. {two}.");
        assert_eq!(found(&with_own, &whole), [format!("{one}. {two}.")]);
        let turned = format!("{two}. {one}.");
        assert_eq!(found(&turned, &whole), [format!("{two}."), format!("{one}.")]);
        assert_eq!(found(&own, &whole), [""; 0]);
    }

    #[test]
    fn one_shingle_is_chance() {
        let text = format!("{} {}", words(0..5), words(100..120));
        assert_eq!(found(&text, &words(0..20)), [""; 0]);
    }

    #[test]
    fn reaches_out_to_sentences_that_both_have() {
        // Of long texts the sample is thin: most passages begin and end between its shingles.
        let passage = format!("Said {}. Then {}.", words(0..30), words(40..70));
        let a = format!("{}. {passage} {}.", words(1000..1700), words(1700..1800));
        let b = format!("{}. {passage} {}.", words(2000..2100), words(2100..2700));
        let found = found(&a, &b);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("Said fog0") && found[0].ends_with("fog69."), "{found:?}");
    }
}
