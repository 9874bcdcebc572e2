//! Dates, times, durations and sets, as TIMEX3 values.
//!
//! Values follow TIMEX3 as TimeML 1.2.1 defines it (Pustejovsky et al., ISO 24617-1): `2021-06-15`,
//! `2021-W25`, `PT24H`, `PAST_REF`. A date that hangs on an unknown day keeps its holes as `X`
//! (`XXXX-WXX-2`), and a [`Reference`] that says how to fill them once the day is known.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Reference, Span, named_enum};

named_enum! {
    /// The TIMEX3 type.
    TimexType {
        /// A day or a longer stretch of the calendar.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A length of time.
        Duration = "DURATION",
        /// Something that recurs.
        Set = "SET",
    }
}

named_enum! {
    /// What a relative date was resolved against.
    Anchor {
        /// Nothing: it is absolute, or unresolved.
        None = "none",
        /// The day the page was published.
        Published = "published",
        /// A date named before it in the text.
        Text = "text",
        /// A day that other pages of the story give.
        Story = "story",
    }
}

/// A value that has been filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The TIMEX3 value.
    pub value: String,
    /// The first day of it.
    pub from: Option<Date>,
    /// The last day of it.
    pub to: Option<Date>,
    /// What it was resolved against.
    pub anchor: Anchor,
}

/// A time expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub kind: TimexType,
    /// Its TIMEX3 value, with `X` for what is not known.
    pub value: String,
    /// The first day it covers.
    pub from: Option<Date>,
    /// The last day it covers.
    pub to: Option<Date>,
    /// What it was resolved against.
    pub anchor: Anchor,
    /// How it hangs on an anchor, if it does.
    pub reference: Option<Reference>,
    /// What is added to the day's value: `TEV`, `T20:45`.
    pub clock: String,
}

impl Timex {
    /// Its value against an anchor day, if it hangs on one.
    #[must_use]
    pub fn resolve(&self, day: Date, anchor: Anchor) -> Option<Resolved> {
        let (value, from, to) = self.reference?.resolve(day)?;
        let value = format!("{value}{}", self.clock);
        Some(Resolved { value, from: Some(from), to: Some(to), anchor })
    }

    /// Takes over a resolved value.
    pub fn settle(&mut self, resolved: Resolved) {
        self.value = resolved.value;
        self.from = resolved.from;
        self.to = resolved.to;
        self.anchor = resolved.anchor;
    }
}
