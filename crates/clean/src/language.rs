//! The language of an article, by its letters and short runs of them.
//!
//! Set only where there is text enough to tell, and only to one of the sixteen languages that the
//! model of `whichlang` knows; that model gives no confidence.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};
use whichlang::Lang;

use crate::page;

/// How much of the text is looked at, in bytes.
const LOOK: usize = 2048;

/// With fewer letters than this in it, a text is too short to tell.
const FEWEST_LETTERS: usize = 40;

/// Finds the language of an article.
#[derive(Debug)]
pub struct Language;

impl Stage for Language {
    const SPEC: Spec = Spec {
        name: "language",
        family: Family::Clean,
        about: "Finds the language of an article, where there is text enough to tell.",
        reads: &[Field::Text],
        writes: &[Field::Language],
        settings: &[],
        example: "",
    };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Language {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        let text = text.get(..text.floor_char_boundary(LOOK)).unwrap_or_default();
        let enough = page::letters(text) >= FEWEST_LETTERS || is_dense(text);
        let found = enough.then(|| code(whichlang::detect_language(text)).to_owned());
        Ok(Article { language: article.language.or(found), ..article })
    }
}

/// Scripts that say much with few letters.
fn is_dense(text: &str) -> bool {
    text.chars().filter(|c| ('\u{3040}'..='\u{D7AF}').contains(c)).count() >= FEWEST_LETTERS / 4
}

/// The code of ISO 639-1.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_languages() {
        let check = |text: &str, expected: &str| {
            let article = Language.clean(testkit::page(text)).unwrap();
            assert_eq!(article.language.unwrap_or_default(), expected, "{text:?}");
        };
        check("The fog came in the evening, and no ship left the port before the morning.", "en");
        check("Der Nebel kam am Abend, und kein Schiff verließ den Hafen vor dem Morgen.", "de");
        check("La niebla llegó por la tarde y ningún barco salió del puerto antes del alba.", "es");
        check("昨夜から霧が濃く、船は港を出られなかった。", "ja");
        check("Fog.", "");
        check("12 34 56 78 90 12 34 56 78 90 12 34 56 78 90 12 34 56 78 90", "");
    }

    #[test]
    fn keeps_what_is_known() {
        let known =
            Article { language: Some("nn".to_owned()), ..testkit::page(&"Fog came. ".repeat(9)) };
        assert_eq!(Language.clean(known.clone()).unwrap(), known);
    }
}
