//! When a page was published, and how that is known.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::named_enum;

named_enum! {
    /// Where a publication date comes from.
    PublishedFrom {
        /// Fields that came with the document, or markup.
        Metadata = "metadata",
        /// A date line in the text.
        Text = "text",
        /// Other pages of the same story.
        Story = "story",
        /// It is not known.
        None = "none",
    }
}

/// A day, and the time of day and offset from UTC where they are known.
///
/// ```
/// use tidings_model::Moment;
/// let moment = Moment::parse("2024-03-14T18:05:00Z").unwrap();
/// assert_eq!(moment.to_string(), "2024-03-14T18:05Z");
/// assert_eq!(Moment::parse("14/03/2024"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// Minutes ahead of UTC.
    pub offset_minutes: Option<i16>,
}

impl Moment {
    /// A day of which no more is known.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self { date, time: None, offset_minutes: None }
    }

    /// Reads ISO 8601: a day, a day and a time, with or without an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date: Date = text.get(..10)?.parse().ok()?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(Self::day(date));
        }
        let clock = rest.strip_prefix(['T', 't', ' '])?;
        let cut = clock.find(['Z', 'z', '+', '-', ' ']).unwrap_or(clock.len());
        let (time, offset) = (clock.get(..cut)?, clock.get(cut..)?.trim());
        Some(Self { date, time: Some(time.parse().ok()?), offset_minutes: offset_of(offset)? })
    }
}

/// `None` for an offset that cannot be read, `Some(None)` for no offset.
fn offset_of(text: &str) -> Option<Option<i16>> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (text.chars().next(), digits.len()) {
        (None, _) => Some(None),
        (Some('Z' | 'z'), 0) => Some(Some(0)),
        (Some(sign @ ('+' | '-')), 4) => {
            let (hours, minutes) = digits.split_at(2);
            let ahead = hours.parse::<i16>().ok()? * 60 + minutes.parse::<i16>().ok()?;
            Some(Some(if sign == '-' { -ahead } else { ahead }))
        }
        _ => None,
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}", time.hour(), time.minute())?;
            if time.second() != 0 {
                write!(f, ":{:02}", time.second())?;
            }
        }
        match self.offset_minutes {
            Some(0) => f.write_str("Z"),
            Some(ahead) => {
                let sign = if ahead < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", ahead.abs() / 60, ahead.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

/// A publication date with its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// When.
    pub at: Moment,
    /// How that is known.
    pub from: PublishedFrom,
}
