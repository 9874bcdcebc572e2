//! How a relative date hangs on its anchor day, and what it is once that day is known.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};
use serde::{Deserialize, Serialize};

use crate::named_enum;

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
        /// Whether the anchor day itself will not do: `last Tuesday`.
        strict: bool,
    },
    /// A day of the week so many weeks away: `next Friday`, `Monday last week`.
    WeekdayOf {
        /// 1 Monday to 7 Sunday.
        day: i8,
        /// Weeks from Monday to Sunday.
        weeks: i32,
    },
    /// So many weeks away: `next week` is 1.
    Week(i32),
    /// The Saturday and Sunday of a week so many weeks away.
    Weekend(i32),
    /// So many months away: `last month` is -1.
    Month(i32),
    /// So many quarters away.
    Quarter(i32),
    /// So many years away.
    Year(i32),
    /// So many decades away: `the last decade` is -1.
    Decade(i32),
    /// A month, or a day of a month, without its year.
    MonthDay {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: Option<i8>,
        /// Which way.
        direction: Direction,
    },
    /// The same, of a year so many years away: `April this year`.
    MonthOf {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: Option<i8>,
        /// Years from the anchor's.
        years: i32,
    },
    /// A day of a month without its month: `the 18th`.
    DayOfMonth {
        /// 1 to 31.
        day: i8,
        /// Which way.
        direction: Direction,
    },
    /// The same, of a month so many months away: `the 21st of this month`.
    DayOf {
        /// 1 to 31.
        day: i8,
        /// Months from the anchor's.
        months: i32,
    },
    /// A quarter without its year.
    NthQuarter {
        /// 1 to 4.
        quarter: i8,
        /// Which way.
        direction: Direction,
    },
    /// The same, of a year so many years away.
    QuarterOf {
        /// 1 to 4.
        quarter: i8,
        /// Years from the anchor's.
        years: i32,
    },
    /// A season of the northern half of the world, 0 spring to 3 winter, without its year.
    Season {
        /// 0 to 3. A winter bears the year of its December.
        season: u8,
        /// Which way.
        direction: Direction,
    },
    /// The same, of a year so many years away.
    SeasonOf {
        /// 0 to 3.
        season: u8,
        /// Years from the anchor's.
        years: i32,
    },
}

/// A value with its first and last day.
type Found = (String, Date, Date);

/// The codes of seasons in TIMEX3 values.
const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

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
            Self::Weekday { day, .. } | Self::WeekdayOf { day, .. } => format!("XXXX-WXX-{day}"),
            Self::Week(_) => "XXXX-WXX".to_owned(),
            Self::Weekend(_) => "XXXX-WXX-WE".to_owned(),
            Self::Month(_) => "XXXX-XX".to_owned(),
            Self::Quarter(_) => "XXXX-QX".to_owned(),
            Self::Year(_) => "XXXX".to_owned(),
            Self::Decade(_) => "XXX".to_owned(),
            Self::MonthDay { month, day: Some(day), .. }
            | Self::MonthOf { month, day: Some(day), .. } => format!("XXXX-{month:02}-{day:02}"),
            Self::MonthDay { month, .. } | Self::MonthOf { month, .. } => {
                format!("XXXX-{month:02}")
            }
            Self::DayOfMonth { day, .. } | Self::DayOf { day, .. } => format!("XXXX-XX-{day:02}"),
            Self::NthQuarter { quarter, .. } | Self::QuarterOf { quarter, .. } => {
                format!("XXXX-Q{quarter}")
            }
            Self::Season { season, .. } | Self::SeasonOf { season, .. } => {
                format!("XXXX-{}", SEASONS[usize::from(season) % 4])
            }
        }
    }

    /// The value, first and last day against an anchor day; `None` outside the calendar.
    #[must_use]
    pub fn resolve(&self, anchor: Date) -> Option<(String, Date, Date)> {
        let years = |years: i32| i16::try_from(i32::from(anchor.year()).checked_add(years)?).ok();
        match *self {
            Self::Day(days) => one_day(moved(anchor, Stretch::new().try_days(days).ok()?)?),
            Self::Weekday { day, direction, strict } => {
                one_day(nearby_weekday(anchor, day, direction, strict)?)
            }
            Self::WeekdayOf { day, weeks } => {
                let monday = week_of(moved(anchor, Stretch::new().try_weeks(weeks).ok()?)?)?.1;
                one_day(moved(monday, i64::from(day - 1).days())?)
            }
            Self::Week(weeks) => week_of(moved(anchor, Stretch::new().try_weeks(weeks).ok()?)?),
            Self::Weekend(weeks) => {
                let week = week_of(moved(anchor, Stretch::new().try_weeks(weeks).ok()?)?)?;
                Some((format!("{}-WE", week.0), moved(week.1, 5.days())?, week.2))
            }
            Self::Month(months) => month_of(months_away(anchor, months)?),
            Self::Quarter(quarters) => quarter_of(months_away(anchor, quarters.checked_mul(3)?)?),
            Self::Year(away) => year(years(away)?),
            Self::Decade(away) => decade(years(away.checked_mul(10)?)?),
            Self::MonthDay { month, day, direction } => {
                nearby_year(anchor, direction, |year| month_day(year, month, day))
            }
            Self::MonthOf { month, day, years: away } => month_day(years(away)?, month, day),
            Self::DayOfMonth { day, direction } => nearby(direction, anchor, -12..=12, |months| {
                let first = months_away(anchor, months)?;
                one_day(Date::new(first.year(), first.month(), day).ok()?)
            }),
            Self::DayOf { day, months } => {
                let first = months_away(anchor, months)?;
                one_day(Date::new(first.year(), first.month(), day).ok()?)
            }
            Self::NthQuarter { quarter, direction } => {
                nearby_year(anchor, direction, |year| nth_quarter(year, quarter))
            }
            Self::QuarterOf { quarter, years: away } => nth_quarter(years(away)?, quarter),
            Self::Season { season, direction } => {
                nearby_year(anchor, direction, |year| season_of(year, season))
            }
            Self::SeasonOf { season, years: away } => season_of(years(away)?, season),
        }
    }
}

