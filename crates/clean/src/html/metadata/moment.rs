//! Moments as machines write them: ISO 8601 in its many spellings, digits run together, seconds
//! since 1970. What is none of these is read as people write dates.

use jiff::civil::{Date, Time};
use tidings_model::Moment;

use crate::facts::{self, Dateline, Stamp, Written};

/// What a text says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A moment.
    Sure(Moment),
    /// A date as people write it, whose order may be open.
    Written(Stamp),
}

impl Reading {
    /// The moment, if it is sure.
    pub(super) fn sure(self) -> Option<Moment> {
        match self {
            Self::Sure(moment) => Some(moment),
            Self::Written(stamp) => match stamp.written {
                Written::Day(date) => Some(on(date, &stamp)),
                _ => None,
            },
        }
    }
}

/// A day with the time of a stamp.
pub(super) fn on(date: Date, stamp: &Stamp) -> Moment {
    Moment { date, time: stamp.time, offset_minutes: stamp.offset_minutes }
}

/// Reads a value that a machine wrote.
pub(super) fn read(words: &facts::Words, text: &str) -> Option<Reading> {
    let text = text.trim();
    let sure = iso(text).or_else(|| compact(text)).or_else(|| seconds(text));
    sure.map(Reading::Sure).or_else(|| {
        let Dateline { published, modified, .. } = facts::dateline(words, text)?;
        published.or(modified).map(Reading::Written)
    })
}

/// `2024-03-14`, `2024-03-14T18:05:00.123+02:00`, `2024-03-14 18:05 UTC`; a time that cannot be read
/// is left out.
fn iso(text: &str) -> Option<Moment> {
    let text = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() && c != 'Z').trim_end();
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?;
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    Some(Moment::parse(text).unwrap_or(Moment::day(date)))
}

/// `20240314`, `20240314T180500`
fn compact(text: &str) -> Option<Moment> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'T' | 't' | 'Z'));
    if !plain || !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| i8::try_from(number(from, to)?).ok();
    let date = Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    let second = small(12, 14).unwrap_or(0);
    let time = small(8, 10).zip(small(10, 12));
    let time = time.and_then(|(hour, minute)| Time::new(hour, minute, second, 0).ok());
    let offset_minutes = time.and_then(|_| text.ends_with('Z').then_some(0));
    Some(Moment { date, time, offset_minutes })
}

/// Seconds or milliseconds since 1970, in UTC.
fn seconds(text: &str) -> Option<Moment> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = text.parse().ok().filter(|_| digits)?;
    let seconds = match text.len() {
        9..=10 => number,
        13 => number / 1_000,
        _ => return None,
    };
    let at = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    Some(Moment { date: at.date(), time: Some(at.time()), offset_minutes: Some(0) })
}

#[cfg(test)]
mod tests {
    use tidings_stage::Settings;

    use super::*;

    #[test]
    fn reads_moments() {
        let words = facts::Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |text: &str, expected: &str| {
            let found = match read(&words, text) {
                Some(reading) => reading.sure().map_or("open".to_owned(), |at| at.to_string()),
                None => String::new(),
            };
            assert_eq!(found, expected, "{text}");
        };
        check("2024-03-14", "2024-03-14");
        check("2024-03-14T18:05:00-0600", "2024-03-14T18:05-06:00");
        check("2024-03-14T18:05:00.123Z", "2024-03-14T18:05Z");
        check("2024-03-14 00:00:00 +0000 UTC", "2024-03-14T00:00Z");
        check("2024-03-14 18:05 UTC", "2024-03-14T18:05");
        check("2024-03-14T99:99", "2024-03-14");
        check("20240314", "2024-03-14");
        check("20240314T180500Z", "2024-03-14T18:05Z");
        check("1710439500", "2024-03-14T18:05Z");
        check("1710439500000", "2024-03-14T18:05Z");
        check("Thu, 14 Mar 2024 18:05:00 GMT", "2024-03-14T18:05Z");
        check("March 14, 2024", "2024-03-14");
        check("Mar 14th 2024", "2024-03-14");
        check("2024/3/14", "2024-03-14");
        check("05/06/2024", "open");
        check("0000-00-00", "open");
        check("2024-02-31", "open");
        check("31 February 2024", "open");
        check("00000000", "");
        check("2024", "");
        check("tomorrow", "");
        check("", "");
        check("é2024-03-14", "");
    }
}
