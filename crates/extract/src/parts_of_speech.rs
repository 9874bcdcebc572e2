//! Parts of speech: a tag for each token, learned from a treebank.
//!
//! A greedy tagger from left to right: an averaged perceptron over hashed features of the word, its
//! neighbours and the two tags before it (Collins 2002), and the lemma of a word by its ending. The
//! card of the model stands in `crates/extract/models/README.md`.

mod features;
mod lemmas;
mod tagger;
pub mod train;

use tidings_model::{AnnotatedArticle, Findings, Tag};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::learned;
use crate::learned::model::{BadModel, Stored};
pub use lemmas::Lemmas;
use tagger::{TASK, Tagger};

/// Writes the part of speech of each token.
#[derive(Debug)]
pub struct PartsOfSpeech {
    tagger: Tagger,
    lemmas: Lemmas,
}

impl Stage for PartsOfSpeech {
    const SPEC: Spec = Spec {
        name: "parts_of_speech",
        family: Family::Extract,
        about: "Tags each token with its part of speech.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens],
        writes: &[Field::Tags],
        settings: &[Setting::new(
            learned::SETTING,
            Kind::File,
            "Weights that `tidings train parts-of-speech` wrote, in place of those of the program.",
        )],
        example: "model = \"my-parts-of-speech.bin\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let embedded = include_bytes!("../models/parts-of-speech.bin");
        learned::load(settings, embedded, Self::of)
    }
}

impl PartsOfSpeech {
    /// With these weights.
    ///
    /// # Errors
    /// If they are damaged, or weights of something else.
    pub fn of(file: &[u8]) -> Result<Self, BadModel> {
        let stored = Stored::from_bytes(file, TASK)?;
        let lemmas = Lemmas::of(&stored)?;
        Ok(Self { tagger: Tagger::of(stored)?, lemmas })
    }

    /// The tags of the words of a sentence.
    #[must_use]
    pub fn tag<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<Tag> {
        let mut tags = Vec::new();
        self.tagger.tag(words, &mut tags);
        tags
    }

    /// The lemmas of words.
    #[must_use]
    pub fn lemmas(&self) -> &Lemmas {
        &self.lemmas
    }
}

impl Extractor for PartsOfSpeech {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        out.tags.reserve(doc.tokens.len());
        for sentence in &doc.sentences {
            let words = doc.tokens_in(*sentence).iter().map(|token| doc.slice(token.span));
            self.tagger.tag(words, &mut out.tags);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use tidings_model::{AnnotatedArticle, Findings};

    use crate::tokens::Tokens;

    use super::*;

    static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::embedded().unwrap());
    static STAGE: LazyLock<PartsOfSpeech> = LazyLock::new(|| {
        PartsOfSpeech::build(&Settings::defaults(PartsOfSpeech::SPEC.settings, ".")).unwrap()
    });

    /// Each word that is no mark, as `lemma/PENN`.
    fn show(doc: &AnnotatedArticle) -> Vec<String> {
        let words = doc.tokens.iter().zip(&doc.tags);
        let words = words.filter(|(token, _)| token.kind != tidings_model::TokenKind::Mark);
        words
            .map(|(token, tag)| {
                format!("{}/{}", STAGE.lemmas().lemma(doc.slice(token.span), *tag), tag.penn)
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let expected = expected.replace(' ', "; ");
        testkit::check_extractor(&[&*TOKENS, &*STAGE], testkit::page(text), show, &expected);
    }

    #[test]
    fn tells_nouns_from_verbs_and_finds_their_lemmas() {
        check("The boats came in March.", "the/DT boat/NNS come/VBD in/IN March/NNP");
        check("It carries two men.", "it/PRP carry/VBZ two/CD man/NNS");
        check("They were told to leave.", "they/PRP be/VBD tell/VBN to/TO leave/VB");
        check("They report it.", "they/PRP report/VBP it/PRP");
        check("The report was short.", "the/DT report/NN be/VBD short/JJ");
    }

    #[test]
    fn a_tag_stands_for_each_token() {
        let doc = testkit::annotate(&[&*TOKENS, &*STAGE], testkit::page("One. Two!\n\n“Three”, 4"));
        assert_eq!(doc.tags.len(), doc.tokens.len());
        let mut doc = testkit::annotate(&[&*TOKENS], testkit::page("One. Two!"));
        let tags = STAGE.tag(["One"].into_iter());
        let why = doc.accept("test", Findings { tags, ..Findings::default() }).unwrap_err();
        assert_eq!(
            why.to_string(),
            "tags: found 1 for the 4 tokens of the article; expected one for each"
        );
    }

    #[test]
    fn weights_that_cannot_be_read_are_told_by_file() {
        let check = |name: &str, bytes: &[u8], expected: &str| {
            let folder = std::env::temp_dir();
            let path = folder.join(format!("tidings-{}-{name}", std::process::id()));
            std::fs::write(&path, bytes).unwrap();
            let mut settings = Settings::defaults(PartsOfSpeech::SPEC.settings, ".");
            settings.set(learned::SETTING, tidings_stage::Value::Path(path.clone()));
            let why = PartsOfSpeech::build(&settings).unwrap_err().to_string();
            std::fs::remove_file(&path).unwrap();
            assert!(why.contains(name) && why.contains(expected), "{why}");
        };
        let whole = include_bytes!("../models/parts-of-speech.bin");
        check("text.bin", b"word = 1", "this is no file of weights");
        check("cut.bin", &whole[..whole.len() / 2], "damaged or cut off; copy the file again");
        let other = Stored::empty("tides").to_bytes();
        check("other.bin", &other, "for the task `tides`, expected `parts of speech`");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&*TOKENS], &*STAGE);
    }
}
