//! What is said, by whom, of when, how many, and how sure.

use serde::{Deserialize, Serialize};

use crate::{ArticleId, ClaimId, Modifier, Span, named_enum};

named_enum! {
    /// What sort of thing a claim states.
    ClaimKind {
        /// How many.
        Count = "count",
        /// When.
        Date = "date",
        /// Where.
        Place = "place",
        /// That something happened or will.
        Event = "event",
        /// Something that a speaker said.
        Statement = "statement",
    }
}

named_enum! {
    /// How the words of a speaker are given.
    Mode {
        /// In quotation marks.
        Direct = "direct",
        /// In the reporter's words.
        Indirect = "indirect",
        /// Partly in quotation marks.
        Mixed = "mixed",
    }
}

named_enum! {
    /// Which end of a stretch of time is known.
    Bound {
        /// The first: `since Monday`.
        From = "from",
        /// The last: `until Friday`.
        To = "to",
    }
}

named_enum! {
    /// Whether the thing claimed has happened.
    Status {
        /// It happened.
        Actual = "actual",
        /// It is intended.
        Planned = "planned",
        /// It is a count so far.
        Running = "running",
        /// It depends on something.
        Conditional = "conditional",
        /// It is said not to be so.
        Negated = "negated",
    }
}

named_enum! {
    /// How far the page stands behind a claim.
    Certainty {
        /// The page says so itself.
        Asserted = "asserted",
        /// The page says that someone says so.
        Reported = "reported",
        /// It may be so.
        Possible = "possible",
        /// Someone denies it.
        Denied = "denied",
    }
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The words that name the speaker of this claim (`the official`, `Marsh`), if any stand
    /// near it.
    pub span: Option<Span>,
    /// The fullest name of the speaker on the page.
    pub name: String,
    /// Whether the page keeps the speaker's name back.
    pub anonymous: bool,
}

/// One thing said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The words that carry the value: the quantity, the date, the place; of a statement, what was
    /// said; of an event, its clause.
    pub span: Span,
    /// What sort of claim it is.
    pub kind: ClaimKind,
    /// The lemma of the verb or noun: `destroy`, `crash`.
    pub predicate: String,
    /// The predicate's class in the lexicon: `killed`, `injured`, `strike`, …
    pub class: Option<String>,
    /// Who did it, as written.
    pub actor: Option<String>,
    /// What it was done to, or what is counted, as written.
    pub object: Option<String>,
    /// For counts: the value as written.
    pub value: Option<f64>,
    /// For counts: the lowest value meant.
    pub low: Option<f64>,
    /// For counts: the highest value meant.
    pub high: Option<f64>,
    /// For counts: the unit or the head noun.
    pub unit: Option<String>,
    /// For counts: the hedge.
    pub modifier: Option<Modifier>,
    /// The time of the event: an index into the article's timexes.
    pub time: Option<u32>,
    /// The stretch of time the claim covers (`the last 19 days`): an index into the timexes.
    pub period: Option<u32>,
    /// Which end of that stretch the timex is; none where it is the whole (`the last 19 days`).
    pub bound: Option<Bound>,
    /// The place of the event: an index into the article's mentions.
    pub place: Option<u32>,
    /// The quantity of a count: an index into the article's quantities.
    pub quantity: Option<u32>,
    /// Who says so.
    pub speaker: Option<Speaker>,
    /// The words that mark the speech: `said`, `according to`.
    pub cue: Option<Span>,
    /// Who passed it on: `Reuters reported`.
    pub via: Option<String>,
    /// How the words are given.
    pub mode: Option<Mode>,
    /// Whether it has happened.
    pub status: Status,
    /// How far the page stands behind it.
    pub certainty: Certainty,
}

impl Claim {
    /// A claim of which only kind, place and predicate are known: actual, and asserted.
    #[must_use]
    pub fn new(kind: ClaimKind, span: Span, predicate: impl Into<String>) -> Self {
        Self {
            span,
            kind,
            predicate: predicate.into(),
            class: None,
            actor: None,
            object: None,
            value: None,
            low: None,
            high: None,
            unit: None,
            modifier: None,
            time: None,
            period: None,
            bound: None,
            place: None,
            quantity: None,
            speaker: None,
            cue: None,
            via: None,
            mode: None,
            status: Status::Actual,
            certainty: Certainty::Asserted,
        }
    }

    /// Its identifier, from its article, place, kind and predicate.
    #[must_use]
    pub fn id(&self, article: ArticleId) -> ClaimId {
        let span = [self.span.start.to_le_bytes(), self.span.end.to_le_bytes()].concat();
        let speaker = self.speaker.as_ref().map_or("", |speaker| &speaker.name);
        ClaimId::of(&[
            &article.bits().to_le_bytes(),
            &span,
            self.kind.as_str().as_bytes(),
            self.predicate.as_bytes(),
            speaker.as_bytes(),
        ])
    }
}
