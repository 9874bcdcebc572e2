//! Dates, times, durations and sets, as TIMEX3 values.
//!
//! Values follow TIMEX3 as TimeML 1.2.1 defines it (Pustejovsky et al., ISO 24617-1): `2015-11-17`,
//! `2015-W48`, `PT24H`, `PAST_REF`. A date that hangs on an unknown day keeps its holes as `X`
//! (`XXXX-WXX-2`), and a [`Reference`] that says how to fill them once the day is known.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};
use serde::{Deserialize, Serialize};

use crate::{Span, named_enum};

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

named_enum! {
    /// Which way from the anchor a date lies.
    Direction {
        /// At the anchor or before it.
        Past = "past",
        /// At the anchor or after it.
        Future = "future",
        /// Whichever is nearer; the earlier of two equally near.
        Nearest = "nearest",
    }
}

/// How a relative date hangs on its anchor day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// So many days away: `yesterday` is -1.
    Day(i32),
    /// A day of the week, 1 Monday to 7 Sunday.
    Weekday {
        /// 1 Monday to 7 Sunday.
        day: i8,
        /// Which way.
        direction: Direction,
        /// Whether the anchor day itself will not do: `last Tuesday`, `next Friday`.
        strict: bool,
    },
    /// So many weeks away: `next week` is 1.
    Week(i32),
    /// So many months away: `last month` is -1.
    Month(i32),
    /// So many quarters away.
    Quarter(i32),
    /// So many years away.
    Year(i32),
    /// A month, or a day of a month, without its year.
    MonthDay {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: Option<i8>,
        /// Which way.
        direction: Direction,
    },
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

impl Reference {
    /// The TIMEX3 value while the anchor is unknown.
    ///
    /// ```
    /// use tidings_model::{Direction, Reference};
    /// let tuesday = Reference::Weekday { day: 2, direction: Direction::Past, strict: false };
    /// assert_eq!(tuesday.unresolved(), "XXXX-WXX-2");
    /// ```
    #[must_use]
    pub fn unresolved(&self) -> String {
        match *self {
            Self::Day(_) => "XXXX-XX-XX".to_owned(),
            Self::Weekday { day, .. } => format!("XXXX-WXX-{day}"),
            Self::Week(_) => "XXXX-WXX".to_owned(),
            Self::Month(_) => "XXXX-XX".to_owned(),
            Self::Quarter(_) => "XXXX-QX".to_owned(),
            Self::Year(_) => "XXXX".to_owned(),
            Self::MonthDay { month, day: Some(day), .. } => format!("XXXX-{month:02}-{day:02}"),
            Self::MonthDay { month, day: None, .. } => format!("XXXX-{month:02}"),
        }
    }

    /// The value, first and last day against an anchor day; `None` outside the calendar.
    #[must_use]
    pub fn resolve(&self, anchor: Date) -> Option<(String, Date, Date)> {
        match *self {
            Self::Day(days) => one_day(moved(anchor, Stretch::new().try_days(days).ok()?)?),
            Self::Weekday { day, direction, strict } => {
                one_day(nearby_weekday(anchor, day, direction, strict)?)
            }
            Self::Week(weeks) => week_of(moved(anchor, Stretch::new().try_weeks(weeks).ok()?)?),
            Self::Month(months) => {
                let first =
                    moved(anchor.first_of_month(), Stretch::new().try_months(months).ok()?)?;
                Some((
                    format!("{:04}-{:02}", first.year(), first.month()),
                    first,
                    first.last_of_month(),
                ))
            }
            Self::Quarter(quarters) => {
                let first = anchor.first_of_month();
                let first = moved(first, -i64::from((first.month() - 1) % 3).months())?;
                let first = moved(first, Stretch::new().try_months(i64::from(quarters) * 3).ok()?)?;
                let last = moved(first, 2.months())?.last_of_month();
                Some((format!("{:04}-Q{}", first.year(), (first.month() + 2) / 3), first, last))
            }
            Self::Year(years) => {
                let first = moved(anchor.first_of_year(), Stretch::new().try_years(years).ok()?)?;
                Some((format!("{:04}", first.year()), first, first.last_of_year()))
            }
            Self::MonthDay { month, day, direction } => nearby_month(anchor, month, day, direction),
        }
    }
}

