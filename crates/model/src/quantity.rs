//! Numbers with what they count or measure.

use serde::{Deserialize, Serialize};

use crate::{Span, named_enum};

named_enum! {
    /// How a number is hedged.
    Modifier {
        /// The number itself.
        Exact = "exact",
        /// `around 1,700`.
        Approx = "approx",
        /// `at least 74`.
        AtLeast = "at_least",
        /// `over 450`.
        MoreThan = "more_than",
        /// `up to 40`.
        AtMost = "at_most",
        /// `fewer than 40`.
        LessThan = "less_than",
        /// `between 3 and 5`.
        Range = "range",
        /// `a total of 93`.
        Total = "total",
        /// `three of them`.
        Part = "part",
        /// `all 61`.
        All = "all",
        /// `doubled`.
        Multiplier = "multiplier",
        /// `the second`.
        Ordinal = "ordinal",
        /// `hundreds`.
        Vague = "vague",
    }
}

/// A set of values between two bounds, both included; a missing bound is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

impl Interval {
    /// Whether the two share a value.
    #[must_use]
    pub fn meets(self, other: Interval) -> bool {
        let below = |low: Option<f64>, high: Option<f64>| match (low, high) {
            (Some(low), Some(high)) => low <= high,
            _ => true,
        };
        below(self.low, other.high) && below(other.low, self.high)
    }

    /// Whether every value of `other` is in it.
    #[must_use]
    pub fn contains(self, other: Interval) -> bool {
        let low = self.low.is_none_or(|low| other.low.is_some_and(|other| low <= other));
        let high = self.high.is_none_or(|high| other.high.is_some_and(|other| other <= high));
        low && high
    }
}

/// A number in a text: its value, its hedge, its unit or what it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Where hedge, number and noun stand: `around 1,700 flights`.
    pub span: Span,
    /// Where the number alone stands: `1,700`.
    pub number: Span,
    /// The number as written; none for `hundreds` or a range.
    pub value: Option<f64>,
    /// The lowest value it can mean.
    pub low: Option<f64>,
    /// The highest value it can mean.
    pub high: Option<f64>,
    /// The unit in the singular: `percent`, `dollar`, `kilometre per hour`; none for counts.
    pub unit: Option<String>,
    /// The dimension of the unit: `money`, `length`, `ratio`, …; `count` for counts, `time` for lengths
    /// of time and `age` for ages.
    pub dimension: Option<String>,
    /// The counted noun with its modifiers, as written: `fishing boats`.
    pub counted: Option<String>,
    /// The head of the counted noun in the singular, lower case: `camp`.
    pub head: Option<String>,
    /// The hedge.
    pub modifier: Modifier,
}

impl Quantity {
    /// The values it can mean.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval { low: self.low, high: self.high }
    }
}
