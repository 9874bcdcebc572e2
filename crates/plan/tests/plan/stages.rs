//! Stages for the tests: at least one of each family, with settings of every kind between them.

use std::path::PathBuf;

use tidings_model::{AnnotatedArticle, Article, Findings, MediaType, RawDocument, Reject, View};
use tidings_stage::{
    Aggregator, BuildError, Cleaner, Default, Extractor, Family, Field, Gate, Kind, PartWriter,
    Reader, Registry, Setting, Settings, Sink, SinkContext, SinkError, Source, SourceError,
    SourceItems, Spec, Stage,
};

/// What a stage of that family and name says of itself, before it says more.
const fn spec(family: Family, name: &'static str) -> Spec {
    Spec { name, family, about: "", reads: &[], writes: &[], settings: &[], example: "" }
}

/// Makes stages that need nothing but their `Spec` to be built.
macro_rules! stages {
    ($($name:ident: $spec:expr;)+) => {$(
        pub(crate) struct $name;

        impl Stage for $name {
            const SPEC: Spec = $spec;

            fn build(_: &Settings) -> Result<Self, BuildError> {
                Ok(Self)
            }
        }
    )+};
}

/// A source of files, which says where it looks when it is asked whether it can read.
pub(crate) struct Files {
    base: String,
    patterns: String,
}

impl Stage for Files {
    const SPEC: Spec = Spec {
        settings: &[
            Setting::new("paths", Kind::Patterns, "Where the pages lie.").required(),
            Setting::new("besides", Kind::Patterns, "Where more pages lie."),
            Setting::new("recurse", Kind::Bool, "Looks into folders.").or(Default::Bool(true)),
            Setting::new("key", Kind::Text, "A key to the store."),
            Setting::new("password", Kind::Text, "What opens the store.").secret(),
        ],
        ..spec(Family::Source, "files")
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        match settings.text("key") {
            Some(key) if !key.starts_with("k-") => Err(BuildError::Setting {
                setting: "key",
                problem: format!("expected a key that begins with `k-`, found `{key}`"),
            }),
            _ => Ok(Self {
                base: settings.base().display().to_string(),
                patterns: [settings.texts("paths"), settings.texts("besides")].concat().join(" "),
            }),
        }
    }
}

impl Source for Files {
    fn check(&self) -> Result<(), SourceError> {
        let (place, problem) = (self.base.clone(), self.patterns.clone());
        Err(SourceError::Unusable { place, problem })
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        Ok(Box::new(std::iter::empty()))
    }

    fn fetch(&self, _: &str) -> Result<Option<RawDocument>, SourceError> {
        Ok(None)
    }
}

stages! {
    Text: spec(Family::Read, "text");
    AnyText: spec(Family::Read, "any_text");
    JsonLine: spec(Family::Read, "json_line");
    Blank: spec(Family::Clean, "blank_lines");
    Copies: Spec { reads: &[Field::Text], writes: &[Field::Copies], ..spec(Family::Gate, "copies") };
    Tokens: Spec { writes: &[Field::Sentences, Field::Tokens], ..spec(Family::Extract, "tokens") };
    Numbers: Spec {
        reads: &[Field::Tokens],
        writes: &[Field::Quantities],
        ..spec(Family::Extract, "numbers")
    };
    Claims: Spec {
        reads: &[Field::Mentions, Field::Quantities],
        writes: &[Field::Claims],
        ..spec(Family::Extract, "claims")
    };
    Entities: Spec {
        reads: &[Field::Mentions],
        writes: &[Field::Entities],
        ..spec(Family::Aggregate, "entities")
    };
    Stories: Spec {
        reads: &[Field::Entities],
        writes: &[Field::Stories],
        ..spec(Family::Aggregate, "stories")
    };
    Facts: Spec {
        reads: &[Field::Claims, Field::Stories],
        writes: &[Field::Facts],
        ..spec(Family::Aggregate, "facts")
    };
    Process: Spec {
        writes: &[Field::Mentions, Field::Claims],
        ..spec(Family::Extract, "process")
    };
    Hindsight: Spec {
        reads: &[Field::Facts],
        ..spec(Family::Extract, "hindsight")
    };
    Fold: Spec {
        reads: &[Field::Stories],
        writes: &[Field::Stories],
        ..spec(Family::Aggregate, "fold")
    };
    Crease: Spec {
        reads: &[Field::Stories],
        writes: &[Field::Stories],
        ..spec(Family::Aggregate, "crease")
    };
    Farmer: Spec { reads: &[Field::Timeline], ..spec(Family::Aggregate, "farmer") };
    Chicken: Spec {
        reads: &[Field::Timeline],
        writes: &[Field::Cooccurrence],
        ..spec(Family::Aggregate, "chicken")
    };
    Egg: Spec {
        reads: &[Field::Cooccurrence],
        writes: &[Field::Timeline],
        ..spec(Family::Aggregate, "egg")
    };
    Report: Spec { reads: &[Field::Facts], ..spec(Family::Sink, "report") };
}

/// An extractor with settings of many kinds.
pub(crate) struct Names;

