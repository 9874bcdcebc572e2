//! Copies: which articles repeat which, word for word or nearly so.
//!
//! Learns a sketch of every article, about 400 bytes each, and at the end as much again for the
//! index. An article points at the earlier one it repeats most of; it is marked, never dropped.
//! Which is earlier goes by day and time of publication, undated articles after dated ones, and
//! then by identifier: never by the order in which they were read. A copy is not closed
//! transitively: it points at its best parent, which may itself be a copy.
//!
//! Exact copies have the same words in the same order. For near copies the containment of the
//! shorter in the longer is estimated from the least hashes of their shingles (bottom-k sketches:
//! Cohen and Kaplan, “Summarizing data using bottom-k sketches”, 2007).

use std::collections::BTreeMap;

use tidings_model::{Article, ArticleId, Reject, View};
use tidings_stage::{
    BuildError, Default, Family, Field, Gate, Kind, Setting, Settings, Spec, Stage,
};

use crate::copying::{Sketch, pairs};

const SIMILARITY: Setting = Setting::new(
    "similarity",
    Kind::Float { min: 0.1, max: 1.0 },
    "The share of the shorter text's runs of five words from which two texts are near copies.",
)
.or(Default::Float(0.5));

/// Marks copies.
#[derive(Debug)]
pub struct Copies {
    similarity: f64,
}

impl Stage for Copies {
    const SPEC: Spec = Spec {
        name: "copies",
        family: Family::Gate,
        about: "Marks articles that repeat an earlier one, word for word or nearly so.",
        reads: &[Field::Text, Field::Published],
        writes: &[Field::Copies],
        settings: &[SIMILARITY],
        example: "similarity = 0.5",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { similarity: settings.float(SIMILARITY.name) })
    }
}

/// What the gate has learned so far: a sketch of every article.
#[derive(Debug, Default)]
pub struct Sketches(Vec<Sketch>);

impl Gate for Copies {
    type Seen = Sketches;
    type Frozen = BTreeMap<ArticleId, ArticleId>;

    fn start(&self) -> Self::Seen {
        Sketches::default()
    }

    fn observe(&self, seen: &mut Self::Seen, article: &Article) {
        seen.0.push(Sketch::of(article));
    }

    fn merge(&self, into: &mut Self::Seen, other: Self::Seen) {
        into.0.extend(other.0);
    }

    fn freeze(&self, mut seen: Self::Seen, view: &mut View) -> Self::Frozen {
        seen.0.sort_by_key(Sketch::order);
        // One document read twice is one article.
        seen.0.dedup_by_key(|sketch| sketch.id);
        let mut copies = pairs(&seen.0, self.similarity);
        copies.sort_by_key(|copy| (copy.a, copy.b));
        let parents = copies.iter().map(|copy| (copy.a, copy.b)).collect();
        view.copies.extend(copies);
        parents
    }

    fn apply(&self, frozen: &Self::Frozen, article: Article) -> Result<Article, Reject> {
        let parent = frozen.get(&article.id).copied();
        Ok(Article { copy_of: parent.or(article.copy_of), ..article })
    }
}

#[cfg(test)]
mod tests {
    use tidings_model::{Form, TracedText};

    use super::*;

    fn article(uri: &str, text: &str, published: &str) -> Article {
        let raw = testkit::raw(uri, text);
        let article = Article::new(&raw, "", Form::Record, TracedText::verbatim(text));
        Article { published: testkit::dated("", published).published, ..article }
    }

    fn stage() -> Copies {
        Copies::build(&Settings::defaults(Copies::SPEC.settings, ".")).unwrap()
    }

    /// A text of so many sentences, each with words of its own.
    fn text(of: std::ops::Range<u32>) -> String {
        let words = ["fog", "pier", "gull", "tide", "rope", "mast", "crew", "buoy", "deck", "sail"];
        let word = |n: u32| words[(n.wrapping_mul(2_654_435_761) >> 16) as usize % words.len()];
        of.map(|n| {
            format!("The {} {} saw {} ships by the {}.", word(n), word(n + 901), n, word(n + 77))
        })
        .collect::<Vec<_>>()
        .join(" ")
    }

    /// Observes in two shards, merged in either order, and shows each copy with its parent.
    fn found(articles: &[Article], swapped: bool) -> (Vec<String>, View) {
        let stage = stage();
        let (mut one, mut two) = (stage.start(), stage.start());
        for (at, article) in articles.iter().enumerate() {
            stage.observe(if at % 2 == 0 { &mut one } else { &mut two }, article);
        }
        if swapped {
            std::mem::swap(&mut one, &mut two);
        }
        stage.merge(&mut one, two);
        let mut view = View::default();
        let frozen = stage.freeze(one, &mut view);
        let uri = |id| articles.iter().find(|article| article.id == id).map(|a| a.uri.as_str());
        let shown = articles.iter().filter_map(|article| {
            let marked = stage.apply(&frozen, article.clone()).unwrap();
            Some(format!("{} of {}", marked.uri, uri(marked.copy_of?)?))
        });
        (shown.collect(), view)
    }

    #[test]
    fn marks_copies() {
        let check = |articles: &[Article], expected: &[&str]| {
            assert_eq!(found(articles, false).0, expected);
            assert_eq!(found(articles, true).0, expected);
        };
        let near = text(0..40).replace("gull", "tern").replace("saw 7 ", "spied 7 ");
        check(
            &[
                article("late", &text(0..40).to_uppercase(), "2024-03-02"),
                article("undated", &text(0..40), ""),
                article("first", &text(0..40), "2024-03-01"),
                article("near", &near, "2024-03-03"),
                article("half", &text(5..25), "2024-03-04"),
                article("other", &text(100..140), "2024-03-04"),
                article("fifth", &(text(0..8) + " " + &text(200..240)), "2024-03-05"),
                article("short", "Fog.", ""),
                article("short too", "fog", "2024-03-05"),
                article("none", "...", ""),
                article("none too", "--", ""),
            ],
            &[
                "late of first",
                "undated of first",
                "near of first",
                "half of first",
                "short of short too",
            ],
        );
    }

    #[test]
    fn fills_the_table() {
        let articles = [
            article("a", &text(0..40), "2024-03-01"),
            article("b", &text(0..40), "2024-03-02"),
            article("c", &text(0..30), "2024-03-03"),
        ];
        let (_, view) = found(&articles, false);
        let kinds: Vec<_> = view.copies.iter().map(|copy| (copy.a, copy.kind.as_str())).collect();
        let mut expected = [(articles[1].id, "exact"), (articles[2].id, "near")];
        expected.sort();
        assert_eq!(kinds, expected);
        assert!(view.copies.iter().all(|copy| copy.b == articles[0].id));
        assert!(view.copies.iter().all(|copy| copy.similarity > 0.9));
    }

    #[test]
    fn one_document_read_twice_is_no_copy() {
        let twice = article("a", &text(0..40), "");
        assert_eq!(found(&[twice.clone(), twice], false).0, [""; 0]);
    }

    #[test]
    fn many_copies_of_one_text_take_linear_work() {
        let articles: Vec<Article> = (0..600)
            .map(|n| article(&n.to_string(), &(text(0..20) + &n.to_string()), ""))
            .collect();
        let (shown, view) = found(&articles, false);
        assert_eq!((shown.len(), view.copies.len()), (599, 599));
    }
}