fn moved(day: Date, by: Stretch) -> Option<Date> {
    day.checked_add(by).ok()
}

fn one_day(day: Date) -> Option<(String, Date, Date)> {
    Some((day.to_string(), day, day))
}

fn week_of(day: Date) -> Option<(String, Date, Date)> {
    let week = day.iso_week_date();
    let monday = week.weekday().since(Weekday::Monday);
    let first = moved(day, -i64::from(monday).days())?;
    Some((format!("{:04}-W{:02}", week.year(), week.week()), first, moved(first, 6.days())?))
}

fn nearby_weekday(anchor: Date, day: i8, direction: Direction, strict: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(day).ok()?;
    let back = i64::from(anchor.weekday().since(wanted));
    let (back, ahead) = match (back, strict) {
        (0, false) => return Some(anchor),
        (0, true) => (7, 7),
        (back, _) => (back, 7 - back),
    };
    let days = match direction {
        Direction::Past => -back,
        Direction::Future => ahead,
        Direction::Nearest if ahead < back => ahead,
        Direction::Nearest => -back,
    };
    moved(anchor, days.days())
}

fn nearby_month(
    anchor: Date,
    month: i8,
    day: Option<i8>,
    direction: Direction,
) -> Option<(String, Date, Date)> {
    let in_year = |year: i16| {
        let first = Date::new(year, month, day.unwrap_or(1)).ok()?;
        let last = if day.is_some() { first } else { first.last_of_month() };
        Some((first, last))
    };
    let years = [anchor.year() - 1, anchor.year(), anchor.year() + 1];
    let mut found = years.into_iter().filter_map(in_year);
    let (first, last) = match direction {
        Direction::Past => found.rfind(|(first, _)| *first <= anchor),
        Direction::Future => found.find(|(_, last)| *last >= anchor),
        Direction::Nearest => found.min_by_key(|(first, last)| distance(anchor, *first, *last)),
    }?;
    let value = match day {
        Some(_) => first.to_string(),
        None => format!("{:04}-{:02}", first.year(), first.month()),
    };
    Some((value, first, last))
}

fn distance(anchor: Date, first: Date, last: Date) -> i32 {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |gap| gap.get_days());
    days(anchor, first).max(days(last, anchor)).max(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn fills_in_relative_dates() {
        let wednesday = date(2015, 11, 18);
        let check = |reference: Reference, expected: &str| {
            assert_eq!(reference.resolve(wednesday).unwrap().0, expected, "{reference:?}");
        };
        let weekday = |day, direction, strict| Reference::Weekday { day, direction, strict };
        check(Reference::Day(-1), "2015-11-17");
        check(weekday(2, Direction::Past, false), "2015-11-17");
        check(weekday(3, Direction::Past, false), "2015-11-18");
        check(weekday(3, Direction::Past, true), "2015-11-11");
        check(weekday(3, Direction::Future, true), "2015-11-25");
        check(weekday(5, Direction::Nearest, false), "2015-11-20");
        check(Reference::Week(1), "2015-W48");
        check(Reference::Month(-1), "2015-10");
        check(Reference::Quarter(0), "2015-Q4");
        check(Reference::Year(-1), "2014");
        let month = |month, day, direction| Reference::MonthDay { month, day, direction };
        check(month(9, Some(30), Direction::Past), "2015-09-30");
        check(month(12, None, Direction::Past), "2014-12");
        check(month(11, None, Direction::Past), "2015-11");
        check(month(11, Some(26), Direction::Future), "2015-11-26");
        check(month(1, Some(5), Direction::Nearest), "2016-01-05");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        let leap = Reference::MonthDay { month: 2, day: Some(30), direction: Direction::Past };
        assert_eq!(leap.resolve(date(2015, 11, 18)), None);
        assert_eq!(Reference::Day(i32::MAX).resolve(date(2015, 11, 18)), None);
    }
}
