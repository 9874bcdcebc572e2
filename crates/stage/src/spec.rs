//! What a stage says of itself.

use crate::{Family, Setting};

/// A part of a record or of the view, as far as stages depend on each other through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The bytes of a document.
    Raw,
    /// The text of an article.
    Text,
    /// Its blocks.
    Blocks,
    /// Title, byline, agency, source and other facts about the page.
    Page,
    /// Its publication date.
    Published,
    /// Its language.
    Language,
    /// Which article it copies, and the table of copies.
    Copies,
    /// Its sentences.
    Sentences,
    /// Its tokens.
    Tokens,
    /// The parts of speech of its tokens.
    Tags,
    /// Its mentions.
    Mentions,
    /// Its timexes.
    Timexes,
    /// Its quantities.
    Quantities,
    /// Its claims.
    Claims,
    /// The entities of a run.
    Entities,
    /// The stories of a run.
    Stories,
    /// Publication dates and relative dates known only from the story.
    Anchors,
    /// The facts of a run.
    Facts,
    /// The timeline of a run.
    Timeline,
    /// Pairs of entities.
    Cooccurrence,
}

impl Field {
    /// Every field, in the order of a document's way.
    pub const ALL: &'static [Field] = &[
        Field::Raw,
        Field::Text,
        Field::Blocks,
        Field::Page,
        Field::Published,
        Field::Language,
        Field::Copies,
        Field::Sentences,
        Field::Tokens,
        Field::Tags,
        Field::Mentions,
        Field::Timexes,
        Field::Quantities,
        Field::Claims,
        Field::Entities,
        Field::Stories,
        Field::Anchors,
        Field::Facts,
        Field::Timeline,
        Field::Cooccurrence,
    ];

    /// The name used in messages and in the catalog.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Raw => "raw",
            Field::Text => "text",
            Field::Blocks => "blocks",
            Field::Page => "page",
            Field::Published => "published",
            Field::Language => "language",
            Field::Copies => "copies",
            Field::Sentences => "sentences",
            Field::Tokens => "tokens",
            Field::Tags => "tags",
            Field::Mentions => "mentions",
            Field::Timexes => "timexes",
            Field::Quantities => "quantities",
            Field::Claims => "claims",
            Field::Entities => "entities",
            Field::Stories => "stories",
            Field::Anchors => "anchors",
            Field::Facts => "facts",
            Field::Timeline => "timeline",
            Field::Cooccurrence => "cooccurrence",
        }
    }

    /// Whether every article has it as soon as it is read, found or not.
    ///
    /// A stage may read these without another stage having to write them.
    #[must_use]
    pub const fn always_there(self) -> bool {
        matches!(
            self,
            Field::Raw
                | Field::Text
                | Field::Blocks
                | Field::Page
                | Field::Published
                | Field::Language
                | Field::Copies
        )
    }
}

/// What a stage is called, what it needs and gives, and how it can be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Its name in a pipeline file; that of its source file too.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// The fields it cannot do without. A pipeline where nothing writes one of them is refused.
    pub reads: &'static [Field],
    /// The fields it adds to.
    pub writes: &'static [Field],
    /// Its settings.
    pub settings: &'static [Setting],
    /// The lines of a pipeline file that use it, beyond `use`, if an example helps.
    pub example: &'static str,
}