fn moved(day: Date, by: Stretch) -> Option<Date> {
    day.checked_add(by).ok()
}

/// The first day of the month so many months away.
fn months_away(anchor: Date, months: i32) -> Option<Date> {
    moved(anchor.first_of_month(), Stretch::new().try_months(months).ok()?)
}

fn one_day(day: Date) -> Option<Found> {
    Some((iso(day), day, day))
}

/// A day as `2021-06-16`, written by hand: texts can be full of days.
fn iso(day: Date) -> String {
    let Ok(year) = u16::try_from(day.year()) else { return day.to_string() };
    let mut text = String::with_capacity(10);
    let digit = |digit: u16| char::from(b'0' + (digit % 10) as u8);
    text.extend([year / 1000, year / 100, year / 10, year].map(digit));
    for part in [day.month(), day.day()].map(|part| u16::from(part.unsigned_abs())) {
        text.extend(['-', digit(part / 10), digit(part)]);
    }
    text
}

fn week_of(day: Date) -> Option<Found> {
    let week = day.iso_week_date();
    let monday = week.weekday().since(Weekday::Monday);
    let first = moved(day, -i64::from(monday).days())?;
    Some((format!("{:04}-W{:02}", week.year(), week.week()), first, moved(first, 6.days())?))
}

fn month_of(first: Date) -> Option<Found> {
    let value = format!("{:04}-{:02}", first.year(), first.month());
    Some((value, first, first.last_of_month()))
}

fn month_day(year: i16, month: i8, day: Option<i8>) -> Option<Found> {
    match day {
        Some(day) => one_day(Date::new(year, month, day).ok()?),
        None => month_of(Date::new(year, month, 1).ok()?),
    }
}

/// The quarter that holds a day.
fn quarter_of(day: Date) -> Option<Found> {
    nth_quarter(day.year(), (day.month() + 2) / 3)
}

fn nth_quarter(year: i16, quarter: i8) -> Option<Found> {
    let first = Date::new(year, quarter.checked_mul(3)?.checked_sub(2)?, 1).ok()?;
    Some((format!("{year:04}-Q{quarter}"), first, moved(first, 2.months())?.last_of_month()))
}

fn season_of(year: i16, season: u8) -> Option<Found> {
    let code = SEASONS.get(usize::from(season))?;
    let first = Date::new(year, 3 + 3 * i8::try_from(season).ok()?, 1).ok()?;
    Some((format!("{year:04}-{code}"), first, moved(first, 2.months())?.last_of_month()))
}

fn year(year: i16) -> Option<Found> {
    let first = Date::new(year, 1, 1).ok()?;
    Some((format!("{year:04}"), first, first.last_of_year()))
}