impl Stage for Names {
    const SPEC: Spec = Spec {
        reads: &[Field::Tokens],
        writes: &[Field::Mentions],
        settings: &[
            Setting::new("lexicon", Kind::Files, "More names, a file each subject."),
            Setting::new("model", Kind::File, "The weights."),
            Setting::new(
                "min_confidence",
                Kind::Float { min: 0.0, max: 1.0 },
                "Names below it are left out.",
            )
            .or(Default::Float(0.5)),
            Setting::new("window", Kind::Int { min: 1, max: 64 }, "Words looked at on each side.")
                .or(Default::Int(5)),
            Setting::new("labels", Kind::Texts, "The labels to look for.")
                .or(Default::Texts(&["PER", "ORG"])),
            Setting::new("titles", Kind::TextTable, "Titles with what they stand for."),
        ],
        ..spec(Family::Extract, "names")
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        for path in settings.paths("lexicon") {
            let text = std::fs::read_to_string(path).unwrap();
            if let Some(line) = text.lines().position(|line| !line.contains('=')) {
                return Err(BuildError::File {
                    setting: "lexicon",
                    path: path.clone(),
                    line: Some(line + 1),
                    problem: "expected `name = label`".into(),
                });
            }
        }
        match settings.table("titles").get("Gen.") {
            Some(word) if word == "ship" => Err(BuildError::Other("a ship is no title".into())),
            _ => Ok(Self),
        }
    }
}

/// A cleaner with the name of a reader, and a setting that must be given.
pub(crate) struct Shorten;

impl Stage for Shorten {
    const SPEC: Spec = Spec {
        settings: &[Setting::new(
            "length",
            Kind::Int { min: 1, max: i64::MAX },
            "Most characters of an article.",
        )
        .required()],
        ..spec(Family::Clean, "any_text")
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        match settings.int("length") {
            13 => Err(BuildError::Other("13 is an unlucky length".into())),
            _ => Ok(Self),
        }
    }
}

impl Cleaner for Shorten {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        Ok(article)
    }
}

/// A sink that writes a file each format.
pub(crate) struct Tables(Vec<PathBuf>);

impl Stage for Tables {
    const SPEC: Spec = Spec {
        settings: &[Setting::new(
            "format",
            Kind::Choice(&["parquet", "jsonl"]),
            "The format of the tables.",
        )
        .or(Default::Text("parquet"))],
        ..spec(Family::Sink, "tables")
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let format = settings.text("format").unwrap();
        Ok(Self(vec![format!("articles.{format}").into(), format!("facts.{format}").into()]))
    }
}

macro_rules! reads {
    ($($name:ident: $media:expr;)+) => {$(
        impl Reader for $name {
            fn media(&self) -> &[MediaType] {
                $media
            }

            fn read(&self, _: &RawDocument, _: &mut Vec<Article>) -> Result<(), Reject> {
                Ok(())
            }
        }
    )+};
}

reads! {
    Text: &[MediaType::Text];
    AnyText: &[MediaType::Html, MediaType::Text];
    JsonLine: &[MediaType::JsonLine];
}

impl Cleaner for Blank {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        Ok(article)
    }
}

impl Gate for Copies {
    type Seen = ();
    type Frozen = ();

    fn start(&self) {}
    fn observe(&self, (): &mut (), _: &Article) {}
    fn merge(&self, (): &mut (), (): ()) {}
    fn freeze(&self, (): (), _: &mut View) {}
    fn apply(&self, (): &(), article: Article) -> Result<Article, Reject> {
        Ok(article)
    }
}

macro_rules! extracts {
    ($($name:ident)+) => {$(
        impl Extractor for $name {
            fn extract(&self, _: &AnnotatedArticle, _: &mut Findings) {}
        }
    )+};
}

extracts! { Tokens Numbers Claims Names Process Hindsight }

macro_rules! aggregates {
    ($($name:ident)+) => {$(
        impl Aggregator for $name {
            type Partial = ();

            fn start(&self) {}
            fn add(&self, (): &mut (), _: &AnnotatedArticle) {}
            fn merge(&self, (): &mut (), (): ()) {}
            fn finish(&self, (): (), _: &mut View) {}
        }
    )+};
}

aggregates! { Entities Stories Facts Fold Crease Farmer Chicken Egg }

fn no_writer() -> Result<Box<dyn PartWriter>, SinkError> {
    Err(SinkError::Format { path: "none".into(), problem: "the tests write nothing".into() })
}

impl Sink for Tables {
    fn files(&self) -> Vec<PathBuf> {
        self.0.clone()
    }

    fn open(&self, _: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        no_writer()
    }
}

impl Sink for Report {
    fn files(&self) -> Vec<PathBuf> {
        vec!["report.html".into()]
    }

    fn open(&self, _: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        no_writer()
    }
}

/// All of them.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.source::<Files>();
    registry.reader::<Text>();
    registry.reader::<AnyText>();
    registry.reader::<JsonLine>();
    registry.cleaner::<Blank>();
    registry.cleaner::<Shorten>();
    registry.gate::<Copies>();
    registry.extractor::<Tokens>();
    registry.extractor::<Numbers>();
    registry.extractor::<Names>();
    registry.extractor::<Claims>();
    registry.extractor::<Process>();
    registry.extractor::<Hindsight>();
    registry.aggregator::<Fold>();
    registry.aggregator::<Crease>();
    registry.aggregator::<Farmer>();
    registry.aggregator::<Entities>();
    registry.aggregator::<Stories>();
    registry.aggregator::<Facts>();
    registry.aggregator::<Chicken>();
    registry.aggregator::<Egg>();
    registry.sink::<Tables>();
    registry.sink::<Report>();
    registry
}
