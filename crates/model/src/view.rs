//! What many articles say together.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ArticleId, Certainty, ClaimId, EntityId, FactId, Label, Modifier, Note, Place, Published,
    Resolved, Span, Status, StoryId, named_enum,
};

/// A spelling of an entity's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias {
    /// The spelling.
    pub text: String,
    /// How often it stands in the articles.
    pub count: u64,
}

/// A person, organisation, place or other named thing, over all articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// From label and name.
    pub id: EntityId,
    /// Its class.
    pub label: Label,
    /// Its finer kind.
    pub kind: Option<String>,
    /// The name it is listed under.
    pub name: String,
    /// Its spellings, the most frequent first.
    pub aliases: Vec<Alias>,
    /// Number of mentions.
    pub mentions: u64,
    /// Number of articles.
    pub articles: u64,
    /// Number of sources.
    pub sources: u64,
    /// Day of the first article that names it.
    pub first_seen: Option<Date>,
    /// Day of the last one.
    pub last_seen: Option<Date>,
    /// Where it is.
    pub place: Option<Place>,
}

/// Articles that report one event or one developing story; perhaps a single one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// From its articles.
    pub id: StoryId,
    /// The headline that stands for it.
    pub title: Option<String>,
    /// Its articles, copies too, in order.
    pub articles: Vec<ArticleId>,
    /// Day of its first article.
    pub from: Option<Date>,
    /// Day of its last one.
    pub to: Option<Date>,
    /// Its places, the most spoken of first.
    pub places: Vec<EntityId>,
    /// Its entities, the most spoken of first.
    pub entities: Vec<EntityId>,
    /// Its sources, in order of name.
    pub sources: Vec<String>,
}

named_enum! {
    /// How the values that sources give for one fact stand to each other.
    Verdict {
        /// The same after normalising.
        Agree = "agree",
        /// The sets of values intersect; one may refine the other.
        Compatible = "compatible",
        /// They do not intersect though they speak of the same event, period and status.
        Conflict = "conflict",
        /// Alike, but of another event, period or status.
        Distinct = "distinct",
        /// The same text: one origin, one vote.
        Copied = "copied",
        /// Only one document says it.
        Single = "single",
    }
}

/// One value of a fact, in one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactValue {
    /// The claim that gives it.
    pub claim: ClaimId,
    /// Its article.
    pub article: ArticleId,
    /// Where it stands in the article's text.
    pub span: Span,
    /// Its hull in the raw bytes.
    pub raw: Option<Span>,
    /// The words.
    pub text: String,
    /// The value: a decimal, an ISO date or TIMEX3 value, a name.
    pub value: Option<String>,
    /// The lowest value meant.
    pub low: Option<f64>,
    /// The highest value meant.
    pub high: Option<f64>,
    /// The hedge.
    pub modifier: Option<Modifier>,
    /// How far the page stands behind it.
    pub certainty: Certainty,
    /// Whether it has happened.
    pub status: Status,
    /// Who says so.
    pub speaker: Option<String>,
    /// Its part in the fact: `total`, `part`, `refines`, `dissent`, `copy`, …
    pub role: Option<String>,
    /// The independent origin it counts for, numbered from 0 within the fact.
    pub origin: u32,
}

/// What the articles of a story say about one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// From story and key.
    pub id: FactId,
    /// Its story.
    pub story: StoryId,
    /// `count`, `date`, `place`, `event` or `attributed`.
    pub kind: String,
    /// What it is about, in a form to compare by: `killed`, `date`, `count/sortie/flown`.
    pub key: String,
    /// The same in words.
    pub label: String,
    /// How the values stand to each other.
    pub verdict: Verdict,
    /// The value that most origins support; none where there is no winner.
    pub preferred: Option<String>,
    /// The rule that led to verdict and preferred value, in words.
    pub explanation: String,
    /// Number of independent origins.
    pub origins: u64,
    /// Every value, in order of article and place.
    pub values: Vec<FactValue>,
}

/// A dated fact of a story.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The story.
    pub story: StoryId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The fact.
    pub fact: FactId,
    /// The fact in words.
    pub label: String,
}

/// Two entities that stand in the same articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cooccurrence {
    /// One; the lesser identifier.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// Number of articles with both.
    pub articles: u64,
    /// Number of independent origins with both.
    pub origins: u64,
    /// Pointwise mutual information over articles, in bits.
    pub pmi: f64,
}

named_enum! {
    /// How alike two copies are.
    CopyKind {
        /// The same text after normalising.
        Exact = "exact",
        /// Nearly the same text.
        Near = "near",
        /// A passage in common.
        Shared = "shared",
    }
}

/// A passage that two articles share: where it stands in each text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SharedSpan {
    /// In the first.
    pub a: Span,
    /// In the second.
    pub b: Span,
}

/// Two articles of which one repeats the other, whole or in part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// The copy.
    pub a: ArticleId,
    /// What it repeats.
    pub b: ArticleId,
    /// How far.
    pub kind: CopyKind,
    /// Containment of the one in the other, 0 to 1.
    pub similarity: f64,
    /// The passages in common.
    pub spans: Vec<SharedSpan>,
}

/// What became known about an article only from the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Its story.
    pub story: Option<StoryId>,
    /// Its publication date, where the story gives it.
    pub published: Option<Published>,
    /// The entity of each mention, by index.
    pub entities: BTreeMap<u32, EntityId>,
    /// Values of relative dates, by index of the timex.
    pub timexes: BTreeMap<u32, Resolved>,
    /// What an aggregator left out of this article, and why.
    pub notes: Vec<Note>,
}

/// Everything that aggregation found, each list in order of its identifiers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Entities.
    pub entities: Vec<Entity>,
    /// Stories.
    pub stories: Vec<Story>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Dated facts.
    pub timeline: Vec<TimelineEntry>,
    /// Pairs of entities.
    pub cooccurrence: Vec<Cooccurrence>,
    /// Pairs of copies.
    pub copies: Vec<Copy>,
    /// What became known about each article.
    pub placements: BTreeMap<ArticleId, Placement>,
}
