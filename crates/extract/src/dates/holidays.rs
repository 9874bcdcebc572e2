//! Days that have a name: by date, by the nth weekday of a month, or counted from Easter.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// How the day of a holiday is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Holiday {
    /// The nth weekday of a month, or so many days after it.
    Nth {
        /// 1 to 12.
        month: i8,
        /// 1 Monday to 7 Sunday.
        weekday: i8,
        /// 1 the first, -1 the last.
        nth: i8,
        /// Days after that.
        #[serde(default)]
        after: i8,
    },
    /// A day of a month.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// So many days after Easter Sunday.
    Easter {
        /// Days; before it where negative.
        easter: i16,
    },
}

impl Holiday {
    /// Its day in a year.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed { month, day } => Date::new(year, month, day).ok(),
            Self::Nth { month, weekday, nth, after } => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let found = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok();
                found?.checked_add(i64::from(after).days()).ok()
            }
            Self::Easter { easter } => {
                easter_sunday(year)?.checked_add(i64::from(easter).days()).ok()
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones and Butcher).
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_days_of_a_year() {
        let check = |holiday: Holiday, year: i16, expected: &str| {
            assert_eq!(holiday.in_year(year).unwrap().to_string(), expected);
        };
        check(Holiday::Easter { easter: 0 }, 2018, "2018-04-01");
        check(Holiday::Easter { easter: 0 }, 2019, "2019-04-21");
        check(Holiday::Easter { easter: -2 }, 2024, "2024-03-29");
        check(Holiday::Nth { month: 11, weekday: 4, nth: 4, after: 1 }, 2010, "2010-11-26");
        check(Holiday::Nth { month: 5, weekday: 1, nth: -1, after: 0 }, 2021, "2021-05-31");
        assert_eq!(Holiday::Fixed { month: 2, day: 30 }.in_year(2020), None);
    }
}
