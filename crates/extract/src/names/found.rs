//! What the rules find in a sentence.

use std::ops::Range;

use tidings_model::Label;

use super::phrases::EntryId;

/// A name whose class is clear from the words at hand.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its words.
    pub(super) words: Range<usize>,
    pub(super) label: Label,
    /// The finer kind, where no entry gives it.
    pub(super) kind: Option<&'static str>,
    /// What it may be, by the gazetteer.
    pub(super) entries: Vec<EntryId>,
    /// How sure that is, 0 to 1.
    pub(super) confidence: f64,
}

/// What speaks for each class of a name, in no unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Votes {
    pub(super) person: f64,
    pub(super) organisation: f64,
    pub(super) place: f64,
    pub(super) other: f64,
}

impl Votes {
    /// Both together.
    pub(super) fn plus(self, more: Votes) -> Votes {
        Votes {
            person: self.person + more.person,
            organisation: self.organisation + more.organisation,
            place: self.place + more.place,
            other: self.other + more.other,
        }
    }

    /// With more votes for a class.
    pub(super) fn with(mut self, label: Label, votes: f64) -> Votes {
        match label {
            Label::Per => self.person += votes,
            Label::Org => self.organisation += votes,
            Label::Loc => self.place += votes,
            Label::Misc => self.other += votes,
        }
        self
    }

    /// The class with most votes, and its share of all; none where nothing speaks for a class.
    pub(super) fn winner(self) -> Option<(Label, f64)> {
        let all = [
            (Label::Per, self.person),
            (Label::Org, self.organisation),
            (Label::Loc, self.place),
            (Label::Misc, self.other),
        ];
        let sum: f64 = all.iter().map(|(_, votes)| votes).sum();
        let best =
            all.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        (best.1 > 0.0).then(|| (best.0, best.1 / sum))
    }
}

/// A capitalised phrase that only the whole page can class.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    /// Its words.
    pub(super) words: Range<usize>,
    /// What its neighbours say.
    pub(super) votes: Votes,
    /// Whether it may be capitalised for another reason: it begins a sentence, or stands in a
    /// headline.
    pub(super) doubtful: bool,
}

/// Everything found on a page so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) sure: Vec<Found>,
    pub(super) unknown: Vec<Unknown>,
}