/// The decade that holds a year; its value is the first three digits.
fn decade(year: i16) -> Option<Found> {
    let tens = year.div_euclid(10);
    let first = Date::new(tens.checked_mul(10)?, 1, 1).ok()?;
    let last = moved(first, 9.years())?.last_of_year();
    Some((format!("{tens:03}"), first, last))
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

/// What recurs every year, some years only: 29 February may be eight years away.
fn nearby_year(
    anchor: Date,
    direction: Direction,
    in_year: impl Fn(i16) -> Option<Found>,
) -> Option<Found> {
    nearby(direction, anchor, -8..=8, |away| {
        in_year(anchor.year().checked_add(i16::try_from(away).ok()?)?)
    })
}

/// The one of several stretches, given in order, that lies in a direction from the anchor.
fn nearby(
    direction: Direction,
    anchor: Date,
    steps: std::ops::RangeInclusive<i32>,
    at: impl Fn(i32) -> Option<Found>,
) -> Option<Found> {
    let (start, end) = (*steps.start(), *steps.end());
    let nearest = |steps: std::ops::RangeInclusive<i32>| {
        let found = steps.filter_map(&at);
        found.min_by_key(|(_, first, last)| distance(anchor, *first, *last))
    };
    match direction {
        // What lies a step ahead has not begun, and what lies two steps back has ended.
        Direction::Past => (start..=0).rev().filter_map(at).find(|(_, first, _)| *first <= anchor),
        Direction::Future => (-1..=end).filter_map(at).find(|(_, _, last)| *last >= anchor),
        // Further away nothing is nearer, but some years and months lack the day.
        Direction::Nearest => nearest(-2..=2).or_else(|| nearest(steps)),
    }
}

fn distance(anchor: Date, first: Date, last: Date) -> i64 {
    let days = |from: Date, to: Date| from.duration_until(to).as_hours() / 24;
    days(anchor, first).max(days(last, anchor)).max(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn fills_in_relative_dates() {
        let wednesday = date(2021, 6, 16);
        let check = |reference: Reference, expected: &str| {
            assert_eq!(reference.resolve(wednesday).unwrap().0, expected, "{reference:?}");
        };
        let weekday = |day, direction, strict| Reference::Weekday { day, direction, strict };
        check(Reference::Day(-1), "2021-06-15");
        check(weekday(2, Direction::Past, false), "2021-06-15");
        check(weekday(3, Direction::Past, false), "2021-06-16");
        check(weekday(3, Direction::Past, true), "2021-06-09");
        check(weekday(3, Direction::Future, true), "2021-06-23");
        check(weekday(5, Direction::Nearest, false), "2021-06-18");
        check(Reference::WeekdayOf { day: 5, weeks: 1 }, "2021-06-25");
        check(Reference::WeekdayOf { day: 1, weeks: -1 }, "2021-06-07");
        check(Reference::Week(1), "2021-W25");
        check(Reference::Weekend(0), "2021-W24-WE");
        check(Reference::Month(-1), "2021-05");
        check(Reference::Quarter(0), "2021-Q2");
        check(Reference::Quarter(-1), "2021-Q1");
        check(Reference::Year(-1), "2020");
        check(Reference::Decade(-1), "201");
        let month = |month, day, direction| Reference::MonthDay { month, day, direction };
        check(month(4, Some(28), Direction::Past), "2021-04-28");
        check(month(12, None, Direction::Past), "2020-12");
        check(month(6, None, Direction::Past), "2021-06");
        check(month(7, Some(8), Direction::Future), "2021-07-08");
        check(month(12, Some(20), Direction::Nearest), "2020-12-20");
        check(month(2, Some(29), Direction::Past), "2020-02-29");
        check(month(2, Some(29), Direction::Future), "2024-02-29");
        check(Reference::MonthOf { month: 10, day: None, years: 1 }, "2022-10");
        check(Reference::DayOfMonth { day: 31, direction: Direction::Past }, "2021-05-31");
        check(Reference::DayOfMonth { day: 16, direction: Direction::Future }, "2021-06-16");
        check(Reference::DayOf { day: 21, months: 1 }, "2021-07-21");
        check(Reference::NthQuarter { quarter: 1, direction: Direction::Past }, "2021-Q1");
        check(Reference::NthQuarter { quarter: 2, direction: Direction::Past }, "2021-Q2");
        check(Reference::QuarterOf { quarter: 1, years: -1 }, "2020-Q1");
        check(Reference::Season { season: 0, direction: Direction::Past }, "2021-SP");
        check(Reference::SeasonOf { season: 3, years: -1 }, "2020-WI");
    }

    #[test]
    fn knows_first_and_last_days() {
        let check = |reference: Reference, first: &str, last: &str| {
            let (_, from, to) = reference.resolve(date(2021, 6, 16)).unwrap();
            assert_eq!((from.to_string().as_str(), to.to_string().as_str()), (first, last));
        };
        check(Reference::Week(0), "2021-06-14", "2021-06-20");
        check(Reference::Weekend(0), "2021-06-19", "2021-06-20");
        check(Reference::Quarter(0), "2021-04-01", "2021-06-30");
        check(Reference::Decade(0), "2020-01-01", "2029-12-31");
        check(Reference::SeasonOf { season: 3, years: 2 }, "2023-12-01", "2024-02-29");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        let leap = Reference::MonthDay { month: 2, day: Some(30), direction: Direction::Past };
        assert_eq!(leap.resolve(date(2021, 6, 16)), None);
        assert_eq!(Reference::Day(i32::MAX).resolve(date(2021, 6, 16)), None);
        assert_eq!(Reference::Decade(i32::MAX).resolve(date(2021, 6, 16)), None);
    }
}
