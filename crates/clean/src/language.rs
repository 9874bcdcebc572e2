//! The language of an article, by its letters and short runs of them, and how sure that is.
//!
//! The start of the text is read part by part by the model of `whichlang`, which is quick and knows
//! sixteen languages. Parts that all say English settle it. Else `whatlang`, which knows seventy,
//! reads the whole start too: it is heard where it names a language that the first does not know.
//! The confidence is the share of the parts that agree, or what `whatlang` says of itself.
//!
//! Set only where there is text enough to tell. What the page says of its language stays; the
//! confidence then is the share of the parts that say the same.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};
use whichlang::Lang;

use crate::page;

/// How much of the text is looked at, in bytes.
const LOOK: usize = 2048;

/// A part has about so many bytes.
const PART: usize = 256;

/// With fewer letters than this in it, a text is too short to tell.
const FEWEST_LETTERS: usize = 40;

/// Finds the language of an article.
#[derive(Debug)]
pub struct Language;

impl Stage for Language {
    const SPEC: Spec = Spec {
        name: "language",
        family: Family::Clean,
        about: "Finds the language of an article and how sure that is, where there is text enough.",
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
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        let text = article.text.as_str();
        let text = text.get(..text.floor_char_boundary(LOOK)).unwrap_or_default();
        if article.language_confidence.is_none()
            && (page::letters(text) >= FEWEST_LETTERS || is_dense(text))
        {
            let votes: Vec<&str> =
                parts(text).map(|part| code(whichlang::detect_language(part))).collect();
            match article.language.as_deref() {
                Some(stated) => article.language_confidence = agreement(&votes, stated),
                None => {
                    let (language, confidence) = found(text, &votes);
                    article.language = Some(language.to_owned());
                    article.language_confidence = Some(confidence);
                }
            }
        }
        Ok(article)
    }
}

/// A text in parts of like length.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let many = (text.len() / PART).max(1);
    let at = move |part: usize| text.floor_char_boundary(text.len() * part / many);
    (0..many).filter_map(move |part| text.get(at(part)..at(part + 1)))
}

/// The language that most parts say, of equals the first in the alphabet; and how many do.
fn most<'a>(votes: &[&'a str]) -> (&'a str, usize) {
    let mut sorted = votes.to_vec();
    sorted.sort_unstable();
    let groups = sorted.chunk_by(|one, two| one == two).map(|group| (group[0], group.len()));
    groups.rev().max_by_key(|(_, many)| *many).unwrap_or_default()
}

/// The language of a text, and how sure that is.
fn found(text: &str, votes: &[&'static str]) -> (&'static str, f64) {
    let (language, many) = most(votes);
    let agreed = many as f64 / votes.len().max(1) as f64;
    if language == "en" && many == votes.len() {
        return (language, agreed);
    }
    let second = whatlang::detect(text).filter(|found| found.confidence() > 0.5);
    let other = second.and_then(|found| Some((rare(found.lang())?, found.confidence())));
    other.unwrap_or((language, agreed))
}

/// The share of the parts that say what a page states; none if it states a language that the parts
/// cannot name.
fn agreement(votes: &[&str], stated: &str) -> Option<f64> {
    let stated = stated.split(['-', '_']).next().unwrap_or(stated).to_lowercase();
    let known = KNOWN.contains(&stated.as_str());
    let same = votes.iter().filter(|vote| **vote == stated).count();
    known.then(|| same as f64 / votes.len().max(1) as f64)
}

/// The languages that [`code`] names.
const KNOWN: [&str; 16] = [
    "ar", "zh", "de", "en", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "es", "sv", "tr", "vi",
];

/// The code of ISO 639-1 of a language that is not one of the sixteen.
fn rare(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang;
    let code = match lang {
        Lang::Epo => "eo",
        Lang::Ukr => "uk",
        Lang::Ben => "bn",
        Lang::Kat => "ka",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Fin => "fi",
        Lang::Cat => "ca",
        Lang::Pan => "pa",
        Lang::Guj => "gu",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Mal => "ml",
        Lang::Kan => "kn",
        Lang::Mar => "mr",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Urd => "ur",
        Lang::Pes => "fa",
        Lang::Tha => "th",
        Lang::Ron => "ro",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mkd => "mk",
        Lang::Srp => "sr",
        Lang::Hrv => "hr",
        Lang::Slv => "sl",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Uzb => "uz",
        _ => return None,
    };
    Some(code)
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
            assert!(article.language_confidence.is_none_or(|sure| sure > 0.5), "{text:?}");
            assert_eq!(article.language.unwrap_or_default(), expected, "{text:?}");
        };
        check("The fog came in the evening, and no ship left the port before the morning.", "en");
        check("Der Nebel kam am Abend, und kein Schiff verließ den Hafen vor dem Morgen.", "de");
        check("La niebla llegó por la tarde y ningún barco salió del puerto antes del alba.", "es");
        check("昨夜から霧が濃く、船は港を出られなかった。", "ja");
        check(
            "Mgła nadeszła wieczorem i żaden statek nie wypłynął z portu przed świtem, powiedział kapitan.",
            "pl",
        );
        check(
            "Туман прийшов увечері, і жоден корабель не вийшов із порту до ранку, сказав капітан.",
            "uk",
        );
        check("Fog.", "");
        check("12 34 56 78 90 12 34 56 78 90 12 34 56 78 90 12 34 56 78 90", "");
    }

    #[test]
    fn keeps_what_the_page_states() {
        let check = |stated: &str, expected: Option<f64>| {
            let text = "The fog came in the evening, and no ship left the port. ".repeat(20);
            let page = Article { language: Some(stated.to_owned()), ..testkit::page(&text) };
            let found = Language.clean(page).unwrap();
            assert_eq!(found.language.as_deref(), Some(stated));
            assert_eq!(found.language_confidence, expected, "{stated}");
        };
        check("en-GB", Some(1.0));
        check("de", Some(0.0));
        check("nn", None);
    }

    #[test]
    fn a_text_of_two_languages_is_not_sure() {
        let text = "The fog came in the evening, and no ship left the port. ".repeat(15)
            + &"Der Nebel kam am Abend, und kein Schiff verließ den Hafen. ".repeat(8);
        let found = Language.clean(testkit::page(&text)).unwrap();
        assert_eq!(found.language.as_deref(), Some("en"));
        assert!(found.language_confidence.is_some_and(|sure| (0.3..0.7).contains(&sure)));
    }

    #[test]
    fn every_known_language_has_its_code() {
        let codes = whichlang::LANGUAGES.map(code);
        assert!(codes.iter().all(|code| KNOWN.contains(code)) && codes.len() == KNOWN.len());
    }
}
