//! Copies: which articles repeat which, word for word or nearly so, and which share a passage.
//!
//! Learns a sketch of every article: a sample of its shingles (runs of five words) with their
//! places, and where its sentences end. An article points at the one it shares most with, of those
//! that were not published after it; it is marked, never dropped. Undated articles may copy any; and
//! nothing goes by the order in which they were read. What is found is not closed transitively: a
//! copy points at its best parent, which may itself be a copy, and a page that embeds two texts is a
//! copy of one of them and has a passage of the other.
//!
//! *Exact* copies have the same words in the same order. *Near* copies: the longer has at least
//! `similarity` of the shingles of the shorter (so a part of a text is a copy of it), or they share
//! fewer, as scanned texts do, but all along both texts. *Shared*: some sentences in common, from
//! twenty words on.
//!
//! Memory: about 800 bytes an article of usual news while it learns, an eighth more while pairs are
//! found, and up to a kilobyte where articles share much; at most 2.5 KB for one of any length.

use tidings_model::{Article, Note, Reject, View};
use tidings_stage::{
    BuildError, Default, Family, Field, Gate, Kind, Setting, Settings, Spec, Stage,
};

use crate::copying::{Found, Sketch, find};

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
        about: "Marks articles that repeat another, word for word or nearly so; tells of passages in common.",
        reads: &[Field::Text, Field::Published],
        writes: &[Field::Copies, Field::Page],
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

/// What the gate has learned: which article copies which.
#[derive(Debug, Default)]
pub struct Marks(Found);

impl Gate for Copies {
    type Seen = Sketches;
    type Frozen = Marks;

    fn start(&self) -> Self::Seen {
        Sketches::default()
    }

    fn observe(&self, seen: &mut Self::Seen, article: &Article) {
        make_room(&mut seen.0, 1);
        seen.0.push(Sketch::of(article));
    }

    fn merge(&self, into: &mut Self::Seen, other: Self::Seen) {
        make_room(&mut into.0, other.0.len());
        into.0.extend(other.0);
    }

    fn freeze(&self, mut seen: Self::Seen, view: &mut View) -> Self::Frozen {
        seen.0.sort_unstable_by_key(Sketch::order);
        // One document read twice is one article.
        seen.0.dedup_by_key(|sketch| sketch.id);
        seen.0.shrink_to_fit();
        let mut found = find(&seen.0, self.similarity);
        view.copies.append(&mut found.copies);
        Marks(found)
    }

    fn apply(&self, frozen: &Self::Frozen, mut article: Article) -> Result<Article, Reject> {
        let Marks(found) = frozen;
        article.copy_of = found.parents.get(&article.id).copied().or(article.copy_of);
        if let Some(agency) = found.agencies.get(&article.id).filter(|_| article.agency.is_none()) {
            article.agency = Some(agency.to_string());
            let text =
                format!("the agency {agency} is named by copies of this text, not by this page");
            article.notes.push(Note { stage: Self::SPEC.name.to_owned(), span: None, text });
        }
        Ok(article)
    }
}

/// Makes room for some more sketches: for an eighth more than there are, where a vector would double
/// what it has.
fn make_room(sketches: &mut Vec<Sketch>, more: usize) {
    if sketches.capacity() - sketches.len() < more {
        sketches.reserve_exact(more.max(sketches.len() / 8).max(64));
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
        let sentence = |n| format!("The fog{n} saw gull{n} and {n} ships by the tide{n}.");
        of.map(sentence).collect::<Vec<_>>().join(" ")
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
        let near = text(0..40).replace("gull1", "tern").replace("fog7 saw", "fog7 spied");
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
