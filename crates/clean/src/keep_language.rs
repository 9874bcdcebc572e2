//! Keeps articles in some languages, and drops the others.
//!
//! Goes by the language that the page states or that `language` found. Where that has a confidence,
//! it must be high enough.

use tidings_model::{Article, Reject};
use tidings_stage::{
    BuildError, Cleaner, Default, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

const LANGUAGES: Setting =
    Setting::new("languages", Kind::Texts, "The languages to keep, as ISO 639-1 codes.")
        .or(Default::Texts(&["en"]));

const MIN_CONFIDENCE: Setting = Setting::new(
    "min_confidence",
    Kind::Float { min: 0.0, max: 1.0 },
    "The least confidence with which the language was found.",
)
.or(Default::Float(0.5));

const UNKNOWN: Setting =
    Setting::new("keep_unknown", Kind::Bool, "Keeps articles whose language is not known.")
        .or(Default::Bool(false));

/// Keeps articles in some languages.
#[derive(Debug)]
pub struct KeepLanguage {
    languages: Vec<String>,
    least: f64,
    unknown: bool,
}

impl Stage for KeepLanguage {
    const SPEC: Spec = Spec {
        name: "keep_language",
        family: Family::Clean,
        about: "Keeps articles in some languages, and drops the others.",
        reads: &[Field::Language],
        writes: &[],
        settings: &[LANGUAGES, MIN_CONFIDENCE, UNKNOWN],
        example: "languages = [\"en\", \"fr\"]\nmin_confidence = 0.8",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let languages = settings.texts(LANGUAGES.name).iter().map(|code| code.to_lowercase());
        Ok(Self {
            languages: languages.collect(),
            least: settings.float(MIN_CONFIDENCE.name),
            unknown: settings.bool(UNKNOWN.name),
        })
    }
}

impl Cleaner for KeepLanguage {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let Some(found) = article.language.as_deref() else {
            let dropped = || Reject::dropped("language", "the language is not known");
            return if self.unknown { Ok(article) } else { Err(dropped()) };
        };
        let wanted = self.languages.join(", ");
        // A page may say `en-GB`.
        let base = found.split(['-', '_']).next().unwrap_or(found).to_lowercase();
        if !self.languages.iter().any(|code| *code == base || *code == found.to_lowercase()) {
            return Err(Reject::dropped(
                "language",
                format!("the language is {found}, not {wanted}"),
            ));
        }
        match article.language_confidence.filter(|confidence| *confidence < self.least) {
            None => Ok(article),
            Some(confidence) => Err(Reject::dropped(
                "language",
                format!(
                    "the language is {found} with confidence {confidence:.2}, below {}",
                    self.least
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_and_drops() {
        let check = |language: &str, confidence: Option<f64>, expected: &str| {
            let stage = KeepLanguage::build(&Settings::defaults(KeepLanguage::SPEC.settings, "."));
            let article = Article {
                language: (!language.is_empty()).then(|| language.to_owned()),
                language_confidence: confidence,
                ..testkit::page("Fog")
            };
            let found = stage.unwrap().clean(article).err().map(|why| why.to_string());
            assert_eq!(found.unwrap_or_default(), expected);
        };
        check("en", Some(0.9), "");
        check("en", None, "");
        check("en-GB", None, "");
        check(
            "en",
            Some(0.4),
            "dropped (language): the language is en with confidence 0.40, below 0.5",
        );
        check("de", Some(0.9), "dropped (language): the language is de, not en");
        check("", None, "dropped (language): the language is not known");
    }
}
