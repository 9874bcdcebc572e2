//! Days that have a name: by date, by the nth weekday of a month, counted from Easter, or by another
//! calendar.
//!
//! Months of the Islamic year are those of Umm al-Qura; where the sight of the moon decides, a feast
//! may be a day off.

use icu_calendar::cal::{ChineseTraditional, Hebrew, Hijri, Persian};
use icu_calendar::types::Month;
use icu_calendar::{AsCalendar, Iso};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// How the day of a holiday is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Holiday {
    /// A day, or a whole month, of another calendar.
    Foreign {
        /// Which calendar.
        calendar: Calendar,
        /// Its months are counted from 1; leap months have no number.
        month: u8,
        /// The first day; none for the whole month.
        day: Option<u8>,
        /// How many days it lasts.
        #[serde(default = "one")]
        days: u8,
    },
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
    /// A day that was once.
    Once {
        /// Its year.
        year: i16,
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
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
    /// So many days after Easter Sunday of the Orthodox churches.
    OrthodoxEaster {
        /// Days; before it where negative.
        orthodox_easter: i16,
    },
}

/// A calendar whose feasts move within ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Calendar {
    Islamic,
    /// Months are counted from Tishri.
    Hebrew,
    Chinese,
    Persian,
}

fn one() -> u8 {
    1
}

impl Holiday {
    /// Its first and last days in a year: two of the short Islamic years may begin in one of ours.
    pub(super) fn in_year(self, year: i16) -> Vec<(Date, Date)> {
        if let Self::Foreign { calendar, month, day, days } = self {
            return calendar.stretches(year, month, day, days);
        }
        self.day_in(year).map(|day| (day, day)).into_iter().collect()
    }

    fn day_in(self, year: i16) -> Option<Date> {
        match self {
            Self::Foreign { .. } => None,
            Self::Once { year, month, day } => Date::new(year, month, day).ok(),
            Self::Fixed { month, day } => Date::new(year, month, day).ok(),
            Self::Nth { month, weekday, nth, after } => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let found = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok();
                found?.checked_add(i64::from(after).days()).ok()
            }
            Self::Easter { easter } => {
                easter_sunday(year)?.checked_add(i64::from(easter).days()).ok()
            }
            Self::OrthodoxEaster { orthodox_easter } => {
                let sunday = orthodox_easter_sunday(year)?;
                sunday.checked_add(i64::from(orthodox_easter).days()).ok()
            }
        }
    }
}

impl Calendar {
    fn stretches(self, year: i16, month: u8, day: Option<u8>, days: u8) -> Vec<(Date, Date)> {
        match self {
            Self::Islamic => stretches(Hijri::new_umm_al_qura(), year, month, day, days),
            Self::Hebrew => stretches(Hebrew::new(), year, month, day, days),
            Self::Chinese => stretches(ChineseTraditional::new(), year, month, day, days),
            Self::Persian => stretches(Persian::new(), year, month, day, days),
        }
    }
}

/// The stretches of a calendar that begin in one of our years.
fn stretches<C: AsCalendar + Copy>(
    calendar: C,
    year: i16,
    month: u8,
    day: Option<u8>,
    days: u8,
) -> Vec<(Date, Date)> {
    let Ok(new_year) = icu_calendar::Date::try_new_iso(i32::from(year), 1, 1) else {
        return Vec::new();
    };
    let first = new_year.to_calendar(calendar).year().extended_year();
    let stretch = |its_year: i32| {
        let start = icu_calendar::Date::try_new(
            its_year.into(),
            Month::new(month),
            day.unwrap_or(1),
            calendar,
        );
        let start = start.ok()?;
        let days = if day.is_some() { days } else { start.days_in_month() };
        let from = of_iso(start.to_calendar(Iso)).filter(|from| from.year() == year)?;
        Some((from, from.checked_add((i64::from(days) - 1).days()).ok()?))
    };
    (first..=first + 2).filter_map(stretch).collect()
}

fn of_iso(date: icu_calendar::Date<Iso>) -> Option<Date> {
    let (month, day) = (date.month().ordinal, date.day_of_month().0);
    let year = i16::try_from(date.year().extended_year()).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
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

/// Easter Sunday of the Julian calendar (Meeus), as a day of ours.
fn orthodox_easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    of_iso(icu_calendar::Date::try_new_julian(y, month, day).ok()?.to_calendar(Iso))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_days_of_a_year() {
        let check = |holiday: Holiday, year: i16, expected: &str| {
            let found = holiday.in_year(year);
            let shown: Vec<String> = found
                .iter()
                .map(|(from, to)| match from == to {
                    true => from.to_string(),
                    false => format!("{from}/{to}"),
                })
                .collect();
            assert_eq!(shown.join(" "), expected);
        };
        check(Holiday::Easter { easter: 0 }, 2018, "2018-04-01");
        check(Holiday::Easter { easter: 0 }, 2019, "2019-04-21");
        check(Holiday::Easter { easter: -2 }, 2024, "2024-03-29");
        check(Holiday::OrthodoxEaster { orthodox_easter: 0 }, 2024, "2024-05-05");
        check(Holiday::Nth { month: 11, weekday: 4, nth: 4, after: 1 }, 2010, "2010-11-26");
        check(Holiday::Nth { month: 5, weekday: 1, nth: -1, after: 0 }, 2021, "2021-05-31");
        check(Holiday::Fixed { month: 2, day: 30 }, 2020, "");
        check(Holiday::Once { year: 1969, month: 7, day: 20 }, 2020, "1969-07-20");
        let feast = |calendar, month, day, days| Holiday::Foreign { calendar, month, day, days };
        let ramadan = feast(Calendar::Islamic, 9, None, 1);
        check(ramadan, 2021, "2021-04-13/2021-05-12");
        check(ramadan, 2030, "2030-01-05/2030-02-03 2030-12-26/2031-01-23");
        check(feast(Calendar::Islamic, 10, Some(1), 1), 2015, "2015-07-17");
        check(feast(Calendar::Hebrew, 7, Some(15), 7), 2021, "2021-03-28/2021-04-03");
        check(feast(Calendar::Hebrew, 1, Some(10), 1), 2023, "2023-09-25");
        check(feast(Calendar::Chinese, 1, Some(1), 1), 2020, "2020-01-25");
        check(feast(Calendar::Persian, 1, Some(1), 1), 2024, "2024-03-20");
    }
}
